// SPDX-License-Identifier: MIT
// The first half of jobs, and what it needs that two threads cannot share: readers, stages with
// counters and, where they change it, state of their own, the memory of the last event times.
#ifndef RUN_WORKER_H
#define RUN_WORKER_H

#include "data/format.h"
#include "data/time_memo.h"
#include "ops/stage.h"
#include "run/input.h"
#include "run/job.h"

enum worker_kind {
    WORKER_OWNS,                  // the main thread's: its stages use the plan's state
    WORKER_HELPS,                 // another's
};

// The readers of lines for some fields; inputs differ in the field that holds the time.
struct worker_reader {
    const struct fields *fields;
    struct reader *reader;
};

struct worker {
    const struct input_setup *setup;
    enum worker_kind kind;
    struct worker_reader readers[TIME_FIELDS + 1];
    struct time_memo minutes;     // of the event times read last
    struct stage_env env;
    struct stage *stages;         // copies of those that run ahead, then the one that takes what
                                  // leaves them
    struct formatter formatter;   // where rows leave as text (setup->writes_ahead)
    struct job *job;              // at work on
};

// The setup is complete and stays, as does its plan.
void worker_init(struct worker *w, const struct input_setup *setup, enum worker_kind kind);
void worker_release(struct worker *w);

// Read the job's block, if that is still to be done (and nothing else where it cannot be: it is
// unread, then). Make rows of it, take them through the stages that run ahead and prepare them for
// the next one.
void worker_do(struct worker *w, struct job *job);

// A thread that has worked ends.
void worker_end_thread(void);

#endif
