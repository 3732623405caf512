// SPDX-License-Identifier: MIT
#include "aggs/ddsketch.h"

#include <math.h>

enum {
    LOW_BITS = 16,                // of a count, in the window or the page itself
    OCTAVE_0 = 53,                // plus a double's biased exponent: its octave
    SUBNORMAL_BITS = OCTAVE_0 + 1,            // what lifts every subnormal into the normal range
    ONE = 1023 + OCTAVE_0,        // the octave of 1
    OCTAVES = 2100,
    EXPONENTS = 1 << 11,          // of doubles
    WINDOW_MOST = 16,             // octaves
    SAMPLE = 63,                  // values by which a window is placed for a sketch loaded
};

// ---- buckets ----

// Of an octave and its place there; of numbers of which sign is told by the side.
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
    unsigned add = OCTAVE_0;
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

// ---- pages ----

static union dd_page *new_page(struct dd_rest *rest, struct arena *a)
{
    union dd_page *page = rest->spare;
    if (page)
        rest->spare = page->next;
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

static union dd_page *make_page(struct dd_rest *rest, struct arena *a, bool is_negative,
                                unsigned octave)
{
    struct dd_side *o = &rest->sides[!is_negative];
    if (octave - o->first >= o->n)
        cover(o, a, octave);
    union dd_page **page = &o->pages[octave - o->first];
    if (!*page)
        *page = new_page(rest, a);
    return *page;
}

static void add_to_page(union dd_page *page, struct arena *a, unsigned index, uint64_t count)
{
    uint64_t sum = page->low[index] + count;
    page->low[index] = (uint16_t)sum;
    if (!(sum >> LOW_BITS))
        return;
    if (!page->high)
        page->high = ARENA_ARRAY(a, uint32_t, DD_BUCKETS);
    page->high[index] += (uint32_t)(sum >> LOW_BITS);
}

// ---- the window ----

static bool is_window_negative(const struct ddsketch *s)
{
    return s->first >> DD_BUCKET_BITS >= EXPONENTS;
}

static unsigned window_octave(const struct ddsketch *s)
{
    return s->first / DD_BUCKETS % EXPONENTS + OCTAVE_0;
}

// The counts of an octave in the window, or NULL.
static uint16_t *window_at(const struct ddsketch *s, bool is_negative, unsigned octave)
{
    unsigned place = (octave - window_octave(s)) * DD_BUCKETS;
    bool is_in = octave >= window_octave(s) && place < s->nwindow;
    return is_in && is_negative == is_window_negative(s) ? s->window + place : NULL;
}

// Have it cover the octaves of the first values that have room in it together.
static void place_window(struct ddsketch *s, const double *values, size_t n)
{
    uint32_t first = 0, end = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t octave = dd_bucket(values[i]) / DD_BUCKETS;
        if (octave % EXPONENTS == 0)
            continue;             // zero, or below the normal numbers
        uint32_t from = first == end || octave < first ? octave : first;
        uint32_t to = octave < end ? end : octave + 1;
        if (to - from > WINDOW_MOST || from / EXPONENTS != (to - 1) / EXPONENTS)
            continue;
        first = from;
        end = to;
    }
    s->first = first * DD_BUCKETS;
    s->nwindow = (uint16_t)((end - first) * DD_BUCKETS);
}

void ddsketch_init(struct ddsketch *s, struct arena *a, const double *values, size_t n)
{
    *s = (struct ddsketch){.least = INFINITY, .greatest = -INFINITY};
    s->rest = ARENA_NEW(a, struct dd_rest);
    place_window(s, values, n);
    s->window = ARENA_ARRAY(a, uint16_t, s->nwindow);
}

void ddsketch_spare(struct ddsketch *s, union dd_page *page)
{
    page->next = s->rest->spare;
    s->rest->spare = page;
}

// ---- additions ----

static void add_to_bucket(struct ddsketch *s, struct arena *a, bool is_negative, struct bucket b,
                          uint64_t count)
{
    uint16_t *window = window_at(s, is_negative, b.octave);
    if (window) {
        uint64_t low = (uint16_t)(window[b.index] + count);
        count -= low - window[b.index];
        window[b.index] = (uint16_t)low;
    }
    if (count)
        add_to_page(make_page(s->rest, a, is_negative, b.octave), a, b.index, count);
}

void ddsketch_carry(struct ddsketch *s, struct arena *a, uint32_t place)
{
    union dd_page *page = make_page(s->rest, a, is_window_negative(s),
                                    window_octave(s) + place / DD_BUCKETS);
    add_to_page(page, a, place % DD_BUCKETS, 1u << LOW_BITS);
}

void ddsketch_add_rare(struct ddsketch *s, struct arena *a, double x)
{
    if (x < s->least)
        s->least = x;
    if (x > s->greatest)
        s->greatest = x;
    if (UNLIKELY(x == 0)) {
        s->rest->zeros++;
        return;
    }
    s->has_fractions |= !dd_is_whole(x);
    add_to_bucket(s, a, x < 0, bucket_of(x), 1);
}

// ---- reading ----

// The counts of an octave.
struct counts {
    const uint16_t *window;       // or NULL
    const union dd_page *page;    // or NULL
};

static struct counts counts_of(const struct ddsketch *s, bool is_negative, unsigned octave)
{
    const struct dd_side *o = &s->rest->sides[!is_negative];
    unsigned at = octave - o->first;
    return (struct counts){window_at(s, is_negative, octave), at < o->n ? o->pages[at] : NULL};
}

static uint64_t count_at(struct counts c, unsigned index)
{
    uint64_t count = c.window ? c.window[index] : 0;
    if (c.page)
        count += c.page->low[index];
    if (c.page && c.page->high)
        count += (uint64_t)c.page->high[index] << LOW_BITS;
    return count;
}

static uint64_t count_all(struct counts c)
{
    uint64_t count = 0;
    uint32_t sum = 0;
    for (unsigned i = 0; c.window && i < DD_BUCKETS; i++)
        sum += c.window[i];
    c.window = NULL;
    for (unsigned i = 0; c.page && i < DD_BUCKETS; i++)
        count += count_at(c, i);
    return count + sum;
}

// The octaves of a side that have counts are among these.
struct octaves {
    unsigned first, end;
};

static struct octaves octaves_of(const struct ddsketch *s, bool is_negative)
{
    const struct dd_side *o = &s->rest->sides[!is_negative];
    struct octaves all = {o->first, o->first + o->n};
    if (!s->nwindow || is_negative != is_window_negative(s))
        return all;
    unsigned first = window_octave(s), end = first + s->nwindow / DD_BUCKETS;
    return (struct octaves){o->n && o->first < first ? o->first : first,
                            o->n && all.end > end ? all.end : end};
}

void ddsketch_merge(struct ddsketch *s, struct arena *a, const struct ddsketch *from)
{
    s->least = from->least < s->least ? from->least : s->least;
    s->greatest = from->greatest > s->greatest ? from->greatest : s->greatest;
    s->rest->zeros += from->rest->zeros;
    s->has_fractions |= from->has_fractions;
    for (int is_negative = 0; is_negative < 2; is_negative++) {
        struct octaves all = octaves_of(from, is_negative);
        for (unsigned octave = all.first; octave < all.end; octave++) {
            struct counts c = counts_of(from, is_negative, octave);
            for (unsigned i = 0; (c.window || c.page) && i < DD_BUCKETS; i++)
                add_to_bucket(s, a, is_negative, (struct bucket){octave, i}, count_at(c, i));
        }
    }
}

// The bucket in which a rank lies that an octave has; *rank is then the rank in the bucket.
static unsigned find_bucket(struct counts c, bool is_negative, uint64_t *rank)
{
    for (unsigned i = 0;; i++) {
        unsigned index = is_negative ? DD_BUCKETS - 1 - i : i;
        uint64_t count = count_at(c, index);
        if (*rank < count)
            return index;
        *rank -= count;
    }
}

// Go past the counts of a side, in the order of its values, as far as *rank allows. True where the
// rank lies in it; *x is then the middle of the bucket, and *above is set (ddsketch_rank).
static bool pass_side(const struct ddsketch *s, bool is_negative, uint64_t *rank, double *x,
                      uint64_t *above)
{
    struct octaves all = octaves_of(s, is_negative);
    for (unsigned i = 0; i < all.end - all.first; i++) {
        unsigned octave = is_negative ? all.end - 1 - i : all.first + i;
        struct counts c = counts_of(s, is_negative, octave);
        uint64_t count = count_all(c);
        if (*rank >= count) {
            *rank -= count;
            continue;
        }
        unsigned index = find_bucket(c, is_negative, rank);
        double middle = bucket_middle((struct bucket){octave, index}, s->has_fractions);
        *x = is_negative ? -middle : middle;
        *above = count_at(c, index) - *rank - 1;
        return true;
    }
    return false;
}

double ddsketch_rank(const struct ddsketch *s, uint64_t rank, uint64_t *above)
{
    double x = 0;
    *above = 0;
    if (!pass_side(s, true, &rank, &x, above)) {
        if (rank < s->rest->zeros) {
            *above = s->rest->zeros - rank - 1;
            return 0;
        }
        rank -= s->rest->zeros;
        if (!pass_side(s, false, &rank, &x, above))
            return s->greatest;
    }
    return x < s->least ? s->least : x > s->greatest ? s->greatest : x;
}

// ---- saved state ----

static void save_octave(struct counts c, unsigned octave, struct buf *out)
{
    unsigned used = 0;
    for (unsigned i = 0; i < DD_BUCKETS; i++)
        used += count_at(c, i) != 0;
    pack_u64(out, octave);
    pack_u8(out, (uint8_t)used);
    for (unsigned i = 0; i < DD_BUCKETS; i++)
        if (count_at(c, i)) {
            pack_u8(out, (uint8_t)i);
            pack_u64(out, count_at(c, i));
        }
}

static void save_side(const struct ddsketch *s, bool is_negative, struct buf *out)
{
    struct octaves all = octaves_of(s, is_negative);
    unsigned used = 0;
    for (unsigned octave = all.first; octave < all.end; octave++)
        used += count_all(counts_of(s, is_negative, octave)) != 0;
    pack_u64(out, used);
    for (unsigned octave = all.first; octave < all.end; octave++) {
        struct counts c = counts_of(s, is_negative, octave);
        if (count_all(c))
            save_octave(c, octave, out);
    }
}

void ddsketch_save(const struct ddsketch *s, struct buf *out)
{
    pack_double(out, s->least);
    pack_double(out, s->greatest);
    pack_u64(out, s->rest->zeros);
    pack_u8(out, s->has_fractions);
    save_side(s, true, out);
    save_side(s, false, out);
}

static double load_double(struct unpack *in)
{
    double x = unpack_double(in);
    if (!isfinite(x))
        in->failed = true;
    return x;
}

// Each adds what it counts to *n.
static void load_octave(union dd_page *page, struct arena *a, struct unpack *in, uint64_t *n)
{
    for (unsigned used = unpack_u8(in); used > 0 && !in->failed; used--) {
        unsigned index = unpack_u8(in);
        uint64_t count = unpack_u64(in);
        if (index >= DD_BUCKETS || count >> 47 || __builtin_add_overflow(*n, count, n))
            in->failed = true;
        else
            add_to_page(page, a, index, count);
    }
}

static void load_side(struct ddsketch *s, struct arena *a, bool is_negative, struct unpack *in,
                      uint64_t *n)
{
    for (uint64_t pages = unpack_u64(in); pages > 0 && !in->failed; pages--) {
        uint64_t octave = unpack_u64(in);
        if (octave >= OCTAVES)
            in->failed = true;
        if (!in->failed)
            load_octave(make_page(s->rest, a, is_negative, (unsigned)octave), a, in, n);
    }
}

// Without a window.
static void load_pages(struct ddsketch *s, struct arena *a, struct unpack *in, uint64_t n)
{
    ddsketch_init(s, a, NULL, 0);
    s->least = load_double(in);
    s->greatest = load_double(in);
    s->rest->zeros = unpack_u64(in);
    s->has_fractions = unpack_u8(in);
    uint64_t seen = s->rest->zeros;
    load_side(s, a, true, in, &seen);
    load_side(s, a, false, in, &seen);
    if (seen != n)
        in->failed = true;
}

void ddsketch_load(struct ddsketch *s, struct arena *a, struct unpack *in, uint64_t n)
{
    struct arena scratch;
    struct ddsketch loaded;
    arena_init(&scratch);
    load_pages(&loaded, &scratch, in, n);
    double values[SAMPLE];
    uint64_t above;
    for (unsigned i = 0; i < SAMPLE; i++) {       // from the middle on
        unsigned part = (i + SAMPLE / 2) % SAMPLE;
        values[i] = in->failed ? 0 : ddsketch_rank(&loaded, n / SAMPLE * part, &above);
    }
    ddsketch_init(s, a, values, SAMPLE);
    ddsketch_merge(s, a, &loaded);
    arena_release(&scratch);
}
