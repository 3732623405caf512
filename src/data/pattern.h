// SPDX-License-Identifier: MIT
// Patterns of up to sixteen bytes, compared at once by what every processor of the architecture has
// (SSE2, NEON), plain C elsewhere. Sixteen bytes of the text are read, however few count.
#ifndef DATA_PATTERN_H
#define DATA_PATTERN_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// `mask` is all ones where a byte counts, `text` zero where it does not.
struct pattern {
    _Alignas(16) uint8_t text[16], mask[16];
};

// How the texts looked at so far differ from their patterns: nothing but zeros where they do not.
#if defined(__SSE2__)

typedef __m128i pattern_differences;

static ATTR_INLINE pattern_differences pattern_no_differences(void)
{
    return _mm_setzero_si128();
}

static ATTR_INLINE void pattern_compare(const struct pattern *x, const char *p,
                                        pattern_differences *sum)
{
    __m128i text = _mm_load_si128((const void *)x->text);
    __m128i mask = _mm_load_si128((const void *)x->mask);
    __m128i found = _mm_loadu_si128((const void *)p);
    *sum = _mm_or_si128(*sum, _mm_xor_si128(_mm_and_si128(found, mask), text));
}

static ATTR_INLINE bool pattern_is_none(pattern_differences sum)
{
    return _mm_movemask_epi8(_mm_cmpeq_epi8(sum, _mm_setzero_si128())) == 0xffff;
}

#elif defined(__aarch64__)

typedef uint8x16_t pattern_differences;

static ATTR_INLINE pattern_differences pattern_no_differences(void)
{
    return vdupq_n_u8(0);
}

static ATTR_INLINE void pattern_compare(const struct pattern *x, const char *p,
                                        pattern_differences *sum)
{
    uint8x16_t found = vandq_u8(vld1q_u8((const uint8_t *)p), vld1q_u8(x->mask));
    *sum = vorrq_u8(*sum, veorq_u8(found, vld1q_u8(x->text)));
}

static ATTR_INLINE bool pattern_is_none(pattern_differences sum)
{
    return vmaxvq_u8(sum) == 0;
}

#else

typedef uint64_t pattern_differences;

static ATTR_INLINE pattern_differences pattern_no_differences(void)
{
    return 0;
}

static ATTR_INLINE void pattern_compare(const struct pattern *x, const char *p,
                                        pattern_differences *sum)
{
    uint64_t text[2], mask[2], found[2];
    memcpy(text, x->text, sizeof text);
    memcpy(mask, x->mask, sizeof mask);
    memcpy(found, p, sizeof found);
    *sum |= ((found[0] & mask[0]) ^ text[0]) | ((found[1] & mask[1]) ^ text[1]);
}

static ATTR_INLINE bool pattern_is_none(pattern_differences sum)
{
    return sum == 0;
}

#endif

static ATTR_INLINE bool pattern_is(const struct pattern *x, const char *p)
{
    pattern_differences sum = pattern_no_differences();
    pattern_compare(x, p, &sum);
    return pattern_is_none(sum);
}

// The pattern of n bytes at p, n up to 16.
static inline struct pattern pattern_of(const char *p, size_t n)
{
    struct pattern x = {{0}, {0}};
    memcpy(x.text, p, n);
    memset(x.mask, 0xff, n);
    return x;
}

#endif
