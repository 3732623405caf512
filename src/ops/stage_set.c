// SPDX-License-Identifier: MIT
// set: add or replace fields, keep the rest. Items go left to right, a later one sees an earlier
// one. A NAME may be a path: then the object under its first key is made anew with the value put
// in.
#include "ops/compute.h"

static bool has_index(const struct item *item)
{
    for (size_t i = 0; i < item->ntarget; i++)
        if (item->target[i].is_index)
            return true;
    return false;
}

// The field of that name as it is here, or missing where closed rows have none.
static struct expr *field_expr(struct stage_open *o, const struct item *item)
{
    struct node *node = ARENA_NEW(o->check.arena, struct node);
    *node = (struct node){.kind = NODE_PATH, .span = item->name_span, .steps = item->target,
                          .nsteps = 1};
    int cell;
    if (scope_find(o->check.scope, item->target[0].key, &cell) == SCOPE_NO_COLUMN) {
        node->kind = NODE_CONST;
        node->value = value_missing();
    }
    return check_unasked(&o->check, node);
}

static bool open_item(struct stage_open *o, const struct item *item, struct compute *compute)
{
    if (has_index(item)) {
        diag_error(o->check.diag, item->name_span, "an element of an array cannot be set");
        return false;
    }
    struct expr *e = check_expr(&o->check, item->expr);
    if (!e)
        return false;
    int cell;
    if (item->ntarget == 1) {
        cell = compute_add_present(compute, &o->check, e);
    } else {
        struct expr *parent = field_expr(o, item);
        if (!parent)
            return false;
        cell = compute_add_inside(compute, &o->check, parent,
                                  (struct path){item->target + 1, item->ntarget - 1}, e);
    }
    scope_set(o->check.scope, item->target[0].key, cell);
    return true;
}

static bool set_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *items = &ast->args[0];
    struct compute *compute = compute_new(o->check.arena, items->nitems);
    bool is_sound = true;
    for (size_t i = 0; i < items->nitems; i++) {
        if (open_item(o, &items->items[i], compute))
            continue;
        // What a wrong item would have set is not held against those behind it.
        scope_set(o->check.scope, items->items[i].target[0].key, scope_add_cell(o->check.scope));
        is_sound = false;
    }
    *state = compute;
    return is_sound;
}

const struct stage_row stage_set = {
    .syntax = {
        .name = "set",
        .usage = "set NAME = EXPR, ...",
        .summary = "add or replace fields, keep the rest; NAME may be a path",
        .note = "A later item sees an earlier one. With a path (user.tier) objects that are "
                "missing are made.",
        .example = "set ms = s * 1000, user.tier = \"gold\"",
        .input = "{\"s\":2,\"user\":{\"id\":1},\"ok\":true}\n",
        .output = "{\"s\":2,\"user\":{\"id\":1,\"tier\":\"gold\"},\"ok\":true,\"ms\":2000}\n",
        .args = {{.kind = ARG_ASSIGNS, .what = "NAME = EXPR"}},
    },
    .is_stateless = true,
    .keeps_rows = true,
    .takes_sequences = true,
    .open = set_open,
    .push = compute_push,
};
