// SPDX-License-Identifier: MIT
// project: keep only some fields, in this order. A bare field is not copied: its cell gets a new
// place in the shape, and only what is computed costs anything per event.
#include "lang/names.h"
#include "ops/compute.h"

static bool open_item(struct stage_open *o, const struct item *item, struct column *column,
                      struct compute *compute)
{
    struct str name;
    struct expr *e = check_expr(&o->check, item->expr);
    if (!e || !name_of_item(o->check.diag, item, &name))
        return false;
    *column = column_make(o->check.arena, name, compute_add(compute, &o->check, e));
    return true;
}

static bool project_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *items = &ast->args[0];
    struct column *columns = ARENA_ARRAY(o->check.arena, struct column, items->nitems);
    struct compute *compute = compute_new(o->check.arena, items->nitems);
    size_t n = 0, nbefore = 0;
    bool has_star = false,
         is_sound = name_check_clashes(o->check.diag, items->items, items->nitems);
    for (size_t i = 0; i < items->nitems; i++) {
        const struct item *item = &items->items[i];
        if (!item->is_star) {
            is_sound &= open_item(o, item, &columns[n++], compute);
        } else if (has_star) {
            diag_error(o->check.diag, item->span, "'*' stands for the rest once only");
            is_sound = false;
        } else {
            has_star = true;
            nbefore = n;
        }
    }
    if (!is_sound)
        return false;
    scope_arrange(o->check.scope, columns, n, has_star ? nbefore : n, has_star);
    *state = compute;
    return true;
}

const struct stage_row stage_project = {
    .syntax = {
        .name = "project",
        .alias = "select",
        .usage = "project [NAME =] EXPR, ...",
        .summary = "keep only these fields, in this order; * stands for the rest",
        .note = "A path user.id is named id; any other expression needs a NAME, and two of one "
                "name are a mistake. All items see the event as it came. A time in an event is a "
                "text: write time(ts) to calculate with it.",
        .example = "project id, name = user.name, total = price * 2",
        .input = "{\"user\":{\"name\":\"ann\"},\"price\":1.5,\"id\":7,\"tags\":[]}\n",
        .output = "{\"id\":7,\"name\":\"ann\",\"total\":3}\n",
        .args = {{.kind = ARG_ITEMS, .flags = ARG_STAR, .what = "fields"}},
    },
    .is_stateless = true,
    .keeps_rows = true,
    .takes_sequences = true,
    .open = project_open,
    .push = compute_push,
};
