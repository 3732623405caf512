// SPDX-License-Identifier: MIT
// rename: give fields other names, in place. All OLD names mean the row as it came, so two fields
// can change places. An event without OLD is left as it is.
#include "funcs/func.h"
#include "lang/names.h"
#include "ops/compute.h"

// if(exists(old), old, new): what NEW means below in a row that may have either.
static struct node *either(struct arena *a, struct node *old, struct node *new)
{
    struct node *exists = ARENA_NEW(a, struct node), *choice = ARENA_NEW(a, struct node);
    exists->args = ARENA_ARRAY(a, struct node *, 1);
    exists->args[0] = old;
    choice->args = ARENA_ARRAY(a, struct node *, 3);
    choice->args[0] = exists;
    choice->args[1] = old;
    choice->args[2] = new;
    exists->kind = choice->kind = NODE_CALL;
    exists->span = choice->span = exists->name_span = choice->name_span = old->span;
    exists->text = STR("exists");
    choice->text = STR("if");
    exists->nargs = 1;
    choice->nargs = 3;
    return choice;
}

static bool is_field(struct stage_open *o, const struct step *steps, size_t nsteps,
                     struct span span)
{
    if (nsteps == 1 && !steps[0].is_index)
        return true;
    diag_error(o->check.diag, span, "only a field of the event itself can be renamed");
    diag_hint(o->check.diag,
              "to move a field out of an object, set the new one and drop the old one");
    return false;
}

static bool is_renamed(const struct arg *items, struct str name)
{
    for (size_t i = 0; i < items->nitems; i++)
        if (str_eq(items->items[i].expr->steps[0].key, name))
            return true;
    return false;
}

// The cell of what NEW means below, or CELL_NONE after a mistake. In open rows, which need not have
// OLD, that is NEW as it was, unless it is itself given another name.
static int open_item(struct stage_open *o, const struct arg *items, const struct item *item,
                     struct compute *compute)
{
    if (!is_field(o, item->target, item->ntarget, item->name_span) ||
        !is_field(o, item->expr->steps, item->expr->nsteps, item->expr->span))
        return CELL_NONE;
    struct node *source = item->expr;
    if (o->check.scope->shape.is_open && !is_renamed(items, item->target[0].key)) {
        struct node *target = ARENA_NEW(o->check.arena, struct node);
        *target = *item->expr;
        target->steps = item->target;
        source = either(o->check.arena, item->expr, target);
    }
    if (!check_expr(&o->check, item->expr))
        return CELL_NONE;
    struct expr *e = check_unasked(&o->check, source);
    return e ? compute_add(compute, &o->check, e) : CELL_NONE;
}

static bool check_names(struct stage_open *o, const struct arg *items)
{
    for (size_t i = 1; i < items->nitems; i++)
        for (size_t j = 0; j < i; j++) {
            const struct item *a = &items->items[j], *b = &items->items[i];
            if (str_eq(a->target[0].key, b->target[0].key)) {
                name_clash(o->check.diag, a->span, b->span, b->target[0].key);
                return false;
            }
            if (str_eq(a->expr->steps[0].key, b->expr->steps[0].key)) {
                struct str name = b->expr->steps[0].key;
                diag_error(o->check.diag, b->span, "'%.*s' is renamed twice", (int)name.n, name.p);
                return false;
            }
        }
    return true;
}

static bool rename_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *items = &ast->args[0];
    struct compute *compute = compute_new(o->check.arena, items->nitems);
    int *cells = ARENA_ARRAY(o->check.arena, int, items->nitems);
    bool is_sound = true;
    for (size_t i = 0; i < items->nitems; i++) {
        cells[i] = open_item(o, items, &items->items[i], compute);
        is_sound &= cells[i] != CELL_NONE;
    }
    if (!is_sound || !check_names(o, items))
        return false;
    struct rename_pair *pairs = ARENA_ARRAY(o->check.arena, struct rename_pair, items->nitems);
    for (size_t i = 0; i < items->nitems; i++)
        pairs[i] = (struct rename_pair){items->items[i].target[0].key,
                                        items->items[i].expr->steps[0].key, cells[i]};
    scope_rename(o->check.scope, pairs, items->nitems);
    *state = compute;
    return true;
}

const struct stage_row stage_rename = {
    .syntax = {
        .name = "rename",
        .usage = "rename NEW = OLD, ...",
        .summary = "rename fields in place; an existing NEW is replaced",
        .note = "Each keeps its place. A field that is not there is passed over.",
        .example = "rename duration = ms",
        .input = "{\"id\":1,\"ms\":12,\"ok\":true}\n{\"id\":2}\n",
        .output = "{\"id\":1,\"duration\":12,\"ok\":true}\n{\"id\":2}\n",
        .args = {{.kind = ARG_RENAMES, .what = "NEW = OLD"}},
    },
    .is_stateless = true,
    .keeps_rows = true,
    .open = rename_open,
    .push = compute_push,
};
