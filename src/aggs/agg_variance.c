// SPDX-License-Identifier: MIT
// variance and stddev, of a sample and of a population: the exact sums of x and of x squared.
#include "aggs/agg.h"
#include "aggs/exact_squares.h"

#include <math.h>

struct moments {
    struct exact_sum sum;
    struct exact_squares squares;
};

static void variance_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items,
                         size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct moments *m = items[i].state;
        struct value v = items[i].args[0];
        if (v.type == VALUE_NUMBER)       // an integer beyond 64 bits
            v = value_double(value_as_double(v));
        exact_sum_add(&m->sum, items[i].arena, v);
        if (v.type == VALUE_INT)
            exact_squares_add_int(&m->squares, items[i].arena, v.i);
        else if (LIKELY(isfinite(v.d)))
            exact_squares_add_double(&m->squares, items[i].arena, v.d);
    }
}

static void variance_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                           const void *from)
{
    struct moments *m = into;
    const struct moments *other = from;
    exact_sum_merge(&m->sum, arena, &other->sum);
    exact_squares_merge(&m->squares, arena, &other->squares);
}

static void variance_save(const struct agg_use *use ATTR_UNUSED, const void *state,
                          struct buf *out)
{
    const struct moments *m = state;
    exact_sum_save(&m->sum, out);
    exact_squares_save(&m->squares, out);
}

static void variance_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                          struct unpack *in)
{
    struct moments *m = state;
    exact_sum_load(&m->sum, arena, in);
    exact_squares_load(&m->squares, arena, in);
}

static const struct agg_state variance_state = {
    .size = sizeof(struct moments),
    .nargs = 1,
    .add = variance_add,
    .merge = variance_merge,
    .save = variance_save,
    .load = variance_load,
};

static bool variance(const struct agg_reading *reading, bool is_sample, struct scaled *v)
{
    const struct moments *m = reading->state;
    if (m->sum.n <= is_sample || m->sum.seen & SUM_INFINITE)
        return false;
    *v = exact_variance(&m->sum, &m->squares, reading->arena, is_sample);
    return true;
}

static struct value variance_of(const struct agg_reading *reading, bool is_sample)
{
    struct scaled v;
    if (!variance(reading, is_sample, &v))
        return value_null();
    double d = ldexp(v.mantissa, v.exponent);
    return isfinite(d) ? value_double(d) : value_null();
}

static struct value stddev_of(const struct agg_reading *reading, bool is_sample)
{
    struct scaled v;
    if (!variance(reading, is_sample, &v))
        return value_null();
    double d = ldexp(sqrt(v.mantissa), v.exponent / 2);
    return isfinite(d) ? value_double(d) : value_null();
}

#define NOTE                                                                                     \
    "Calculated from the exact sums of x and of x squared, and rounded at the end: values that " \
    "lie close together far from 0 lose nothing, and the order of events does not matter. "      \
    "Integers beyond 64 bits count as the nearest double. Memory per group: 80 bytes; 1.1 kB "   \
    "more where values lie more than 20 digits apart. variance and stddev of one column share it."

// NAME(x) by FUNCTION(reading, SAMPLE).
#define ROW(NAME, FUNCTION, SAMPLE, WHAT, OUTPUT)                                                \
    static struct value NAME##_result(const struct agg_use *use ATTR_UNUSED,                     \
                                      const struct agg_reading *reading)                         \
    {                                                                                            \
        return FUNCTION(reading, SAMPLE);                                                        \
    }                                                                                            \
    const struct agg_row agg_##NAME = {                                                          \
        .name = #NAME,                                                                           \
        .usage = #NAME "(x)",                                                                    \
        .summary = WHAT,                                                                         \
        .note = NOTE,                                                                            \
        .example = #NAME "(ms)",                                                                 \
        .input = "{\"ms\":1}\n{\"ms\":3}\n{\"ms\":5}\n{\"ms\":7}\n{}\n",                         \
        .output = "{\"" #NAME "_ms\":" OUTPUT "}\n",                                             \
        .min_args = 1,                                                                           \
        .max_args = 1,                                                                           \
        .args = {TYPE_NUM},                                                                      \
        .result_types = TYPE_DOUBLE | TYPE_NULL,                                                 \
        .state = &variance_state,                                                                \
        .result = NAME##_result,                                                                 \
    };

ROW(stddev, stddev_of, true,
    "the standard deviation of a sample (by n - 1); null for fewer than two values",
    "2.581988897471611")
ROW(variance, variance_of, true,
    "the variance of a sample (by n - 1); null for fewer than two values", "6.666666666666667")
ROW(stddev_pop, stddev_of, false, "the standard deviation of the whole (by n); null over nothing",
    "2.23606797749979")
ROW(variance_pop, variance_of, false, "the variance of the whole (by n); null over nothing", "5")
