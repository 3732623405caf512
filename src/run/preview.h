// SPDX-License-Identifier: MIT
// What open windows hold, shown at the lower end of a terminal while they are open (--to table,
// chart): the rows that would come out if the input ended now, drawn anew in their place.
//
// They are made by a copy of the process, which plays the end of the input and is gone again. So
// whatever stages there are, and however their windows are kept, what is seen is what they would
// say, and none of them knows. The copy is looked at before anything else is done; what that takes
// decides when the next one is due.
#ifndef RUN_PREVIEW_H
#define RUN_PREVIEW_H

#include "io/screen.h"

#include <stdbool.h>
#include <stdint.h>

struct run;

struct preview {
    bool is_on;
    struct screen screen;
    int64_t due;                  // the next picture, ns on clock_steady()
    uint64_t rows;                // that had come in when the last one was taken
    int64_t watermark;            // then
};

// Begin, if the output is a terminal, may be drawn on, and there is something to show. The sinks
// are open.
void preview_init(struct preview *p, struct run *r);

// Between batches: is it time for another picture? Then the caller flushes.
bool preview_is_due(const struct preview *p, const struct run *r);

// How long to wait at most, ns; below zero: for ever.
int64_t preview_patience(const struct preview *p, const struct run *r);

// Before the output is written out: append the picture, a new one where that is due.
void preview_update(struct preview *p, struct run *r);

// Something else is about to be written to the terminal: take the picture away, and let it have all
// the rows before.
void preview_hide(struct preview *p, struct run *r);

// The last rows have been appended: no more pictures.
void preview_end(struct preview *p, struct run *r);
void preview_release(struct preview *p);

#endif
