// SPDX-License-Identifier: MIT
// A hash index: hash -> number of an entry that the caller keeps elsewhere. The map never sees a
// key; the caller compares. Open addressing with linear probing, entries of 8 bytes: of the hash
// the low 32 bits are kept, which place an entry and tell it from others (there are fewer entries
// than that), so that a map of a million entries takes 16 MB.
//
//     uint32_t i;
//     struct map_probe probe = map_probe(&m, hash);
//     while ((i = map_next(&m, &probe)) != MAP_NONE)
//         if (equal(entries[i], key)) break;          // found
//     if (i == MAP_NONE) map_add(&m, hash, new_index);
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/attr.h"

#include <stddef.h>
#include <stdint.h>

enum { MAP_NONE = UINT32_MAX };

struct map_slot {
    uint32_t hash;                // its low half
    uint32_t index;               // MAP_NONE: free
};

struct map {
    struct map_slot *slots;       // a power of two of them, or NULL while empty
    size_t mask;                  // number of slots - 1
    size_t n;                     // entries in use
};

struct map_probe {
    uint32_t hash;
    size_t at;
};

void map_init(struct map *m);
void map_release(struct map *m);
void map_clear(struct map *m);                       // forget all entries, keep the memory
void map_add(struct map *m, uint64_t hash, uint32_t index);
// Take out the entry `index`, which must be there under `hash`.
void map_remove(struct map *m, uint64_t hash, uint32_t index);
size_t map_bytes(const struct map *m);               // memory held

static inline struct map_probe map_probe(const struct map *m, uint64_t hash)
{
    return (struct map_probe){(uint32_t)hash, (uint32_t)hash & m->mask};
}

static inline void map_prefetch(const struct map *m, uint64_t hash)
{
    if (m->slots)
        __builtin_prefetch(&m->slots[(uint32_t)hash & m->mask]);
}

// The entry at the first place for this hash, if it may have it; else MAP_NONE, and map_next() may
// yet find others.
static inline uint32_t map_first(const struct map *m, struct map_probe probe)
{
    if (UNLIKELY(!m->slots) || m->slots[probe.at].hash != probe.hash)
        return MAP_NONE;
    return m->slots[probe.at].index;
}

// The next entry that may have this hash (half of it is the same), or MAP_NONE.
static inline uint32_t map_next(const struct map *m, struct map_probe *probe)
{
    if (UNLIKELY(!m->slots))
        return MAP_NONE;
    for (;;) {
        const struct map_slot *slot = &m->slots[probe->at];
        if (slot->index == MAP_NONE)
            return MAP_NONE;
        probe->at = (probe->at + 1) & m->mask;
        if (slot->hash == probe->hash)
            return slot->index;
    }
}

#endif
