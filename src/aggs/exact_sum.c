// SPDX-License-Identifier: MIT
#include "aggs/exact_sum.h"

#include "data/number.h"

#include <math.h>

// Windows begin at multiples of 16 bits, so that those of partial sums over similar data fall
// together, and so far below their first value that smaller ones fit too.
enum { PLACE_STEP = 16, PLACE_BELOW = 16, PLACE_MASK = 0x1fff };

// Below this place the result may be subnormal, where the quick rounding would round twice.
// Divided by 2^47, as a mean may be, the same is true below a higher one.
enum { PLACE_QUICK = NO_PLACE - 1000, PLACE_MEAN = PLACE_QUICK + 48 };

static struct exact_rest *rest_of(struct exact_sum *s, struct arena *a)
{
    if (!s->rest)
        s->rest = ARENA_NEW(a, struct exact_rest);
    return s->rest;
}

static struct exact_wide *wide_of(struct exact_sum *s, struct arena *a)
{
    struct exact_rest *rest = rest_of(s, a);
    if (!rest->wide)
        rest->wide = ARENA_NEW(a, struct exact_wide);
    return rest->wide;
}

static struct exact_big *big_of(struct exact_sum *s, struct arena *a)
{
    struct exact_rest *rest = rest_of(s, a);
    if (!rest->big)
        rest->big = ARENA_NEW(a, struct exact_big);
    return rest->big;
}

static int place_for(int exponent)
{
    return NO_PLACE + WIDE_LSB + (exponent - WIDE_LSB) / PLACE_STEP * PLACE_STEP;
}

static bool can_shift(__int128 x, int by)
{
    return by < 126 && (x >> (126 - by) == 0 || x >> (126 - by) == -1);
}

static __int128 shifted(__int128 x, int by)
{
    return (__int128)((unsigned __int128)x << by);
}

void exact_sum_spill(struct exact_sum *s, struct arena *a)
{
    exact_wide_add_int128(wide_of(s, a), s->acc, (int)s->place - NO_PLACE);
    s->acc = 0;
}

// Have the window begin at `place` or below; false where its contents do not allow it.
static bool lower_window(struct exact_sum *s, int place)
{
    int by = (int)s->place - place;
    if (by > 0) {
        if (!can_shift(s->acc, by))
            return false;
        s->acc = shifted(s->acc, by);
        s->place = (unsigned)place & PLACE_MASK;
    }
    return true;
}

// Add x * 2^(place - NO_PLACE) to a sum that has a window.
static void add_window(struct exact_sum *s, struct arena *a, __int128 x, int place)
{
    if (lower_window(s, place) && can_shift(x, place - (int)s->place)) {
        x = shifted(x, place - (int)s->place);
        __int128 sum;
        if (__builtin_add_overflow(s->acc, x, &sum)) {
            exact_sum_spill(s, a);
            sum = x;
        }
        s->acc = sum;
    } else {
        exact_wide_add_int128(wide_of(s, a), x, place - NO_PLACE);
    }
}

// Add an integer, where the window has its units, else to the long ones.
static void add_int(struct exact_sum *s, struct arena *a, __int128 x)
{
    int shift = s->place ? NO_PLACE - (int)s->place : 0;
    __int128 sum;
    if (shift >= 0 && can_shift(x, shift) &&
        !__builtin_add_overflow(s->acc, shifted(x, shift), &sum))
        s->acc = sum;
    else if (x)
        exact_big_add_int128(big_of(s, a), a, x);
}

// Turn a counter of integers into a window at `place`.
static void open_window(struct exact_sum *s, struct arena *a, int place)
{
    __int128 ints = s->acc;
    s->acc = 0;
    s->place = (unsigned)place & PLACE_MASK;
    add_int(s, a, ints);
}

// A finite double is the mantissa times 2^exponent.
static int64_t mantissa(double d, int *exponent)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    int biased = bits >> 52 & 0x7ff;
    int64_t m = (int64_t)(bits & ((UINT64_C(1) << 52) - 1));
    if (biased)
        m |= INT64_C(1) << 52;
    *exponent = (biased ? biased : 1) - 1075;
    return bits >> 63 ? -m : m;
}

static void add_double(struct exact_sum *s, struct arena *a, double d)
{
    s->seen |= SUM_NUMBER | SUM_DOUBLE;
    if (!isfinite(d)) {
        s->seen |= SUM_INFINITE;
        return;
    }
    if (d == 0)
        return;
    int exponent;
    int64_t m = mantissa(d, &exponent);
    if (!s->place)
        open_window(s, a, place_for(exponent - PLACE_BELOW));
    lower_window(s, place_for(exponent));
    int shift = exponent + NO_PLACE - (int)s->place;
    __int128 sum;
    if (shift >= 0 && shift <= SUM_SHIFT_MOST &&
        !__builtin_add_overflow(s->acc, shifted(m, shift), &sum))
        s->acc = sum;
    else
        exact_wide_add(wide_of(s, a), m, exponent);
}

void exact_sum_add_rare(struct exact_sum *s, struct arena *a, struct value v)
{
    s->n++;
    if (v.type == VALUE_DOUBLE) {
        add_double(s, a, v.d);
    } else if (v.type == VALUE_NUMBER) {
        exact_big_add(big_of(s, a), a, value_bytes(v));
        s->seen |= SUM_NUMBER;
    } else {
        add_int(s, a, v.i);
        s->seen |= v.type == VALUE_DURATION ? SUM_DURATION : SUM_NUMBER;
    }
}

void exact_sum_merge(struct exact_sum *s, struct arena *a, const struct exact_sum *from)
{
    // Doubles in a window are not noted one by one.
    s->seen |= from->place ? from->seen | SUM_NUMBER | SUM_DOUBLE : from->seen;
    s->n += from->n;
    if (!from->place) {
        add_int(s, a, from->acc);
    } else {
        if (!s->place)
            open_window(s, a, (int)from->place);
        add_window(s, a, from->acc, (int)from->place);
    }
    if (from->rest && from->rest->wide)
        exact_wide_merge(wide_of(s, a), from->rest->wide);
    if (from->rest && from->rest->big)
        exact_big_merge(big_of(s, a), a, from->rest->big);
}

bool exact_sum_widen(const struct exact_sum *s, struct arena *a, struct exact_wide *w)
{
    if (s->place)
        exact_wide_add_int128(w, s->acc, (int)s->place - NO_PLACE);
    if (s->rest && s->rest->wide)
        exact_wide_merge(w, s->rest->wide);
    // The integers first as one number: large ones may cancel.
    struct exact_big big = {0};
    if (s->rest && s->rest->big)
        exact_big_merge(&big, a, s->rest->big);
    if (!s->place)
        exact_big_add_int128(&big, a, s->acc);
    return exact_big_widen(&big, a, w);
}

// The nearest double; infinite out of range.
static double total_double(const struct exact_sum *s, struct arena *a)
{
    if (!s->rest && !s->place)
        return (double)s->acc;
    if (!s->rest && s->place >= PLACE_QUICK)
        return ldexp((double)s->acc, (int)s->place - NO_PLACE);
    struct exact_wide w = {0};
    return exact_sum_widen(s, a, &w) ? exact_wide_round(&w) : INFINITY;
}

static struct value double_or_null(double d)
{
    return isfinite(d) ? value_double(d) : value_null();
}

static struct value duration(__int128 ns)
{
    return ns == (int64_t)ns ? value_duration((int64_t)ns) : value_null();
}

static struct value total_int(const struct exact_sum *s, struct arena *a)
{
    if (!s->rest) {
        if (s->acc == (int64_t)s->acc)
            return value_int((int64_t)s->acc);
        char *text = arena_alloc(a, NUMBER_MAX);
        return value_slice(VALUE_NUMBER, text, number_write_int128(text, s->acc));
    }
    struct exact_big sum = {0};
    if (s->rest->big)
        exact_big_merge(&sum, a, s->rest->big);
    exact_big_add_int128(&sum, a, s->acc);
    struct str text = exact_big_write(&sum, a);
    return value_resolve(value_slice(VALUE_NUMBER, text.p, text.n));
}

// Doubles in the window are not noted one by one.
static unsigned all_seen(const struct exact_sum *s)
{
    return s->place ? s->seen | SUM_NUMBER | SUM_DOUBLE : s->seen;
}

static bool has_total(unsigned seen)
{
    unsigned kinds = seen & (SUM_NUMBER | SUM_DURATION);
    return (kinds == SUM_NUMBER || kinds == SUM_DURATION) && !(seen & SUM_INFINITE);
}

struct value exact_sum_total(const struct exact_sum *s, struct arena *a)
{
    unsigned seen = all_seen(s);
    if (!has_total(seen))
        return value_null();
    if (seen & SUM_DURATION)
        return duration(s->acc);
    return seen & SUM_DOUBLE ? double_or_null(total_double(s, a)) : total_int(s, a);
}

// x * 2^exponent / n, rounded once, where that cannot be subnormal (PLACE_MEAN). The quotient has
// more than 80 bits; a remainder is told by the last of them.
static double quotient(__int128 x, int exponent, uint64_t n)
{
    const __int128 exact = INT64_C(1) << 53;      // as doubles these are no others
    if (LIKELY(-exact <= x && x <= exact))
        return ldexp((double)x / (double)n, exponent);
    unsigned __int128 m = x < 0 ? -(unsigned __int128)x : (unsigned __int128)x;
    uint64_t high = (uint64_t)(m >> 64);
    int shift = high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)m);
    m <<= shift;
    double d = (double)(m / n | (m % n != 0));
    return ldexp(x < 0 ? -d : d, exponent - shift);
}

static double mean_double(const struct exact_sum *s, struct arena *a)
{
    if (!s->rest && !s->place)
        return quotient(s->acc, 0, s->n);
    if (!s->rest && s->place >= PLACE_MEAN)
        return quotient(s->acc, (int)s->place - NO_PLACE, s->n);
    struct exact_wide w = {0};
    return exact_sum_widen(s, a, &w) ? exact_wide_divide(&w, s->n) : INFINITY;
}

struct value exact_sum_mean(const struct exact_sum *s, struct arena *a)
{
    unsigned seen = all_seen(s);
    if (!has_total(seen))
        return value_null();
    if (seen & SUM_NUMBER)
        return double_or_null(mean_double(s, a));
    __int128 n = (__int128)s->n, half = s->acc < 0 ? -(n / 2) : n / 2;
    return duration((s->acc + half) / n);
}

static void save_int128(__int128 x, struct buf *out)
{
    pack_u64(out, (uint64_t)x);
    pack_i64(out, (int64_t)(x >> 64));
}

static __int128 load_int128(struct unpack *in)
{
    uint64_t low = unpack_u64(in);
    return (__int128)((unsigned __int128)unpack_u64(in) << 64 | low);
}

enum { SAVED_WIDE = 1, SAVED_BIG = 2 };

void exact_sum_save(const struct exact_sum *s, struct buf *out)
{
    struct exact_rest rest = s->rest ? *s->rest : (struct exact_rest){0};
    pack_u64(out, s->n);
    pack_u8(out, (uint8_t)s->seen);
    pack_u8(out, (uint8_t)((rest.wide ? SAVED_WIDE : 0) | (rest.big ? SAVED_BIG : 0)));
    pack_u64(out, s->place);
    save_int128(s->acc, out);
    if (rest.wide)
        exact_wide_save(rest.wide, out);
    if (rest.big)
        exact_big_save(rest.big, out);
}

void exact_sum_load(struct exact_sum *s, struct arena *a, struct unpack *in)
{
    *s = (struct exact_sum){0};
    uint64_t n = unpack_u64(in);
    unsigned seen = unpack_u8(in), parts = unpack_u8(in);
    uint64_t place = unpack_u64(in);
    __int128 acc = load_int128(in);
    if (n >> 47 || seen > 15 || (place && (place < NO_PLACE + WIDE_LSB || place > NO_PLACE + 971)))
        in->failed = true;
    if (in->failed)
        return;
    s->n = n & (UINT64_MAX >> 17);
    s->seen = seen & 15;
    s->place = place & PLACE_MASK;
    s->acc = acc;
    if (parts & SAVED_WIDE)
        exact_wide_load(wide_of(s, a), in);
    if (parts & SAVED_BIG)
        exact_big_load(big_of(s, a), a, in);
}
