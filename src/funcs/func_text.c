// SPDX-License-Identifier: MIT
// Functions of texts, some of which look into arrays and objects too.
#include "base/map.h"
#include "base/vec.h"
#include "data/text.h"
#include "data/walk.h"
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
    VEC(struct value) keys = {0};
    struct map seen;
    map_init(&seen);
    struct value key, v;
    for (struct walk w = walk_begin(object); walk_member(&w, &key, &v);) {
        uint64_t hash = value_hash(a, key);
        struct map_probe probe = map_probe(&seen, hash);
        uint32_t i;
        while ((i = map_next(&seen, &probe)) != MAP_NONE)
            if (value_equal(a, keys.at[i], key))
                break;
        if (i == MAP_NONE) {
            map_add(&seen, hash, (uint32_t)keys.n);
            *VEC_PUSH(&keys) = key;
        }
    }
    int64_t n = (int64_t)keys.n;
    map_release(&seen);
    VEC_FREE(&keys);
    return n;
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
