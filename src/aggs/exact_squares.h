// SPDX-License-Identifier: MIT
// A sum of squares of numbers without error, and the variance made of it and of the exact sum of
// the same numbers: (n Σx² − (Σx)²) / (n (n − 1)), whose numerator is calculated exactly, so that
// no cancellation shows, however close together the values are.
//
// Squares go into a 256-bit fixed-point window placed around the first of them; what does not fit,
// and a window that overflows, go into an exact_wide, which few sums ever need.
#ifndef AGGS_EXACT_SQUARES_H
#define AGGS_EXACT_SQUARES_H

#include "aggs/exact_sum.h"
#include "aggs/exact_wide.h"
#include "base/mem.h"
#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>

// Zeros are the empty sum.
struct exact_squares {
    uint64_t window[4];           // lowest first
    struct exact_wide *wide;      // or NULL
    int32_t place;                // NO_PLACE + the exponent of the window's lowest bit; 0: none
};

void exact_squares_add_int(struct exact_squares *s, struct arena *a, int64_t x);
void exact_squares_add_double(struct exact_squares *s, struct arena *a, double x);  // finite
void exact_squares_merge(struct exact_squares *s, struct arena *a,
                         const struct exact_squares *from);

// The variance of the n numbers in `sum`, all finite, of which these are the squares: mantissa *
// 2^exponent with an even exponent, for it may lie outside the range of doubles. It is by n, or by
// n - 1 for a sample, which must not be 0.
struct scaled {
    double mantissa;
    int exponent;
};
struct scaled exact_variance(const struct exact_sum *sum, const struct exact_squares *squares,
                             struct arena *a, bool is_sample);

void exact_squares_save(const struct exact_squares *s, struct buf *out);
void exact_squares_load(struct exact_squares *s, struct arena *a, struct unpack *in);

#endif
