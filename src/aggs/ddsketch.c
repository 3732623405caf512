// SPDX-License-Identifier: MIT
#include "aggs/ddsketch.h"

#include <math.h>

enum {
    LOW_BITS = 16,                // of a count, in the page itself
    SUBNORMAL_BITS = DD_OCTAVE_0 + 1,     // what lifts every subnormal into the normal range
    ONE = 1023 + DD_OCTAVE_0,     // the octave of 1
    OCTAVES = 2100,
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
    unsigned add = DD_OCTAVE_0;
    if (UNLIKELY(bits >> 52 == 0)) {
        bits = bits_of(ldexp(fabs(x), SUBNORMAL_BITS));
        add = 0;
        bits -= UINT64_C(1) << 52;
    }
    unsigned index = bits >> (52 - DD_BUCKET_BITS) & (DD_BUCKETS - 1);
    return (struct bucket){(unsigned)(bits >> 52) + add, index};
}

// The number whose relative distance to both ends of the bucket is the same; an integer in it where
// all its values are integers.
static double bucket_middle(struct bucket b, bool has_fractions)
{
    int exponent = (int)b.octave - ONE - DD_BUCKET_BITS;
    double low = DD_BUCKETS + b.index, high = low + 1;
    double middle = ldexp(2 * low * high / (low + high), exponent);
    if (has_fractions)
        return middle;
    return exponent > 0 ? round(middle) : ceil(ldexp(low, exponent));
}

static union dd_page *new_page(struct arena *a, union dd_page **spare)
{
    union dd_page *page = *spare;
    if (page)
        *spare = page->next;
    else
        page = arena_alloc(a, sizeof *page);
    memset(page, 0, sizeof *page);
    return page;
}

// Make an octave one of those that have a place for a page.
static void cover(struct dd_side *o, struct arena *a, unsigned octave)
{
    unsigned first = o->n && o->first < octave ? o->first : octave;
    unsigned end = o->n && o->first + o->n > octave ? o->first + o->n : octave + 1u;
    unsigned shift = o->n ? o->first - first : 0, n = end - first, cap = o->cap;
    union dd_page **old = o->pages;
    if (n > cap) {
        cap = n > 2 * cap ? n : 2 * cap;
        cap = cap < 4 ? 4 : cap;
        o->pages = ARENA_ARRAY(a, union dd_page *, cap);
        o->cap = (uint16_t)cap;
    }
    if (o->n)
        memmove(o->pages + shift, old, o->n * sizeof(union dd_page *));
    for (unsigned i = 0; i < n; i++)
        if (i < shift || i >= shift + o->n)
            o->pages[i] = NULL;
    o->first = (uint16_t)first;
    o->n = (uint16_t)n;
}

static union dd_page *make_page(struct dd_side *o, struct arena *a, unsigned octave,
                                      union dd_page **spare)
{
    if (octave - o->first >= o->n)
        cover(o, a, octave);
    union dd_page **page = &o->pages[octave - o->first];
    if (!*page)
        *page = new_page(a, spare);
    return *page;
}

void ddsketch_carry(union dd_page *page, struct arena *a, unsigned index, uint64_t high)
{
    if (!page->high)
        page->high = ARENA_ARRAY(a, uint32_t, DD_BUCKETS);
    page->high[index] += (uint32_t)high;
}

static uint64_t count_at(const union dd_page *page, unsigned index)
{
    return page->low[index] | (page->high ? (uint64_t)page->high[index] << LOW_BITS : 0);
}

static void add_count(union dd_page *page, struct arena *a, unsigned index, uint64_t count)
{
    uint64_t sum = page->low[index] + count;
    page->low[index] = (uint16_t)sum;
    if (sum >> LOW_BITS)
        ddsketch_carry(page, a, index, sum >> LOW_BITS);
}

// ---- the sketch ----

struct ddsketch *ddsketch_new(struct arena *a, union dd_page *spare)
{
    struct ddsketch *s = ARENA_NEW(a, struct ddsketch);
    s->least = INFINITY;
    s->greatest = -INFINITY;
    s->spare = spare;
    return s;
}

void ddsketch_add_rare(struct ddsketch *s, struct arena *a, double x)
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
    struct dd_side *o = &s->sides[x > 0];
    unsigned at = b.octave - o->first;
    union dd_page *page = at < o->n ? o->pages[at] : NULL;
    if (UNLIKELY(!page))
        page = make_page(o, a, b.octave, &s->spare);
    if (UNLIKELY(++page->low[b.index] == 0))
        ddsketch_carry(page, a, b.index, 1);
}

static void merge_side(struct dd_side *o, struct arena *a, const struct dd_side *from)
{
    union dd_page *spare = NULL;
    for (unsigned i = 0; i < from->n; i++) {
        const union dd_page *other = from->pages[i];
        if (!other)
            continue;
        union dd_page *page = make_page(o, a, from->first + i, &spare);
        for (unsigned j = 0; j < DD_BUCKETS; j++)
            add_count(page, a, j, count_at(other, j));
    }
}

void ddsketch_merge(struct ddsketch *s, struct arena *a, const struct ddsketch *from)
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
static bool pass_page(const union dd_page *page, bool is_negative, uint64_t *rank,
                      unsigned *index)
{
    for (unsigned i = 0; i < DD_BUCKETS; i++) {
        *index = is_negative ? DD_BUCKETS - 1 - i : i;
        uint64_t count = count_at(page, *index);
        if (*rank < count)
            return true;
        *rank -= count;
    }
    return false;
}

// The same for a side; *x is then the middle of the bucket.
static bool pass_side(const struct ddsketch *s, bool is_negative, uint64_t *rank, double *x)
{
    const struct dd_side *o = &s->sides[!is_negative];
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

double ddsketch_rank(const struct ddsketch *s, uint64_t rank)
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

// ---- saved state ----

static void save_page(const union dd_page *page, unsigned octave, struct buf *out)
{
    unsigned used = 0;
    for (unsigned i = 0; i < DD_BUCKETS; i++)
        used += count_at(page, i) != 0;
    pack_u64(out, octave);
    pack_u8(out, (uint8_t)used);
    for (unsigned i = 0; i < DD_BUCKETS; i++)
        if (count_at(page, i)) {
            pack_u8(out, (uint8_t)i);
            pack_u64(out, count_at(page, i));
        }
}

static void save_side(const struct dd_side *o, struct buf *out)
{
    unsigned used = 0;
    for (unsigned i = 0; i < o->n; i++)
        used += o->pages[i] != NULL;
    pack_u64(out, used);
    for (unsigned i = 0; i < o->n; i++)
        if (o->pages[i])
            save_page(o->pages[i], o->first + i, out);
}

void ddsketch_save(const struct ddsketch *s, struct buf *out)
{
    pack_double(out, s->least);
    pack_double(out, s->greatest);
    pack_u64(out, s->zeros);
    pack_u8(out, s->has_fractions);
    for (int side = 0; side < 2; side++)
        save_side(&s->sides[side], out);
}

static double load_double(struct unpack *in)
{
    double x = unpack_double(in);
    if (!isfinite(x))
        in->failed = true;
    return x;
}

// Each adds what it counts to *n.
static void load_side(struct dd_side *o, struct arena *a, struct unpack *in, uint64_t *n)
{
    union dd_page *spare = NULL;
    for (uint64_t pages = unpack_u64(in); pages > 0 && !in->failed; pages--) {
        uint64_t octave = unpack_u64(in);
        if (octave >= OCTAVES)
            in->failed = true;
        if (in->failed)
            return;
        union dd_page *page = make_page(o, a, (unsigned)octave, &spare);
        for (unsigned used = unpack_u8(in); used > 0 && !in->failed; used--) {
            unsigned index = unpack_u8(in);
            uint64_t count = unpack_u64(in);
            if (index >= DD_BUCKETS || count >> 47 || __builtin_add_overflow(*n, count, n)) {
                in->failed = true;
                return;
            }
            add_count(page, a, index, count);
        }
    }
}

struct ddsketch *ddsketch_load(struct arena *a, struct unpack *in, uint64_t n)
{
    struct ddsketch *s = ddsketch_new(a, NULL);
    s->least = load_double(in);
    s->greatest = load_double(in);
    s->zeros = unpack_u64(in);
    s->has_fractions = unpack_u8(in);
    uint64_t seen = s->zeros;
    for (int side = 0; side < 2; side++)
        load_side(&s->sides[side], a, in, &seen);
    if (seen != n)
        in->failed = true;
    return s;
}
