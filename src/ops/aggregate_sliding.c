// SPDX-License-Identifier: MIT
// The keeper of sliding windows: a row for each event, with what its group has in (t - size, t].
// Events wait until the watermark says that none before them is to come; then each goes through the
// queue of its group, in the order of event time, those of one time together.
#include "base/heap.h"
#include "data/time.h"
#include "event/watermark.h"
#include "ops/aggregate_queue.h"

#include <stdlib.h>

enum { SPENT_MAX = 256 };         // rows given out whose memory is freed together

// A group: the events in its window as it stands.
struct reach {
    struct agg_queue queue;
    VEC(int64_t) times;           // of the queue's elements; those before `first` are gone
    size_t first;
    size_t waiting;               // events that are still to come in
};

// An event that waits.
struct waiting {
    struct arena arena;           // of its states and its row
    struct reach *reach;
    char *states;
    struct row row;
};

struct sliding {
    struct heap waiting;          // by time; those of one time in order of arrival
    VEC(struct waiting *) spent;
    size_t settled;               // groups that were left when some were forgotten last
};

static void sliding_open(struct aggregate *a)
{
    struct sliding *s = mem_zalloc(sizeof *s);
    heap_init(&s->waiting);
    a->kept = s;
    groups_init(&a->groups, a->keys.n, sizeof(struct reach *),
                &(struct window){.kind = WINDOW_GLOBAL});
}

// All groups stand in one pane.
static struct pane *all(const struct aggregate *a)
{
    return groups_pane((struct groups *)&a->groups, TIME_MIN, TIME_MAX);
}

static struct reach **reach_at(const struct aggregate *a, struct value *block)
{
    return group_state(&a->groups, block);
}

static struct reach *reach_of(struct aggregate *a, struct arena *scratch, struct group_key key)
{
    bool is_new;
    struct reach **reach =
        reach_at(a, groups_find(&a->groups, all(a), scratch, key, &is_new));
    if (is_new)
        *reach = mem_zalloc(sizeof **reach);
    return *reach;
}

static void reach_free(struct reach *r)
{
    queue_release(&r->queue);
    VEC_FREE(&r->times);
    mem_free(r);
}

static void note_next_due(struct aggregate *a)
{
    const struct sliding *s = a->kept;
    a->next_due = TIME_MAX;
    if (s->waiting.n)
        a->next_due = time_add(time_add(s->waiting.at[0].key, 1), a->window.lateness);
}

static void sliding_take(struct aggregate *a, struct eval *ev, struct group_key key)
{
    struct sliding *s = a->kept;
    struct waiting *w = mem_zalloc(sizeof *w);
    w->reach = reach_of(a, ev->arena, key);
    w->reach->waiting++;
    w->row = row_copy(arena_alloc(&w->arena, row_copy_size(ev->row, a->frame->ncells)), ev->row,
                      a->frame->ncells);
    w->states = arena_zalloc(&w->arena, a->states_size);
    aggregate_init_states(a, w->states);
    aggregate_add(a, ev, w->states, &w->arena);
    heap_push(&s->waiting, ev->row->time, w);
    note_next_due(a);
}

// ---- rows out ----

static void waiting_free(struct waiting *w)
{
    arena_release(&w->arena);
    mem_free(w);
}

static void free_spent(struct aggregate *a)
{
    struct sliding *s = a->kept;
    outbox_send(&a->out);
    for (size_t i = 0; i < s->spent.n; i++)
        waiting_free(s->spent.at[i]);
    s->spent.n = 0;
}

static void come_in(struct aggregate *a, struct waiting *w)
{
    struct reach *r = w->reach;
    char *states = queue_push(a, &r->queue);
    aggregate_merge_states(a, states, &r->queue.back.arena, w->states);
    *VEC_PUSH(&r->times) = w->row.time;
    r->waiting--;
}

static void drop_old(struct aggregate *a, struct reach *r, int64_t time)
{
    int64_t gone = time_sub(time, a->window.size);
    while (r->first < r->times.n && r->times.at[r->first] <= gone) {
        queue_pop(a, &r->queue);
        r->first++;
    }
    if (2 * r->first <= r->times.n)
        return;
    r->times.n -= r->first;
    memmove(r->times.at, r->times.at + r->first, r->times.n * sizeof *r->times.at);
    r->first = 0;
}

static void give_out(struct aggregate *a, struct waiting *w)
{
    struct sliding *s = a->kept;
    int64_t time = w->row.time;
    drop_old(a, w->reach, time);
    w->row.start = time_sub(time, a->window.size);
    w->row.end = time_add(time, 1);
    w->row.cells[a->start_cell] = value_time(w->row.start);
    w->row.cells[a->end_cell] = value_time(time);
    aggregate_results(a, queue_total(a, &w->reach->queue, &a->out.arena),
                      (struct interval){w->row.start, time}, &w->row.cells[a->first_cell]);
    outbox_add(&a->out, &w->row);
    *VEC_PUSH(&s->spent) = w;
}

// All events of the earliest time: they see each other.
static void give_out_first(struct aggregate *a)
{
    struct sliding *s = a->kept;
    int64_t time = s->waiting.at[0].key;
    VEC(struct waiting *) together = {0};
    while (s->waiting.n && s->waiting.at[0].key == time) {
        struct waiting *w = heap_pop(&s->waiting).item;
        come_in(a, w);
        *VEC_PUSH(&together) = w;
    }
    for (size_t i = 0; i < together.n; i++)
        give_out(a, together.at[i]);
    VEC_FREE(&together);
    if (s->spent.n >= SPENT_MAX)
        free_spent(a);
}

// Groups that have had no event for longer than the window are forgotten, once they may be half of
// all.
static void forget(struct aggregate *a, int64_t watermark)
{
    struct sliding *s = a->kept;
    struct pane *pane = all(a);
    if (pane->blocks.n < 2 * s->settled + 64)
        return;
    struct groups kept;
    groups_init(&kept, a->keys.n, sizeof(struct reach *), &(struct window){.kind = WINDOW_GLOBAL});
    struct pane *to = groups_pane(&kept, TIME_MIN, TIME_MAX);
    int64_t gone = time_sub(time_sub(watermark, a->window.size), a->window.lateness);
    for (size_t i = 0; i < pane->blocks.n; i++) {
        struct value *block = pane->blocks.at[i];
        struct reach *r = *reach_at(a, block);
        if (!r->waiting && (r->times.n == 0 || r->times.at[r->times.n - 1] <= gone)) {
            reach_free(r);
            continue;
        }
        struct group_key key = {block, block_head(block)->hash};
        bool is_new;
        *(struct reach **)group_state(&kept, groups_find(&kept, to, &to->arena, key, &is_new)) = r;
    }
    s->settled = to->blocks.n;
    groups_release(&a->groups);
    a->groups = kept;
}

static void sliding_close(struct aggregate *a, int64_t watermark)
{
    struct sliding *s = a->kept;
    while (s->waiting.n && a->out.flow == FLOW_MORE &&
           window_is_closed(&a->window, time_add(s->waiting.at[0].key, 1), watermark))
        give_out_first(a);
    free_spent(a);
    forget(a, watermark);
    note_next_due(a);
}

static void sliding_finish(struct aggregate *a)
{
    struct sliding *s = a->kept;
    while (s->waiting.n && a->out.flow == FLOW_MORE)
        give_out_first(a);
    free_spent(a);
}

// ---- saved state ----

static void save_reach(const void *stage, const void *state, struct buf *out)
{
    const struct reach *r = *(struct reach *const *)state;
    pack_u64(out, r->times.n - r->first);
    for (size_t i = r->first; i < r->times.n; i++)
        pack_i64(out, r->times.at[i]);
    queue_save(stage, &r->queue, out);
}

static void load_reach(void *stage, void *state, struct arena *arena ATTR_UNUSED,
                       struct unpack *in)
{
    struct reach *r = *(struct reach **)state = mem_zalloc(sizeof *r);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--)
        *VEC_PUSH(&r->times) = unpack_i64(in);
    queue_load(stage, &r->queue, in);
}

static int by_order(const void *x, const void *y)
{
    const struct heap_entry *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

// The place of a group among those saved.
static uint64_t place_of(const struct aggregate *a, const struct reach *r)
{
    const struct pane *pane = all(a);
    for (uint64_t i = 0; i < pane->blocks.n; i++)
        if (*reach_at(a, pane->blocks.at[i]) == r)
            return i;
    return 0;                     // cannot be
}

static void sliding_save(const struct aggregate *a, struct buf *out)
{
    const struct sliding *s = a->kept;
    struct groups_codec codec = {(void *)a, save_reach, load_reach, NULL, NULL};
    (void)all(a);                 // saved also where it is empty
    groups_save(&a->groups, &codec, out);
    size_t n = s->waiting.n;
    struct heap_entry *sorted = mem_alloc(n * sizeof *sorted);
    if (n)
        memcpy(sorted, s->waiting.at, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_order);
    pack_u64(out, n);
    for (size_t i = 0; i < n; i++) {
        const struct waiting *w = sorted[i].item;
        pack_u64(out, place_of(a, w->reach));
        row_pack(out, &w->row, a->frame->ncells);
        aggregate_save_states(a, w->states, out);
    }
    mem_free(sorted);
}

static void sliding_load(struct aggregate *a, struct unpack *in)
{
    struct sliding *s = a->kept;
    struct groups_codec codec = {a, save_reach, load_reach, NULL, NULL};
    groups_load(&a->groups, &codec, in);
    const struct pane *pane = all(a);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        uint64_t place = unpack_u64(in);
        if (place >= pane->blocks.n) {
            in->failed = true;
            return;
        }
        struct waiting *w = mem_zalloc(sizeof *w);
        w->reach = *reach_at(a, pane->blocks.at[place]);
        w->reach->waiting++;
        w->row = row_unpack(&w->arena, in, a->frame->ncells);
        w->states = arena_zalloc(&w->arena, a->states_size);
        aggregate_load_states(a, w->states, &w->arena, in);
        heap_push(&s->waiting, w->row.time, w);
    }
    note_next_due(a);
}

static size_t sliding_bytes(const struct aggregate *a)
{
    const struct sliding *s = a->kept;
    const struct pane *pane = all(a);
    size_t bytes = groups_bytes(&a->groups) + s->waiting.cap * sizeof *s->waiting.at;
    for (size_t i = 0; i < s->waiting.n; i++)
        bytes += sizeof(struct waiting) +
                 arena_bytes(&((struct waiting *)s->waiting.at[i].item)->arena);
    for (size_t i = 0; i < pane->blocks.n; i++) {
        const struct reach *r = *reach_at(a, pane->blocks.at[i]);
        bytes += sizeof *r + queue_bytes(&r->queue) + r->times.cap * sizeof *r->times.at;
    }
    return bytes;
}

static void sliding_free(struct aggregate *a)
{
    struct sliding *s = a->kept;
    while (s->waiting.n)
        waiting_free(heap_pop(&s->waiting).item);
    for (size_t i = 0; i < s->spent.n; i++)
        waiting_free(s->spent.at[i]);
    const struct pane *pane = all(a);
    for (size_t i = 0; i < pane->blocks.n; i++)
        reach_free(*reach_at(a, pane->blocks.at[i]));
    heap_release(&s->waiting);
    VEC_FREE(&s->spent);
    mem_free(s);
}

const struct keeper keep_sliding = {
    sliding_open, sliding_take, sliding_close, sliding_finish, sliding_save, sliding_load,
    sliding_bytes, sliding_free,
};
