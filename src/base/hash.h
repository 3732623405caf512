// SPDX-License-Identifier: MIT
// Hashing of bytes by XXH3 (https://xxhash.com). The values are stable across machines and runs.
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/load.h"

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *p, size_t n);

// Spread the bits of one word over all of a word (the finaliser of SplitMix64).
static inline uint64_t hash_word(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

// The hash of n bytes, at most 16. Not that of hash_bytes(), and not one to be kept.
static inline uint64_t hash_sixteen(struct sixteen bytes, size_t n)
{
    uint64_t low = bytes.low ^ 0xf1357aea2e62a9c5u, high = bytes.high ^ 0x9e3779b97f4a7c15u ^ n;
    unsigned __int128 product = (unsigned __int128)low * high;
    uint64_t x = ((uint64_t)product ^ (uint64_t)(product >> 64)) * 0xbf58476d1ce4e5b9u;
    return x ^ (x >> 32);
}

// The hash of a sequence, from the hash so far and that of the next element.
static inline uint64_t hash_join(uint64_t so_far, uint64_t next)
{
    return hash_word(so_far * 0x9e3779b97f4a7c15u + next);
}

#endif
