// SPDX-License-Identifier: MIT
// Functions beyond their examples: edges of ranges, types, errors, and what prepare refuses.
#include "data/time.h"
#include "data/walk.h"
#include "data/write.h"
#include "funcs/func.h"
#include "tests/unit/check.h"

#include <math.h>

enum { ARGS_MAX = 8 };

static struct arena arena;

// Call a function as the evaluator does, all arguments constant. The result as JSON, or what it or
// its prepare says is wrong.
static const char *call_values(const char *name, const struct value *args, int nargs)
{
    const struct func_row *row = func_find(str_of(name));
    CHECK(row && nargs >= row->min_args && nargs <= row->max_args);
    bool is_const[ARGS_MAX];
    memset(is_const, true, sizeof is_const);
    static const struct write_style style = {.time = TIME_RFC3339};
    struct call call = {.arena = &arena, .style = &style};
    struct prepare p = {.arena = &arena, .args = args, .is_const = is_const, .nargs = nargs};
    if (row->prepare && !row->prepare(&p, &call.prepared))
        return arena_printf(&arena, "%d: %s", p.error_arg, p.error);
    struct value v = row->call(&call, args, nargs);
    if (call.error) {
        CHECK_INT(v.type, VALUE_NULL);
        return call.error;
    }
    CHECK(value_is_null(v) || (row->result & value_type_set(v)));
    struct buf b;
    buf_init(&b);
    write_value(&b, v, &(struct write_style){.time = TIME_RFC3339});
    const char *text = arena_strndup(&arena, b.p, b.n);
    buf_release(&b);
    return text;
}

// The same with the arguments as a JSON array.
static const char *call(const char *name, const char *json)
{
    struct value args[ARGS_MAX];
    int n = 0;
    const char *end;
    struct walk w = walk_begin(walk_value(json, &end));
    for (struct value v; n < ARGS_MAX && walk_element(&w, &v); n++)
        args[n] = value_decode(&arena, value_resolve(v));
    return call_values(name, args, n);
}

static const char *call_one(const char *name, struct value v)
{
    return call_values(name, &v, 1);
}

static void test_table(void)
{
    int n = 0;
    for (const struct func_row *row; (row = func_at(n)); n++) {
        CHECK(func_find(str_of(row->name)) == row);
        CHECK(row->call || row->form != FUNC_CALL);
        CHECK(row->form != FUNC_SEQUENCE ||
              (row->sequence->step && row->sequence->save && row->sequence->load));
        CHECK(row->min_args <= row->max_args && row->usage && row->summary && row->example);
    }
    CHECK(n >= 20);
    CHECK(func_find(STR("nothing")) == NULL);
    const struct func_row *row = func_find(STR("if"));
    CHECK_INT(func_arg_types(row, 0), TYPE_BOOL | TYPE_NULL);
    CHECK_INT(func_arg_types(row, 2), TYPE_ANY);
    CHECK_INT(func_arg_types(func_find(STR("max")), 200), TYPE_ANY);
}

static void test_type(void)
{
    CHECK_STR(call("type", "[null]"), "\"null\"");
    CHECK_STR(call("type", "[123456789012345678901]"), "\"int\"");
    CHECK_STR(call("type", "[1.0]"), "\"float\"");
    CHECK_STR(call("type", "[{}]"), "\"object\"");
    CHECK_STR(call_one("type", value_missing()), "\"null\"");
    CHECK_STR(call("int", "[\"007\"]"), "is not a number");
    CHECK_STR(call("int", "[\" 7\"]"), "is not a number");
    CHECK_STR(call("int", "[\"\"]"), "is not a number");
    CHECK_STR(call("int", "[true]"), "1");
    CHECK_STR(call("int", "[1e3]"), "1000");
    CHECK_STR(call("int", "[-9.223372036854775808e18]"), "-9223372036854775808");
    CHECK_STR(call("int", "[9.223372036854775808e18]"), "is out of range");
    CHECK_STR(call("int", "[1e400]"), "is out of range");
    CHECK_STR(call("int", "[123456789012345678901]"), "123456789012345678901");
    CHECK_STR(call("int", "[\"123456789012345678901\"]"), "123456789012345678901");
    CHECK_STR(call_one("int", value_time(-1500000000)), "-1");
    CHECK_STR(call_one("int", value_duration(90 * NS_SECOND)), "90");
    CHECK_STR(call("float", "[123456789012345678901]"), "123456789012345680000");
    CHECK_STR(call("float", "[\"1e400\"]"), "is out of range");
    CHECK_STR(call("float", "[false]"), "0");
    CHECK_STR(call_one("float", value_time(1500000000)), "1.5");
    CHECK_STR(call_one("float", value_duration(-250000000)), "-0.25");
}

static void test_str(void)
{
    CHECK_STR(call("str", "[\"a\\\"b\"]"), "\"a\\\"b\"");
    CHECK_STR(call("str", "[true]"), "\"true\"");
    CHECK_STR(call("str", "[1.50]"), "\"1.5\"");
    CHECK_STR(call("str", "[123456789012345678901]"), "\"123456789012345678901\"");
    CHECK_STR(call("str", "[{\"a\":\"b\"}]"), "\"{\\\"a\\\":\\\"b\\\"}\"");
    CHECK_STR(call_one("str", value_time(0)), "\"1970-01-01T00:00:00Z\"");
    CHECK_STR(call_one("str", value_duration(1500000000)), "\"1.5\"");
    CHECK_STR(call_one("str", value_double(INFINITY)), "is out of range");
}

static void test_text(void)
{
    CHECK_STR(call("len", "[\"\"]"), "0");
    CHECK_STR(call("len", "[\"\\ud83d\\ude00\\n\"]"), "2");
    CHECK_STR(call("len", "[[1,[2,3]]]"), "2");
    CHECK_STR(call("len", "[{}]"), "0");
    CHECK_STR(call("len", "[{\"a\":1,\"b\":{\"c\":1},\"\\u0061\":2}]"), "2");
    CHECK_STR(call("lower", "[\"\\u00cb\\\"X\"]"), "\"\xc3\xab\\\"x\"");
    CHECK_STR(call("contains", "[\"abc\",\"\"]"), "true");
    CHECK_STR(call("contains", "[\"abc\",\"cd\"]"), "false");
    CHECK_STR(call("contains", "[\"abc\",null]"), "null");
    CHECK_STR(call("contains", "[\"abc\",1]"), "can only contain a text");
    CHECK_STR(call("contains", "[[1,null],null]"), "true");
    CHECK_STR(call("contains", "[[\"\\u0061\"],\"a\"]"), "true");
    CHECK_STR(call("contains", "[[\"1\"],1]"), "false");
    CHECK_STR(call("starts_with", "[\"a\",\"ab\"]"), "false");
    CHECK_STR(call("starts_with", "[\"\",\"\"]"), "true");
    CHECK_STR(call("ends_with", "[\"b\",\"ab\"]"), "false");
    CHECK_STR(call("ends_with", "[\"ab\",\"b\"]"), "true");
}

static void test_matches(void)
{
    CHECK_STR(call("matches", "[\"timeout\",\"^TIME\"]"), "false");
    CHECK_STR(call("matches", "[\"timeout\",\"^time\"]"), "true");
    CHECK_STR(call("matches", "[\"a\",\"(\"]"), "1: missing closing parenthesis");
    CHECK_STR(call("matches", "[\"a\",null]"), "1: a regex or a constant text is wanted here");
    struct value args[] = {value_str(STR("a\nB")), value_str(STR("^b$"))};
    args[1].unused = 1 | 2;
    CHECK_STR(call_values("matches", args, 2), "true");
    args[1].unused = 1;
    CHECK_STR(call_values("matches", args, 2), "false");
}

static void test_round(void)
{
    CHECK_STR(call("round", "[2.5]"), "3");
    CHECK_STR(call("round", "[-2.5]"), "-3");
    CHECK_STR(call("round", "[-0.4]"), "0");
    CHECK_STR(call("round", "[0.49999999999999994]"), "0");
    CHECK_STR(call("round", "[1e300]"), "1e+300");
    CHECK_STR(call("round", "[1.005,2]"), "1.01");
    CHECK_STR(call("round", "[-1.005,2]"), "-1.01");
    CHECK_STR(call("round", "[9.999,2]"), "10");
    CHECK_STR(call("round", "[0.05,1]"), "0.1");
    CHECK_STR(call("round", "[0.04,1]"), "0");
    CHECK_STR(call("round", "[-0.04,1]"), "0");
    CHECK_STR(call("round", "[0.004,1]"), "0");
    CHECK_STR(call("round", "[1.5e-7,7]"), "2e-7");
    CHECK_STR(call("round", "[123.25,400]"), "123.25");
    CHECK_STR(call("round", "[1e22,2]"), "1e+22");
    CHECK_STR(call("round", "[1250.5,-2]"), "1300");
    CHECK_STR(call("round", "[7,3]"), "7");
    CHECK_STR(call("round", "[1249,-2]"), "1200");
    CHECK_STR(call("round", "[-1250,-2]"), "-1300");
    CHECK_STR(call("round", "[49,-2]"), "0");
    CHECK_STR(call("round", "[50,-2]"), "100");
    CHECK_STR(call("round", "[5,-2]"), "0");
    CHECK_STR(call("round", "[0,-2]"), "0");
    CHECK_STR(call("round", "[9223372036854775807,-1]"), "9223372036854775810");
    CHECK_STR(call("round", "[99999999999999999999995,-1]"), "100000000000000000000000");
    CHECK_STR(call("round", "[123456789012345678901]"), "123456789012345678901");
    CHECK_STR(call("round", "[1,401]"), "cannot be rounded to so many digits");
    CHECK_STR(call("round", "[1.5,123456789012345678901]"), "cannot be rounded to so many digits");
}

static void test_numbers(void)
{
    CHECK_STR(call("abs", "[-9223372036854775808]"), "9223372036854775808");
    CHECK_STR(call("abs", "[-123456789012345678901]"), "123456789012345678901");
    CHECK_STR(call("abs", "[123456789012345678901]"), "123456789012345678901");
    CHECK_STR(call("abs", "[-0.0]"), "0");
    CHECK_STR(call_one("abs", value_duration(-NS_SECOND)), "1");
    CHECK_STR(call_one("abs", value_duration(INT64_MIN)), "is out of range");
    CHECK_STR(call("floor", "[-7]"), "-7");
    CHECK_STR(call("floor", "[1e300]"), "1e+300");
    CHECK_STR(call("ceil", "[-0.5]"), "0");
    CHECK_STR(call("ceil", "[9.3e18]"), "9300000000000000000");
    CHECK_STR(call("ceil", "[123456789012345678901]"), "123456789012345678901");
    CHECK_STR(call("min", "[null,null]"), "null");
    CHECK_STR(call("min", "[\"a\",3,true]"), "true");
    CHECK_STR(call("max", "[\"a\",3,true]"), "\"a\"");
    CHECK_STR(call("max", "[9007199254740993,9007199254740992.0]"), "9007199254740993");
    CHECK_STR(call("max", "[[1],[1,null],null]"), "[1,null]");
}

static void test_time(void)
{
    CHECK_STR(call("time", "[1700000000]"), "\"2023-11-14T22:13:20Z\"");
    CHECK_STR(call("time", "[\"1700000000123\"]"), "\"2023-11-14T22:13:20.123Z\"");
    CHECK_STR(call("time", "[1.5,\"s\"]"), "\"1970-01-01T00:00:01.500Z\"");
    CHECK_STR(call("time", "[\"5\",\"ms\"]"), "\"1970-01-01T00:00:00.005Z\"");
    CHECK_STR(call("time", "[1700000000,\"ns\"]"), "\"1970-01-01T00:00:01.700Z\"");
    CHECK_STR(call("time", "[\"2024-05-01\",\"ms\"]"), "is not a time");
    CHECK_STR(call("time", "[1e30,\"s\"]"), "is not a time");
    CHECK_STR(call("time", "[\"soon\"]"), "is not a time");
    CHECK_STR(call("time", "[\"2024-05-01\",null,\"UTC\"]"), "\"2024-05-01T00:00:00Z\"");
    CHECK_STR(call("time", "[\"2024-05-01\",null,\"+02:00\"]"), "\"2024-04-30T22:00:00Z\"");
    CHECK_STR(call("time", "[1,\"%Y\"]"), "is not a time of this format");
    CHECK_STR(call("time", "[1,\"Y\"]"), "1: 'Y' is not a format of times");
    CHECK_STR(call("time", "[1,\"s\",\"Nowhere/Land\"]"),
              "2: 'Nowhere/Land' is not a time zone this system knows");
}

static const char *truncate_to(const char *time, struct value step, const char *zone)
{
    struct value args[] = {value_str(str_of(time)), step, zone ? value_str(str_of(zone)) : step};
    return call_values("truncate", args, zone ? 3 : 2);
}

static void test_truncate(void)
{
    struct value month = value_duration(0), mixed = value_duration(1);
    month.len = mixed.len = 1;
    CHECK_STR(truncate_to("2024-05-17T12:34:56Z", month, NULL), "\"2024-05-01T00:00:00Z\"");
    CHECK_STR(truncate_to("2024-05-17T12:34:56Z", value_duration(NS_DAY), "+02:00"),
              "\"2024-05-16T22:00:00Z\"");
    CHECK_STR(truncate_to("1969-12-31T23:59:59Z", value_duration(NS_MINUTE), NULL),
              "\"1969-12-31T23:59:00Z\"");
    CHECK_STR(truncate_to("soon", value_duration(NS_MINUTE), NULL), "is not a time");
    CHECK_STR(truncate_to("2024-05-17", value_duration(0), NULL),
              "1: the step must be longer than nothing");
    CHECK_STR(truncate_to("2024-05-17", mixed, NULL),
              "1: a step of months or years cannot have other units too");
}

// A step that is computed row by row.
static void test_truncate_by_row(void)
{
    const struct func_row *row = func_find(STR("truncate"));
    struct value unknown[] = {value_missing(), value_missing()};
    bool is_const[] = {false, false};
    struct prepare p = {.arena = &arena, .args = unknown, .is_const = is_const, .nargs = 2};
    struct call c = {.arena = &arena};
    CHECK(row->prepare(&p, &c.prepared));
    struct value args[] = {value_time(150 * NS_SECOND), value_duration(NS_MINUTE)};
    CHECK_INT(row->call(&c, args, 2).i, 120);
    args[1] = value_duration(-1);
    CHECK(value_is_null(row->call(&c, args, 2)) && c.error);
}

int main(void)
{
    arena_init(&arena);
    test_table();
    test_type();
    test_str();
    test_text();
    test_matches();
    test_round();
    test_numbers();
    test_time();
    test_truncate();
    test_truncate_by_row();
    arena_release(&arena);
    return check_done("func");
}
