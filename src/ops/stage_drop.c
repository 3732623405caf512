// SPDX-License-Identifier: MIT
// drop: remove fields. A field of the row itself costs nothing until the row is written; one inside
// an object makes that object anew.
#include "ops/compute.h"

static bool open_path(struct stage_open *o, struct node *path, struct compute *compute)
{
    for (size_t i = 0; i < path->nsteps; i++)
        if (path->steps[i].is_index) {
            diag_error(o->check.diag, path->span, "an element of an array cannot be dropped");
            return false;
        }
    struct node field = *path;
    field.nsteps = 1;
    struct expr *parent = check_unasked(&o->check, &field);   // closed rows: is there such a
                                                              // column?
    if (!parent)
        return false;
    if (path->nsteps == 1) {
        scope_drop(o->check.scope, path->steps[0].key);
        return true;
    }
    int cell = compute_add_inside(compute, &o->check, parent,
                                  (struct path){path->steps + 1, path->nsteps - 1}, NULL);
    scope_set(o->check.scope, path->steps[0].key, cell);
    return true;
}

static bool drop_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *paths = &ast->args[0];
    struct compute *compute = compute_new(o->check.arena, paths->nitems);
    bool is_sound = true;
    for (size_t i = 0; i < paths->nitems; i++)
        is_sound &= open_path(o, paths->items[i].expr, compute);
    *state = compute;
    return is_sound;
}

const struct stage_row stage_drop = {
    .syntax = {
        .name = "drop",
        .usage = "drop PATH, ...",
        .summary = "remove fields",
        .example = "drop debug, user.email",
        .input = "{\"id\":1,\"debug\":{},\"user\":{\"name\":\"ann\",\"email\":\"a@x\"}}\n",
        .output = "{\"id\":1,\"user\":{\"name\":\"ann\"}}\n",
        .args = {{.kind = ARG_PATHS, .what = "fields"}},
    },
    .is_stateless = true,
    .keeps_rows = true,
    .open = drop_open,
    .push = compute_push,
};
