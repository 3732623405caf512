// SPDX-License-Identifier: MIT
// What functions of several families need.
#include "data/number.h"
#include "data/regex.h"
#include "data/time.h"
#include "funcs/func.h"

#include <math.h>

// Texts and what is stored as text keep their bytes; the others are written into the arena.
struct value value_to_text(struct call *call, struct value v)
{
    char *out;
    switch ((enum value_type)v.type) {
    case VALUE_STR:
        return v;
    case VALUE_NUMBER:
    case VALUE_ARRAY:
    case VALUE_OBJECT:
        return value_str(value_bytes(v));
    case VALUE_BOOL:
        return value_str(v.i ? STR("true") : STR("false"));
    case VALUE_INT:
        out = arena_alloc(call->arena, NUMBER_MAX);
        return value_slice(VALUE_STR, out, number_write_int(out, v.i));
    case VALUE_DOUBLE:
        if (!isfinite(v.d))
            return call_fail(call, "is out of range");
        out = arena_alloc(call->arena, NUMBER_MAX);
        return value_slice(VALUE_STR, out, number_write_double(out, v.d));
    case VALUE_TIME:
        out = arena_alloc(call->arena, TIME_TEXT_MAX);
        return value_slice(VALUE_STR, out, time_write_rfc3339(out, v));
    case VALUE_DURATION:
        out = arena_alloc(call->arena, NUMBER_MAX);
        return value_slice(VALUE_STR, out, duration_write(out, v.i));
    case VALUE_MISSING:
    case VALUE_NULL:
        break;
    }
    return value_null();
}

// The flags of a regex literal as letters, in `out` (room for all of them).
static struct str flags_of(struct value pattern, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof FUNC_REGEX_FLAGS - 1; i++)
        if (pattern.unused >> i & 1)
            out[n++] = FUNC_REGEX_FLAGS[i];
    return (struct str){out, n};
}

struct regex *prepare_pattern(struct prepare *p, int i)
{
    p->error_arg = i;
    if (!p->is_const[i] || p->args[i].type != VALUE_STR) {
        p->error = "a regex or a constant text is wanted here";
        return NULL;
    }
    char flags[sizeof FUNC_REGEX_FLAGS];
    return regex_new(p->arena, value_bytes(p->args[i]), flags_of(p->args[i], flags), &p->error,
                     &p->error_offset);
}
