// SPDX-License-Identifier: MIT
// The scan with AVX-512: a vector is a block, comparing gives the bits at once, and compressing a
// vector of numbers by a mask gives the offsets.
#if defined(__x86_64__)

#include "data/scan_level.h"

#include <immintrin.h>
#include <stdint.h>

#define SCAN_LEVEL scan_avx512
#define SCAN_TARGET __attribute__((target("avx512f,avx512bw,avx512vbmi2,avx2,bmi,popcnt")))
#define OP SCAN_HELPER SCAN_TARGET

enum { VECS = 1 };
typedef __m512i vec;
typedef __mmask64 hit;

OP vec load(const char *p)
{
    return _mm512_loadu_si512((const void *)p);
}

OP vec all(int byte)
{
    return _mm512_set1_epi8((char)byte);
}

OP hit equal(vec a, vec b)
{
    return _mm512_cmpeq_epi8_mask(a, b);
}

OP hit below(vec a, int byte)
{
    return _mm512_cmplt_epu8_mask(a, all(byte));
}

OP vec either(vec a, vec b)
{
    return _mm512_or_si512(a, b);
}

OP vec both(vec a, vec b)
{
    return _mm512_and_si512(a, b);
}

OP vec differ(vec a, vec b)
{
    return _mm512_xor_si512(a, b);
}

OP vec minus(vec a, vec b)
{
    return _mm512_subs_epu8(a, b);
}

OP vec high_nibbles(vec a)
{
    return both(_mm512_srli_epi16(a, 4), all(0x0f));
}

OP vec table(const void *sixteen)
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128(sixteen));
}

OP vec lookup(vec t, vec at)
{
    return _mm512_shuffle_epi8(t, at);
}

// The last 16 bytes of `last` before the first 48 of `now`, and then within each 16.
#define before(now, last, n)                                                                     \
    _mm512_alignr_epi8((now), _mm512_alignr_epi32((now), (last), 12), 16 - (n))

OP uint64_t bits(const hit *h)
{
    return h[0];
}

OP int is_ascii(vec a)
{
    return _mm512_movepi8_mask(a) == 0;
}

OP int is_zero(vec a)
{
    return _mm512_test_epi8_mask(a, a) == 0;
}

// Sixteen offsets, from sixteen places in the block.
OP void put_sixteen(uint32_t *to, uint32_t at, __m128i numbers)
{
    __m512i offsets = _mm512_add_epi32(_mm512_cvtepu8_epi32(numbers), _mm512_set1_epi32((int)at));
    _mm512_storeu_si512(to, offsets);
}

static const uint8_t place[64] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
};

OP uint32_t *flatten(uint32_t *to, uint32_t at, uint64_t set)
{
    int n = __builtin_popcountll(set);
    __m512i numbers = _mm512_maskz_compress_epi8(set, load((const char *)place));
    put_sixteen(to, at, _mm512_castsi512_si128(numbers));
    if (__builtin_expect(n > 16, 0)) {
        put_sixteen(to + 16, at, _mm512_extracti32x4_epi32(numbers, 1));
        put_sixteen(to + 32, at, _mm512_extracti32x4_epi32(numbers, 2));
        put_sixteen(to + 48, at, _mm512_extracti32x4_epi32(numbers, 3));
    }
    return to + n;
}

#define SCAN_OWN_FLATTEN
#include "data/scan_simd.h"

#endif
