// SPDX-License-Identifier: MIT
// aggregate: one row per group, per window. Rows are sorted into the groups of their windows, a few
// at a time: their keys are looked up together, and what each aggregate gets is added in one call,
// while the states are near. A window's rows are written when the watermark closes it, which may be
// in the middle of a batch: each row is preceded by the closing of all windows that the events
// before it have closed.
#include "data/time.h"
#include "event/watermark.h"
#include "ops/aggregate.h"
#include "ops/aggregate_intake.h"
#include "ops/describe.h"

// ---- taking rows ----

void aggregate_init_states(const struct aggregate *a, char *states)
{
    for (int i = 0; i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        if (!use->is_shared && use->use.row->state->init)
            use->use.row->state->init(&use->use, states + use->offset);
    }
}

void aggregate_merge_states(const struct aggregate *a, char *into, struct arena *arena,
                            const char *from)
{
    for (int i = 0; i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        if (!use->is_shared)
            use->use.row->state->merge(&use->use, into + use->offset, arena, from + use->offset);
    }
}

ATTR_COLD void aggregate_take_again(struct aggregate *a, struct eval *ev)
{
    for (int i = 0; i < a->nuses; i++)
        if (!a->uses[i].is_shared && !a->uses[i].takes_all)
            intake_use(&a->uses[i], ev, a->taken);
    a->taken->is_wrong = false;
}

// The pending items as the use gets them.
static size_t items_of(const struct aggregate *a, const struct use *use, struct agg_item *items)
{
    size_t n = 0;
    for (size_t i = 0; i < a->npending; i++) {
        struct agg_item *item = &items[n];
        *item = a->pending[i];
        item->state = (char *)item->state + use->offset;
        item->args += use->taken_at;
        n += use->takes_all || item->args->type != TYPE_NOT_TAKEN;
    }
    return n;
}

void aggregate_flush(struct aggregate *a)
{
    struct agg_item items[AGGREGATE_PART];
    for (int i = 0; a->npending && i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        if (use->is_shared)
            continue;
        bool as_they_are = use->takes_all && use->offset == 0;
        size_t n = as_they_are ? a->npending : items_of(a, use, items);
        if (n)
            use->use.row->state->add(&use->use, as_they_are ? a->pending : items, n);
    }
    a->npending = 0;
}

// ---- giving out ----

static bool needs_total(const struct aggregate *a, const struct use *use)
{
    enum agg_total total = use->use.row->total;
    return total == TOTAL_ALWAYS || (total == TOTAL_UNWINDOWED && !a->is_windowed);
}

// Has a use before it, with the same state, had its total merged?
static bool has_total(const struct aggregate *a, int i)
{
    for (int j = 0; j < i; j++)
        if (a->uses[j].offset == a->uses[i].offset && needs_total(a, &a->uses[j]))
            return true;
    return false;
}

static void merge_total(struct aggregate *a, const struct use *use, const struct pane *pane,
                        size_t states_offset)
{
    for (size_t i = 0; i < pane->blocks.n; i++) {
        const char *states =
            (char *)group_state(&a->groups, pane->blocks.at[i]) + states_offset;
        use->use.row->state->merge(&use->use, a->totals + use->offset, &a->totals_arena,
                                   states + use->offset);
    }
}

void aggregate_total(struct aggregate *a, const struct pane *pane, size_t states_offset)
{
    aggregate_no_total(a);
    for (int i = 0; i < a->nuses; i++) {
        if (!needs_total(a, &a->uses[i]) || has_total(a, i))
            continue;
        if (!a->totals) {
            a->totals = arena_zalloc(&a->totals_arena, a->states_size);
            aggregate_init_states(a, a->totals);
        }
        merge_total(a, &a->uses[i], pane, states_offset);
    }
}

void aggregate_no_total(struct aggregate *a)
{
    if (a->totals)
        arena_reset(&a->totals_arena);
    a->totals = NULL;
}

void aggregate_results(struct aggregate *a, const char *states, struct interval bounds,
                       struct value *first)
{
    for (int i = 0; i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        struct agg_reading reading = {
            .state = states + use->offset,
            .total = a->totals ? a->totals + use->offset : NULL,
            .arena = &a->out.arena,
            .start = a->is_windowed ? bounds.start : TIME_MIN,
            .end = a->is_windowed ? bounds.end : TIME_MAX,
        };
        first[i] = use->use.row->result(&use->use, &reading);
    }
}

static struct value bound(int64_t time)
{
    return time == TIME_NONE ? value_null() : value_time(time);
}

void aggregate_emit(struct aggregate *a, const struct value *keys, const char *states,
                    struct interval bounds, const char *pane)
{
    struct outbox *out = &a->out;
    struct row row = {.line = LINE_NONE, .time = TIME_NONE};
    row.cells = arena_zalloc(&out->arena, (size_t)a->frame->ncells * sizeof *row.cells);
    int cell = 0;
    if (a->is_windowed) {
        row.start = bounds.start;
        row.end = bounds.end;
        row.window = a->window_number;
        row.time = time_sub(row.end, 1);
        row.cells[cell++] = bound(row.start);
        row.cells[cell++] = bound(row.end);
    }
    if (a->has_pane)
        row.cells[cell++] = value_str((struct str){pane, strlen(pane)});
    for (int i = 0; i < a->keys.n; i++)
        row.cells[cell++] = value_is_null(keys[i]) ? value_null() : keys[i];
    aggregate_results(a, states, bounds, &row.cells[a->first_cell]);
    outbox_add(out, &row);
}

static void close_due(struct stage *s, int64_t watermark)
{
    struct aggregate *a = s->state;
    aggregate_flush(a);
    a->keeper->close(a, watermark);
    outbox_send(&a->out);         // the rows point into what the next ones change
}

// ---- the stage ----

static void aggregate_prepare(const struct stage *s, struct batch *b)
{
    const struct aggregate *a = s->state;
    if (!a->intake->is_impure)
        intake_prepare(a->intake, s->number, b);
}

// Begin to fetch the groups of the rows [from, to), and where another core has made them the rows
// behind these.
static void look_ahead(const struct aggregate *a, const struct batch *b, size_t from, size_t to)
{
    uint64_t hashes[AGGREGATE_PART];
    for (size_t i = to; b->travels && i < to + AGGREGATE_PART && i < b->nrows; i++) {
        __builtin_prefetch(&b->rows[i]);
        __builtin_prefetch(intake_of(a->intake, b, &b->rows[i]));
    }
    if (!groups_are_many(&a->groups))
        return;
    for (size_t i = from; i < to; i++)
        hashes[i - from] = intake_of(a->intake, b, &b->rows[i])->hash;
    groups_prefetch(&a->groups, hashes, to - from);
}

// Take the row at hand; false once nothing more is wanted.
static bool take_row(struct aggregate *a, struct eval *ev)
{
    if (UNLIKELY(outbox_is_due(&a->out, ev->row, a->next_due))) {
        outbox_catch_up(&a->out, ev->row);
        if (a->out.flow == FLOW_DONE)
            return false;
    }
    struct taken *taken = a->taken = intake_of(a->intake, ev->batch, ev->row);
    if (UNLIKELY(taken->is_wrong))
        intake_keys(a->intake, ev, taken);
    if (UNLIKELY(ev->stopped))
        return false;
    a->keeper->take(a, ev, (struct group_key){taken->values, taken->hash});
    a->arrivals++;
    return !ev->stopped;
}

static enum flow aggregate_push(struct stage *s, struct batch *b)
{
    struct aggregate *a = s->state;
    struct eval ev = eval_begin(b, s->number);
    a->out.stage = s;
    a->out.close = close_due;
    if (!b->prepared)
        intake_prepare(a->intake, s->number, b);
    bool is_more = true;
    for (size_t from = 0, to; from < b->nrows && is_more; from = to) {
        to = b->nrows - from < AGGREGATE_PART ? b->nrows : from + AGGREGATE_PART;
        look_ahead(a, b, from, to);
        for (size_t i = from; i < to && is_more; i++) {
            ev.row = &b->rows[i];
            is_more = take_row(a, &ev);
        }
        aggregate_flush(a);
    }
    b->prepared = NULL;           // other rows may come in the same batch
    b->chunk->stop |= ev.stopped;
    return a->out.flow;
}

static enum flow aggregate_advance(struct stage *s, int64_t watermark)
{
    struct aggregate *a = s->state;
    a->out.stage = s;
    a->out.close = close_due;
    return outbox_advance(&a->out, watermark);
}

static void aggregate_finish(struct stage *s)
{
    struct aggregate *a = s->state;
    a->out.stage = s;
    a->keeper->finish(a);
    outbox_send(&a->out);
}

bool aggregate_rows(const struct stage *s, struct aggregate_rows *rows)
{
    if (s->row->push != aggregate_push)
        return false;
    const struct aggregate *a = s->state;
    *rows = (struct aggregate_rows){
        .keys = &a->keys,
        .key_names = a->names,
        .key_cell = a->keeper == &keep_sliding ? CELL_NONE : a->first_cell - a->keys.n,
        .names = a->names + a->keys.n,
        .n = a->nuses,
        .cell = a->first_cell,
        .window = &a->window,
    };
    return true;
}

// ---- saved state ----

void aggregate_save_states(const struct aggregate *a, const char *states, struct buf *out)
{
    for (int i = 0; i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        if (!use->is_shared)
            use->use.row->state->save(&use->use, states + use->offset, out);
    }
}

void aggregate_load_states(struct aggregate *a, char *states, struct arena *arena,
                           struct unpack *in)
{
    aggregate_init_states(a, states);
    for (int i = 0; i < a->nuses; i++) {
        const struct use *use = &a->uses[i];
        if (!use->is_shared)
            use->use.row->state->load(&use->use, states + use->offset, arena, in);
    }
}

static void aggregate_save(const struct stage *s, struct buf *out)
{
    const struct aggregate *a = s->state;
    pack_u64(out, a->arrivals);
    pack_i64(out, a->out.watermark);
    a->keeper->save(a, out);
}

static void aggregate_load(struct stage *s, struct unpack *in)
{
    struct aggregate *a = s->state;
    a->arrivals = unpack_u64(in);
    a->out.watermark = unpack_i64(in);
    a->keeper->load(a, in);
}

static void aggregate_free(struct stage *s)
{
    struct aggregate *a = s->state;
    if (a->keeper->free)
        a->keeper->free(a);
    groups_release(&a->groups);
    arena_release(&a->totals_arena);
    outbox_release(&a->out);
}

static size_t aggregate_bytes(const struct stage *s)
{
    const struct aggregate *a = s->state;
    return a->keeper->bytes(a);
}

static void aggregate_count_open(const struct stage *s, struct open_count *count)
{
    const struct aggregate *a = s->state;
    if (a->keeper == &keep_panes)
        groups_count(&a->groups, &count->windows, &count->groups);
}

static void aggregate_describe(const struct stage *s, struct buf *out)
{
    const struct aggregate *a = s->state;
    describe_line(out, "keeps", "%s%s", a->keys.n ? "the state of each group" : "one state",
                  a->is_windowed ? " in each open window" : "");
    describe_window_speech(out, &a->window);
}

const struct stage_row stage_aggregate = {
    .syntax =
        {
            .name = "aggregate",
            .alias = "agg",
            .usage = "aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]",
            .summary = "one row per group, per window; an aggregate standing alone means the same",
            .note = "A stage that begins with an aggregate needs no 'aggregate', and an "
                    "aggregate without arguments no parentheses: count by service. A 'where' "
                    "belongs to the aggregate before it and stands before 'by'. An aggregate of "
                    "a path is named after both, avg_latency_ms; any other one with an argument "
                    "needs a NAME. The row has the bounds of the window, then the keys, then the "
                    "aggregates; what is calculated from them stands in a stage behind. Any "
                    "value can be a key: missing and null are one, numbers go by value, and the "
                    "first spelling is shown. Groups come in the order in which they first "
                    "appeared. Without 'by' and without a window there is always one row.",
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
    .keeps = "the state of each group in each open window",
    .speaks = "when the window closes; without a window, at the end of input",
    .makes_rows = true,
    .open = aggregate_open,
    .push = aggregate_push,
    .prepare = aggregate_prepare,
    .advance = aggregate_advance,
    .finish = aggregate_finish,
    .save = aggregate_save,
    .load = aggregate_load,
    .free = aggregate_free,
    .state_bytes = aggregate_bytes,
    .count_open = aggregate_count_open,
    .describe = aggregate_describe,
};
