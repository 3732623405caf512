// SPDX-License-Identifier: MIT
// Hashes of values: XXH3 with 64 bits (base/hash.h) of the text that a value is printed as, in one
// spelling for all equal values. Arrays and objects, whose texts may be long, are hashed member by
// member (data/order.c).
#include "base/hash.h"
#include "data/number.h"
#include "data/time.h"
#include "funcs/func.h"

#include <math.h>

extern const struct func_row func_hash[];

enum { TEXT_MAX = 64 };

_Static_assert((int)NUMBER_MAX <= (int)TEXT_MAX && (int)TIME_TEXT_MAX <= (int)TEXT_MAX, "fits");

static size_t write_double(char *out, double d)
{
    if (d >= -0x1p63 && d < 0x1p63 && d == floor(d))
        return number_write_int(out, (int64_t)d);
    return number_write_double(out, d);
}

static uint64_t hash_number(struct value v)
{
    char text[TEXT_MAX];
    if (v.type == VALUE_INT)
        return hash_bytes(text, number_write_int(text, v.i));
    double d = value_as_double(v);
    // An integer beyond 64 bits that a double is too has the double's spelling.
    if (v.type == VALUE_NUMBER && number_compare_big_double(value_bytes(v), d) != 0)
        return hash_bytes(v.p, v.len);
    return hash_bytes(text, write_double(text, d));
}

static uint64_t hash_of(struct arena *a, struct value v)
{
    char text[TEXT_MAX];
    switch (v.type) {
    case VALUE_STR:
        return hash_bytes(v.p, v.len);
    case VALUE_BOOL:
        return v.i ? hash_bytes("true", 4) : hash_bytes("false", 5);
    case VALUE_INT:
    case VALUE_DOUBLE:
    case VALUE_NUMBER:
        return hash_number(v);
    case VALUE_TIME:
        return hash_bytes(text, time_write_rfc3339(text, v));
    case VALUE_DURATION:
        return hash_bytes(text, duration_write(text, v.i));
    default:
        return value_hash(a, v);
    }
}

static struct value call_hash(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return value_int((int64_t)(hash_of(call->arena, args[0]) & INT64_MAX));
}

static struct value call_hash_hex(struct call *call, const struct value *args,
                                  int nargs ATTR_UNUSED)
{
    uint64_t hash = hash_of(call->arena, args[0]);
    char *out = arena_alloc(call->arena, 16);
    for (int i = 0; i < 16; i++)
        out[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    struct value v = value_slice(VALUE_STR, out, 16);
    v.flags = STR_JSON;
    return v;
}

#define HASH_NOTE                                                                                \
    "Of the value, not of its spelling: 1, 1.0 and \"1\" are alike. Of a text it is XXH3 of its " \
    "UTF-8 bytes, of a number, time or duration that of the text it prints as. The same in "     \
    "every run; not for secrets, and two values may share one."

const struct func_row func_hash[] = {
    {
        .name = "hash",
        .usage = "hash(x)",
        .summary = "the lower 63 bits of the XXH3-64 hash, as an integer from 0 up: hash(user) % "
                   "16 is a shard",
        .note = HASH_NOTE,
        .example = "hash(user)",
        .input = "{\"user\":\"u1\"}",
        .output = "2143754407442734577",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_ANY & ~TYPE_NULL},
        .result = TYPE_INT,
        .call = call_hash,
    },
    {
        .name = "hash_hex",
        .usage = "hash_hex(x)",
        .summary = "the XXH3-64 hash as 16 hexadecimal digits",
        .note = HASH_NOTE,
        .example = "hash_hex(user)",
        .input = "{\"user\":\"u1\"}",
        .output = "\"9dc02546854d5df1\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_ANY & ~TYPE_NULL},
        .result = TYPE_STR,
        .call = call_hash_hex,
    },
    {0},
};
