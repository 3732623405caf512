// SPDX-License-Identifier: MIT
#include "lang/scope.h"

#include "base/suggest.h"
#include "data/value.h"

struct binding {
    struct binding *next;
    struct str name;
    int cell;                     // CELL_NONE: the field is gone
    struct scope_members *members;           // not NULL: these, instead of `name`
};

void scope_init_input(struct scope *s, struct arena *arena, struct fields *frame)
{
    *s = (struct scope){
        .arena = arena,
        .frame = frame,
        .has_line = true,
        .shape.is_open = true,
        .window_start = CELL_NONE,
        .window_end = CELL_NONE,
    };
}

void scope_init_made(struct scope *s, struct arena *arena)
{
    struct fields *frame = ARENA_NEW(arena, struct fields);
    fields_init(frame, arena);
    *s = (struct scope){
        .arena = arena,
        .frame = frame,
        .window_start = CELL_NONE,
        .window_end = CELL_NONE,
    };
}

static struct column *find_column(const struct scope *s, struct str name)
{
    for (size_t i = 0; i < s->shape.ncolumns; i++)
        if (str_eq(s->shape.columns[i].name, name))
            return &s->shape.columns[i];
    return NULL;
}

// The bounds of the window have names wherever there is a window above, column or not.
static int window_cell(const struct scope *s, struct str name)
{
    if (str_is(name, "window_start"))
        return s->window_start;
    if (str_is(name, "window_end"))
        return s->window_end;
    return CELL_NONE;
}

// A member of that name is asked for: a cell for it or for what the name meant above.
static int member_cell(const struct scope *s, const struct binding *b, struct str name)
{
    for (const struct scope_member *m = b->members->first; m; m = m->next)
        if (str_eq(m->name, name))
            return m->cell;
    struct scope above = *s;
    above.bindings = b->next;
    int older = CELL_NONE;
    if (scope_find(&above, name, &older) == SCOPE_LINE)
        older = scope_line_cell(&above, &name, 1);
    struct scope_member *m = ARENA_NEW(s->arena, struct scope_member);
    *m = (struct scope_member){b->members->first, name, fields_add_cell(s->frame), older};
    b->members->first = m;
    return m->cell;
}

static enum scope_found find(const struct scope *s, struct str name, int *cell)
{
    if (!s->shape.is_open) {
        const struct column *c = find_column(s, name);
        *cell = c ? c->cell : window_cell(s, name);
        return *cell == CELL_NONE ? SCOPE_NO_COLUMN : SCOPE_CELL;
    }
    for (const struct binding *b = s->bindings; b; b = b->next)
        if (b->members) {
            *cell = member_cell(s, b, name);
            return SCOPE_CELL;
        } else if (str_eq(b->name, name)) {
            *cell = b->cell;
            return b->cell == CELL_NONE ? SCOPE_GONE : SCOPE_CELL;
        }
    *cell = window_cell(s, name);
    return *cell == CELL_NONE ? SCOPE_LINE : SCOPE_CELL;
}

enum scope_found scope_find(const struct scope *s, struct str name, int *cell)
{
    enum scope_found found = find(s, name, cell);
    bool is_bound = found == SCOPE_CELL && (*cell == s->window_start || *cell == s->window_end);
    if (is_bound && s->uses_bounds)
        *s->uses_bounds = true;
    return found;
}

int scope_add_cell(struct scope *s)
{
    return fields_add_cell(s->frame);
}

void scope_say_types(struct scope *s, int cell, unsigned types)
{
    if (cell >= s->ntypes) {
        int n = 2 * cell + 8;
        unsigned *more = ARENA_ARRAY(s->arena, unsigned, (size_t)n);
        for (int i = 0; i < s->ntypes; i++)
            more[i] = s->types[i];
        s->types = more;
        s->ntypes = n;
    }
    s->types[cell] = types;
}

unsigned scope_types(const struct scope *s, int cell)
{
    unsigned types = cell < s->ntypes ? s->types[cell] : 0;
    return types ? types | TYPE_NULL : TYPE_ANY;
}

int scope_line_cell(struct scope *s, const struct str *keys, size_t nkeys)
{
    return fields_want(s->frame, keys, nkeys);
}

static void bind(struct scope *s, struct str name, int cell)
{
    struct binding *b = ARENA_NEW(s->arena, struct binding);
    *b = (struct binding){s->bindings, name, cell, NULL};
    s->bindings = b;
}

static struct edit *add_edit(struct scope *s, enum edit_kind kind)
{
    struct edit **last = &s->shape.edits;
    while (*last)
        last = &(*last)->next;
    struct edit *e = ARENA_NEW(s->arena, struct edit);
    e->kind = kind;
    e->raw_cell = CELL_NONE;
    *last = e;
    return e;
}

static void append_column(struct scope *s, struct column c)
{
    struct column *columns = ARENA_ARRAY(s->arena, struct column, s->shape.ncolumns + 1);
    for (size_t i = 0; i < s->shape.ncolumns; i++)
        columns[i] = s->shape.columns[i];
    columns[s->shape.ncolumns++] = c;
    s->shape.columns = columns;
}

// The edit that last touched the field, if it set it and nothing has moved fields since.
static struct edit *standing_set(struct scope *s, struct str name)
{
    struct edit *found = NULL;
    for (struct edit *e = s->shape.edits; e; e = e->next)
        if (e->kind == EDIT_RENAME || e->kind == EDIT_ORDER || e->kind == EDIT_MERGE)
            found = NULL;
        else if (str_eq(e->column.name, name))
            found = e->kind == EDIT_SET ? e : NULL;
    return found;
}

void scope_set(struct scope *s, struct str name, int cell)
{
    if (!s->shape.is_open) {
        struct column *c = find_column(s, name);
        if (c)
            c->cell = cell;
        else
            append_column(s, column_make(s->arena, name, cell));
        return;
    }
    struct edit *e = standing_set(s, name);
    if (e) {
        e->column.cell = cell;
    } else {
        e = add_edit(s, EDIT_SET);
        e->column = column_make(s->arena, name, cell);
        e->raw_cell = scope_line_cell(s, &e->column.name, 1);
    }
    bind(s, e->column.name, cell);
}

void scope_drop(struct scope *s, struct str name)
{
    if (s->shape.is_open) {
        struct edit *e = add_edit(s, EDIT_DROP);
        e->column = column_make(s->arena, name, CELL_NONE);
        bind(s, e->column.name, CELL_NONE);
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < s->shape.ncolumns; i++)
        if (!str_eq(s->shape.columns[i].name, name))
            s->shape.columns[kept++] = s->shape.columns[i];
    s->shape.ncolumns = kept;
}

static void rename_open(struct scope *s, const struct rename_pair *pairs, size_t n)
{
    struct edit *e = add_edit(s, EDIT_RENAME);
    e->columns = ARENA_ARRAY(s->arena, struct column, n);
    e->olds = ARENA_ARRAY(s->arena, struct str, n);
    e->ncolumns = n;
    for (size_t i = 0; i < n; i++) {
        e->columns[i] = column_make(s->arena, pairs[i].name, pairs[i].cell);
        e->olds[i] = pairs[i].old;
        bind(s, pairs[i].old, CELL_NONE);
    }
    for (size_t i = 0; i < n; i++)
        bind(s, e->columns[i].name, pairs[i].cell);
}

struct scope_members *scope_merge(struct scope *s, int cell)
{
    struct scope_members *members = ARENA_NEW(s->arena, struct scope_members);
    struct binding *b = ARENA_NEW(s->arena, struct binding);
    *b = (struct binding){.next = s->bindings, .members = members};
    s->bindings = b;
    add_edit(s, EDIT_MERGE)->column.cell = cell;
    return members;
}

static const struct rename_pair *pair_of(const struct rename_pair *pairs, size_t n, struct str old)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(pairs[i].old, old))
            return &pairs[i];
    return NULL;
}

static bool is_new_name(const struct rename_pair *pairs, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(pairs[i].name, name))
            return true;
    return false;
}

static bool changes_nothing(const struct rename_pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!str_eq(pairs[i].name, pairs[i].old))
            return false;
    return true;
}

void scope_rename(struct scope *s, const struct rename_pair *pairs, size_t n)
{
    if (changes_nothing(pairs, n))
        return;
    if (s->shape.is_open) {
        rename_open(s, pairs, n);
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < s->shape.ncolumns; i++) {
        struct column c = s->shape.columns[i];
        const struct rename_pair *pair = pair_of(pairs, n, c.name);
        if (pair)
            s->shape.columns[kept++] = column_make(s->arena, pair->name, pair->cell);
        else if (!is_new_name(pairs, n, c.name))
            s->shape.columns[kept++] = c;
    }
    s->shape.ncolumns = kept;
}

static bool is_among(const struct column *columns, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(columns[i].name, name))
            return true;
    return false;
}

static void arrange_closed(struct scope *s, const struct column *columns, size_t n,
                           size_t nbefore, bool has_rest)
{
    size_t nold = has_rest ? s->shape.ncolumns : 0, m = 0;
    struct column *all = ARENA_ARRAY(s->arena, struct column, n + nold);
    for (size_t i = 0; i < nbefore; i++)
        all[m++] = columns[i];
    for (size_t i = 0; i < nold; i++)
        if (!is_among(columns, n, s->shape.columns[i].name))
            all[m++] = s->shape.columns[i];
    for (size_t i = nbefore; i < n; i++)
        all[m++] = columns[i];
    s->shape = (struct shape){.columns = all, .ncolumns = m};
}

void scope_arrange(struct scope *s, const struct column *columns, size_t n, size_t nbefore,
                   bool has_rest)
{
    if (s->shape.is_open && has_rest && n == 0)
        return;                   // `*` alone: nothing changes
    if (!s->shape.is_open || !has_rest) {
        arrange_closed(s, columns, n, nbefore, has_rest && !s->shape.is_open);
        s->bindings = NULL;
        return;
    }
    struct edit *e = add_edit(s, EDIT_ORDER);
    e->columns = ARENA_ARRAY(s->arena, struct column, n);
    e->ncolumns = n;
    e->nbefore = nbefore;
    for (size_t i = 0; i < n; i++) {
        e->columns[i] = columns[i];
        bind(s, columns[i].name, columns[i].cell);
    }
}

struct shape *scope_shape(const struct scope *s)
{
    struct shape *copy = ARENA_NEW(s->arena, struct shape);
    *copy = s->shape;
    s->frame->writes_lines |= s->shape.is_open;
    copy->columns = ARENA_ARRAY(s->arena, struct column, s->shape.ncolumns);
    for (size_t i = 0; i < s->shape.ncolumns; i++)
        copy->columns[i] = s->shape.columns[i];
    struct edit **last = &copy->edits;
    for (const struct edit *e = s->shape.edits; e; e = e->next) {
        *last = ARENA_NEW(s->arena, struct edit);
        **last = *e;
        last = &(*last)->next;
    }
    *last = NULL;
    return copy;
}

void scope_suggest(const struct scope *s, struct suggest *to)
{
    for (size_t i = 0; i < s->shape.ncolumns; i++) {
        struct str name = s->shape.columns[i].name;
        suggest_offer(to, arena_strndup(s->arena, name.p, name.n));
    }
}
