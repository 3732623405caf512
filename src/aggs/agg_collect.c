// SPDX-License-Identifier: MIT
// collect: values by arrival. Parts that are merged bring theirs unordered; they are put in order
// when the result is made, or when a bound (the first n) lets some go.
#include "aggs/agg.h"
#include "aggs/array.h"

#include <stdlib.h>

struct item {
    struct value value;
    uint64_t arrival;
};

struct collected {
    struct item *items;
    uint64_t n, cap;
    uint64_t latest;              // arrival number; of all in `items`
    bool is_mixed;                // not in order of arrival
};

static uint64_t bound(const struct agg_use *use)
{
    return use->nargs > 1 ? (uint64_t)use->constants[1].i : UINT64_MAX;
}

static int by_arrival(const void *x, const void *y)
{
    const struct item *a = x, *b = y;
    return (a->arrival > b->arrival) - (a->arrival < b->arrival);
}

// Put the items in order and keep the first `most`.
static void settle(struct collected *c, uint64_t most)
{
    if (c->is_mixed)
        qsort(c->items, c->n, sizeof *c->items, by_arrival);
    c->is_mixed = false;
    if (c->n > most) {
        c->n = most;
        c->latest = c->items[most - 1].arrival;
    }
}

static void append(struct collected *c, struct arena *a, const struct item *item, uint64_t most)
{
    if (c->n >= most && item->arrival > c->latest)
        return;
    if (c->n == c->cap) {
        if (c->n / 2 >= most)
            settle(c, most);
        uint64_t cap = c->cap ? 2 * c->cap : 4;
        if (c->n == c->cap) {
            struct item *items = arena_alloc(a, cap * sizeof *items);
            if (c->n)
                memcpy(items, c->items, c->n * sizeof *items);
            c->items = items;
            c->cap = cap;
        }
    }
    if (c->n && item->arrival < c->latest)
        c->is_mixed = true;
    else
        c->latest = item->arrival;
    c->items[c->n++] = (struct item){value_copy(a, item->value), item->arrival};
}

static void collect_add(const struct agg_use *use, const struct agg_item *items, size_t n)
{
    uint64_t most = bound(use);
    for (size_t i = 0; i < n; i++) {
        struct item item = {items[i].args[0], items[i].arrival};
        append(items[i].state, items[i].arena, &item, most);
    }
}

static void collect_merge(const struct agg_use *use, void *into, struct arena *arena,
                          const void *from)
{
    const struct collected *other = from;
    for (uint64_t i = 0; i < other->n; i++)
        append(into, arena, &other->items[i], bound(use));
}

static struct value collect_result(const struct agg_use *use, const struct agg_reading *reading)
{
    struct collected c = *(const struct collected *)reading->state;
    if (c.n == 0)
        return value_null();
    if (c.is_mixed) {
        struct item *items = arena_alloc(reading->arena, c.n * sizeof *items);
        memcpy(items, c.items, c.n * sizeof *items);
        c.items = items;
    }
    settle(&c, bound(use));
    struct buf b;
    buf_init(&b);
    for (uint64_t i = 0; i < c.n; i++)
        array_put(&b, c.items[i].value);
    return array_take(&b, reading->arena);
}

static void collect_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    const struct collected *c = state;
    pack_u64(out, c->n);
    for (uint64_t i = 0; i < c->n; i++) {
        value_pack(out, c->items[i].value);
        pack_u64(out, c->items[i].arrival);
    }
}

static void collect_load(const struct agg_use *use, void *state, struct arena *arena,
                         struct unpack *in)
{
    struct arena scratch;
    arena_init(&scratch);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct item item = {.value = value_unpack(&scratch, in)};
        item.arrival = unpack_u64(in);
        if (!in->failed)
            append(state, arena, &item, bound(use));
    }
    arena_release(&scratch);
}

static const char *collect_check(const struct agg_use *use, int i)
{
    struct value n = use->constants[i];
    return n.type == VALUE_INT && n.i >= 1 ? NULL : "a whole number from 1 up is wanted here";
}

static const struct agg_state collect_state = {
    .size = sizeof(struct collected),
    .nargs = 2,
    .add = collect_add,
    .merge = collect_merge,
    .save = collect_save,
    .load = collect_load,
};

const struct agg_row agg_collect = {
    .name = "collect",
    .usage = "collect(x[, n])",
    .summary = "all values (the first n) in order of arrival, as an array; nulls are kept; null "
               "over nothing",
    .note = "It keeps all values, with 50 bytes each and their text, in each group and window, so "
            "that a bound n is wise. A missing field counts as a null.",
    .example = "collect(user), two = collect(user, 2)",
    .input = "{\"user\":\"ann\"}\n{\"user\":null}\n{\"user\":\"ann\"}\n",
    .output = "{\"collect_user\":[\"ann\",null,\"ann\"],\"two\":[\"ann\",null]}\n",
    .min_args = 1,
    .max_args = 2,
    .args = {TYPE_ANY, TYPE_INT},
    .as_written = true,
    .const_args = 2,
    .result_types = TYPE_ARRAY | TYPE_NULL,
    .state = &collect_state,
    .check = collect_check,
    .result = collect_result,
};
