// SPDX-License-Identifier: MIT
// What a run has to say besides its rows: bad lines and expression errors, counted, the first few
// shown when they come, all bad ones written to --bad and late events to --late; the advice about
// lateness at the end.
#ifndef RUN_REPORT_H
#define RUN_REPORT_H

#include "data/batch.h"
#include "io/sink.h"
#include "run/plan.h"

// How often an expression of a stage went wrong.
struct faulty {
    struct faulty *next;
    int stage;
    struct str expr;
    uint64_t count;
};

struct report {
    struct sink *late, *bad;      // --late and --bad, or NULL
    struct lateness *lateness;    // the plan's
    uint64_t bad_lines, bad_events;
    uint64_t *errors;             // by stage number
    struct faulty *faulty;        // expressions, in the order in which they first went wrong
    struct arena *arena;          // the plan's
    const struct stage *stages;   // the plan's
    int nstages;
    bool strict;
    bool is_foreign;              // the first bad line does not even begin as JSON
};

void report_init(struct report *r, struct plan *plan, struct sink *late, struct sink *bad);

// Count and show what was found in a chunk before that line (LINE_NONE: in all of it), all rows
// before which have been through the chain. It is told once: what has been is taken out of the
// chunk. With --strict the first finding, in the order of the lines, is said and nothing else;
// true: the run is over.
bool report_commit(struct report *r, struct chunk *chunk, uint32_t before);

// The closing lines on standard error.
void report_close(const struct report *r, const struct stage_env *env);

#endif
