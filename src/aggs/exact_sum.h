// SPDX-License-Identifier: MIT
// A sum of integers and doubles without error, rounded once when it is asked for (as Python's
// math.fsum): the order of additions and merges does not show. Durations add up too, among
// themselves.
//
// While there are only integers they are counted in 128 bits. From the first double on these bits
// are a fixed-point window placed around it, in which integers are counted too. What does not fit
// goes into an exact_wide (doubles) or an exact_big (integers), which few sums ever need.
// Invariant: the total is acc * 2^(place - NO_PLACE), or acc while there is no place, + wide + big.
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

// What a sum holds beyond its window.
struct exact_rest {
    struct exact_wide *wide;      // or NULL
    struct exact_big *big;        // or NULL
};

// Zeros are the empty sum. Everything else it points to is in the arena given to the additions.
struct exact_sum {
    __int128 acc;
    struct exact_rest *rest;      // or NULL
    uint64_t n : 47;              // values added
    uint64_t place : 13;          // NO_PLACE + the exponent of the lowest bit of acc; 0: none
    uint64_t seen : 4;
};

_Static_assert(sizeof(struct exact_sum) == 32, "half a cache line a sum");

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
    if (UNLIKELY(__builtin_add_overflow(s->acc, x, &sum))) {
        exact_sum_spill(s, a);
        sum = x;
    }
    s->acc = sum;
    s->n++;
}

// Add a number (resolved) or a duration.
static inline void exact_sum_add(struct exact_sum *s, struct arena *a, struct value v)
{
    if (v.type == VALUE_DOUBLE) {
        exact_sum_add_double(s, a, v.d);
    } else if (LIKELY(v.type == VALUE_INT && !s->place)) {
        s->acc += v.i;            // 2^63 of them cannot overflow it
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
// The exact total by n, rounded once: the nearest double (null where that is out of range); for
// durations a duration, to the nearest nanosecond, halves away from zero.
struct value exact_sum_mean(const struct exact_sum *s, struct arena *a);

// Add the total, which must be finite, to `w`. False where it is far beyond any double.
bool exact_sum_widen(const struct exact_sum *s, struct arena *a, struct exact_wide *w);

void exact_sum_save(const struct exact_sum *s, struct buf *out);
void exact_sum_load(struct exact_sum *s, struct arena *a, struct unpack *in);

#endif
