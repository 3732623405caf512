// SPDX-License-Identifier: MIT
// Values to JSON text and back.
#include "base/str.h"
#include "data/json.h"
#include "data/write.h"
#include "funcs/func.h"

extern const struct func_row func_json[];


static struct value call_to_json(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct buf b;
    buf_init_in(&b, call->arena);
    write_compact(&b, args[0], call->style);
    if (is_too_long(call, &b, 0))
        return value_null();
    return value_str(buf_take(&b));
}

static struct value call_from_json(struct call *call, const struct value *args,
                                   int nargs ATTR_UNUSED)
{
    struct value v;
    if (!json_parse(value_bytes(args[0]), &v))
        return call_fail(call, "is not JSON");
    if (v.type != VALUE_ARRAY && v.type != VALUE_OBJECT)
        return v;
    // White space goes, newlines above all: an event is a line.
    struct buf b;
    buf_init_in(&b, call->arena);
    buf_room(&b, v.len);
    write_compact(&b, v, call->style);
    struct str text = buf_take(&b);
    return value_slice((enum value_type)v.type, text.p, text.n);
}

const struct func_row func_json[] = {
    {
        .name = "to_json",
        .usage = "to_json(x)",
        .summary = "the value as JSON text",
        .note = "Texts are quoted, null is the text null, times are RFC 3339, durations seconds. "
                "White space between members is left out. A result of more than 16 MiB is null, "
                "and counted.",
        .example = "to_json(user)",
        .input = "{\"user\":{\"id\": 7}}",
        .output = "\"{\\\"id\\\":7}\"",
        .min_args = 1,
        .max_args = 1,
        .as_came = true,
        .args = {TYPE_ANY},
        .result = TYPE_STR,
        .call = call_to_json,
    },
    {
        .name = "from_json",
        .usage = "from_json(text)",
        .summary = "the value that a JSON text stands for",
        .note = "What is not valid JSON (RFC 8259), or nested deeper than 1024, is null, and "
                "counted. Numbers keep their digits.",
        .example = "get(from_json(payload), \"user\")",
        .input = "{\"payload\":\"{\\\"user\\\":\\\"ann\\\"}\"}",
        .output = "\"ann\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR},
        .result = TYPE_ANY,
        .call = call_from_json,
    },
    {0},
};
