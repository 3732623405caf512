// SPDX-License-Identifier: MIT
// The keeper of windows that overlap: an event is added to the state of its slice alone, once, and
// a window is the merge of its slices. Slices are the leaves of a binary tree over their numbers:
// the node (level, i) stands for the slices from i * 2^level up to (i + 1) * 2^level. Inner nodes
// are merged when a window first asks for them and then kept, so that each slice is merged once a
// level and a window of n slices is put together from at most 2 log2 n nodes (the flat tree of
// Tangwongsan et al., General Incremental Sliding-Window Aggregation, VLDB 2015, over panes). An
// event that comes late, below nodes that are merged already, is added to them too.
#include "data/time.h"
#include "event/watermark.h"
#include "ops/aggregate_fill.h"
#include "ops/aggregate_internal.h"

#include <stdlib.h>

enum { LEVELS = 40, PARTS = 2 * LEVELS };

struct slice_node {
    int64_t number;
    struct pane *pane;
};

// The nodes of a level, by number; those before `first` have been given up.
struct level {
    VEC(struct slice_node) nodes;
    size_t first;
};

struct slices {
    struct level levels[LEVELS];
    int height;                   // levels in use above the slices
    struct interval fired;        // the last window that has fired; .end TIME_NONE: none yet
    struct interval next;         // the next one that has rows, where there is one
    bool has_next;
    struct pane *recent;          // the slice of the event before
    struct fill *fill;
};

static void slices_open(struct aggregate *a)
{
    struct slices *s = mem_zalloc(sizeof *s);
    s->fired.end = TIME_NONE;
    if (a->window.fill)
        s->fill = fill_new(a);
    a->kept = s;
    groups_init(&a->groups, a->keys.n, a->states_size, &a->window);
}

// ---- the tree ----

// The place of the first node of that number or above.
static size_t lower_bound(const struct level *l, int64_t number)
{
    size_t low = l->first, high = l->nodes.n;
    if (high > low && l->nodes.at[high - 1].number < number)
        return high;              // the usual case: behind all
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (l->nodes.at[middle].number < number)
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

static void insert_node(struct level *l, int64_t number, struct pane *pane)
{
    size_t at = lower_bound(l, number);
    (void)VEC_PUSH(&l->nodes);
    memmove(&l->nodes.at[at + 1], &l->nodes.at[at], (l->nodes.n - 1 - at) * sizeof *l->nodes.at);
    l->nodes.at[at] = (struct slice_node){number, pane};
}

// The block of these keys with the states of another merged in. The first spelling seen is kept.
static void merge_block(struct aggregate *a, struct pane *into, struct value *from)
{
    struct block_head *head = block_head(from);
    struct group_key key = {from, head->hash};
    bool is_new;
    struct value *block = groups_find(&a->groups, into, &a->out.arena, key, &is_new);
    if (is_new) {
        block_head(block)->first = head->first;
        aggregate_init_states(a, group_state(&a->groups, block));
    } else if (head->first < block_head(block)->first) {
        block_head(block)->first = head->first;
        for (int i = 0; i < a->keys.n; i++)
            block[i] = value_copy(&into->arena, from[i]);
    }
    aggregate_merge_states(a, group_state(&a->groups, block), &into->arena,
                           group_state(&a->groups, from));
}

static void merge_pane(struct aggregate *a, struct pane *into, const struct pane *from)
{
    for (size_t i = 0; i < from->blocks.n; i++)
        merge_block(a, into, from->blocks.at[i]);
}

// The pane of a node; NULL where it has no events. A node with one slice only is that slice.
static struct pane *node_pane(struct aggregate *a, int level, int64_t number)
{
    struct slices *s = a->kept;
    const struct level *leaves = &s->levels[0];
    int64_t from = number * (INT64_C(1) << level), to = from + (INT64_C(1) << level);
    size_t low = lower_bound(leaves, from);
    if (low == leaves->nodes.n || leaves->nodes.at[low].number >= to)
        return NULL;
    if (low + 1 == leaves->nodes.n || leaves->nodes.at[low + 1].number >= to)
        return leaves->nodes.at[low].pane;
    struct pane *pane = find_node(&s->levels[level], number);
    if (pane)
        return pane;
    struct pane *left = node_pane(a, level - 1, number * 2);
    struct pane *right = node_pane(a, level - 1, number * 2 + 1);
    if (!left || !right)
        return left ? left : right;
    pane = groups_spare_pane(&a->groups);
    merge_pane(a, pane, left);
    merge_pane(a, pane, right);
    insert_node(&s->levels[level], number, pane);
    if (level > s->height)
        s->height = level;
    return pane;
}

// The nodes that make up a window, in the order of time; returns how many.
static int window_parts(struct aggregate *a, struct interval window, struct pane **parts)
{
    int64_t from = window_slice_number(&a->window, window.start);
    int64_t last = window.end == TIME_MAX ? TIME_MAX : window.end - 1;
    int64_t to = window_slice_number(&a->window, last) + 1;
    struct pane *right[LEVELS];
    int n = 0, nright = 0;
    for (int level = 0; from < to; level++) {
        struct pane *pane;
        if ((from & 1) && (pane = node_pane(a, level, from++)))
            parts[n++] = pane;
        else
            from += from & 1;
        if ((to & 1) && (pane = node_pane(a, level, --to)))
            right[nright++] = pane;
        else
            to -= to & 1;
        from >>= 1;
        to >>= 1;
    }
    while (nright > 0)
        parts[n++] = right[--nright];
    return n;
}

// ---- when ----

// The first window after those that have fired which has a slice with events.
static void note_next(struct aggregate *a)
{
    struct slices *s = a->kept;
    const struct level *leaves = &s->levels[0];
    bool is_first = s->fired.end == TIME_NONE;
    struct interval after = is_first ? s->fired : window_after(&a->window, s->fired);
    size_t at = is_first ? leaves->first
                         : lower_bound(leaves, window_slice_number(&a->window, after.start));
    s->has_next = at < leaves->nodes.n && after.start != TIME_MAX;
    a->next_due = TIME_MAX;
    if (s->has_next) {
        int64_t start = leaves->nodes.at[at].pane->bounds.start;
        s->next = !is_first && start < after.end ? after : window_first(&a->window, start);
    }
    if (s->has_next)
        a->next_due = s->next.end;
    if (s->has_next && a->window.emission == EMIT_FINAL)
        a->next_due = time_add(s->next.end, a->window.lateness);
    if (s->fill && fill_next_due(s->fill) < a->next_due)
        a->next_due = fill_next_due(s->fill);
}

// Is the window due at this watermark?
static bool is_due(const struct aggregate *a, int64_t end, int64_t watermark)
{
    if (a->window.emission == EMIT_FINAL)
        return window_is_closed(&a->window, end, watermark);
    return end <= watermark;
}

// Windows without events are over too: the last one that is due has fired.
static void note_fired(struct aggregate *a, int64_t watermark)
{
    struct slices *s = a->kept;
    int64_t lateness = a->window.emission == EMIT_FINAL ? a->window.lateness : 0;
    struct interval last = window_last_ended(&a->window, time_sub(watermark, lateness));
    if (last.end != TIME_NONE &&
        (s->fired.end == TIME_NONE || window_is_before(s->fired, last)))
        s->fired = last;
}

// Give up the slices all of whose windows have closed, and the nodes above them.
static void give_up(struct aggregate *a, int64_t watermark)
{
    struct slices *s = a->kept;
    struct level *leaves = &s->levels[0];
    int64_t kept = INT64_MIN;     // the number of the first slice that stays
    for (; leaves->first < leaves->nodes.n; leaves->first++) {
        struct slice_node *node = &leaves->nodes.at[leaves->first];
        kept = node->number;
        int64_t end = window_last(&a->window, node->pane->bounds.start).end;
        if (!window_is_closed(&a->window, end, watermark))
            break;
        groups_recycle(&a->groups, node->pane);
        kept++;
    }
    for (int i = 0; i <= s->height; i++) {
        struct level *l = &s->levels[i];
        while (i && l->first < l->nodes.n && l->nodes.at[l->first].number < kept >> i)
            groups_recycle(&a->groups, l->nodes.at[l->first++].pane);
        if (2 * l->first <= l->nodes.n)
            continue;
        l->nodes.n -= l->first;
        memmove(l->nodes.at, l->nodes.at + l->first, l->nodes.n * sizeof *l->nodes.at);
        l->first = 0;
    }
    s->recent = NULL;
}

// ---- rows out ----

static int by_first(const void *x, const void *y)
{
    uint64_t a = block_head(*(struct value *const *)x)->first;
    uint64_t b = block_head(*(struct value *const *)y)->first;
    return (a > b) - (a < b);
}

static bool is_sorted(const struct pane *pane)
{
    for (size_t i = 1; i < pane->blocks.n; i++)
        if (by_first(&pane->blocks.at[i - 1], &pane->blocks.at[i]) > 0)
            return false;
    return true;
}

// The rows of a window, groups in the order in which they first appeared in it.
static void emit_window(struct aggregate *a, struct interval window)
{
    struct slices *s = a->kept;
    struct pane *parts[PARTS];
    int n = window_parts(a, window, parts);
    struct pane *whole = groups_spare_pane(&a->groups);
    for (int i = 0; i < n; i++)
        merge_pane(a, whole, parts[i]);
    if (!is_sorted(whole))
        qsort(whole->blocks.at, whole->blocks.n, sizeof *whole->blocks.at, by_first);
    whole->bounds = window;
    if (s->fill)
        fill_before(s->fill, window);
    aggregate_total(a, whole, 0);
    for (size_t i = 0; i < whole->blocks.n && a->out.flow == FLOW_MORE; i++) {
        struct value *block = whole->blocks.at[i];
        aggregate_emit(a, block, group_state(&a->groups, block), window, "on-time");
    }
    outbox_send(&a->out);
    if (s->fill)
        fill_window(s->fill, whole);
    aggregate_no_total(a);
    groups_recycle(&a->groups, whole);
}

static void fire_due(struct aggregate *a, int64_t watermark)
{
    struct slices *s = a->kept;
    while (s->has_next && is_due(a, s->next.end, watermark)) {
        s->fired = s->next;
        emit_window(a, s->fired);
        note_next(a);
    }
}

static void slices_close(struct aggregate *a, int64_t watermark)
{
    struct slices *s = a->kept;
    fire_due(a, watermark);
    note_fired(a, watermark);
    give_up(a, watermark);
    if (s->fill)
        fill_until(s->fill, watermark);
    note_next(a);
}

static void slices_finish(struct aggregate *a)
{
    struct slices *s = a->kept;
    while (s->has_next && a->out.flow == FLOW_MORE) {
        s->fired = s->next;
        emit_window(a, s->fired);
        note_next(a);
    }
}

// ---- rows in ----

static struct pane *slice_of(struct aggregate *a, const struct row *row)
{
    struct slices *s = a->kept;
    if (LIKELY(s->recent && s->recent->bounds.start == row->start))
        return s->recent;
    int64_t number = window_slice_number(&a->window, row->start);
    struct pane *pane = find_node(&s->levels[0], number);
    if (!pane) {
        pane = groups_spare_pane(&a->groups);
        pane->bounds = (struct interval){row->start, row->end};
        insert_node(&s->levels[0], number, pane);
        if (row->watermark != TIME_NONE)
            note_fired(a, row->watermark);
        note_next(a);
    }
    return s->recent = pane;
}

static char *find_states(struct aggregate *a, struct pane *pane, struct arena *scratch,
                         struct group_key key)
{
    bool is_new;
    struct value *block = groups_find(&a->groups, pane, scratch, key, &is_new);
    char *states = group_state(&a->groups, block);
    if (is_new) {
        block_head(block)->first = a->arrivals;
        aggregate_init_states(a, states);
    }
    return states;
}

// Windows that have fired but not closed say again what they have of the group.
static void emit_late(struct aggregate *a, struct eval *ev, struct group_key key,
                      struct interval window)
{
    struct pane *parts[PARTS];
    int n = window_parts(a, window, parts);
    struct pane *whole = groups_spare_pane(&a->groups);
    for (int i = 0; i < n; i++) {
        struct value *block = groups_look_up(&a->groups, parts[i], ev->arena, key);
        if (block)
            merge_block(a, whole, block);
    }
    struct value *block = whole->blocks.at[0];
    aggregate_emit(a, block, group_state(&a->groups, block), window, "late");
    outbox_send(&a->out);
    groups_recycle(&a->groups, whole);
}

static void update_fired(struct aggregate *a, struct eval *ev, struct group_key key)
{
    const struct row *row = ev->row;
    if (row->watermark == TIME_NONE || window_first(&a->window, row->start).end > row->watermark)
        return;
    aggregate_flush(a);
    struct intervals windows = {0};
    window_list(&a->window, row->start, &windows);
    for (size_t i = 0; i < windows.list.n; i++) {
        struct interval window = windows.list.at[i];
        if (window.end <= row->watermark && !window_is_closed(&a->window, window.end,
                                                              row->watermark))
            emit_late(a, ev, key, window);
    }
    VEC_FREE(&windows.list);
}

static void slices_take(struct aggregate *a, struct eval *ev, struct group_key key)
{
    struct slices *s = a->kept;
    struct pane *pane = slice_of(a, ev->row);
    aggregate_add(a, ev, find_states(a, pane, ev->arena, key), &pane->arena);
    int64_t number = s->height ? window_slice_number(&a->window, ev->row->start) : 0;
    for (int level = 1; level <= s->height; level++) {
        struct pane *above = find_node(&s->levels[level], number >> level);
        if (above)
            aggregate_add(a, ev, find_states(a, above, ev->arena, key), &above->arena);
    }
    if (a->window.emission == EMIT_UPDATES)
        update_fired(a, ev, key);
}

// ---- saved state ----

static void save_states(const void *stage, const void *state, struct buf *out)
{
    aggregate_save_states(stage, state, out);
}

static void load_states(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    aggregate_load_states(stage, state, arena, in);
}

// Inner nodes are merged again when they are asked for.
static void slices_save(const struct aggregate *a, struct buf *out)
{
    const struct slices *s = a->kept;
    const struct level *leaves = &s->levels[0];
    struct groups_codec codec = {(void *)a, save_states, load_states, NULL, NULL};
    pack_i64(out, s->fired.start);
    pack_i64(out, s->fired.end);
    pack_u64(out, leaves->nodes.n - leaves->first);
    for (size_t i = leaves->first; i < leaves->nodes.n; i++)
        pane_save(&a->groups, leaves->nodes.at[i].pane, &codec, out);
    if (s->fill)
        fill_save(s->fill, out);
}

static void slices_load(struct aggregate *a, struct unpack *in)
{
    struct slices *s = a->kept;
    struct groups_codec codec = {a, save_states, load_states, NULL, NULL};
    s->fired.start = unpack_i64(in);
    s->fired.end = unpack_i64(in);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct pane *pane = groups_spare_pane(&a->groups);
        pane->bounds.start = unpack_i64(in);
        pane->bounds.end = unpack_i64(in);
        pane->number = unpack_u64(in);
        insert_node(&s->levels[0], window_slice_number(&a->window, pane->bounds.start), pane);
        pane_load(&a->groups, pane, &codec, in);
    }
    if (s->fill)
        fill_load(s->fill, in);
    note_next(a);
}

static size_t slices_bytes(const struct aggregate *a)
{
    const struct slices *s = a->kept;
    size_t bytes = s->fill ? fill_bytes(s->fill) : 0;
    for (int i = 0; i <= s->height; i++)
        for (size_t k = s->levels[i].first; k < s->levels[i].nodes.n; k++)
            bytes += pane_bytes(s->levels[i].nodes.at[k].pane);
    return bytes;
}

static void slices_free(struct aggregate *a)
{
    struct slices *s = a->kept;
    for (int i = 0; i <= s->height; i++) {
        for (size_t k = s->levels[i].first; k < s->levels[i].nodes.n; k++)
            pane_free(s->levels[i].nodes.at[k].pane);
        VEC_FREE(&s->levels[i].nodes);
    }
    if (s->fill)
        fill_free(s->fill);
    mem_free(s);
}

const struct keeper keep_slices = {
    slices_open, slices_take, slices_close, slices_finish, slices_save, slices_load,
    slices_bytes, slices_free,
};
