// SPDX-License-Identifier: MIT
// How far a text is plain: ASCII, no control, no quote, no backslash. 16 bytes at a time by what
// every processor of the architecture has (SSE2, NEON), 8 at a time elsewhere; up to 16 bytes
// behind the first byte that is not plain are read.
#ifndef DATA_PLAIN_RUN_H
#define DATA_PLAIN_RUN_H

#include "base/attr.h"

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__SSE2__)

// A bit for each of the 16 bytes at p that is not plain.
static ATTR_INLINE uint32_t odd_bits(const char *p)
{
    __m128i v = _mm_loadu_si128((const void *)p);
    // As signed bytes, controls and what is not ASCII are both below the space.
    __m128i odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
                                            _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))),
                               _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)));
    return (uint32_t)_mm_movemask_epi8(odd);
}

// The first byte from p on that is not plain; there must be one. (Two vectors at once were slower.)
static ATTR_INLINE const char *plain_run_end(const char *p)
{
    for (;; p += 16) {
        uint32_t bits = odd_bits(p);
        if (LIKELY(bits))
            return p + __builtin_ctz(bits);
    }
}

#elif defined(__aarch64__)

static ATTR_INLINE const char *plain_run_end(const char *p)
{
    for (;; p += 16) {
        int8x16_t v = vld1q_s8((const int8_t *)p);
        uint8x16_t odd =
            vorrq_u8(vorrq_u8(vceqq_s8(v, vdupq_n_s8('"')), vceqq_s8(v, vdupq_n_s8('\\'))),
                     vcltq_s8(v, vdupq_n_s8(0x20)));
        // Four bits for each byte.
        uint64_t bits = vget_lane_u64(
            vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(odd), 4)), 0);
        if (bits)
            return p + (__builtin_ctzll(bits) >> 2);
    }
}

#else

static ATTR_INLINE const char *plain_run_end(const char *p)
{
    while ((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' && *p != '\\')
        p++;
    return p;
}

#endif

#endif
