// SPDX-License-Identifier: MIT
// The scan with the vectors of 16 bytes that nearly every x86 has: four a block.
#if defined(__x86_64__)

#include "data/scan_level.h"

#include <immintrin.h>

#define SCAN_LEVEL scan_sse
#define SCAN_TARGET __attribute__((target("ssse3,sse4.1,popcnt")))
#define OP SCAN_HELPER SCAN_TARGET

enum { VECS = 4 };
typedef __m128i vec, hit;

OP vec load(const char *p)
{
    return _mm_loadu_si128((const void *)p);
}

OP vec all(int byte)
{
    return _mm_set1_epi8((char)byte);
}

OP hit equal(vec a, vec b)
{
    return _mm_cmpeq_epi8(a, b);
}

OP hit below(vec a, int byte)
{
    return equal(_mm_min_epu8(a, all(byte - 1)), a);
}

OP vec either(vec a, vec b)
{
    return _mm_or_si128(a, b);
}

OP vec both(vec a, vec b)
{
    return _mm_and_si128(a, b);
}

OP vec differ(vec a, vec b)
{
    return _mm_xor_si128(a, b);
}

OP vec minus(vec a, vec b)
{
    return _mm_subs_epu8(a, b);
}

OP vec high_nibbles(vec a)
{
    return both(_mm_srli_epi16(a, 4), all(0x0f));
}

OP vec table(const void *sixteen)
{
    return _mm_loadu_si128(sixteen);
}

OP vec lookup(vec t, vec at)
{
    return _mm_shuffle_epi8(t, at);
}

#define before(now, last, n) _mm_alignr_epi8((now), (last), 16 - (n))

OP uint64_t bits(const hit *h)
{
    uint64_t result = 0;
    SCAN_UNROLL
    for (int i = 0; i < VECS; i++)
        result |= (uint64_t)(uint32_t)_mm_movemask_epi8(h[i]) << (16 * i);
    return result;
}

OP int is_ascii(vec a)
{
    return _mm_movemask_epi8(a) == 0;
}

OP int is_zero(vec a)
{
    return _mm_testz_si128(a, a);
}

// The top bit stands in where there is none, for a result that is defined.
#define lowest(x) __builtin_ctzll((x) | UINT64_C(1) << 63)

#include "data/scan_simd.h"

#endif
