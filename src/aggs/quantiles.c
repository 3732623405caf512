// SPDX-License-Identifier: MIT
#include "aggs/quantiles.h"

#include <math.h>

enum {
    EXACT_PAGES = (QUANTILES_EXACT - QUANTILES_FEW + DD_PAGE_VALUES - 1) / DD_PAGE_VALUES,
};

// ---- exact values ----

static double *value_place(const struct quantiles *q, uint64_t i)
{
    if (i < QUANTILES_FEW)
        return (double *)(uintptr_t)&q->few[i];
    i -= QUANTILES_FEW;
    return &q->pages[i / DD_PAGE_VALUES]->values[i % DD_PAGE_VALUES];
}

static size_t copy_values(const struct quantiles *q, double *out)
{
    size_t n = q->n < QUANTILES_EXACT ? (size_t)q->n : QUANTILES_EXACT;
    for (size_t i = 0; i < n; i++)
        out[i] = *value_place(q, i);
    return n;
}

static void keep_value(struct quantiles *q, struct arena *a, double x)
{
    if (q->n >= QUANTILES_FEW) {
        if (!q->pages)
            q->pages = ARENA_ARRAY(a, union dd_page *, EXACT_PAGES);
        union dd_page **page = &q->pages[(q->n - QUANTILES_FEW) / DD_PAGE_VALUES];
        if (!*page)
            *page = arena_alloc(a, sizeof **page);
    }
    *value_place(q, q->n) = x;
    q->n++;
}

// From values to buckets, in the same memory.
static void condense(struct quantiles *q, struct arena *a)
{
    double values[QUANTILES_EXACT];
    size_t n = copy_values(q, values);
    union dd_page *spare = NULL;
    for (unsigned i = 0; q->pages && i < EXACT_PAGES && q->pages[i]; i++) {
        union dd_page *page = q->pages[i];
        page->next = spare;
        spare = page;
    }
    q->sketch = ddsketch_new(a, spare);
    for (size_t i = 0; i < n; i++)
        ddsketch_add(q->sketch, a, values[i]);
}

// ---- both ----

void quantiles_add_first(struct quantiles *q, struct arena *a, double x)
{
    if (q->n < QUANTILES_EXACT) {
        keep_value(q, a, x);
        return;
    }
    condense(q, a);
    q->n++;
    ddsketch_add(q->sketch, a, x);
}

void quantiles_merge(struct quantiles *q, struct arena *a, const struct quantiles *from)
{
    if (from->n <= QUANTILES_EXACT) {
        for (uint64_t i = 0; i < from->n; i++)
            quantiles_add(q, a, *value_place(from, i));
        return;
    }
    if (q->n <= QUANTILES_EXACT)
        condense(q, a);
    q->n += from->n;
    ddsketch_merge(q->sketch, a, from->sketch);
}

static void swap(double *x, double *y)
{
    double t = *x;
    *x = *y;
    *y = t;
}

// Bring the k-th smallest to its place, with nothing larger before it and nothing smaller behind.
// (C. A. R. Hoare, Algorithm 65: Find, 1961.)
static void select_value(double *x, size_t n, size_t k)
{
    size_t from = 0, to = n - 1;
    while (from < to) {
        double pivot = x[from + (to - from) / 2];
        size_t i = from, j = to;
        for (;; i++, j--) {
            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&x[i], &x[j]);
        }
        if (k <= j)
            to = j;
        else
            from = j + 1;
    }
}

// The values at a rank and, where there is one, the next.
static void neighbours(const struct quantiles *q, struct arena *a, uint64_t rank, double *x)
{
    if (q->n > QUANTILES_EXACT) {
        x[0] = ddsketch_rank(q->sketch, rank);
        x[1] = rank + 1 < q->n ? ddsketch_rank(q->sketch, rank + 1) : x[0];
        return;
    }
    double *values = arena_alloc(a, QUANTILES_EXACT * sizeof *values);
    size_t n = copy_values(q, values), k = (size_t)rank;
    select_value(values, n, k);
    x[0] = x[1] = values[k];
    if (k + 1 == n)
        return;
    x[1] = values[k + 1];
    for (size_t i = k + 2; i < n; i++)
        x[1] = values[i] < x[1] ? values[i] : x[1];
}

double quantiles_at(const struct quantiles *q, struct arena *a, double p)
{
    double place = p * (double)(q->n - 1), whole = floor(place), part = place - whole, x[2];
    if (q->n > QUANTILES_EXACT && place <= 0)
        return q->sketch->least;
    if (q->n > QUANTILES_EXACT && place >= (double)(q->n - 1))
        return q->sketch->greatest;
    neighbours(q, a, (uint64_t)whole, x);
    if (part == 0 || x[0] == x[1])
        return x[0];
    double gap = x[1] - x[0];
    return isfinite(gap) ? x[0] + gap * part : x[0] * (1 - part) + x[1] * part;
}

// ---- saved state ----

void quantiles_save(const struct quantiles *q, struct buf *out)
{
    pack_u64(out, q->n);
    if (q->n > QUANTILES_EXACT) {
        ddsketch_save(q->sketch, out);
        return;
    }
    for (uint64_t i = 0; i < q->n; i++)
        pack_double(out, *value_place(q, i));
}

void quantiles_load(struct quantiles *q, struct arena *a, struct unpack *in)
{
    *q = (struct quantiles){0};
    uint64_t n = unpack_u64(in);
    for (uint64_t i = 0; i < n && n <= QUANTILES_EXACT && !in->failed; i++) {
        double x = unpack_double(in);
        if (!isfinite(x))
            in->failed = true;
        else
            quantiles_add(q, a, x);
    }
    if (n > QUANTILES_EXACT) {
        q->n = n;
        q->sketch = ddsketch_load(a, in, n);
    }
    if (in->failed)
        *q = (struct quantiles){0};
}
