// SPDX-License-Identifier: MIT
#include "aggs/exact_wide.h"

#include <math.h>
#include <stdbool.h>

void exact_wide_carry(struct exact_wide *w)
{
    for (int i = 0; i < WIDE_CHUNKS - 1; i++) {
        int64_t over = w->chunk[i] >> 32;
        w->chunk[i] &= 0xffffffff;
        w->chunk[i + 1] += over;
    }
    w->adds = 0;
}

static void count_add(struct exact_wide *w)
{
    if (UNLIKELY(++w->adds >= WIDE_ADDS))
        exact_wide_carry(w);
}

void exact_wide_add(struct exact_wide *w, int64_t m, int exponent)
{
    unsigned at = (unsigned)(exponent - WIDE_LSB);
    __int128 x = (__int128)m * (INT64_C(1) << (at & 31));
    w->chunk[at >> 5] += (uint32_t)x;
    w->chunk[(at >> 5) + 1] += (int64_t)(x >> 32);
    count_add(w);
}

void exact_wide_add_int128(struct exact_wide *w, __int128 m, int exponent)
{
    for (int i = 0; i < 3; i++, m >>= 32)
        exact_wide_add(w, (uint32_t)m, exponent + 32 * i);
    exact_wide_add(w, (int64_t)m, exponent + 96);
}

void exact_wide_merge(struct exact_wide *w, const struct exact_wide *from)
{
    struct exact_wide other = *from;
    exact_wide_carry(&other);
    for (int i = 0; i < WIDE_CHUNKS; i++)
        w->chunk[i] += other.chunk[i];
    count_add(w);
}

// Make the number positive and carried; was it negative?
static bool take_sign(struct exact_wide *w)
{
    exact_wide_carry(w);
    if (w->chunk[WIDE_CHUNKS - 1] >= 0)
        return false;
    for (int i = 0; i < WIDE_CHUNKS; i++)
        w->chunk[i] = -w->chunk[i];
    exact_wide_carry(w);
    return true;
}

static bool bit_at(const struct exact_wide *w, int bit)
{
    return w->chunk[bit >> 5] >> (bit & 31) & 1;
}

// Is any bit below `bit` set?
static bool any_below(const struct exact_wide *w, int bit)
{
    for (int i = 0; i < bit >> 5; i++)
        if (w->chunk[i])
            return true;
    return w->chunk[bit >> 5] & ((INT64_C(1) << (bit & 31)) - 1);
}

// The number of its highest set bit, or -1. Past the double range the exact place does not matter,
// so that the last chunk, which may hold more than 32 bits, needs no care.
static int top_bit(const struct exact_wide *w)
{
    for (int i = WIDE_CHUNKS - 1; i >= 0; i--)
        if (w->chunk[i])
            return 32 * i + 63 - __builtin_clzll((uint64_t)w->chunk[i]);
    return -1;
}

// The nearest double to a positive, carried number.
static double round_positive(const struct exact_wide *x)
{
    int top = top_bit(x);
    if (top < 0)
        return 0;
    if (top + WIDE_LSB > 1023)
        return INFINITY;
    // The lowest bit that the double can hold; it is above bit 0, for WIDE_LSB is below -1074.
    int low = top - 52 > -1074 - WIDE_LSB ? top - 52 : -1074 - WIDE_LSB;
    int64_t m = 0;
    for (int bit = top; bit >= low; bit--)
        m = m << 1 | bit_at(x, bit);
    if (bit_at(x, low - 1) && ((m & 1) || any_below(x, low - 1)))
        m++;
    return ldexp((double)m, low + WIDE_LSB);
}

double exact_wide_round(const struct exact_wide *w)
{
    return exact_wide_divide(w, 1);
}

// A remainder is less than a unit of the last place, far below all that a double holds: it is
// enough to know that there is one.
double exact_wide_divide(const struct exact_wide *w, uint64_t n)
{
    struct exact_wide x = *w;
    bool negative = take_sign(&x);
    unsigned __int128 rest = 0;
    for (int i = WIDE_CHUNKS - 1; i >= 0 && n > 1; i--) {
        rest = rest << 32 | (uint64_t)x.chunk[i];
        x.chunk[i] = (int64_t)(rest / n);
        rest %= n;
    }
    x.chunk[0] |= rest != 0;
    double d = round_positive(&x);
    return negative ? 0 - d : d;
}

void exact_wide_save(const struct exact_wide *w, struct buf *out)
{
    struct exact_wide x = *w;
    exact_wide_carry(&x);
    int from = 0, to = WIDE_CHUNKS;
    while (from < to && !x.chunk[from])
        from++;
    while (to > from && !x.chunk[to - 1])
        to--;
    pack_u8(out, (uint8_t)from);
    pack_u8(out, (uint8_t)to);
    for (int i = from; i < to; i++)
        pack_i64(out, x.chunk[i]);
}

void exact_wide_load(struct exact_wide *w, struct unpack *in)
{
    *w = (struct exact_wide){0};
    unsigned from = unpack_u8(in), to = unpack_u8(in);
    if (to > WIDE_CHUNKS) {
        in->failed = true;
        return;
    }
    for (unsigned i = from; i < to; i++) {
        w->chunk[i] = unpack_i64(in);
        if (w->chunk[i] >> 32 != 0 && i < WIDE_CHUNKS - 1)
            in->failed = true;
    }
    if (in->failed)
        *w = (struct exact_wide){0};
}
