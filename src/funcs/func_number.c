// SPDX-License-Identifier: MIT
// Functions of numbers. Integers stay integers, of any length.
#include "data/number.h"
#include "funcs/func.h"

#include <math.h>
#include <stdlib.h>

extern const struct func_row func_number[];

enum { DIGITS_MOST = 400 };       // more decimals than any double has

static struct value fail(struct call *call, const char *error)
{
    call->error = error;
    return value_null();
}

// A double without a fraction, as an integer where it fits.
static struct value integral(double d)
{
    return d >= -0x1p63 && d < 0x1p63 ? value_int((int64_t)d) : value_double(d);
}

static struct value abs_int(struct call *call, int64_t i)
{
    if (i != INT64_MIN)
        return value_int(i < 0 ? -i : i);
    char *out = arena_alloc(call->arena, NUMBER_MAX);
    return value_slice(VALUE_NUMBER, out, number_write_int128(out, -(__int128)i));
}

static struct value call_abs(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value v = args[0];
    switch (v.type) {
    case VALUE_INT:
        return abs_int(call, v.i);
    case VALUE_DOUBLE:
        return value_double(fabs(v.d));
    case VALUE_DURATION:
        return v.i == INT64_MIN ? fail(call, "is out of range") : value_duration(llabs(v.i));
    default:
        return v.p[0] == '-' ? value_slice(VALUE_NUMBER, v.p + 1, v.len - 1) : v;
    }
}

static struct value call_floor(struct call *call ATTR_UNUSED, const struct value *args,
                               int nargs ATTR_UNUSED)
{
    return args[0].type == VALUE_DOUBLE ? integral(floor(args[0].d)) : args[0];
}

static struct value call_ceil(struct call *call ATTR_UNUSED, const struct value *args,
                              int nargs ATTR_UNUSED)
{
    return args[0].type == VALUE_DOUBLE ? integral(ceil(args[0].d)) : args[0];
}

// The number as its digits, without a point and without zeros in front, times 10^exponent.
struct decimal {
    bool negative;
    char *digits;                 // room for one more before the first
    int64_t n, exponent;
};

static struct decimal decimal_of(struct arena *a, struct str text)
{
    const char *p = text.p, *end = text.p + text.n;
    struct decimal d = {.digits = (char *)arena_alloc(a, text.n + 1) + 1};
    if (p < end && *p == '-') {
        d.negative = true;
        p++;
    }
    for (bool fraction = false; p < end && *p != 'e'; p++) {
        if (*p == '.') {
            fraction = true;
            continue;
        }
        if (d.n || *p != '0')
            d.digits[d.n++] = *p;
        d.exponent -= fraction;
    }
    if (p < end)
        d.exponent += strtol(arena_strndup(a, p + 1, (size_t)(end - p - 1)), NULL, 10);
    return d;
}

// Drop all digits below 10^exponent, half away from zero.
static void round_decimal(struct decimal *d, int64_t exponent)
{
    int64_t kept = d->n - (exponent - d->exponent);
    if (kept >= d->n)
        return;
    bool up = kept >= 0 && d->digits[kept] >= '5';
    d->n = kept > 0 ? kept : 0;
    d->exponent = exponent;
    int64_t i = d->n;
    while (up && i > 0 && d->digits[i - 1] == '9')
        d->digits[--i] = '0';
    if (up && i > 0) {
        d->digits[i - 1]++;
    } else if (up) {
        *--d->digits = '1';
        d->n++;
    }
}

static struct value round_int(struct call *call, struct str text, int64_t exponent)
{
    struct decimal d = decimal_of(call->arena, text);
    round_decimal(&d, exponent);
    if (d.n == 0)
        return value_int(0);
    struct buf b;
    buf_init(&b);
    if (d.negative)
        buf_putc(&b, '-');
    buf_put(&b, d.digits, (size_t)d.n);
    for (int64_t i = 0; i < d.exponent; i++)
        buf_putc(&b, '0');
    struct value v = value_slice(VALUE_NUMBER, arena_strndup(call->arena, b.p, b.n), b.n);
    buf_release(&b);
    return value_resolve(v);
}

// By the decimal digits it is printed with, so that 2.675 becomes 2.68 whatever its last bits are.
static double round_double(struct call *call, double x, int64_t exponent)
{
    char text[NUMBER_MAX];
    struct decimal d = decimal_of(call->arena, (struct str){text, number_write_double(text, x)});
    if (d.exponent >= exponent)
        return x;
    round_decimal(&d, exponent);
    if (d.n == 0)
        return 0;
    char out[2 * NUMBER_MAX], *p = out;
    memcpy(p, d.digits, (size_t)d.n);
    p += d.n;
    *p++ = 'e';
    p += number_write_int(p, d.exponent);
    double rounded = number_read_double(out, (size_t)(p - out));
    return d.negative && rounded > 0 ? -rounded : rounded;
}

static struct value call_round(struct call *call, const struct value *args, int nargs)
{
    struct value v = args[0];
    int64_t digits = 0;
    if (nargs > 1) {
        if (args[1].type != VALUE_INT || args[1].i > DIGITS_MOST || args[1].i < -DIGITS_MOST)
            return fail(call, "cannot be rounded to so many digits");
        digits = args[1].i;
    }
    if (v.type == VALUE_DOUBLE) {
        if (!isfinite(v.d))
            return v;
        if (digits > 0)
            return value_double(round_double(call, v.d, -digits));
        return integral(digits < 0 ? round_double(call, v.d, -digits) : round(v.d));
    }
    if (digits >= 0)
        return v;
    char text[NUMBER_MAX];
    if (v.type == VALUE_INT)
        return round_int(call, (struct str){text, number_write_int(text, v.i)}, -digits);
    return round_int(call, value_bytes(v), -digits);
}

// The least (sign 1) or greatest (-1) argument; nulls are passed over.
static struct value extreme(struct call *call, const struct value *args, int nargs, int sign)
{
    struct value best = value_null();
    for (int i = 0; i < nargs; i++) {
        if (value_is_null(args[i]))
            continue;
        if (value_is_null(best) || value_compare(call->arena, args[i], best) * sign < 0)
            best = args[i];
    }
    return best;
}

static struct value call_min(struct call *call, const struct value *args, int nargs)
{
    return extreme(call, args, nargs, 1);
}

static struct value call_max(struct call *call, const struct value *args, int nargs)
{
    return extreme(call, args, nargs, -1);
}

const struct func_row func_number[] = {
    {
        .name = "abs",
        .usage = "abs(x)",
        .summary = "without its sign; also of a duration",
        .example = "abs(x)",
        .input = "{\"x\":-12.5}",
        .output = "12.5",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_NUM | TYPE_DURATION},
        .result = TYPE_NUM | TYPE_DURATION,
        .call = call_abs,
    },
    {
        .name = "floor",
        .usage = "floor(x)",
        .summary = "the greatest integer that is not above x",
        .example = "floor(x)",
        .input = "{\"x\":-2.5}",
        .output = "-3",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_NUM},
        .result = TYPE_NUM,
        .call = call_floor,
    },
    {
        .name = "ceil",
        .usage = "ceil(x)",
        .summary = "the least integer that is not below x",
        .example = "ceil(x)",
        .input = "{\"x\":2.1}",
        .output = "3",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_NUM},
        .result = TYPE_NUM,
        .call = call_ceil,
    },
    {
        .name = "round",
        .usage = "round(x[, digits])",
        .summary = "to so many decimals (0; below 0 tens, hundreds, ...), halves away from zero",
        .example = "round(x, 2)",
        .input = "{\"x\":2.675}",
        .output = "2.68",
        .min_args = 1,
        .max_args = 2,
        .args = {TYPE_NUM, TYPE_INT},
        .result = TYPE_NUM,
        .call = call_round,
    },
    {
        .name = "min",
        .usage = "min(x, ...)",
        .summary = "the least of the arguments in the order of sort, nulls passed over",
        .example = "min(a, b, 10)",
        .input = "{\"a\":12,\"b\":null}",
        .output = "10",
        .min_args = 1,
        .max_args = FUNC_ANY_NUMBER,
        .args = {TYPE_ANY},
        .result = TYPE_ANY,
        .call = call_min,
    },
    {
        .name = "max",
        .usage = "max(x, ...)",
        .summary = "the greatest of the arguments in the order of sort, nulls passed over",
        .example = "max(a, b, 10)",
        .input = "{\"a\":12,\"b\":null}",
        .output = "12",
        .min_args = 1,
        .max_args = FUNC_ANY_NUMBER,
        .args = {TYPE_ANY},
        .result = TYPE_ANY,
        .call = call_max,
    },
    {0},
};
