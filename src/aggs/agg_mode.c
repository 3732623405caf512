// SPDX-License-Identifier: MIT
// mode, top and collect_set: what a tally of values tells.
#include "aggs/agg.h"
#include "aggs/array.h"
#include "aggs/tally.h"

// top keeps this many values for each of its rows, and no fewer than the least.
enum { TOP_KEEPS = 20, TOP_LEAST = 1000, TOP_ROWS_MAX = 10000 };

// ---- the states: all values, or the frequent ones ----

static uint32_t top_bound(const struct agg_use *use)
{
    uint32_t most = (uint32_t)use->constants[1].i * TOP_KEEPS;
    return most > TOP_LEAST ? most : TOP_LEAST;
}

static void add(uint32_t most, const struct agg_item *items, size_t n)
{
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < n; i++) {
        struct tally_env env = {items[i].arena, &scratch, most};
        tally_add(items[i].state, &env, items[i].args[0], items[i].arrival);
    }
    arena_release(&scratch);
}

static void merge(uint32_t most, void *into, struct arena *arena, const void *from)
{
    struct arena scratch;
    arena_init(&scratch);
    struct tally_env env = {arena, &scratch, most};
    tally_merge(into, &env, from);
    arena_release(&scratch);
}

static void all_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    add(0, items, n);
}

static void all_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                      const void *from)
{
    merge(0, into, arena, from);
}

static void top_add(const struct agg_use *use, const struct agg_item *items, size_t n)
{
    add(top_bound(use), items, n);
}

static void top_merge(const struct agg_use *use, void *into, struct arena *arena, const void *from)
{
    merge(top_bound(use), into, arena, from);
}

static uint64_t set_bound(const struct agg_use *use)
{
    return use->nargs > 1 ? (uint64_t)use->constants[1].i : UINT64_MAX;
}

// Once a set is full nothing that comes later changes it.
static void set_add(const struct agg_use *use, const struct agg_item *items, size_t n)
{
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < n; i++) {
        struct tally *t = items[i].state;
        struct tally_env env = {items[i].arena, &scratch, 0};
        if (t->set.n < set_bound(use) || items[i].arrival < t->latest)
            tally_add(t, &env, items[i].args[0], items[i].arrival);
    }
    arena_release(&scratch);
}

static void save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    tally_save(state, out);
}

static void load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                 struct unpack *in)
{
    struct arena scratch;
    arena_init(&scratch);
    struct tally_env env = {arena, &scratch, 0};
    tally_load(state, &env, in);
    arena_release(&scratch);
}

static const struct agg_state all_state = {
    .size = sizeof(struct tally),
    .nargs = 1,
    .add = all_add,
    .merge = all_merge,
    .save = save,
    .load = load,
};

static const struct agg_state top_state = {
    .size = sizeof(struct tally),
    .nargs = 2,
    .add = top_add,
    .merge = top_merge,
    .save = save,
    .load = load,
};

static const struct agg_state set_state = {
    .size = sizeof(struct tally),
    .nargs = 2,
    .add = set_add,
    .merge = all_merge,
    .save = save,
    .load = load,
};

// ---- the results ----

static struct value mode_result(const struct agg_use *use ATTR_UNUSED,
                                const struct agg_reading *reading)
{
    const struct tally *t = reading->state;
    const struct tally_entry *best = NULL;
    for (uint32_t i = 0; i < t->set.n; i++) {
        const struct tally_entry *e = tally_at(t, i);
        if (!best || e->count > best->count ||
            (e->count == best->count && e->first < best->first))
            best = e;
    }
    return best ? best->kept.value : value_null();
}

static struct value collect_set_result(const struct agg_use *use,
                                       const struct agg_reading *reading)
{
    const struct tally *t = reading->state;
    if (t->set.n == 0)
        return value_null();
    struct tally_entry **list = tally_by_arrival(t, reading->arena);
    uint32_t n = t->set.n;
    if (n > set_bound(use))
        n = (uint32_t)set_bound(use);
    struct buf b;
    buf_init(&b);
    for (uint32_t i = 0; i < n; i++)
        array_put(&b, list[i]->kept.value);
    return array_take(&b, reading->arena);
}

static struct value top_result(const struct agg_use *use, const struct agg_reading *reading)
{
    const struct tally *t = reading->state;
    if (t->set.n == 0)
        return value_null();
    struct tally_entry **list = tally_by_count(t, reading->arena);
    uint32_t n = (uint32_t)use->constants[1].i;
    struct buf b;
    buf_init(&b);
    for (uint32_t i = 0; i < n && i < t->set.n; i++) {
        array_next(&b);
        array_member(&b, '{', "value", list[i]->kept.value);
        array_member(&b, ',', "count", value_int((int64_t)(list[i]->count + t->error)));
        if (t->error)
            array_member(&b, ',', "error", value_int((int64_t)t->error));
        buf_putc(&b, '}');
    }
    return array_take(&b, reading->arena);
}

static const char *top_check(const struct agg_use *use, int i)
{
    struct value k = use->constants[i];
    if (k.type == VALUE_INT && k.i >= 1 && k.i <= TOP_ROWS_MAX)
        return NULL;
    return "a whole number from 1 to 10000 is wanted here";
}

static const char *set_check(const struct agg_use *use, int i)
{
    struct value n = use->constants[i];
    return n.type == VALUE_INT && n.i >= 1 ? NULL : "a whole number from 1 up is wanted here";
}

const struct agg_row agg_mode = {
    .name = "mode",
    .usage = "mode(x)",
    .summary = "the most frequent value; of several the one that came first; null over nothing",
    .note = "Nulls do not count. Values are equal as in groups, and the first spelling is shown. "
            "It keeps every different value, with 100 bytes each and its text, in each group and "
            "window; top(x, 1) keeps at most 1000.",
    .example = "mode(level)",
    .input = "{\"level\":\"warn\"}\n{\"level\":\"info\"}\n{\"level\":\"info\"}\n",
    .output = "{\"mode_level\":\"info\"}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_ANY & ~TYPE_NULL},
    .as_written = true,
    .result_types = TYPE_ANY,
    .state = &all_state,
    .result = mode_result,
};

const struct agg_row agg_top = {
    .name = "top",
    .usage = "top(x, k)",
    .summary = "the k most frequent values, as an array of objects with value and count; null over "
               "nothing",
    .note = "Ties go by first arrival; nulls do not count. Exact while a group has at most 20 k "
            "different values (1000 where that is more). Beyond that the objects have an error "
            "too: the count is never below the true one, and above it by at most the error, which "
            "is at most the number of events by 10 k (by 500). The counts may then depend on the "
            "order of events, and on how a hopping window is put together. Memory per group: up "
            "to the number of values kept, with 100 bytes each and its text.",
    .example = "top(path, 2)",
    .input = "{\"path\":\"/a\"}\n{\"path\":\"/b\"}\n{\"path\":\"/b\"}\n{\"path\":\"/c\"}\n",
    .output = "{\"top_path\":[{\"value\":\"/b\",\"count\":2},{\"value\":\"/a\",\"count\":1}]}\n",
    .min_args = 2,
    .max_args = 2,
    .args = {TYPE_ANY & ~TYPE_NULL, TYPE_INT},
    .as_written = true,
    .const_args = 2,
    .result_types = TYPE_ARRAY | TYPE_NULL,
    .state = &top_state,
    .check = top_check,
    .result = top_result,
};

const struct agg_row agg_collect_set = {
    .name = "collect_set",
    .usage = "collect_set(x[, n])",
    .summary = "the different values (the first n) in the order in which they first came, as an "
               "array; null over nothing",
    .note = "Nulls are left out. Values are equal as in groups, and the first spelling is shown. "
            "It keeps every different value, with 100 bytes each and its text, in each group and "
            "window.",
    .example = "collect_set(user), two = collect_set(user, 2)",
    .input = "{\"user\":\"ann\"}\n{\"user\":\"bob\"}\n{\"user\":\"ann\"}\n{}\n{\"user\":\"cy\"}\n",
    .output = "{\"collect_set_user\":[\"ann\",\"bob\",\"cy\"],\"two\":[\"ann\",\"bob\"]}\n",
    .min_args = 1,
    .max_args = 2,
    .args = {TYPE_ANY & ~TYPE_NULL, TYPE_INT},
    .as_written = true,
    .const_args = 2,
    .result_types = TYPE_ARRAY | TYPE_NULL,
    .state = &set_state,
    .check = set_check,
    .result = collect_set_result,
};
