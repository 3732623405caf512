// SPDX-License-Identifier: MIT
// unnest: one event for each element of an array. The rows of one line are handed on in batches cut
// by the line alone, whatever comes with it, so that a stage below that stops in the middle has
// seen the same.
#include "data/walk.h"
#include "ops/stage.h"

enum { PATH, AS, OR };            // the places of the arguments in the syntax below

#ifdef WEIR_TINY
enum { ROWS_MAX = 3 };
#else
enum { ROWS_MAX = 512 };          // in a batch that is handed on
#endif

struct unnest {
    const struct expr *array;
    const struct expr *root;      // the field that the path begins with ...
    struct path inside;           // ... and the rest of the path; n == 0: the field itself
    int root_cell, name_cell;     // CELL_NONE where there is none
    bool keeps_empty;
    const struct fields *frame;
};

// Rows under way to the next stage.
struct crowd {
    struct batch batch;
    struct value *cells;          // of ROWS_MAX rows
    size_t ncells;
    struct stage *next;
    enum flow flow;
};

static bool is_one_of_keys(struct stage_open *o, const struct arg *arg, const char *what)
{
    if (arg->nitems > 1) {
        diag_error(o->check.diag, arg->items[1].span, "unnest takes one %s", what);
        return false;
    }
    const struct node *node = arg->items[0].expr;
    for (size_t i = 0; i < node->nsteps; i++)
        if (node->steps[i].is_index) {
            diag_error(o->check.diag, node->span, "an element of an array cannot stand here");
            return false;
        }
    return true;
}

static bool is_plain_name(struct stage_open *o, const struct arg *as)
{
    if (!is_one_of_keys(o, as, "name"))
        return false;
    const struct node *node = as->items[0].expr;
    if (node->nsteps == 1 && node->steps[0].key.n)
        return true;
    diag_error(o->check.diag, node->span, "a plain name belongs here, not a path");
    return false;
}

// The elements get the name, and the field from which they came goes.
static void open_name(struct unnest *u, struct scope *scope, struct str name, struct str root)
{
    u->name_cell = scope_add_cell(scope);
    if (u->inside.n) {
        u->root_cell = scope_add_cell(scope);
        scope_set(scope, root, u->root_cell);
        scope_set(scope, name, u->name_cell);
        return;
    }
    scope_set(scope, root, u->name_cell);
    struct rename_pair pair = {name, root, u->name_cell};
    scope_rename(scope, &pair, 1);
}

static bool unnest_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *args = ast->args;
    if (!is_one_of_keys(o, &args[PATH], "path") || (args[AS].given && !is_plain_name(o, &args[AS])))
        return false;
    struct unnest *u = ARENA_NEW(o->check.arena, struct unnest);
    const struct node *path = args[PATH].items[0].expr;
    struct node root = *path;
    root.nsteps = 1;
    u->array = check_expr(&o->check, path);
    if (!u->array)
        return false;
    u->root = check_expr(&o->check, &root);
    u->inside = (struct path){path->steps + 1, path->nsteps - 1};
    u->root_cell = u->name_cell = CELL_NONE;
    u->keeps_empty = args[OR].given;
    u->frame = o->check.scope->frame;
    if (args[AS].given) {
        open_name(u, o->check.scope, args[AS].items[0].expr->steps[0].key, path->steps[0].key);
    } else {
        u->root_cell = scope_add_cell(o->check.scope);
        scope_set(o->check.scope, path->steps[0].key, u->root_cell);
    }
    *state = u;
    return true;
}

// The value at the path is an array, or may be taken for one of one value, so that what it lies in
// are objects; or it is missing, and something else may lie in the way.
static struct value put_inside(const struct unnest *u, struct eval *ev, struct value v)
{
    struct value root = expr_eval(u->root, ev), out;
    if (walk_set(ev->arena, root, u->inside, v, &out))
        return out;
    return root;
}

static void fill(const struct unnest *u, struct eval *ev, struct value *cells, struct value v)
{
    if (u->name_cell != CELL_NONE)
        cells[u->name_cell] = v;
    if (u->root_cell == CELL_NONE)
        return;
    if (u->name_cell != CELL_NONE)
        v = value_missing();
    cells[u->root_cell] = u->inside.n ? put_inside(u, ev, v) : v;
}

static void send(struct crowd *c)
{
    struct batch batch = c->batch;    // the next stage may change it
    if (c->flow == FLOW_MORE && !batch.chunk->stop)
        c->flow = stage_push(c->next, &batch);
    c->batch.nrows = 0;
}

static void add(const struct unnest *u, struct eval *ev, struct crowd *c, struct value v)
{
    if (c->batch.nrows == ROWS_MAX)
        send(c);
    struct row *row = &c->batch.rows[c->batch.nrows];
    *row = *ev->row;
    row->cells = c->cells + c->batch.nrows++ * c->ncells;
    memcpy(row->cells, ev->row->cells, c->ncells * sizeof *row->cells);
    fill(u, ev, row->cells, v);
}

// How many elements there are, but no more than have to be known.
static size_t count_elements(struct value array)
{
    size_t n = 0;
    struct value v;
    for (struct walk w = walk_begin(array); n <= ROWS_MAX && walk_element(&w, &v);)
        n++;
    return n;
}

static void add_elements(const struct unnest *u, struct eval *ev, struct crowd *c,
                         struct value array)
{
    struct value v;
    for (struct walk w = walk_begin(array); c->flow == FLOW_MORE && walk_element(&w, &v);)
        add(u, ev, c, v);
}

static void take_row(const struct unnest *u, struct eval *ev, struct crowd *c)
{
    struct value v = expr_eval(u->array, ev);
    size_t n = v.type == VALUE_ARRAY ? count_elements(v) : !value_is_null(v);
    if (n == 0 && !u->keeps_empty)
        return;
    if (c->batch.nrows && c->batch.nrows + n > ROWS_MAX)
        send(c);
    if (n == 0)
        add(u, ev, c, value_null());
    else if (v.type == VALUE_ARRAY)
        add_elements(u, ev, c, v);
    else
        add(u, ev, c, v);
}

static enum flow unnest_push(struct stage *s, struct batch *b)
{
    const struct unnest *u = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct crowd c = {.batch = *b, .ncells = (size_t)u->frame->ncells, .next = s->next};
    c.batch.nrows = 0;
    c.batch.rows = arena_alloc(b->arena, ROWS_MAX * sizeof *c.batch.rows);
    c.cells = arena_alloc(b->arena, ROWS_MAX * c.ncells * sizeof *c.cells);
    for (size_t i = 0; i < b->nrows && c.flow == FLOW_MORE && !b->chunk->stop; i++) {
        ev.row = &b->rows[i];
        take_row(u, &ev, &c);
    }
    send(&c);
    return c.flow;
}

const struct stage_row stage_unnest = {
    .syntax = {
        .name = "unnest",
        .usage = "unnest PATH [as NAME] [or keep]",
        .summary = "one event for each element of an array, in its place, or as NAME",
        .note = "A single value, an object too, counts as an array of one. For a missing, null or "
                "empty one there is no event, with 'or keep' one with null. With 'as NAME' the "
                "array's field becomes NAME; of a path inside an object it is taken out, and NAME "
                "is a field of the event.",
        .example = "unnest tags as tag",
        .input = "{\"id\":1,\"tags\":[\"a\",\"b\"],\"n\":5}\n{\"id\":2,\"tags\":[]}\n"
                 "{\"id\":3,\"tags\":\"c\"}\n",
        .output = "{\"id\":1,\"tag\":\"a\",\"n\":5}\n{\"id\":1,\"tag\":\"b\",\"n\":5}\n"
                  "{\"id\":3,\"tag\":\"c\"}\n",
        .args = {
            [PATH] = {.kind = ARG_PATHS, .what = "a field"},
            [AS] = {.kind = ARG_PATHS, .keyword = "as", .what = "a name"},
            [OR] = {.kind = ARG_CHOICE, .keyword = "or", .choices = "keep", .what = "'keep'"},
        },
    },
    .is_stateless = true,
    .multiplies = true,
    .open = unnest_open,
    .push = unnest_push,
};
