// SPDX-License-Identifier: MIT
// quantile, median and pNN: results of one kind of state, so that any number of them over one
// column cost as much as one.
#include "aggs/agg.h"
#include "aggs/quantiles.h"

#include <math.h>

enum { SEEN_NUMBER = 1, SEEN_DURATION = 2 };
enum { PART = 32 };               // values added together

struct state {
    struct quantiles values;
    unsigned seen;
};

static double number_of(struct value v)
{
    return LIKELY(v.type == VALUE_DOUBLE) ? v.d
           : v.type == VALUE_NUMBER       ? value_as_double(v)
                                          : (double)v.i;
}

// Many groups have many places to add to, which no cache holds: they are fetched together.
static void add_part(const struct agg_item *items, size_t n)
{
    double x[PART];
    for (size_t i = 0; i < n; i++) {
        const struct state *s = items[i].state;
        x[i] = number_of(items[i].args[0]);
        quantiles_prefetch(&s->values, x[i]);
    }
    for (size_t i = 0; i < n; i++) {
        struct state *s = items[i].state;
        s->seen |= items[i].args[0].type == VALUE_DURATION ? SEEN_DURATION : SEEN_NUMBER;
        if (LIKELY(isfinite(x[i])))
            quantiles_add(&s->values, items[i].arena, x[i]);
    }
}

static void quantile_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items,
                         size_t n)
{
    for (size_t from = 0; from < n; from += PART)
        add_part(items + from, n - from < PART ? n - from : PART);
}

static void quantile_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                           const void *from)
{
    struct state *s = into;
    const struct state *other = from;
    s->seen |= other->seen;
    quantiles_merge(&s->values, arena, &other->values);
}

static void quantile_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    const struct state *s = state;
    pack_u8(out, (uint8_t)s->seen);
    quantiles_save(&s->values, out);
}

static void quantile_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                          struct unpack *in)
{
    struct state *s = state;
    s->seen = unpack_u8(in);
    quantiles_load(&s->values, arena, in);
}

static const struct agg_state quantile_state = {
    .size = sizeof(struct state),
    .nargs = 1,
    .add = quantile_add,
    .merge = quantile_merge,
    .save = quantile_save,
    .load = quantile_load,
};

static struct value at(const struct agg_reading *reading, double p)
{
    const struct state *s = reading->state;
    if (s->values.n == 0 || s->seen == (SEEN_NUMBER | SEEN_DURATION))
        return value_null();
    double x = quantiles_at(&s->values, p);
    if (s->seen == SEEN_NUMBER)
        return value_double(x);
    return x < 0x1p63 && x >= -0x1p63 ? value_duration(llround(x)) : value_null();
}

static struct value quantile_result(const struct agg_use *use, const struct agg_reading *reading)
{
    return at(reading, value_as_double(use->constants[1]));
}

static const char *quantile_check(const struct agg_use *use, int i)
{
    struct value v = use->constants[i];
    bool is_number = v.type == VALUE_INT || v.type == VALUE_DOUBLE;
    double q = is_number ? value_as_double(v) : -1;
    return q >= 0 && q <= 1 ? NULL : "a number from 0 to 1 is wanted here";
}

#define NOTE                                                                                     \
    "Exact for up to 512 values in a group, with the two nearest values interpolated (as SQL's " \
    "PERCENTILE_CONT). From 513 on it is a DDSketch: the two values at the rank are each told "  \
    "within 0.4 % of their size, whatever the distribution; the least and the greatest stay "    \
    "exact, and so do integers below 256 where all values are integers. The order of events "    \
    "does not matter. Null for numbers mixed with durations. Memory per group: 56 bytes, from 5 "  \
    "values on 270 bytes for every 32, and beyond 512 a further 256 bytes for each power of two "  \
    "that most values span (latencies from 1 to 1000 span ten). Quantiles of one column share it."

const struct agg_row agg_quantile = {
    .name = "quantile",
    .usage = "quantile(x, q)",
    .summary = "the value below which the part q (0 to 1) of all values lies; null over nothing",
    .note = NOTE,
    .example = "quantile(ms, 0.25)",
    .input = "{\"ms\":10}\n{\"ms\":40}\n{\"ms\":20}\n{\"ms\":30}\n{}\n",
    .output = "{\"quantile_ms\":17.5}\n",
    .min_args = 2,
    .max_args = 2,
    .args = {TYPE_NUM | TYPE_DURATION, TYPE_NUM},
    .const_args = 2,
    .result_types = TYPE_DOUBLE | TYPE_DURATION | TYPE_NULL,
    .state = &quantile_state,
    .check = quantile_check,
    .result = quantile_result,
};

// NAME(x) is quantile(x, P).
#define ROW(NAME, P, WHAT, OUTPUT)                                                               \
    static struct value NAME##_result(const struct agg_use *use ATTR_UNUSED,                     \
                                      const struct agg_reading *reading)                         \
    {                                                                                            \
        return at(reading, P);                                                                   \
    }                                                                                            \
    const struct agg_row agg_##NAME = {                                                          \
        .name = #NAME,                                                                           \
        .usage = #NAME "(x)",                                                                    \
        .summary = WHAT "; null over nothing",                                                   \
        .note = NOTE,                                                                            \
        .example = #NAME "(ms)",                                                                 \
        .input = "{\"ms\":10}\n{\"ms\":50}\n{\"ms\":20}\n{\"ms\":40}\n{\"ms\":30}\n",          \
        .output = "{\"" #NAME "_ms\":" OUTPUT "}\n",                                             \
        .min_args = 1,                                                                           \
        .max_args = 1,                                                                           \
        .args = {TYPE_NUM | TYPE_DURATION},                                                      \
        .result_types = TYPE_DOUBLE | TYPE_DURATION | TYPE_NULL,                                 \
        .state = &quantile_state,                                                                \
        .result = NAME##_result,                                                                 \
    };

ROW(median, 0.5, "the value in the middle: quantile(x, 0.5)", "30")
ROW(p5, 0.05, "the 5th percentile: quantile(x, 0.05)", "12")
ROW(p10, 0.1, "the 10th percentile: quantile(x, 0.1)", "14")
ROW(p25, 0.25, "the 25th percentile: quantile(x, 0.25)", "20")
ROW(p50, 0.5, "the 50th percentile, the median: quantile(x, 0.5)", "30")
ROW(p75, 0.75, "the 75th percentile: quantile(x, 0.75)", "40")
ROW(p90, 0.9, "the 90th percentile: quantile(x, 0.9)", "46")
ROW(p95, 0.95, "the 95th percentile: quantile(x, 0.95)", "48")
ROW(p98, 0.98, "the 98th percentile: quantile(x, 0.98)", "49.2")
ROW(p99, 0.99, "the 99th percentile: quantile(x, 0.99)", "49.6")
ROW(p999, 0.999, "the 99.9th percentile: quantile(x, 0.999)", "49.96")
ROW(p9999, 0.9999, "the 99.99th percentile: quantile(x, 0.9999)", "49.996")
