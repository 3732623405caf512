// SPDX-License-Identifier: MIT
// Printing numbers. Among the decimals that read back as a double, the one with the fewest digits,
// and of these the nearest, is found as the Schubfach paper shows: with 10^k the largest power of
// ten not above the width of the interval that rounds to the double, one of the multiples of
// 10^k next to the double is in it, and at most one multiple of 10^(k+1) is.
//
// All comparisons are of even whole numbers with n * 2^q / 10^k, and these products are taken with
// 128 bits of the power rounded up. tests/tools/pow10.py --check proves for each q that no product
// comes nearer than 2^-63 to an even number without meeting it, while the error is below 2^-69.
#include "data/number.h"

#include "data/number_internal.h"

#include <math.h>
#include <stdio.h>

static const char pairs[] = "00010203040506070809" "10111213141516171819"
                            "20212223242526272829" "30313233343536373839"
                            "40414243444546474849" "50515253545556575859"
                            "60616263646566676869" "70717273747576777879"
                            "80818283848586878889" "90919293949596979899";

static int count_digits(uint64_t x)
{
    static const uint64_t tens[] = {
        0, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
        100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
        10000000000000000, 100000000000000000, 1000000000000000000, 10000000000000000000u,
    };
    int guess = ((64 - __builtin_clzll(x | 1)) * 1233) >> 12;    // bits times log10(2)
    return guess + (x >= tens[guess]);
}

// The four pairs do not wait for each other, which is why long numbers go by eights.
static inline void put_eight(char *out, uint32_t x)
{
    uint32_t left = x / 10000, right = x % 10000;
    memcpy(out, pairs + 2 * (left / 100), 2);
    memcpy(out + 2, pairs + 2 * (left % 100), 2);
    memcpy(out + 4, pairs + 2 * (right / 100), 2);
    memcpy(out + 6, pairs + 2 * (right % 100), 2);
}

// Write exactly n digits of x, zeros in front if it is shorter.
static inline void put_digits(char *out, uint64_t x, int n)
{
    for (; n >= 8; n -= 8, x /= 100000000)
        put_eight(out + n - 8, (uint32_t)(x % 100000000));
    uint32_t rest = (uint32_t)x;
    for (; n >= 2; n -= 2, rest /= 100)
        memcpy(out + n - 2, pairs + 2 * (rest % 100), 2);
    if (n)
        *out = (char)('0' + rest % 10);
}

static size_t put_unsigned(char *out, uint64_t x)
{
    int n = count_digits(x);
    put_digits(out, x, n);
    return (size_t)n;
}

size_t number_write_int(char *out, int64_t i)
{
    uint64_t x = (uint64_t)i;
    if (i >= 0)
        return put_unsigned(out, x);
    *out = '-';
    return 1 + put_unsigned(out + 1, 0 - x);
}

size_t number_write_int128(char *out, __int128 i)
{
    const uint64_t ten19 = 10000000000000000000u;
    char *p = out;
    unsigned __int128 x = (unsigned __int128)i;
    if (i < 0) {
        *p++ = '-';
        x = 0 - x;
    }
    unsigned __int128 upper = x / ten19;
    if (upper == 0)
        return (size_t)(p - out) + put_unsigned(p, (uint64_t)x);
    if (upper >= ten19) {         // a 39th digit
        *p++ = (char)('0' + (int)(upper / ten19));
        put_digits(p, (uint64_t)(upper % ten19), 19);
        p += 19;
    } else {
        p += put_unsigned(p, (uint64_t)upper);
    }
    put_digits(p, (uint64_t)(x % ten19), 19);
    return (size_t)(p + 19 - out);
}

// ---------------------------------------------------------------------------------------------
// The shortest decimal

struct shortest {
    uint64_t digits;              // not 0, and no multiple of 10
    int exponent;                 // the value is digits * 10^exponent
};

// ten * x / 2^128, its last bit set if anything was cut off.
static uint64_t scale(struct pow10 ten, uint64_t x)
{
    uint64_t low = (uint64_t)(((unsigned __int128)ten.low * x) >> 64);
    unsigned __int128 product = (unsigned __int128)ten.high * x + low;
    return (uint64_t)(product >> 64) | ((uint64_t)product != 0);
}

// c * 2^q; `is_power`: the double below is half as far away as the one above.
static struct shortest find_shortest(uint64_t c, int q, bool is_power)
{
    int k = (q * 315653 - (is_power ? 131009 : 0)) >> 20;    // log10 of the interval's width
    struct pow10 ten = pow10_get(-k);
    ten.low++;                    // rounded up; never the last of its range
    int shift = q + pow10_log2(-k) + 1;
    // In quarters of 10^k: the value and its interval, whose ends count if c is even.
    uint64_t odd = c & 1;
    uint64_t value = scale(ten, (4 * c) << shift);
    uint64_t low = scale(ten, (4 * c - 2 + is_power) << shift) + odd;
    uint64_t high = scale(ten, (4 * c + 2) << shift) - odd;
    uint64_t s = value / 4;
    if (s >= 10) {
        uint64_t t = s / 10;
        bool below_fits = low <= 40 * t, above_fits = 40 * t + 40 <= high;
        if (below_fits != above_fits)
            return (struct shortest){t + above_fits, k + 1};
    }
    bool below_fits = low <= 4 * s, above_fits = 4 * s + 4 <= high;
    if (below_fits != above_fits)
        return (struct shortest){s + above_fits, k};
    uint64_t middle = 4 * s + 2;
    bool up = value > middle || (value == middle && (s & 1));
    return (struct shortest){s + up, k};
}

static struct shortest strip_zeros(struct shortest s)
{
    while (s.digits % 100000000 == 0) {
        s.digits /= 100000000;
        s.exponent += 8;
    }
    if (s.digits % 10000 == 0) {
        s.digits /= 10000;
        s.exponent += 4;
    }
    if (s.digits % 100 == 0) {
        s.digits /= 100;
        s.exponent += 2;
    }
    if (s.digits % 10 == 0) {
        s.digits /= 10;
        s.exponent += 1;
    }
    return s;
}

// ---------------------------------------------------------------------------------------------
// Layout

static size_t put_zeros(char *out, int n)
{
    memset(out, '0', (size_t)n);
    return (size_t)n;
}

// d.ddde-dd
static size_t put_scientific(char *out, uint64_t digits, int n, int exponent)
{
    put_digits(out + 1, digits, n);
    out[0] = out[1];
    out[1] = '.';
    char *p = out + (n > 1 ? n + 1 : 1);
    *p++ = 'e';
    *p++ = exponent < 0 ? '-' : '+';
    p += put_unsigned(p, (uint64_t)(exponent < 0 ? -exponent : exponent));
    return (size_t)(p - out);
}

static size_t put_decimal(char *out, struct shortest s)
{
    int n = count_digits(s.digits);
    int point = n + s.exponent;   // digits before the point, if there were zeros without end
    if (point > 21 || point <= -6)
        return put_scientific(out, s.digits, n, point - 1);
    if (point <= 0) {
        memcpy(out, "0.", 2);
        put_zeros(out + 2, -point);
        put_digits(out + 2 - point, s.digits, n);
        return (size_t)(2 - point + n);
    }
    if (s.exponent >= 0) {
        put_digits(out, s.digits, n);
        return (size_t)n + put_zeros(out + n, s.exponent);
    }
    put_digits(out + 1, s.digits, n);
    memmove(out, out + 1, (size_t)point);
    out[point] = '.';
    return (size_t)n + 1;
}

size_t number_write_double(char *out, double d)
{
    if (d > -0x1p53 && d < 0x1p53 && (double)(int64_t)d == d && (d != 0 || !__builtin_signbit(d)))
        return number_write_int(out, (int64_t)d);
    uint64_t bits;
    memcpy(&bits, &d, 8);
    size_t sign = bits >> 63;
    if (sign)
        *out++ = '-';
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int exponent = (int)(bits >> 52) & 0x7ff;
    if (fraction == 0 && exponent == 0) {
        memcpy(out, "0.0", 3);
        return sign + 3;
    }
    bool is_power = fraction == 0 && exponent > 1;
    if (exponent == 0)            // subnormal
        exponent = 1;
    else
        fraction |= UINT64_C(1) << 52;
    struct shortest s = find_shortest(fraction, exponent - 1075, is_power);
    return sign + put_decimal(out, strip_zeros(s));
}

double number_round_15(double d)
{
    char digits[NUMBER_MAX];
    int n = snprintf(digits, sizeof digits, "%.14e", d);
    double rounded = number_read_double(digits, (size_t)n);
    return isfinite(rounded) ? rounded : d;    // the largest ones would round to infinity
}
