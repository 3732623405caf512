// SPDX-License-Identifier: MIT
// Panes are kept sorted by the order in which windows are written, (end, start), in an array: there
// are few of them (lateness / size, and only those that hold events), most events fall into the one
// used last, and a year without events is one step.
#include "ops/group.h"

#include "data/time.h"
#include "event/watermark.h"

void groups_init(struct groups *g, int nkeys, size_t state_size, const struct window *window)
{
    *g = (struct groups){
        .nkeys = nkeys,
        .state_size = state_size,
        .window = *window,
        .next_close = TIME_MAX,
    };
}

void pane_free(struct pane *p)
{
    arena_release(&p->arena);
    map_release(&p->map);
    VEC_FREE(&p->blocks);
    mem_free(p);
}

void groups_release(struct groups *g)
{
    for (size_t i = g->first; i < g->open.n; i++)
        pane_free(g->open.at[i]);
    VEC_FREE(&g->open);
    while (g->spare) {
        struct pane *next = g->spare->next;
        pane_free(g->spare);
        g->spare = next;
    }
}

static void note_next_close(struct groups *g)
{
    bool never = g->first == g->open.n || g->window.kind == WINDOW_GLOBAL;
    g->next_close =
        never ? TIME_MAX : time_add(g->open.at[g->first]->bounds.end, g->window.lateness);
}

struct pane *groups_spare_pane(struct groups *g)
{
    struct pane *p = g->spare;
    if (!p)
        return mem_zalloc(sizeof *p);
    g->spare = p->next;
    return p;
}

static struct pane *insert_pane(struct groups *g, size_t at, struct interval bounds,
                                uint64_t number)
{
    struct pane *p = groups_spare_pane(g);
    p->bounds = bounds;
    p->number = number;
    (void)VEC_PUSH(&g->open);
    memmove(&g->open.at[at + 1], &g->open.at[at], (g->open.n - 1 - at) * sizeof *g->open.at);
    g->open.at[at] = p;
    note_next_close(g);
    return p;
}

static bool is_before(const struct pane *p, struct interval bounds, uint64_t number)
{
    if (p->bounds.end == bounds.end && p->bounds.start == bounds.start)
        return p->number < number;
    return window_is_before(p->bounds, bounds);
}

static ATTR_NOINLINE struct pane *search_pane(struct groups *g, struct interval bounds,
                                              uint64_t number)
{
    size_t low = g->first, high = g->open.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (is_before(g->open.at[middle], bounds, number))
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < g->open.n && pane_is_of(g->open.at[low], bounds, number);
    return is_there ? g->open.at[low] : insert_pane(g, low, bounds, number);
}

struct pane *groups_open_pane(struct groups *g, struct interval bounds, uint64_t number)
{
    struct pane *before = g->before;
    g->before = g->recent;
    g->recent =
        pane_is_of(before, bounds, number) ? before : search_pane(g, bounds, number);
    return g->recent;
}

// A block, with the first bytes of its keys.
static void prefetch_block(const struct groups *g, const struct value *block)
{
    enum { CACHE_LINE = 64, FIRST_BYTES = 8 };
    size_t size = (size_t)g->nkeys * sizeof *block + g->state_size + FIRST_BYTES;
    uintptr_t at = (uintptr_t)block & ~(uintptr_t)(CACHE_LINE - 1), end = (uintptr_t)block + size;
    for (; at < end; at += CACHE_LINE)
        __builtin_prefetch((const void *)at);
}

// What a probe touches one after the other, the slot, the pointer and the block, is fetched in
// three rounds over all the hashes, so that the waits of one round overlap.
void groups_prefetch(const struct groups *g, const uint64_t *hashes, size_t n)
{
    const struct pane *p = g->recent;
    uint32_t places[GROUPS_PREFETCH];
    for (size_t i = 0; i < n; i++)
        map_prefetch(&p->map, hashes[i]);
    for (size_t i = 0; i < n; i++) {
        struct map_probe probe = map_probe(&p->map, hashes[i]);
        places[i] = map_next(&p->map, &probe);
        if (places[i] != MAP_NONE)
            __builtin_prefetch(&p->blocks.at[places[i]]);
    }
    for (size_t i = 0; i < n; i++)
        if (places[i] != MAP_NONE)
            prefetch_block(g, p->blocks.at[places[i]]);
}

bool groups_same_keys(const struct groups *g, struct arena *scratch, const struct value *a,
                      const struct value *b)
{
    return keys_are_same(scratch, a, b, g->nkeys);
}

size_t group_keys_size(const struct groups *g, const struct value *keys)
{
    size_t size = 0;
    for (int i = 0; i < g->nkeys; i++)
        size += value_has_bytes(keys[i]) ? keys[i].len : 0;
    return size;
}

void group_copy_keys(const struct groups *g, struct value *block, const struct value *keys)
{
    char *bytes = (char *)(block + g->nkeys) + g->state_size;
    for (int i = 0; i < g->nkeys; i++) {
        block[i] = keys[i];
        if (!value_has_bytes(keys[i]))
            continue;
        if (keys[i].len)
            memcpy(bytes, keys[i].p, keys[i].len);
        block[i].p = bytes;       // also that of an empty text: 16 bytes are read there
        bytes += keys[i].len;
    }
}

static ATTR_NOINLINE struct value *add_block(struct groups *g, struct pane *p,
                                             struct group_key key)
{
    const struct value *keys = key.keys;
    size_t fixed =
        sizeof(struct block_head) + (size_t)g->nkeys * sizeof *keys + g->state_size;
    struct block_head *head = arena_alloc(&p->arena, fixed + group_keys_size(g, keys));
    memset(head, 0, fixed);
    head->hash = key.hash;
    struct value *block = (struct value *)(void *)(head + 1);
    group_copy_keys(g, block, keys);
    if (g->nkeys)                 // else there is one block
        map_add(&p->map, key.hash, (uint32_t)p->blocks.n);
    return *VEC_PUSH(&p->blocks) = block;
}

// Most keys are one integer or one short text, as they were before. NULL says nothing.
static ATTR_INLINE struct value *look_up_usual(const struct groups *g, const struct pane *p,
                                               struct group_key key)
{
    const struct value *k = key.keys;
    if (UNLIKELY(g->nkeys != 1) || (k->type != VALUE_INT && !key_is_short(k)))
        return NULL;
    struct map_probe probe = map_probe(&p->map, key.hash);
    uint32_t i;
    while ((i = map_next(&p->map, &probe)) != MAP_NONE) {
        struct value *block = p->blocks.at[i];
        bool is_same = k->type == VALUE_INT
                           ? block->type == VALUE_INT && block->i == k->i
                           : key_is_short(block) && block->len == k->len &&
                                 same_bytes(block->p, k->p, k->len);
        if (LIKELY(is_same))
            return block;
    }
    return NULL;
}

struct value *groups_look_up(const struct groups *g, const struct pane *p, struct arena *scratch,
                             struct group_key key)
{
    if (UNLIKELY(g->nkeys == 0))
        return p->blocks.n ? p->blocks.at[0] : NULL;
    struct map_probe probe = map_probe(&p->map, key.hash);
    uint32_t i;
    while ((i = map_next(&p->map, &probe)) != MAP_NONE)
        if (LIKELY(keys_are_same(scratch, p->blocks.at[i], key.keys, g->nkeys)))
            return p->blocks.at[i];
    return NULL;
}

static ATTR_NOINLINE struct value *find_any(struct groups *g, struct pane *p, struct arena *scratch,
                                            struct group_key key, bool *is_new)
{
    struct value *block = groups_look_up(g, p, scratch, key);
    *is_new = !block;
    return block ? block : add_block(g, p, key);
}

struct value *groups_find(struct groups *g, struct pane *p, struct arena *scratch,
                          struct group_key key, bool *is_new)
{
    struct value *block = look_up_usual(g, p, key);
    *is_new = false;
    return LIKELY(block != NULL) ? block : find_any(g, p, scratch, key, is_new);
}

struct pane *groups_take(struct groups *g)
{
    if (g->first == g->open.n)
        return NULL;
    struct pane *p = g->open.at[g->first++];
    if (2 * g->first > g->open.n) {           // the places given up are used again now and then
        g->open.n -= g->first;
        memmove(g->open.at, g->open.at + g->first, g->open.n * sizeof *g->open.at);
        g->first = 0;
    }
    g->recent = g->before = NULL;
    note_next_close(g);
    return p;
}

struct pane *groups_take_closed(struct groups *g, int64_t watermark)
{
    if (g->first == g->open.n ||
        !window_is_closed(&g->window, g->open.at[g->first]->bounds.end, watermark))
        return NULL;
    return groups_take(g);
}

void groups_recycle(struct groups *g, struct pane *p)
{
    arena_reset(&p->arena);
    map_clear(&p->map);
    p->blocks.n = 0;
    p->rows = NULL;
    p->number = 0;
    p->has_fired = false;
    p->emitted = p->changed = 0;
    p->next = g->spare;
    g->spare = p;
}

size_t pane_bytes(const struct pane *p)
{
    return sizeof *p + arena_bytes(&p->arena) + map_bytes(&p->map) +
           p->blocks.cap * sizeof *p->blocks.at;
}

size_t groups_bytes(const struct groups *g)
{
    size_t bytes = 0;
    for (size_t i = g->first; i < g->open.n; i++)
        bytes += pane_bytes(g->open.at[i]);
    return bytes;
}

void groups_count(const struct groups *g, uint64_t *windows, uint64_t *keys)
{
    *windows = g->window.kind == WINDOW_GLOBAL ? 0 : g->open.n - g->first;
    *keys = 0;
    for (size_t i = g->first; i < g->open.n; i++)
        *keys += g->open.at[i]->blocks.n;
}

// ---- saved state ----

void pane_save(const struct groups *g, const struct pane *p, const struct groups_codec *codec,
               struct buf *out)
{
    pack_i64(out, p->bounds.start);
    pack_i64(out, p->bounds.end);
    pack_u64(out, p->number);
    pack_u8(out, p->has_fired);
    pack_u64(out, p->emitted);
    pack_u64(out, p->blocks.n);
    for (size_t i = 0; i < p->blocks.n; i++) {
        struct value *block = p->blocks.at[i];
        pack_u64(out, block_head(block)->first);
        for (int k = 0; k < g->nkeys; k++)
            value_pack(out, block[k]);
        codec->save(codec->stage, group_state(g, block), out);
    }
    if (codec->save_rows)
        codec->save_rows(codec->stage, p, out);
}

void groups_save(const struct groups *g, const struct groups_codec *codec, struct buf *out)
{
    pack_u64(out, g->open.n - g->first);
    for (size_t i = g->first; i < g->open.n; i++)
        pane_save(g, g->open.at[i], codec, out);
}

void pane_load(struct groups *g, struct pane *p, const struct groups_codec *codec,
               struct unpack *in)
{
    p->has_fired = unpack_u8(in);
    p->emitted = unpack_u64(in);
    struct value *keys = arena_alloc(&p->arena, (size_t)g->nkeys * sizeof *keys);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        uint64_t first = unpack_u64(in);
        for (int k = 0; k < g->nkeys; k++)
            keys[k] = value_unpack(&p->arena, in);
        bool is_new;
        struct group_key key = {keys, groups_hash(g, &p->arena, keys)};
        struct value *block = groups_find(g, p, &p->arena, key, &is_new);
        block_head(block)->first = first;
        if (!is_new)
            in->failed = true;    // a key twice
        else
            codec->load(codec->stage, group_state(g, block), &p->arena, in);
    }
    if (codec->load_rows && !in->failed)
        codec->load_rows(codec->stage, p, in);
}

void groups_load(struct groups *g, const struct groups_codec *codec, struct unpack *in)
{
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct interval bounds;
        bounds.start = unpack_i64(in);
        bounds.end = unpack_i64(in);
        pane_load(g, groups_open_pane(g, bounds, unpack_u64(in)), codec, in);
    }
}
