// SPDX-License-Identifier: MIT
// --stats: what a run has counted, told at the end, every so often, and when SIGUSR1 asks. Rows are
// counted by the chain anyway; the rest is counted only where it is asked for.
#ifndef RUN_STATS_H
#define RUN_STATS_H

#include "event/disorder.h"
#include "run/plan.h"
#include "run/report.h"

// What a stage holds.
struct stage_load {
    size_t bytes;
    struct open_count open;
};

// What the inputs have to say.
struct stats_input {
    uint64_t lines, bytes, events;
    bool is_whole;                // read to the end
};

struct stats {
    bool is_on;
    int64_t began, told;          // on the steady clock, ns
    int64_t every;                // ns, or 0
    struct stage_load *peaks;     // by place: the most that was held at the end of a batch
    struct stats_input last;      // when it was told last
    struct disorder disorder;     // where events enter, or at the clock in the chain
};

void stats_init(struct stats *st, struct plan *plan, const struct settings *settings);

// When it is to be told how far the run is, on the steady clock; INT64_MAX: never before its end.
int64_t stats_due(const struct stats *st);
// Has that come?
bool stats_is_due(const struct stats *st);

// See what the stages hold, between batches.
void stats_sample(struct stats *st, const struct plan *plan);
// What one holds now.
struct stage_load stats_load(const struct stage *s);

// Rows that the stage has kept to itself for good. False: of a stage that makes rows of its own
// nobody can say.
bool stats_count_dropped(const struct stage *s, uint64_t *dropped);

// The most memory that the process has had, bytes.
size_t stats_memory(void);

// The counters, on standard error.
struct stats_now {
    const struct plan *plan;
    const struct report *report;
    struct stats_input input;
    int64_t watermark;            // or TIME_NONE
    const struct sink *sinks;     // of the outputs, --late, --bad and stages
    size_t nsinks;
    int64_t lag;                  // of that behind the wall clock, ns; TIME_NONE: it has no part
    bool is_end;                  // of the run
};
void stats_tell(struct stats *st, const struct stats_now *now);

#endif
