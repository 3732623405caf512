// SPDX-License-Identifier: MIT
// Functions about types, and those that choose between values.
#include "data/number.h"
#include "data/time.h"
#include "funcs/func.h"

#include <math.h>

extern const struct func_row func_type[];

static struct value fail(struct call *call, const char *error)
{
    call->error = error;
    return value_null();
}

static struct value call_type(struct call *call ATTR_UNUSED, const struct value *args,
                              int nargs ATTR_UNUSED)
{
    return value_str(str_of(value_type_name(args[0])));
}

// What int() and float() make of an argument before they look at its range: a number. Seconds are
// returned with their fraction only where it is wanted.
static struct value number_of(struct call *call, struct value v, bool whole)
{
    switch (v.type) {
    case VALUE_STR:
        if (!number_is(v.p, v.len))
            return fail(call, "is not a number");
        return value_resolve(value_slice(VALUE_NUMBER, v.p, v.len));
    case VALUE_BOOL:
        return value_int(v.i);
    case VALUE_TIME:
        if (whole || v.len == 0)
            return value_int(v.i + (v.i < 0 && v.len));
        return value_double((double)time_value_ns(v) / (double)NS_SECOND);
    case VALUE_DURATION:
        if (whole || v.i % NS_SECOND == 0)
            return value_int(v.i / NS_SECOND);
        return value_double((double)v.i / (double)NS_SECOND);
    default:
        return v;
    }
}

static struct value call_int(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value v = number_of(call, args[0], true);
    if (v.type != VALUE_DOUBLE)
        return v;
    if (!(v.d >= -0x1p63 && v.d < 0x1p63))
        return fail(call, "is out of range");
    return value_int((int64_t)v.d);
}

static struct value call_float(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value v = number_of(call, args[0], false);
    if (v.type == VALUE_NULL)
        return v;
    double d = value_as_double(v);
    return isfinite(d) ? value_double(d) : fail(call, "is out of range");
}

static struct value call_str(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return value_to_text(call, args[0]);
}

static struct value call_bool(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value v = args[0];
    if (v.type == VALUE_BOOL)
        return v;
    if (v.type != VALUE_STR)
        return value_bool(value_as_double(v) != 0);
    if (str_is(value_bytes(v), "true") || str_is(value_bytes(v), "false"))
        return value_bool(str_is(value_bytes(v), "true"));
    return fail(call, "is neither true nor false");
}

enum { READS_AS_NUMBER = TYPE_NUM | TYPE_STR | TYPE_BOOL | TYPE_TIME | TYPE_DURATION };

const struct func_row func_type[] = {
    {
        .name = "exists",
        .usage = "exists(path)",
        .summary = "is the field there, null or not?",
        .example = "exists(user.id)",
        .input = "{\"user\":{\"id\":null}}",
        .output = "true",
        .min_args = 1,
        .max_args = 1,
        .form = FUNC_EXISTS,
        .args = {TYPE_ANY},
        .result = TYPE_BOOL,
    },
    {
        .name = "type",
        .usage = "type(x)",
        .summary = "the name of its type: null bool int float str array object time duration",
        .example = "type(latency_ms)",
        .input = "{\"latency_ms\":12.5}",
        .output = "\"float\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_ANY},
        .result = TYPE_STR,
        .call = call_type,
    },
    {
        .name = "int",
        .usage = "int(x)",
        .summary = "a number without its fraction, a text that reads as a JSON number, true as 1, "
                   "a time or duration in whole seconds",
        .example = "int(size)",
        .input = "{\"size\":\"-12.9\"}",
        .output = "-12",
        .min_args = 1,
        .max_args = 1,
        .args = {READS_AS_NUMBER},
        .result = TYPE_INT,
        .call = call_int,
    },
    {
        .name = "float",
        .usage = "float(x)",
        .summary = "the nearest double of a number, of a text that reads as a JSON number, of true "
                   "as 1, of a time or duration in seconds",
        .example = "float(took)",
        .input = "{\"took\":\"2.50\"}",
        .output = "2.5",
        .min_args = 1,
        .max_args = 1,
        .args = {READS_AS_NUMBER},
        .result = TYPE_DOUBLE,
        .call = call_float,
    },
    {
        .name = "bool",
        .usage = "bool(x)",
        .summary = "true or false of the texts true and false, and of a number, which is true "
                   "unless it is 0",
        .note = "Another text is null, and counted: compare it, as in x == \"yes\".",
        .example = "bool(active)",
        .input = "{\"active\":\"true\"}",
        .output = "true",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_BOOL | TYPE_NUM | TYPE_STR},
        .result = TYPE_BOOL,
        .call = call_bool,
    },
    {
        .name = "str",
        .usage = "str(x)",
        .summary = "a text as it is, anything else as JSON writes it, times as RFC 3339",
        .example = "str(status) + \" \" + str(tags)",
        .input = "{\"status\":503,\"tags\":[1,2]}",
        .output = "\"503 [1,2]\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_ANY & ~TYPE_NULL},
        .result = TYPE_STR,
        .call = call_str,
    },
    {
        .name = "if",
        .usage = "if(condition, a, b)",
        .summary = "a where the condition is true, else b (also where it is null)",
        .example = "if(status >= 500, \"bad\", \"ok\")",
        .input = "{\"status\":503}",
        .output = "\"bad\"",
        .min_args = 3,
        .max_args = 3,
        .form = FUNC_IF,
        .args = {TYPE_BOOL | TYPE_NULL, TYPE_ANY},
        .result = TYPE_ANY,
    },
    {
        .name = "source",
        .usage = "source()",
        .summary = "the name of the input that the event came from",
        .note = "As it was given with -i; \"-\" is standard input. Rows that a stage made "
                "(aggregate) come from no one input: there it is refused.",
        .example = "source()",
        .input = "{}",
        .output = "\"-\"",
        .form = FUNC_SOURCE,
        .impure = true,
        .args = {TYPE_ANY},
        .result = TYPE_STR,
    },
    {
        .name = "coalesce",
        .usage = "coalesce(x, ...)",
        .summary = "the first argument that is not null; a ?? b for two",
        .example = "coalesce(user, ip, \"unknown\")",
        .input = "{\"user\":null,\"ip\":\"10.0.0.1\"}",
        .output = "\"10.0.0.1\"",
        .min_args = 1,
        .max_args = FUNC_ANY_NUMBER,
        .form = FUNC_COALESCE,
        .args = {TYPE_ANY},
        .result = TYPE_ANY,
    },
    {0},
};
