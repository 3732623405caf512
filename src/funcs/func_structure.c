// SPDX-License-Identifier: MIT
// Functions of objects and arrays. What they pass on keeps its spelling (as_came): numbers their
// digits, texts their escapes; white space in containers goes.
#include "data/members.h"
#include "data/text.h"
#include "data/walk.h"
#include "data/write.h"
#include "funcs/func.h"

extern const struct func_row func_structure[];


// A container as a result; null, the call failed, where it is too long.
static struct value checked(struct call *call, struct value v)
{
    return v.len <= RESULT_MOST ? v : call_fail(call, RESULT_TOO_LONG);
}

static struct value array_taken(struct call *call, struct buf *b)
{
    struct str text = buf_take(b);
    return checked(call, value_slice(VALUE_ARRAY, text.p, text.n));
}

// ---- keys, values ----

static struct value list_members(struct call *call, struct value object, bool keys)
{
    struct members m;
    members_init(&m, call->arena);
    members_put_all(&m, object);
    struct buf b;
    buf_init_in(&b, call->arena);
    buf_putc(&b, '[');
    for (size_t i = 0; i < m.n; i++) {
        if (i > 0)
            buf_putc(&b, ',');
        write_compact(&b, keys ? m.at[i].name : m.at[i].v, call->style);
    }
    buf_putc(&b, ']');
    return array_taken(call, &b);
}

static struct value call_keys(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return list_members(call, args[0], true);
}

static struct value call_values(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return list_members(call, args[0], false);
}

// ---- get, has ----

// What stands under the key, or at the index; missing where nothing does.
static struct value find(struct call *call, const struct value *args)
{
    struct value key = value_decode(call->arena, value_resolve(args[1]));
    struct step step = {0};
    if (value_is_null(args[0]) || value_is_null(key))
        return value_missing();
    call->error_arg = 1;
    if (args[0].type == VALUE_OBJECT) {
        if (key.type != VALUE_STR)
            call->error = "is not a text, as the keys of an object are";
        step.key = value_bytes(key);
    } else {
        if (key.type == VALUE_STR)
            call->error = "is not a whole number, as the places of an array are";
        step.is_index = true;
        step.index = key.i;
    }
    if (call->error || (step.is_index && key.type != VALUE_INT))
        return value_missing();   // a place beyond 64 bits is in no array
    return walk_path(args[0], &step, 1);
}

static struct value call_get(struct call *call, const struct value *args, int nargs)
{
    struct value v = find(call, args);
    if (call->error)
        return value_null();
    return v.type == VALUE_MISSING && nargs > 2 ? args[2] : v;
}

static struct value call_has(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value v = find(call, args);
    return call->error ? value_null() : value_bool(v.type != VALUE_MISSING);
}

// ---- set, merge ----

static struct value call_set(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct members m;
    members_init(&m, call->arena);
    if (!value_is_null(args[0]))
        members_put_all(&m, args[0]);
    members_put(&m, args[1], args[2]);
    return checked(call, members_object(&m, call->style));
}

static struct value call_merge(struct call *call, const struct value *args, int nargs)
{
    struct members m;
    members_init(&m, call->arena);
    bool is_null = true;
    for (int i = 0; i < nargs; i++) {
        if (value_is_null(args[i]))
            continue;
        members_put_all(&m, args[i]);
        is_null = false;
    }
    return is_null ? value_null() : checked(call, members_object(&m, call->style));
}

// ---- flatten ----

// A container on the way down, and how long the name of its place is.
struct level {
    struct level *above;
    struct walk walk;
    size_t name;
};

struct flattening {
    struct call *call;
    struct str separator;
    struct buf name;              // of the place at hand: decoded keys and separators
    struct members members;
    size_t names;                 // bytes of all names made
    struct level *level;
};

static void go_down(struct flattening *f, struct value container)
{
    struct level *level = ARENA_NEW(f->call->arena, struct level);
    *level = (struct level){f->level, walk_begin(container), f->name.n};
    f->level = level;
}

static bool is_empty(struct value container)
{
    struct value v;
    struct walk w = walk_begin(container);
    return container.type == VALUE_OBJECT ? !walk_member(&w, &(struct value){0}, &v)
                                          : !walk_element(&w, &v);
}

// Make the name of a member of the object at hand, and put it or go down.
static bool flatten_member(struct flattening *f, struct value key, struct value v)
{
    struct arena *a = f->call->arena;
    struct str text = value_bytes(value_decode(a, key));
    f->name.n = f->level->name;
    if (f->level->above)
        buf_puts_str(&f->name, f->separator);
    buf_puts_str(&f->name, text);
    if (v.type == VALUE_OBJECT && !is_empty(v)) {
        go_down(f, v);
        return true;
    }
    f->names += f->name.n;
    if (f->names > RESULT_MOST)
        return false;
    char *name = arena_strndup(a, f->name.p ? f->name.p : "", f->name.n);
    members_put(&f->members, value_str((struct str){name, f->name.n}), v);
    return true;
}

static struct value flatten_object(struct call *call, struct value object, struct str separator)
{
    struct flattening f = {.call = call, .separator = separator};
    buf_init_in(&f.name, call->arena);
    members_init(&f.members, call->arena);
    go_down(&f, object);
    while (f.level) {
        struct value key, v;
        if (!walk_member(&f.level->walk, &key, &v))
            f.level = f.level->above;
        else if (!flatten_member(&f, key, v))
            return call_fail(call, RESULT_TOO_LONG);
    }
    return checked(call, members_object(&f.members, call->style));
}

static struct value flatten_array(struct call *call, struct value array)
{
    struct flattening f = {.call = call};
    struct buf b;
    buf_init_in(&b, call->arena);
    buf_putc(&b, '[');
    go_down(&f, array);
    while (f.level) {
        struct value v;
        if (!walk_element(&f.level->walk, &v)) {
            f.level = f.level->above;
        } else if (v.type == VALUE_ARRAY) {
            go_down(&f, v);
        } else {
            if (b.n > 1)
                buf_putc(&b, ',');
            write_compact(&b, v, call->style);
        }
    }
    buf_putc(&b, ']');
    return array_taken(call, &b);
}

static struct value call_flatten(struct call *call, const struct value *args, int nargs)
{
    if (args[0].type == VALUE_ARRAY)
        return flatten_array(call, args[0]);
    struct str separator = STR(".");
    if (nargs > 1)
        separator = value_bytes(value_decode(call->arena, args[1]));
    return flatten_object(call, args[0], separator);
}

#define LIMIT_NOTE "A result of more than 16 MiB is null, and counted."

const struct func_row func_structure[] = {
    {
        .name = "keys",
        .usage = "keys(object)",
        .summary = "the names of its members as an array, in their order",
        .note = "A repeated key is named once, where it first stands.",
        .example = "keys(user)",
        .input = "{\"user\":{\"name\":\"ann\",\"id\":7}}",
        .output = "[\"name\",\"id\"]",
        .min_args = 1,
        .max_args = 1,
        .as_came = true,
        .args = {TYPE_OBJECT},
        .result = TYPE_ARRAY,
        .call = call_keys,
    },
    {
        .name = "values",
        .usage = "values(object)",
        .summary = "the values of its members as an array, in the order of keys()",
        .example = "values(user)",
        .input = "{\"user\":{\"name\":\"ann\",\"id\":7}}",
        .output = "[\"ann\",7]",
        .min_args = 1,
        .max_args = 1,
        .as_came = true,
        .args = {TYPE_OBJECT},
        .result = TYPE_ARRAY,
        .call = call_values,
    },
    {
        .name = "get",
        .usage = "get(x, key[, default])",
        .summary = "the member of an object under a computed key, or the element of an array at a "
                   "place from 0 (-1 is the last)",
        .note = "The key is one key, dots and all, not a path. The default is for what is not "
                "there (also where x or the key is null); a null that is there stays, and "
                "get(...) ?? d replaces it too. Where the key is known, x.key or x[0] says the "
                "same.",
        .example = "get(prices, symbol, 0)",
        .input = "{\"prices\":{\"a\":1.50},\"symbol\":\"a\"}",
        .output = "1.50",
        .min_args = 2,
        .max_args = 3,
        .as_came = true,
        .args = {TYPE_OBJECT | TYPE_ARRAY | TYPE_NULL, TYPE_STR | TYPE_INT | TYPE_NULL, TYPE_ANY},
        .result = TYPE_ANY,
        .call = call_get,
    },
    {
        .name = "has",
        .usage = "has(x, key)",
        .summary = "is there a member under the key, or an element at the place, null or not?",
        .note = "Null where x or the key is null.",
        .example = "has(user, \"id\") and not has(tags, 2)",
        .input = "{\"user\":{\"id\":null},\"tags\":[1,2]}",
        .output = "true",
        .min_args = 2,
        .max_args = 2,
        .as_came = true,
        .args = {TYPE_OBJECT | TYPE_ARRAY, TYPE_STR | TYPE_INT},
        .result = TYPE_BOOL,
        .call = call_has,
    },
    {
        .name = "set",
        .usage = "set(object, key, value)",
        .summary = "the object with the value under the key, in its place or as the last",
        .note = "The key may be computed; it is one key, not a path. Null counts as an empty "
                "object. "
                LIMIT_NOTE,
        .example = "set(labels, name, 2)",
        .input = "{\"labels\":{\"a\":1,\"b\":1},\"name\":\"a\"}",
        .output = "{\"a\":2,\"b\":1}",
        .min_args = 3,
        .max_args = 3,
        .as_came = true,
        .args = {TYPE_OBJECT | TYPE_NULL, TYPE_STR, TYPE_ANY},
        .result = TYPE_OBJECT,
        .call = call_set,
    },
    {
        .name = "merge",
        .usage = "merge(object, ...)",
        .summary = "the members of all; where they share a key, the last one counts",
        .note = "Objects within are replaced, not merged. A key keeps the place where it first "
                "stands. Null counts as an empty object; null if all are. " LIMIT_NOTE,
        .example = "merge(defaults, given)",
        .input = "{\"defaults\":{\"a\":1,\"b\":1},\"given\":{\"c\":3,\"a\":2}}",
        .output = "{\"a\":2,\"b\":1,\"c\":3}",
        .min_args = 1,
        .max_args = FUNC_ANY_NUMBER,
        .as_came = true,
        .args = {TYPE_OBJECT | TYPE_NULL},
        .result = TYPE_OBJECT,
        .call = call_merge,
    },
    {
        .name = "flatten",
        .usage = "flatten(x[, separator])",
        .summary = "an object without objects in it: their members under joined names; an array "
                   "without arrays in it: their elements",
        .note = "The separator is a dot if not given. Arrays in objects, and empty objects, stay "
                "as they are. Where two names come out the same, the last value counts. "
                LIMIT_NOTE,
        .example = "flatten(user, \"_\")",
        .input = "{\"user\":{\"id\":7,\"geo\":{\"city\":\"Sydney\",\"at\":[1,2]}}}",
        .output = "{\"id\":7,\"geo_city\":\"Sydney\",\"geo_at\":[1,2]}",
        .min_args = 1,
        .max_args = 2,
        .as_came = true,
        .args = {TYPE_OBJECT | TYPE_ARRAY, TYPE_STR},
        .result = TYPE_OBJECT | TYPE_ARRAY,
        .call = call_flatten,
    },
    {0},
};
