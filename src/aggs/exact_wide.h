// SPDX-License-Identifier: MIT
// A superaccumulator: any sum of doubles, or of squares of doubles, without error, as a fixed-point
// number that spans their whole range, in chunks that overlap so that carries are rare.
// Source: R. M. Neal, Fast Exact Summation Using Small and Large Superaccumulators, 2015 (the small
// one). It is the fallback of exact_sum.h, which is what aggregates use.
#ifndef AGGS_EXACT_WIDE_H
#define AGGS_EXACT_WIDE_H

#include "base/pack.h"

#include <stdint.h>

enum {
    WIDE_LSB = -2176,             // chunk 0 counts in units of 2^-2176, chunk 1 of 2^-2144, ...
    WIDE_CHUNKS = 136,            // up to 2^2176: room for 2^63 squares of doubles, or 396 digits
    WIDE_ADDS = 2000,             // additions to a chunk that cannot overflow it (2^11 - slack)
};

// Zeros are the number 0.
struct exact_wide {
    int64_t chunk[WIDE_CHUNKS];   // the number is the sum of chunk[i] * 2^(WIDE_LSB + 32 i)
    int64_t adds;                 // since the last carry
};

// Add m * 2^exponent; |m| < 2^53, and the exponent from WIDE_LSB to 2112.
void exact_wide_add(struct exact_wide *w, int64_t m, int exponent);
// The same for any m; the exponent at most 2016.
void exact_wide_add_int128(struct exact_wide *w, __int128 m, int exponent);
void exact_wide_merge(struct exact_wide *w, const struct exact_wide *from);

// Bring every chunk but the last, which has the sign, into [0, 2^32).
void exact_wide_carry(struct exact_wide *w);

// The nearest double (ties to even); infinite beyond the range.
double exact_wide_round(const struct exact_wide *w);
// The nearest double to its quotient by n, > 0.
double exact_wide_divide(const struct exact_wide *w, uint64_t n);

void exact_wide_save(const struct exact_wide *w, struct buf *out);
void exact_wide_load(struct exact_wide *w, struct unpack *in);

#endif
