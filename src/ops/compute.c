// SPDX-License-Identifier: MIT
#include "ops/compute.h"

#include "data/walk.h"
#include "data/write.h"

struct item_compute {
    int cell;
    const struct expr *expr;      // NULL: take out
    bool is_present;              // null for missing
    const struct expr *parent;    // with steps: put into this
    struct path at;
};

struct compute {
    size_t n;
    struct item_compute items[];
};

struct compute *compute_new(struct arena *a, size_t n)
{
    return arena_zalloc(a, sizeof(struct compute) + n * sizeof(struct item_compute));
}

static struct item_compute *add(struct compute *c, struct check *check, const struct expr *e)
{
    struct item_compute *item = &c->items[c->n++];
    item->expr = e;
    item->cell = scope_add_cell(check->scope);
    if (e)
        scope_say_types(check->scope, item->cell, e->types);
    return item;
}

int compute_add(struct compute *c, struct check *check, const struct expr *e)
{
    if (e->cell != CELL_NONE && e->nsteps == 0)
        return e->cell;
    return add(c, check, e)->cell;
}

int compute_add_present(struct compute *c, struct check *check, const struct expr *e)
{
    struct item_compute *item = add(c, check, e);
    item->is_present = true;
    return item->cell;
}

int compute_add_inside(struct compute *c, struct check *check, const struct expr *parent,
                       struct path at, const struct expr *e)
{
    struct item_compute *item = add(c, check, e);
    scope_say_types(check->scope, item->cell, TYPE_ANY);
    item->is_present = true;
    item->parent = parent;
    item->at = at;
    return item->cell;
}

static struct value present(struct value v)
{
    return v.type == VALUE_MISSING ? value_null() : v;
}

static struct value put_inside(const struct item_compute *item, struct eval *ev)
{
    struct value parent = expr_eval(item->parent, ev), out;
    struct value v = item->expr ? present(expr_eval(item->expr, ev)) : value_missing();
    if (!item->expr && walk_path(parent, item->at.steps, item->at.n).type == VALUE_MISSING)
        return parent;            // there is nothing to take out
    v = write_time_value(ev->arena, v, item->parent->style);
    if (walk_set(ev->arena, parent, item->at, v, &out))
        return out;
    struct value blocks = parent;
    for (size_t n = 1; n < item->at.n && blocks.type == VALUE_OBJECT; n++)
        blocks = walk_path(parent, item->at.steps, n);
    eval_error(ev, item->parent->text, blocks, "is not an object, so nothing can be set in it");
    return parent;
}

enum flow compute_push(struct stage *s, struct batch *b)
{
    const struct compute *c = s->state;
    if (c->n == 0)
        return stage_push(s->next, b);
    struct eval ev = eval_begin(b, s->number);
    for (size_t i = 0; i < b->nrows; i++) {
        ev.row = &b->rows[i];
        for (size_t k = 0; k < c->n; k++) {
            const struct item_compute *item = &c->items[k];
            struct value v = item->parent ? put_inside(item, &ev) : expr_eval(item->expr, &ev);
            ev.row->cells[item->cell] = item->is_present && !item->parent ? present(v) : v;
        }
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            b->nrows = i;
        }
    }
    return stage_push(s->next, b);
}
