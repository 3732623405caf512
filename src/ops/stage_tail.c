// SPDX-License-Identifier: MIT
// tail: the last N rows, at the end of input or, inside a window, when it closes; with `per`, the
// last N of each key. Rows come out in the order in which they came. Each key keeps a ring of N
// copies, whose memory is used again when a newer row takes the place of an older one.
#include "base/fail.h"
#include "data/time.h"
#include "event/watermark.h"
#include "ops/describe.h"
#include "ops/group.h"
#include "ops/windowed.h"
#include "ops/rows.h"

#include <stdlib.h>

enum { COUNT, PER };              // the places of the arguments in the syntax below

struct copy {
    struct row row;
    uint64_t arrival;
    char *bytes;                  // on the heap: what the row points to
    size_t capacity;
};

struct ring {
    struct copy *copies;          // on the heap
    size_t n, capacity;           // in use; at most the limit
    size_t oldest;                // the next to be replaced, once n is the limit
};

struct tail {
    size_t limit;
    struct keys keys;
    struct groups groups;         // the state of a key: its ring
    bool is_windowed;
    uint64_t arrivals;
    const struct fields *frame;
    struct outbox out;
    size_t bytes;                 // on the heap, in all rings
};

static void close_windows(struct stage *s, int64_t watermark);

static bool tail_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct tail *t = ARENA_NEW(o->check.arena, struct tail);
    if (!keys_open(o, &ast->args[PER], &t->keys) ||
        !window_feed_rows(o, ast, &ast->args[PER]))
        return false;
    t->limit = (size_t)ast->args[COUNT].number;
    t->is_windowed = o->window.kind != WINDOW_GLOBAL;
    t->frame = o->check.scope->frame;
    groups_init(&t->groups, t->keys.n, sizeof(struct ring), &o->window);
    outbox_init(&t->out, &t->groups.window, close_windows);
    window_feeds_no_more(o);
    *state = t;
    return true;
}

// The place for one more row: a new one, or that of the oldest.
static struct copy *next_place(struct ring *r, size_t limit)
{
    if (r->n < limit) {
        if (r->n == r->capacity) {
            r->capacity = r->capacity ? r->capacity * 2 : 4;
            r->copies = mem_realloc(r->copies, r->capacity * sizeof *r->copies);
        }
        r->copies[r->n] = (struct copy){0};
        return &r->copies[r->n++];
    }
    struct copy *place = &r->copies[r->oldest];
    r->oldest = (r->oldest + 1) % limit;
    return place;
}

static void keep(struct tail *t, struct ring *r, const struct row *row, uint64_t arrival)
{
    struct copy *c = next_place(r, t->limit);
    size_t size = row_copy_size(row, t->frame->ncells);
    if (size > c->capacity) {
        mem_free(c->bytes);
        c->bytes = mem_alloc(size);
        t->bytes += size - c->capacity;
        c->capacity = size;
    }
    c->row = row_copy(c->bytes, row, t->frame->ncells);
    c->arrival = arrival;
}

static void ring_release(struct tail *t, struct ring *r)
{
    for (size_t i = 0; i < r->n; i++) {
        t->bytes -= r->copies[i].capacity;
        mem_free(r->copies[i].bytes);
    }
    mem_free(r->copies);
}

static struct ring *ring_of(const struct tail *t, const struct pane *pane, size_t i)
{
    return group_state(&t->groups, pane->blocks.at[i]);
}

static void pane_release(struct tail *t, struct pane *pane)
{
    for (size_t i = 0; i < pane->blocks.n; i++)
        ring_release(t, ring_of(t, pane, i));
}

static int by_arrival(const void *x, const void *y)
{
    const struct copy *const *a = x, *const *b = y;
    return ((*a)->arrival > (*b)->arrival) - ((*a)->arrival < (*b)->arrival);
}

static void emit_pane(struct tail *t, struct pane *pane)
{
    VEC(struct copy *) rows = {0};
    for (size_t i = 0; i < pane->blocks.n; i++) {
        struct ring *r = ring_of(t, pane, i);
        for (size_t k = 0; k < r->n; k++)
            *VEC_PUSH(&rows) = &r->copies[k];
    }
    if (rows.n)
        qsort(rows.at, rows.n, sizeof *rows.at, by_arrival);
    for (size_t i = 0; i < rows.n && t->out.flow == FLOW_MORE; i++) {
        if (t->is_windowed)
            rows.at[i]->row.time = time_sub(pane->bounds.end, 1);
        outbox_add(&t->out, &rows.at[i]->row);
    }
    outbox_send(&t->out);
    VEC_FREE(&rows);
    pane_release(t, pane);
    groups_recycle(&t->groups, pane);
}

static void close_windows(struct stage *s, int64_t watermark)
{
    struct tail *t = s->state;
    struct pane *pane;
    while ((pane = groups_take_closed(&t->groups, watermark)))
        emit_pane(t, pane);
}

static enum flow tail_push(struct stage *s, struct batch *b)
{
    struct tail *t = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *keys = keys_room(b->arena, &t->keys);
    t->out.stage = s;
    for (size_t i = 0; i < b->nrows && t->out.flow == FLOW_MORE; i++) {
        const struct row *row = ev.row = &b->rows[i];
        if (outbox_is_due(&t->out, row, t->groups.next_close))
            outbox_catch_up(&t->out, row);
        keys_eval(&t->keys, &ev, keys);
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            break;
        }
        struct pane *pane = t->is_windowed ? groups_row_pane(&t->groups, row)
                                           : groups_pane(&t->groups, TIME_MIN, TIME_MAX);
        bool is_new;
        struct group_key key = {keys, groups_hash(&t->groups, b->arena, keys)};
        struct value *block = groups_find(&t->groups, pane, b->arena, key, &is_new);
        keep(t, group_state(&t->groups, block), row, t->arrivals++);
    }
    return t->out.flow;
}

static enum flow tail_advance(struct stage *s, int64_t watermark)
{
    struct tail *t = s->state;
    t->out.stage = s;
    return outbox_advance(&t->out, watermark);
}

static void tail_finish(struct stage *s)
{
    struct tail *t = s->state;
    struct pane *pane;
    t->out.stage = s;
    while ((pane = groups_take(&t->groups)))
        emit_pane(t, pane);
}

static void save_ring(const void *stage, const void *state, struct buf *out)
{
    const struct tail *t = stage;
    const struct ring *r = state;
    pack_u64(out, r->n);
    for (size_t k = 0; k < r->n; k++) {
        const struct copy *c = &r->copies[(r->oldest + k) % r->n];
        pack_u64(out, c->arrival);
        row_pack(out, &c->row, t->frame->ncells);
    }
}

static void load_ring(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    (void)arena;
    struct tail *t = stage;
    struct arena scratch;
    arena_init(&scratch);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        uint64_t arrival = unpack_u64(in);
        struct row row = row_unpack(&scratch, in, t->frame->ncells);
        keep(t, state, &row, arrival);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

static struct groups_codec codec(struct tail *t)
{
    return (struct groups_codec){.stage = t, .save = save_ring, .load = load_ring};
}

static void tail_save(const struct stage *s, struct buf *out)
{
    struct tail *t = s->state;
    struct groups_codec c = codec(t);
    pack_u64(out, t->arrivals);
    pack_i64(out, t->out.watermark);
    groups_save(&t->groups, &c, out);
}

static void tail_load(struct stage *s, struct unpack *in)
{
    struct tail *t = s->state;
    struct groups_codec c = codec(t);
    t->arrivals = unpack_u64(in);
    t->out.watermark = unpack_i64(in);
    groups_load(&t->groups, &c, in);
}

static void tail_free(struct stage *s)
{
    struct tail *t = s->state;
    for (size_t i = t->groups.first; i < t->groups.open.n; i++)
        pane_release(t, t->groups.open.at[i]);
    groups_release(&t->groups);
    outbox_release(&t->out);
}

static void tail_describe(const struct stage *s, struct buf *out)
{
    const struct tail *t = s->state;
    describe_line(out, "keeps", "the last %zu%s%s", t->limit, t->keys.n ? " of each key" : "",
                  t->is_windowed ? " in each open window" : "");
    describe_window_speech(out, &t->groups.window);
}

static size_t tail_state_bytes(const struct stage *s)
{
    const struct tail *t = s->state;
    return groups_bytes(&t->groups) + t->bytes;
}

static void tail_count_open(const struct stage *s, struct open_count *count)
{
    groups_count(&((const struct tail *)s->state)->groups, &count->windows, &count->groups);
}

const struct stage_row stage_tail = {
    .syntax =
        {
            .name = "tail",
            .usage = "tail N [per EXPR, ...]",
            .summary =
                "the last N, at the end of input or per window; with per, the last N of each key",
            .example = "tail 1 per host",
            .input =
                "{\"host\":\"a\",\"n\":1}\n{\"host\":\"b\",\"n\":2}\n{\"host\":\"a\",\"n\":3}\n",
            .output = "{\"host\":\"b\",\"n\":2}\n{\"host\":\"a\",\"n\":3}\n",
            .args =
                {
                    [COUNT] = {.kind = ARG_COUNT, .what = "a number of rows"},
                    [PER] = {.kind = ARG_EXPRS, .keyword = "per", .what = "keys"},
                },
        },
    .keeps = "the last N of each key, in each open window",
    .speaks = "when the window closes; without a window, at the end of input",
    .open = tail_open,
    .push = tail_push,
    .advance = tail_advance,
    .finish = tail_finish,
    .save = tail_save,
    .load = tail_load,
    .free = tail_free,
    .state_bytes = tail_state_bytes,
    .count_open = tail_count_open,
    .describe = tail_describe,
};
