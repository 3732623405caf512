// SPDX-License-Identifier: MIT
// json: one object a line; what nobody changed, byte for byte as it came.
#include "data/format.h"

static bool json_row(struct formatter *f, struct buf *out, struct arena *a, const struct row *row)
{
    write_row(out, a, f->shape, row, f->style);
    return true;
}

const struct output_format format_json = {
    .name = "json",
    .summary = "JSON, one object a line; an event nobody changed byte for byte as it came",
    .suffix = "ndjson",
    .example = "--to json 'set c = a + b'",
    .input = "{\"a\": 1, \"b\": 2}\n",
    .output = "{\"a\": 1, \"b\": 2,\"c\":3}\n",
    .is_by_row = true,
    .row = json_row,
};
