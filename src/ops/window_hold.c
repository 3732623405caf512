// SPDX-License-Identifier: MIT
// Rows of sessions and count windows, held until their window is complete, then handed on in order
// of arrival, marked with it. Sessions that end together are told apart by their numbers; after the
// last of them the watermark is passed on, so that the stages below close them before they see
// those that end later.
//
// Count windows know no time. To the stages below each is an interval of its own, numbered from 0,
// and their number goes on as a watermark.
#include "data/time.h"
#include "event/watermark.h"
#include "ops/rows.h"
#include "ops/sessions.h"
#include "ops/window_internal.h"

struct waiting {
    struct waiting *next;
    uint64_t arrival;
    struct row row;
    size_t size;
    _Alignas(16) char bytes[];
};

// The rows of a session, or of a key's count windows.
struct queue {
    struct waiting *first, *last;
    uint64_t n;
    uint64_t seen;                // rows that have ever come to it
};

struct hold {
    const struct window_stage *w;
    struct sessions sessions;     // a state is a struct queue
    struct groups counts;         // the same
    struct outbox out;
    uint64_t arrivals;
    int64_t windows;              // count windows made so far
    size_t bytes;                 // held in rows
};

// ---- queues ----

static struct waiting *waiting_new(struct hold *h, size_t size)
{
    struct waiting *row = mem_alloc(sizeof *row + size);
    row->next = NULL;
    row->size = size;
    h->bytes += sizeof *row + size;
    return row;
}

static void queue_add(struct queue *q, struct waiting *row)
{
    if (q->last)
        q->last->next = row;
    else
        q->first = row;
    q->last = row;
    q->n++;
}

static void queue_drop_first(struct hold *h, struct queue *q)
{
    struct waiting *row = q->first;
    q->first = row->next;
    if (!q->first)
        q->last = NULL;
    q->n--;
    h->bytes -= sizeof *row + row->size;
    mem_free(row);
}

static void queue_clear(struct hold *h, struct queue *q)
{
    while (q->first)
        queue_drop_first(h, q);
}

static void queue_take(struct hold *h, struct queue *q, const struct row *row)
{
    int ncells = h->w->frame->ncells;
    struct waiting *copy = waiting_new(h, row_copy_size(row, ncells));
    copy->arrival = h->arrivals++;
    copy->row = row_copy(copy->bytes, row, ncells);
    queue_add(q, copy);
    q->seen++;
}

// Two queues in order of arrival become one.
static void queue_merge(struct queue *into, struct queue *from)
{
    struct waiting *a = into->first, *b = from->first;
    struct queue both = {.seen = into->seen + from->seen};
    while (a || b) {
        struct waiting **least = !b || (a && a->arrival < b->arrival) ? &a : &b;
        struct waiting *row = *least;
        *least = row->next;
        row->next = NULL;
        queue_add(&both, row);
    }
    *into = both;
    *from = (struct queue){0};
}

static void merge_sessions(void *owner, struct session *into, const struct session *from)
{
    struct hold *h = owner;
    queue_merge(session_state(&h->sessions, into),
                session_state(&h->sessions, (struct session *)from));
}

// ---- giving out ----

static void emit_queue(struct hold *h, const struct queue *q, struct interval bounds,
                       uint64_t number)
{
    for (struct waiting *k = q->first; k && h->out.flow == FLOW_MORE; k = k->next) {
        k->row.start = bounds.start;
        k->row.end = bounds.end;
        k->row.window = number;
        outbox_add(&h->out, &k->row);
    }
    outbox_send(&h->out);
}

// Windows up to there have been given out: what holds their rows below closes them.
static void end_windows(struct hold *h, int64_t watermark)
{
    if (h->out.flow == FLOW_MORE)
        h->out.flow = stage_advance(h->out.stage->next, watermark);
    h->out.watermark = watermark;
}

static void emit_session(struct hold *h, struct session *session)
{
    struct queue *q = session_state(&h->sessions, session);
    struct interval bounds = session->bounds;
    for (struct waiting *k = q->first; k; k = k->next) {
        if (!h->w->link.keeps_time)
            k->row.time = time_sub(bounds.end, 1);
        k->row.cells[h->w->start_cell] = value_time(bounds.start);
        k->row.cells[h->w->end_cell] = value_time(bounds.end);
    }
    emit_queue(h, q, bounds, session->first);
    queue_clear(h, q);
    session_free(&h->sessions, session);
}

static void close_sessions(struct stage *s, int64_t watermark)
{
    const struct window_stage *w = s->state;
    struct session *session;
    int64_t end = TIME_NONE;      // of those given out
    while ((session = sessions_close(&w->hold->sessions, watermark))) {
        if (end != TIME_NONE && session->bounds.end > end)
            end_windows(w->hold, end);
        end = session->bounds.end;
        emit_session(w->hold, session);
    }
}

static struct value time_or_null(int64_t time)
{
    return time == TIME_NONE ? value_null() : value_time(time);
}

static void emit_count(struct hold *h, const struct queue *q)
{
    int64_t start = TIME_MAX, end = TIME_NONE;
    for (const struct waiting *k = q->first; k; k = k->next) {
        if (k->row.time != TIME_NONE && k->row.time < start)
            start = k->row.time;
        if (k->row.time > end)
            end = k->row.time;
    }
    for (struct waiting *k = q->first; k; k = k->next) {
        k->row.cells[h->w->start_cell] = time_or_null(end == TIME_NONE ? TIME_NONE : start);
        k->row.cells[h->w->end_cell] = time_or_null(end);
    }
    emit_queue(h, q, (struct interval){h->windows, h->windows + 1}, 0);
    end_windows(h, ++h->windows);
}

// A row has come to the key's queue: is its window full?
static void check_count(struct hold *h, struct queue *q)
{
    uint64_t rows = (uint64_t)h->w->window.rows, step = (uint64_t)h->w->window.step_rows;
    if (q->n < rows)
        return;
    emit_count(h, q);
    for (uint64_t n = step ? step : rows; n > 0; n--)
        queue_drop_first(h, q);
}

// ---- the stage's work ----

struct hold *hold_new(const struct window_stage *w)
{
    struct hold *h = mem_zalloc(sizeof *h);
    int nkeys = w->link.keys.n;
    h->w = w;
    sessions_init(&h->sessions, nkeys, sizeof(struct queue), &w->window);
    h->sessions.merge = merge_sessions;
    h->sessions.owner = h;
    groups_init(&h->counts, nkeys, sizeof(struct queue), &(struct window){.kind = WINDOW_GLOBAL});
    outbox_init(&h->out, &w->window, close_sessions);
    return h;
}

static struct queue *count_queue(struct hold *h, struct pane *pane, size_t i)
{
    return group_state(&h->counts, pane->blocks.at[i]);
}

void hold_free(struct hold *h)
{
    struct session *session;
    while ((session = sessions_close(&h->sessions, TIME_MAX))) {
        queue_clear(h, session_state(&h->sessions, session));
        session_free(&h->sessions, session);
    }
    struct pane *pane = groups_pane(&h->counts, TIME_MIN, TIME_MAX);
    for (size_t i = 0; i < pane->blocks.n; i++)
        queue_clear(h, count_queue(h, pane, i));
    sessions_release(&h->sessions);
    groups_release(&h->counts);
    outbox_release(&h->out);
    mem_free(h);
}

static void take_for_session(struct hold *h, struct eval *ev, struct group_key key)
{
    struct session_event event = {key, ev->row->time, ev->row->watermark, h->arrivals};
    bool is_new;
    int64_t needed;
    struct session *session = sessions_take(&h->sessions, ev->arena, &event, &is_new, &needed);
    if (session)
        queue_take(h, session_state(&h->sessions, session), ev->row);
    else
        window_keep_late(h->out.stage, ev->batch, ev->row, h->w->link.shape, needed);
}

static void take_for_count(struct hold *h, struct eval *ev, struct group_key key)
{
    struct pane *pane = groups_pane(&h->counts, TIME_MIN, TIME_MAX);
    bool is_new;
    struct queue *q =
        group_state(&h->counts, groups_find(&h->counts, pane, ev->arena, key, &is_new));
    queue_take(h, q, ev->row);
    uint32_t above = outbox_tell_with(&h->out, outbox_line_of(&h->out, ev->row));
    check_count(h, q);
    outbox_told(&h->out, above);
}

enum flow hold_push(struct hold *h, struct stage *s, struct batch *b)
{
    const struct keys *keys = &h->w->link.keys;
    struct eval ev = eval_begin(b, s->number);
    struct value *values = keys_room(b->arena, keys);
    bool is_session = h->w->window.kind == WINDOW_SESSION;
    h->out.stage = s;
    for (size_t i = 0; i < b->nrows && h->out.flow == FLOW_MORE && !ev.stopped; i++) {
        const struct row *row = ev.row = &b->rows[i];
        if (is_session && row->time == TIME_NONE) {
            window_keep_untimed(s, b, row, h->w->time);
            continue;
        }
        if (is_session && outbox_is_due(&h->out, row, h->sessions.next_close))
            outbox_catch_up(&h->out, row);
        keys_eval(keys, &ev, values);
        if (ev.stopped || (b->strict && b->chunk->stop))
            break;
        struct group_key key = {values, groups_hash(&h->counts, b->arena, values)};
        (is_session ? take_for_session : take_for_count)(h, &ev, key);
    }
    if (ev.stopped)
        b->chunk->stop = true;
    return h->out.flow;
}

enum flow hold_advance(struct hold *h, struct stage *s, int64_t watermark)
{
    h->out.stage = s;
    return h->w->window.kind == WINDOW_SESSION ? outbox_advance(&h->out, watermark) : h->out.flow;
}

void hold_finish(struct hold *h, struct stage *s)
{
    h->out.stage = s;
    if (h->w->window.kind == WINDOW_SESSION) {
        close_sessions(s, TIME_MAX);
        return;
    }
    struct pane *pane = groups_pane(&h->counts, TIME_MIN, TIME_MAX);
    for (size_t i = 0; i < pane->blocks.n && !h->w->window.step_rows; i++)
        if (count_queue(h, pane, i)->n)
            emit_count(h, count_queue(h, pane, i));
}

// ---- saved state ----

static void save_queue(const struct hold *h, const struct queue *q, struct buf *out)
{
    pack_u64(out, q->n);
    pack_u64(out, q->seen);
    for (const struct waiting *k = q->first; k; k = k->next) {
        pack_u64(out, k->arrival);
        row_pack(out, &k->row, h->w->frame->ncells);
    }
}

static void load_queue(struct hold *h, struct queue *q, struct unpack *in)
{
    struct arena scratch;
    arena_init(&scratch);
    uint64_t n = unpack_u64(in);
    q->seen = unpack_u64(in);
    for (; n > 0 && !in->failed; n--) {
        uint64_t arrival = unpack_u64(in);
        struct row row = row_unpack(&scratch, in, h->w->frame->ncells);
        struct waiting *copy = waiting_new(h, row_copy_size(&row, h->w->frame->ncells));
        copy->arrival = arrival;
        copy->row = row_copy(copy->bytes, &row, h->w->frame->ncells);
        queue_add(q, copy);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

static void save_session(const void *owner, const struct session *session ATTR_UNUSED,
                         const void *state, struct buf *out)
{
    save_queue(owner, state, out);
}

static void load_session(void *owner, struct session *session ATTR_UNUSED, void *state,
                         struct unpack *in)
{
    load_queue(owner, state, in);
}

static void save_count(const void *owner, const void *state, struct buf *out)
{
    save_queue(owner, state, out);
}

static void load_count(void *owner, void *state, struct arena *arena ATTR_UNUSED,
                       struct unpack *in)
{
    load_queue(owner, state, in);
}

void hold_save(const struct hold *h, struct buf *out)
{
    struct sessions_codec sessions = {(void *)h, save_session, load_session};
    struct groups_codec counts = {(void *)h, save_count, load_count, NULL, NULL};
    pack_u64(out, h->arrivals);
    pack_i64(out, h->windows);
    pack_i64(out, h->out.watermark);
    sessions_save(&h->sessions, &sessions, out);
    groups_save(&h->counts, &counts, out);
}

void hold_load(struct hold *h, struct unpack *in)
{
    struct sessions_codec sessions = {h, save_session, load_session};
    struct groups_codec counts = {h, save_count, load_count, NULL, NULL};
    h->arrivals = unpack_u64(in);
    h->windows = unpack_i64(in);
    h->out.watermark = unpack_i64(in);
    sessions_load(&h->sessions, &sessions, in);
    groups_load(&h->counts, &counts, in);
}

size_t hold_bytes(const struct hold *h)
{
    return h->bytes + sessions_bytes(&h->sessions) + groups_bytes(&h->counts);
}
