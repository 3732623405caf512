// SPDX-License-Identifier: MIT
#include "aggs/agg.h"

struct count {
    uint64_t n;
};

// The stage has left null values out, so every item counts.
static void count_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((struct count *)items[i].state)->n++;
}

static void count_merge(const struct agg_use *use ATTR_UNUSED, void *into,
                        struct arena *arena ATTR_UNUSED, const void *from)
{
    ((struct count *)into)->n += ((const struct count *)from)->n;
}

static struct value count_result(const struct agg_use *use ATTR_UNUSED,
                                 const struct agg_reading *reading)
{
    return value_int((int64_t)((const struct count *)reading->state)->n);
}

static void count_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    pack_u64(out, ((const struct count *)state)->n);
}

static void count_load(const struct agg_use *use ATTR_UNUSED, void *state,
                       struct arena *arena ATTR_UNUSED, struct unpack *in)
{
    ((struct count *)state)->n = unpack_u64(in);
}

static const struct agg_state count_state = {
    .size = sizeof(struct count),
    .nargs = 1,
    .add = count_add,
    .merge = count_merge,
    .save = count_save,
    .load = count_load,
};

const struct agg_row agg_count = {
    .name = "count",
    .usage = "count([x])",
    .summary = "the number of events, or of those whose x is not null; 0 over nothing",
    .note = "count(x) counts false and 0 too: count() where x counts the events for which x is "
            "true. Memory per group: 8 bytes.",
    .example = "count(), count(user)",
    .input = "{\"user\":\"ann\"}\n{\"user\":null}\n{}\n",
    .output = "{\"count\":3,\"count_user\":1}\n",
    .max_args = 1,
    .args = {TYPE_ANY & ~TYPE_NULL},
    .result_types = TYPE_INT,
    .state = &count_state,
    .result = count_result,
};
