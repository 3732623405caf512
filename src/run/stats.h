// SPDX-License-Identifier: MIT
// --stats: what a run has counted, told at the end. Rows are counted by the chain anyway; the
// rest is counted only where it is asked for.
#ifndef RUN_STATS_H
#define RUN_STATS_H

#include "event/disorder.h"
#include "run/plan.h"
#include "run/report.h"

// The most that a stage has held at the end of a batch.
struct stage_peak {
    size_t bytes;
    struct open_count open;
};

struct stats {
    bool is_on;
    int64_t began, told;          // wall clock, ns
    int64_t every;                // ns, or 0
    struct stage_peak *peaks;     // by place
    struct disorder disorder;     // where events enter, or at the clock in the chain
};

// What the inputs have to say.
struct stats_input {
    uint64_t lines, bytes;
    bool is_whole;                // read to the end
};

void stats_init(struct stats *st, struct plan *plan, const struct settings *settings);

// Is it time to tell how far the run is?
bool stats_is_due(struct stats *st);

// See what the stages hold, between batches.
void stats_sample(struct stats *st, const struct plan *plan);

// The counters, on standard error.
struct stats_end {
    const struct plan *plan;
    const struct report *report;
    struct stats_input input;
    int64_t watermark;            // at the end, or TIME_NONE
};
void stats_tell(const struct stats *st, const struct stats_end *end);

#endif
