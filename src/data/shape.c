// SPDX-License-Identifier: MIT
#include "data/shape.h"

#include "data/text.h"

bool shape_only_sets(const struct shape *shape)
{
    for (const struct edit *e = shape->edits; e; e = e->next)
        if (e->kind != EDIT_SET)
            return false;
    return true;
}

struct column column_make(struct arena *a, struct str name, int cell)
{
    struct buf json;
    buf_init(&json);
    buf_putc(&json, '"');
    text_escape(&json, name);
    buf_puts(&json, "\":");
    struct column c = {
        .name = {arena_strndup(a, name.p, name.n), name.n},
        .json = {arena_strndup(a, json.p, json.n), json.n},
        .cell = cell,
    };
    buf_release(&json);
    return c;
}
