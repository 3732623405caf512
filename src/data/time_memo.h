// SPDX-License-Identifier: MIT
// Event times one after the other are mostly of the same few minutes: of a text such as
// 2026-01-01T12:34:56.789Z the first seventeen bytes are compared with those of the last one whose
// minute ended in the same digit, and only the seconds are read. Anything else is for
// time_of_value().
#ifndef DATA_TIME_MEMO_H
#define DATA_TIME_MEMO_H

#include "base/load.h"
#include "data/value.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TIME_MEMO_BYTES = 17,         // up to the colon before the seconds
    TIME_MEMO_USUAL = 24,         // of a whole text with milliseconds
};

// All zero bytes: empty.
struct time_memo {
    struct time_memo_minute {
        char text[TIME_MEMO_BYTES];
        int64_t ns;               // of its beginning
    } minutes[16];                // by the low bits of the last digit
};

// What follows is time_memo_read()'s own.

static inline unsigned time_memo_place(const char *text)
{
    return (unsigned char)text[TIME_MEMO_BYTES - 2] & 15u;
}

static inline bool time_memo_is_of(const struct time_memo_minute *minute, const char *text)
{
    return load_eight(text) == load_eight(minute->text) &&
           load_eight(text + 8) == load_eight(minute->text + 8) &&
           text[TIME_MEMO_BYTES - 1] == minute->text[TIME_MEMO_BYTES - 1];
}

// The usual form of seconds, with the colon before: ":SS.mmmZ", in ns; -1 for any other.
static inline int64_t time_memo_seconds(const char *p)
{
    const uint64_t form = 0x5a3030302e30303au;       // :00.000Z, the first byte lowest
    const uint64_t above_9 = 0x7676767676767676u, above_5 = UINT64_C(0x7a) << 8;
    const uint64_t fixed = UINT64_C(0xff000000ff0000ff), tops = 0x8080808080808080u;
    uint64_t x = load_eight(p) ^ form;
    if ((x & fixed) | ((x | (x + above_9) | (x + above_5)) & tops))
        return -1;
    uint64_t pairs = (x >> 8) * 10 + (x >> 16);      // byte 0: SS, byte 2: .m, byte 4: mm
    const uint64_t weights = 1 + (100u << 16) + (UINT64_C(1000) << 32);
    return (int64_t)((pairs & 0xff00ff00ffu) * weights >> 32 & 0xffff) * 1000000;
}

bool time_memo_read_other(const struct time_memo *m, struct value v, int64_t *ns);

// ---- for others ----

// The event time of a text of a minute at hand; false where it is not that, or not in that form.
static inline bool time_memo_read(const struct time_memo *m, struct value v, int64_t *ns)
{
    if (UNLIKELY(v.type != VALUE_STR || v.len != TIME_MEMO_USUAL))
        return time_memo_read_other(m, v, ns);
    const struct time_memo_minute *minute = &m->minutes[time_memo_place(v.p)];
    if (UNLIKELY(!time_memo_is_of(minute, v.p)))
        return false;
    int64_t seconds = time_memo_seconds(v.p + TIME_MEMO_BYTES - 1);
    return LIKELY(seconds >= 0) && !__builtin_add_overflow(minute->ns, seconds, ns) &&
           *ns != INT64_MIN;
}

// The value was read as `ns`: remember its minute, if it is in that form.
void time_memo_note(struct time_memo *m, struct value v, int64_t ns);

#endif
