// SPDX-License-Identifier: MIT
// head: the first N rows, then stop reading; with `per`, the first N of each key. Inside a window
// it is the first N of each window, which speak when it closes.
#include "data/time.h"
#include "ops/describe.h"
#include "ops/held.h"
#include "ops/windowed.h"

enum { COUNT, PER };              // the places of the arguments in the syntax below

struct head {
    uint64_t limit;
    struct keys keys;
    struct groups groups;         // the state of a key: how many rows it has had
    bool is_windowed;
    const struct fields *frame;
    struct outbox out;
};

static void close_windows(struct stage *s, int64_t watermark)
{
    struct head *h = s->state;
    struct pane *pane;
    while ((pane = groups_take_closed(&h->groups, watermark)))
        held_emit(&h->groups, pane, &h->out);
}

static bool head_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct head *h = ARENA_NEW(o->check.arena, struct head);
    if (!keys_open(o, &ast->args[PER], &h->keys) ||
        !window_feed_rows(o, ast, &ast->args[PER]))
        return false;
    h->limit = (uint64_t)ast->args[COUNT].number;
    h->is_windowed = o->window.kind != WINDOW_GLOBAL;
    h->frame = o->check.scope->frame;
    groups_init(&h->groups, h->keys.n, sizeof(uint64_t), &o->window);
    outbox_init(&h->out, &h->groups.window, close_windows);
    window_feeds_no_more(o);
    *state = h;
    return true;
}

// Is the row among the first of its key (and window)?
static bool is_among_first(struct head *h, struct eval *ev, struct value *keys, struct pane *pane)
{
    keys_eval(&h->keys, ev, keys);
    struct group_key key = {keys, groups_hash(&h->groups, ev->arena, keys)};
    bool is_new;
    uint64_t *seen =
        group_state(&h->groups, groups_find(&h->groups, pane, ev->arena, key, &is_new));
    if (*seen == h->limit || ev->stopped)
        return false;
    ++*seen;
    return true;
}

static enum flow push_windowed(struct head *h, struct batch *b, struct eval *ev, struct value *keys)
{
    for (size_t i = 0; i < b->nrows && h->out.flow == FLOW_MORE && !ev->stopped; i++) {
        const struct row *row = ev->row = &b->rows[i];
        if (outbox_is_due(&h->out, row, h->groups.next_close))
            outbox_catch_up(&h->out, row);
        struct pane *pane = groups_row_pane(&h->groups, row);
        if (is_among_first(h, ev, keys, pane))
            held_add(pane, row, h->frame->ncells);
    }
    return h->out.flow;
}

static enum flow push_global(struct head *h, struct stage *s, struct eval *ev, struct value *keys)
{
    struct batch *b = ev->batch;
    struct pane *pane = groups_pane(&h->groups, TIME_MIN, TIME_MAX);
    size_t kept = 0;
    bool is_done = false;
    for (size_t i = 0; i < b->nrows && !is_done && !ev->stopped; i++) {
        ev->row = &b->rows[i];
        if (is_among_first(h, ev, keys, pane))
            b->rows[kept++] = b->rows[i];
        is_done = h->keys.n == 0 &&
                  *(uint64_t *)group_state(&h->groups, pane->blocks.at[0]) == h->limit;
    }
    b->nrows = kept;
    enum flow flow = stage_push(s->next, b);
    if (is_done)
        chunk_end_at(b->chunk, ev->row->line);
    return is_done ? FLOW_DONE : flow;
}

static enum flow head_push(struct stage *s, struct batch *b)
{
    struct head *h = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *keys = keys_room(b->arena, &h->keys);
    h->out.stage = s;
    enum flow flow = h->is_windowed ? push_windowed(h, b, &ev, keys) : push_global(h, s, &ev, keys);
    if (ev.stopped)
        b->chunk->stop = true;
    return flow;
}

static enum flow head_advance(struct stage *s, int64_t watermark)
{
    struct head *h = s->state;
    if (!h->is_windowed)
        return stage_advance(s->next, watermark);
    h->out.stage = s;
    return outbox_advance(&h->out, watermark);
}

static void head_finish(struct stage *s)
{
    struct head *h = s->state;
    struct pane *pane;
    h->out.stage = s;
    while (h->is_windowed && (pane = groups_take(&h->groups)))
        held_emit(&h->groups, pane, &h->out);
}

static void save_state(const void *stage, const void *state, struct buf *out)
{
    (void)stage;
    pack_u64(out, *(const uint64_t *)state);
}

static void load_state(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    (void)stage;
    (void)arena;
    *(uint64_t *)state = unpack_u64(in);
}

static void save_rows(const void *stage, const struct pane *pane, struct buf *out)
{
    held_save(pane, ((const struct head *)stage)->frame->ncells, out);
}

static void load_rows(void *stage, struct pane *pane, struct unpack *in)
{
    held_load(pane, ((struct head *)stage)->frame->ncells, in);
}

static struct groups_codec codec(struct head *h)
{
    return (struct groups_codec){h, save_state, load_state, save_rows, load_rows};
}

static void head_save(const struct stage *s, struct buf *out)
{
    struct head *h = s->state;
    struct groups_codec c = codec(h);
    pack_i64(out, h->out.watermark);
    groups_save(&h->groups, &c, out);
}

static void head_load(struct stage *s, struct unpack *in)
{
    struct head *h = s->state;
    struct groups_codec c = codec(h);
    h->out.watermark = unpack_i64(in);
    groups_load(&h->groups, &c, in);
}

static void head_free(struct stage *s)
{
    struct head *h = s->state;
    groups_release(&h->groups);
    outbox_release(&h->out);
}

static void head_describe(const struct stage *s, struct buf *out)
{
    const struct head *h = s->state;
    const char *whose = h->keys.n ? " of each key" : "";
    if (h->is_windowed) {
        describe_line(out, "keeps", "the first %llu%s in each open window",
                      (unsigned long long)h->limit, whose);
        describe_window_speech(out, &h->groups.window);
    } else {
        describe_line(out, "keeps", "how many there were%s", whose);
        describe_line(out, "speaks", "at once%s", h->keys.n ? "" : ", then ends the input");
    }
}

static size_t head_state_bytes(const struct stage *s)
{
    return groups_bytes(&((const struct head *)s->state)->groups);
}

static void head_count_open(const struct stage *s, struct open_count *count)
{
    groups_count(&((const struct head *)s->state)->groups, &count->windows, &count->groups);
}

const struct stage_row stage_head = {
    .syntax = {
        .name = "head",
        .usage = "head N [per EXPR, ...]",
        .summary = "the first N, then stop reading; per key or per window, the first N of each",
        .note = "Below a window it is N rows of each window, not N in all: for that, pipe to "
                "head(1). With 'per' or below a window the whole input is read.",
        .example = "head 1 per host",
        .input = "{\"host\":\"a\",\"n\":1}\n{\"host\":\"a\",\"n\":2}\n{\"host\":\"b\",\"n\":3}\n",
        .output = "{\"host\":\"a\",\"n\":1}\n{\"host\":\"b\",\"n\":3}\n",
        .args = {
            [COUNT] = {.kind = ARG_COUNT, .what = "a number of rows"},
            [PER] = {.kind = ARG_EXPRS, .keyword = "per", .what = "keys"},
        },
    },
    .may_end = true,
    .keeps = "how many there were of each key; in a window, the rows",
    .speaks = "at once; in a window, when it closes",
    .open = head_open,
    .push = head_push,
    .advance = head_advance,
    .finish = head_finish,
    .save = head_save,
    .load = head_load,
    .free = head_free,
    .state_bytes = head_state_bytes,
    .count_open = head_count_open,
    .describe = head_describe,
};
