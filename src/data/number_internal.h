// SPDX-License-Identifier: MIT
// What the files about numbers share: the powers of ten, a decimal as it was read, and the exact
// arithmetic for what 128 bits cannot decide.
#ifndef DATA_NUMBER_INTERNAL_H
#define DATA_NUMBER_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

// The leading 128 bits of 10^q, rounded down; exact where 5^q has no more than 128 bits.
enum { POW10_FIRST = -342, POW10_LAST = 324, POW10_EXACT = 55 };

struct pow10 {
    uint64_t high, low;
};

extern const struct pow10 number_pow10[POW10_LAST - POW10_FIRST + 1];

static inline struct pow10 pow10_get(int q)
{
    return number_pow10[q - POW10_FIRST];
}

// floor(log2(10^q)) for every q of the table (proved by tests/tools/pow10.py --check).
static inline int pow10_log2(int q)
{
    return (q * 217706) >> 16;
}

// A JSON number taken apart: its absolute value is w * 10^exponent, or, if `cut`, from there up to
// below (w + 1) * 10^exponent.
struct decimal {
    uint64_t w;                   // the first 19 digits from the first that is not zero
    int64_t exponent;
    int64_t ndigits;              // all digits before the exponent
    const char *first, *last;     // these digits, with the point among them
    bool negative;
    bool cut;                     // there are digits beyond w
};

// Is the decimal above the middle between m * 2^e and (m + 1) * 2^e, or on it while m is odd?
bool number_rounds_up(const struct decimal *d, uint64_t m, int e);

#endif
