// SPDX-License-Identifier: MIT
// The end of the chain: rows to text, into every output.
#ifndef RUN_WRITER_H
#define RUN_WRITER_H

#include "io/sink.h"
#include "ops/stage.h"

struct writer {
    const struct shape *shape;
    struct sink *sinks;
    size_t nsinks;
    uint64_t rows;                // written so far
};

// Make `stage` the writer, whose state is `w`.
void writer_init(struct stage *stage, struct writer *w, struct stage_env *env);

#endif
