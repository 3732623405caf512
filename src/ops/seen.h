// SPDX-License-Identifier: MIT
// A set of keys that are only ever asked for: have you been seen? It keeps their bytes one after
// the other in a log and a table of 8 bytes a slot beside it, 11 to 22 bytes a key besides the
// key's own. Where keys are forgotten, each is kept with its time, the same key perhaps with
// several.
#ifndef OPS_SEEN_H
#define OPS_SEEN_H

#include "base/pack.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen {
    uint64_t *slots;              // a part of the hash and the place in the log; 0: free
    size_t mask, n;               // slots - 1, keys
    struct buf log;
    bool is_timed;
    int64_t within;               // timed: keys less than this apart are repeats, ns
    int64_t horizon;              // timed: keys before it are forgotten when room is wanted, ns
};

struct seen_key {
    struct str bytes;
    uint64_t hash;                // hash_bytes() of them
    int64_t time;                 // timed sets, ns
};

void seen_init(struct seen *s);
void seen_release(struct seen *s);

// Begin to fetch what seen_add() will look at first.
static inline void seen_prefetch(const struct seen *s, uint64_t hash)
{
    if (s->slots)
        __builtin_prefetch(&s->slots[hash & s->mask]);
}

// Keep the key unless it is there (timed: at less than `within` from its time); false if it is.
bool seen_add(struct seen *s, const struct seen_key *key);

size_t seen_bytes(const struct seen *s);             // memory held

void seen_save(const struct seen *s, struct buf *out);
void seen_load(struct seen *s, struct unpack *in);

#endif
