// SPDX-License-Identifier: MIT
// How far events come behind the latest one before them, in buckets: what a lateness has to cover.
#ifndef EVENT_DISORDER_H
#define EVENT_DISORDER_H

#include "base/attr.h"
#include "event/lateness.h"

#include <stdint.h>

struct disorder {
    uint64_t seen;                // events that a clock has seen
    uint64_t untimed;             // those of them without a time
    struct lateness behind;       // those behind the latest one before them
};

// An event that did not move the clock, at its time (INT64_MIN, TIME_NONE, is none) and the latest
// one.
static inline void disorder_count(struct disorder *d, int64_t time, int64_t latest)
{
    int64_t behind;
    if (time == INT64_MIN)
        d->untimed++;
    else if (__builtin_sub_overflow(latest, time, &behind))
        lateness_count(&d->behind, INT64_MAX);
    else if (behind > 0)
        lateness_count(&d->behind, behind);
}

// How far behind (ns, rounded up to a length that people write) at least `percent` of the events
// with a time came at most; 100: all of them.
int64_t disorder_quantile(const struct disorder *d, unsigned percent);

#endif
