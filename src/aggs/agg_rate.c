// SPDX-License-Identifier: MIT
#include "aggs/agg.h"
#include "aggs/exact_sum.h"
#include "data/time.h"

struct rate {
    struct exact_sum sum;         // its n counts the events; without an argument nothing is added
    int64_t first, last;          // event times; TIME_MAX and TIME_MIN before the first
};

static void rate_init(const struct agg_use *use ATTR_UNUSED, void *state)
{
    *(struct rate *)state = (struct rate){.first = TIME_MAX, .last = TIME_MIN};
}

static void rate_add(const struct agg_use *use, const struct agg_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct rate *r = items[i].state;
        if (use->nargs)
            exact_sum_add(&r->sum, items[i].arena, items[i].args[0]);
        else
            r->sum.n++;
        int64_t t = items[i].time;
        if (t == TIME_NONE)
            continue;
        r->first = t < r->first ? t : r->first;
        r->last = t > r->last ? t : r->last;
    }
}

static void rate_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                       const void *from)
{
    struct rate *r = into;
    const struct rate *other = from;
    exact_sum_merge(&r->sum, arena, &other->sum);
    r->first = other->first < r->first ? other->first : r->first;
    r->last = other->last > r->last ? other->last : r->last;
}

static struct value rate_result(const struct agg_use *use, const struct agg_reading *reading)
{
    const struct rate *r = reading->state, *total = reading->total;
    int64_t start = reading->start, end = reading->end;
    if (start == TIME_MIN && end == TIME_MAX && total) {
        start = total->first;
        end = total->last;
    }
    if (end <= start || r->sum.n == 0)
        return value_null();
    double amount = (double)r->sum.n;
    if (use->nargs) {
        struct value sum = exact_sum_total(&r->sum, reading->arena);
        if (value_is_null(sum))
            return value_null();
        amount = value_as_double(sum);
    }
    double seconds = (double)((__int128)end - start) / 1e9;
    return value_double(amount / seconds);
}

static void rate_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    const struct rate *r = state;
    exact_sum_save(&r->sum, out);
    pack_i64(out, r->first);
    pack_i64(out, r->last);
}

static void rate_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                      struct unpack *in)
{
    struct rate *r = state;
    exact_sum_load(&r->sum, arena, in);
    r->first = unpack_i64(in);
    r->last = unpack_i64(in);
}

static const struct agg_state rate_state = {
    .size = sizeof(struct rate),
    .nargs = 1,
    .init = rate_init,
    .add = rate_add,
    .merge = rate_merge,
    .save = rate_save,
    .load = rate_load,
};

const struct agg_row agg_rate = {
    .name = "rate",
    .usage = "rate([x])",
    .summary = "events, or the sum of x, per second of the window; null over nothing",
    .note = "The whole length of the window counts, also where it is still open or has no events. "
            "Without a window it is the time from the first to the last event of all groups (with "
            "a where, of those it lets through), which must have event times (-t); null where "
            "that is 0. Memory per group: 48 bytes.",
    .example = "window 10s | rate, rate(bytes)",
    .input = "{\"time\":\"2026-01-01T00:00:01Z\",\"bytes\":100}\n"
             "{\"time\":\"2026-01-01T00:00:02Z\",\"bytes\":150}\n",
    .output = "{\"window_start\":\"2026-01-01T00:00:00Z\",\"window_end\":\"2026-01-01T00:00:10Z\","
              "\"rate\":0.2,\"rate_bytes\":25}\n",
    .max_args = 1,
    .args = {TYPE_NUM},
    .by_time = true,
    .result_types = TYPE_DOUBLE | TYPE_NULL,
    .total = TOTAL_UNWINDOWED,
    .state = &rate_state,
    .result = rate_result,
};
