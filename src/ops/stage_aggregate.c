// SPDX-License-Identifier: MIT
// aggregate: one row per group, per window. Rows are sorted into the groups of their windows; what
// each aggregate gets is collected for a run of rows and added in one call. A window's rows are
// written when the watermark closes it, which may be in the middle of a batch: each row is preceded
// by the closing of all windows that the events before it have closed.
#include "aggs/agg.h"
#include "data/time.h"
#include "event/watermark.h"
#include "lang/names.h"
#include "ops/group.h"
#include "ops/keys.h"
#include "ops/rows.h"

enum { AGGS, BY };                // the places of the arguments in the syntax below

struct use {
    struct agg_use use;
    const struct expr *args[AGG_ARGS_MAX];
    const struct expr *where;     // NULL: all rows
    size_t offset;                // of its state in the group's state
    struct str text;              // for messages
    struct agg_item *items;       // this run's, with their arguments in `values`
    struct value *values;
    size_t nitems;
};

struct aggregate {
    struct keys keys;
    int nuses;
    struct use *uses;
    struct groups groups;
    bool is_windowed;
    uint64_t arrivals;            // events taken so far
    const struct fields *frame;   // of the rows made
    struct outbox out;
};

// ---- opening ----

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

static bool aggregate_open(struct stage_open *o, const struct stage_ast *ast, void **state)
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
    outbox_init(&a->out, NULL);
    a->frame = made->frame;
    *o->check.scope = *made;
    o->time_source = a->is_windowed ? TIME_OF_WINDOW : TIME_ABSENT;
    o->time = NULL;
    o->lateness = 0;              // what comes out is in order
    o->window.lateness = 0;
    *state = a;
    return true;
}

// ---- taking rows ----

static void init_states(struct aggregate *a, char *states)
{
    for (int i = 0; i < a->nuses; i++)
        if (a->uses[i].use.row->init)
            a->uses[i].use.row->init(&a->uses[i].use, states + a->uses[i].offset);
}

static char *find_states(struct aggregate *a, struct pane *pane, struct arena *scratch,
                         const struct value *keys)
{
    bool is_new;
    char *states = group_state(&a->groups, groups_find(&a->groups, pane, scratch, keys, &is_new));
    if (is_new)
        init_states(a, states);
    return states;
}

// An argument as aggregates get it; false if this row is not for them (null, or of a wrong type).
static bool take_argument(const struct use *use, int i, struct eval *ev, struct value *out)
{
    struct value v = value_resolve(expr_eval(use->args[i], ev));
    unsigned wanted = use->use.row->args[i];
    *out = v = value_decode(ev->arena, v);
    if (wanted & value_type_set(v))
        return true;
    if (!value_is_null(v))
        eval_error(ev, use->text, v, "is of a wrong type for this aggregate");
    return false;
}

static void take_item(struct use *use, struct eval *ev, struct agg_item item)
{
    if (use->where && !value_is_true(expr_eval(use->where, ev)))
        return;
    struct value *values = use->values + use->nitems * (size_t)use->use.nargs;
    for (int i = 0; i < use->use.nargs; i++)
        if (!take_argument(use, i, ev, &values[i]))
            return;
    item.args = values;
    item.state = (char *)item.state + use->offset;
    use->items[use->nitems++] = item;
}

static void take_row(struct aggregate *a, struct eval *ev, struct value *keys)
{
    const struct row *row = ev->row;
    keys_eval(&a->keys, ev, keys);
    int64_t start = a->is_windowed ? row->start : TIME_MIN,
            end = a->is_windowed ? row->end : TIME_MAX;
    struct pane *pane = groups_pane(&a->groups, start, end);
    struct agg_item item = {
        .state = find_states(a, pane, ev->arena, keys),
        .arena = &pane->arena,
        .time = row->time,
        .arrival = a->arrivals++,
    };
    for (int i = 0; i < a->nuses; i++)
        take_item(&a->uses[i], ev, item);
}

static void begin_run(struct aggregate *a, struct batch *b)
{
    for (int i = 0; i < a->nuses; i++) {
        struct use *use = &a->uses[i];
        use->items = arena_alloc(b->arena, b->nrows * sizeof *use->items);
        use->values =
            arena_alloc(b->arena, b->nrows * (size_t)use->use.nargs * sizeof *use->values);
        use->nitems = 0;
    }
}

static void add_run(struct aggregate *a)
{
    for (int i = 0; i < a->nuses; i++) {
        struct use *use = &a->uses[i];
        if (use->nitems)
            use->use.row->add(&use->use, use->items, use->nitems);
        use->nitems = 0;
    }
}

// ---- giving out ----

static void emit_group(struct aggregate *a, const struct pane *pane, struct value *block)
{
    struct outbox *out = &a->out;
    struct row row = {.line = LINE_NONE, .time = TIME_NONE};
    row.cells = arena_zalloc(&out->arena, (size_t)a->frame->ncells * sizeof *row.cells);
    int cell = 0;
    if (a->is_windowed) {
        row.start = pane->bounds.start;
        row.end = pane->bounds.end;
        row.time = time_sub(row.end, 1);
        row.cells[cell++] = value_time(row.start);
        row.cells[cell++] = value_time(row.end);
    }
    for (int i = 0; i < a->keys.n; i++)
        row.cells[cell++] = value_is_null(block[i]) ? value_null() : block[i];
    const char *states = group_state(&a->groups, block);
    for (int i = 0; i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        row.cells[cell++] = use->use.row->result(&use->use, states + use->offset, &out->arena);
    }
    outbox_add(out, &row);
}

static void emit_pane(struct aggregate *a, struct pane *pane)
{
    for (size_t i = 0; i < pane->blocks.n && a->out.flow == FLOW_MORE; i++)
        emit_group(a, pane, pane->blocks.at[i]);
    outbox_send(&a->out);         // the rows point into the pane
    groups_recycle(&a->groups, pane);
}

static void close_windows(struct aggregate *a, int64_t watermark)
{
    struct pane *pane;
    while ((pane = groups_take_closed(&a->groups, watermark)))
        emit_pane(a, pane);
}

// Close what the events before the row have closed.
static void close_before(struct aggregate *a, struct chunk *chunk, const struct row *row)
{
    uint32_t above = chunk->moved_line;
    add_run(a);
    chunk->moved_line = row->moved_line;
    close_windows(a, row->watermark);
    chunk->moved_line = above;
    if (a->out.flow == FLOW_DONE)
        chunk_end_at(chunk, row->moved_line);
}

// ---- the stage ----

static enum flow aggregate_push(struct stage *s, struct batch *b)
{
    struct aggregate *a = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *keys = keys_room(b->arena, &a->keys);
    a->out.stage = s;
    begin_run(a, b);
    for (size_t i = 0; i < b->nrows && a->out.flow == FLOW_MORE; i++) {
        ev.row = &b->rows[i];
        if (UNLIKELY(ev.row->watermark >= a->groups.next_close)) {
            close_before(a, b->chunk, ev.row);
            if (a->out.flow == FLOW_DONE)
                break;
        }
        take_row(a, &ev, keys);
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            break;
        }
    }
    add_run(a);
    return a->out.flow;
}

static enum flow aggregate_advance(struct stage *s, int64_t watermark)
{
    struct aggregate *a = s->state;
    a->out.stage = s;
    close_windows(a, watermark);
    return outbox_advance(&a->out, window_watermark_out(&a->groups.window, watermark));
}

static void aggregate_finish(struct stage *s)
{
    struct aggregate *a = s->state;
    struct pane *pane;
    a->out.stage = s;
    if (!a->is_windowed && a->keys.n == 0)            // over nothing there is one row
        find_states(a, groups_pane(&a->groups, TIME_MIN, TIME_MAX), &a->out.arena, NULL);
    while ((pane = groups_take(&a->groups)))
        emit_pane(a, pane);
}

// ---- saved state ----

static void save_states(const void *stage, const void *states, struct buf *out)
{
    const struct aggregate *a = stage;
    for (int i = 0; i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        use->use.row->save(&use->use, (const char *)states + use->offset, out);
    }
}

static void load_states(void *stage, void *states, struct arena *arena, struct unpack *in)
{
    struct aggregate *a = stage;
    init_states(a, states);
    for (int i = 0; i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        use->use.row->load(&use->use, (char *)states + use->offset, arena, in);
    }
}

static struct groups_codec codec(struct aggregate *a)
{
    return (struct groups_codec){.stage = a, .save = save_states, .load = load_states};
}

static void aggregate_save(const struct stage *s, struct buf *out)
{
    struct aggregate *a = s->state;
    struct groups_codec c = codec(a);
    pack_u64(out, a->arrivals);
    pack_i64(out, a->out.watermark);
    groups_save(&a->groups, &c, out);
}

static void aggregate_load(struct stage *s, struct unpack *in)
{
    struct aggregate *a = s->state;
    struct groups_codec c = codec(a);
    a->arrivals = unpack_u64(in);
    a->out.watermark = unpack_i64(in);
    groups_load(&a->groups, &c, in);
}

static void aggregate_free(struct stage *s)
{
    struct aggregate *a = s->state;
    groups_release(&a->groups);
    outbox_release(&a->out);
}

const struct stage_row stage_aggregate = {
    .syntax =
        {
            .name = "aggregate",
            .alias = "agg",
            .usage = "aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]",
            .summary = "one row per group, per window; an aggregate standing alone means the same",
            .example = "aggregate n = count(), bad = count() where status >= 500, sum(ms) by host",
            .input = "{\"host\":\"a\",\"status\":200,\"ms\":5}\n{\"host\":\"b\",\"status\":500,"
                     "\"ms\":7}\n"
                     "{\"host\":\"a\",\"status\":503,\"ms\":1}\n",
            .output = "{\"host\":\"a\",\"n\":2,\"bad\":1,\"sum_ms\":6}\n"
                      "{\"host\":\"b\",\"n\":1,\"bad\":1,\"sum_ms\":7}\n",
            .args =
                {
                    [AGGS] = {.kind = ARG_AGGS, .what = "aggregates"},
                    [BY] = {.kind = ARG_ITEMS, .keyword = "by", .what = "keys"},
                },
        },
    .open = aggregate_open,
    .push = aggregate_push,
    .advance = aggregate_advance,
    .finish = aggregate_finish,
    .save = aggregate_save,
    .load = aggregate_load,
    .free = aggregate_free,
};
