// SPDX-License-Identifier: MIT
#include "ops/aggregate_queue.h"

#include "data/time.h"

enum { HEAD = 32 };               // bytes before the states: a struct partial, aligned

_Static_assert(sizeof(struct partial) <= HEAD, "a partial's head stands before its states");

static char *partial_new(const struct aggregate *a, struct arena *arena)
{
    char *states = (char *)arena_zalloc(arena, HEAD + a->states_size) + HEAD;
    *partial_head(states) = (struct partial){TIME_MAX, TIME_NONE, UINT64_MAX};
    aggregate_init_states(a, states);
    return states;
}

static void merge(const struct aggregate *a, char *into, struct arena *arena, const char *from)
{
    struct partial *to = partial_head(into);
    const struct partial *more = partial_head((char *)from);
    if (more->start < to->start)
        to->start = more->start;
    if (more->end > to->end)
        to->end = more->end;
    if (more->first < to->first)
        to->first = more->first;
    aggregate_merge_states(a, into, arena, from);
}

static void stack_release(struct queue_stack *s)
{
    VEC_FREE(&s->partials);
    arena_release(&s->arena);
}

void queue_release(struct agg_queue *q)
{
    stack_release(&q->front);
    stack_release(&q->back);
}

static char *top(const struct queue_stack *s)
{
    return s->partials.n ? s->partials.at[s->partials.n - 1] : NULL;
}

char *queue_push(const struct aggregate *a, struct agg_queue *q)
{
    const char *newest = top(&q->back);
    if (newest) {
        if (!q->total)
            q->total = partial_new(a, &q->back.arena);
        merge(a, q->total, &q->back.arena, newest);
    }
    char *states = partial_new(a, &q->back.arena);
    return *VEC_PUSH(&q->back.partials) = states;
}

// The back stack becomes the front one, each element with all behind it merged in.
static void flip(const struct aggregate *a, struct agg_queue *q)
{
    arena_reset(&q->front.arena);
    for (size_t i = q->back.partials.n; i-- > 0;) {
        char *states = partial_new(a, &q->front.arena);
        merge(a, states, &q->front.arena, q->back.partials.at[i]);
        if (top(&q->front))
            merge(a, states, &q->front.arena, top(&q->front));
        *VEC_PUSH(&q->front.partials) = states;
    }
    q->back.partials.n = 0;
    arena_reset(&q->back.arena);
    q->total = NULL;
}

void queue_pop(const struct aggregate *a, struct agg_queue *q)
{
    if (q->front.partials.n == 0)
        flip(a, q);
    q->front.partials.n--;
}

char *queue_total(const struct aggregate *a, const struct agg_queue *q, struct arena *arena)
{
    char *total = partial_new(a, arena);
    if (top(&q->front))
        merge(a, total, arena, top(&q->front));
    if (q->total)
        merge(a, total, arena, q->total);
    if (top(&q->back))
        merge(a, total, arena, top(&q->back));
    return total;
}

static void save_partial(const struct aggregate *a, char *states, struct buf *out)
{
    const struct partial *head = partial_head(states);
    pack_i64(out, head->start);
    pack_i64(out, head->end);
    pack_u64(out, head->first);
    aggregate_save_states(a, states, out);
}

static char *load_partial(struct aggregate *a, struct arena *arena, struct unpack *in)
{
    char *states = (char *)arena_zalloc(arena, HEAD + a->states_size) + HEAD;
    struct partial *head = partial_head(states);
    head->start = unpack_i64(in);
    head->end = unpack_i64(in);
    head->first = unpack_u64(in);
    aggregate_load_states(a, states, arena, in);
    return states;
}

static void save_stack(const struct aggregate *a, const struct queue_stack *s, struct buf *out)
{
    pack_u64(out, s->partials.n);
    for (size_t i = 0; i < s->partials.n; i++)
        save_partial(a, s->partials.at[i], out);
}

static void load_stack(struct aggregate *a, struct queue_stack *s, struct unpack *in)
{
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--)
        *VEC_PUSH(&s->partials) = load_partial(a, &s->arena, in);
}

void queue_save(const struct aggregate *a, const struct agg_queue *q, struct buf *out)
{
    save_stack(a, &q->front, out);
    save_stack(a, &q->back, out);
    pack_u8(out, q->total != NULL);
    if (q->total)
        save_partial(a, q->total, out);
}

void queue_load(struct aggregate *a, struct agg_queue *q, struct unpack *in)
{
    load_stack(a, &q->front, in);
    load_stack(a, &q->back, in);
    if (unpack_u8(in))
        q->total = load_partial(a, &q->back.arena, in);
}

size_t queue_bytes(const struct agg_queue *q)
{
    return arena_bytes(&q->front.arena) + arena_bytes(&q->back.arena) +
           (q->front.partials.cap + q->back.partials.cap) * sizeof(char *);
}
