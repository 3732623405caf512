// SPDX-License-Identifier: MIT
#include "aggs/quantiles.h"

#include <math.h>

// ---- exact values ----

// All of them, in the order of their addition.
static size_t copy_values(const struct quantiles *q, double *out)
{
    size_t n = q->n < QUANTILES_EXACT ? (size_t)q->n : QUANTILES_EXACT, end = n;
    for (size_t i = 0; i < QUANTILES_FEW && i < n; i++)
        out[i] = q->few[i];
    const union dd_page *page = q->pages;
    for (; end > QUANTILES_FEW; page = page->next) {
        size_t in_page = (end - QUANTILES_FEW - 1) % DD_PAGE_VALUES + 1;
        end -= in_page;
        memcpy(out + end, page->values, in_page * sizeof *out);
    }
    return n;
}

static void keep_value(struct quantiles *q, struct arena *a, double x)
{
    if (q->n < QUANTILES_FEW) {
        q->few[q->n++] = x;
        return;
    }
    size_t at = (q->n - QUANTILES_FEW) % DD_PAGE_VALUES;
    if (at == 0) {
        union dd_page *page = arena_alloc(a, sizeof *page);
        page->next = q->pages;
        q->pages = page;
    }
    q->pages->values[at] = x;
    q->n++;
}

// From values to buckets.
static void condense(struct quantiles *q, struct arena *a)
{
    double values[QUANTILES_EXACT];
    size_t n = copy_values(q, values);
    union dd_page *page = q->pages;
    ddsketch_init(&q->sketch, a, values, n);
    while (page) {
        union dd_page *next = page->next;
        ddsketch_spare(&q->sketch, page);
        page = next;
    }
    for (size_t i = 0; i < n; i++)
        ddsketch_add(&q->sketch, a, values[i]);
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
    ddsketch_add(&q->sketch, a, x);
}

void quantiles_merge(struct quantiles *q, struct arena *a, const struct quantiles *from)
{
    if (from->n <= QUANTILES_EXACT) {
        double values[QUANTILES_EXACT];
        size_t n = copy_values(from, values);
        for (size_t i = 0; i < n; i++)
            quantiles_add(q, a, values[i]);
        return;
    }
    if (q->n <= QUANTILES_EXACT)
        condense(q, a);
    q->n += from->n;
    ddsketch_merge(&q->sketch, a, &from->sketch);
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
static void neighbours(const struct quantiles *q, uint64_t rank, double *x)
{
    if (q->n > QUANTILES_EXACT) {
        uint64_t above;
        x[0] = x[1] = ddsketch_rank(&q->sketch, rank, &above);
        if (above == 0 && rank + 1 < q->n)
            x[1] = ddsketch_rank(&q->sketch, rank + 1, &above);
        return;
    }
    double values[QUANTILES_EXACT];
    size_t n = copy_values(q, values), k = (size_t)rank;
    select_value(values, n, k);
    x[0] = x[1] = values[k];
    if (k + 1 == n)
        return;
    x[1] = values[k + 1];
    for (size_t i = k + 2; i < n; i++)
        x[1] = values[i] < x[1] ? values[i] : x[1];
}

double quantiles_at(const struct quantiles *q, double p)
{
    double place = p * (double)(q->n - 1), whole = floor(place), part = place - whole, x[2];
    if (q->n > QUANTILES_EXACT && place <= 0)
        return q->sketch.least;
    if (q->n > QUANTILES_EXACT && place >= (double)(q->n - 1))
        return q->sketch.greatest;
    neighbours(q, (uint64_t)whole, x);
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
        ddsketch_save(&q->sketch, out);
        return;
    }
    double values[QUANTILES_EXACT];
    size_t n = copy_values(q, values);
    for (size_t i = 0; i < n; i++)
        pack_double(out, values[i]);
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
        ddsketch_load(&q->sketch, a, in, n);
    }
    if (in->failed)
        *q = (struct quantiles){0};
}
