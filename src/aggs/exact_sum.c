// SPDX-License-Identifier: MIT
#include "aggs/exact_sum.h"

#include "data/number.h"

#include <math.h>

// Windows begin at multiples of 16 bits, so that those of partial sums over similar data fall
// together, and so far below their first value that smaller ones fit too.
enum { PLACE_STEP = 16, PLACE_BELOW = 16 };

// Below this place the result may be subnormal, where the quick rounding would round twice.
enum { PLACE_QUICK = NO_PLACE - 1000 };

static struct exact_wide *wide_of(struct exact_sum *s, struct arena *a)
{
    if (!s->wide)
        s->wide = ARENA_NEW(a, struct exact_wide);
    return s->wide;
}

static struct exact_big *big_of(struct exact_sum *s, struct arena *a)
{
    if (!s->big)
        s->big = ARENA_NEW(a, struct exact_big);
    return s->big;
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
    exact_wide_add_int128(wide_of(s, a), s->window, s->place - NO_PLACE);
    s->window = 0;
}

// Have the window begin at `place` or below; false where its contents do not allow it.
static bool lower_window(struct exact_sum *s, int place)
{
    int by = s->place - place;
    if (by > 0) {
        if (!can_shift(s->window, by))
            return false;
        s->window = shifted(s->window, by);
        s->place = place;
    }
    return true;
}

// Add x * 2^(place - NO_PLACE) to a sum that has a window.
static void add_window(struct exact_sum *s, struct arena *a, __int128 x, int place)
{
    if (lower_window(s, place) && can_shift(x, place - s->place)) {
        x = shifted(x, place - s->place);
        __int128 sum;
        if (__builtin_add_overflow(s->window, x, &sum)) {
            exact_sum_spill(s, a);
            sum = x;
        }
        s->window = sum;
    } else {
        exact_wide_add_int128(wide_of(s, a), x, place - NO_PLACE);
    }
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
        s->place = place_for(exponent - PLACE_BELOW > WIDE_LSB ? exponent - PLACE_BELOW : WIDE_LSB);
    lower_window(s, place_for(exponent));
    int shift = exponent + NO_PLACE - s->place;
    __int128 sum;
    if (shift >= 0 && shift <= SUM_SHIFT_MOST &&
        !__builtin_add_overflow(s->window, shifted(m, shift), &sum))
        s->window = sum;
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
        s->ints += v.i;
        s->seen |= v.type == VALUE_DURATION ? SUM_DURATION : SUM_NUMBER;
    }
}

void exact_sum_merge(struct exact_sum *s, struct arena *a, const struct exact_sum *from)
{
    s->ints += from->ints;
    s->n += from->n;
    s->seen |= from->seen;
    if (from->place && !s->place) {
        s->place = from->place;
        s->window = from->window;
    } else if (from->place) {
        add_window(s, a, from->window, from->place);
    }
    if (from->wide)
        exact_wide_merge(wide_of(s, a), from->wide);
    if (from->big)
        exact_big_merge(big_of(s, a), a, from->big);
}

// The nearest double; infinite out of range.
static double total_double(const struct exact_sum *s, struct arena *a)
{
    if (!s->wide && !s->big) {
        if (!s->place)
            return (double)s->ints;
        if (!s->ints && s->place >= PLACE_QUICK)
            return ldexp((double)s->window, s->place - NO_PLACE);
    }
    struct exact_wide w = {0};
    if (s->wide)
        w = *s->wide;
    if (s->place)
        exact_wide_add_int128(&w, s->window, s->place - NO_PLACE);
    // The integers first as one number: large ones may cancel.
    struct exact_big big = {0};
    if (s->big)
        exact_big_merge(&big, a, s->big);
    exact_big_add_int128(&big, a, s->ints);
    if (!exact_big_widen(&big, a, &w))
        return INFINITY;
    return exact_wide_round(&w);
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
    if (!s->big) {
        if (s->ints == (int64_t)s->ints)
            return value_int((int64_t)s->ints);
        char *text = arena_alloc(a, NUMBER_MAX);
        return value_slice(VALUE_NUMBER, text, number_write_int128(text, s->ints));
    }
    struct exact_big sum = {0};
    exact_big_merge(&sum, a, s->big);
    exact_big_add_int128(&sum, a, s->ints);
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
        return duration(s->ints);
    return seen & SUM_DOUBLE ? double_or_null(total_double(s, a)) : total_int(s, a);
}

struct value exact_sum_mean(const struct exact_sum *s, struct arena *a)
{
    unsigned seen = all_seen(s);
    if (!has_total(seen))
        return value_null();
    if (seen & SUM_NUMBER)
        return double_or_null(total_double(s, a) / (double)s->n);
    __int128 n = (__int128)s->n, half = s->ints < 0 ? -(n / 2) : n / 2;
    return duration((s->ints + half) / n);
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
    pack_u64(out, s->n);
    pack_u8(out, (uint8_t)s->seen);
    pack_u8(out, (uint8_t)((s->wide ? SAVED_WIDE : 0) | (s->big ? SAVED_BIG : 0)));
    pack_i64(out, s->place);
    save_int128(s->ints, out);
    if (s->place)
        save_int128(s->window, out);
    if (s->wide)
        exact_wide_save(s->wide, out);
    if (s->big)
        exact_big_save(s->big, out);
}

void exact_sum_load(struct exact_sum *s, struct arena *a, struct unpack *in)
{
    *s = (struct exact_sum){.n = unpack_u64(in)};
    s->seen = unpack_u8(in);
    unsigned parts = unpack_u8(in);
    int64_t place = unpack_i64(in);
    s->ints = load_int128(in);
    if (place && (place < NO_PLACE + WIDE_LSB || place > NO_PLACE + 971))
        in->failed = true;
    if (in->failed)
        return;
    s->place = (int32_t)place;
    if (place)
        s->window = load_int128(in);
    if (parts & SAVED_WIDE)
        exact_wide_load(wide_of(s, a), in);
    if (parts & SAVED_BIG)
        exact_big_load(big_of(s, a), a, in);
}
