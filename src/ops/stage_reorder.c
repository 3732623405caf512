// SPDX-License-Identifier: MIT
// reorder: hold events for the lateness and give them out in the order of event time, those of one
// time in the order of arrival. What is older than the watermark less the lateness is late; all
// that is not younger is given out. So nothing is ever given out that is older than what went
// before.
#include "base/heap.h"
#include "base/vec.h"
#include "event/watermark.h"
#include "ops/rows.h"
#include "ops/timed.h"
#include "ops/windowed.h"

#include <stdlib.h>

struct waiting {
    struct row row;
    size_t size;                  // of all of it
    _Alignas(16) char bytes[];    // what the row points to
};

struct reorder {
    struct timed timed;
    struct window window;         // only its lateness counts: by that time is held back
    struct heap heap;             // of struct waiting, by time, then arrival
    VEC(struct waiting *) out_now;   // given out and not yet sent
    size_t held;                  // bytes of the rows
    const struct fields *frame;
    struct outbox out;
};

static void release_until(struct stage *s, int64_t watermark);

static bool reorder_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct reorder *r = ARENA_NEW(o->check.arena, struct reorder);
    if (!window_pass_rows(o, ast, NULL) || !timed_open(o, ast, &r->timed))
        return false;
    r->window = (struct window){.kind = WINDOW_TUMBLING, .lateness = r->timed.lateness};
    r->frame = o->check.scope->frame;
    heap_init(&r->heap);
    outbox_init(&r->out, &r->window, release_until);
    o->lateness = o->window.lateness = 0;             // what comes out is in order
    *state = r;
    return true;
}

static void hold(struct reorder *r, const struct row *row)
{
    size_t size = sizeof(struct waiting) + row_copy_size(row, r->frame->ncells);
    struct waiting *w = mem_alloc(size);
    w->size = size;
    w->row = row_copy(w->bytes, row, r->frame->ncells);
    r->held += size;
    heap_push(&r->heap, row->time, w);
}

static void free_sent(struct reorder *r)
{
    for (size_t i = 0; i < r->out_now.n; i++) {
        r->held -= r->out_now.at[i]->size;
        mem_free(r->out_now.at[i]);
    }
    r->out_now.n = 0;
}

// Give out all rows up to and including that time.
static void release(struct reorder *r, int64_t horizon)
{
    enum { FREED_AT_ONCE = 1024 };
    while (r->heap.n && r->heap.at[0].key <= horizon) {
        struct waiting *w = heap_pop(&r->heap).item;
        *VEC_PUSH(&r->out_now) = w;
        if (r->out.flow == FLOW_MORE)
            outbox_add(&r->out, &w->row);
        if (r->out_now.n == FREED_AT_ONCE) {
            outbox_send(&r->out);
            free_sent(r);
        }
    }
    outbox_send(&r->out);
    free_sent(r);
}

static void release_until(struct stage *s, int64_t watermark)
{
    struct reorder *r = s->state;
    release(r, timed_horizon(&r->timed, watermark));
}

// The watermark at which the first row is given out.
static int64_t next_due(const struct reorder *r)
{
    return r->heap.n ? time_add(r->heap.at[0].key, r->timed.lateness) : TIME_MAX;
}

static enum flow reorder_push(struct stage *s, struct batch *b)
{
    struct reorder *r = s->state;
    r->out.stage = s;
    for (size_t i = 0; i < b->nrows && r->out.flow == FLOW_MORE; i++) {
        const struct row *row = &b->rows[i];
        if (outbox_is_due(&r->out, row, next_due(r)))
            outbox_catch_up(&r->out, row);
        if (timed_take(&r->timed, s, b, row))
            hold(r, row);
        else if (b->strict)
            break;
    }
    return r->out.flow;
}

static enum flow reorder_advance(struct stage *s, int64_t watermark)
{
    struct reorder *r = s->state;
    r->out.stage = s;
    return outbox_advance(&r->out, watermark);
}

static void reorder_finish(struct stage *s)
{
    struct reorder *r = s->state;
    r->out.stage = s;
    release(r, TIME_MAX);
}

static int by_turn(const void *x, const void *y)
{
    const struct heap_entry *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

// In the order in which they would leave: pushed so again, they have the same order.
static void reorder_save(const struct stage *s, struct buf *out)
{
    const struct reorder *r = s->state;
    size_t n = r->heap.n;
    struct heap_entry *entries = mem_alloc(n * sizeof *entries + 1);
    if (n) {
        memcpy(entries, r->heap.at, n * sizeof *entries);
        qsort(entries, n, sizeof *entries, by_turn);
    }
    pack_i64(out, r->out.watermark);
    pack_u64(out, n);
    for (size_t i = 0; i < n; i++)
        row_pack(out, &((const struct waiting *)entries[i].item)->row, r->frame->ncells);
    mem_free(entries);
}

static void reorder_load(struct stage *s, struct unpack *in)
{
    struct reorder *r = s->state;
    struct arena scratch;
    arena_init(&scratch);
    r->out.watermark = unpack_i64(in);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct row row = row_unpack(&scratch, in, r->frame->ncells);
        hold(r, &row);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

static void reorder_free(struct stage *s)
{
    struct reorder *r = s->state;
    for (size_t i = 0; i < r->heap.n; i++)
        mem_free(r->heap.at[i].item);
    heap_release(&r->heap);
    VEC_FREE(&r->out_now);
    outbox_release(&r->out);
}

static size_t reorder_state_bytes(const struct stage *s)
{
    const struct reorder *r = s->state;
    return r->held + r->heap.cap * sizeof *r->heap.at;
}

const struct stage_row stage_reorder = {
    .syntax =
        {
            .name = "reorder",
            .usage = "reorder",
            .summary = "hold events for delay and lateness, and release them in event-time order",
            .note = "An event is released when the watermark has passed it by the lateness (-l); "
                    "one that is older than what may have been released is late. Events of one "
                    "time keep their order of arrival. What comes out is in order, so the stages "
                    "below need no lateness of their own. The events held are in memory.",
            .example = "-l 2s 'reorder'",
            .input = "{\"ts\":\"2026-01-01T00:00:02Z\"}\n{\"ts\":\"2026-01-01T00:00:01Z\"}\n"
                     "{\"ts\":\"2026-01-01T00:00:03Z\"}\n",
            .output = "{\"ts\":\"2026-01-01T00:00:01Z\"}\n{\"ts\":\"2026-01-01T00:00:02Z\"}\n"
                      "{\"ts\":\"2026-01-01T00:00:03Z\"}\n",
        },
    .keeps_fields = true,
    .late = "too late: events younger than this one have been released",
    .keeps = "the events younger than the watermark less the lateness",
    .speaks = "when the watermark has passed an event by the lateness",
    .open = reorder_open,
    .push = reorder_push,
    .advance = reorder_advance,
    .finish = reorder_finish,
    .save = reorder_save,
    .load = reorder_load,
    .free = reorder_free,
    .state_bytes = reorder_state_bytes,
};
