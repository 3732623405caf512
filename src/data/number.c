// SPDX-License-Identifier: MIT
// Reading numbers. A text is taken apart into w * 10^q with w of 19 digits at most. Where w and the
// power are exact doubles, one operation rounds rightly (W. Clinger, How to Read Floating Point
// Numbers Accurately, 1990). Else w is multiplied with 128 bits of the power (Lemire 2021, after
// M. Eisel): the product is right to two units of its last place, so that it decides the rounding
// unless the middle between two doubles lies in those two units. What is left goes to exact
// arithmetic. Nothing here depends on the locale, and every double is rounded to nearest even.
#include "data/number.h"

#include "base/load.h"
#include "data/number_internal.h"

const struct pow10 number_pow10[] = {
#include "data/pow10.inc"
};

enum { DIGITS_MOST = 19 };        // so many decimal digits always fit 64 bits

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && is_digit(*p))
        p++;
    return p;
}

// ---------------------------------------------------------------------------------------------
// Grammar

// After the integer part at p: where the fraction ends; p if there is none.
static const char *skip_fraction(const char *p, const char *end)
{
    if (end - p < 2 || p[0] != '.' || !is_digit(p[1]))
        return p;
    return skip_digits(p + 1, end);
}

static const char *skip_exponent(const char *p, const char *end)
{
    if (p == end || (*p != 'e' && *p != 'E'))
        return p;
    const char *digits = p + 1;
    if (digits < end && (*digits == '+' || *digits == '-'))
        digits++;
    const char *last = skip_digits(digits, end);
    return last == digits ? p : last;
}

size_t number_length(const char *p, const char *end)
{
    const char *at = p;
    if (at < end && *at == '-')
        at++;
    if (at == end || !is_digit(*at))
        return 0;
    at = *at == '0' ? at + 1 : skip_digits(at, end);
    at = skip_fraction(at, end);
    return (size_t)(skip_exponent(at, end) - p);
}

bool number_is(const char *p, size_t n)
{
    return n > 0 && number_length(p, p + n) == n;
}

// ---------------------------------------------------------------------------------------------
// Taking apart

// Adding 6 to a byte carries into its upper half exactly if the lower half is above 9.
static bool are_digits(uint64_t x)
{
    uint64_t upper = 0xf0f0f0f0f0f0f0f0u;
    return ((x & upper) | (((x + 0x0606060606060606u) & upper) >> 4)) == 0x3333333333333333u;
}

// The number that eight digits make, by joining neighbours: ones, pairs, fours.
static uint64_t join_digits(uint64_t x)
{
    x = ((x & 0x0f0f0f0f0f0f0f0fu) * (10 * 256 + 1)) >> 8;
    x = ((x & 0x00ff00ff00ff00ffu) * (100 * 65536 + 1)) >> 16;
    return ((x & 0x0000ffff0000ffffu) * ((10000ull << 32) + 1)) >> 32;
}

// Read digits, 1 to 8 bytes, perhaps with a point among them: all together, for where the point is
// cannot be foreseen. False where there is anything else.
static inline bool read_short(const char *p, size_t n, uint64_t *w, unsigned *nfraction)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t x = (load_short(p, n) ^ ones * '0') << 8 * (8 - n);
    uint64_t differs = x ^ ones * ('.' ^ '0');
    uint64_t point = (differs - ones) & ~differs & ones * 0x80;
    *nfraction = 0;
    if (point) {                  // the bytes before it take its place
        int below = __builtin_ctzll(point) - 7;
        uint64_t before = x & ((UINT64_C(1) << below) - 1);
        x = (x >> below >> 8 << below << 8) | before << 8;
        *nfraction = 7 - (unsigned)below / 8;
    }
    *w = join_digits(x);
    return !((x + ones * (0x80 - 10)) & ones * 0x80);
}

// Append the digits from p on to *w, modulo 2^64; returns where they stop.
static inline const char *read_digits(const char *p, const char *end, uint64_t *w)
{
    uint64_t x = *w;
    while (end - p >= 8) {
        uint64_t eight = load_eight(p);
        if (!are_digits(eight))
            break;
        x = x * 100000000 + join_digits(eight);
        p += 8;
    }
    for (; p < end && is_digit(*p); p++)
        x = x * 10 + (uint64_t)(*p - '0');
    *w = x;
    return p;
}

// The exponent after an 'e', bounded so that sums with it cannot overflow.
static int64_t read_exponent(const char *p, const char *end)
{
    const int64_t most = INT64_C(1) << 60;
    bool negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    int64_t exponent = 0;
    for (; p < end; p++) {
        if (exponent < most / 16)
            exponent = exponent * 10 + (*p - '0');
    }
    return negative ? -exponent : exponent;
}

// More than 19 digits: drop leading zeros, and what is beyond 19 of the rest.
static void shorten(struct decimal *d)
{
    const char *p = d->first;
    for (; p < d->last && (*p == '0' || *p == '.'); p++)
        d->ndigits -= *p == '0';
    d->first = p;
    if (d->ndigits <= DIGITS_MOST)
        return;
    uint64_t w = 0;
    int taken = 0;
    for (; taken < DIGITS_MOST; p++) {
        if (*p != '.') {
            w = w * 10 + (uint64_t)(*p - '0');
            taken++;
        }
    }
    d->w = w;
    d->exponent += d->ndigits - DIGITS_MOST;
    d->cut = true;
}

static inline struct decimal take_apart(const char *p, size_t n)
{
    const char *end = p + n;
    bool negative = *p == '-';
    const char *first = p + negative;
    uint64_t w = 0;
    const char *last = read_digits(first, end, &w);
    int64_t ndigits = last - first, exponent = 0;
    if (last < end && *last == '.') {
        const char *fraction = last + 1;
        last = read_digits(fraction, end, &w);
        exponent = fraction - last;
        ndigits -= exponent;
    }
    if (last < end)
        exponent += read_exponent(last + 1, end);
    struct decimal d = {w, exponent, ndigits, first, last, negative, false};
    if (UNLIKELY(ndigits > DIGITS_MOST))
        shorten(&d);
    return d;
}

// ---------------------------------------------------------------------------------------------
// To a double

static double double_of_bits(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, 8);
    return d;
}

// Where a decimal lies: between m * 2^e (included) and (m + 1) * 2^e, of which the nearer one is
// known if `sure`.
struct rounding {
    uint64_t m;                   // below 2^53; not below 2^52 unless e is the least, -1074
    int e;
    bool up, sure;
};

// `rest` is what `drop` bits below the mantissa hold, and up to less than 2 is to be added to it:
// exactly *z / 2^64 where z is given. Is it nearer to 2^drop than to 0?
static void decide(struct rounding *r, unsigned __int128 rest, int drop, const uint64_t *z)
{
    unsigned __int128 half = (unsigned __int128)1 << (drop - 1);
    r->sure = true;
    if (z)
        r->up = rest > half || (rest == half && (*z || (r->m & 1)));
    else if (rest > half)
        r->up = true;
    else
        r->sure = half - rest >= 2;
}

// Round w * 10^q; w is not 0, and q is in the table.
static struct rounding round_product(uint64_t w, int q)
{
    struct rounding r = {0};
    int shift = __builtin_clzll(w);
    w <<= shift;
    struct pow10 ten = pow10_get(q);
    unsigned __int128 low = (unsigned __int128)w * ten.low;
    unsigned __int128 v = (unsigned __int128)w * ten.high + (uint64_t)(low >> 64);
    // The value is (v + f) * 2^e with 0 <= f < 2 and v of 127 or 128 bits.
    int drop = (v >> 127) ? 75 : 74;
    r.e = pow10_log2(q) - 63 - shift + drop;
    if (UNLIKELY(r.e < -1074)) {
        drop += -1074 - r.e;
        r.e = -1074;
        if (drop >= 128) {        // at most about half of the least double
            r.sure = drop > 128;
            return r;
        }
    }
    r.m = (uint64_t)(v >> drop);
    uint64_t z = (uint64_t)low;
    bool is_exact = q >= 0 && q <= POW10_EXACT;
    decide(&r, v & (((unsigned __int128)1 << drop) - 1), drop, is_exact ? &z : NULL);
    return r;
}

// A mantissa with its leading bit adds one to the exponent field, as does one rounded up to 2^53.
static double put_together(struct rounding r, bool negative)
{
    uint64_t sign = (uint64_t)negative << 63;
    if (r.e > 971)
        return double_of_bits(sign | 0x7ff0000000000000u);
    return double_of_bits(sign | (((uint64_t)(r.e + 1074) << 52) + r.m + r.up));
}

static bool same_rounding(struct rounding a, struct rounding b)
{
    return a.sure && b.sure && a.e == b.e && a.m == b.m && a.up == b.up;
}

static ATTR_COLD double to_double_slow(const struct decimal *d)
{
    if (d->w == 0 || d->exponent < POW10_FIRST)
        return d->negative ? -0.0 : 0.0;
    if (d->exponent > 308)
        return d->negative ? -__builtin_inf() : __builtin_inf();
    struct rounding r = round_product(d->w, (int)d->exponent);
    bool is_known = d->cut ? same_rounding(r, round_product(d->w + 1, (int)d->exponent)) : r.sure;
    if (!is_known && r.e <= 971)
        r.up = number_rounds_up(d, r.m, r.e);
    return put_together(r, d->negative);
}

static const double tens[] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

static inline double to_double(const struct decimal *d)
{
    int64_t q = d->exponent;
    if (d->w <= UINT64_C(1) << 53 && q >= -22 && q <= 22) {
        double x = (double)d->w;
        x = q < 0 ? x / tens[-q] : x * tens[q];
        return d->negative ? -x : x;
    }
    if (LIKELY(d->w != 0 && !d->cut && q >= POW10_FIRST && q <= 308)) {
        struct rounding r = round_product(d->w, (int)q);
        if (LIKELY(r.sure))
            return put_together(r, d->negative);
    }
    return to_double_slow(d);
}

double number_read_double(const char *p, size_t n)
{
    struct decimal d = take_apart(p, n);
    return to_double(&d);
}

static ATTR_NOINLINE struct number read_any(const char *p, size_t n)
{
    bool negative = *p == '-';
    uint64_t w = 0;
    const char *end = p + n, *digits = p + negative;
    const char *last = read_digits(digits, end, &w);
    if (last != end)
        return (struct number){.kind = NUMBER_DOUBLE, .d = number_read_double(p, n)};
    int64_t ndigits = end - digits;
    if (ndigits > DIGITS_MOST || w > (uint64_t)INT64_MAX + negative)
        return (struct number){.kind = NUMBER_BIG};
    return (struct number){.kind = NUMBER_INT, .i = (int64_t)(negative ? 0 - w : w)};
}

int64_t number_read_few_digits(const char *p, size_t n)
{
    const uint64_t ones = 0x0101010101010101u;
    if (n - 1 >= 8)
        return -1;
    uint64_t x = (load_short(p, n) ^ ones * '0') << 8 * (8 - n);
    return (x + ones * (0x80 - 10)) & ones * 0x80 ? -1 : (int64_t)join_digits(x);
}

struct number number_read(const char *p, size_t n)
{
    bool negative = *p == '-';
    uint64_t w;
    unsigned nfraction;
    if (UNLIKELY(n - negative > 8) || !read_short(p + negative, n - negative, &w, &nfraction))
        return read_any(p, n);
    if (nfraction == 0)
        return (struct number){.kind = NUMBER_INT, .i = negative ? -(int64_t)w : (int64_t)w};
    double d = (double)w / tens[nfraction];
    return (struct number){.kind = NUMBER_DOUBLE, .d = negative ? -d : d};
}
