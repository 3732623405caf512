// SPDX-License-Identifier: MIT
#include "aggs/agg.h"
#include "aggs/exact_sum.h"

static void sum_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        exact_sum_add(items[i].state, items[i].arena, items[i].args[0]);
}

static void sum_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                      const void *from)
{
    exact_sum_merge(into, arena, from);
}

static struct value sum_result(const struct agg_use *use ATTR_UNUSED, const void *state,
                               struct arena *arena)
{
    return exact_sum_total(state, arena);
}

static void sum_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    exact_sum_save(state, out);
}

static void sum_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                     struct unpack *in)
{
    exact_sum_load(state, arena, in);
}

const struct agg_row agg_sum = {
    .name = "sum",
    .usage = "sum(x)",
    .summary = "the sum of numbers or of durations, exact and rounded once; null over nothing",
    .example = "sum(bytes), sum(seconds)",
    .input = "{\"bytes\":9007199254740993,\"seconds\":0.1}\n"
             "{\"bytes\":2,\"seconds\":0.2}\n"
             "{\"bytes\":null,\"seconds\":0.3}\n",
    .output = "{\"sum_bytes\":9007199254740995,\"sum_seconds\":0.6}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_NUM | TYPE_DURATION},
    .result_types = TYPE_NUM | TYPE_DURATION | TYPE_NULL,
    .state_size = sizeof(struct exact_sum),
    .add = sum_add,
    .merge = sum_merge,
    .result = sum_result,
    .save = sum_save,
    .load = sum_load,
};
