// SPDX-License-Identifier: MIT
// Rows on their way out: put into a format and appended to one sink or several, all of which get
// the same bytes.
#ifndef OPS_OUTLET_H
#define OPS_OUTLET_H

#include "data/format.h"
#include "io/screen.h"
#include "io/sink.h"
#include "ops/stage.h"

struct outlet {
    struct outlet *next;          // of a tee: the next tee's
    const char *dest;             // of a tee: where to; opened when the run begins
    struct formatter formatter;
    struct sink *sinks;
    size_t nsinks;
    struct screen *screen;        // a picture on the one sink, which rows come before; or NULL
    uint64_t rows;                // written so far
};

// Rows of that shape, in the format of --to. The shape must stay.
void outlet_init(struct outlet *o, const struct stage_env *env, const struct shape *shape);
void outlet_release(struct outlet *o);

// Write the rows of a batch. With --strict one that the format has no place for is a finding, which
// stops the chunk.
void outlet_write(struct outlet *o, const struct stage_env *env, struct batch *b);

// Give out what the format holds back; `outlet_end` after the last row.
void outlet_flush(struct outlet *o);
void outlet_end(struct outlet *o);

#endif
