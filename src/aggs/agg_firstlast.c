// SPDX-License-Identifier: MIT
// first and last: by event time, events of equal time by arrival. An event without a time comes
// before all others, so that where no event has one it is arrival alone that counts.
#include "aggs/agg.h"
#include "data/kept.h"
#include "data/time.h"

_Static_assert(TIME_NONE < TIME_MIN, "no time sorts before every time");

struct edge {
    struct kept kept;
    int64_t time;
    uint64_t arrival;
};

static bool is_empty(const struct edge *e)
{
    return e->kept.value.type == VALUE_MISSING;
}

static bool is_before(const struct edge *e, int64_t time, uint64_t arrival)
{
    return time != e->time ? time < e->time : arrival < e->arrival;
}

static void replace(struct edge *e, struct arena *a, struct value v, const struct edge *place)
{
    kept_set(&e->kept, a, v);
    e->time = place->time;
    e->arrival = place->arrival;
}

static void add(const struct agg_item *items, size_t n, bool first)
{
    for (size_t i = 0; i < n; i++) {
        const struct agg_item *item = &items[i];
        struct edge *e = item->state;
        if (is_empty(e) || is_before(e, item->time, item->arrival) == first)
            replace(e, item->arena, item->args[0],
                    &(struct edge){.time = item->time, .arrival = item->arrival});
    }
}

static void merge(struct edge *e, struct arena *a, const struct edge *from, bool first)
{
    if (!is_empty(from) && (is_empty(e) || is_before(e, from->time, from->arrival) == first))
        replace(e, a, from->kept.value, from);
}

static void first_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    add(items, n, true);
}

static void last_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    add(items, n, false);
}

static void first_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                        const void *from)
{
    merge(into, arena, from, true);
}

static void last_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                       const void *from)
{
    merge(into, arena, from, false);
}

static struct value edge_result(const struct agg_use *use ATTR_UNUSED,
                                const struct agg_reading *reading)
{
    const struct edge *e = reading->state;
    return is_empty(e) ? value_null() : e->kept.value;
}

static void edge_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    const struct edge *e = state;
    value_pack(out, e->kept.value);
    pack_i64(out, e->time);
    pack_u64(out, e->arrival);
}

static void edge_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                      struct unpack *in)
{
    struct edge *e = state;
    *e = (struct edge){.kept.value = value_unpack(arena, in)};
    e->time = unpack_i64(in);
    e->arrival = unpack_u64(in);
}

static const struct agg_state first_state = {
    .size = sizeof(struct edge),
    .nargs = 1,
    .add = first_add,
    .merge = first_merge,
    .save = edge_save,
    .load = edge_load,
};

static const struct agg_state last_state = {
    .size = sizeof(struct edge),
    .nargs = 1,
    .add = last_add,
    .merge = last_merge,
    .save = edge_save,
    .load = edge_load,
};

const struct agg_row agg_first = {
    .name = "first",
    .usage = "first(x)",
    .summary = "x of the earliest event that has it, by event time (by arrival without one); null "
               "over nothing",
    .note = "Nulls are skipped. Of events of one time the first to arrive is taken; an event "
            "without a time comes before all that have one. Memory per group: 50 bytes and the "
            "value's text.",
    .example = "first(state)",
    .input = "{\"state\":null}\n{\"state\":\"up\"}\n{\"state\":\"down\"}\n",
    .output = "{\"first_state\":\"up\"}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_ANY & ~TYPE_NULL},
    .by_time = true,
    .as_written = true,
    .result_types = TYPE_ANY,
    .state = &first_state,
    .result = edge_result,
};

const struct agg_row agg_last = {
    .name = "last",
    .usage = "last(x)",
    .summary = "x of the latest event that has it, by event time (by arrival without one); null "
               "over nothing",
    .note = "Nulls are skipped. Of events of one time the last to arrive is taken; an event "
            "without a time comes before all that have one. Memory per group: 50 bytes and the "
            "value's text.",
    .example = "last(state)",
    .input = "{\"state\":\"up\"}\n{\"state\":\"down\"}\n{\"state\":null}\n",
    .output = "{\"last_state\":\"down\"}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_ANY & ~TYPE_NULL},
    .by_time = true,
    .as_written = true,
    .result_types = TYPE_ANY,
    .state = &last_state,
    .result = edge_result,
};
