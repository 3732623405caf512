// SPDX-License-Identifier: MIT
// bucket(): the lower bound of the interval that a number is in. With a size the bounds are its
// multiples in decimal, as people see them: bucket(0.3, 0.1) is 0.3, though the double 0.3 / 0.1 is
// below 3. A size m * 10^-e has the bounds k * m / 10^e, which are rounded only once.
#include "data/number.h"
#include "data/walk.h"
#include "funcs/func.h"

#include <math.h>
#include <stdlib.h>

extern const struct func_row func_bucket[];

enum { POWERS = 23 };

static struct value fail(struct call *call, int arg, const char *error)
{
    call->error_arg = arg;
    call->error = error;
    return value_null();
}

// A size of doubles: mantissa / power, where both are whole and exact; else power is 0.
struct size {
    double size, mantissa, power;
};

// What is known before the run: a size, or bounds in ascending order.
struct bucket {
    struct value *bounds;
    size_t n;
    struct size size;             // of a constant that is a double; .size 0: not known
};

static struct size size_of(double d)
{
    static const double powers[POWERS] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                          1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                          1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    struct size s = {.size = d};
    for (int e = 0; e < POWERS && d < 0x1p53; e++) {
        double mantissa = round(d * powers[e]);
        if (mantissa >= 0x1p53)
            break;
        if (mantissa > 0 && mantissa / powers[e] == d) {
            s.mantissa = mantissa;
            s.power = powers[e];
            break;
        }
    }
    return s;
}

static double bound(const struct size *s, double k)
{
    double product = k * s->mantissa;
    return s->power > 0 && fabs(product) < 0x1p53 ? product / s->power : k * s->size;
}

static struct value bucket_double(double x, const struct size *s)
{
    double k = floor(x / s->size);
    if (fabs(k) < 0x1p53) {
        while (bound(s, k) > x)
            k--;
        while (bound(s, k + 1) <= x)
            k++;
    }
    double d = bound(s, k) + 0.0;       // no minus zero
    return d == floor(d) && fabs(d) < 0x1p63 ? value_int((int64_t)d) : value_double(d);
}

static struct value bucket_int(struct call *call, int64_t x, int64_t size)
{
    int64_t rest = x % size, low;
    if (rest < 0)
        rest += size;
    if (!__builtin_sub_overflow(x, rest, &low))
        return value_int(low);
    char *out = arena_alloc(call->arena, NUMBER_MAX);
    return value_slice(VALUE_NUMBER, out, number_write_int128(out, (__int128)x - rest));
}

static bool is_size(struct value v)
{
    return v.type == VALUE_DURATION || v.type == VALUE_INT ? v.i > 0 : value_as_double(v) > 0;
}

static struct value by_size(struct call *call, struct value x, struct value size)
{
    const struct bucket *b = call->prepared;
    if ((x.type == VALUE_DURATION) != (size.type == VALUE_DURATION))
        return fail(call, 1, "is a size of another type than the value");
    if (!is_size(size))
        return fail(call, 1, "is not a size above zero");
    if (x.type == VALUE_DURATION) {
        struct value v = bucket_int(call, x.i, size.i);
        return v.type == VALUE_INT ? value_duration(v.i) : fail(call, 0, "is out of range");
    }
    if (x.type == VALUE_INT && size.type == VALUE_INT)
        return bucket_int(call, x.i, size.i);
    struct size s = b->size.size > 0 ? b->size : size_of(value_as_double(size));
    double d = value_as_double(x);
    return isfinite(d) ? bucket_double(d, &s) : value_double(d);
}

// The last bound that is not above x; null below the first.
static struct value by_bounds(struct arena *a, struct value x, const struct value *bounds, size_t n)
{
    size_t low = 0;
    while (n > 0) {
        size_t half = n / 2;
        bool is_above = value_compare(a, bounds[low + half], x) > 0;
        low = is_above ? low : low + half + 1;
        n = is_above ? half : n - half - 1;
    }
    return low ? bounds[low - 1] : value_null();
}

// What is wrong with bounds, or NULL.
static const char *read_bounds(struct arena *a, struct value array, struct bucket *b)
{
    struct value v;
    size_t n = 0;
    for (struct walk w = walk_begin(array); walk_element(&w, &v);)
        n++;
    b->bounds = ARENA_ARRAY(a, struct value, n);
    b->n = 0;
    for (struct walk w = walk_begin(array); walk_element(&w, &v); b->n++) {
        if (!(value_type_set(v) & TYPE_NUM))
            return "has bounds that are not numbers";
        b->bounds[b->n] = value_resolve(v);
        if (b->n && value_compare(a, b->bounds[b->n - 1], b->bounds[b->n]) >= 0)
            return "has bounds that do not ascend";
    }
    return n ? NULL : "has no bounds";
}

static struct value call_bucket(struct call *call, const struct value *args,
                                int nargs ATTR_UNUSED)
{
    const struct bucket *b = call->prepared;
    struct bucket made;
    if (args[1].type != VALUE_ARRAY)
        return by_size(call, args[0], args[1]);
    if (args[0].type == VALUE_DURATION)
        return fail(call, 0, "is a duration, and bounds are numbers");
    if (!b->bounds) {
        const char *error = read_bounds(call->arena, args[1], &made);
        if (error)
            return fail(call, 1, error);
        b = &made;
    }
    return by_bounds(call->arena, args[0], b->bounds, b->n);
}

static bool prepare_bucket(struct prepare *p, void **out)
{
    struct bucket *b = *out = ARENA_NEW(p->arena, struct bucket);
    struct value size = p->args[1];
    p->error_arg = 1;
    if (!p->is_const[1] || value_is_null(size))
        return true;
    if (size.type == VALUE_ARRAY) {
        const char *error = read_bounds(p->arena, size, b);
        if (error)
            p->error = arena_printf(p->arena, "this %s", error);
        return !error;
    }
    if (size.type == VALUE_DURATION && size.len) {
        p->error = "a month or a year has no fixed length";
        p->hint = "times are put into calendar steps by truncate(t, 1mo)";
        return false;
    }
    if (!is_size(size)) {
        p->error = "the size must be above zero";
        return false;
    }
    if (size.type != VALUE_DURATION)
        b->size = size_of(value_as_double(size));
    return true;
}

const struct func_row func_bucket[] = {
    {
        .name = "bucket",
        .usage = "bucket(x, size|[bounds])",
        .summary = "the lower bound of the interval that x is in: a multiple of the size, or one "
                   "of the bounds; also of durations by a size",
        .note = "Intervals hold their lower bound and not their upper. Sizes are taken by their "
                "decimal digits: bucket(0.3, 0.1) is 0.3. Bounds ascend; below the first it is "
                "null, the last has no end. For times there is truncate().",
        .example = "bucket(latency_ms, [0, 100, 500])",
        .input = "{\"latency_ms\":123.4}",
        .output = "100",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_NUM | TYPE_DURATION, TYPE_NUM | TYPE_DURATION | TYPE_ARRAY},
        .result = TYPE_NUM | TYPE_DURATION,
        .call = call_bucket,
        .prepare = prepare_bucket,
    },
    {0},
};
