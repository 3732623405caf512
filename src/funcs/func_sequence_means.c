// SPDX-License-Identifier: MIT
// Sequence functions that calculate: ewma and zscore, and what all of them share.
//
// ewma() is the mean under exponential decay by event time, kept relative to the latest time seen
// (G. Cormode, V. Shkapenyuk, D. Srivastava, B. Xu: Forward Decay, ICDE 2009), so that rows out of
// order weigh what they should; it is what pandas calls ewm(halflife, times), adjusted. zscore()
// goes through its values twice, shifted by one of them: nothing is ever subtracted from a sum.
#include "data/time.h"
#include "funcs/func_sequence_internal.h"

#include <math.h>

enum { VALUES_MAX = 100000 };

bool sequence_prepare_number(struct prepare *p, void **out, int64_t least, int64_t most)
{
    int64_t *n = ARENA_NEW(p->arena, int64_t);
    *n = 1;
    *out = n;
    if (p->nargs < 2)
        return true;
    p->error_arg = 1;
    if (!p->is_const[1] || p->args[1].type != VALUE_INT) {
        p->error = "a constant whole number is wanted here";
        return false;
    }
    *n = p->args[1].i;
    if (*n >= least && *n <= most)
        return true;
    p->error = arena_printf(p->arena, "a number from %lld to %lld is wanted here",
                            (long long)least, (long long)most);
    return false;
}

// ---- ewma ----

bool sequence_prepare_ewma(struct prepare *p, void **out)
{
    int64_t *half_life = ARENA_NEW(p->arena, int64_t);
    *out = half_life;
    p->error_arg = 1;
    bool is_duration = p->is_const[1] && p->args[1].type == VALUE_DURATION;
    if (is_duration && p->args[1].len) {
        p->error = "a month or a year has no fixed length";
        return false;
    }
    p->error = "a constant duration above zero is wanted here, such as 5m";
    *half_life = is_duration ? p->args[1].i : 0;
    return *half_life > 0;
}

struct ewma {
    double weight;                // of all values, at `time`; 0: there are none
    double mean;
    int64_t time;                 // the latest
};

static double decay(int64_t from, int64_t to, int64_t half_life)
{
    return exp2(-(double)((__int128)to - from) / (double)half_life);
}

// Towards x by that share of the way. Equal values stay equal.
static double move(double mean, double x, double share)
{
    double way = x - mean;
    return isfinite(way) ? mean + way * share : mean * (1 - share) + x * share;
}

static struct value step_ewma(struct sequence_call *c, const struct value *args, int nargs)
{
    (void)nargs;
    struct ewma *s = c->state;
    int64_t half_life = *(const int64_t *)c->call.prepared;
    if (value_is_null(args[0]))
        return value_null();
    if (c->time == TIME_NONE)
        return call_fail(&c->call, "has no event time");
    double x = value_as_double(args[0]), weight = 1;
    if (!isfinite(x))
        return call_fail(&c->call, "is beyond the range of numbers");
    if (s->weight == 0 || c->time >= s->time) {
        s->weight *= s->weight == 0 ? 0 : decay(s->time, c->time, half_life);
        s->time = c->time;
    } else {
        weight = decay(c->time, s->time, half_life);
    }
    s->weight += weight;
    s->mean = move(s->mean, x, weight / s->weight);
    return value_double(s->mean);
}

static void save_ewma(const void *state, struct buf *out)
{
    const struct ewma *s = state;
    pack_double(out, s->weight);
    pack_double(out, s->mean);
    pack_i64(out, s->time);
}

static void load_ewma(void *state, struct arena *kept, struct unpack *in)
{
    (void)kept;
    struct ewma *s = state;
    s->weight = unpack_double(in);
    s->mean = unpack_double(in);
    s->time = unpack_i64(in);
}

const struct sequence sequence_ewma = {
    .state_size = sizeof(struct ewma),
    .by_time = true,
    .step = step_ewma,
    .save = save_ewma,
    .load = load_ewma,
};

// ---- zscore ----

bool sequence_prepare_zscore(struct prepare *p, void **out)
{
    return sequence_prepare_number(p, out, 2, VALUES_MAX);
}

struct zscore {
    double *values;               // a ring
    uint32_t n, cap;
    uint32_t oldest;
};

static void grow_values(struct zscore *s, struct arena *kept, uint32_t most)
{
    uint32_t cap = s->cap == 0 ? 4 : 2 * s->cap;
    cap = cap > most ? most : cap;
    double *values = arena_alloc(kept, cap * sizeof *values);
    for (uint32_t i = 0; i < s->n; i++)
        values[i] = s->values[(s->oldest + i) % s->cap];
    *s = (struct zscore){.values = values, .n = s->n, .cap = cap};
}

static void remember_number(struct zscore *s, struct arena *kept, uint32_t most, double x)
{
    if (s->n == s->cap && s->n < most)
        grow_values(s, kept, most);
    uint32_t at = s->oldest + s->n;
    if (s->n == most)
        s->oldest = s->oldest + 1 == s->cap ? 0 : s->oldest + 1;
    else
        s->n++;
    s->values[at >= s->cap ? at - s->cap : at] = x;
}

// The standard deviation of the sample, and its mean; the order of the sums does not depend on
// where the ring begins, so that a saved and loaded state goes on alike.
static double deviation(const struct zscore *s, double *mean)
{
    double shift = s->values[s->oldest], sum = 0, squares = 0;
    for (uint32_t i = 0, at = s->oldest; i < s->n; i++, at = at + 1 == s->cap ? 0 : at + 1)
        sum += s->values[at] - shift;
    sum /= s->n;
    for (uint32_t i = 0, at = s->oldest; i < s->n; i++, at = at + 1 == s->cap ? 0 : at + 1) {
        double d = s->values[at] - shift - sum;
        squares += d * d;
    }
    *mean = shift + sum;
    return sqrt(squares / (s->n - 1));
}

static struct value step_zscore(struct sequence_call *c, const struct value *args, int nargs)
{
    (void)nargs;
    struct zscore *s = c->state;
    if (value_is_null(args[0]))
        return value_null();
    double x = value_as_double(args[0]), mean, score = NAN;
    if (!isfinite(x))
        return call_fail(&c->call, "is beyond the range of numbers");
    bool has_score = false;
    if (s->n >= 2) {
        double sd = deviation(s, &mean);
        has_score = sd != 0;
        score = (x - mean) / sd;
    }
    remember_number(s, c->kept, (uint32_t)*(const int64_t *)c->call.prepared, x);
    return has_score ? value_double(score) : value_null();
}

static void save_zscore(const void *state, struct buf *out)
{
    const struct zscore *s = state;
    pack_u64(out, s->n);
    for (uint32_t i = 0; i < s->n; i++)
        pack_double(out, s->values[(s->oldest + i) % s->cap]);
}

static void load_zscore(void *state, struct arena *kept, struct unpack *in)
{
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--)
        remember_number(state, kept, VALUES_MAX, unpack_double(in));
}

const struct sequence sequence_zscore = {
    .state_size = sizeof(struct zscore),
    .step = step_zscore,
    .save = save_zscore,
    .load = load_zscore,
};
