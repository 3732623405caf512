// SPDX-License-Identifier: MIT
#include "aggs/agg.h"
#include "aggs/value_set.h"

enum { ENTRY = sizeof(struct value) };

static void note(struct value_set *set, const struct value_set_env *env, struct value v)
{
    uint64_t hash = value_hash(env->scratch, v);
    if (value_set_find(set, env, v, hash))
        return;
    struct value *entry = value_set_add(set, env, hash);
    *entry = value_copy(env->arena, v);
}

static void distinct_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items,
                         size_t n)
{
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < n; i++) {
        struct value_set_env env = {items[i].arena, &scratch, ENTRY};
        note(items[i].state, &env, items[i].args[0]);
    }
    arena_release(&scratch);
}

static void distinct_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                           const void *from)
{
    const struct value_set *other = from;
    struct arena scratch;
    arena_init(&scratch);
    struct value_set_env env = {arena, &scratch, ENTRY};
    for (uint32_t i = 0; i < other->n; i++)
        note(into, &env, *(struct value *)value_set_at(other, ENTRY, i));
    arena_release(&scratch);
}

static struct value distinct_result(const struct agg_use *use ATTR_UNUSED,
                                    const struct agg_reading *reading)
{
    return value_int(((const struct value_set *)reading->state)->n);
}

static void distinct_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    const struct value_set *set = state;
    pack_u64(out, set->n);
    for (uint32_t i = 0; i < set->n; i++)
        value_pack(out, *(struct value *)value_set_at(set, ENTRY, i));
}

static void distinct_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                          struct unpack *in)
{
    struct arena scratch;
    arena_init(&scratch);
    struct value_set_env env = {arena, &scratch, ENTRY};
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct value v = value_unpack(&scratch, in);
        if (!in->failed)
            note(state, &env, v);
    }
    arena_release(&scratch);
}

static const struct agg_state distinct_state = {
    .size = sizeof(struct value_set),
    .nargs = 1,
    .add = distinct_add,
    .merge = distinct_merge,
    .save = distinct_save,
    .load = distinct_load,
};

const struct agg_row agg_distinct = {
    .name = "distinct",
    .usage = "distinct(x)",
    .summary = "how many different values there are, exactly; 0 over nothing",
    .note = "Values are equal as in groups: 1 and 1.0 are one value, \"a\" and \"\\u0061\" too; "
            "nulls do not count. It keeps every different value: 32 bytes each and their texts, "
            "in each group and window; approx_distinct(x) keeps at most 16 kB.",
    .example = "distinct(user)",
    .input = "{\"user\":\"ann\"}\n{\"user\":\"bob\"}\n{\"user\":\"ann\"}\n{\"user\":null}\n",
    .output = "{\"distinct_user\":2}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_ANY & ~TYPE_NULL},
    .result_types = TYPE_INT,
    .state = &distinct_state,
    .result = distinct_result,
};
