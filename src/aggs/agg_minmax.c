// SPDX-License-Identifier: MIT
// min and max, min_by and max_by: the extreme and what belongs to it. Of equal values (1 and 1.0)
// the first to arrive is taken.
#include "aggs/agg.h"
#include "data/kept.h"

// The state of min and max, and the beginning of that of the others.
struct extreme {
    struct kept best;             // as it was written
    struct value order;           // the same, resolved: what is compared
    uint64_t arrival;
};

// Does (v, arrival), v resolved, take the place of what is kept? `sign` is 1 for min, -1 for max.
static bool is_better(const struct extreme *e, struct value v, uint64_t arrival, int sign,
                      struct arena *scratch)
{
    struct value best = e->order;
    int c;
    if (best.type == VALUE_MISSING)
        return true;
    if (LIKELY(best.type == VALUE_INT && v.type == VALUE_INT))
        c = (v.i > best.i) - (v.i < best.i);
    else if (best.type == VALUE_DOUBLE && v.type == VALUE_DOUBLE)
        c = (v.d > best.d) - (v.d < best.d);
    else
        c = value_compare(scratch, v, best);
    return c ? (c > 0) != (sign > 0) : arrival < e->arrival;
}

static void replace(struct extreme *e, struct arena *a, struct value v, uint64_t arrival)
{
    kept_set(&e->best, a, v);
    e->order = value_resolve(e->best.value);
    e->arrival = arrival;
}

// An extreme, and the value that stood beside it.
struct extreme_by {
    struct extreme extreme;
    struct kept beside;
};

// Comparing may have to decode: into memory that goes with the batch, not with the window.
static void add(const struct agg_item *items, size_t n, int sign)
{
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < n; i++) {
        struct extreme *e = items[i].state;
        if (is_better(e, value_resolve(items[i].args[0]), items[i].arrival, sign, &scratch))
            replace(e, items[i].arena, items[i].args[0], items[i].arrival);
    }
    arena_release(&scratch);
}

static void merge(struct extreme *e, struct arena *a, const struct extreme *from, int sign)
{
    struct arena scratch;
    arena_init(&scratch);
    if (from->best.value.type != VALUE_MISSING &&
        is_better(e, from->order, from->arrival, sign, &scratch))
        replace(e, a, from->best.value, from->arrival);
    arena_release(&scratch);
}

static void add_by(const struct agg_item *items, size_t n, int sign)
{
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < n; i++) {
        struct extreme_by *e = items[i].state;
        const struct value *args = items[i].args;
        if (is_better(&e->extreme, value_resolve(args[1]), items[i].arrival, sign, &scratch)) {
            replace(&e->extreme, items[i].arena, args[1], items[i].arrival);
            kept_set(&e->beside, items[i].arena, args[0]);
        }
    }
    arena_release(&scratch);
}

static void merge_by(struct extreme_by *e, struct arena *a, const struct extreme_by *from, int sign)
{
    const struct extreme *other = &from->extreme;
    struct arena scratch;
    arena_init(&scratch);
    if (other->best.value.type != VALUE_MISSING &&
        is_better(&e->extreme, other->order, other->arrival, sign, &scratch)) {
        replace(&e->extreme, a, other->best.value, other->arrival);
        kept_set(&e->beside, a, from->beside.value);
    }
    arena_release(&scratch);
}

static void min_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    add(items, n, 1);
}

static void max_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    add(items, n, -1);
}

static void min_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                      const void *from)
{
    merge(into, arena, from, 1);
}

static void max_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                      const void *from)
{
    merge(into, arena, from, -1);
}

static void min_by_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items,
                       size_t n)
{
    add_by(items, n, 1);
}

static void max_by_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items,
                       size_t n)
{
    add_by(items, n, -1);
}

static void min_by_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                         const void *from)
{
    merge_by(into, arena, from, 1);
}

static void max_by_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                         const void *from)
{
    merge_by(into, arena, from, -1);
}

static struct value extreme_result(const struct agg_use *use ATTR_UNUSED,
                                   const struct agg_reading *reading)
{
    const struct extreme *e = reading->state;
    return e->best.value.type == VALUE_MISSING ? value_null() : e->best.value;
}

static void extreme_save(const struct agg_use *use ATTR_UNUSED, const void *state,
                         struct buf *out)
{
    const struct extreme *e = state;
    value_pack(out, e->best.value);
    pack_u64(out, e->arrival);
}

static void extreme_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                         struct unpack *in)
{
    struct extreme *e = state;
    *e = (struct extreme){.best.value = value_unpack(arena, in)};
    e->order = value_resolve(e->best.value);
    e->arrival = unpack_u64(in);
}

static struct value beside_result(const struct agg_use *use ATTR_UNUSED,
                                  const struct agg_reading *reading)
{
    const struct extreme_by *e = reading->state;
    return value_is_null(e->beside.value) ? value_null() : e->beside.value;
}

static void by_save(const struct agg_use *use, const void *state, struct buf *out)
{
    const struct extreme_by *e = state;
    extreme_save(use, &e->extreme, out);
    value_pack(out, e->beside.value);
}

static void by_load(const struct agg_use *use, void *state, struct arena *arena, struct unpack *in)
{
    struct extreme_by *e = state;
    extreme_load(use, &e->extreme, arena, in);
    e->beside = (struct kept){.value = value_unpack(arena, in)};
}

static const struct agg_state min_state = {
    .size = sizeof(struct extreme),
    .nargs = 1,
    .add = min_add,
    .merge = min_merge,
    .save = extreme_save,
    .load = extreme_load,
};

static const struct agg_state max_state = {
    .size = sizeof(struct extreme),
    .nargs = 1,
    .add = max_add,
    .merge = max_merge,
    .save = extreme_save,
    .load = extreme_load,
};

static const struct agg_state min_by_state = {
    .size = sizeof(struct extreme_by),
    .nargs = 2,
    .add = min_by_add,
    .merge = min_by_merge,
    .save = by_save,
    .load = by_load,
};

static const struct agg_state max_by_state = {
    .size = sizeof(struct extreme_by),
    .nargs = 2,
    .add = max_by_add,
    .merge = max_by_merge,
    .save = by_save,
    .load = by_load,
};

const struct agg_row agg_min = {
    .name = "min",
    .usage = "min(x)",
    .summary = "the least value (null < false < true < numbers < durations < times < texts < ...); "
               "null over nothing",
    .note = "Any types, also mixed; numbers compare exactly and keep their digits. Memory per "
            "group: 60 bytes and the value's text.",
    .example = "min(price)",
    .input = "{\"price\":12.50}\n{\"price\":9}\n{\"price\":null}\n",
    .output = "{\"min_price\":9}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_ANY & ~TYPE_NULL},
    .as_written = true,
    .result_types = TYPE_ANY,
    .state = &min_state,
    .result = extreme_result,
};

const struct agg_row agg_max = {
    .name = "max",
    .usage = "max(x)",
    .summary = "the greatest value, in the order of min; null over nothing",
    .note = "Any types, also mixed; numbers compare exactly and keep their digits. Memory per "
            "group: 60 bytes and the value's text.",
    .example = "max(version)",
    .input = "{\"version\":\"1.2\"}\n{\"version\":\"1.10\"}\n",
    .output = "{\"max_version\":\"1.2\"}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_ANY & ~TYPE_NULL},
    .as_written = true,
    .result_types = TYPE_ANY,
    .state = &max_state,
    .result = extreme_result,
};

const struct agg_row agg_min_by = {
    .name = "min_by",
    .usage = "min_by(x, y)",
    .summary = "x of the event with the least y, the first of several; null over nothing",
    .note = "Events whose y is null do not count; x may be null. y may be of any type, in the "
            "order of min. Memory per group: 90 bytes and the texts of x and y.",
    .example = "min_by(host, ms)",
    .input = "{\"host\":\"a\",\"ms\":5}\n{\"host\":\"b\",\"ms\":3}\n{\"host\":\"c\",\"ms\":null}\n",
    .output = "{\"min_by_host\":\"b\"}\n",
    .min_args = 2,
    .max_args = 2,
    .args = {TYPE_ANY, TYPE_ANY & ~TYPE_NULL},
    .as_written = true,
    .result_types = TYPE_ANY,
    .state = &min_by_state,
    .result = beside_result,
};

const struct agg_row agg_max_by = {
    .name = "max_by",
    .usage = "max_by(x, y)",
    .summary = "x of the event with the greatest y, the first of several; null over nothing",
    .note = "Events whose y is null do not count; x may be null. y may be of any type, in the "
            "order of min. Memory per group: 90 bytes and the texts of x and y.",
    .example = "slowest = max_by(path, ms)",
    .input = "{\"path\":\"/a\",\"ms\":5}\n{\"path\":\"/b\",\"ms\":9}\n{\"path\":\"/c\",\"ms\":9}\n",
    .output = "{\"slowest\":\"/b\"}\n",
    .min_args = 2,
    .max_args = 2,
    .args = {TYPE_ANY, TYPE_ANY & ~TYPE_NULL},
    .as_written = true,
    .result_types = TYPE_ANY,
    .state = &max_by_state,
    .result = beside_result,
};
