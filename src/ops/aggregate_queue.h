// SPDX-License-Identifier: MIT
// A queue of partial states of one group, first in, first out, whose merge is known at any time in
// amortised constant merges: two stacks (Tangwongsan, Hirzel and Schneider, Low-Latency
// Sliding-Window Aggregation in Worst-Case Constant Time, DEBS 2017, section 3). The front stack
// holds in each element the merge of it and all behind it on that stack, the back stack each
// element by itself and the merge of all.
#ifndef OPS_AGGREGATE_QUEUE_H
#define OPS_AGGREGATE_QUEUE_H

#include "ops/aggregate_internal.h"

// An element: its span of time, then its states.
struct partial {
    int64_t start, end;           // the least and the largest event time in it; TIME_NONE: none
    uint64_t first;               // the number of its first event
};

struct queue_stack {
    VEC(char *) partials;         // the last one is on top
    struct arena arena;
};

struct agg_queue {
    struct queue_stack front, back;
    char *total;                  // the merge of all in `back` but the newest; NULL: none
};

void queue_release(struct agg_queue *q);

static inline size_t queue_length(const struct agg_queue *q)
{
    return q->front.partials.n + q->back.partials.n;
}

static inline struct partial *partial_head(char *states)
{
    return (struct partial *)(void *)(states - 32);
}

// A new element at the end, to which events are added until the next one comes; its states.
char *queue_push(const struct aggregate *a, struct agg_queue *q);
static inline char *queue_newest(const struct agg_queue *q)
{
    return q->back.partials.n ? q->back.partials.at[q->back.partials.n - 1] : NULL;
}

// The first element's own start and end of time are in no element of the front stack, so what
// decides when an element goes is kept by the caller.
void queue_pop(const struct aggregate *a, struct agg_queue *q);

// The merge of all elements, in the arena: its states, with a head as elements have. Those of an
// empty queue are new states.
char *queue_total(const struct aggregate *a, const struct agg_queue *q, struct arena *arena);

void queue_save(const struct aggregate *a, const struct agg_queue *q, struct buf *out);
void queue_load(struct aggregate *a, struct agg_queue *q, struct unpack *in);
size_t queue_bytes(const struct agg_queue *q);

#endif
