// SPDX-License-Identifier: MIT
// The keeper of count windows: for each group a queue of partial states of as many events as divide
// both the length and the step, so that each event is added once. A row comes out with the event
// that fills the window.
#include "data/time.h"
#include "ops/aggregate_queue.h"

struct count {
    struct agg_queue queue;
    int64_t newest;               // events in the newest partial
};

struct counts {
    int64_t slice;                // events in a partial
    size_t full;                  // partials in a window
    size_t step;                  // partials from a window to the next
};

static int64_t greatest_divisor(int64_t x, int64_t y)
{
    while (y) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

static void counts_open(struct aggregate *a)
{
    struct counts *c = mem_zalloc(sizeof *c);
    int64_t rows = a->window.rows, step = a->window.step_rows ? a->window.step_rows : rows;
    c->slice = greatest_divisor(rows, step);
    c->full = (size_t)(rows / c->slice);
    c->step = (size_t)(step / c->slice);
    a->kept = c;
    groups_init(&a->groups, a->keys.n, sizeof(struct count),
                &(struct window){.kind = WINDOW_GLOBAL});
}

static struct pane *all(const struct aggregate *a)
{
    return groups_pane((struct groups *)&a->groups, TIME_MIN, TIME_MAX);
}

static void give_out(struct aggregate *a, struct value *block, const struct count *count)
{
    aggregate_flush(a);
    char *states = queue_total(a, &count->queue, &a->out.arena);
    const struct partial *head = partial_head(states);
    struct interval bounds = {head->end == TIME_NONE ? TIME_NONE : head->start, head->end};
    aggregate_emit(a, block, states, bounds, "");
    outbox_send(&a->out);
}

static void note_time(struct partial *head, int64_t time)
{
    if (time != TIME_NONE && time < head->start)
        head->start = time;
    if (time > head->end)
        head->end = time;
}

static void counts_take(struct aggregate *a, struct eval *ev, struct group_key key)
{
    const struct counts *c = a->kept;
    bool is_new;
    struct value *block = groups_find(&a->groups, all(a), ev->arena, key, &is_new);
    struct count *count = group_state(&a->groups, block);
    if (count->newest == 0 || count->newest == c->slice) {
        aggregate_flush(a);
        queue_push(a, &count->queue);
        count->newest = 0;
    }
    char *states = queue_newest(&count->queue);
    note_time(partial_head(states), ev->row->time);
    aggregate_add(a, ev, states, &count->queue.back.arena);
    if (++count->newest < c->slice || queue_length(&count->queue) < c->full)
        return;
    uint32_t above = outbox_tell_with(&a->out, outbox_line_of(&a->out, ev->row));
    give_out(a, block, count);
    outbox_told(&a->out, above);
    for (size_t i = 0; i < c->step; i++)
        queue_pop(a, &count->queue);
    count->newest = 0;
}

static void counts_close(struct aggregate *a, int64_t watermark ATTR_UNUSED)
{
    a->next_due = TIME_MAX;
}

// What is left is a short window, but where windows overlap.
static void counts_finish(struct aggregate *a)
{
    struct pane *pane = all(a);
    for (size_t i = 0; i < pane->blocks.n && a->out.flow == FLOW_MORE; i++) {
        const struct count *count = group_state(&a->groups, pane->blocks.at[i]);
        if (queue_length(&count->queue) && !a->window.step_rows)
            give_out(a, pane->blocks.at[i], count);
    }
}

static void save_count(const void *stage, const void *state, struct buf *out)
{
    const struct count *count = state;
    queue_save(stage, &count->queue, out);
    pack_i64(out, count->newest);
}

static void load_count(void *stage, void *state, struct arena *arena ATTR_UNUSED,
                       struct unpack *in)
{
    struct count *count = state;
    queue_load(stage, &count->queue, in);
    count->newest = unpack_i64(in);
}

static void counts_save(const struct aggregate *a, struct buf *out)
{
    struct groups_codec codec = {(void *)a, save_count, load_count, NULL, NULL};
    groups_save(&a->groups, &codec, out);
}

static void counts_load(struct aggregate *a, struct unpack *in)
{
    struct groups_codec codec = {a, save_count, load_count, NULL, NULL};
    groups_load(&a->groups, &codec, in);
}

static size_t counts_bytes(const struct aggregate *a)
{
    size_t bytes = groups_bytes(&a->groups);
    const struct pane *pane = all(a);
    for (size_t i = 0; i < pane->blocks.n; i++)
        bytes += queue_bytes(&((struct count *)group_state(&a->groups, pane->blocks.at[i]))->queue);
    return bytes;
}

static void counts_free(struct aggregate *a)
{
    struct pane *pane = all(a);
    for (size_t i = 0; i < pane->blocks.n; i++)
        queue_release(&((struct count *)group_state(&a->groups, pane->blocks.at[i]))->queue);
    mem_free(a->kept);
}

const struct keeper keep_counts = {
    counts_open, counts_take, counts_close, counts_finish, counts_save, counts_load, counts_bytes,
    counts_free,
};
