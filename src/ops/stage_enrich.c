// SPDX-License-Identifier: MIT
// enrich: add the columns of a table to the events whose key it has. The table is read when the
// plan is made, so that its columns are known to the stages below.
#include "lang/names.h"
#include "ops/stage.h"
#include "ops/table.h"

enum { TABLE, ON, AS };           // the places of the arguments in the syntax below

struct enrich {
    struct table *table;
    const struct expr *key;
    int *cells;                   // of the columns
    size_t ncells;
    int row_cell;                 // `as`: of the whole row; else CELL_NONE
};

// The table's column: the one named behind `=`, or that of the path's name.
static bool key_column(struct stage_open *o, const struct arg *on, struct table_wish *wish)
{
    const struct node *node = on->items[on->nitems - 1].expr;
    wish->key_span = node->span;
    bool is_named = on->nitems > 1;
    wish->key = name_last_key(node);
    if (wish->key.p && (!is_named || node->nsteps == 1))
        return true;
    if (is_named)
        diag_error(o->check.diag, node->span, "the name of a column of the table belongs here");
    else
        diag_error(o->check.diag, node->span,
                   "this has no name by which to find the table's column");
    diag_hint(o->check.diag, "write it behind: on EXPR = NAME");
    return false;
}

static bool plain_name(struct stage_open *o, const struct arg *as, struct str *name)
{
    const struct node *node = as->items[0].expr;
    *name = node->steps[0].key;
    if (as->nitems == 1 && node->nsteps == 1 && !node->steps[0].is_index && name->n)
        return true;
    diag_error(o->check.diag, as->span, "one plain name belongs here");
    return false;
}

static void open_columns(struct enrich *e, struct stage_open *o)
{
    struct scope *scope = o->check.scope;
    e->ncells = table_ncolumns(e->table);
    e->cells = ARENA_ARRAY(o->check.arena, int, e->ncells);
    for (size_t i = 0; i < e->ncells; i++) {
        e->cells[i] = scope_add_cell(scope);
        scope_set(scope, table_column(e->table, i), e->cells[i]);
    }
}

static bool enrich_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *args = ast->args;
    struct enrich *e = ARENA_NEW(o->check.arena, struct enrich);
    struct str name;
    struct table_wish wish = {
        .span = args[TABLE].span,
        .path = arena_strndup(o->check.arena, args[TABLE].text.p, args[TABLE].text.n),
        .keeps_rows = args[AS].given,
    };
    e->key = check_expr(&o->check, args[ON].items[0].expr);
    if (!e->key || !key_column(o, &args[ON], &wish))
        return false;
    if (args[AS].given && !plain_name(o, &args[AS], &name))
        return false;
    e->table = table_read(o->check.diag, &wish);
    if (!e->table)
        return false;
    e->row_cell = CELL_NONE;
    if (args[AS].given) {
        e->row_cell = scope_add_cell(o->check.scope);
        scope_set(o->check.scope, name, e->row_cell);
    } else {
        open_columns(e, o);
    }
    *state = e;
    return true;
}

static void add_columns(const struct enrich *e, struct value *cells, uint32_t row)
{
    if (e->row_cell != CELL_NONE)
        cells[e->row_cell] = row == TABLE_NONE ? value_null() : table_row(e->table, row);
    for (size_t i = 0; i < e->ncells; i++)
        cells[e->cells[i]] = row == TABLE_NONE ? value_null() : table_value(e->table, row, i);
}

static enum flow enrich_push(struct stage *s, struct batch *b)
{
    const struct enrich *e = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *keys = arena_alloc(b->arena, b->nrows * sizeof *keys);
    uint32_t *found = arena_alloc(b->arena, b->nrows * sizeof *found);
    for (size_t i = 0; i < b->nrows; i++) {
        ev.row = &b->rows[i];
        keys[i] = expr_eval(e->key, &ev);
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            b->nrows = i;
        }
    }
    table_find(e->table, b->arena, keys, found, b->nrows);
    for (size_t i = 0; i < b->nrows; i++)
        add_columns(e, b->rows[i].cells, found[i]);
    return stage_push(s->next, b);
}

static void enrich_free(struct stage *s)
{
    struct enrich *e = s->state;
    table_free(e->table);
}

static size_t enrich_bytes(const struct stage *s)
{
    const struct enrich *e = s->state;
    return table_bytes(e->table);
}

const struct stage_row stage_enrich = {
    .syntax = {
        .name = "enrich",
        .usage = "enrich FILE on EXPR [= NAME] [as NAME]",
        .summary = "add the columns of a table, by a key",
        .note = "The table is NDJSON, CSV or TSV (by the file's name, else by its first byte), "
                "read whole before the events. In CSV a value that reads as a JSON number is one. "
                "EXPR is the event's key, NAME the table's column, by default of the same name. "
                "Keys are compared as in groups; "
                "of rows with one key the last counts; null has no partner. The columns, but for "
                "the key, replace fields of their names; without a partner, or where its row has "
                "no such field, they are null. With 'as NAME' the whole row, or null, is put under "
                "NAME.",
        .example = "enrich tests/demo/hosts.ndjson on host",
        .input = "{\"host\":\"web-1\",\"n\":1}\n{\"host\":\"other\",\"n\":2}\n",
        .output = "{\"host\":\"web-1\",\"n\":1,\"rack\":\"a3\",\"owner\":\"shop\"}\n"
                  "{\"host\":\"other\",\"n\":2,\"rack\":null,\"owner\":null}\n",
        .args = {
            [TABLE] = {.kind = ARG_TEXT, .what = "a file"},
            [ON] = {.kind = ARG_PAIR, .keyword = "on", .flags = ARG_REQUIRED, .what = "a key"},
            [AS] = {.kind = ARG_PATHS, .keyword = "as", .what = "a name"},
        },
    },
    .is_stateless = true,
    .keeps_rows = true,
    .keeps = "the table",
    .open = enrich_open,
    .push = enrich_push,
    .free = enrich_free,
    .state_bytes = enrich_bytes,
};
