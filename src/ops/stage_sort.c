// SPDX-License-Identifier: MIT
// sort: all rows in the order of their keys, at the end of input or, inside a window, when it
// closes. Keys are evaluated once, when the row comes. The sort is a merge sort, bottom up and so
// stable (Knuth, The Art of Computer Programming 3, 5.2.4), over small records that hold the first
// key themselves: most comparisons touch nothing else.
#include "data/time.h"
#include "event/watermark.h"
#include "ops/group.h"
#include "ops/rows.h"
#include "ops/windowed.h"

struct sort_key {
    const struct expr *expr;
    bool is_descending;
};

struct held_row {
    struct row row;
    struct value keys[];          // from the second on
};

struct record {
    struct value first;           // key; resolved, decoded
    struct held_row *rest;
};

// The rows of a pane, in the order of arrival.
struct records {
    struct record *at;            // on the heap
    size_t n, capacity;
};

struct sort {
    struct sort_key *keys;
    size_t nkeys;
    struct groups groups;         // no keys: only the windows' panes
    bool is_windowed;
    size_t held;                  // bytes of all records
    const struct fields *frame;
    struct outbox out;
};

static void close_windows(struct stage *s, int64_t watermark);

static bool sort_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct sort *t = ARENA_NEW(o->check.arena, struct sort);
    const struct arg *keys = &ast->args[0];
    bool is_sound = true;
    t->nkeys = keys->nitems;
    t->keys = ARENA_ARRAY(o->check.arena, struct sort_key, keys->nitems);
    for (size_t i = 0; i < keys->nitems; i++) {
        t->keys[i].expr = check_expr(&o->check, keys->items[i].expr);
        t->keys[i].is_descending = keys->items[i].is_descending;
        is_sound &= t->keys[i].expr != NULL;
    }
    if (!is_sound || !window_feed_rows(o, ast, NULL))
        return false;
    t->is_windowed = o->window.kind != WINDOW_GLOBAL;
    t->frame = o->check.scope->frame;
    groups_init(&t->groups, 0, 0, &o->window);
    outbox_init(&t->out, &t->groups.window, close_windows);
    window_feeds_no_more(o);
    *state = t;
    return true;
}

// ---- holding ----

static struct record *append(struct sort *t, struct pane *pane)
{
    if (!pane->rows)
        pane->rows = ARENA_NEW(&pane->arena, struct records);
    struct records *r = pane->rows;
    if (r->n == r->capacity) {
        size_t capacity = r->capacity ? r->capacity * 2 : 8;
        r->at = mem_realloc(r->at, capacity * sizeof *r->at);
        t->held += (capacity - r->capacity) * sizeof *r->at;
        r->capacity = capacity;
    }
    struct record *record = &r->at[r->n++];
    record->rest = arena_alloc(&pane->arena,
                               sizeof *record->rest + (t->nkeys - 1) * sizeof(struct value));
    return record;
}

static void set_key(struct record *record, size_t i, struct value v)
{
    if (i == 0)
        record->first = v;
    else
        record->rest->keys[i - 1] = v;
}

static void hold(struct sort *t, struct pane *pane, struct eval *ev, const struct value *keys)
{
    struct record *record = append(t, pane);
    char *room = arena_alloc(&pane->arena, row_copy_size(ev->row, t->frame->ncells));
    record->rest->row = row_copy(room, ev->row, t->frame->ncells);
    for (size_t i = 0; i < t->nkeys; i++)
        set_key(record, i,
                value_copy(&pane->arena, value_decode(ev->arena, value_resolve(keys[i]))));
}

static void pane_release(struct sort *t, struct pane *pane)
{
    struct records *r = pane->rows;
    if (!r)
        return;
    t->held -= r->capacity * sizeof *r->at;
    mem_free(r->at);
}

// ---- sorting ----

static int compare_values(struct arena *a, struct value x, struct value y)
{
    if (x.type == VALUE_DOUBLE && y.type == VALUE_DOUBLE)
        return (x.d > y.d) - (x.d < y.d);
    if (x.type == VALUE_INT && y.type == VALUE_INT)
        return (x.i > y.i) - (x.i < y.i);
    return value_compare(a, x, y);
}

// Does y, which came later, stand before x?
static bool is_after(const struct sort *t, struct arena *a, const struct record *x,
                     const struct record *y)
{
    int c = compare_values(a, x->first, y->first);
    size_t i = 0;
    while (c == 0 && ++i < t->nkeys)
        c = compare_values(a, x->rest->keys[i - 1], y->rest->keys[i - 1]);
    return c != 0 && (c > 0) != t->keys[i].is_descending;
}

struct span_of {
    size_t from, middle, to;      // two sorted runs, one after the other
};

static void merge(const struct sort *t, struct arena *a, const struct record *from,
                  struct record *to, struct span_of runs)
{
    size_t x = runs.from, y = runs.middle;
    for (size_t i = runs.from; i < runs.to; i++) {
        bool takes_y = x == runs.middle || (y < runs.to && is_after(t, a, &from[x], &from[y]));
        to[i] = takes_y ? from[y++] : from[x++];
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void sort_records(const struct sort *t, struct records *r)
{
    struct arena scratch;         // for texts with escapes inside containers
    arena_init(&scratch);
    struct record *from = r->at, *to = mem_alloc(r->capacity * sizeof *to);
    for (size_t run = 1; run < r->n; run *= 2) {
        for (size_t at = 0; at < r->n; at += 2 * run) {
            struct span_of runs = {at, least(at + run, r->n), least(at + 2 * run, r->n)};
            merge(t, &scratch, from, to, runs);
        }
        struct record *swap = from;
        from = to;
        to = swap;
        arena_reset(&scratch);
    }
    r->at = from;
    mem_free(to);
    arena_release(&scratch);
}

static void emit_pane(struct sort *t, struct pane *pane)
{
    struct records *r = pane->rows;
    if (r)
        sort_records(t, r);
    for (size_t i = 0; r && i < r->n && t->out.flow == FLOW_MORE; i++) {
        struct row *row = &r->at[i].rest->row;
        if (t->is_windowed)
            row->time = time_sub(pane->bounds.end, 1);
        outbox_add(&t->out, row);
    }
    outbox_send(&t->out);
    pane_release(t, pane);
    groups_recycle(&t->groups, pane);
}

static void close_windows(struct stage *s, int64_t watermark)
{
    struct sort *t = s->state;
    struct pane *pane;
    while ((pane = groups_take_closed(&t->groups, watermark)))
        emit_pane(t, pane);
}

// ---- the stage ----

static enum flow sort_push(struct stage *s, struct batch *b)
{
    struct sort *t = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *keys = arena_alloc(b->arena, t->nkeys * sizeof *keys);
    t->out.stage = s;
    for (size_t i = 0; i < b->nrows && t->out.flow == FLOW_MORE; i++) {
        const struct row *row = ev.row = &b->rows[i];
        if (outbox_is_due(&t->out, row, t->groups.next_close))
            outbox_catch_up(&t->out, row);
        for (size_t k = 0; k < t->nkeys; k++)
            keys[k] = expr_eval(t->keys[k].expr, &ev);
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            break;
        }
        struct pane *pane = t->is_windowed ? groups_row_pane(&t->groups, row)
                                           : groups_pane(&t->groups, TIME_MIN, TIME_MAX);
        hold(t, pane, &ev, keys);
    }
    return t->out.flow;
}

static enum flow sort_advance(struct stage *s, int64_t watermark)
{
    struct sort *t = s->state;
    t->out.stage = s;
    return outbox_advance(&t->out, watermark);
}

static void sort_finish(struct stage *s)
{
    struct sort *t = s->state;
    struct pane *pane;
    t->out.stage = s;
    while ((pane = groups_take(&t->groups)))
        emit_pane(t, pane);
}

// ---- saved state ----

static void save_nothing(const void *stage, const void *state, struct buf *out)
{
    (void)stage, (void)state, (void)out;
}

static void load_nothing(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    (void)stage, (void)state, (void)arena, (void)in;
}

static void save_rows(const void *stage, const struct pane *pane, struct buf *out)
{
    const struct sort *t = stage;
    const struct records *r = pane->rows;
    pack_u64(out, r ? r->n : 0);
    for (size_t i = 0; r && i < r->n; i++) {
        value_pack(out, r->at[i].first);
        for (size_t k = 1; k < t->nkeys; k++)
            value_pack(out, r->at[i].rest->keys[k - 1]);
        row_pack(out, &r->at[i].rest->row, t->frame->ncells);
    }
}

static void load_rows(void *stage, struct pane *pane, struct unpack *in)
{
    struct sort *t = stage;
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct record *record = append(t, pane);
        for (size_t k = 0; k < t->nkeys; k++)
            set_key(record, k, value_unpack(&pane->arena, in));
        record->rest->row = row_unpack(&pane->arena, in, t->frame->ncells);
    }
}

static struct groups_codec codec(struct sort *t)
{
    return (struct groups_codec){t, save_nothing, load_nothing, save_rows, load_rows};
}

static void sort_save(const struct stage *s, struct buf *out)
{
    struct sort *t = s->state;
    struct groups_codec c = codec(t);
    pack_i64(out, t->out.watermark);
    groups_save(&t->groups, &c, out);
}

static void sort_load(struct stage *s, struct unpack *in)
{
    struct sort *t = s->state;
    struct groups_codec c = codec(t);
    t->out.watermark = unpack_i64(in);
    groups_load(&t->groups, &c, in);
}

static void sort_free(struct stage *s)
{
    struct sort *t = s->state;
    for (size_t i = t->groups.first; i < t->groups.open.n; i++)
        pane_release(t, t->groups.open.at[i]);
    groups_release(&t->groups);
    outbox_release(&t->out);
}

static size_t sort_state_bytes(const struct stage *s)
{
    const struct sort *t = s->state;
    return groups_bytes(&t->groups) + t->held;
}

const struct stage_row stage_sort = {
    .syntax =
        {
            .name = "sort",
            .usage = "sort EXPR [asc|desc], ...",
            .summary = "rows in order, per window; without a window at the end of input",
            .note = "Types rank null, false, true, numbers, durations, times, texts, arrays, "
                    "objects, missing counts as null; desc turns that round. Texts compare by code "
                    "point, without a locale. Rows that are equal keep their order of arrival. All "
                    "rows, of the window or of the whole input, are held in memory; for the first "
                    "few 'top' keeps no more than those.",
            .example = "sort status desc, id",
            .input = "{\"id\":2,\"status\":200}\n{\"id\":1,\"status\":200}\n{\"id\":3,\"status\":"
                     "500}\n",
            .output = "{\"id\":3,\"status\":500}\n{\"id\":1,\"status\":200}\n{\"id\":2,\"status\":"
                      "200}\n",
            .args = {{.kind = ARG_SORT_KEYS, .what = "an expression"}},
        },
    .keeps_rows = true,
    .keeps_fields = true,
    .keeps = "all rows of the window; without a window all rows",
    .speaks = "when the window closes; without a window at the end of input",
    .open = sort_open,
    .push = sort_push,
    .advance = sort_advance,
    .finish = sort_finish,
    .save = sort_save,
    .load = sort_load,
    .free = sort_free,
    .state_bytes = sort_state_bytes,
};
