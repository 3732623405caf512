// SPDX-License-Identifier: MIT
// Sequence functions: what a row says beside the rows of its key before it, in order of arrival.
// rate() takes a counter that has gone down for one that has begun again at 0, as Prometheus does.
#include "data/kept.h"
#include "data/time.h"
#include "funcs/func_sequence_internal.h"

#include <math.h>

enum { BACK_MAX = 1000000 };

static bool prepare_prev(struct prepare *p, void **out)
{
    return sequence_prepare_number(p, out, 1, BACK_MAX);
}

// ---- prev ----

// The last values, at most as many as are asked for. The room grows with them.
struct prev {
    struct kept *values;          // a ring
    uint32_t n, cap;
    uint32_t oldest;
};

// Room for one more of at most `most` values: the ring is laid out anew, the oldest first.
static void grow_prev(struct prev *s, struct arena *kept, uint32_t most)
{
    uint32_t cap = s->cap == 0 ? 1 : s->cap > most / 2 ? most : 2 * s->cap;
    struct kept *values = ARENA_ARRAY(kept, struct kept, cap);
    for (uint32_t i = 0; i < s->n; i++)
        values[i] = s->values[(s->oldest + i) % s->cap];
    *s = (struct prev){.values = values, .n = s->n, .cap = cap};
}

static void remember(struct prev *s, struct arena *kept, uint32_t most, struct value v)
{
    if (s->n == s->cap && s->n < most)
        grow_prev(s, kept, most);
    uint32_t at = s->oldest + s->n;
    if (s->n == most)
        s->oldest = s->oldest + 1 == s->cap ? 0 : s->oldest + 1;
    else
        s->n++;
    kept_set(&s->values[at >= s->cap ? at - s->cap : at], kept, v);
}

static struct value step_prev(struct sequence_call *c, const struct value *args, int nargs)
{
    (void)nargs;
    struct prev *s = c->state;
    uint32_t back = (uint32_t)*(const int64_t *)c->call.prepared;
    struct value v = value_null();
    if (s->n == back)             // a copy: its room is about to be used again
        v = value_copy(c->call.arena, s->values[s->oldest].value);
    remember(s, c->kept, back, args[0].type == VALUE_MISSING ? value_null() : args[0]);
    return v;
}

static void save_prev(const void *state, struct buf *out)
{
    const struct prev *s = state;
    pack_u64(out, s->n);
    for (uint32_t i = 0; i < s->n; i++)
        value_pack(out, s->values[(s->oldest + i) % s->cap].value);
}

static void load_prev(void *state, struct arena *kept, struct unpack *in)
{
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--)
        remember(state, kept, BACK_MAX, value_unpack(kept, in));
}

// ---- delta and rate ----

struct last {
    struct value x;               // a number, a time or a duration; zeros: there is none
    int64_t time;
};

// What is kept of a value: integers beyond 64 bits are calculated with as doubles.
static struct value reckoned(struct value v)
{
    return v.type == VALUE_NUMBER ? value_double(value_as_double(v)) : v;
}

static bool is_number(struct value v)
{
    return v.type == VALUE_INT || v.type == VALUE_DOUBLE;
}

static __int128 ns_of(struct value v)
{
    return v.type == VALUE_TIME ? time_value_ns(v) : v.i;
}

// x - y; null where there is none.
static struct value difference(struct sequence_call *c, struct value x, struct value y)
{
    int64_t z;
    if (value_is_null(x) || value_is_null(y))
        return value_null();
    if (x.type == VALUE_INT && y.type == VALUE_INT && !__builtin_sub_overflow(x.i, y.i, &z))
        return value_int(z);
    if (is_number(x) && is_number(y))
        return value_double(value_as_double(x) - value_as_double(y));
    if (x.type != y.type)
        return call_fail(&c->call, "is of another type than the value before it");
    __int128 ns = ns_of(x) - ns_of(y);
    if (ns < TIME_MIN || ns > TIME_MAX)
        return call_fail(&c->call, "is too far from the value before it");
    return value_duration((int64_t)ns);
}

static struct value step_delta(struct sequence_call *c, const struct value *args, int nargs)
{
    (void)nargs;
    struct last *s = c->state;
    struct value x = reckoned(args[0]), before = s->x;
    s->x = x;
    return difference(c, x, before);
}

// So much per second, in `ns`; rounded once where the product is exact.
static double per_second(double increase, double ns)
{
    double rate = increase * 1e9 / ns;
    return isfinite(rate) ? rate : increase / (ns / 1e9);
}

static struct value step_rate(struct sequence_call *c, const struct value *args, int nargs)
{
    (void)nargs;
    struct last *s = c->state, before = *s;
    s->x = reckoned(args[0]);
    s->time = c->time;
    if (c->time == TIME_NONE)
        return call_fail(&c->call, "has no event time");
    if (value_is_null(s->x) || value_is_null(before.x) || before.time == TIME_NONE ||
        c->time <= before.time)
        return value_null();
    double now = value_as_double(s->x), increase = now;
    if (now >= value_as_double(before.x))
        increase = value_as_double(difference(c, s->x, before.x));
    return value_double(per_second(increase, (double)((__int128)c->time - before.time)));
}

static void save_last(const void *state, struct buf *out)
{
    const struct last *s = state;
    value_pack(out, s->x);
    pack_i64(out, s->time);
}

static void load_last(void *state, struct arena *kept, struct unpack *in)
{
    struct last *s = state;
    s->x = value_unpack(kept, in);
    s->time = unpack_i64(in);
}

// ---- row_number ----

static struct value step_row_number(struct sequence_call *c, const struct value *args, int nargs)
{
    (void)args;
    (void)nargs;
    return value_int(++*(int64_t *)c->state);
}

static void save_row_number(const void *state, struct buf *out)
{
    pack_i64(out, *(const int64_t *)state);
}

static void load_row_number(void *state, struct arena *kept, struct unpack *in)
{
    (void)kept;
    *(int64_t *)state = unpack_i64(in);
}

// ---- the table ----

static const struct sequence sequence_prev = {
    .state_size = sizeof(struct prev),
    .as_written = true,
    .step = step_prev,
    .save = save_prev,
    .load = load_prev,
};
static const struct sequence sequence_delta = {
    .state_size = sizeof(struct last),
    .step = step_delta,
    .save = save_last,
    .load = load_last,
};
static const struct sequence sequence_rate = {
    .state_size = sizeof(struct last),
    .by_time = true,
    .step = step_rate,
    .save = save_last,
    .load = load_last,
};
static const struct sequence sequence_row_number = {
    .state_size = sizeof(int64_t),
    .step = step_row_number,
    .save = save_row_number,
    .load = load_row_number,
};

const struct func_row func_sequence[] = {
    {
        .name = "prev",
        .usage = "prev(x[, n]) [by KEY]",
        .summary = "what x was n rows (1) before; null at first",
        .note = "A null or missing x counts as a value and is remembered as null. n is a constant "
                "up to 1000000; the last n values of each key are kept.",
        .example = "prev(x) by k",
        .input = "{\"k\":\"a\",\"x\":1}\n{\"k\":\"b\",\"x\":5}\n{\"k\":\"a\",\"x\":\"two\"}\n"
                 "{\"k\":\"a\",\"x\":3}\n",
        .output = "null\nnull\n1\n\"two\"\n",
        .min_args = 1,
        .max_args = 2,
        .form = FUNC_SEQUENCE,
        .impure = true,
        .args = {TYPE_ANY, TYPE_INT},
        .result = TYPE_ANY,
        .prepare = prepare_prev,
        .sequence = &sequence_prev,
    },
    {
        .name = "delta",
        .usage = "delta(x) [by KEY]",
        .summary = "x less what it was in the row before: of numbers, durations or times",
        .note = "x - prev(x): null at first, and where either is null. A value of another type is "
                "counted, and remembered as null. Between times it is a duration.",
        .example = "delta(x)",
        .input = "{\"x\":10}\n{\"x\":12.5}\n{\"x\":null}\n{\"x\":20}\n{\"x\":17}\n",
        .output = "null\n2.5\nnull\nnull\n-3\n",
        .min_args = 1,
        .max_args = 1,
        .form = FUNC_SEQUENCE,
        .impure = true,
        .args = {TYPE_NUM | TYPE_TIME | TYPE_DURATION},
        .result = TYPE_NUM | TYPE_DURATION,
        .sequence = &sequence_delta,
    },
    {
        .name = "rate",
        .usage = "rate(x) [by KEY]",
        .summary = "the increase of a counter since the row before, per second of event time",
        .note = "A counter that has gone down has begun again at 0: its new value is the increase. "
                "(For what may go down, divide delta(x) by the time between.) Null at first, where "
                "x is null now or in the row before, and where time has not advanced since.",
        .example = "rate(n)",
        .input = "{\"ts\":\"2026-01-01T00:00:00Z\",\"n\":100}\n"
                 "{\"ts\":\"2026-01-01T00:00:10Z\",\"n\":150}\n"
                 "{\"ts\":\"2026-01-01T00:00:20Z\",\"n\":30}\n",
        .output = "null\n5\n3\n",
        .min_args = 1,
        .max_args = 1,
        .form = FUNC_SEQUENCE,
        .impure = true,
        .args = {TYPE_NUM},
        .result = TYPE_NUM,
        .sequence = &sequence_rate,
    },
    {
        .name = "ewma",
        .usage = "ewma(x, half_life) [by KEY]",
        .summary = "the mean of x so far, in which a value's weight halves with each half_life",
        .note = "By event time: a value that is t older than the latest weighs 2^(-t/half_life), "
                "whatever the order in which they come. Nulls are passed over, and yield null.",
        .example = "ewma(x, 10s)",
        .input = "{\"ts\":\"2026-01-01T00:00:00Z\",\"x\":1}\n"
                 "{\"ts\":\"2026-01-01T00:00:10Z\",\"x\":4}\n"
                 "{\"ts\":\"2026-01-01T00:00:10Z\",\"x\":4}\n",
        .output = "1\n3\n3.4\n",
        .min_args = 2,
        .max_args = 2,
        .form = FUNC_SEQUENCE,
        .impure = true,
        .args = {TYPE_NUM, TYPE_DURATION},
        .result = TYPE_NUM,
        .prepare = sequence_prepare_ewma,
        .sequence = &sequence_ewma,
    },
    {
        .name = "zscore",
        .usage = "zscore(x, n) [by KEY]",
        .summary = "how many standard deviations x is from the mean of the n values before it",
        .note = "The deviation is that of the sample. Null until there are two values before, and "
                "where they are all the same. Nulls are passed over, and yield null. n is a "
                "constant from 2 to 100000; all n values are looked at for each row.",
        .example = "zscore(x, 10)",
        .input = "{\"x\":1}\n{\"x\":3}\n{\"x\":2}\n{\"x\":5}\n",
        .output = "null\nnull\n0\n3\n",
        .min_args = 2,
        .max_args = 2,
        .form = FUNC_SEQUENCE,
        .impure = true,
        .args = {TYPE_NUM, TYPE_INT},
        .result = TYPE_NUM,
        .prepare = sequence_prepare_zscore,
        .sequence = &sequence_zscore,
    },
    {
        .name = "row_number",
        .usage = "row_number() [by KEY]",
        .summary = "the number of the row, from 1",
        .note = "Rows are counted as they reach the stage, in order of arrival.",
        .example = "row_number() by k",
        .input = "{\"k\":\"a\"}\n{\"k\":\"b\"}\n{\"k\":\"a\"}\n",
        .output = "1\n1\n2\n",
        .form = FUNC_SEQUENCE,
        .impure = true,
        .result = TYPE_INT,
        .sequence = &sequence_row_number,
    },
    {0},
};
