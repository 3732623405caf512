// SPDX-License-Identifier: MIT
// Quantiles of numbers: all values while they are few, then counts of buckets whose relative width
// is bounded. Whether it is the one or the other depends only on how many values there are, so that
// neither their order nor the way in which they were split and merged shows.
//
// Source: C. Masson, J. Rim, H. Lee, DDSketch: A Fast and Fully-Mergeable Quantile Sketch with
// Relative-Error Guarantees, VLDB 2019, with their mapping that interpolates the logarithm linearly
// between powers of two: 128 buckets of equal width in each octave, found by a shift of the double's
// bits. The middle of a bucket is at most 1 / 257 (0.39 %) of a value away from any value in it; among
// integers alone those below 256 have a bucket each, and are told exactly. The buckets of an octave
// are one page; no octave is ever folded, for the whole range of doubles fits.
#ifndef AGGS_QUANTILES_H
#define AGGS_QUANTILES_H

#include "base/mem.h"
#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    QUANTILES_EXACT = 512,        // values kept as they are
    QUANTILES_FEW = 3,            // of them, those that need no more than the state
};

union quantile_page;

// The pages of a run of octaves; of the negative values, by their sizes, or of the positive.
struct octaves {
    union quantile_page **pages;  // NULL where an octave is empty
    uint16_t first, n, cap;
};

// What there is once the values are many.
struct sketch {
    struct octaves sides[2];      // negative, positive
    uint64_t zeros;
    double least, greatest;
    bool has_fractions;           // some value is no integer
    union quantile_page *spare;   // pages not yet in use
};

// Zeros are no values.
struct quantiles {
    uint64_t n;
    double few[QUANTILES_FEW];
    union {
        union quantile_page **pages;  // the values after the few, while n <= QUANTILES_EXACT
        struct sketch *sketch;
    };
};

// A finite number.
void quantiles_add(struct quantiles *q, struct arena *a, double x);
void quantiles_merge(struct quantiles *q, struct arena *a, const struct quantiles *from);

// The value at rank p (n - 1), p from 0 to 1, interpolated between its neighbours (as SQL's
// PERCENTILE_CONT). There must be values. The arena is for sorting.
double quantiles_at(const struct quantiles *q, struct arena *a, double p);

void quantiles_save(const struct quantiles *q, struct buf *out);
void quantiles_load(struct quantiles *q, struct arena *a, struct unpack *in);

#endif
