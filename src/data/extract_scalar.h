// SPDX-License-Identifier: MIT
// Numbers and literals as they stand in a line. Up to 16 bytes behind their end are read. Only
// extract*.c include this file.
#ifndef DATA_EXTRACT_SCALAR_H
#define DATA_EXTRACT_SCALAR_H

#include "base/attr.h"
#include "data/number.h"
#include "data/value.h"

#include <stdint.h>
#include <string.h>

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

// The top bit of each of the eight bytes at p that is no digit.
static inline uint64_t not_digits(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    uint64_t x = word ^ EACH('0');
    return (((x & EACH(0x7f)) + EACH(0x76)) | x) & EACH(0x80);
}

// How many digits there are at p, at most 8.
static inline unsigned count_digits(const char *p)
{
    uint64_t odd = not_digits(p);
    return odd ? (unsigned)__builtin_ctzll(odd) / 8 : 8;
}

// The end of the number at p, at most `end`, or NULL where there is none. Few digits are counted at
// once; the rest is for number_length().
static ATTR_INLINE const char *number_end(const char *p, const char *end)
{
    const char *digits = p + (*p == '-');
    unsigned n = count_digits(digits);
    if (LIKELY(n > 0 && n < 8 && (*digits != '0' || n == 1))) {
        const char *q = digits + n;
        if (LIKELY(*q == ',' || *q == '}'))
            return q;
        unsigned decimals = *q == '.' ? count_digits(q + 1) : 0;
        if (LIKELY(decimals > 0 && decimals < 8 && (q[1 + decimals] | 0x20) != 'e'))
            return q + 1 + decimals;
    }
    size_t length = number_length(p, end);
    return length ? p + length : NULL;
}

// Are the bytes from p to `end` a number? Short ones without an exponent are decided eight digits
// at a time, by where their bytes are that are no digits: none, or one point in the middle.
static ATTR_INLINE bool is_number(const char *p, const char *end)
{
    const char *digits = p + (*p == '-');
    size_t n = (size_t)(end - digits);
    if (LIKELY(n - 1 < 8)) {
        size_t spare = 8 * (8 - n);           // bits beyond the text
        uint64_t odd = not_digits(digits) << spare;
        bool zero = *digits == '0' && n > 1;
        if (LIKELY(!odd))
            return !zero;
        size_t point = (size_t)__builtin_ctzll(odd >> spare) / 8;
        if (LIKELY(!(odd & (odd - 1)) && digits[point] == '.' && point > 0 && point < n - 1))
            return !zero || point == 1;
    }
    return p < end && number_length(p, end) == (size_t)(end - p);
}

// The end of the literal at p, or NULL.
static inline const char *literal_end(const char *p, struct value *v)
{
    if (memcmp(p, "true", 4) == 0)
        return *v = value_bool(true), p + 4;
    if (memcmp(p, "null", 4) == 0)
        return *v = value_null(), p + 4;
    if (memcmp(p, "false", 5) == 0)
        return *v = value_bool(false), p + 5;
    return NULL;
}

// The end of the number or literal at p, which is *v then, or NULL. It ends at or before `end`.
static ATTR_INLINE const char *scalar_end(const char *p, const char *end, struct value *v)
{
    if (UNLIKELY(*p != '-' && (*p < '0' || *p > '9')))
        return literal_end(p, v);
    const char *q = number_end(p, end);
    if (LIKELY(q != NULL))
        *v = value_slice(VALUE_NUMBER, p, (size_t)(q - p));
    return q;
}

// Are the bytes from p to `end` a number or literal, which is *v then?
static ATTR_INLINE bool is_scalar(const char *p, const char *end, struct value *v)
{
    if (UNLIKELY(*p != '-' && (*p < '0' || *p > '9')))
        return literal_end(p, v) == end;
    *v = value_slice(VALUE_NUMBER, p, (size_t)(end - p));
    return is_number(p, end);
}

#undef EACH

#endif
