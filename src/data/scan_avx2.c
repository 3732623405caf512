// SPDX-License-Identifier: MIT
// The scan with AVX2: two vectors a block.
#if defined(__x86_64__)

#include "data/scan_level.h"

#include <immintrin.h>

#define SCAN_LEVEL scan_avx2
#define SCAN_TARGET __attribute__((target("avx2,bmi,popcnt")))
#define OP SCAN_HELPER SCAN_TARGET

enum { VECS = 2 };
typedef __m256i vec, hit;

OP vec load(const char *p)
{
    return _mm256_loadu_si256((const void *)p);
}

OP vec all(int byte)
{
    return _mm256_set1_epi8((char)byte);
}

OP hit equal(vec a, vec b)
{
    return _mm256_cmpeq_epi8(a, b);
}

OP hit below(vec a, int byte)
{
    return equal(_mm256_min_epu8(a, all(byte - 1)), a);
}

OP vec either(vec a, vec b)
{
    return _mm256_or_si256(a, b);
}

OP vec both(vec a, vec b)
{
    return _mm256_and_si256(a, b);
}

OP vec differ(vec a, vec b)
{
    return _mm256_xor_si256(a, b);
}

OP vec minus(vec a, vec b)
{
    return _mm256_subs_epu8(a, b);
}

OP vec high_nibbles(vec a)
{
    return both(_mm256_srli_epi16(a, 4), all(0x0f));
}

OP vec table(const void *sixteen)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(sixteen));
}

OP vec lookup(vec t, vec at)
{
    return _mm256_shuffle_epi8(t, at);
}

// Across the middle: the upper half of `last` beside the lower half of `now`.
#define before(now, last, n)                                                                     \
    _mm256_alignr_epi8((now), _mm256_permute2x128_si256((last), (now), 0x21), 16 - (n))

OP uint64_t bits(const hit *h)
{
    return (uint32_t)_mm256_movemask_epi8(h[0]) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(h[1]) << 32;
}

OP int is_ascii(vec a)
{
    return _mm256_movemask_epi8(a) == 0;
}

OP int is_zero(vec a)
{
    return _mm256_testz_si256(a, a);
}

#define lowest _tzcnt_u64

#include "data/scan_simd.h"

#endif
