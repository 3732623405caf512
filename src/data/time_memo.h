// SPDX-License-Identifier: MIT
// Event times one after the other are mostly of the same few minutes: of a text such as
// 2026-01-01T12:34:56.789Z the first seventeen bytes are compared with those of the last one whose
// minute ended in the same digit, and only the seconds are read. Anything else is for
// time_of_value().
#ifndef DATA_TIME_MEMO_H
#define DATA_TIME_MEMO_H

#include "data/value.h"

#include <stdbool.h>
#include <stdint.h>

enum { TIME_MEMO_BYTES = 17 };    // up to the colon before the seconds

// All zero bytes: empty.
struct time_memo {
    struct time_memo_minute {
        char text[TIME_MEMO_BYTES];
        int64_t ns;               // of its beginning
    } minutes[16];                // by the low bits of the last digit
};

// The event time of a text of the minute at hand; false where it is not that, or not in that form.
bool time_memo_read(const struct time_memo *m, struct value v, int64_t *ns);

// The value was read as `ns`: remember its minute, if it is in that form.
void time_memo_note(struct time_memo *m, struct value v, int64_t ns);

#endif
