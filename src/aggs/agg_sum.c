// SPDX-License-Identifier: MIT
// sum, avg and share: an exact sum and the number of values in it.
#include "aggs/agg.h"
#include "aggs/exact_sum.h"

// Without an argument (share) events are counted.
static void sum_add(const struct agg_use *use, const struct agg_item *items, size_t n)
{
    if (use->nargs == 0) {
        for (size_t i = 0; i < n; i++)
            ((struct exact_sum *)items[i].state)->n++;
        return;
    }
    for (size_t i = 0; i < n; i++)
        exact_sum_add(items[i].state, items[i].arena, items[i].args[0]);
}

static void sum_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                      const void *from)
{
    exact_sum_merge(into, arena, from);
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

static const struct agg_state sum_state = {
    .size = sizeof(struct exact_sum),
    .nargs = 1,
    .add = sum_add,
    .merge = sum_merge,
    .save = sum_save,
    .load = sum_load,
};

static struct value sum_result(const struct agg_use *use ATTR_UNUSED,
                               const struct agg_reading *reading)
{
    return exact_sum_total(reading->state, reading->arena);
}

static struct value avg_result(const struct agg_use *use ATTR_UNUSED,
                               const struct agg_reading *reading)
{
    return exact_sum_mean(reading->state, reading->arena);
}

// What a share is a share of: a number, also for durations. False where there is none.
static bool share_amount(const struct agg_use *use, const struct exact_sum *s, struct arena *a,
                         double *amount)
{
    if (use->nargs == 0) {
        *amount = (double)s->n;
        return true;
    }
    struct value total = exact_sum_total(s, a);
    if (value_is_null(total))
        return false;
    *amount = total.type == VALUE_DURATION ? (double)total.i : value_as_double(total);
    return true;
}

static struct value share_result(const struct agg_use *use, const struct agg_reading *reading)
{
    double part, whole;
    if (!reading->total)          // a window without events
        return value_null();
    if (!share_amount(use, reading->state, reading->arena, &part) ||
        !share_amount(use, reading->total, reading->arena, &whole) || whole == 0)
        return value_null();
    return value_double(part / whole);
}

const struct agg_row agg_sum = {
    .name = "sum",
    .usage = "sum(x)",
    .summary = "the sum of numbers or of durations, exact and rounded once; null over nothing",
    .note = "Integers add up exactly, to any length; with a double among them the result is the "
            "nearest double to the exact sum, whatever the order. Null where the sum is beyond "
            "the range of doubles and for numbers mixed with durations. A value of another type is "
            "an error, and left out. Memory per group: 32 bytes; sums whose values lie more than "
            "19 digits apart take 1.1 kB more.",
    .example = "sum(bytes), sum(seconds)",
    .input = "{\"bytes\":9007199254740993,\"seconds\":0.1}\n"
             "{\"bytes\":2,\"seconds\":0.2}\n"
             "{\"bytes\":null,\"seconds\":0.3}\n",
    .output = "{\"sum_bytes\":9007199254740995,\"sum_seconds\":0.6}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_NUM | TYPE_DURATION},
    .result_types = TYPE_NUM | TYPE_DURATION | TYPE_NULL,
    .state = &sum_state,
    .result = sum_result,
};

const struct agg_row agg_avg = {
    .name = "avg",
    .usage = "avg(x)",
    .summary = "the mean of numbers or of durations, exact and rounded once; null over nothing",
    .note = "The nearest double to the exact sum by the count, even where the sum itself is beyond "
            "the range of doubles. Nulls do not count. Shares its memory with sum(x).",
    .example = "avg(latency_ms)",
    .input = "{\"latency_ms\":20}\n{\"latency_ms\":25}\n{}\n",
    .output = "{\"avg_latency_ms\":22.5}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_NUM | TYPE_DURATION},
    .result_types = TYPE_DOUBLE | TYPE_DURATION | TYPE_NULL,
    .state = &sum_state,
    .result = avg_result,
};

const struct agg_row agg_share = {
    .name = "share",
    .usage = "share([x])",
    .summary = "the group's part of the window's events, or of its sum of x, from 0 to 1; null "
               "where the whole is 0",
    .note = "The whole is that of all groups of the window; with a where, of what it lets through. "
            "Values below 0 count as they are, so that parts may be below 0 or above 1. It wants "
            "a window that all groups have in common (no session, count or sliding window), and "
            "emit final. Memory per group: that of sum(x).",
    .example = "share, share(bytes) by host",
    .input = "{\"host\":\"a\",\"bytes\":10}\n{\"host\":\"b\",\"bytes\":20}\n"
             "{\"host\":\"a\",\"bytes\":10}\n{\"host\":\"a\"}\n",
    .output = "{\"host\":\"a\",\"share\":0.75,\"share_bytes\":0.5}\n"
              "{\"host\":\"b\",\"share\":0.25,\"share_bytes\":0.5}\n",
    .max_args = 1,
    .args = {TYPE_NUM | TYPE_DURATION},
    .result_types = TYPE_DOUBLE | TYPE_NULL,
    .total = TOTAL_ALWAYS,
    .state = &sum_state,
    .result = share_result,
};
