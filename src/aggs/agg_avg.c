// SPDX-License-Identifier: MIT
#include "aggs/agg.h"
#include "aggs/exact_sum.h"

static void avg_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        exact_sum_add(items[i].state, items[i].arena, items[i].args[0]);
}

static void avg_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                      const void *from)
{
    exact_sum_merge(into, arena, from);
}

static struct value avg_result(const struct agg_use *use ATTR_UNUSED, const void *state,
                               struct arena *arena)
{
    return exact_sum_mean(state, arena);
}

static void avg_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    exact_sum_save(state, out);
}

static void avg_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                     struct unpack *in)
{
    exact_sum_load(state, arena, in);
}

const struct agg_row agg_avg = {
    .name = "avg",
    .usage = "avg(x)",
    .summary = "the mean of numbers or of durations: the exact sum, rounded, by their count; null "
               "over nothing",
    .example = "avg(latency_ms)",
    .input = "{\"latency_ms\":20}\n{\"latency_ms\":25}\n{}\n",
    .output = "{\"avg_latency_ms\":22.5}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_NUM | TYPE_DURATION},
    .result_types = TYPE_DOUBLE | TYPE_DURATION | TYPE_NULL,
    .state_size = sizeof(struct exact_sum),
    .add = avg_add,
    .merge = avg_merge,
    .result = avg_result,
    .save = avg_save,
    .load = avg_load,
};
