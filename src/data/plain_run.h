// SPDX-License-Identifier: MIT
// Sixteen bytes at a time, by what every processor of the architecture has (SSE2, NEON), plain C
// elsewhere: how far a text is plain (ASCII, no control, no quote, no backslash), and whether bytes
// are certain ones. Up to 16 bytes behind what is asked for are read.
#ifndef DATA_PLAIN_RUN_H
#define DATA_PLAIN_RUN_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// Up to sixteen bytes: `mask` is all ones where a byte counts, `text` zero where it does not.
struct pattern {
    uint8_t text[16], mask[16];
};

#if defined(__SSE2__)

static ATTR_INLINE __m128i load_sixteen(const void *p)
{
    return _mm_loadu_si128(p);
}

static ATTR_INLINE bool pattern_is(const struct pattern *x, const char *p)
{
    __m128i found = _mm_and_si128(load_sixteen(p), load_sixteen(x->mask));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(found, load_sixteen(x->text))) == 0xffff;
}

// The first byte from p on that is not plain; there must be one. (Two vectors at once were slower.)
static ATTR_INLINE const char *plain_run_end(const char *p)
{
    for (;; p += 16) {
        __m128i v = load_sixteen(p);
        // With bit 1 turned the controls and the quote are the bytes up to 0x20, and no others are;
        // as signed bytes what is not ASCII is below them.
        __m128i low = _mm_cmplt_epi8(_mm_xor_si128(v, _mm_set1_epi8(2)), _mm_set1_epi8(0x21));
        __m128i odd = _mm_or_si128(low, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
        unsigned bits = (unsigned)_mm_movemask_epi8(odd);
        if (LIKELY(bits))
            return p + __builtin_ctz(bits);
    }
}

#elif defined(__aarch64__)

static ATTR_INLINE bool pattern_is(const struct pattern *x, const char *p)
{
    uint8x16_t found = vandq_u8(vld1q_u8((const uint8_t *)p), vld1q_u8(x->mask));
    return vminvq_u8(vceqq_u8(found, vld1q_u8(x->text))) != 0;
}

static ATTR_INLINE const char *plain_run_end(const char *p)
{
    for (;; p += 16) {
        int8x16_t v = vld1q_s8((const int8_t *)p);
        uint8x16_t odd = vorrq_u8(vcltq_s8(veorq_s8(v, vdupq_n_s8(2)), vdupq_n_s8(0x21)),
                                  vceqq_s8(v, vdupq_n_s8('\\')));
        // Four bits for each byte.
        uint64_t bits = vget_lane_u64(
            vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(odd), 4)), 0);
        if (bits)
            return p + (__builtin_ctzll(bits) >> 2);
    }
}

#else

static ATTR_INLINE bool pattern_is(const struct pattern *x, const char *p)
{
    uint64_t text[2], mask[2], found[2];
    memcpy(text, x->text, sizeof text);
    memcpy(mask, x->mask, sizeof mask);
    memcpy(found, p, sizeof found);
    return (((found[0] & mask[0]) ^ text[0]) | ((found[1] & mask[1]) ^ text[1])) == 0;
}

static ATTR_INLINE const char *plain_run_end(const char *p)
{
    while ((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' && *p != '\\')
        p++;
    return p;
}

#endif

// The pattern of n bytes at p, n up to 16.
static inline struct pattern pattern_of(const char *p, size_t n)
{
    struct pattern x = {{0}, {0}};
    memcpy(x.text, p, n);
    memset(x.mask, 0xff, n);
    return x;
}

#endif
