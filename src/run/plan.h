// SPDX-License-Identifier: MIT
// The plan: a pipeline's text made into a chain of stages ready to run, and what the reader has to
// find in each line for it.
#ifndef RUN_PLAN_H
#define RUN_PLAN_H

#include "base/diag.h"
#include "base/mem.h"
#include "data/fields.h"
#include "lang/ast.h"
#include "ops/stage.h"
#include "run/settings.h"

struct plan {
    struct arena arena;           // everything made before the run
    struct fields fields;         // of the input's rows
    struct entry_time entry;
    struct stage *stages;         // nstages of them, linked by next; then the writer
    int nstages;
    int clock_stage;              // the first stage that makes the event time; 0: none does
    struct stage_env env;
    const struct shape *shape;    // of the rows that leave the last stage
    struct str text;              // the pipeline in canonical form
    struct pipeline pipeline;     // and as a tree: what each stage was opened with
};

// Make the plan. Mistakes are reported and counted in the diag; then the plan cannot be run, only
// released.
void plan_build(struct plan *p, const struct settings *settings, struct diag *diag);
void plan_release(struct plan *p);

// The state of all stages to and from bytes, between batches. Loading is false when the bytes are
// damaged or are those of another pipeline.
void plan_save(const struct plan *p, struct buf *out);
bool plan_load(struct plan *p, struct unpack *in);

#endif
