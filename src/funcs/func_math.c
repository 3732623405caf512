// SPDX-License-Identifier: MIT
// Powers, roots, logarithms, whole division and limits. Integers stay exact while the result is an
// integer of 64 bits; all else is calculated in doubles. A result that is not finite is refused by
// the evaluator.
#include "data/number.h"
#include "funcs/func.h"

#include <math.h>

extern const struct func_row func_math[];

static struct value fail(struct call *call, const char *error)
{
    call->error = error;
    return value_null();
}

static struct value call_sign(struct call *call ATTR_UNUSED, const struct value *args,
                              int nargs ATTR_UNUSED)
{
    struct value v = args[0];
    if (v.type == VALUE_DOUBLE)
        return value_int((v.d > 0) - (v.d < 0));
    if (v.type == VALUE_NUMBER)
        return value_int(v.p[0] == '-' ? -1 : 1);
    return value_int((v.i > 0) - (v.i < 0));
}

static struct value call_sqrt(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    double d = value_as_double(args[0]);
    return d < 0 ? fail(call, "has no square root") : value_double(sqrt(d));
}

// By squaring. False where it does not fit 64 bits.
static bool int_power(int64_t base, int64_t exponent, int64_t *out)
{
    *out = 1;
    for (;;) {
        if ((exponent & 1) && __builtin_mul_overflow(*out, base, out))
            return false;
        exponent >>= 1;
        if (!exponent)
            return true;
        if (__builtin_mul_overflow(base, base, &base))
            return false;
    }
}

static struct value call_pow(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    int64_t i;
    if (args[0].type == VALUE_INT && args[1].type == VALUE_INT && args[1].i >= 0 &&
        int_power(args[0].i, args[1].i, &i))
        return value_int(i);
    double x = value_as_double(args[0]), y = value_as_double(args[1]);
    if (x < 0 && isfinite(x) && y != floor(y))
        return fail(call, "is below zero and has only whole powers");
    if (x == 0 && y < 0)
        return fail(call, "has no power below zero");
    return value_double(pow(x, y));
}

static struct value call_exp(struct call *call ATTR_UNUSED, const struct value *args,
                             int nargs ATTR_UNUSED)
{
    return value_double(exp(value_as_double(args[0])));
}

static struct value logarithm(struct call *call, struct value v, double (*function)(double))
{
    double d = value_as_double(v);
    return d > 0 ? value_double(function(d)) : fail(call, "is not above zero: it has no logarithm");
}

static struct value call_ln(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return logarithm(call, args[0], log);
}

static struct value call_log10(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return logarithm(call, args[0], log10);
}

static struct value call_log2(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return logarithm(call, args[0], log2);
}

static struct value whole_quotient(struct call *call, int64_t x, int64_t y)
{
    if (y == 0)
        return value_null();
    if (y != -1)
        return value_int(x / y);
    char *out = arena_alloc(call->arena, NUMBER_MAX);
    return value_resolve(value_slice(VALUE_NUMBER, out, number_write_int128(out, -(__int128)x)));
}

static struct value double_quotient(double x, double y)
{
    double d = trunc(x / y);
    if (y == 0)
        return value_null();
    return d >= -0x1p63 && d < 0x1p63 ? value_int((int64_t)d) : value_double(d);
}

static struct value call_div(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value x = args[0], y = args[1];
    bool has_duration = x.type == VALUE_DURATION;
    if (y.type == VALUE_DURATION && !has_duration) {
        call->error_arg = 1;
        return fail(call, "is a duration, which divides only durations");
    }
    bool is_whole = y.type == VALUE_INT || y.type == VALUE_DURATION;
    if ((x.type == VALUE_INT || has_duration) && is_whole) {
        struct value v = whole_quotient(call, x.i, y.i);
        // A duration by a number is one; INT64_MIN is none.
        return has_duration && y.type == VALUE_INT && v.type == VALUE_INT ? value_duration(v.i) : v;
    }
    if (!has_duration)
        return double_quotient(value_as_double(x), value_as_double(y));
    struct value v = double_quotient((double)x.i, value_as_double(y));
    if (v.type == VALUE_DOUBLE)
        return fail(call, "cannot be divided so: the result is out of range");
    return v.type == VALUE_INT ? value_duration(v.i) : v;
}

enum kind { KIND_NONE, KIND_NUMBER, KIND_DURATION, KIND_TIME };

static enum kind kind_of(struct value v)
{
    if (value_is_null(v))
        return KIND_NONE;
    if (v.type == VALUE_DURATION)
        return KIND_DURATION;
    return v.type == VALUE_TIME ? KIND_TIME : KIND_NUMBER;
}

static struct value call_clamp(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value x = args[0];
    for (int i = 1; i <= 2; i++)
        if (kind_of(args[i]) && kind_of(args[i]) != kind_of(x)) {
            call->error_arg = i;
            return fail(call, "is a limit of another type than the value");
        }
    bool has_low = kind_of(args[1]), has_high = kind_of(args[2]);
    if (has_low && has_high && value_compare(call->arena, args[1], args[2]) > 0) {
        call->error_arg = 1;
        return fail(call, "is a lower limit above the upper one");
    }
    if (has_low && value_compare(call->arena, x, args[1]) < 0)
        return args[1];
    if (has_high && value_compare(call->arena, x, args[2]) > 0)
        return args[2];
    return x;
}

// Rows of functions of one number, with a double as their result.
#define OF_DOUBLE(function)                                                                       \
    .min_args = 1, .max_args = 1, .args = {TYPE_NUM}, .result = TYPE_DOUBLE, .call = function

#define LOGARITHM_NOTE "Of zero and below it is null, and counted."

const struct func_row func_math[] = {
    {
        .name = "sign",
        .usage = "sign(x)",
        .summary = "-1, 0 or 1; also of a duration",
        .example = "sign(x)",
        .input = "{\"x\":-2.5}",
        .output = "-1",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_NUM | TYPE_DURATION},
        .result = TYPE_INT,
        .call = call_sign,
    },
    {
        .name = "sqrt",
        .usage = "sqrt(x)",
        .summary = "the square root",
        .note = "Of a number below zero it is null, and counted.",
        .example = "sqrt(x)",
        .input = "{\"x\":2}",
        .output = "1.4142135623730951",
        OF_DOUBLE(call_sqrt),
    },
    {
        .name = "pow",
        .usage = "pow(x, y)",
        .summary = "x to the power y",
        .note = "Exact for integers while the result fits 64 bits, else a double. Null, and "
                "counted, beyond doubles, for 0 to a power below 0 and for a fraction as the power "
                "of a number below zero. pow(0, 0) is 1.",
        .example = "pow(3, x)",
        .input = "{\"x\":39}",
        .output = "4052555153018976267",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_NUM},
        .result = TYPE_NUM,
        .call = call_pow,
    },
    {
        .name = "exp",
        .usage = "exp(x)",
        .summary = "e to the power x",
        .note = "Beyond doubles, above 709.78, it is null, and counted.",
        .example = "exp(x)",
        .input = "{\"x\":1}",
        .output = "2.718281828459045",
        OF_DOUBLE(call_exp),
    },
    {
        .name = "ln",
        .usage = "ln(x)",
        .summary = "the natural logarithm",
        .note = LOGARITHM_NOTE,
        .example = "ln(x)",
        .input = "{\"x\":10}",
        .output = "2.302585092994046",
        OF_DOUBLE(call_ln),
    },
    {
        .name = "log10",
        .usage = "log10(x)",
        .summary = "the logarithm to base 10",
        .note = LOGARITHM_NOTE,
        .example = "log10(x)",
        .input = "{\"x\":1000}",
        .output = "3",
        OF_DOUBLE(call_log10),
    },
    {
        .name = "log2",
        .usage = "log2(x)",
        .summary = "the logarithm to base 2",
        .note = LOGARITHM_NOTE,
        .example = "log2(x)",
        .input = "{\"x\":1024}",
        .output = "10",
        OF_DOUBLE(call_log2),
    },
    {
        .name = "div",
        .usage = "div(a, b)",
        .summary = "a divided by b as a whole number, cut towards zero; a / b keeps the fraction",
        .note = "Exact for integers of 64 bits; a % b is what is left. By zero it is null. "
                "A duration divided by a duration is a number, by a number a duration.",
        .example = "div(x, 60)",
        .input = "{\"x\":-150}",
        .output = "-2",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_NUM | TYPE_DURATION},
        .result = TYPE_NUM | TYPE_DURATION,
        .call = call_div,
    },
    {
        .name = "clamp",
        .usage = "clamp(x, low, high)",
        .summary = "x, but at least low and at most high; also of durations and times",
        .note = "A limit that is null is none. Limits of another type than x, or the wrong way "
                "round, make it null, and are counted.",
        .example = "clamp(x, 0, 100)",
        .input = "{\"x\":130}",
        .output = "100",
        .min_args = 3,
        .max_args = 3,
        .args = {TYPE_NUM | TYPE_DURATION | TYPE_TIME,
                 TYPE_NUM | TYPE_DURATION | TYPE_TIME | TYPE_NULL},
        .result = TYPE_NUM | TYPE_DURATION | TYPE_TIME,
        .call = call_clamp,
    },
    {0},
};
