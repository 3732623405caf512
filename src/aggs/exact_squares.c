// SPDX-License-Identifier: MIT
#include "aggs/exact_squares.h"

#include <math.h>

enum {
    STEP = 16,                    // windows begin at multiples, as those of exact_sum
    BELOW = 48,                   // so far below the first square
    WINDOW_BITS = 256,
};

// ---- adding ----

static struct exact_wide *wide_of(struct exact_squares *s, struct arena *a)
{
    if (!s->wide)
        s->wide = ARENA_NEW(a, struct exact_wide);
    return s->wide;
}

static void widen(const struct exact_squares *s, struct exact_wide *w)
{
    for (int i = 0; i < WINDOW_BITS / 32; i++) {
        int64_t word = (uint32_t)(s->window[i / 2] >> (i % 2 * 32));
        if (word)
            exact_wide_add(w, word, s->place - NO_PLACE + 32 * i);
    }
}

// Add words to the window; false, and nothing done, where that overflows it.
static bool add_words(struct exact_squares *s, const uint64_t *words)
{
    uint64_t sum[4];
    unsigned long long carry = 0;
    for (int i = 0; i < 4; i++) {
        unsigned long long x;
        bool over = __builtin_add_overflow((unsigned long long)s->window[i], carry, &x);
        over |= __builtin_add_overflow(x, (unsigned long long)words[i], &x);
        sum[i] = x;
        carry = over;
    }
    if (carry)
        return false;
    memcpy(s->window, sum, sizeof sum);
    return true;
}

static void add_or_spill(struct exact_squares *s, struct arena *a, const uint64_t *words)
{
    if (LIKELY(add_words(s, words)))
        return;
    widen(s, wide_of(s, a));
    memcpy(s->window, words, sizeof s->window);
}

static int bit_length(unsigned __int128 x)
{
    uint64_t high = (uint64_t)(x >> 64), low = (uint64_t)x;
    return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
}

// Where the window for a first square of that exponent begins.
static int place_for(int exponent)
{
    int below = exponent - WIDE_LSB - BELOW;
    return NO_PLACE + WIDE_LSB + (below > 0 ? below / STEP * STEP : 0);
}

// Add x * 2^exponent; x < 2^127.
static void add(struct exact_squares *s, struct arena *a, unsigned __int128 x, int exponent)
{
    if (!x)
        return;
    if (UNLIKELY(!s->place))
        s->place = place_for(exponent);
    int shift = exponent + NO_PLACE - s->place;
    if (UNLIKELY(shift < 0 || shift + bit_length(x) > WINDOW_BITS)) {
        exact_wide_add_int128(wide_of(s, a), (__int128)x, exponent);
        return;
    }
    uint64_t words[4 + 2] = {0};
    int by = shift & 63;
    unsigned __int128 low = (unsigned __int128)(uint64_t)x << by;
    unsigned __int128 high = (unsigned __int128)(uint64_t)(x >> 64) << by;
    uint64_t *at = words + (shift >> 6);
    at[0] = (uint64_t)low;
    at[1] = (uint64_t)(low >> 64) | (uint64_t)high;
    at[2] = (uint64_t)(high >> 64);
    add_or_spill(s, a, words);
}

void exact_squares_add_int(struct exact_squares *s, struct arena *a, int64_t x)
{
    uint64_t size = x < 0 ? -(uint64_t)x : (uint64_t)x;
    add(s, a, (unsigned __int128)size * size, 0);
}

void exact_squares_add_double(struct exact_squares *s, struct arena *a, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int biased = bits >> 52 & 0x7ff;
    uint64_t m = bits & ((UINT64_C(1) << 52) - 1);
    if (biased)
        m |= UINT64_C(1) << 52;
    add(s, a, (unsigned __int128)m * m, 2 * ((biased ? biased : 1) - 1075));
}

void exact_squares_merge(struct exact_squares *s, struct arena *a,
                         const struct exact_squares *from)
{
    if (from->wide)
        exact_wide_merge(wide_of(s, a), from->wide);
    if (!from->place)
        return;
    if (!s->place)
        s->place = from->place;
    if (s->place == from->place)
        add_or_spill(s, a, from->window);
    else
        widen(from, wide_of(s, a));
}

// ---- the variance ----

enum { LIMBS = 2 * WIDE_CHUNKS + 4 };

// The natural number of these limbs times 2^(32 at + WIDE_LSB), or for a product of two twice that.
struct natural {
    uint32_t limb[LIMBS];         // lowest first
    int n;                        // without leading zeros
    int at;
};

// |w|, without zeros at its end.
static void natural_of(struct exact_wide *w, struct natural *x)
{
    exact_wide_carry(w);
    if (w->chunk[WIDE_CHUNKS - 1] < 0) {
        for (int i = 0; i < WIDE_CHUNKS; i++)
            w->chunk[i] = -w->chunk[i];
        exact_wide_carry(w);
    }
    int from = 0, to = WIDE_CHUNKS;
    while (to > 0 && !w->chunk[to - 1])
        to--;
    while (from < to && !w->chunk[from])
        from++;
    x->at = from;
    x->n = to - from;
    for (int i = 0; i < x->n; i++)
        x->limb[i] = (uint32_t)w->chunk[from + i];
}

static void trim(struct natural *x)
{
    while (x->n && !x->limb[x->n - 1])
        x->n--;
}

static void square(const struct natural *x, struct natural *y)
{
    y->n = 2 * x->n;
    y->at = 2 * x->at;
    memset(y->limb, 0, (size_t)y->n * sizeof *y->limb);
    for (int i = 0; i < x->n; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < x->n; j++) {
            carry += (uint64_t)x->limb[i] * x->limb[j] + y->limb[i + j];
            y->limb[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
        y->limb[i + x->n] = (uint32_t)carry;
    }
    trim(y);
}

static void multiply(struct natural *x, uint64_t by)
{
    unsigned __int128 carry = 0;
    for (int i = 0; i < x->n; i++) {
        carry += (unsigned __int128)x->limb[i] * by;
        x->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    for (; carry; carry >>= 32)
        x->limb[x->n++] = (uint32_t)carry;
}

// Let x begin `more` limbs lower.
static void lower(struct natural *x, int more)
{
    memmove(x->limb + more, x->limb, (size_t)x->n * sizeof *x->limb);
    memset(x->limb, 0, (size_t)more * sizeof *x->limb);
    x->n += more;
    x->at -= more;
}

// x - y, which is not below 0. Both `at` count from one exponent.
static void subtract(struct natural *x, struct natural *y)
{
    if (y->at > x->at)
        lower(y, y->at - x->at);
    else if (x->at > y->at)
        lower(x, x->at - y->at);
    int64_t borrow = 0;
    for (int i = 0; i < x->n; i++) {
        int64_t d = (int64_t)x->limb[i] - (i < y->n ? y->limb[i] : 0) - borrow;
        borrow = d < 0;
        x->limb[i] = (uint32_t)d;
    }
    trim(x);
}

// The highest 126 bits of x, which is not 0, the last of them set where there are others below: x
// is about this times 2^*exponent (of limb 0's units).
static unsigned __int128 highest(const struct natural *x, int *exponent)
{
    int from = 32 * x->n - __builtin_clz(x->limb[x->n - 1]) - 126, i = from / 32, r = from % 32;
    unsigned __int128 top = 0;
    *exponent = from;
    if (from <= 0) {
        for (i = x->n; i-- > 0;)
            top = top << 32 | x->limb[i];
        return top << -from;
    }
    for (int k = x->n; --k > i;)
        top = top << 32 | x->limb[k];
    top = top << (32 - r) | (uint64_t)x->limb[i] >> r;
    bool is_cut = x->limb[i] & ((UINT64_C(1) << r) - 1);
    while (i-- > 0 && !is_cut)
        is_cut = x->limb[i] != 0;
    return top | is_cut;
}

// top / by, rounded once where `by` has no more than 62 bits.
static struct scaled divide(unsigned __int128 top, unsigned __int128 by, int exponent)
{
    double q;
    if (by >> 62) {
        q = (double)top / (double)by;
    } else {
        unsigned __int128 quotient = top / by;
        q = (double)(quotient | (top % by != 0));
    }
    struct scaled s = {.mantissa = q, .exponent = exponent};
    if (exponent & 1) {
        s.mantissa *= 2;
        s.exponent--;
    }
    return s;
}

struct scaled exact_variance(const struct exact_sum *sum, const struct exact_squares *squares,
                             struct arena *a, bool is_sample)
{
    struct exact_wide w = {0};
    struct natural total, left, right;
    exact_sum_widen(sum, a, &w);
    natural_of(&w, &total);
    square(&total, &right);       // from 2 WIDE_LSB
    w = squares->wide ? *squares->wide : (struct exact_wide){0};
    if (squares->place)
        widen(squares, &w);
    natural_of(&w, &left);
    multiply(&left, sum->n);
    left.at += -WIDE_LSB / 32;
    subtract(&left, &right);
    if (left.n == 0)
        return (struct scaled){0};
    int exponent;
    unsigned __int128 top = highest(&left, &exponent);
    unsigned __int128 by = (unsigned __int128)sum->n * (sum->n - is_sample);
    return divide(top, by, exponent + 32 * left.at + 2 * WIDE_LSB);
}

// ---- saved state ----

void exact_squares_save(const struct exact_squares *s, struct buf *out)
{
    pack_i64(out, s->place);
    pack_u8(out, s->wide != NULL);
    for (int i = 0; i < 4 && s->place; i++)
        pack_u64(out, s->window[i]);
    if (s->wide)
        exact_wide_save(s->wide, out);
}

void exact_squares_load(struct exact_squares *s, struct arena *a, struct unpack *in)
{
    *s = (struct exact_squares){0};
    int64_t place = unpack_i64(in);
    bool is_wide = unpack_u8(in);
    if (place && (place < NO_PLACE + WIDE_LSB || place > NO_PLACE + 2 * 971))
        in->failed = true;
    if (in->failed)
        return;
    s->place = (int32_t)place;
    for (int i = 0; i < 4 && place; i++)
        s->window[i] = unpack_u64(in);
    if (is_wide)
        exact_wide_load(wide_of(s, a), in);
}
