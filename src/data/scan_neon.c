// SPDX-License-Identifier: MIT
// The scan with the vectors of 64-bit ARM: four of 16 bytes a block.
#if defined(__aarch64__)

#include "data/scan_level.h"

#include <arm_neon.h>

#define SCAN_LEVEL scan_neon
#define SCAN_TARGET
#define OP SCAN_HELPER

enum { VECS = 4 };
typedef uint8x16_t vec, hit;

OP vec load(const char *p)
{
    return vld1q_u8((const uint8_t *)p);
}

OP vec all(int byte)
{
    return vdupq_n_u8((uint8_t)byte);
}

OP hit equal(vec a, vec b)
{
    return vceqq_u8(a, b);
}

OP hit below(vec a, int byte)
{
    return vcltq_u8(a, all(byte));
}

OP vec either(vec a, vec b)
{
    return vorrq_u8(a, b);
}

OP vec both(vec a, vec b)
{
    return vandq_u8(a, b);
}

OP vec differ(vec a, vec b)
{
    return veorq_u8(a, b);
}

OP vec minus(vec a, vec b)
{
    return vqsubq_u8(a, b);
}

OP vec high_nibbles(vec a)
{
    return vshrq_n_u8(a, 4);
}

OP vec table(const void *sixteen)
{
    return vld1q_u8(sixteen);
}

OP vec lookup(vec t, vec at)
{
    return vqtbl1q_u8(t, both(at, all(0x0f)));
}

#define before(now, last, n) vextq_u8((last), (now), 16 - (n))

// Each byte keeps the bit of its place among eight; adding neighbours three times makes bytes of
// eight bits.
OP uint64_t bits(const hit *h)
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    vec w = vld1q_u8(weights);
    vec low = vpaddq_u8(both(h[0], w), both(h[1], w));
    vec high = vpaddq_u8(both(h[2], w), both(h[3], w));
    vec sum = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

OP int is_ascii(vec a)
{
    return vmaxvq_u8(a) < 0x80;
}

OP int is_zero(vec a)
{
    return vmaxvq_u8(a) == 0;
}

// The top bit stands in where there is none, for a result that is defined.
#define lowest(x) __builtin_ctzll((x) | UINT64_C(1) << 63)

#include "data/scan_simd.h"

#endif
