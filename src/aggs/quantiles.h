// SPDX-License-Identifier: MIT
// Quantiles of numbers: all values while they are few, then counts of buckets whose relative width
// is bounded. Whether it is the one or the other depends only on how many values there are, so that
// neither their order nor the way in which they were split and merged shows.
#ifndef AGGS_QUANTILES_H
#define AGGS_QUANTILES_H

#include "aggs/ddsketch.h"
#include "base/mem.h"
#include "base/pack.h"

#include <stdint.h>

enum {
    QUANTILES_EXACT = 512,        // values kept as they are
    QUANTILES_FEW = 4,            // of them, those that need no more than the state
};

// Zeros are no values.
struct quantiles {
    uint64_t n;
    union {
        struct {                  // while n <= QUANTILES_EXACT
            double few[QUANTILES_FEW];
            union dd_page *pages; // the values after the few, the newest page first
        };
        struct ddsketch sketch;
    };
};

// The first additions; use quantiles_add.
void quantiles_add_first(struct quantiles *q, struct arena *a, double x);

// Begin to fetch the place that the addition of x writes to, if there is one already.
static inline void quantiles_prefetch(const struct quantiles *q, double x)
{
    if (q->n > QUANTILES_EXACT)
        ddsketch_prefetch(&q->sketch, x);
    else if (q->n > QUANTILES_FEW)
        __builtin_prefetch(&q->pages->values[(q->n - QUANTILES_FEW) % DD_PAGE_VALUES], 1);
}

// Add a finite number.
static inline void quantiles_add(struct quantiles *q, struct arena *a, double x)
{
    x += 0.0;                     // minus zero becomes zero
    if (UNLIKELY(q->n <= QUANTILES_EXACT)) {
        quantiles_add_first(q, a, x);
        return;
    }
    q->n++;
    ddsketch_add(&q->sketch, a, x);
}

void quantiles_merge(struct quantiles *q, struct arena *a, const struct quantiles *from);

// The value at rank p (n - 1), p from 0 to 1, interpolated between its neighbours (as SQL's
// PERCENTILE_CONT). There must be values.
double quantiles_at(const struct quantiles *q, double p);

void quantiles_save(const struct quantiles *q, struct buf *out);
void quantiles_load(struct quantiles *q, struct arena *a, struct unpack *in);

#endif
