// SPDX-License-Identifier: MIT
// Hashing of bytes by XXH3 (https://xxhash.com). The values are stable across machines and runs.
#ifndef BASE_HASH_H
#define BASE_HASH_H

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

// The hash of a sequence, from the hash so far and that of the next element.
static inline uint64_t hash_join(uint64_t so_far, uint64_t next)
{
    return hash_word(so_far * 0x9e3779b97f4a7c15u + next);
}

#endif
