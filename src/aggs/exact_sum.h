// SPDX-License-Identifier: MIT
// A sum of integers and doubles without error, rounded once when it is asked for (as Python's
// math.fsum): the order of additions and merges does not show. Durations add up too, among
// themselves.
//
// Integers of 64 bits go into a 128-bit counter, which 2^63 of them cannot overflow; longer ones
// into exact_big. Doubles go into a 128-bit fixed-point window placed around the first of them;
// what does not fit, and a window that overflows, go into an exact_wide, which few sums ever need.
// Invariant: the total is ints + big + window * 2^(place - NO_PLACE) + wide.
#ifndef AGGS_EXACT_SUM_H
#define AGGS_EXACT_SUM_H

#include "aggs/exact_big.h"
#include "aggs/exact_wide.h"
#include "base/mem.h"
#include "base/pack.h"
#include "data/value.h"

#include <stdbool.h>
#include <stdint.h>

// What has been seen.
enum {
    SUM_NUMBER = 1,
    SUM_DURATION = 2,
    SUM_DOUBLE = 4,               // so the total is a double
    SUM_INFINITE = 8,             // so there is no total
};

enum {
    NO_PLACE = 4096,              // makes 0 a place that no double fits
    SUM_SHIFT_MOST = 62,          // one signed multiplication moves a mantissa so far
};

// Zeros are the empty sum. Everything else it points to is in the arena given to the additions.
struct exact_sum {
    __int128 ints;
    __int128 window;
    struct exact_wide *wide;      // or NULL
    struct exact_big *big;        // or NULL
    uint64_t n;                   // values added
    int32_t place;                // NO_PLACE + the exponent of the window's lowest bit; 0: none
    uint32_t seen;
};

_Static_assert(sizeof(struct exact_sum) == 64, "one cache line a sum");

// The additions that are not common; use exact_sum_add.
void exact_sum_add_rare(struct exact_sum *s, struct arena *a, struct value v);
void exact_sum_spill(struct exact_sum *s, struct arena *a);

static inline void exact_sum_add_double(struct exact_sum *s, struct arena *a, double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    unsigned biased = bits >> 52 & 0x7ff;
    unsigned shift = biased - 1075 + NO_PLACE - (unsigned)s->place;
    if (UNLIKELY(shift > SUM_SHIFT_MOST || biased - 1 >= 0x7fe)) {
        exact_sum_add_rare(s, a, value_double(d));
        return;
    }
    int64_t m = (int64_t)((bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52);
    int64_t sign = (int64_t)bits >> 63;
    __int128 x = (__int128)((m ^ sign) - sign) * (INT64_C(1) << shift), sum;
    if (UNLIKELY(__builtin_add_overflow(s->window, x, &sum))) {
        exact_sum_spill(s, a);
        sum = x;
    }
    s->window = sum;
    s->n++;
}

// Add a number (resolved) or a duration.
static inline void exact_sum_add(struct exact_sum *s, struct arena *a, struct value v)
{
    if (v.type == VALUE_DOUBLE) {
        exact_sum_add_double(s, a, v.d);
    } else if (LIKELY(v.type == VALUE_INT)) {
        s->ints += v.i;
        s->seen |= SUM_NUMBER;
        s->n++;
    } else {
        exact_sum_add_rare(s, a, v);
    }
}

void exact_sum_merge(struct exact_sum *s, struct arena *a, const struct exact_sum *from);

// The total: null for nothing, for numbers mixed with durations, and out of the range of its type;
// for integers alone an integer of any length; with a double among them the nearest double.
struct value exact_sum_total(const struct exact_sum *s, struct arena *a);
// The total as a double, rounded once, divided by n and rounded again; a duration for durations, to
// the nearest nanosecond, halves away from zero.
struct value exact_sum_mean(const struct exact_sum *s, struct arena *a);

void exact_sum_save(const struct exact_sum *s, struct buf *out);
void exact_sum_load(struct exact_sum *s, struct arena *a, struct unpack *in);

#endif
