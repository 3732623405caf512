// SPDX-License-Identifier: MIT
// Stages that need each row's event time, and keep things as far back as late events are taken: a
// row without a time is a bad event, one that is older than what is still kept is a late event.
#ifndef OPS_TIMED_H
#define OPS_TIMED_H

#include "data/time.h"
#include "ops/stage.h"

struct timed {
    int64_t lateness;             // ns, >= 0
    int64_t reach;                // how much further back the stage keeps things, ns, >= 0
    const struct expr *time;      // for messages; NULL: the default fields
    const struct shape *shape;    // of the rows that come
};

// The stage needs the time of the rows that come. False after a mistake, which has been reported.
bool timed_open(struct stage_open *o, const struct stage_ast *ast, struct timed *t);

// Why rows have no event time (TIME_ABSENT), for a hint.
static inline const char *timed_why_absent(const struct stage_open *o)
{
    return o->entry->is_absent ? "no field of the input is known to be it"
                               : "they were made without a window";
}

// How far back things are kept at that watermark: rows before it are late. TIME_NONE: for ever.
int64_t timed_horizon(const struct timed *t, int64_t watermark);

void timed_reject(const struct timed *t, struct stage *s, struct batch *b, const struct row *row);

// May the row be taken? If not, it has been put aside, and with --strict the chunk's stop is set.
static inline bool timed_take(const struct timed *t, struct stage *s, struct batch *b,
                              const struct row *row)
{
    if (LIKELY(row->time != TIME_NONE && row->time >= timed_horizon(t, row->watermark)))
        return true;
    timed_reject(t, s, b, row);
    return false;
}

#endif
