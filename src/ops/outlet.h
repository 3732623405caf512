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
    struct outlet *next;          // of a stage: the next stage's
    const char *dest;             // of a stage: where to; opened when the run begins
    struct formatter formatter;
    struct sink *sinks;
    size_t nsinks;
    struct screen *screen;        // a picture on the one sink, which rows come before; or NULL
    uint64_t rows;                // written so far
    unsigned headers;             // the last one that the sinks know
};

// Rows of that shape, in that format (NULL: JSON). The shape must stay.
void outlet_init(struct outlet *o, const struct stage_env *env,
                 const struct output_format *format, const struct shape *shape);
// Of a stage: it writes to the destination that the argument names, which is opened when the run
// begins. False after a mistake, which has been reported.
bool outlet_claim(struct outlet *o, struct stage_open *open, const struct arg *dest);
void outlet_release(struct outlet *o);

// Write the rows of a batch. With --strict one that the format has no place for is a finding, which
// stops the chunk.
void outlet_write(struct outlet *o, const struct stage_env *env, struct batch *b);

// Where outlet_takes_text(), in two steps: a formatter for rows that are made text elsewhere, and
// their text handed to the outlet, which takes the bytes out of `text`.
void outlet_begin_format(struct formatter *f, const struct stage_env *env,
                         const struct output_format *format, const struct shape *shape);
bool outlet_takes_text(const struct outlet *o);
void outlet_put(struct outlet *o, struct buf *text, size_t nrows);

// Give out what the format holds back, and hand it over; `outlet_end` after the last row.
void outlet_flush(struct outlet *o);
void outlet_end(struct outlet *o);

#endif
