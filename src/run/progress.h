// SPDX-License-Identifier: MIT
// --progress: while regular files are read, how far that is, on one line of a terminal that is
// drawn over and over, and gone at the end. It gives way to whatever else is said there.
#ifndef RUN_PROGRESS_H
#define RUN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool is_on;
    uint64_t size;                // of all that is to be read, bytes
    int64_t began, drawn;         // on the steady clock, ns
};

// `size` bytes are to be read; nothing is ever shown where standard error is no terminal. At most
// one at a time.
void progress_begin(struct progress *p, uint64_t size);

// When it is to be drawn anew, on the steady clock: a few times a second, and not at once;
// INT64_MAX: never.
int64_t progress_due(const struct progress *p);
// Has that come?
bool progress_is_due(const struct progress *p);
// So much has been read, bytes.
void progress_draw(struct progress *p, uint64_t done);

// Take the line away, if there is one, until it is drawn again.
void progress_hide(void);

#endif
