// SPDX-License-Identifier: MIT
// Numbers and literals as they stand in a line. Up to 16 bytes behind their end are read. Only
// extract*.c include this file.
#ifndef DATA_EXTRACT_SCALAR_H
#define DATA_EXTRACT_SCALAR_H

#include "base/attr.h"
#include "base/load.h"
#include "data/number.h"
#include "data/value.h"

#include <stdint.h>
#include <string.h>

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

// The top bit of each of the eight bytes at p that is no digit.
static inline uint64_t not_digits(const char *p)
{
    uint64_t x = load_eight(p) ^ EACH('0');
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

// Are the n bytes at p a number of at most eight bytes without a sign or an exponent? Without a
// branch, for where numbers of all kinds come in any order. Eight bytes are looked at, whatever n
// is.
static ATTR_INLINE bool is_short_number(const char *p, size_t n)
{
    unsigned spare = (unsigned)(0 - 8 * n) & 63;  // bits beyond the text; they become zeros
    uint64_t x = (load_eight(p) ^ EACH('0')) << spare;
    uint64_t odd = ((x + EACH(0x76)) | x) & EACH(0x80), point = odd >> 7;
    uint64_t edges = UINT64_C(0x80) << spare | UINT64_C(0x80) << 56;
    uint64_t wrong = (x & (point * 0xff)) ^ (point * ('.' ^ '0'));
    wrong |= (odd & (odd - 1)) | (odd & edges);
    bool is_padded = (p[0] == '0') & (n > 1) & (p[1] != '.');
    return (n - 1 < 8) & (wrong == 0) & !is_padded;
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

// Are the bytes from p to `end` a literal or some other number, which is *v then?
static ATTR_NOINLINE bool is_rare_scalar(const char *p, const char *end, struct value *v)
{
    if (*p != '-' && (*p < '0' || *p > '9'))
        return literal_end(p, v) == end;
    return p < end && number_length(p, end) == (size_t)(end - p);
}

// Are the bytes from p to `end` a number or literal, which is *v then? Short numbers without a sign
// or an exponent are decided eight bytes at a time, by which of them are no digits: none, or one
// point in the middle.
static ATTR_INLINE bool is_scalar(const char *p, const char *end, struct value *v)
{
    size_t n = (size_t)(end - p);
    *v = value_slice(VALUE_NUMBER, p, n);
    if (LIKELY(n - 1 < 8)) {
        uint64_t odd = not_digits(p) << (64 - 8 * n);     // beyond the text nothing counts
        if (LIKELY(!odd) && (LIKELY(*p != '0') || n == 1))
            return true;
        size_t point = (size_t)__builtin_ctzll(odd | UINT64_C(1) << 63) / 8 + n - 8;
        if (LIKELY(!(odd & (odd - 1)) && point - 1 < n - 2 && p[point] == '.' &&
                   (*p != '0' || point == 1)))
            return true;
    }
    return is_rare_scalar(p, end, v);
}

#undef EACH

#endif
