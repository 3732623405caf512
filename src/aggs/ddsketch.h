// SPDX-License-Identifier: MIT
// Counts of numbers by buckets whose relative width is bounded, for quantiles. Neither the order of
// numbers shows nor how they were split and merged.
//
// Source: C. Masson, J. Rim, H. Lee, DDSketch: A Fast and Fully-Mergeable Quantile Sketch with
// Relative-Error Guarantees, VLDB 2019, with their mapping that interpolates the logarithm linearly
// between powers of two: 128 buckets of equal width in each octave, found by a shift of the
// double's bits. The middle of a bucket is at most 1 / 257 (0.39 %) of a value away from any value
// in it; among integers alone those below 256 have a bucket each, and are told exactly. The buckets
// of an octave are one page; no octave is ever folded, for the whole range of doubles fits.
#ifndef AGGS_DDSKETCH_H
#define AGGS_DDSKETCH_H

#include "base/mem.h"
#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DD_BUCKET_BITS = 7,
    DD_BUCKETS = 1 << DD_BUCKET_BITS,
    DD_PAGE_VALUES = 33,
    DD_OCTAVE_0 = 53,             // plus a double's biased exponent: its octave
};

// The memory of exact values (quantiles.h) becomes that of buckets.
union dd_page {
    double values[DD_PAGE_VALUES];
    struct {
        uint16_t low[DD_BUCKETS]; // of the counts
        uint32_t *high;           // the rest of the counts; or NULL
    };
    union dd_page *next;          // of spare ones
};

// The pages of a run of octaves; of the negative values, by their sizes, or of the positive.
struct dd_side {
    union dd_page **pages;        // NULL where an octave is empty
    uint16_t first, n, cap;
};

struct ddsketch {
    struct dd_side sides[2];      // negative, positive
    uint64_t zeros;
    double least, greatest;
    bool has_fractions;           // some value is no integer
    union dd_page *spare;         // pages not yet in use
};

struct ddsketch *ddsketch_new(struct arena *a, union dd_page *spare);

// The additions that are not common; use ddsketch_add.
void ddsketch_add_rare(struct ddsketch *s, struct arena *a, double x);
void ddsketch_carry(union dd_page *page, struct arena *a, unsigned index, uint64_t high);

// Add a finite number.
static inline void ddsketch_add(struct ddsketch *s, struct arena *a, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    const struct dd_side *side = &s->sides[!(bits >> 63)];
    unsigned exponent = bits >> 52 & 0x7ff, at = exponent + DD_OCTAVE_0 - side->first;
    union dd_page *page = at < side->n && exponent ? side->pages[at] : NULL;
    if (UNLIKELY(!page || !s->has_fractions || x < s->least || x > s->greatest)) {
        ddsketch_add_rare(s, a, x);
        return;
    }
    unsigned index = bits >> (52 - DD_BUCKET_BITS) & (DD_BUCKETS - 1);
    if (UNLIKELY(++page->low[index] == 0))
        ddsketch_carry(page, a, index, 1);
}

void ddsketch_merge(struct ddsketch *s, struct arena *a, const struct ddsketch *from);

// About the value of that rank, from 0; the rank must be below the number of values.
double ddsketch_rank(const struct ddsketch *s, uint64_t rank);

void ddsketch_save(const struct ddsketch *s, struct buf *out);
// A new sketch. Unless there are n values in it, `in->failed` is set.
struct ddsketch *ddsketch_load(struct arena *a, struct unpack *in, uint64_t n);

#endif
