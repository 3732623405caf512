// SPDX-License-Identifier: MIT
// The opening of the aggregate stage: its aggregates and keys are checked, its columns named.
#include "lang/names.h"
#include "ops/aggregate_intake.h"

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
        const char *fault = use->use.row->check ? use->use.row->check(&use->use, i) : NULL;
        if (fault) {
            diag_error(o->check.diag, call->args[i]->span, "%s", fault);
            diag_hint(o->check.diag, "usage: %s", use->use.row->usage);
            return false;
        }
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
    use->ntaken = use->use.nargs < row->state->nargs ? use->use.nargs : row->state->nargs;
    use->takes_all = use->ntaken == 0 && !use->where;
    return is_sound && check_constants(o, call, use);
}

// Where -t or a stage says what the time is, it is looked at for aggregates that go by it; the
// default fields are not searched for their sake.
static void note_time(struct stage_open *o, const struct use *use)
{
    bool is_said = o->entry->expr || o->entry->is_arrival;
    if (use->use.row->by_time && o->time_source == TIME_AT_ENTRY && is_said)
        o->entry->is_used = true;
}

static bool is_same_text(const struct node *x, const struct node *y)
{
    return x == y || (x && y && str_eq(span_text(x->span), span_text(y->span)));
}

// Is what the two uses keep the same?
static bool can_share(const struct item *x, const struct use *use_x, const struct item *y,
                      const struct use *use_y)
{
    if (!agg_can_share(&use_x->use, &use_y->use) || !is_same_text(x->where, y->where))
        return false;
    for (int i = 0; i < use_x->use.nargs && i < use_x->use.row->state->nargs; i++)
        if (!is_same_text(x->expr->args[i], y->expr->args[i]))
            return false;
    return true;
}

// The use before use i whose state it shares; itself: none.
static int owner_of(const struct arg *aggs, const struct aggregate *a, int i)
{
    for (int j = 0; j < i; j++)
        if (can_share(&aggs->items[j], &a->uses[j], &aggs->items[i], &a->uses[i]))
            return j;
    return i;
}

// The states stand one after the other, those whose size is a multiple of 16 first, then of 8 and
// so on: each is aligned as its type wants it, without gaps.
static void place_states(const struct arg *aggs, struct aggregate *a)
{
    for (int i = 0; i < a->nuses; i++)
        a->uses[i].is_shared = owner_of(aggs, a, i) != i;
    for (size_t unit = 16; unit > 0; unit /= 2)
        for (int i = 0; i < a->nuses; i++) {
            struct use *use = &a->uses[i];
            size_t size = use->use.row->state->size;
            bool has_place = unit < 16 && size % (2 * unit) == 0;
            if (use->is_shared || has_place || size % unit)
                continue;
            use->offset = a->states_size;
            a->states_size += size;
        }
    for (int i = 0; i < a->nuses; i++)
        if (a->uses[i].is_shared)
            a->uses[i].offset = a->uses[owner_of(aggs, a, i)].offset;
}

static bool open_uses(struct stage_open *o, const struct arg *aggs, struct aggregate *a)
{
    bool is_sound = true;
    a->nuses = (int)aggs->nitems;
    a->uses = ARENA_ARRAY(o->check.arena, struct use, aggs->nitems);
    for (int i = 0; i < a->nuses; i++) {
        if (open_use(o, &aggs->items[i], &a->uses[i]))
            note_time(o, &a->uses[i]);
        else
            is_sound = false;
    }
    if (is_sound)
        place_states(aggs, a);
    return is_sound;
}

// The names of the columns after the window's bounds: keys, then aggregates.
static bool name_columns(struct stage_open *o, const struct stage_ast *ast, struct aggregate *a)
{
    const struct arg *by = &ast->args[BY], *aggs = &ast->args[AGGS];
    struct str *names = ARENA_ARRAY(o->check.arena, struct str, by->nitems + aggs->nitems);
    bool is_sound = true;
    a->names = names;
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

static unsigned column_types(const struct stage_ast *ast, const struct aggregate *a, size_t i)
{
    size_t nkeys = ast->args[BY].nitems;
    if (i < nkeys)
        return a->keys.at[i] ? a->keys.at[i]->types : TYPE_ANY;
    const struct agg_row *row = a->uses[i - nkeys].use.row;
    return row ? row->result_types : TYPE_ANY;
}

// The scope of the rows made: window bounds, keys, aggregates.
static bool open_columns(struct stage_open *o, const struct stage_ast *ast, struct aggregate *a,
                         struct scope *made)
{
    size_t n = ast->args[BY].nitems + ast->args[AGGS].nitems;
    if (!name_columns(o, ast, a))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_name_free(o, ast, a->names, i, made))
            return false;
    for (size_t i = 0; i < n; i++) {
        int cell = scope_add_cell(made);
        scope_say_types(made, cell, column_types(ast, a, i));
        scope_set(made, a->names[i], cell);
    }
    return true;
}

static void open_bounds(struct scope *made)
{
    made->window_start = scope_add_cell(made);
    made->window_end = scope_add_cell(made);
    scope_say_types(made, made->window_start, TYPE_TIME);
    scope_say_types(made, made->window_end, TYPE_TIME);
    scope_set(made, STR("window_start"), made->window_start);
    scope_set(made, STR("window_end"), made->window_end);
}

// ---- who keeps the windows ----

// May the aggregate keep the windows itself, so that each event is added once?
static bool is_direct(const struct aggregate *a, const struct window_link *link)
{
    if (link->has_memory && a->window.kind != WINDOW_GLOBAL)
        return false;
    switch (a->window.kind) {
    case WINDOW_GLOBAL:
        return true;
    case WINDOW_TUMBLING:
        return !link->uses_bounds;
    case WINDOW_HOPPING:
    case WINDOW_CUMULATIVE:
        return !link->uses_bounds && !a->window.is_calendar && a->window.emission != EMIT_ROWS;
    default:
        return !link->uses_bounds && !link->has_dropped;
    }
}

static bool refuse_undirect(struct stage_open *o, const struct stage_ast *ast)
{
    const struct window_link *link = o->link;
    const char *kind = o->window.kind == WINDOW_COUNT ? "a count" : "a sliding";
    if (link->uses_bounds) {
        diag_error(o->check.diag, ast->span,
                   "the bounds of %s window are not known before its row is made", kind);
        diag_hint(o->check.diag, "use window_start and window_end in a stage below");
        return false;
    }
    diag_error(o->check.diag, ast->name_span, "%s window and its aggregate stand side by side",
               kind);
    diag_hint(o->check.diag, link->has_memory ? "put what stands between them before the window"
                                              : "filter before the window");
    return false;
}

// A window with keys of its own, which are not those of the aggregate.
static bool has_other_keys(const struct stage_ast *ast, const struct window_link *link)
{
    const struct arg *by = &ast->args[BY];
    if (!link->has_keys)
        return false;
    if (by->nitems != (size_t)link->keys.n)
        return true;
    for (size_t i = 0; i < by->nitems; i++)
        if (!str_eq(span_text(by->items[i].expr->span), link->keys.at[i]->text))
            return true;
    return false;
}

static bool refuse_other_keys(struct stage_open *o, const struct stage_ast *ast)
{
    const struct keys *keys = &o->link->keys;
    struct buf by = {0};
    for (int i = 0; i < keys->n; i++)
        buf_printf(&by, "%s%.*s", i ? ", " : "", (int)keys->at[i]->text.n, keys->at[i]->text.p);
    diag_error(o->check.diag, ast->span,
               "a count window and its aggregate have their keys in common");
    diag_hint(o->check.diag, "write 'by %s' here, or leave out the window's own 'by'",
              buf_cstr(&by));
    buf_release(&by);
    return false;
}

static const struct keeper *direct_keeper(enum window_kind kind)
{
    switch (kind) {
    case WINDOW_HOPPING:
    case WINDOW_CUMULATIVE:
        return &keep_slices;
    case WINDOW_SESSION:
        return &keep_sessions;
    case WINDOW_SLIDING:
        return &keep_sliding;
    case WINDOW_COUNT:
        return &keep_counts;
    default:
        return &keep_panes;
    }
}

static bool choose_keeper(struct stage_open *o, const struct stage_ast *ast, struct aggregate *a)
{
    struct window_link *link = o->link;
    a->keeper = &keep_panes;
    if (!link && a->window.kind == WINDOW_COUNT) {
        diag_error(o->check.diag, ast->name_span,
                   "a count window and its aggregate stand side by side");
        diag_hint(o->check.diag, "put what stands between them before the window");
        return false;
    }
    if (!link)
        return true;
    bool needs_keys = a->window.kind == WINDOW_SESSION || a->window.kind == WINDOW_COUNT;
    bool other_keys = needs_keys && has_other_keys(ast, link);
    bool direct = is_direct(a, link) && !other_keys;
    if (direct) {
        link->is_direct = true;
        a->keeper = direct_keeper(a->window.kind);
        a->late_shape = link->shape;
        return true;
    }
    if (a->window.kind == WINDOW_COUNT && other_keys && is_direct(a, link))
        return refuse_other_keys(o, ast);
    if (a->window.kind == WINDOW_COUNT || a->window.kind == WINDOW_SLIDING)
        return refuse_undirect(o, ast);
    if (window_is_aligned(&a->window))
        return true;
    if (!window_feed_rows(o, ast, &ast->args[BY]))
        return false;
    link->keeps_time = true;
    a->window = o->window;
    return true;
}

// A part of all groups wants a window that they have in common, and rows that come once.
static bool refuse_total(struct stage_open *o, const struct stage_ast *ast,
                         const struct aggregate *a)
{
    bool is_common = a->keeper == &keep_slices ||
                     (a->keeper == &keep_panes && window_is_aligned(&a->window)) ||
                     a->window.kind == WINDOW_GLOBAL;
    for (int i = 0; i < a->nuses; i++) {
        if (a->uses[i].use.row->total != TOTAL_ALWAYS ||
            (is_common && a->window.emission == EMIT_FINAL))
            continue;
        diag_error(o->check.diag, ast->args[AGGS].items[i].expr->span,
                   is_common ? "a %s changes with every event of another group"
                             : "a %s wants a window that all groups have in common",
                   a->uses[i].use.row->name);
        diag_hint(o->check.diag, is_common ? "use it with emit final"
                                           : "such as window 1m, or none");
        return true;
    }
    return false;
}

// ---- all of it ----

// Of the keys of a sliding window, which make no columns.
static struct str key_name(const struct item *item)
{
    struct str name = item->name.p ? item->name : name_last_key(item->expr);
    return name.p ? name : span_text(item->span);
}

// The rows of a sliding window are the events, with the aggregates behind their fields.
static bool open_sliding(struct stage_open *o, const struct stage_ast *ast, struct aggregate *a)
{
    struct scope *scope = o->check.scope;
    const struct arg *aggs = &ast->args[AGGS];
    a->start_cell = scope->window_start;
    a->end_cell = scope->window_end;
    a->frame = scope->frame;
    a->names = ARENA_ARRAY(o->check.arena, struct str, (size_t)a->keys.n + aggs->nitems);
    for (int i = 0; i < a->keys.n; i++)
        a->names[i] = key_name(&ast->args[BY].items[i]);
    struct str *names = a->names + a->keys.n;
    a->first_cell = scope_add_cell(scope);
    for (size_t i = 1; i < aggs->nitems; i++)
        (void)scope_add_cell(scope);
    for (size_t i = 0; i < aggs->nitems; i++) {
        if (!name_of_aggregate(o->check.diag, o->check.arena, &aggs->items[i], &names[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (str_eq(names[j], names[i])) {
                name_clash(o->check.diag, aggs->items[j].span, aggs->items[i].span, names[i]);
                return false;
            }
        scope_set(scope, names[i], a->first_cell + (int)i);
    }
    return true;
}

static bool open_made(struct stage_open *o, const struct stage_ast *ast, struct aggregate *a)
{
    struct scope *made = ARENA_NEW(o->check.arena, struct scope);
    scope_init_made(made, o->check.arena);
    if (a->is_windowed)
        open_bounds(made);
    if (a->has_pane)
        scope_set(made, STR("pane"), scope_add_cell(made));
    if (!open_columns(o, ast, a, made))
        return false;
    a->frame = made->frame;
    a->first_cell = (a->is_windowed ? 2 : 0) + a->has_pane + a->keys.n;
    *o->check.scope = *made;
    return true;
}

// What the stages below are to know.
static void note_rows_made(struct stage_open *o, const struct aggregate *a)
{
    bool keeps_time = a->window.kind == WINDOW_SLIDING;
    bool has_end = a->is_windowed && a->window.kind != WINDOW_COUNT;
    if (!keeps_time)
        o->time_source = has_end ? TIME_OF_WINDOW : TIME_ABSENT;
    o->time = NULL;
    o->lateness = 0;              // what comes out is in order
    o->is_revised = a->window.emission != EMIT_FINAL;
    o->window.lateness = 0;
    o->window.emission = EMIT_FINAL;
    o->link = NULL;
    if (keeps_time || a->window.kind == WINDOW_COUNT)
        o->window = (struct window){.kind = WINDOW_GLOBAL};
    else if (a->is_windowed && !window_is_aligned(&a->window))
        o->window.kind = WINDOW_TUMBLING;     // below, rows of one interval belong together
}

bool aggregate_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct aggregate *a = ARENA_NEW(o->check.arena, struct aggregate);
    if (!window_refuse_revised(o, ast))
        return false;
    bool is_sound = open_uses(o, &ast->args[AGGS], a);
    is_sound &= keys_open(o, &ast->args[BY], &a->keys);
    if (!is_sound)
        return false;
    a->intake = intake_open(o->check.arena, a);
    a->window = o->window;
    a->has_pane = a->window.emission != EMIT_FINAL;
    a->is_windowed = a->window.kind != WINDOW_GLOBAL;
    if (!choose_keeper(o, ast, a) || refuse_total(o, ast, a))
        return false;
    bool is_sliding = a->keeper == &keep_sliding;
    if (!(is_sliding ? open_sliding(o, ast, a) : open_made(o, ast, a)))
        return false;
    outbox_init(&a->out, &a->window, NULL);
    arena_init(&a->totals_arena);
    a->keeper->open(a);
    a->next_due = TIME_MAX;
    note_rows_made(o, a);
    o->env->first_measure = a->first_cell;
    *state = a;
    return true;
}
