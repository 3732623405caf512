// SPDX-License-Identifier: MIT
#include "lang/sequence.h"

#include "base/hash.h"
#include "funcs/func.h"

struct sequence_site *sequence_add(struct sequences *s, struct arena *a,
                                   const struct sequence *sequence, int nkeys)
{
    struct sequence_site *site = ARENA_NEW(a, struct sequence_site);
    site->sequence = sequence;
    site->nkeys = nkeys;
    site->keys = ARENA_ARRAY(a, struct expr *, (size_t)nkeys);
    map_init(&site->map);
    arena_init(&site->arena);
    if (!s->first)
        s->last = &s->first;
    *s->last = site;
    s->last = &site->next;
    return site;
}

void sequences_release(struct sequences *s)
{
    for (struct sequence_site *site = s->first; site; site = site->next) {
        map_release(&site->map);
        VEC_FREE(&site->blocks);
        arena_release(&site->arena);
    }
}

// ---- states by key ----

// The usual key, one text without escapes: hashed and compared as it stands in the line.
static bool is_plain_text(struct value v)
{
    return v.type == VALUE_STR && !(v.flags & STR_ESCAPED);
}

static uint64_t hash_keys(const struct sequence_site *site, struct arena *scratch,
                          const struct value *keys)
{
    if (LIKELY(site->nkeys == 1 && is_plain_text(keys[0])))
        return hash_bytes(keys[0].p, keys[0].len);
    uint64_t hash = value_hash(scratch, keys[0]);
    for (int i = 1; i < site->nkeys; i++)
        hash = hash_join(hash, value_hash(scratch, keys[i]));
    return hash;
}

static bool same_keys(struct arena *scratch, const struct value *a, const struct value *b, int n)
{
    for (int i = 0; i < n; i++)
        if (!value_equal(scratch, a[i], b[i]))
            return false;
    return true;
}

static struct value *find_text(const struct sequence_site *site, struct value key, uint64_t hash)
{
    struct map_probe probe = map_probe(&site->map, hash);
    uint32_t i;
    while ((i = map_next(&site->map, &probe)) != MAP_NONE) {
        struct value *block = site->blocks.at[i];
        if (block->len == key.len && is_plain_text(*block) &&
            same_bytes(block->p, key.p, key.len))
            return block;
    }
    return NULL;
}

static struct value *find_any(const struct sequence_site *site, struct arena *scratch,
                              const struct value *keys, uint64_t hash)
{
    struct map_probe probe = map_probe(&site->map, hash);
    uint32_t i;
    while ((i = map_next(&site->map, &probe)) != MAP_NONE)
        if (same_keys(scratch, site->blocks.at[i], keys, site->nkeys))
            return site->blocks.at[i];
    return NULL;
}

static struct value *add_block(struct sequence_site *site, const struct value *keys, uint64_t hash)
{
    size_t nkeys = (size_t)site->nkeys;
    struct value *block =
        arena_zalloc(&site->arena, nkeys * sizeof *block + site->sequence->state_size);
    for (size_t i = 0; i < nkeys; i++) {
        block[i] = value_copy(&site->arena, keys[i]);
        site->has_escapes |= (keys[i].flags & STR_ESCAPED) != 0;
    }
    map_add(&site->map, hash, (uint32_t)site->blocks.n);
    return *VEC_PUSH(&site->blocks) = block;
}

// *is_new: it is zeros.
static void *find_state(struct sequence_site *site, struct arena *scratch,
                        const struct value *keys, bool *is_new)
{
    struct value *block = NULL;
    uint64_t hash = 0;
    if (site->nkeys == 0) {
        block = site->blocks.n ? site->blocks.at[0] : NULL;
    } else {
        hash = hash_keys(site, scratch, keys);
        bool is_plain = site->nkeys == 1 && is_plain_text(keys[0]);
        if (LIKELY(is_plain))
            block = find_text(site, keys[0], hash);
        // The same text may have come with escapes first.
        if (!block && (!is_plain || site->has_escapes))
            block = find_any(site, scratch, keys, hash);
    }
    *is_new = !block;
    if (!block)
        block = add_block(site, keys, hash);
    return block + site->nkeys;
}

void *sequence_state(struct sequence_site *site, struct arena *scratch, const struct value *keys)
{
    bool is_new;
    return find_state(site, scratch, keys, &is_new);
}

// ---- saved state ----

static void save_site(const struct sequence_site *site, struct buf *out)
{
    pack_u64(out, site->blocks.n);
    for (size_t i = 0; i < site->blocks.n; i++) {
        const struct value *block = site->blocks.at[i];
        for (int k = 0; k < site->nkeys; k++)
            value_pack(out, block[k]);
        site->sequence->save(block + site->nkeys, out);
    }
}

static void load_site(struct sequence_site *site, struct unpack *in)
{
    struct arena scratch;
    arena_init(&scratch);
    struct value *keys = arena_alloc(&scratch, (size_t)site->nkeys * sizeof *keys);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        for (int k = 0; k < site->nkeys; k++)
            keys[k] = value_unpack(&scratch, in);
        bool is_new;
        void *state = find_state(site, &scratch, keys, &is_new);
        if (is_new)
            site->sequence->load(state, &site->arena, in);
        else
            in->failed = true;    // a key twice
    }
    arena_release(&scratch);
}

void sequences_save(const struct sequences *s, struct buf *out)
{
    for (const struct sequence_site *site = s->first; site; site = site->next)
        save_site(site, out);
}

void sequences_load(struct sequences *s, struct unpack *in)
{
    for (struct sequence_site *site = s->first; site && !in->failed; site = site->next)
        load_site(site, in);
}

size_t sequences_bytes(const struct sequences *s)
{
    size_t bytes = 0;
    for (const struct sequence_site *site = s->first; site; site = site->next)
        bytes += arena_bytes(&site->arena) + map_bytes(&site->map) +
                 site->blocks.cap * sizeof *site->blocks.at;
    return bytes;
}
