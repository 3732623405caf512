// SPDX-License-Identifier: MIT
#include "aggs/agg.h"
#include "aggs/hyperloglog.h"
#include "base/hash.h"

#include <math.h>

static void approx_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items,
                       size_t n)
{
    struct arena scratch;
    arena_init(&scratch);
    // Hashes of numbers are one to one with small ones: mixed once more they look random.
    for (size_t i = 0; i < n; i++)
        hyperloglog_add(items[i].state, items[i].arena,
                        hash_join(1, value_hash(&scratch, items[i].args[0])));
    arena_release(&scratch);
}

static void approx_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                         const void *from)
{
    hyperloglog_merge(into, arena, from);
}

static struct value approx_result(const struct agg_use *use ATTR_UNUSED,
                                  const struct agg_reading *reading)
{
    return value_int(llround(hyperloglog_estimate(reading->state)));
}

static void approx_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    hyperloglog_save(state, out);
}

static void approx_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                        struct unpack *in)
{
    hyperloglog_load(state, arena, in);
}

static const struct agg_state approx_state = {
    .size = sizeof(struct hyperloglog),
    .nargs = 1,
    .add = approx_add,
    .merge = approx_merge,
    .save = approx_save,
    .load = approx_load,
};

const struct agg_row agg_approx_distinct = {
    .name = "approx_distinct",
    .usage = "approx_distinct(x)",
    .summary = "about how many different values there are, in bounded memory; 0 over nothing",
    .note = "Exact up to 768 different values; beyond that a HyperLogLog of 8192 registers with a "
            "standard error of 1.15 % (two thirds of all results are nearer than that, 99 % "
            "nearer than 3 %). Equality as in distinct(x). The order of events does not matter. "
            "Memory per group: 24 bytes, up to 16 kB.",
    .example = "approx_distinct(user)",
    .input = "{\"user\":\"ann\"}\n{\"user\":\"bob\"}\n{\"user\":\"ann\"}\n{\"user\":null}\n",
    .output = "{\"approx_distinct_user\":2}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_ANY & ~TYPE_NULL},
    .result_types = TYPE_INT,
    .state = &approx_state,
    .result = approx_result,
};
