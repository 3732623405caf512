// SPDX-License-Identifier: MIT
#include "aggs/quantiles.h"

#include <math.h>

enum {
    BUCKET_BITS = 7,
    LOW_BITS = 16,                // of a count, in the page itself
    BUCKETS = 1 << BUCKET_BITS,   // in an octave
    PAGE_VALUES = 33,
    EXACT_PAGES = (QUANTILES_EXACT - QUANTILES_FEW + PAGE_VALUES - 1) / PAGE_VALUES,
    SUBNORMAL_BITS = 54,          // what lifts every subnormal into the normal range
    ONE = 1023 + SUBNORMAL_BITS - 1,  // the octave of 1
    OCTAVES = 2100,
};

// The memory of exact values becomes that of buckets.
union quantile_page {
    double values[PAGE_VALUES];
    struct {
        uint16_t low[BUCKETS];
        uint32_t *high;           // the rest of the counts; or NULL
    };
    union quantile_page *next;    // of spare ones
};

// ---- buckets ----

struct bucket {
    unsigned octave, index;
};

static uint64_t bits_of(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

// Of a number that is not 0; its sign does not matter.
static struct bucket bucket_of(double x)
{
    uint64_t bits = bits_of(x) & INT64_MAX;
    unsigned add = SUBNORMAL_BITS - 1;
    if (UNLIKELY(bits >> 52 == 0)) {
        bits = bits_of(ldexp(fabs(x), SUBNORMAL_BITS));
        add = 0;
        bits -= UINT64_C(1) << 52;
    }
    return (struct bucket){(unsigned)(bits >> 52) + add, bits >> (52 - BUCKET_BITS) & (BUCKETS - 1)};
}

// The number whose relative distance to both ends of the bucket is the same; an integer in it where
// all its values are integers.
static double bucket_middle(struct bucket b, bool has_fractions)
{
    int exponent = (int)b.octave - ONE - BUCKET_BITS;
    double low = BUCKETS + b.index, high = low + 1;
    double middle = ldexp(2 * low * high / (low + high), exponent);
    if (has_fractions)
        return middle;
    return exponent > 0 ? round(middle) : ceil(ldexp(low, exponent));
}

static union quantile_page *new_page(struct arena *a, union quantile_page **spare)
{
    union quantile_page *page = *spare;
    if (page)
        *spare = page->next;
    else
        page = arena_alloc(a, sizeof *page);
    memset(page, 0, sizeof *page);
    return page;
}

// Make an octave one of those that have a place for a page.
static void cover(struct octaves *o, struct arena *a, unsigned octave)
{
    unsigned first = o->n && o->first < octave ? o->first : octave;
    unsigned end = o->n && o->first + o->n > octave ? o->first + o->n : octave + 1u;
    unsigned shift = o->n ? o->first - first : 0, n = end - first, cap = o->cap;
    union quantile_page **old = o->pages;
    if (n > cap) {
        cap = n > 2 * cap ? n : 2 * cap;
        cap = cap < 4 ? 4 : cap;
        o->pages = ARENA_ARRAY(a, union quantile_page *, cap);
        o->cap = (uint16_t)cap;
    }
    if (o->n)
        memmove(o->pages + shift, old, o->n * sizeof(union quantile_page *));
    for (unsigned i = 0; i < n; i++)
        if (i < shift || i >= shift + o->n)
            o->pages[i] = NULL;
    o->first = (uint16_t)first;
    o->n = (uint16_t)n;
}

static union quantile_page *make_page(struct octaves *o, struct arena *a, unsigned octave,
                                      union quantile_page **spare)
{
    if (octave - o->first >= o->n)
        cover(o, a, octave);
    union quantile_page **page = &o->pages[octave - o->first];
    if (!*page)
        *page = new_page(a, spare);
    return *page;
}

static void carry(union quantile_page *page, struct arena *a, unsigned index, uint64_t high)
{
    if (!page->high)
        page->high = ARENA_ARRAY(a, uint32_t, BUCKETS);
    page->high[index] += (uint32_t)high;
}

static uint64_t count_at(const union quantile_page *page, unsigned index)
{
    return page->low[index] | (page->high ? (uint64_t)page->high[index] << LOW_BITS : 0);
}

static void add_count(union quantile_page *page, struct arena *a, unsigned index, uint64_t count)
{
    uint64_t sum = page->low[index] + count;
    page->low[index] = (uint16_t)sum;
    if (sum >> LOW_BITS)
        carry(page, a, index, sum >> LOW_BITS);
}

// ---- the sketch ----

static void sketch_add(struct sketch *s, struct arena *a, double x, union quantile_page **spare)
{
    if (x < s->least)
        s->least = x;
    if (x > s->greatest)
        s->greatest = x;
    if (UNLIKELY(x == 0)) {
        s->zeros++;
        return;
    }
    if (!s->has_fractions)
        s->has_fractions = fabs(x) < 0x1p53 && (double)(int64_t)x != x;
    struct bucket b = bucket_of(x);
    struct octaves *o = &s->sides[x > 0];
    unsigned at = b.octave - o->first;
    union quantile_page *page = at < o->n ? o->pages[at] : NULL;
    if (UNLIKELY(!page))
        page = make_page(o, a, b.octave, spare);
    if (UNLIKELY(++page->low[b.index] == 0))
        carry(page, a, b.index, 1);
}

static void merge_side(struct octaves *o, struct arena *a, const struct octaves *from)
{
    union quantile_page *spare = NULL;
    for (unsigned i = 0; i < from->n; i++) {
        const union quantile_page *other = from->pages[i];
        if (!other)
            continue;
        union quantile_page *page = make_page(o, a, from->first + i, &spare);
        for (unsigned j = 0; j < BUCKETS; j++)
            add_count(page, a, j, count_at(other, j));
    }
}

static void sketch_merge(struct sketch *s, struct arena *a, const struct sketch *from)
{
    s->least = from->least < s->least ? from->least : s->least;
    s->greatest = from->greatest > s->greatest ? from->greatest : s->greatest;
    s->zeros += from->zeros;
    s->has_fractions |= from->has_fractions;
    for (int side = 0; side < 2; side++)
        merge_side(&s->sides[side], a, &from->sides[side]);
}

// Go past the counts of a page, in the order of its values, as far as *rank allows. True where the
// rank lies in it, in the bucket *index.
static bool pass_page(const union quantile_page *page, bool is_negative, uint64_t *rank,
                      unsigned *index)
{
    for (unsigned i = 0; i < BUCKETS; i++) {
        *index = is_negative ? BUCKETS - 1 - i : i;
        uint64_t count = count_at(page, *index);
        if (*rank < count)
            return true;
        *rank -= count;
    }
    return false;
}

// The same for a side; *x is then the middle of the bucket.
static bool pass_side(const struct sketch *s, bool is_negative, uint64_t *rank, double *x)
{
    const struct octaves *o = &s->sides[!is_negative];
    for (unsigned i = 0; i < o->n; i++) {
        unsigned at = is_negative ? o->n - 1u - i : i, index;
        if (!o->pages[at] || !pass_page(o->pages[at], is_negative, rank, &index))
            continue;
        double middle = bucket_middle((struct bucket){o->first + at, index}, s->has_fractions);
        *x = is_negative ? -middle : middle;
        return true;
    }
    return false;
}

static double sketch_rank(const struct sketch *s, uint64_t rank)
{
    double x = 0;
    if (!pass_side(s, true, &rank, &x)) {
        if (rank < s->zeros)
            return 0;
        rank -= s->zeros;
        if (!pass_side(s, false, &rank, &x))
            return s->greatest;
    }
    return x < s->least ? s->least : x > s->greatest ? s->greatest : x;
}

// ---- exact values ----

static double *value_place(const struct quantiles *q, uint64_t i)
{
    if (i < QUANTILES_FEW)
        return (double *)(uintptr_t)&q->few[i];
    i -= QUANTILES_FEW;
    return &q->pages[i / PAGE_VALUES]->values[i % PAGE_VALUES];
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
            q->pages = ARENA_ARRAY(a, union quantile_page *, EXACT_PAGES);
        union quantile_page **page = &q->pages[(q->n - QUANTILES_FEW) / PAGE_VALUES];
        if (!*page)
            *page = arena_alloc(a, sizeof **page);
    }
    *value_place(q, q->n) = x;
    q->n++;
}

static struct sketch *new_sketch(struct arena *a)
{
    struct sketch *s = ARENA_NEW(a, struct sketch);
    s->least = INFINITY;
    s->greatest = -INFINITY;
    return s;
}

// From values to buckets, in the same memory.
static void condense(struct quantiles *q, struct arena *a)
{
    double values[QUANTILES_EXACT];
    size_t n = copy_values(q, values);
    union quantile_page *spare = NULL;
    for (unsigned i = 0; q->pages && i < EXACT_PAGES && q->pages[i]; i++) {
        union quantile_page *page = q->pages[i];
        page->next = spare;
        spare = page;
    }
    q->sketch = new_sketch(a);
    for (size_t i = 0; i < n; i++)
        sketch_add(q->sketch, a, values[i], &spare);
    q->sketch->spare = spare;
}

// ---- both ----

void quantiles_add(struct quantiles *q, struct arena *a, double x)
{
    x += 0.0;                     // minus zero becomes zero
    if (q->n < QUANTILES_EXACT) {
        keep_value(q, a, x);
        return;
    }
    if (UNLIKELY(q->n == QUANTILES_EXACT))
        condense(q, a);
    q->n++;
    sketch_add(q->sketch, a, x, &q->sketch->spare);
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
    sketch_merge(q->sketch, a, from->sketch);
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
        x[0] = sketch_rank(q->sketch, rank);
        x[1] = rank + 1 < q->n ? sketch_rank(q->sketch, rank + 1) : x[0];
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

static void save_page(const union quantile_page *page, unsigned octave, struct buf *out)
{
    unsigned used = 0;
    for (unsigned i = 0; i < BUCKETS; i++)
        used += count_at(page, i) != 0;
    pack_u64(out, octave);
    pack_u8(out, (uint8_t)used);
    for (unsigned i = 0; i < BUCKETS; i++)
        if (count_at(page, i)) {
            pack_u8(out, (uint8_t)i);
            pack_u64(out, count_at(page, i));
        }
}

static void save_side(const struct octaves *o, struct buf *out)
{
    unsigned used = 0;
    for (unsigned i = 0; i < o->n; i++)
        used += o->pages[i] != NULL;
    pack_u64(out, used);
    for (unsigned i = 0; i < o->n; i++)
        if (o->pages[i])
            save_page(o->pages[i], o->first + i, out);
}

void quantiles_save(const struct quantiles *q, struct buf *out)
{
    pack_u64(out, q->n);
    if (q->n <= QUANTILES_EXACT) {
        for (uint64_t i = 0; i < q->n; i++)
            pack_double(out, *value_place(q, i));
        return;
    }
    pack_double(out, q->sketch->least);
    pack_double(out, q->sketch->greatest);
    pack_u64(out, q->sketch->zeros);
    pack_u8(out, q->sketch->has_fractions);
    for (int side = 0; side < 2; side++)
        save_side(&q->sketch->sides[side], out);
}

static double load_double(struct unpack *in)
{
    double x = unpack_double(in);
    if (!isfinite(x))
        in->failed = true;
    return x;
}

// Each adds what it counts to *n.
static void load_side(struct octaves *o, struct arena *a, struct unpack *in, uint64_t *n)
{
    union quantile_page *spare = NULL;
    for (uint64_t pages = unpack_u64(in); pages > 0 && !in->failed; pages--) {
        uint64_t octave = unpack_u64(in);
        if (octave >= OCTAVES)
            in->failed = true;
        if (in->failed)
            return;
        union quantile_page *page = make_page(o, a, (unsigned)octave, &spare);
        for (unsigned used = unpack_u8(in); used > 0 && !in->failed; used--) {
            unsigned index = unpack_u8(in);
            uint64_t count = unpack_u64(in);
            if (index >= BUCKETS || count >> 47 || __builtin_add_overflow(*n, count, n)) {
                in->failed = true;
                return;
            }
            add_count(page, a, index, count);
        }
    }
}

static void load_sketch(struct quantiles *q, struct arena *a, struct unpack *in)
{
    struct sketch *s = q->sketch = new_sketch(a);
    s->least = load_double(in);
    s->greatest = load_double(in);
    s->zeros = unpack_u64(in);
    s->has_fractions = unpack_u8(in);
    uint64_t n = s->zeros;
    for (int side = 0; side < 2; side++)
        load_side(&s->sides[side], a, in, &n);
    if (n != q->n)
        in->failed = true;
}

void quantiles_load(struct quantiles *q, struct arena *a, struct unpack *in)
{
    *q = (struct quantiles){0};
    uint64_t n = unpack_u64(in);
    for (uint64_t i = 0; i < n && n <= QUANTILES_EXACT && !in->failed; i++) {
        double x = load_double(in);
        if (!in->failed)
            quantiles_add(q, a, x);
    }
    if (n > QUANTILES_EXACT) {
        q->n = n;
        load_sketch(q, a, in);
    }
    if (in->failed)
        *q = (struct quantiles){0};
}
