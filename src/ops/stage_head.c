// SPDX-License-Identifier: MIT
// head: the first N rows, then stop reading; with `per`, the first N of each key. Inside a window
// it is the first N of each window, which speak when it closes.
#include "data/time.h"
#include "ops/held.h"

enum { COUNT, PER };              // the places of the arguments in the syntax below

struct head {
    uint64_t limit;
    int nkeys;
    const struct expr **keys;
    struct groups groups;         // the state of a key: how many rows it has had
    bool is_windowed;
    const struct fields *frame;
    struct outbox out;
};

static bool open_keys(struct stage_open *o, const struct arg *per, struct head *h)
{
    bool is_sound = true;
    h->nkeys = (int)per->nitems;
    h->keys = ARENA_ARRAY(o->check.arena, const struct expr *, per->nitems);
    for (int i = 0; i < h->nkeys; i++) {
        h->keys[i] = check_expr(&o->check, per->items[i].expr);
        is_sound &= h->keys[i] != NULL;
    }
    return is_sound;
}

static bool head_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct head *h = ARENA_NEW(o->check.arena, struct head);
    if (!open_keys(o, &ast->args[PER], h))
        return false;
    h->limit = (uint64_t)ast->args[COUNT].number;
    h->is_windowed = o->window.kind != WINDOW_GLOBAL;
    h->frame = o->check.scope->frame;
    groups_init(&h->groups, h->nkeys, sizeof(uint64_t), &o->window);
    outbox_init(&h->out, NULL);
    if (h->is_windowed) {
        o->time_source = TIME_OF_WINDOW;
        o->lateness = o->window.lateness = 0;
    }
    *state = h;
    return true;
}

// Is the row among the first of its key (and window)?
static bool is_among_first(struct head *h, struct eval *ev, struct value *keys, struct pane *pane)
{
    for (int i = 0; i < h->nkeys; i++)
        keys[i] = expr_eval(h->keys[i], ev);
    bool is_new;
    uint64_t *seen =
        group_state(&h->groups, groups_find(&h->groups, pane, ev->arena, keys, &is_new));
    if (*seen == h->limit)
        return false;
    ++*seen;
    return true;
}

static void close_windows(struct head *h, int64_t watermark)
{
    struct pane *closed;
    while ((closed = groups_take_closed(&h->groups, watermark)))
        held_emit(&h->groups, closed, &h->out);
}

// Close what the events before the row have closed.
static void close_before(struct head *h, struct chunk *chunk, const struct row *row)
{
    uint32_t above = chunk->moved_line;
    chunk->moved_line = row->moved_line;
    close_windows(h, row->watermark);
    chunk->moved_line = above;
    if (h->out.flow == FLOW_DONE)
        chunk_end_at(chunk, row->moved_line);
}

static enum flow push_windowed(struct head *h, struct batch *b, struct eval *ev, struct value *keys)
{
    for (size_t i = 0; i < b->nrows && h->out.flow == FLOW_MORE && !ev->stopped; i++) {
        const struct row *row = ev->row = &b->rows[i];
        if (row->watermark >= h->groups.next_close)
            close_before(h, b->chunk, row);
        struct pane *pane = groups_pane(&h->groups, row->start, row->end);
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
        is_done = h->nkeys == 0 &&
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
    struct value *keys = arena_alloc(b->arena, (size_t)h->nkeys * sizeof *keys);
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
    close_windows(h, watermark);
    return outbox_advance(&h->out, window_watermark_out(&h->groups.window, watermark));
}

static void head_finish(struct stage *s)
{
    struct head *h = s->state;
    struct pane *pane;
    h->out.stage = s;
    while (h->is_windowed && (pane = groups_take(&h->groups)))
        held_emit(&h->groups, pane, &h->out);
}

static void save_pane(const struct head *h, const struct pane *pane, struct buf *out)
{
    pack_i64(out, pane->bounds.start);
    pack_i64(out, pane->bounds.end);
    pack_u64(out, pane->blocks.n);
    for (size_t i = 0; i < pane->blocks.n; i++) {
        for (int k = 0; k < h->nkeys; k++)
            value_pack(out, pane->blocks.at[i][k]);
        pack_u64(out, *(uint64_t *)group_state(&h->groups, pane->blocks.at[i]));
    }
    held_save(pane, h->frame->ncells, out);
}

static void head_save(const struct stage *s, struct buf *out)
{
    const struct head *h = s->state;
    pack_i64(out, h->out.watermark);
    pack_u64(out, h->groups.open.n);
    for (size_t i = 0; i < h->groups.open.n; i++)
        save_pane(h, h->groups.open.at[i], out);
}

static void load_pane(struct head *h, struct unpack *in)
{
    int64_t start = unpack_i64(in), end = unpack_i64(in);
    struct pane *pane = groups_pane(&h->groups, start, end);
    struct value *keys = arena_alloc(&pane->arena, (size_t)h->nkeys * sizeof *keys);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        for (int k = 0; k < h->nkeys; k++)
            keys[k] = value_unpack(&pane->arena, in);
        bool is_new;
        struct value *block = groups_find(&h->groups, pane, &pane->arena, keys, &is_new);
        *(uint64_t *)group_state(&h->groups, block) = unpack_u64(in);
    }
    held_load(pane, h->frame->ncells, in);
}

static void head_load(struct stage *s, struct unpack *in)
{
    struct head *h = s->state;
    h->out.watermark = unpack_i64(in);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--)
        load_pane(h, in);
}

static void head_free(struct stage *s)
{
    struct head *h = s->state;
    groups_release(&h->groups);
    outbox_release(&h->out);
}

const struct stage_row stage_head = {
    .syntax = {
        .name = "head",
        .usage = "head N [per EXPR, ...]",
        .summary = "the first N, then stop reading; per key or per window, the first N of each",
        .example = "head 1 per host",
        .input = "{\"host\":\"a\",\"n\":1}\n{\"host\":\"a\",\"n\":2}\n{\"host\":\"b\",\"n\":3}\n",
        .output = "{\"host\":\"a\",\"n\":1}\n{\"host\":\"b\",\"n\":3}\n",
        .args = {
            [COUNT] = {.kind = ARG_COUNT, .what = "a number of rows"},
            [PER] = {.kind = ARG_EXPRS, .keyword = "per", .what = "keys"},
        },
    },
    .open = head_open,
    .push = head_push,
    .advance = head_advance,
    .finish = head_finish,
    .save = head_save,
    .load = head_load,
    .free = head_free,
};
