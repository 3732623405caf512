// SPDX-License-Identifier: MIT
#include "aggs/value_set.h"

#include "base/fail.h"

enum { FIRST_BITS = 3, FIRST_SLOTS = 8, FEW_CHUNKS = 4, CHUNKS = 29, NO_ENTRY = UINT32_MAX };

// The table keeps 32 bits of each hash, enough to grow without asking for it again.
struct value_slot {
    uint32_t hash;
    uint32_t index;
};

static uint32_t fold(uint64_t hash)
{
    return (uint32_t)(hash ^ hash >> 32);
}

// Entry i is in chunk k at i - first, where i + 8 has its highest bit at k + 3.
void *value_set_at(const struct value_set *s, size_t entry_size, uint32_t i)
{
    uint32_t from_8 = i + (1u << FIRST_BITS);
    int top = 31 - __builtin_clz(from_8);
    return s->chunks[top - FIRST_BITS] + (from_8 - (1u << top)) * entry_size;
}

static void put(struct value_set *s, uint32_t hash, uint32_t index)
{
    uint32_t mask = s->nslots - 1, at = hash & mask;
    while (s->slots[at].index != NO_ENTRY)
        at = (at + 1) & mask;
    s->slots[at] = (struct value_slot){hash, index};
}

static void clear(struct value_set *s)
{
    memset(s->slots, 0xff, s->nslots * sizeof *s->slots);
}

static void grow(struct value_set *s, struct arena *a)
{
    struct value_slot *old = s->slots;
    uint32_t n = s->nslots;
    if (n >> 31)
        bug("a set of 2^31 values");
    s->nslots = n ? 2 * n : FIRST_SLOTS;
    s->slots = arena_alloc(a, s->nslots * sizeof *s->slots);
    clear(s);
    for (uint32_t i = 0; i < n; i++)
        if (old[i].index != NO_ENTRY)
            put(s, old[i].hash, old[i].index);
}

void *value_set_find(const struct value_set *s, const struct value_set_env *env, struct value v,
                     uint64_t hash)
{
    if (!s->nslots)
        return NULL;
    uint32_t mask = s->nslots - 1, folded = fold(hash);
    for (uint32_t at = folded & mask; s->slots[at].index != NO_ENTRY; at = (at + 1) & mask) {
        if (s->slots[at].hash != folded)
            continue;
        struct value *entry = value_set_at(s, env->entry_size, s->slots[at].index);
        if ((v.type == VALUE_INT && entry->type == VALUE_INT && v.i == entry->i) ||
            value_equal(env->scratch, v, *entry))
            return entry;
    }
    return NULL;
}

// The chunk that entry n, the next, goes into: the list of chunks is short at first.
static void ready_chunk(struct value_set *s, const struct value_set_env *env)
{
    int top = 31 - __builtin_clz(s->n + (1u << FIRST_BITS)), k = top - FIRST_BITS;
    if (s->n == 0 && !s->chunks)
        s->chunks = ARENA_ARRAY(env->arena, char *, FEW_CHUNKS);
    if (k == FEW_CHUNKS && s->n + (1u << FIRST_BITS) == 1u << top && !s->is_long) {
        char **chunks = ARENA_ARRAY(env->arena, char *, CHUNKS);
        memcpy(chunks, s->chunks, FEW_CHUNKS * sizeof *chunks);
        s->chunks = chunks;
        s->is_long = true;
    }
    if (!s->chunks[k])
        s->chunks[k] = arena_zalloc(env->arena, ((size_t)1 << top) * env->entry_size);
}

void *value_set_add(struct value_set *s, const struct value_set_env *env, uint64_t hash)
{
    if (s->n >= s->nslots / 4 * 3)
        grow(s, env->arena);
    ready_chunk(s, env);
    put(s, fold(hash), s->n);
    return value_set_at(s, env->entry_size, s->n++);
}

void value_set_cut(struct value_set *s, const struct value_set_env *env, uint32_t n)
{
    s->n = n;
    if (s->nslots)
        clear(s);
    for (uint32_t i = 0; i < n; i++) {
        const struct value *v = value_set_at(s, env->entry_size, i);
        put(s, fold(value_hash(env->scratch, *v)), i);
    }
}
