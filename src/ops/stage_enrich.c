// SPDX-License-Identifier: MIT
// enrich: add the columns of a table to the events whose key it has. The table is read when the
// plan is made, so that its columns are known to the stages below, and again when the file changes.
#include "base/clock.h"
#include "base/fail.h"
#include "lang/names.h"
#include "ops/stage.h"
#include "ops/table.h"

#include <stdatomic.h>
#include <sys/stat.h>

enum { TABLE, ON, AS };           // the places of the arguments in the syntax below

#define LOOK_EVERY 1000000000ll   // ns

// A table at work. Values borrow from it as long as their batch lives, so each batch holds it.
struct version {
    struct table *table;
    size_t *columns;              // of each of the stage's, where the table has it; NO_COLUMN
    atomic_uint holders;
};
#define NO_COLUMN SIZE_MAX

struct enrich {
    struct version *version;      // guarded by `lock`
    atomic_flag lock;             // held for a few instructions
    const struct expr *key;
    int *cells;                   // of the columns ...
    struct str *names;            // ... and these, as the file had them when the plan was made
    size_t ncells;
    int row_cell;                 // `as`: of the whole row; else CELL_NONE
    struct table_wish wish;       // to read it again
    struct stat seen;             // the file that was read last
    int64_t looked;               // on the steady clock, ns
    bool has_told_columns;
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

// ---- versions ----

// Where the table has the stage's columns.
static struct version *version_new(const struct enrich *e, struct table *table)
{
    struct version *v = mem_zalloc(sizeof *v);
    v->table = table;
    v->columns = mem_alloc((e->ncells + 1) * sizeof *v->columns);
    atomic_init(&v->holders, 1);
    for (size_t i = 0; i < e->ncells; i++) {
        v->columns[i] = NO_COLUMN;
        for (size_t k = 0; k < table_ncolumns(table); k++)
            if (str_eq(table_column(table, k), e->names[i]))
                v->columns[i] = k;
    }
    return v;
}

static void version_drop(void *version)
{
    struct version *v = version;
    if (atomic_fetch_sub(&v->holders, 1) != 1)
        return;
    table_free(v->table);
    mem_free(v->columns);
    mem_free(v);
}

// The version in force, put in the place of another if there is one, whose holder is the caller.
static struct version *version_swap(struct enrich *e, struct version *next)
{
    while (atomic_flag_test_and_set_explicit(&e->lock, memory_order_acquire))
        ;
    struct version *v = e->version;
    if (next)
        e->version = next;
    else
        atomic_fetch_add(&v->holders, 1);
    atomic_flag_clear_explicit(&e->lock, memory_order_release);
    return v;
}

// ---- the plan ----

static void open_columns(struct enrich *e, struct stage_open *o, const struct table *table)
{
    struct scope *scope = o->check.scope;
    e->ncells = table_ncolumns(table);
    e->cells = ARENA_ARRAY(o->check.arena, int, e->ncells);
    e->names = ARENA_ARRAY(o->check.arena, struct str, e->ncells);
    for (size_t i = 0; i < e->ncells; i++) {
        struct str name = table_column(table, i);
        e->names[i] = (struct str){arena_strndup(o->check.arena, name.p, name.n), name.n};
        e->cells[i] = scope_add_cell(scope);
        scope_set(scope, e->names[i], e->cells[i]);
    }
}

static bool enrich_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *args = ast->args;
    struct enrich *e = ARENA_NEW(o->check.arena, struct enrich);
    struct str name;
    e->wish = (struct table_wish){
        .span = args[TABLE].span,
        .path = arena_strndup(o->check.arena, args[TABLE].text.p, args[TABLE].text.n),
        .keeps_rows = args[AS].given,
    };
    e->key = check_expr(&o->check, args[ON].items[0].expr);
    if (!e->key || !key_column(o, &args[ON], &e->wish))
        return false;
    if (args[AS].given && !plain_name(o, &args[AS], &name))
        return false;
    (void)stat(e->wish.path, &e->seen);
    struct table *table = table_read(o->check.diag, &e->wish);
    if (!table)
        return false;
    e->row_cell = CELL_NONE;
    if (args[AS].given) {
        e->row_cell = scope_add_cell(o->check.scope);
        scope_set(o->check.scope, name, e->row_cell);
    } else {
        open_columns(e, o, table);
    }
    atomic_flag_clear(&e->lock);
    e->version = version_new(e, table);
    e->wish.stage = o->number;
    *state = e;
    return true;
}

// ---- reading it again ----

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

// Columns that the plan does not know are left out.
static void tell_new_columns(struct enrich *e, const struct table *table)
{
    if (e->row_cell != CELL_NONE || e->has_told_columns)
        return;
    for (size_t k = 0; k < table_ncolumns(table); k++) {
        struct str name = table_column(table, k);
        size_t i = 0;
        while (i < e->ncells && !str_eq(name, e->names[i]))
            i++;
        if (i < e->ncells)
            continue;
        warn("stage %d, enrich: %s has a new column '%.*s', which this run does not know",
             e->wish.stage, e->wish.path, (int)name.n, name.p);
        e->has_told_columns = true;
        return;
    }
}

// Is the file another than the one that was read last? One that is gone may be on its way back, and
// what is no file (a pipe) can be read but once.
static bool has_changed(struct enrich *e, bool is_asked)
{
    struct stat st;
    if (!S_ISREG(e->seen.st_mode) || stat(e->wish.path, &st) != 0 || !S_ISREG(st.st_mode))
        return is_asked && S_ISREG(e->seen.st_mode);
    bool is_same = is_same_file(&st, &e->seen);
    e->seen = st;
    return is_asked || !is_same;
}

// What cannot be read is told once for each change of the file.
static void enrich_refresh(struct stage *s, bool is_asked)
{
    struct enrich *e = s->state;
    struct diag diag = {0};
    int64_t now = clock_steady();
    if (!is_asked && e->looked && now - e->looked < LOOK_EVERY)
        return;
    e->looked = now;
    struct table *table = has_changed(e, is_asked) ? table_read(&diag, &e->wish) : NULL;
    if (!table)
        return;
    tell_new_columns(e, table);
    version_drop(version_swap(e, version_new(e, table)));
}

// ---- rows ----

static void add_columns(const struct enrich *e, const struct version *v, struct value *cells,
                        uint32_t row)
{
    if (e->row_cell != CELL_NONE)
        cells[e->row_cell] = row == TABLE_NONE ? value_null() : table_row(v->table, row);
    for (size_t i = 0; i < e->ncells; i++)
        cells[e->cells[i]] = row == TABLE_NONE || v->columns[i] == NO_COLUMN
                                 ? value_null()
                                 : table_value(v->table, row, v->columns[i]);
}

static enum flow enrich_push(struct stage *s, struct batch *b)
{
    struct enrich *e = s->state;
    struct version *version = version_swap(e, NULL);
    arena_defer(b->arena, version_drop, version);
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
    table_find(version->table, b->arena, keys, found, b->nrows);
    for (size_t i = 0; i < b->nrows; i++)
        add_columns(e, version, b->rows[i].cells, found[i]);
    return stage_push(s->next, b);
}

static void enrich_free(struct stage *s)
{
    struct enrich *e = s->state;
    version_drop(e->version);
}

static size_t enrich_bytes(const struct stage *s)
{
    const struct enrich *e = s->state;
    return table_bytes(e->version->table);
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
                "NAME. When the file changes it is read again before the next rows (it is looked "
                "at once a second at most), or on SIGHUP, whole, and takes the place of the old "
                "table at once; a file that cannot be read or is wrong is told, and the old table "
                "stays. The columns remain those of the start: new ones are left out, ones that "
                "are gone are null.",
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
    .exempt = "when a table that changes is read again",
    .open = enrich_open,
    .push = enrich_push,
    .free = enrich_free,
    .refresh = enrich_refresh,
    .state_bytes = enrich_bytes,
};
