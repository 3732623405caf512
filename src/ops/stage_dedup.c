// SPDX-License-Identifier: MIT
// dedup: drop repeats of a key, or of whole events. On the stream the keys are kept as bytes
// (seen.h) and the first row of each passes at once; with `within` a row is a repeat of one that
// passed at less than that distance in event time, in either direction, so that the order of
// arrival decides only which of the two passes. Inside a window it is the first row of each key,
// when it closes.
#include "base/hash.h"
#include "data/time.h"
#include "event/watermark.h"
#include "ops/held.h"
#include "ops/seen.h"
#include "ops/timed.h"
#include "ops/windowed.h"

enum { BY, WITHIN };              // the places of the arguments in the syntax below

#define PROBES 32                 // rows whose keys are looked up together

struct dedup {
    struct keys keys;             // none: whole events
    const struct shape *shape;    // of the rows, where whole events are compared
    const struct fields *frame;
    bool is_windowed, is_timed;
    struct timed timed;
    struct seen seen;             // on the stream
    struct buf bytes;             // of the keys of a run of rows
    struct groups groups;         // in windows
    struct outbox out;
};

static void close_windows(struct stage *s, int64_t watermark)
{
    struct dedup *d = s->state;
    struct pane *pane;
    while ((pane = groups_take_closed(&d->groups, watermark)))
        held_emit(&d->groups, pane, &d->out);
}

static bool open_within(struct stage_open *o, const struct stage_ast *ast, struct dedup *d)
{
    const struct arg *within = &ast->args[WITHIN];
    if (within->duration.months || within->duration.ns == 0) {
        diag_error(o->check.diag, within->span,
                   within->duration.months ? "a month or a year has no fixed length"
                                           : "'within' needs a length above zero");
        return false;
    }
    d->is_timed = d->seen.is_timed = true;
    d->seen.within = d->timed.reach = within->duration.ns;
    return window_refuse_revised(o, ast) && window_pass_rows(o, ast, &ast->args[BY]) &&
           timed_open(o, ast, &d->timed);
}

static bool dedup_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct dedup *d = ARENA_NEW(o->check.arena, struct dedup);
    seen_init(&d->seen);
    if (!keys_open(o, &ast->args[BY], &d->keys))
        return false;
    if (ast->args[WITHIN].given ? !open_within(o, ast, d)
                                : !window_feed_rows(o, ast, &ast->args[BY]))
        return false;
    d->is_windowed = o->window.kind != WINDOW_GLOBAL && !d->is_timed;
    if (d->keys.n == 0)           // whole rows are looked at as they would be written
        d->shape = scope_shape(o->check.scope);
    d->frame = o->check.scope->frame;
    groups_init(&d->groups, d->keys.n ? d->keys.n : 1, 0, &o->window);
    outbox_init(&d->out, &d->groups.window, close_windows);
    if (!d->is_timed)
        window_feeds_no_more(o);
    *state = d;
    return true;
}

// The whole event as one value: its line, or what would be written of it (times in full).
static struct value whole_event(const struct dedup *d, struct arena *a, const struct row *row)
{
    static const struct write_style style = {.time = TIME_RFC3339};
    if (d->shape->is_open && !d->shape->edits) {
        const char *from = row->raw, *to = from + row->raw_len;
        while (*from != '{')
            from++;
        while (to[-1] != '}')
            to--;
        return value_slice(VALUE_OBJECT, from, (size_t)(to - from));
    }
    struct buf text;
    buf_init(&text);
    write_row(&text, a, d->shape, row, &style);
    struct value v = value_slice(VALUE_OBJECT, arena_strndup(a, text.p, text.n), text.n - 1);
    buf_release(&text);
    return v;
}

static void eval_keys(const struct dedup *d, struct eval *ev, struct value *out)
{
    if (d->keys.n == 0)
        out[0] = whole_event(d, ev->arena, ev->row);
    else
        keys_eval(&d->keys, ev, out);
}

// ---- on the stream ----

struct probes {
    struct seen_key keys[PROBES];
    size_t n;
};

static void look_ahead(struct dedup *d, struct eval *ev, size_t from, struct probes *probes)
{
    size_t starts[PROBES], most = ev->batch->nrows - from;
    struct value *keys = arena_alloc(ev->arena, (size_t)d->groups.nkeys * sizeof *keys);
    if (most > PROBES)
        most = PROBES;
    buf_clear(&d->bytes);
    for (probes->n = 0; probes->n < most; probes->n++) {
        ev->row = &ev->batch->rows[from + probes->n];
        eval_keys(d, ev, keys);
        if (UNLIKELY(ev->stopped))
            break;
        starts[probes->n] = d->bytes.n;
        for (int k = 0; k < d->groups.nkeys; k++)
            value_put_key(&d->bytes, ev->arena, keys[k]);
        probes->keys[probes->n] = (struct seen_key){.bytes.n = d->bytes.n, .time = ev->row->time};
    }
    for (size_t i = 0; i < probes->n; i++) {
        struct seen_key *key = &probes->keys[i];
        key->bytes = (struct str){d->bytes.p + starts[i], key->bytes.n - starts[i]};
        key->hash = hash_bytes(key->bytes.p, key->bytes.n);
        seen_prefetch(&d->seen, key->hash);
    }
}

static bool passes(struct dedup *d, struct stage *s, struct batch *b, const struct row *row,
                   const struct seen_key *key)
{
    if (d->is_timed) {
        if (!timed_take(&d->timed, s, b, row))
            return false;
        d->seen.horizon = timed_horizon(&d->timed, row->watermark);
    }
    return seen_add(&d->seen, key);
}

static enum flow push_stream(struct dedup *d, struct stage *s, struct eval *ev)
{
    struct batch *b = ev->batch;
    struct probes probes;
    size_t kept = 0;
    for (size_t from = 0; from < b->nrows && !ev->stopped && !b->chunk->stop; from += probes.n) {
        look_ahead(d, ev, from, &probes);
        for (size_t i = 0; i < probes.n && !b->chunk->stop; i++)
            if (passes(d, s, b, &b->rows[from + i], &probes.keys[i]))
                b->rows[kept++] = b->rows[from + i];
    }
    b->nrows = kept;
    return stage_push(s->next, b);
}

// ---- in windows ----

static enum flow push_windowed(struct dedup *d, struct eval *ev)
{
    struct batch *b = ev->batch;
    struct value *keys = arena_alloc(b->arena, (size_t)d->groups.nkeys * sizeof *keys);
    for (size_t i = 0; i < b->nrows && d->out.flow == FLOW_MORE; i++) {
        const struct row *row = ev->row = &b->rows[i];
        if (outbox_is_due(&d->out, row, d->groups.next_close))
            outbox_catch_up(&d->out, row);
        eval_keys(d, ev, keys);
        if (UNLIKELY(ev->stopped))
            break;
        struct pane *pane = groups_row_pane(&d->groups, row);
        struct group_key key = {keys, groups_hash(&d->groups, b->arena, keys)};
        bool is_new;
        groups_find(&d->groups, pane, b->arena, key, &is_new);
        if (is_new)
            held_add(pane, row, d->frame->ncells);
    }
    return d->out.flow;
}

// ---- the stage ----

static enum flow dedup_push(struct stage *s, struct batch *b)
{
    struct dedup *d = s->state;
    struct eval ev = eval_begin(b, s->number);
    d->out.stage = s;
    enum flow flow = d->is_windowed ? push_windowed(d, &ev) : push_stream(d, s, &ev);
    if (ev.stopped)
        b->chunk->stop = true;
    return flow;
}

static enum flow dedup_advance(struct stage *s, int64_t watermark)
{
    struct dedup *d = s->state;
    if (!d->is_windowed)
        return stage_advance(s->next, watermark);
    d->out.stage = s;
    return outbox_advance(&d->out, watermark);
}

static void dedup_finish(struct stage *s)
{
    struct dedup *d = s->state;
    struct pane *pane;
    d->out.stage = s;
    while (d->is_windowed && (pane = groups_take(&d->groups)))
        held_emit(&d->groups, pane, &d->out);
}

// A key in a window has no state but to be there.
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
    held_save(pane, ((const struct dedup *)stage)->frame->ncells, out);
}

static void load_rows(void *stage, struct pane *pane, struct unpack *in)
{
    held_load(pane, ((struct dedup *)stage)->frame->ncells, in);
}

static struct groups_codec codec(struct dedup *d)
{
    return (struct groups_codec){d, save_nothing, load_nothing, save_rows, load_rows};
}

static void dedup_save(const struct stage *s, struct buf *out)
{
    struct dedup *d = s->state;
    struct groups_codec c = codec(d);
    pack_i64(out, d->out.watermark);
    seen_save(&d->seen, out);
    groups_save(&d->groups, &c, out);
}

static void dedup_load(struct stage *s, struct unpack *in)
{
    struct dedup *d = s->state;
    struct groups_codec c = codec(d);
    d->out.watermark = unpack_i64(in);
    seen_load(&d->seen, in);
    groups_load(&d->groups, &c, in);
}

static void dedup_free(struct stage *s)
{
    struct dedup *d = s->state;
    seen_release(&d->seen);
    buf_release(&d->bytes);
    groups_release(&d->groups);
    outbox_release(&d->out);
}

static size_t dedup_state_bytes(const struct stage *s)
{
    const struct dedup *d = s->state;
    return d->is_windowed ? groups_bytes(&d->groups) : seen_bytes(&d->seen);
}

const struct stage_row stage_dedup = {
    .syntax =
        {
            .name = "dedup",
            .usage = "dedup [by EXPR, ...] [within D]",
            .summary = "drop repeats of a key, or of whole events, for ever, for a time or per "
                       "window",
            .note = "The first one passes, also where an earlier one comes after it. Without 'by' "
                    "whole events are compared as values: the order of keys, spaces and spellings "
                    "of a number do not matter. Missing and null are one key. 'within D': a repeat "
                    "is less than D of event time away, before or after, from one that has passed; "
                    "what is older than the watermark less lateness and D is late. Without it "
                    "every key is kept to the end: its bytes and 11 to 22 more.",
            .example = "dedup by user",
            .input = "{\"user\":\"ann\",\"n\":1}\n{\"user\":\"bob\",\"n\":2}\n{\"user\":\"ann\","
                     "\"n\":3}\n",
            .output = "{\"user\":\"ann\",\"n\":1}\n{\"user\":\"bob\",\"n\":2}\n",
            .args =
                {
                    [BY] = {.kind = ARG_EXPRS, .keyword = "by", .what = "keys"},
                    [WITHIN] = {.kind = ARG_DURATION, .keyword = "within", .what = "a duration"},
                },
        },
    .keeps_fields = true,
    .keeps = "the keys seen: for ever, for the time of 'within', or until the window closes with "
             "the first row of each",
    .speaks = "at once; inside a window when it closes",
    .late = "too late: its key may have been forgotten",
    .open = dedup_open,
    .push = dedup_push,
    .advance = dedup_advance,
    .finish = dedup_finish,
    .save = dedup_save,
    .load = dedup_load,
    .free = dedup_free,
    .state_bytes = dedup_state_bytes,
};
