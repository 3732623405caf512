// SPDX-License-Identifier: MIT
// The first half of jobs, and what it needs that two threads cannot share: stages with counters of
// their own, the memory of the last event times.
#ifndef RUN_WORKER_H
#define RUN_WORKER_H

#include "data/time_memo.h"
#include "ops/stage.h"
#include "run/input.h"
#include "run/job.h"

struct worker {
    const struct input_setup *setup;
    struct time_memo minutes;     // of the event times read last
    struct stage_env env;
    struct stage *stages;         // copies of those that run ahead, then the one that takes what
                                  // leaves them
    struct job *job;              // at work on
};

// The setup is complete and stays, as does its plan.
void worker_init(struct worker *w, const struct input_setup *setup);
void worker_release(struct worker *w);

// Make rows of the job's block and take them through the stages that run ahead.
void worker_do(struct worker *w, struct job *job);

#endif
