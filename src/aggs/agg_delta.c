// SPDX-License-Identifier: MIT
// delta: the last value minus the first, by event time, ties by arrival, as first() and last() pick
// them.
#include "aggs/agg.h"
#include "aggs/exact_sum.h"
#include "data/kept.h"
#include "data/time.h"

struct end {
    struct kept kept;
    int64_t time;
    uint64_t arrival;
};

struct delta {
    struct end first, last;       // both or none
};

static bool is_before(int64_t time, uint64_t arrival, const struct end *e)
{
    return time != e->time ? time < e->time : arrival < e->arrival;
}

static void set(struct end *e, struct arena *a, const struct agg_item *item)
{
    kept_set(&e->kept, a, item->args[0]);
    e->time = item->time;
    e->arrival = item->arrival;
}

static void note(struct delta *d, struct arena *a, const struct agg_item *item)
{
    bool is_empty = d->first.kept.value.type == VALUE_MISSING;
    if (is_empty || is_before(item->time, item->arrival, &d->first))
        set(&d->first, a, item);
    if (is_empty || !is_before(item->time, item->arrival, &d->last))
        set(&d->last, a, item);
}

static void delta_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        note(items[i].state, items[i].arena, &items[i]);
}

static void merge_end(struct delta *d, struct arena *a, const struct end *e)
{
    struct agg_item item = {.args = &e->kept.value, .time = e->time, .arrival = e->arrival};
    note(d, a, &item);
}

static void delta_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                        const void *from)
{
    const struct delta *other = from;
    if (other->first.kept.value.type == VALUE_MISSING)
        return;
    merge_end(into, arena, &other->first);
    merge_end(into, arena, &other->last);
}

// The number or duration with the other sign. The least integer becomes a long one.
static struct value negated(struct arena *a, struct value v)
{
    if (v.type == VALUE_DOUBLE)
        return value_double(-v.d);
    if (v.type == VALUE_INT && v.i == INT64_MIN)
        return value_slice(VALUE_NUMBER, "9223372036854775808", 19);
    if (v.type != VALUE_NUMBER)
        return (struct value){.type = v.type, .i = -v.i};
    if (v.p[0] == '-')
        return value_slice(VALUE_NUMBER, v.p + 1, v.len - 1);
    char *text = arena_alloc(a, (size_t)v.len + 1);
    text[0] = '-';
    memcpy(text + 1, v.p, v.len);
    return value_slice(VALUE_NUMBER, text, (size_t)v.len + 1);
}

static struct value time_difference(struct value from, struct value to)
{
    __int128 ns = time_value_ns(to) - time_value_ns(from);
    return ns == (int64_t)ns ? value_duration((int64_t)ns) : value_null();
}

static struct value delta_result(const struct agg_use *use ATTR_UNUSED,
                                 const struct agg_reading *reading)
{
    const struct delta *d = reading->state;
    struct value from = d->first.kept.value, to = d->last.kept.value;
    if (value_is_null(from))
        return value_null();
    if (from.type == VALUE_TIME && to.type == VALUE_TIME)
        return time_difference(from, to);
    if (from.type == VALUE_TIME || to.type == VALUE_TIME ||
        (from.type == VALUE_DURATION && from.i == INT64_MIN))
        return value_null();
    struct exact_sum sum = {0};
    exact_sum_add(&sum, reading->arena, to);
    exact_sum_add(&sum, reading->arena, negated(reading->arena, from));
    return exact_sum_total(&sum, reading->arena);
}

static void end_save(const struct end *e, struct buf *out)
{
    value_pack(out, e->kept.value);
    pack_i64(out, e->time);
    pack_u64(out, e->arrival);
}

static void end_load(struct end *e, struct arena *a, struct unpack *in)
{
    *e = (struct end){.kept.value = value_unpack(a, in)};
    e->time = unpack_i64(in);
    e->arrival = unpack_u64(in);
    unsigned type = value_type_set(e->kept.value);
    if (!(type & (TYPE_NULL | TYPE_NUM | TYPE_DURATION | TYPE_TIME)))
        in->failed = true;
}

static void delta_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    const struct delta *d = state;
    end_save(&d->first, out);
    end_save(&d->last, out);
}

static void delta_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                       struct unpack *in)
{
    struct delta *d = state;
    end_load(&d->first, arena, in);
    end_load(&d->last, arena, in);
    if (in->failed)
        *d = (struct delta){0};
}

static const struct agg_state delta_state = {
    .size = sizeof(struct delta),
    .nargs = 1,
    .add = delta_add,
    .merge = delta_merge,
    .save = delta_save,
    .load = delta_load,
};

const struct agg_row agg_delta = {
    .name = "delta",
    .usage = "delta(x)",
    .summary = "the last x minus the first, by event time (by arrival without one); null over "
               "nothing",
    .note = "Numbers, durations, or times (then it is a duration); null for a mixture. Nulls are "
            "skipped, and of one value alone it is 0. Integers are subtracted exactly. A counter "
            "that was set back in between is not noticed. Memory per group: 100 bytes.",
    .example = "delta(bytes) by host",
    .input = "{\"host\":\"a\",\"bytes\":100}\n{\"host\":\"a\",\"bytes\":170}\n"
             "{\"host\":\"a\",\"bytes\":160}\n",
    .output = "{\"host\":\"a\",\"delta_bytes\":60}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_NUM | TYPE_DURATION | TYPE_TIME},
    .by_time = true,
    .result_types = TYPE_NUM | TYPE_DURATION | TYPE_NULL,
    .state = &delta_state,
    .result = delta_result,
};
