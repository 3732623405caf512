// SPDX-License-Identifier: MIT
// Functions of texts, some of which look into arrays and objects too.
#include "data/members.h"
#include "data/text.h"
#include "data/walk.h"
#include "data/write.h"
#include "funcs/func.h"

extern const struct func_row func_text[];

static int64_t count_elements(struct value array)
{
    int64_t n = 0;
    struct value v;
    for (struct walk w = walk_begin(array); walk_element(&w, &v);)
        n++;
    return n;
}

// A repeated key is one member.
static int64_t count_members(struct arena *a, struct value object)
{
    struct members m;
    members_init(&m, a);
    members_put_all(&m, object);
    return (int64_t)m.n;
}

static struct value call_len(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    switch (args[0].type) {
    case VALUE_ARRAY:
        return value_int(count_elements(args[0]));
    case VALUE_OBJECT:
        return value_int(count_members(call->arena, args[0]));
    default:
        return value_int((int64_t)text_length(value_bytes(args[0])));
    }
}

// Case mapping never makes anything that has to be escaped, so the flag of a text may stay.
static struct value mapped(struct value v, struct str s)
{
    v.p = s.p;
    v.len = (uint32_t)s.n;
    return v;
}

static struct value call_lower(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return mapped(args[0], text_lower(call->arena, value_bytes(args[0])));
}

static struct value call_upper(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return mapped(args[0], text_upper(call->arena, value_bytes(args[0])));
}

static bool array_contains(struct arena *a, struct value array, struct value wanted)
{
    struct value v;
    for (struct walk w = walk_begin(array); walk_element(&w, &v);)
        if (value_equal(a, v, wanted))
            return true;
    return false;
}

static struct value call_contains(struct call *call, const struct value *args,
                                  int nargs ATTR_UNUSED)
{
    if (args[0].type == VALUE_ARRAY)
        return value_bool(array_contains(call->arena, args[0], args[1]));
    if (args[1].type == VALUE_STR)
        return value_bool(text_find(value_bytes(args[0]), value_bytes(args[1])) != NULL);
    if (!value_is_null(args[1]))
        call->error = "can only contain a text";
    return value_null();
}

static struct value call_starts_with(struct call *call ATTR_UNUSED, const struct value *args,
                                     int nargs ATTR_UNUSED)
{
    struct str s = value_bytes(args[0]), start = value_bytes(args[1]);
    if (s.n < start.n)
        return value_bool(false);
    return value_bool(str_eq((struct str){s.p, start.n}, start));
}

static struct value call_ends_with(struct call *call ATTR_UNUSED, const struct value *args,
                                   int nargs ATTR_UNUSED)
{
    struct str s = value_bytes(args[0]), end = value_bytes(args[1]);
    if (s.n < end.n)
        return value_bool(false);
    return value_bool(str_eq((struct str){s.p + s.n - end.n, end.n}, end));
}

// Is the character one of the set, or white space where none is given?
static bool is_trimmed(const char *p, const char *end, const struct value *set)
{
    int bytes;
    uint32_t code = text_decode(p, end, &bytes);
    if (!set)
        return text_is_space(code);
    const char *at = set->p, *stop = set->p + set->len;
    for (int n; at < stop; at += n)
        if (text_decode(at, stop, &n) == code)
            return true;
    return false;
}

static struct value call_trim(struct call *call ATTR_UNUSED, const struct value *args, int nargs)
{
    const struct value *set = nargs > 1 ? &args[1] : NULL;
    if (args[0].len == 0)
        return args[0];
    const char *p = args[0].p, *end = p + args[0].len;
    while (p < end && is_trimmed(p, end, set))
        p += text_offset((struct str){p, (size_t)(end - p)}, 1);
    for (const char *last; p < end && is_trimmed(last = text_before(p, end), end, set);)
        end = last;
    return text_part(args[0], (size_t)(p - args[0].p), (size_t)(end - args[0].p));
}

// A whole number as one of 64 bits, the nearest there is.
static int64_t near_int(struct value v)
{
    if (v.type == VALUE_INT)
        return v.i;
    return v.p[0] == '-' ? INT64_MIN : INT64_MAX;
}

static struct value call_substr(struct call *call, const struct value *args, int nargs)
{
    struct str s = value_bytes(args[0]);
    int64_t start = near_int(args[1]), length = nargs > 2 ? near_int(args[2]) : INT64_MAX;
    if (length < 0) {
        call->error_arg = 2;
        return call_fail(call, "is a negative length");
    }
    if (start < 0) {
        start = start == INT64_MIN ? 0 : (int64_t)text_length(s) + start;
        start = start < 0 ? 0 : start;
    }
    size_t from = text_offset(s, (size_t)start);
    struct str rest = {s.n ? s.p + from : s.p, s.n - from};
    return s.n ? text_part(args[0], from, from + text_offset(rest, (size_t)length)) : args[0];
}

static struct value reverse_array(struct call *call, struct value array)
{
    size_t n = (size_t)count_elements(array);
    struct value *elements = arena_alloc(call->arena, n * sizeof *elements);
    struct walk w = walk_begin(array);
    for (size_t i = n; walk_element(&w, &elements[i - 1]) && --i > 0;)
        ;
    struct buf b;
    buf_init_in(&b, call->arena);
    buf_putc(&b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(&b, ',');
        write_compact(&b, elements[i], call->style);
    }
    buf_putc(&b, ']');
    struct str text = buf_take(&b);
    return value_slice(VALUE_ARRAY, text.p, text.n);
}

static struct value call_reverse(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    if (args[0].type == VALUE_ARRAY)
        return reverse_array(call, args[0]);
    if (args[0].len == 0)
        return args[0];
    const char *start = args[0].p, *p = start + args[0].len;
    char *result = arena_alloc(call->arena, args[0].len), *out = result;
    while (p > start) {
        const char *before = text_before(start, p);
        out = (char *)memcpy(out, before, (size_t)(p - before)) + (p - before);
        p = before;
    }
    return mapped(args[0], (struct str){result, args[0].len});
}

const struct func_row func_text[] = {
    {
        .name = "len",
        .usage = "len(x)",
        .summary = "how many code points a text has, elements an array, members an object",
        .example = "len(name)",
        .input = "{\"name\":\"Zo\\u00eb\"}",
        .output = "3",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR | TYPE_ARRAY | TYPE_OBJECT},
        .result = TYPE_INT,
        .call = call_len,
    },
    {
        .name = "lower",
        .usage = "lower(text)",
        .summary = "in lower case, letter by letter",
        .example = "lower(level)",
        .input = "{\"level\":\"ERROR\"}",
        .output = "\"error\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR},
        .result = TYPE_STR,
        .call = call_lower,
    },
    {
        .name = "upper",
        .usage = "upper(text)",
        .summary = "in upper case, letter by letter",
        .example = "upper(method)",
        .input = "{\"method\":\"get\"}",
        .output = "\"GET\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR},
        .result = TYPE_STR,
        .call = call_upper,
    },
    {
        .name = "trim",
        .usage = "trim(text[, characters])",
        .summary = "without white space, or without any of the characters, at either end",
        .note = "White space is what Unicode calls so, the no-break space too. With no characters "
                "given as an empty text nothing is taken away.",
        .example = "trim(name) + \" \" + trim(path, \"/\")",
        .input = "{\"name\":\"  Ann \\n\",\"path\":\"/api/v1/\"}",
        .output = "\"Ann api/v1\"",
        .min_args = 1,
        .max_args = 2,
        .args = {TYPE_STR, TYPE_STR},
        .result = TYPE_STR,
        .call = call_trim,
    },
    {
        .name = "substr",
        .usage = "substr(text, start[, length])",
        .summary = "part of a text, counted in code points from 0; a negative start counts from "
                   "the end",
        .note = "What lies outside the text is not there: a start behind the end gives an empty "
                "text, one before the beginning the beginning. A negative length is an error.",
        .example = "substr(trace, 0, 4) + \"-\" + substr(trace, -2)",
        .input = "{\"trace\":\"602d42d05a84\"}",
        .output = "\"602d-84\"",
        .min_args = 2,
        .max_args = 3,
        .args = {TYPE_STR, TYPE_INT},
        .result = TYPE_STR,
        .call = call_substr,
    },
    {
        .name = "reverse",
        .usage = "reverse(x)",
        .summary = "the code points of a text, or the elements of an array, in reverse order",
        .note = "Characters made of several code points (a letter and its accent) come apart.",
        .example = "reverse(host)",
        .input = "{\"host\":\"abc\"}",
        .output = "\"cba\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR | TYPE_ARRAY},
        .result = TYPE_STR | TYPE_ARRAY,
        .call = call_reverse,
    },
    {
        .name = "contains",
        .usage = "contains(text, part) or contains(array, value)",
        .summary = "is the part somewhere in the text, the value an element of the array?",
        .example = "contains(msg, \"time\") and contains(tags, 2)",
        .input = "{\"msg\":\"read timed out\",\"tags\":[1,2.0]}",
        .output = "true",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_STR | TYPE_ARRAY, TYPE_ANY},
        .result = TYPE_BOOL,
        .call = call_contains,
    },
    {
        .name = "starts_with",
        .usage = "starts_with(text, start)",
        .summary = "does the text begin so?",
        .example = "starts_with(path, \"/api/\")",
        .input = "{\"path\":\"/api/users\"}",
        .output = "true",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_STR, TYPE_STR},
        .result = TYPE_BOOL,
        .call = call_starts_with,
    },
    {
        .name = "ends_with",
        .usage = "ends_with(text, end)",
        .summary = "does the text end so?",
        .example = "ends_with(host, \".example\")",
        .input = "{\"host\":\"db1.example\"}",
        .output = "true",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_STR, TYPE_STR},
        .result = TYPE_BOOL,
        .call = call_ends_with,
    },
    {0},
};
