// SPDX-License-Identifier: MIT
// ewma: a mean in which the weight of a value halves with every half-life of its age, by event
// time.
//
// Sums of decayed values would depend on the order in which they are made. So time is cut into
// steps of one half-life; within a step the exact sums of x * 2^f and of 2^f are kept, where f is
// how far into the step an event lies. The steps are put together, newest first, when the mean is
// asked for. Invariant: `steps` ascends, and spans at most KEEP half-lives; what is older has
// weight 2^-64.
#include "aggs/agg.h"
#include "aggs/exact_sum.h"
#include "data/time.h"

#include <math.h>

enum { KEEP = 64 };

struct step {
    int64_t number;               // floor(time / half-life)
    struct exact_sum values, weights;
};

struct ewma {
    struct step *steps;
    uint32_t n, cap;
};

static int64_t half_life(const struct agg_use *use)
{
    return use->constants[1].i;
}

static int64_t step_number(int64_t time, int64_t half)
{
    return time / half - (time % half < 0);
}

// Are the two steps, the older first, too far apart to be kept both?
static bool is_apart(int64_t older, int64_t newer)
{
    return (__int128)newer - older > KEEP;
}

static bool is_forgotten(const struct ewma *e, int64_t number)
{
    return e->n && is_apart(number, e->steps[e->n - 1].number);
}

static void forget(struct ewma *e)
{
    uint32_t gone = 0;
    while (is_forgotten(e, e->steps[gone].number))
        gone++;
    if (gone) {
        memmove(e->steps, e->steps + gone, (e->n - gone) * sizeof *e->steps);
        e->n -= gone;
    }
}

static void make_room(struct ewma *e, struct arena *a)
{
    if (e->n < e->cap)
        return;
    uint32_t cap = e->cap ? 2 * e->cap : 2;
    struct step *steps = arena_alloc(a, cap * sizeof *steps);
    if (e->n)
        memcpy(steps, e->steps, e->n * sizeof *steps);
    e->steps = steps;
    e->cap = cap;
}

// The step of that number, made where it is missing; NULL if it is too old.
static struct step *find_step(struct ewma *e, struct arena *a, int64_t number)
{
    if (is_forgotten(e, number))
        return NULL;
    uint32_t at = e->n;
    while (at > 0 && e->steps[at - 1].number > number)
        at--;
    if (at > 0 && e->steps[at - 1].number == number)
        return &e->steps[at - 1];
    make_room(e, a);
    memmove(e->steps + at + 1, e->steps + at, (e->n - at) * sizeof *e->steps);
    e->steps[at] = (struct step){.number = number};
    e->n++;
    if (at + 1 < e->n)
        return &e->steps[at];
    forget(e);
    return &e->steps[e->n - 1];
}

static void ewma_add(const struct agg_use *use, const struct agg_item *items, size_t n)
{
    int64_t half = half_life(use);
    for (size_t i = 0; i < n; i++) {
        const struct agg_item *item = &items[i];
        if (item->time == TIME_NONE)
            continue;
        int64_t number = step_number(item->time, half);
        struct step *step = find_step(item->state, item->arena, number);
        if (!step)
            continue;
        double into = (double)((__int128)item->time - (__int128)number * half) / (double)half;
        double weight = exp2(into);
        // Halved, so that no finite value becomes infinite.
        double x = value_as_double(item->args[0]) * 0.5 * weight;
        exact_sum_add(&step->values, item->arena, value_double(x));
        exact_sum_add(&step->weights, item->arena, value_double(weight * 0.5));
    }
}

static void ewma_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                       const void *from)
{
    const struct ewma *other = from;
    for (uint32_t i = other->n; i-- > 0;) {
        const struct step *old = &other->steps[i];
        struct step *step = find_step(into, arena, old->number);
        if (!step)
            return;
        exact_sum_merge(&step->values, arena, &old->values);
        exact_sum_merge(&step->weights, arena, &old->weights);
    }
}

static struct value ewma_result(const struct agg_use *use ATTR_UNUSED,
                                const struct agg_reading *reading)
{
    const struct ewma *e = reading->state;
    double values = 0, weights = 0;
    for (uint32_t i = e->n; i-- > 0;) {
        const struct step *step = &e->steps[i];
        struct value v = exact_sum_total(&step->values, reading->arena);
        struct value w = exact_sum_total(&step->weights, reading->arena);
        if (v.type != VALUE_DOUBLE || w.type != VALUE_DOUBLE)
            return value_null();
        int age = (int)(e->steps[e->n - 1].number - step->number);
        values += ldexp(v.d, -age);
        weights += ldexp(w.d, -age);
    }
    double mean = values / weights;
    return e->n && isfinite(mean) ? value_double(mean) : value_null();
}

static void ewma_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    const struct ewma *e = state;
    pack_u64(out, e->n);
    for (uint32_t i = 0; i < e->n; i++) {
        pack_i64(out, e->steps[i].number);
        exact_sum_save(&e->steps[i].values, out);
        exact_sum_save(&e->steps[i].weights, out);
    }
}

static void ewma_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                      struct unpack *in)
{
    struct ewma *e = state;
    uint64_t n = unpack_u64(in);
    if (n > KEEP + 1)
        in->failed = true;
    for (uint64_t i = 0; i < n && !in->failed; i++) {
        struct step step = {.number = unpack_i64(in)};
        exact_sum_load(&step.values, arena, in);
        exact_sum_load(&step.weights, arena, in);
        if (i && (step.number <= e->steps[i - 1].number ||
                  is_apart(e->steps[0].number, step.number)))
            in->failed = true;
        if (in->failed)
            break;
        make_room(e, arena);
        e->steps[e->n++] = step;
    }
}

static const char *ewma_check(const struct agg_use *use, int i)
{
    struct value v = use->constants[i];
    return v.type == VALUE_DURATION && v.i > 0 ? NULL : "a duration above 0 is wanted here";
}

static const struct agg_state ewma_state = {
    .size = sizeof(struct ewma),
    .nargs = 2,
    .add = ewma_add,
    .merge = ewma_merge,
    .save = ewma_save,
    .load = ewma_load,
};

const struct agg_row agg_ewma = {
    .name = "ewma",
    .usage = "ewma(x, half_life)",
    .summary = "the mean of x with weights that halve with every half-life before the newest "
               "event, by event time; null over nothing",
    .note = "The order of arrival does not matter. Events without an event time do not count, nor "
            "do nulls; what is 65 half-lives older than the newest is forgotten. Memory per group: "
            "72 bytes for each half-life with events, at most 5 kB.",
    .example = "time ts | ewma(load, 1m)",
    .input = "{\"ts\":\"2026-01-01T00:00:00Z\",\"load\":1}\n"
             "{\"ts\":\"2026-01-01T00:01:00Z\",\"load\":4}\n",
    .output = "{\"ewma_load\":3}\n",
    .min_args = 2,
    .max_args = 2,
    .args = {TYPE_NUM, TYPE_DURATION},
    .by_time = true,
    .const_args = 2,
    .result_types = TYPE_DOUBLE | TYPE_NULL,
    .state = &ewma_state,
    .check = ewma_check,
    .result = ewma_result,
};
