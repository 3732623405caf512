// SPDX-License-Identifier: MIT
// The end of the chain: rows to text, into every output.
#ifndef RUN_WRITER_H
#define RUN_WRITER_H

#include "ops/outlet.h"

struct writer {
    const struct shape *shape;    // of the rows
    struct sink *sinks;
    size_t nsinks;
    struct outlet outlet;         // made by writer_init()
};

// Make `stage` the writer, whose state is `w`.
void writer_init(struct stage *stage, struct writer *w, struct stage_env *env);
// Rows that have become text already, of an is_by_row format: takes the bytes out of `text`.
enum flow writer_put(struct stage *stage, struct buf *text, size_t nrows);
void writer_release(struct writer *w);

#endif
