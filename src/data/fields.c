// SPDX-License-Identifier: MIT
#include "data/fields.h"

void fields_init(struct fields *f, struct arena *plan)
{
    *f = (struct fields){.arena = plan, .root = {.cell = CELL_NONE}, .source = CELL_NONE};
}

static struct field *member(struct fields *f, struct field *parent, struct str key)
{
    for (struct field *m = parent->first; m; m = m->next)
        if (str_eq(m->key, key))
            return m;
    struct field *m = ARENA_NEW(f->arena, struct field);
    m->key = (struct str){arena_strndup(f->arena, key.p, key.n), key.n};
    m->cell = CELL_NONE;
    m->next = parent->first;
    parent->first = m;
    return m;
}

int fields_want(struct fields *f, const struct str *keys, size_t nkeys)
{
    struct field *at = &f->root;
    for (size_t i = 0; i < nkeys; i++)
        at = member(f, at, keys[i]);
    if (at->cell == CELL_NONE)
        at->cell = fields_add_cell(f);
    return at->cell;
}

static bool ask(struct field *from, int cell, unsigned how)
{
    for (struct field *m = from->first; m; m = m->next) {
        if (m->cell == cell)
            m->asked |= how;
        if (m->cell == cell || ask(m, cell, how))
            return true;
    }
    return false;
}

void fields_ask(struct fields *f, int cell, unsigned how)
{
    ask(&f->root, cell, how);
}

int fields_add_cell(struct fields *f)
{
    return f->ncells++;
}

int fields_want_source(struct fields *f)
{
    if (f->source == CELL_NONE)
        f->source = fields_add_cell(f);
    return f->source;
}

static void copy_members(struct fields *to, struct field *parent, const struct field *from,
                         const bool *skip)
{
    for (const struct field *m = from->first; m; m = m->next) {
        if (!m->first && skip[m->cell])
            continue;
        struct field *copy = member(to, parent, m->key);
        copy->cell = m->cell != CELL_NONE && skip[m->cell] ? CELL_NONE : m->cell;
        copy_members(to, copy, m, skip);
    }
}

void fields_copy(struct fields *to, struct arena *arena, const struct fields *from,
                 const bool *skip)
{
    fields_init(to, arena);
    to->source = from->source;
    to->ncells = from->ncells;
    to->writes_lines = from->writes_lines;
    copy_members(to, &to->root, &from->root, skip);
}

static bool has_cell(const struct field *from, int cell)
{
    for (const struct field *m = from->first; m; m = m->next)
        if (m->cell == cell || has_cell(m, cell))
            return true;
    return false;
}

bool fields_has_cell(const struct fields *f, int cell)
{
    return has_cell(&f->root, cell);
}
