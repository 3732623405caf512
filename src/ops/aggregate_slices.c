// SPDX-License-Identifier: MIT
// The keeper of windows that overlap: an event is added to the state of its slice alone, once, and
// a window is the merge of its slices (aggregate_tree.h). Here is when which window speaks.
#include "data/time.h"
#include "event/watermark.h"
#include "ops/aggregate_fill.h"
#include "ops/aggregate_ticks.h"
#include "ops/aggregate_tree.h"

#include <stdlib.h>

struct slices {
    struct slice_tree tree;
    struct ticks ticks;           // of all windows with events that have not fired
    struct interval fired;        // the last window that has fired; .end TIME_NONE: none yet
    struct interval next;         // the next one that has rows, where there is one
    bool has_next;
    VEC(struct value *) order;    // blocks in the order in which they are written
    struct fill *fill;
};

static void slices_open(struct aggregate *a)
{
    struct slices *s = mem_zalloc(sizeof *s);
    s->fired.end = TIME_NONE;
    if (a->window.fill)
        s->fill = fill_new(a);
    a->kept = s;
    size_t progress = tree_is_ticking(a) ? sizeof(struct slice_progress) : 0;
    groups_init(&a->groups, a->keys.n, progress + a->states_size, &a->window);
}

// ---- when ----

static void note_next_due(struct aggregate *a)
{
    const struct slices *s = a->kept;
    a->next_due = s->has_next ? s->next.end : TIME_MAX;
    if (s->has_next && a->window.emission == EMIT_FINAL)
        a->next_due = time_add(s->next.end, a->window.lateness);
    if (ticks_next(&s->ticks) < a->next_due)
        a->next_due = ticks_next(&s->ticks);
    if (s->fill && fill_next_due(s->fill) < a->next_due)
        a->next_due = fill_next_due(s->fill);
}

// The first window after those that have fired which has a slice with events.
static void note_next(struct aggregate *a)
{
    struct slices *s = a->kept;
    const struct level *leaves = &s->tree.levels[0];
    const struct pane *prefix = s->tree.prefix;
    bool is_first = s->fired.end == TIME_NONE;
    struct interval after = is_first ? s->fired : window_after(&a->window, s->fired);
    if (!is_first && prefix && prefix->bounds.start == after.start) {
        s->next = after;
        s->has_next = true;
        return;
    }
    size_t at = is_first ? leaves->first : tree_place(a, &s->tree, after.start);
    s->has_next = at < leaves->nodes.n && after.start != TIME_MAX;
    if (!s->has_next)
        return;
    const struct slice_node *node = &leaves->nodes.at[at];
    if (!is_first && node->number == window_slice_number(&a->window, after.start)) {
        s->next = after;          // the usual case, without a look at the slice
        return;
    }
    int64_t start = node->pane->bounds.start;
    s->next = !is_first && start < after.end ? after : window_first(&a->window, start);
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

// A slice has come, at that place among the leaves: those of its windows that have none of its
// neighbours' events are new, and tick after the watermark.
static void note_ticks(struct aggregate *a, const struct pane *slice, size_t at, int64_t watermark)
{
    struct slices *s = a->kept;
    const struct window *w = &a->window;
    const struct level *leaves = &s->tree.levels[0];
    struct interval window = window_first(w, slice->bounds.start);
    struct interval last = window_last(w, slice->bounds.start), after, stop;
    if (s->tree.prefix && s->tree.prefix->bounds.start == window.start)
        return;                   // which is in all of them
    if (at > leaves->first) {
        after = window_after(w, window_last(w, leaves->nodes.at[at - 1].pane->bounds.start));
        window = window_is_before(window, after) ? after : window;
    }
    if (watermark != TIME_NONE && window.end <= watermark)
        window = window_after(w, window_last_ended(w, watermark));
    stop = window_after(w, last);
    if (at + 1 < leaves->nodes.n) {
        struct interval first = window_first(w, leaves->nodes.at[at + 1].pane->bounds.start);
        stop = window_is_before(first, stop) ? first : stop;
    }
    for (; window_is_before(window, stop); window = window_after(w, window))
        ticks_add(&s->ticks, w, (struct ticking){.window = window}, watermark);
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

// The blocks of a pane, in the order in which their groups first appeared in the window.
static struct value *const *in_order(struct slices *s, const struct pane *whole)
{
    if (is_sorted(whole))
        return whole->blocks.at;
    s->order.n = 0;
    for (size_t i = 0; i < whole->blocks.n; i++)
        *VEC_PUSH(&s->order) = whole->blocks.at[i];
    qsort(s->order.at, s->order.n, sizeof *s->order.at, by_first);
    return s->order.at;
}

static void emit_blocks(struct aggregate *a, struct value *const *blocks, size_t n,
                        struct interval window, const char *why)
{
    for (size_t i = 0; i < n && a->out.flow == FLOW_MORE; i++)
        aggregate_emit(a, blocks[i], slice_states(a, blocks[i]), window, why);
    outbox_send(&a->out);         // the rows point into the pane
}

static void emit_window(struct aggregate *a, struct interval window)
{
    struct slices *s = a->kept;
    struct pane *whole = tree_window(a, &s->tree, window);
    struct value *const *blocks = in_order(s, whole);
    if (s->fill)
        fill_before(s->fill, window);
    aggregate_total(a, whole, 0);
    emit_blocks(a, blocks, whole->blocks.n, window, "on-time");
    if (s->fill)
        fill_window(s->fill, blocks, whole->blocks.n, window);
    aggregate_no_total(a);
    tree_done(a, &s->tree, whole);
}

static void fire_next(struct aggregate *a)
{
    struct slices *s = a->kept;
    s->fired = s->next;
    emit_window(a, s->fired);
    note_next(a);
}

// The groups of a window that have changed since `emitted`.
static void emit_changed(struct aggregate *a, const struct parts *parts, struct ticking *ticking)
{
    struct slices *s = a->kept;
    struct pane *whole = groups_spare_pane(&a->groups);
    for (int i = 0; i < parts->n; i++) {
        const struct pane *part = parts->at[i];
        for (size_t k = 0; part->changed > ticking->emitted && k < part->blocks.n; k++) {
            struct value *block = part->blocks.at[k];
            struct group_key key = {block, block_head(block)->hash};
            if (slice_progress(a, block)->changed > ticking->emitted &&
                !groups_look_up(&a->groups, whole, &a->out.arena, key))
                tree_merge_group(a, whole, parts, key);
        }
    }
    emit_blocks(a, in_order(s, whole), whole->blocks.n, ticking->window, "early");
    groups_recycle(&a->groups, whole);
}

static void tick(struct aggregate *a)
{
    struct slices *s = a->kept;
    struct ticking ticking = ticks_take(&s->ticks);
    struct parts parts;
    tree_parts(a, &s->tree, ticking.window, &parts);
    bool has_changed = false;
    for (int i = 0; i < parts.n; i++)
        has_changed |= parts.at[i]->changed > ticking.emitted;
    if (!has_changed) {
        ticks_set_aside(&s->ticks, ticking);
        return;
    }
    emit_changed(a, &parts, &ticking);
    ticking.emitted = a->arrivals;
    ticks_add(&s->ticks, &a->window, ticking, ticking.tick);
}

// Ticks and fires in the order of time; at one time first what fires.
static void speak(struct aggregate *a, int64_t watermark)
{
    struct slices *s = a->kept;
    for (;;) {
        int64_t next = ticks_next(&s->ticks);
        if (next <= watermark && next < (s->has_next ? s->next.end : TIME_MAX))
            tick(a);
        else if (s->has_next && is_due(a, s->next.end, watermark))
            fire_next(a);
        else
            break;
    }
}

static void slices_close(struct aggregate *a, int64_t watermark)
{
    struct slices *s = a->kept;
    speak(a, watermark);
    note_fired(a, watermark);
    tree_give_up(a, &s->tree, watermark);
    if (s->fill)
        fill_until(s->fill, watermark);
    note_next_due(a);
}

static void slices_finish(struct aggregate *a)
{
    struct slices *s = a->kept;
    while (s->has_next && a->out.flow == FLOW_MORE)
        fire_next(a);
}

// ---- rows in ----

// Windows that have fired but not closed say again what they have of the group.
static void emit_late(struct aggregate *a, struct group_key key, struct interval window)
{
    struct slices *s = a->kept;
    struct parts parts;
    tree_parts(a, &s->tree, window, &parts);
    struct pane *whole = groups_spare_pane(&a->groups);
    tree_merge_group(a, whole, &parts, key);
    emit_blocks(a, whole->blocks.at, whole->blocks.n, window, "late");
    groups_recycle(&a->groups, whole);
}

static void update_fired(struct aggregate *a, const struct row *row, struct group_key key)
{
    const struct window *w = &a->window;
    if (row->watermark == TIME_NONE)
        return;
    struct interval window = window_first(w, row->start), last = window_last(w, row->start);
    if (window.end > row->watermark)
        return;
    aggregate_flush(a);
    if (window_is_closed(w, window.end, row->watermark))
        window = window_after(w, window_last_ended(w, time_sub(row->watermark, w->lateness)));
    for (; window.end <= row->watermark && !window_is_before(last, window);
         window = window_after(w, window))
        emit_late(a, key, window);
}

static void slices_take(struct aggregate *a, struct eval *ev, struct group_key key)
{
    struct slices *s = a->kept;
    const struct row *row = ev->row;
    size_t at;
    struct pane *slice = tree_slice(a, &s->tree, row, &at);
    bool is_new = at != SIZE_MAX;
    if (is_new && row->watermark != TIME_NONE)
        note_fired(a, row->watermark);
    if (is_new && tree_is_ticking(a))
        note_ticks(a, slice, at, row->watermark);
    if (s->ticks.quiet.n)
        ticks_wake(&s->ticks, &a->window, row->start, row->watermark);
    if (is_new && !(s->has_next && s->next.end <= row->start))
        note_next(a);
    if (is_new || tree_is_ticking(a))
        note_next_due(a);
    tree_take(a, &s->tree, ev, key, slice);
    if (a->window.emission != EMIT_FINAL)
        update_fired(a, row, key);
}

// ---- saved state ----

static void slices_save(const struct aggregate *a, struct buf *out)
{
    const struct slices *s = a->kept;
    pack_i64(out, s->fired.start);
    pack_i64(out, s->fired.end);
    tree_save(a, &s->tree, out);
    if (tree_is_ticking(a))
        ticks_save(&s->ticks, out);
    if (s->fill)
        fill_save(s->fill, out);
}

static void slices_load(struct aggregate *a, struct unpack *in)
{
    struct slices *s = a->kept;
    s->fired.start = unpack_i64(in);
    s->fired.end = unpack_i64(in);
    tree_load(a, &s->tree, in);
    if (tree_is_ticking(a))
        ticks_load(&s->ticks, in);
    if (s->fill)
        fill_load(s->fill, in);
    note_next(a);
    note_next_due(a);
}

static size_t slices_bytes(const struct aggregate *a)
{
    const struct slices *s = a->kept;
    size_t ticking = (s->ticks.heap.cap + s->ticks.quiet.cap) * sizeof(struct ticking);
    return (s->fill ? fill_bytes(s->fill) : 0) + ticking + tree_bytes(&s->tree);
}

static void slices_free(struct aggregate *a)
{
    struct slices *s = a->kept;
    tree_free(&s->tree);
    ticks_free(&s->ticks);
    VEC_FREE(&s->order);
    if (s->fill)
        fill_free(s->fill);
    mem_free(s);
}

const struct keeper keep_slices = {
    slices_open, slices_take, slices_close, slices_finish, slices_save, slices_load,
    slices_bytes, slices_free,
};
