// SPDX-License-Identifier: MIT
// The opening of the aggregate stage: its aggregates and keys are checked, its columns named.
#include "lang/names.h"
#include "ops/aggregate_internal.h"

static bool check_constants(struct stage_open *o, const struct node *call, struct use *use)
{
    for (int i = 0; i < use->use.nargs; i++) {
        if (!(use->use.row->const_args >> i & 1))
            continue;
        if (!use->args[i]->is_constant) {
            diag_error(o->check.diag, call->args[i]->span, "a constant is wanted here");
            diag_hint(o->check.diag, "usage: %s", use->use.row->usage);
            return false;
        }
        use->use.constants[i] = value_decode(o->check.arena, value_resolve(use->args[i]->constant));
    }
    return true;
}

static bool check_arity(struct stage_open *o, const struct node *call, const struct agg_row *row)
{
    if (call->nargs >= row->min_args && call->nargs <= row->max_args)
        return true;
    bool too_few = call->nargs < row->min_args;
    unsigned bound = too_few ? row->min_args : row->max_args;
    diag_error(o->check.diag, call->span, "%s wants %s%u argument%s, this has %zu", row->name,
               row->min_args == row->max_args ? "" : too_few ? "at least " : "at most ", bound,
               bound == 1 ? "" : "s", call->nargs);
    diag_hint(o->check.diag, "usage: %s", row->usage);
    return false;
}

static bool open_use(struct stage_open *o, const struct item *item, struct use *use)
{
    const struct node *call = item->expr;
    const struct agg_row *row = agg_find(call->text);
    if (!check_arity(o, call, row))
        return false;
    use->use.row = row;
    use->use.nargs = (int)call->nargs;
    use->text = span_text(call->span);
    bool is_sound = true;
    for (int i = 0; i < use->use.nargs; i++) {
        use->args[i] = check_expr(&o->check, call->args[i]);
        is_sound &= use->args[i] && check_types(&o->check, use->args[i], call->args[i]->span,
                                                row->args[i], row->name);
    }
    if (item->where) {
        use->where = check_condition(&o->check, item->where);
        is_sound &= use->where != NULL;
    }
    return is_sound && check_constants(o, call, use);
}

static size_t aligned(size_t n)
{
    return (n + 15) & ~(size_t)15;
}

// Where -t or a stage says what the time is, it is looked at for aggregates that go by it; the
// default fields are not searched for their sake.
static void note_time(struct stage_open *o, const struct use *use)
{
    bool is_said = o->entry->expr || o->entry->is_arrival;
    if (use->use.row->by_time && o->time_source == TIME_AT_ENTRY && is_said)
        o->entry->is_used = true;
}

static bool open_uses(struct stage_open *o, const struct arg *aggs, struct aggregate *a,
                      size_t *state_size)
{
    bool is_sound = true;
    a->nuses = (int)aggs->nitems;
    a->uses = ARENA_ARRAY(o->check.arena, struct use, aggs->nitems);
    for (int i = 0; i < a->nuses; i++) {
        if (!open_use(o, &aggs->items[i], &a->uses[i])) {
            is_sound = false;
            continue;
        }
        note_time(o, &a->uses[i]);
        a->uses[i].offset = *state_size;
        *state_size += aligned(a->uses[i].use.row->state_size);
    }
    return is_sound;
}

// The names of the columns after the window's bounds: keys, then aggregates.
static bool name_columns(struct stage_open *o, const struct stage_ast *ast, struct str *names)
{
    const struct arg *by = &ast->args[BY], *aggs = &ast->args[AGGS];
    bool is_sound = true;
    for (size_t i = 0; i < by->nitems; i++)
        is_sound &= name_of_item(o->check.diag, &by->items[i], &names[i]);
    for (size_t i = 0; i < aggs->nitems; i++)
        is_sound &= name_of_aggregate(o->check.diag, o->check.arena, &aggs->items[i],
                                      &names[by->nitems + i]);
    return is_sound;
}

static const struct item *column_item(const struct stage_ast *ast, size_t i)
{
    size_t nkeys = ast->args[BY].nitems;
    return i < nkeys ? &ast->args[BY].items[i] : &ast->args[AGGS].items[i - nkeys];
}

static bool is_name_free(struct stage_open *o, const struct stage_ast *ast, const struct str *names,
                         size_t i, const struct scope *made)
{
    for (size_t j = 0; j < i; j++)
        if (str_eq(names[j], names[i])) {
            name_clash(o->check.diag, column_item(ast, j)->span, column_item(ast, i)->span,
                       names[i]);
            return false;
        }
    int cell;
    if (scope_find(made, names[i], &cell) == SCOPE_NO_COLUMN)
        return true;
    diag_error(o->check.diag, column_item(ast, i)->span, "'%.*s' is a name of the window's",
               (int)names[i].n, names[i].p);
    return false;
}

// The scope of the rows made: window bounds, keys, aggregates.
static bool open_columns(struct stage_open *o, const struct stage_ast *ast, struct scope *made)
{
    size_t n = ast->args[BY].nitems + ast->args[AGGS].nitems;
    struct str *names = ARENA_ARRAY(o->check.arena, struct str, n);
    if (!name_columns(o, ast, names))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_name_free(o, ast, names, i, made))
            return false;
    for (size_t i = 0; i < n; i++)
        scope_set(made, names[i], scope_add_cell(made));
    return true;
}

static void open_bounds(struct scope *made)
{
    made->window_start = scope_add_cell(made);
    made->window_end = scope_add_cell(made);
    scope_set(made, STR("window_start"), made->window_start);
    scope_set(made, STR("window_end"), made->window_end);
}

bool aggregate_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct aggregate *a = ARENA_NEW(o->check.arena, struct aggregate);
    size_t state_size = 0;
    bool is_sound = open_uses(o, &ast->args[AGGS], a, &state_size);
    is_sound &= keys_open(o, &ast->args[BY], &a->keys);
    struct scope *made = ARENA_NEW(o->check.arena, struct scope);
    scope_init_made(made, o->check.arena);
    a->is_windowed = o->window.kind != WINDOW_GLOBAL;
    if (a->is_windowed)
        open_bounds(made);
    is_sound &= open_columns(o, ast, made);
    if (!is_sound)
        return false;
    groups_init(&a->groups, a->keys.n, state_size, &o->window);
    outbox_init(&a->out, &a->groups.window, aggregate_close);
    a->frame = made->frame;
    *o->check.scope = *made;
    o->time_source = a->is_windowed ? TIME_OF_WINDOW : TIME_ABSENT;
    o->time = NULL;
    o->lateness = 0;              // what comes out is in order
    o->window.lateness = 0;
    *state = a;
    return true;
}
