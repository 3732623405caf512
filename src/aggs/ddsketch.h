// SPDX-License-Identifier: MIT
// Counts of numbers by buckets whose relative width is bounded, for quantiles. Neither the order of
// numbers shows nor how they were split and merged.
//
// Source: C. Masson, J. Rim, H. Lee, DDSketch: A Fast and Fully-Mergeable Quantile Sketch with
// Relative-Error Guarantees, VLDB 2019, with their mapping that interpolates the logarithm linearly
// between powers of two: 128 buckets of equal width in each octave, found by a shift of the
// double's bits. The middle of a bucket is at most 1 / 257 (0.39 %) of a value away from any value
// in it; among integers alone those below 256 have a bucket each, and are told exactly. No octave
// is ever folded, for the whole range of doubles fits.
//
// The octaves in which the first values lie have their counts in a row, the window, so that an
// addition is one step. What is outside it, and what a count there cannot hold, is in pages of an
// octave each. Where the window is does not show.
#ifndef AGGS_DDSKETCH_H
#define AGGS_DDSKETCH_H

#include "base/mem.h"
#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
    DD_BUCKET_BITS = 7,
    DD_BUCKETS = 1 << DD_BUCKET_BITS,         // of an octave
    DD_PAGE_VALUES = 32,
};

// The memory of exact values (quantiles.h) becomes that of buckets.
union dd_page {
    struct {
        union dd_page *next;      // of the values before these; of spare pages
        double values[DD_PAGE_VALUES];
    };
    struct {
        uint16_t low[DD_BUCKETS]; // of the counts
        uint32_t *high;           // the rest of the counts; or NULL
    };
};

// The pages of a run of octaves; of the negative values, by their sizes, or of the positive.
struct dd_side {
    union dd_page **pages;        // NULL where an octave is empty
    uint16_t first, n, cap;
};

struct dd_rest {
    struct dd_side sides[2];      // negative, positive
    uint64_t zeros;
    union dd_page *spare;         // pages not yet in use
};

struct ddsketch {
    double least, greatest;
    uint16_t *window;             // counts, modulo 2^16
    struct dd_rest *rest;
    uint32_t first;               // the window's first bucket (dd_bucket), the first of an octave
    uint16_t nwindow;             // buckets in it
    bool has_fractions;           // some value is no integer
};

// A new sketch, its window where most of the n values lie (one at least): they are not added.
void ddsketch_init(struct ddsketch *s, struct arena *a, const double *values, size_t n);
// Give it a page that it may use.
void ddsketch_spare(struct ddsketch *s, union dd_page *page);

// The additions that are not common; use ddsketch_add.
void ddsketch_add_rare(struct ddsketch *s, struct arena *a, double x);
void ddsketch_carry(struct ddsketch *s, struct arena *a, uint32_t place);

// The bucket of a number: its sign, its exponent, and the first bits behind it. Those of numbers
// below the normal ones are finer and never in the window.
static inline uint32_t dd_bucket(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (uint32_t)(bits >> (52 - DD_BUCKET_BITS));
}

static inline void ddsketch_prefetch(const struct ddsketch *s, double x)
{
    uint32_t place = dd_bucket(x) - s->first;
    if (place < s->nwindow)
        __builtin_prefetch(&s->window[place], 1);
}

static inline bool dd_is_whole(double x)
{
    return !(x > -0x1p53 && x < 0x1p53) || (double)(int64_t)x == x;
}

// Add a finite number.
static inline void ddsketch_add(struct ddsketch *s, struct arena *a, double x)
{
    uint32_t place = dd_bucket(x) - s->first;
    bool is_usual = place < s->nwindow && x >= s->least && x <= s->greatest &&
                    (s->has_fractions || dd_is_whole(x));
    if (UNLIKELY(!is_usual))
        ddsketch_add_rare(s, a, x);
    else if (UNLIKELY(++s->window[place] == 0))
        ddsketch_carry(s, a, place);
}

void ddsketch_merge(struct ddsketch *s, struct arena *a, const struct ddsketch *from);

// About the value of that rank, from 0, which must be below the number of values. *above: so many
// of the next ranks, and maybe more, have the same.
double ddsketch_rank(const struct ddsketch *s, uint64_t rank, uint64_t *above);

void ddsketch_save(const struct ddsketch *s, struct buf *out);
// A new sketch. Unless there are n values in it, `in->failed` is set.
void ddsketch_load(struct ddsketch *s, struct arena *a, struct unpack *in, uint64_t n);

#endif
