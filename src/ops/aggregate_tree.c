// SPDX-License-Identifier: MIT
#include "ops/aggregate_tree.h"

#include "event/watermark.h"

// ---- nodes ----

// The place of the first node of that number or above. Numbers ascend, mostly without gaps: where
// there are none the place follows from the number.
static size_t lower_bound(const struct level *l, int64_t number)
{
    size_t low = l->first, high = l->nodes.n;
    const struct slice_node *at = l->nodes.at;
    if (high == low || at[high - 1].number < number)
        return high;
    if (number <= at[low].number)
        return low;
    uint64_t ahead = (uint64_t)number - (uint64_t)at[low].number;
    if (ahead < high - low) {
        if (at[low + ahead].number == number)
            return low + (size_t)ahead;
        high = low + (size_t)ahead;           // gaps bring it only further to the front
    }
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (at[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct pane *find_node(const struct level *l, int64_t number)
{
    size_t at = lower_bound(l, number);
    return at < l->nodes.n && l->nodes.at[at].number == number ? l->nodes.at[at].pane : NULL;
}

static void insert_node(struct level *l, size_t at, struct slice_node node)
{
    (void)VEC_PUSH(&l->nodes);
    memmove(&l->nodes.at[at + 1], &l->nodes.at[at], (l->nodes.n - 1 - at) * sizeof *l->nodes.at);
    l->nodes.at[at] = node;
}

size_t tree_place(const struct aggregate *a, const struct slice_tree *t, int64_t time)
{
    return lower_bound(&t->levels[0], window_slice_number(&a->window, time));
}

// ---- merging ----

// The block of these keys with the states of another merged in. The first spelling seen is kept.
static void merge_block(struct aggregate *a, struct pane *into, struct value *from)
{
    struct block_head *head = block_head(from);
    struct group_key key = {from, head->hash};
    bool is_new;
    struct value *block = groups_find(&a->groups, into, &a->out.arena, key, &is_new);
    if (is_new) {
        block_head(block)->first = head->first;
        aggregate_init_states(a, slice_states(a, block));
    } else if (head->first < block_head(block)->first) {
        block_head(block)->first = head->first;
        for (int i = 0; i < a->keys.n; i++)
            block[i] = value_copy(&into->arena, from[i]);
    }
    aggregate_merge_states(a, slice_states(a, block), &into->arena, slice_states(a, from));
    if (!tree_is_ticking(a))
        return;
    uint64_t changed = slice_progress(a, from)->changed;
    if (slice_progress(a, block)->changed < changed)
        slice_progress(a, block)->changed = changed;
    if (into->changed < changed)
        into->changed = changed;
}

static void merge_pane(struct aggregate *a, struct pane *into, const struct pane *from)
{
    for (size_t i = 0; i < from->blocks.n; i++)
        merge_block(a, into, from->blocks.at[i]);
}

void tree_merge_group(struct aggregate *a, struct pane *into, const struct parts *parts,
                      struct group_key key)
{
    for (int i = 0; i < parts->n; i++) {
        struct value *block = groups_look_up(&a->groups, parts->at[i], &a->out.arena, key);
        if (block)
            merge_block(a, into, block);
    }
}

// The pane of a node; NULL where it has no events. A node with one slice only is that slice.
static struct pane *node_pane(struct aggregate *a, struct slice_tree *t, int level, int64_t number)
{
    struct pane *pane = find_node(&t->levels[level], number);
    if (pane || level == 0)
        return pane;
    const struct level *leaves = &t->levels[0];
    int64_t from = number * (INT64_C(1) << level), to = from + (INT64_C(1) << level);
    size_t low = lower_bound(leaves, from);
    if (low == leaves->nodes.n || leaves->nodes.at[low].number >= to)
        return NULL;
    if (low + 1 == leaves->nodes.n || leaves->nodes.at[low + 1].number >= to)
        return leaves->nodes.at[low].pane;
    struct pane *left = node_pane(a, t, level - 1, number * 2);
    struct pane *right = node_pane(a, t, level - 1, number * 2 + 1);
    if (!left || !right)
        return left ? left : right;
    pane = groups_spare_pane(&a->groups);
    merge_pane(a, pane, left);
    merge_pane(a, pane, right);
    struct level *l = &t->levels[level];
    insert_node(l, lower_bound(l, number), (struct slice_node){number, pane});
    if (level > t->height)
        t->height = level;
    return pane;
}

void tree_parts(struct aggregate *a, struct slice_tree *t, struct interval window,
                struct parts *parts)
{
    int64_t from = window_slice_number(&a->window, window.start);
    int64_t last = window.end == TIME_MAX ? TIME_MAX : window.end - 1;
    int64_t to = window_slice_number(&a->window, last) + 1;
    struct pane *right[TREE_LEVELS] = {0};
    int nright = 0;
    parts->n = 0;
    if (t->prefix && t->prefix->bounds.start == window.start) {
        parts->at[parts->n++] = t->prefix;
        from = window_slice_number(&a->window, t->prefix->bounds.end);
    }
    for (int level = 0; from < to; level++) {
        struct pane *pane;
        if ((from & 1) && (pane = node_pane(a, t, level, from++)))
            parts->at[parts->n++] = pane;
        else
            from += from & 1;
        if ((to & 1) && (pane = node_pane(a, t, level, --to)))
            right[nright++] = pane;
        else
            to -= to & 1;
        from >>= 1;
        to >>= 1;
    }
    while (nright > 0)
        parts->at[parts->n++] = right[--nright];
}

// ---- what is over ----

// Let go of the inner nodes before slice `kept`, and of the places of all that are gone.
static void trim(struct aggregate *a, struct slice_tree *t, int64_t kept)
{
    for (int i = 0; i <= t->height; i++) {
        struct level *l = &t->levels[i];
        while (i && l->first < l->nodes.n && l->nodes.at[l->first].number < kept >> i)
            groups_recycle(&a->groups, l->nodes.at[l->first++].pane);
        if (2 * l->first <= l->nodes.n)
            continue;
        l->nodes.n -= l->first;
        memmove(l->nodes.at, l->nodes.at + l->first, l->nodes.n * sizeof *l->nodes.at);
        l->first = 0;
    }
    t->recent = NULL;
}

static void give_up_prefix(struct aggregate *a, struct slice_tree *t)
{
    if (t->prefix)
        groups_recycle(&a->groups, t->prefix);
    t->prefix = NULL;
}

// A cumulative window has closed: its slices become the prefix.
static void collapse(struct aggregate *a, struct slice_tree *t, struct interval closed)
{
    struct level *leaves = &t->levels[0];
    if (t->prefix && t->prefix->bounds.start != closed.start)
        give_up_prefix(a, t);
    for (; leaves->first < leaves->nodes.n; leaves->first++) {
        struct pane *slice = leaves->nodes.at[leaves->first].pane;
        if (slice->bounds.start >= closed.end)
            break;
        if (slice->bounds.start < closed.start) {
            groups_recycle(&a->groups, slice);
        } else if (!t->prefix) {
            t->prefix = slice;
        } else {
            merge_pane(a, t->prefix, slice);
            groups_recycle(&a->groups, slice);
        }
    }
    if (t->prefix)
        t->prefix->bounds = closed;
    trim(a, t, window_slice_number(&a->window, closed.end));
}

static bool is_over(const struct aggregate *a, const struct pane *slice, int64_t watermark)
{
    struct interval last = window_last(&a->window, slice->bounds.start);
    return window_is_closed(&a->window, last.end, watermark);
}

void tree_give_up(struct aggregate *a, struct slice_tree *t, int64_t watermark)
{
    struct level *leaves = &t->levels[0];
    int64_t kept = INT64_MIN;     // the number of the first slice that stays
    for (; leaves->first < leaves->nodes.n; leaves->first++) {
        struct slice_node *node = &leaves->nodes.at[leaves->first];
        kept = node->number;
        if (!is_over(a, node->pane, watermark))
            break;
        groups_recycle(&a->groups, node->pane);
        kept++;
    }
    trim(a, t, kept);
    if (t->prefix && is_over(a, t->prefix, watermark))
        give_up_prefix(a, t);
    if (a->window.kind != WINDOW_CUMULATIVE || a->window.emission == EMIT_FINAL)
        return;                   // then it is done window by window, where they are written
    struct interval closed =
        window_last_ended(&a->window, time_sub(watermark, a->window.lateness));
    if (closed.end != TIME_NONE)
        collapse(a, t, closed);
}

// Many slices are more than a cache holds: what the merges will touch, one after the other, is
// fetched in three rounds, so that the waits of one round overlap.
static void prefetch(const struct parts *parts)
{
    for (int i = 0; i < parts->n; i++)
        __builtin_prefetch(&parts->at[i]->blocks);
    for (int i = 0; i < parts->n; i++)
        __builtin_prefetch(parts->at[i]->blocks.at);
    for (int i = 0; i < parts->n; i++)
        __builtin_prefetch(parts->at[i]->blocks.at[0]);
}

struct pane *tree_window(struct aggregate *a, struct slice_tree *t, struct interval window)
{
    if (a->window.kind == WINDOW_CUMULATIVE && a->window.emission == EMIT_FINAL) {
        collapse(a, t, window);
        return t->prefix;
    }
    struct parts parts;
    tree_parts(a, t, window, &parts);
    prefetch(&parts);
    struct pane *whole = groups_spare_pane(&a->groups);
    for (int i = 0; i < parts.n; i++)
        merge_pane(a, whole, parts.at[i]);
    whole->bounds = window;
    return whole;
}

void tree_done(struct aggregate *a, struct slice_tree *t, struct pane *whole)
{
    if (whole != t->prefix)
        groups_recycle(&a->groups, whole);
}

// ---- rows in ----

struct pane *tree_slice(struct aggregate *a, struct slice_tree *t, const struct row *row,
                        size_t *at)
{
    *at = SIZE_MAX;
    if (LIKELY(t->recent && t->recent->bounds.start == row->start))
        return t->recent;
    if (t->prefix && t->prefix->bounds.start <= row->start && row->start < t->prefix->bounds.end)
        return t->prefix;
    struct level *leaves = &t->levels[0];
    int64_t number = window_slice_number(&a->window, row->start);
    size_t place = lower_bound(leaves, number);
    if (place == leaves->nodes.n || leaves->nodes.at[place].number != number) {
        struct pane *pane = groups_spare_pane(&a->groups);
        pane->bounds = (struct interval){row->start, row->end};
        insert_node(leaves, place, (struct slice_node){number, pane});
        *at = place;
    }
    return t->recent = leaves->nodes.at[place].pane;
}

static void take_into(struct aggregate *a, struct eval *ev, struct group_key key,
                      struct pane *pane)
{
    bool is_new;
    struct value *block = groups_find(&a->groups, pane, ev->arena, key, &is_new);
    char *states = slice_states(a, block);
    if (is_new) {
        block_head(block)->first = a->arrivals;
        aggregate_init_states(a, states);
    }
    if (tree_is_ticking(a))
        slice_progress(a, block)->changed = pane->changed = a->arrivals + 1;
    aggregate_add(a, ev, states, &pane->arena);
}

void tree_take(struct aggregate *a, struct slice_tree *t, struct eval *ev, struct group_key key,
               struct pane *slice)
{
    take_into(a, ev, key, slice);
    if (t->height == 0 || slice == t->prefix)
        return;
    int64_t number = window_slice_number(&a->window, ev->row->start);
    for (int level = 1; level <= t->height; level++) {
        struct pane *above = find_node(&t->levels[level], number >> level);
        if (above)
            take_into(a, ev, key, above);
    }
}

// ---- saved state ----

static void save_states(const void *stage, const void *state, struct buf *out)
{
    const struct aggregate *a = stage;
    const struct slice_progress *progress = state;
    if (tree_is_ticking(a))
        pack_u64(out, progress->changed);
    aggregate_save_states(a, tree_is_ticking(a) ? (const void *)(progress + 1) : state, out);
}

static void load_states(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    struct aggregate *a = stage;
    struct slice_progress *progress = state;
    if (tree_is_ticking(a))
        progress->changed = unpack_u64(in);
    aggregate_load_states(a, tree_is_ticking(a) ? (void *)(progress + 1) : state, arena, in);
}

// Inner nodes are merged again when they are asked for.
void tree_save(const struct aggregate *a, const struct slice_tree *t, struct buf *out)
{
    const struct level *leaves = &t->levels[0];
    struct groups_codec codec = {(void *)a, save_states, load_states, NULL, NULL};
    pack_u8(out, t->prefix != NULL);
    if (t->prefix)
        pane_save(&a->groups, t->prefix, &codec, out);
    pack_u64(out, leaves->nodes.n - leaves->first);
    for (size_t i = leaves->first; i < leaves->nodes.n; i++)
        pane_save(&a->groups, leaves->nodes.at[i].pane, &codec, out);
}

static struct pane *load_pane(struct aggregate *a, struct unpack *in)
{
    struct groups_codec codec = {a, save_states, load_states, NULL, NULL};
    struct pane *pane = groups_spare_pane(&a->groups);
    pane->bounds.start = unpack_i64(in);
    pane->bounds.end = unpack_i64(in);
    pane->number = unpack_u64(in);
    pane_load(&a->groups, pane, &codec, in);
    for (size_t i = 0; tree_is_ticking(a) && i < pane->blocks.n; i++)
        if (slice_progress(a, pane->blocks.at[i])->changed > pane->changed)
            pane->changed = slice_progress(a, pane->blocks.at[i])->changed;
    return pane;
}

void tree_load(struct aggregate *a, struct slice_tree *t, struct unpack *in)
{
    struct level *leaves = &t->levels[0];
    if (unpack_u8(in))
        t->prefix = load_pane(a, in);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct pane *pane = load_pane(a, in);
        int64_t number = window_slice_number(&a->window, pane->bounds.start);
        insert_node(leaves, lower_bound(leaves, number), (struct slice_node){number, pane});
    }
}

size_t tree_bytes(const struct slice_tree *t)
{
    size_t bytes = t->prefix ? pane_bytes(t->prefix) : 0;
    for (int i = 0; i <= t->height; i++)
        for (size_t k = t->levels[i].first; k < t->levels[i].nodes.n; k++)
            bytes += pane_bytes(t->levels[i].nodes.at[k].pane);
    return bytes;
}

void tree_free(struct slice_tree *t)
{
    for (int i = 0; i <= t->height; i++) {
        for (size_t k = t->levels[i].first; k < t->levels[i].nodes.n; k++)
            pane_free(t->levels[i].nodes.at[k].pane);
        VEC_FREE(&t->levels[i].nodes);
    }
    if (t->prefix)
        pane_free(t->prefix);
}
