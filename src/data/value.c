// SPDX-License-Identifier: MIT
#include "data/value.h"

#include "base/fail.h"
#include "data/number.h"
#include "data/text.h"
#include "data/time.h"

#include <math.h>

struct value value_resolve_number(struct value v)
{
    struct number n = number_read(v.p, v.len);
    switch (n.kind) {
    case NUMBER_INT:
        return value_int(n.i);
    case NUMBER_DOUBLE:
        return value_double(n.d);
    case NUMBER_BIG:
        break;
    }
    return v;
}

double value_as_double(struct value v)
{
    switch (v.type) {
    case VALUE_INT:
        return (double)v.i;
    case VALUE_DOUBLE:
        return v.d;
    case VALUE_NUMBER:
        return number_read_double(v.p, v.len);
    default:
        bug("a %s is no number", value_type_name(v));
    }
}

struct value value_decode_escapes(struct arena *a, struct value v)
{
    return value_str(text_unescape(a, value_bytes(v)));
}

unsigned value_type_set(struct value v)
{
    switch ((enum value_type)v.type) {
    case VALUE_MISSING:
    case VALUE_NULL:
        return TYPE_NULL;
    case VALUE_BOOL:
        return TYPE_BOOL;
    case VALUE_INT:
        return TYPE_INT;
    case VALUE_DOUBLE:
        return TYPE_DOUBLE;
    case VALUE_NUMBER:
        return number_read(v.p, v.len).kind == NUMBER_DOUBLE ? TYPE_DOUBLE : TYPE_INT;
    case VALUE_STR:
        return TYPE_STR;
    case VALUE_ARRAY:
        return TYPE_ARRAY;
    case VALUE_OBJECT:
        return TYPE_OBJECT;
    case VALUE_TIME:
        return TYPE_TIME;
    case VALUE_DURATION:
        return TYPE_DURATION;
    }
    bug("no such type of value: %d", v.type);
}

const char *value_type_name(struct value v)
{
    switch (value_type_set(v)) {
    case TYPE_NULL:
        return "null";
    case TYPE_BOOL:
        return "bool";
    case TYPE_INT:
        return "int";
    case TYPE_DOUBLE:
        return "float";
    case TYPE_STR:
        return "str";
    case TYPE_ARRAY:
        return "array";
    case TYPE_OBJECT:
        return "object";
    case TYPE_TIME:
        return "time";
    default:
        return "duration";
    }
}

struct value value_copy(struct arena *a, struct value v)
{
    if (value_has_bytes(v))
        v.p = arena_strndup(a, v.p, v.len);
    return v;
}

void value_pack(struct buf *b, struct value v)
{
    pack_u8(b, v.type);
    pack_u8(b, v.flags);
    if (value_has_bytes(v))
        pack_bytes(b, v.p, v.len);
    else if (v.type == VALUE_DOUBLE)
        pack_double(b, v.d);
    else if (v.type > VALUE_NULL)
        pack_i64(b, v.i);
    if (v.type == VALUE_TIME)
        pack_u64(b, v.len);
}

// The rest of a time, after its seconds.
static struct value unpack_time(int64_t seconds, struct unpack *u)
{
    uint64_t nanosecond = unpack_u64(u);
    if (nanosecond >= NS_SECOND || !time_is_in_range(seconds))
        u->failed = true;
    return u->failed ? value_null() : value_time_at(seconds, (uint32_t)nanosecond);
}

struct value value_unpack(struct arena *a, struct unpack *u)
{
    struct value v = {.type = unpack_u8(u), .flags = unpack_u8(u)};
    if (v.type > VALUE_DURATION)
        u->failed = true;
    if (u->failed)
        return value_null();
    if (value_has_bytes(v)) {
        struct str s = unpack_bytes(u);
        v.len = (uint32_t)s.n;
        v.p = arena_strndup(a, s.p, s.n);
    } else if (v.type == VALUE_DOUBLE) {
        v.d = unpack_double(u);
    } else if (v.type > VALUE_NULL) {
        v.i = unpack_i64(u);
    }
    return v.type == VALUE_TIME ? unpack_time(v.i, u) : v;
}
