// SPDX-License-Identifier: MIT
// changed: only the rows at which the values differ from the last ones of their key. The last
// values of each key are kept in room that is used again; the old ones leave with the row as `was`.
#include "data/kept.h"
#include "data/time.h"
#include "lang/names.h"
#include "ops/group.h"
#include "ops/windowed.h"

enum { WATCHED, BY };             // the places of the arguments in the syntax below

struct changed {
    struct keys watched;
    struct str *names;            // of the members of `was`; NULL: there is one value, it is that
    struct keys keys;
    struct groups groups;         // the state of a key: a struct kept for each value
    int was;                      // cell
};

// Several values are members of an object, named as 'project' would name them.
static bool open_names(struct stage_open *o, const struct arg *watched, struct changed *c)
{
    bool is_sound = name_check_clashes(o->check.diag, watched->items, watched->nitems);
    c->names = ARENA_ARRAY(o->check.arena, struct str, watched->nitems);
    for (size_t i = 0; i < watched->nitems; i++) {
        struct str name;
        if (!name_of_item(o->check.diag, &watched->items[i], &name))
            is_sound = false;
        else
            c->names[i] = column_make(o->check.arena, name, CELL_NONE).json;
    }
    return is_sound;
}

static bool changed_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct changed *c = ARENA_NEW(o->check.arena, struct changed);
    const struct arg *watched = &ast->args[WATCHED];
    static const struct window everything = {.kind = WINDOW_GLOBAL};
    bool is_sound = watched->nitems == 1 || open_names(o, watched, c);
    is_sound &= keys_open(o, watched, &c->watched);
    is_sound &= keys_open(o, &ast->args[BY], &c->keys);
    if (!is_sound || !window_pass_rows(o, ast, &ast->args[BY]))
        return false;
    groups_init(&c->groups, c->keys.n, (size_t)c->watched.n * sizeof(struct kept), &everything);
    c->was = scope_add_cell(o->check.scope);
    scope_set(o->check.scope, STR("was"), c->was);
    *state = c;
    return true;
}

static struct value present(struct value v)
{
    return v.type == VALUE_MISSING ? value_null() : v;
}

static bool differs(const struct changed *c, struct arena *a, const struct kept *last,
                    const struct value *now)
{
    for (int i = 0; i < c->watched.n; i++)
        if (!value_equal(a, last[i].value, now[i]))
            return true;
    return false;
}

// The old values, in the batch's arena, for their room is used again at once.
static struct value old_values(const struct changed *c, struct arena *a, const struct kept *last,
                               const struct write_style *style)
{
    if (!c->names)
        return value_copy(a, last[0].value);
    struct buf b;
    buf_init(&b);
    for (int i = 0; i < c->watched.n; i++) {
        buf_putc(&b, i ? ',' : '{');
        buf_puts_str(&b, c->names[i]);
        write_value(&b, last[i].value, style);
    }
    buf_putc(&b, '}');
    struct value v = value_slice(VALUE_OBJECT, arena_strndup(a, b.p, b.n), b.n);
    buf_release(&b);
    return v;
}

// Is the row one to be kept? Then its `was` is set.
static bool take(struct changed *c, struct stage *s, struct eval *ev, struct value *values)
{
    struct value *keys = values + c->watched.n;
    keys_eval(&c->watched, ev, values);
    keys_eval(&c->keys, ev, keys);
    if (UNLIKELY(ev->stopped))
        return false;
    struct pane *pane = groups_pane(&c->groups, TIME_MIN, TIME_MAX);
    struct group_key key = {keys, groups_hash(&c->groups, ev->arena, keys)};
    bool is_new;
    struct value *block = groups_find(&c->groups, pane, ev->arena, key, &is_new);
    struct kept *last = group_state(&c->groups, block);
    if (!is_new && !differs(c, ev->arena, last, values))
        return false;
    ev->row->cells[c->was] =
        is_new ? value_null() : old_values(c, ev->arena, last, &s->env->style);
    for (int i = 0; i < c->watched.n; i++)
        kept_set(&last[i], &pane->arena, present(values[i]));
    return true;
}

static enum flow changed_push(struct stage *s, struct batch *b)
{
    struct changed *c = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *values =
        arena_alloc(b->arena, (size_t)(c->watched.n + c->keys.n) * sizeof *values);
    size_t kept = 0;
    for (size_t i = 0; i < b->nrows && !ev.stopped; i++) {
        ev.row = &b->rows[i];
        if (take(c, s, &ev, values))
            b->rows[kept++] = b->rows[i];
    }
    if (ev.stopped)
        b->chunk->stop = true;
    b->nrows = kept;
    return stage_push(s->next, b);
}

static void save_last(const void *stage, const void *state, struct buf *out)
{
    const struct changed *c = stage;
    const struct kept *last = state;
    for (int i = 0; i < c->watched.n; i++)
        value_pack(out, last[i].value);
}

static void load_last(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    const struct changed *c = stage;
    struct kept *last = state;
    for (int i = 0; i < c->watched.n; i++)
        kept_set(&last[i], arena, value_unpack(arena, in));
}

static struct groups_codec codec(struct changed *c)
{
    return (struct groups_codec){.stage = c, .save = save_last, .load = load_last};
}

static void changed_save(const struct stage *s, struct buf *out)
{
    struct changed *c = s->state;
    struct groups_codec with = codec(c);
    groups_save(&c->groups, &with, out);
}

static void changed_load(struct stage *s, struct unpack *in)
{
    struct changed *c = s->state;
    struct groups_codec with = codec(c);
    groups_load(&c->groups, &with, in);
}

static void changed_free(struct stage *s)
{
    groups_release(&((struct changed *)s->state)->groups);
}

static size_t changed_state_bytes(const struct stage *s)
{
    return groups_bytes(&((const struct changed *)s->state)->groups);
}

const struct stage_row stage_changed = {
    .syntax =
        {
            .name = "changed",
            .usage = "changed [NAME =] EXPR, ... [by EXPR, ...]",
            .summary = "only the rows at which EXPR differs from the key's last one",
            .note = "A key's first row is one of them. 'was' holds the old value, null at first; "
                    "of several EXPR an object of the old values, named as 'project' names them. "
                    "Values are compared as '==' does: 1 and 1.0 are equal, missing is null. Rows "
                    "count in the order of arrival ('reorder' before it makes that the order of "
                    "event time). The last values of every key are kept to the end.",
            .example = "changed state by host",
            .input = "{\"host\":\"a\",\"state\":\"up\"}\n{\"host\":\"a\",\"state\":\"up\"}\n"
                     "{\"host\":\"a\",\"state\":\"down\"}\n",
            .output = "{\"host\":\"a\",\"state\":\"up\",\"was\":null}\n"
                      "{\"host\":\"a\",\"state\":\"down\",\"was\":\"up\"}\n",
            .args =
                {
                    [WATCHED] = {.kind = ARG_ITEMS, .what = "an expression"},
                    [BY] = {.kind = ARG_EXPRS, .keyword = "by", .what = "keys"},
                },
        },
    .keeps = "the last values of each key",
    .open = changed_open,
    .push = changed_push,
    .save = changed_save,
    .load = changed_load,
    .free = changed_free,
    .state_bytes = changed_state_bytes,
};
