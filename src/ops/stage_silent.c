// SPDX-License-Identifier: MIT
// silent: a row when a key has not been heard of for DURATION of event time, and one when it is
// back. Events may come out of order, so each key keeps the stretches of time in which it was heard
// of with no gap of DURATION, as far as late events may still close a gap: mostly one. A change of
// state is told when the watermark has passed it by the lateness, and then it is final: rows do not
// depend on the order of arrival, and come in the order of their times, then of the keys.
#include "base/heap.h"
#include "base/vec.h"
#include "event/watermark.h"
#include "lang/names.h"
#include "ops/group.h"
#include "ops/rows.h"
#include "ops/timed.h"
#include "ops/windowed.h"

#include <stdlib.h>

enum { LENGTH, BY };              // the places of the arguments in the syntax below
enum { STATE, LAST_SEEN, AT, OWN_COLUMNS };   // the columns behind the keys

struct stretch {
    int64_t first, last;          // ns
};

struct heard {
    struct stretch *at;           // in order, DURATION or more apart
    uint32_t n, capacity;
    uint32_t number;              // of the key, by first appearance
    bool is_silent;
    int64_t last_seen;            // while silent
    int64_t queued;               // its time in the heap; TIME_NONE: it is not in there
};

struct change {
    int64_t at, last_seen;
    struct value *block;          // the key's
    uint32_t key;
    uint32_t order;
    bool is_back;
};

struct silent {
    int64_t length;               // ns
    struct timed timed;
    struct window window;         // only its lateness counts: by that time is held back
    struct keys keys;
    struct groups groups;         // the state of a key: a struct heard
    struct heap heap;             // of keys, by a time before which their state does not change
    VEC(struct change) changes;
    int64_t largest;              // event time seen, or TIME_NONE
    const struct fields *frame;   // of the rows made
    struct outbox out;
};

static void tell_until(struct stage *s, int64_t watermark);

// ---- opening ----

static bool open_columns(struct stage_open *o, const struct arg *by, struct scope *made)
{
    static const char *const own[] = {"state", "last_seen", "at"};
    bool is_sound = name_check_clashes(o->check.diag, by->items, by->nitems);
    for (size_t i = 0; i < by->nitems; i++) {
        struct str name;
        if (!name_of_item(o->check.diag, &by->items[i], &name)) {
            is_sound = false;
            continue;
        }
        for (int k = 0; k < OWN_COLUMNS; k++)
            if (str_is(name, own[k])) {
                diag_error(o->check.diag, by->items[i].span, "'%s' is a name of the stage's own",
                           own[k]);
                diag_hint(o->check.diag, "give the key another name with NAME = ...");
                is_sound = false;
            }
        scope_set(made, name, scope_add_cell(made));
    }
    for (int k = 0; k < OWN_COLUMNS; k++)
        scope_set(made, str_of(own[k]), scope_add_cell(made));
    return is_sound;
}

static bool silent_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct silent *t = ARENA_NEW(o->check.arena, struct silent);
    const struct arg *length = &ast->args[LENGTH], *by = &ast->args[BY];
    static const struct window everything = {.kind = WINDOW_GLOBAL};
    if (length->duration.months || length->duration.ns == 0) {
        diag_error(o->check.diag, length->span,
                   length->duration.months ? "a month or a year has no fixed length"
                                           : "silence needs a length above zero");
        return false;
    }
    struct scope *made = ARENA_NEW(o->check.arena, struct scope);
    scope_init_made(made, o->check.arena);
    bool is_sound = keys_open(o, by, &t->keys);
    is_sound &= open_columns(o, by, made);
    if (!is_sound || !window_pass_rows(o, ast, by) || !timed_open(o, ast, &t->timed))
        return false;
    t->length = length->duration.ns;
    t->largest = TIME_NONE;
    t->frame = made->frame;
    t->window = (struct window){.kind = WINDOW_TUMBLING, .lateness = t->timed.lateness};
    groups_init(&t->groups, t->keys.n, sizeof(struct heard), &everything);
    heap_init(&t->heap);
    outbox_init(&t->out, &t->window, tell_until);
    *o->check.scope = *made;
    o->window = everything;
    o->link = NULL;
    o->time_source = TIME_FROM_STAGE;
    o->time = NULL;
    o->lateness = 0;              // what comes out is in order
    *state = t;
    return true;
}

// ---- the stretches of a key ----

static void insert(struct heard *h, struct arena *a, uint32_t at, int64_t time)
{
    if (h->n == h->capacity) {
        uint32_t capacity = h->capacity ? h->capacity * 2 : 1;
        struct stretch *more = arena_alloc(a, capacity * sizeof *more);
        if (h->n)
            memcpy(more, h->at, h->n * sizeof *more);
        h->at = more;
        h->capacity = capacity;
    }
    memmove(h->at + at + 1, h->at + at, (h->n - at) * sizeof *h->at);
    h->at[at] = (struct stretch){time, time};
    h->n++;
}

static void take_out(struct heard *h, uint32_t at)
{
    h->n--;
    memmove(h->at + at, h->at + at + 1, (h->n - at) * sizeof *h->at);
}

static void hear(const struct silent *t, struct heard *h, struct arena *a, int64_t time)
{
    uint32_t i = h->n;            // the first stretch that does not end DURATION before
    while (i > 0 && time_add(h->at[i - 1].last, t->length) > time)
        i--;
    if (i == h->n || time_add(time, t->length) <= h->at[i].first) {
        insert(h, a, i, time);
        return;
    }
    struct stretch *s = &h->at[i];
    if (time < s->first)
        s->first = time;
    if (time > s->last)
        s->last = time;
    while (i + 1 < h->n && h->at[i + 1].first < time_add(s->last, t->length)) {
        if (h->at[i + 1].last > s->last)
            s->last = h->at[i + 1].last;
        take_out(h, i + 1);
    }
}

// When the key's state changes next as far as is known; TIME_NONE: it does not.
static int64_t next_change(const struct silent *t, const struct heard *h)
{
    if (h->is_silent)
        return h->n ? h->at[0].first : TIME_NONE;
    return time_add(h->at[0].last, t->length);
}

static void queue(struct silent *t, struct value *block)
{
    struct heard *h = group_state(&t->groups, block);
    int64_t next = next_change(t, h);
    if (next == TIME_NONE || (h->queued != TIME_NONE && h->queued <= next))
        return;
    h->queued = next;
    heap_push(&t->heap, next, block);
}

// ---- giving out ----

// Note the changes of a key up to that time.
static void note_changes(struct silent *t, struct value *block, int64_t horizon)
{
    struct heard *h = group_state(&t->groups, block);
    int64_t at;
    while ((at = next_change(t, h)) != TIME_NONE && at <= horizon) {
        struct change *c = VEC_PUSH(&t->changes);
        *c = (struct change){.at = at,
                             .last_seen = h->is_silent ? h->last_seen : h->at[0].last,
                             .block = block,
                             .key = h->number,
                             .order = (uint32_t)t->changes.n,
                             .is_back = h->is_silent};
        h->last_seen = c->last_seen;
        if (!h->is_silent)
            take_out(h, 0);
        h->is_silent = !h->is_silent;
    }
}

static int by_time(const void *x, const void *y)
{
    const struct change *a = x, *b = y;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static void emit(struct silent *t, const struct change *c)
{
    struct row row = {.line = LINE_NONE, .time = c->at};
    int n = t->keys.n;
    row.cells = arena_zalloc(&t->out.arena, (size_t)t->frame->ncells * sizeof *row.cells);
    for (int i = 0; i < n; i++)
        row.cells[i] = value_is_null(c->block[i]) ? value_null() : c->block[i];
    row.cells[n + STATE] = value_str(c->is_back ? STR("back") : STR("silent"));
    row.cells[n + LAST_SEEN] = value_time(c->last_seen);
    row.cells[n + AT] = value_time(c->at);
    outbox_add(&t->out, &row);
}

// Tell all changes up to and including that time.
static void tell(struct silent *t, int64_t horizon)
{
    while (t->heap.n && t->heap.at[0].key <= horizon) {
        struct heap_entry entry = heap_pop(&t->heap);
        struct heard *h = group_state(&t->groups, entry.item);
        if (entry.key != h->queued)
            continue;             // it was queued again for an earlier time
        h->queued = TIME_NONE;
        note_changes(t, entry.item, horizon);
        queue(t, entry.item);
    }
    if (t->changes.n)
        qsort(t->changes.at, t->changes.n, sizeof *t->changes.at, by_time);
    for (size_t i = 0; i < t->changes.n && t->out.flow == FLOW_MORE; i++)
        emit(t, &t->changes.at[i]);
    t->changes.n = 0;
    outbox_send(&t->out);
}

static void tell_until(struct stage *s, int64_t watermark)
{
    struct silent *t = s->state;
    tell(t, timed_horizon(&t->timed, watermark));
}

// ---- the stage ----

static int64_t next_due(const struct silent *t)
{
    return t->heap.n ? time_add(t->heap.at[0].key, t->timed.lateness) : TIME_MAX;
}

static void take(struct silent *t, struct eval *ev, struct value *keys)
{
    struct pane *pane = groups_pane(&t->groups, TIME_MIN, TIME_MAX);
    struct group_key key = {keys, groups_hash(&t->groups, ev->arena, keys)};
    bool is_new;
    struct value *block = groups_find(&t->groups, pane, ev->arena, key, &is_new);
    struct heard *h = group_state(&t->groups, block);
    if (is_new) {
        h->number = (uint32_t)pane->blocks.n - 1;
        h->queued = TIME_NONE;
    }
    hear(t, h, &pane->arena, ev->row->time);
    queue(t, block);
    if (ev->row->time > t->largest)
        t->largest = ev->row->time;
}

static enum flow silent_push(struct stage *s, struct batch *b)
{
    struct silent *t = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *keys = keys_room(b->arena, &t->keys);
    t->out.stage = s;
    for (size_t i = 0; i < b->nrows && t->out.flow == FLOW_MORE; i++) {
        const struct row *row = ev.row = &b->rows[i];
        if (outbox_is_due(&t->out, row, next_due(t)))
            outbox_catch_up(&t->out, row);
        bool is_taken = timed_take(&t->timed, s, b, row);
        if (is_taken)
            keys_eval(&t->keys, &ev, keys);
        if (UNLIKELY(ev.stopped || (!is_taken && b->strict))) {
            b->chunk->stop = true;
            break;
        }
        if (is_taken)
            take(t, &ev, keys);
    }
    return t->out.flow;
}

static enum flow silent_advance(struct stage *s, int64_t watermark)
{
    struct silent *t = s->state;
    t->out.stage = s;
    return outbox_advance(&t->out, watermark);
}

// No more events come, so all there have been are final; time has come as far as they have.
static void silent_finish(struct stage *s)
{
    struct silent *t = s->state;
    t->out.stage = s;
    tell(t, t->out.heard > t->largest ? t->out.heard : t->largest);
}

// ---- saved state ----

static void save_heard(const void *stage, const void *state, struct buf *out)
{
    (void)stage;
    const struct heard *h = state;
    pack_u8(out, h->is_silent);
    pack_i64(out, h->last_seen);
    pack_u64(out, h->n);
    for (uint32_t i = 0; i < h->n; i++) {
        pack_i64(out, h->at[i].first);
        pack_i64(out, h->at[i].last);
    }
}

static void load_heard(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    struct silent *t = stage;
    struct heard *h = state;
    h->is_silent = unpack_u8(in);
    h->last_seen = unpack_i64(in);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        insert(h, arena, h->n, unpack_i64(in));
        h->at[h->n - 1].last = unpack_i64(in);
    }
    h->queued = TIME_NONE;
    if (!h->is_silent && !h->n)
        in->failed = true;
    else
        queue(t, (struct value *)state - t->keys.n);
}

static struct groups_codec codec(struct silent *t)
{
    return (struct groups_codec){.stage = t, .save = save_heard, .load = load_heard};
}

static void silent_save(const struct stage *s, struct buf *out)
{
    struct silent *t = s->state;
    struct groups_codec c = codec(t);
    pack_i64(out, t->largest);
    pack_i64(out, t->out.watermark);
    pack_i64(out, t->out.heard);
    groups_save(&t->groups, &c, out);
}

static void silent_load(struct stage *s, struct unpack *in)
{
    struct silent *t = s->state;
    struct groups_codec c = codec(t);
    t->largest = unpack_i64(in);
    t->out.watermark = unpack_i64(in);
    t->out.heard = unpack_i64(in);
    groups_load(&t->groups, &c, in);
    for (size_t i = t->groups.first; i < t->groups.open.n; i++) {
        const struct pane *pane = t->groups.open.at[i];
        for (size_t k = 0; k < pane->blocks.n; k++)
            ((struct heard *)group_state(&t->groups, pane->blocks.at[k]))->number = (uint32_t)k;
    }
}

static void silent_free(struct stage *s)
{
    struct silent *t = s->state;
    groups_release(&t->groups);
    heap_release(&t->heap);
    VEC_FREE(&t->changes);
    outbox_release(&t->out);
}

static size_t silent_state_bytes(const struct stage *s)
{
    const struct silent *t = s->state;
    return groups_bytes(&t->groups) + t->heap.cap * sizeof *t->heap.at +
           t->changes.cap * sizeof *t->changes.at;
}

const struct stage_row stage_silent = {
    .syntax =
        {
            .name = "silent",
            .usage = "silent D by [NAME =] EXPR, ...",
            .summary = "a row when a key has not been heard of for D of event time, and when it "
                       "is back",
            .note = "The row has the keys, 'state' (\"silent\" or \"back\"), 'last_seen', the time "
                    "of the last event before, and 'at': last_seen + D, or the time of the first "
                    "event after. It comes when the watermark has passed 'at' by the lateness, for "
                    "till then an event may change it; so it does not depend on the order of "
                    "arrival. At the end of input time has come as far as the newest event. A key "
                    "must have been heard of once, and is kept to the end.",
            .example = "-l 0s 'silent 1m by host'",
            .input = "{\"ts\":\"2026-01-01T00:00:00Z\",\"host\":\"a\"}\n"
                     "{\"ts\":\"2026-01-01T00:00:30Z\",\"host\":\"b\"}\n"
                     "{\"ts\":\"2026-01-01T00:01:20Z\",\"host\":\"b\"}\n"
                     "{\"ts\":\"2026-01-01T00:01:30Z\",\"host\":\"a\"}\n",
            .output = "{\"host\":\"a\",\"state\":\"silent\",\"last_seen\":\"2026-01-01T00:00:00Z\","
                      "\"at\":\"2026-01-01T00:01:00Z\"}\n"
                      "{\"host\":\"a\",\"state\":\"back\",\"last_seen\":\"2026-01-01T00:00:00Z\","
                      "\"at\":\"2026-01-01T00:01:30Z\"}\n",
            .args =
                {
                    [LENGTH] = {.kind = ARG_DURATION, .what = "a duration"},
                    [BY] = {.kind = ARG_ITEMS,
                            .keyword = "by",
                            .flags = ARG_REQUIRED,
                            .what = "keys"},
                },
        },
    .late = "too late: what was silent then has been told",
    .keeps = "each key, with the times at which it was heard of last",
    .speaks = "when the watermark has passed the change by the lateness",
    .open = silent_open,
    .push = silent_push,
    .advance = silent_advance,
    .finish = silent_finish,
    .save = silent_save,
    .load = silent_load,
    .free = silent_free,
    .state_bytes = silent_state_bytes,
};
