// SPDX-License-Identifier: MIT
// Exact arithmetic on whole numbers of up to 4096 bits, and the comparisons that need it or none.
// 4096 bits are enough: a double and the middle of two doubles have at most 768 digits, so that no
// more than DIGITS_KEPT of a text are looked at one by one, and 10^-1103 is the least unit of those
// that can matter.
#include "data/number_internal.h"

#include "base/fail.h"
#include "data/number.h"

enum { BIG_LIMBS = 64, DIGITS_KEPT = 780 };

struct big {
    int n;                        // limbs in use, the highest of them not 0
    uint64_t at[BIG_LIMBS];       // lowest first
};

static void big_push(struct big *b, uint64_t limb)
{
    if (limb == 0)
        return;
    if (b->n == BIG_LIMBS)
        bug("a number of more than %d bits", BIG_LIMBS * 64);
    b->at[b->n++] = limb;
}

// b = b * factor + more
static void big_multiply(struct big *b, uint64_t factor, uint64_t more)
{
    uint64_t carry = more;
    for (int i = 0; i < b->n; i++) {
        unsigned __int128 x = (unsigned __int128)b->at[i] * factor + carry;
        b->at[i] = (uint64_t)x;
        carry = (uint64_t)(x >> 64);
    }
    big_push(b, carry);
}

static void big_multiply_pow5(struct big *b, int power)
{
    const uint64_t five27 = 7450580596923828125u;
    for (; power >= 27; power -= 27)
        big_multiply(b, five27, 0);
    uint64_t factor = 1;
    while (power-- > 0)
        factor *= 5;
    big_multiply(b, factor, 0);
}

static void big_shift(struct big *b, int bits)
{
    int limbs = bits / 64;
    big_multiply(b, UINT64_C(1) << (bits % 64), 0);
    if (b->n + limbs > BIG_LIMBS)
        bug("a number of more than %d bits", BIG_LIMBS * 64);
    if (b->n == 0 || limbs == 0)
        return;
    memmove(b->at + limbs, b->at, sizeof b->at[0] * (size_t)b->n);
    memset(b->at, 0, sizeof b->at[0] * (size_t)limbs);
    b->n += limbs;
}

static int big_compare(const struct big *a, const struct big *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (int i = a->n - 1; i >= 0; i--) {
        if (a->at[i] != b->at[i])
            return a->at[i] < b->at[i] ? -1 : 1;
    }
    return 0;
}

static struct big big_of_word(uint64_t x)
{
    struct big b;
    b.n = 0;
    big_push(&b, x);
    return b;
}

// Append the digits of [p, end), a point among them passed over, up to the DIGITS_KEPT-th.
// Returns how many were taken; *rest is where the others begin.
static int big_append(struct big *b, const char *p, const char *end, const char **rest)
{
    uint64_t chunk = 0, scale = 1;
    int taken = 0;
    for (; p < end && taken < DIGITS_KEPT; p++) {
        if (*p == '.')
            continue;
        chunk = chunk * 10 + (uint64_t)(*p - '0');
        scale *= 10;
        taken++;
        if (scale == 1000000000000000000u) {
            big_multiply(b, scale, chunk);
            chunk = 0;
            scale = 1;
        }
    }
    big_multiply(b, scale, chunk);
    *rest = p;
    return taken;
}

static bool any_digit_but_zero(const char *p, const char *end)
{
    while (p < end && (*p == '0' || *p == '.'))
        p++;
    return p < end;
}

bool number_rounds_up(const struct decimal *d, uint64_t m, int e)
{
    const char *rest;
    struct big value = big_of_word(0), middle = big_of_word(2 * m + 1);
    int taken = big_append(&value, d->first, d->last, &rest);
    // value * 10^tens against middle * 2^twos
    int tens = (int)(d->exponent + (d->cut ? 19 : d->ndigits) - taken);
    int twos = e - 1;
    if (tens >= 0)
        big_multiply_pow5(&value, tens);
    else
        big_multiply_pow5(&middle, -tens);
    if (tens > twos)
        big_shift(&value, tens - twos);
    else
        big_shift(&middle, twos - tens);
    int order = big_compare(&value, &middle);
    if (order == 0)
        return any_digit_but_zero(rest, d->last) || (m & 1);
    return order > 0;
}

// ---------------------------------------------------------------------------------------------
// Comparisons

int number_compare_int_double(int64_t i, double d)
{
    if (d >= 0x1p63)
        return -1;
    if (d < -0x1p63)
        return 1;
    int64_t whole = (int64_t)d;   // towards zero, and exact
    if (i != whole)
        return i < whole ? -1 : 1;
    double fraction = d - (double)whole;
    return (fraction < 0) - (fraction > 0);
}

// Take the sign off; is it negative? Zero has none.
static bool take_sign(struct str *a)
{
    if (a->n == 0 || a->p[0] != '-')
        return false;
    a->p++;
    a->n--;
    return !(a->n == 1 && a->p[0] == '0');
}

int number_compare_big(struct str a, struct str b)
{
    bool a_negative = take_sign(&a), b_negative = take_sign(&b);
    if (a_negative != b_negative)
        return a_negative ? -1 : 1;
    int order = a.n != b.n ? (a.n < b.n ? -1 : 1) : memcmp(a.p, b.p, a.n);
    return a_negative ? (order < 0) - (order > 0) : order;
}

// A whole number of at most 309 digits with a finite double that is not negative.
static int compare_magnitude(struct str a, double d)
{
    const char *rest;
    struct big x = big_of_word(0);
    big_append(&x, a.p, a.p + a.n, &rest);
    uint64_t bits;
    memcpy(&bits, &d, 8);
    int exponent = (int)(bits >> 52) - 1075;
    if (exponent < 0)             // below 2^53
        return 1;
    struct big y = big_of_word((bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52);
    big_shift(&y, exponent);
    return big_compare(&x, &y);
}

int number_compare_big_double(struct str a, double d)
{
    bool negative = take_sign(&a);
    if (negative)
        d = -d;
    int order;
    if (d < 0)
        order = 1;
    else if (d > __DBL_MAX__)
        order = -1;
    else
        order = a.n > 309 ? 1 : compare_magnitude(a, d);
    return negative ? -order : order;
}
