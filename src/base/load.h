// SPDX-License-Identifier: MIT
// Several bytes of a text as one number, the first byte lowest whatever the machine.
#ifndef BASE_LOAD_H
#define BASE_LOAD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t load_eight(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

static inline uint32_t load_four(const char *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap32(x);
#endif
    return x;
}

static inline uint16_t load_two(const char *p)
{
    uint16_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap16(x);
#endif
    return x;
}

// n bytes, 1 to 8, and zeros.
static inline uint64_t load_short(const char *p, size_t n)
{
    if (n >= 4)
        return load_four(p) | (uint64_t)load_four(p + n - 4) << 8 * (n - 4);
    uint64_t first = (unsigned char)p[0], middle = (unsigned char)p[n / 2];
    uint64_t last = (unsigned char)p[n - 1];
    return first | middle << 8 * (n / 2) | last << 8 * (n - 1);
}

// A short text as it can be hashed and compared at once.
enum { SIXTEEN = 16 };
struct sixteen {
    uint64_t low, high;
};

// n bytes, 0 to 16, and zeros. Where 16 can be read at p, whatever n is, which nobody foresees: so
// there is no branch.
static inline struct sixteen load_sixteen(const char *p, size_t n)
{
    static const char masks[2 * SIXTEEN] =
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
    const char *mask = masks + SIXTEEN - n;
    return (struct sixteen){load_eight(p) & load_eight(mask),
                            load_eight(p + 8) & load_eight(mask + 8)};
}

// The same where no more than n can be read.
static inline struct sixteen load_sixteen_of(const char *p, size_t n)
{
    if (n > 8)
        return (struct sixteen){load_eight(p), load_eight(p + n - 8) >> 8 * (SIXTEEN - n)};
    return (struct sixteen){n ? load_short(p, n) : 0, 0};
}

#endif
