// SPDX-License-Identifier: MIT
// top: the N rows with the largest value, at the end of input or, inside a window, when it closes;
// with `per`, of each key. Each key keeps a heap of at most N places with the worst one at its
// root, so that a row that does not make it costs one comparison and no copy; the place of the
// worst is used again for a better one.
#include "base/fail.h"
#include "data/time.h"
#include "event/watermark.h"
#include "ops/group.h"
#include "ops/rows.h"
#include "ops/windowed.h"

enum { COUNT, BY, PER };          // the places of the arguments in the syntax below

struct place {
    struct value value;           // what the row is ranked by; resolved, decoded
    uint64_t arrival;
    struct row row;
    char *bytes;                  // on the heap: what row and value point to
    size_t capacity;
};

struct best {
    struct place **at;            // a heap, worst first
    size_t n, capacity;
};

struct top {
    size_t limit;
    const struct expr *by;
    bool is_ascending;
    struct keys keys;
    struct groups groups;         // the state of a key: its best
    bool is_windowed;
    uint64_t arrivals;
    size_t held;                  // bytes of all places
    const struct fields *frame;
    struct outbox out;
};

static void close_windows(struct stage *s, int64_t watermark);

static bool top_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct top *t = ARENA_NEW(o->check.arena, struct top);
    const struct arg *by = &ast->args[BY];
    if (by->nitems > 1) {
        diag_error(o->check.diag, by->items[1].span, "top goes by one expression");
        diag_hint(o->check.diag,
                  "[a, b] compares by a, then by b; 'sort ... | head %lld' takes several",
                  (long long)ast->args[COUNT].number);
        return false;
    }
    t->by = check_expr(&o->check, by->items[0].expr);
    if (!keys_open(o, &ast->args[PER], &t->keys) || !t->by ||
        !window_feed_rows(o, ast, &ast->args[PER]))
        return false;
    t->is_ascending = by->items[0].has_direction && !by->items[0].is_descending;
    t->limit = (size_t)ast->args[COUNT].number;
    t->is_windowed = o->window.kind != WINDOW_GLOBAL;
    t->frame = o->check.scope->frame;
    groups_init(&t->groups, t->keys.n, sizeof(struct best), &o->window);
    outbox_init(&t->out, &t->groups.window, close_windows);
    window_feeds_no_more(o);
    *state = t;
    return true;
}

// ---- the heap ----

static inline int compare(struct arena *a, struct value x, struct value y)
{
    if (x.type == VALUE_DOUBLE && y.type == VALUE_DOUBLE)
        return (x.d > y.d) - (x.d < y.d);
    if (x.type == VALUE_INT && y.type == VALUE_INT)
        return (x.i > y.i) - (x.i < y.i);
    return value_compare(a, x, y);
}

// Is the value to stand before the other, which came earlier?
static inline bool beats(const struct top *t, struct arena *a, struct value v, struct value other)
{
    int c = compare(a, v, other);
    return t->is_ascending ? c < 0 : c > 0;
}

static bool is_worse(const struct top *t, struct arena *a, const struct place *x,
                     const struct place *y)
{
    int c = compare(a, x->value, y->value);
    if (c == 0)
        return x->arrival > y->arrival;
    return t->is_ascending ? c > 0 : c < 0;
}

static void sift_down(const struct top *t, struct arena *a, struct best *best)
{
    struct place *moved = best->at[0];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < best->n; i = child) {
        if (child + 1 < best->n && is_worse(t, a, best->at[child + 1], best->at[child]))
            child++;
        if (!is_worse(t, a, best->at[child], moved))
            break;
        best->at[i] = best->at[child];
    }
    best->at[i] = moved;
}

static void sift_up(const struct top *t, struct arena *a, struct best *best, struct place *moved)
{
    size_t i = best->n++;
    for (; i > 0 && is_worse(t, a, moved, best->at[(i - 1) / 2]); i = (i - 1) / 2)
        best->at[i] = best->at[(i - 1) / 2];
    best->at[i] = moved;
}

// ---- places ----

static void fill(struct top *t, struct place *p, const struct row *row, struct value v)
{
    size_t size = row_copy_size(row, t->frame->ncells), more = value_has_bytes(v) ? v.len : 0;
    if (size + more > p->capacity) {
        t->held += size + more - p->capacity;
        mem_free(p->bytes);
        p->bytes = mem_alloc(size + more);
        p->capacity = size + more;
    }
    p->row = row_copy(p->bytes, row, t->frame->ncells);
    if (more)
        v.p = memcpy(p->bytes + size, v.p, more);
    p->value = v;
}

static struct place *new_place(struct top *t, struct best *best)
{
    if (best->n == best->capacity) {
        size_t capacity = best->capacity ? best->capacity * 2 : 4;
        best->at = mem_realloc(best->at, capacity * sizeof(struct place *));
        t->held += (capacity - best->capacity) * sizeof(struct place *);
        best->capacity = capacity;
    }
    t->held += sizeof(struct place);
    return mem_zalloc(sizeof(struct place));
}

struct candidate {
    const struct row *row;
    struct value value;
    uint64_t arrival;
};

static void take(struct top *t, struct arena *a, struct best *best, const struct candidate *c)
{
    if (best->n < t->limit) {
        struct place *p = new_place(t, best);
        fill(t, p, c->row, c->value);
        p->arrival = c->arrival;
        sift_up(t, a, best, p);
    } else if (beats(t, a, c->value, best->at[0]->value)) {
        fill(t, best->at[0], c->row, c->value);
        best->at[0]->arrival = c->arrival;
        sift_down(t, a, best);
    }
}

static struct best *best_of(const struct top *t, const struct pane *pane, size_t i)
{
    return group_state(&t->groups, pane->blocks.at[i]);
}

static void pane_release(struct top *t, struct pane *pane)
{
    for (size_t i = 0; i < pane->blocks.n; i++) {
        struct best *best = best_of(t, pane, i);
        for (size_t k = 0; k < best->n; k++) {
            t->held -= sizeof(struct place) + best->at[k]->capacity;
            mem_free(best->at[k]->bytes);
            mem_free(best->at[k]);
        }
        t->held -= best->capacity * sizeof(struct place *);
        mem_free(best->at);
    }
}

// ---- giving out ----

// Turn the heap into an array with the best place first.
static void put_in_order(const struct top *t, struct arena *a, struct best *best)
{
    size_t n = best->n;
    while (best->n > 1) {
        struct place *worst = best->at[0];
        best->at[0] = best->at[--best->n];
        sift_down(t, a, best);
        best->at[best->n] = worst;
    }
    best->n = n;
}

static void emit_pane(struct top *t, struct pane *pane)
{
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < pane->blocks.n && t->out.flow == FLOW_MORE; i++) {
        struct best *best = best_of(t, pane, i);
        put_in_order(t, &scratch, best);
        arena_reset(&scratch);
        for (size_t k = 0; k < best->n && t->out.flow == FLOW_MORE; k++) {
            if (t->is_windowed)
                best->at[k]->row.time = time_sub(pane->bounds.end, 1);
            outbox_add(&t->out, &best->at[k]->row);
        }
    }
    outbox_send(&t->out);
    arena_release(&scratch);
    pane_release(t, pane);
    groups_recycle(&t->groups, pane);
}

static void close_windows(struct stage *s, int64_t watermark)
{
    struct top *t = s->state;
    struct pane *pane;
    while ((pane = groups_take_closed(&t->groups, watermark)))
        emit_pane(t, pane);
}

// ---- the stage ----

static struct best *find_best(struct top *t, struct eval *ev, struct value *keys)
{
    const struct row *row = ev->row;
    struct pane *pane = t->is_windowed ? groups_row_pane(&t->groups, row)
                                       : groups_pane(&t->groups, TIME_MIN, TIME_MAX);
    if (t->keys.n == 0 && pane->blocks.n)
        return best_of(t, pane, 0);
    struct group_key key = {keys, groups_hash(&t->groups, ev->arena, keys)};
    bool is_new;
    return group_state(&t->groups, groups_find(&t->groups, pane, ev->arena, key, &is_new));
}

static enum flow top_push(struct stage *s, struct batch *b)
{
    struct top *t = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *keys = keys_room(b->arena, &t->keys);
    t->out.stage = s;
    for (size_t i = 0; i < b->nrows && t->out.flow == FLOW_MORE; i++) {
        const struct row *row = ev.row = &b->rows[i];
        if (outbox_is_due(&t->out, row, t->groups.next_close))
            outbox_catch_up(&t->out, row);
        keys_eval(&t->keys, &ev, keys);
        struct value v = expr_eval(t->by, &ev);
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            break;
        }
        struct best *best = find_best(t, &ev, keys);
        struct candidate c = {row, value_decode(b->arena, value_resolve(v)), t->arrivals++};
        if (!value_is_null(v))
            take(t, b->arena, best, &c);
    }
    return t->out.flow;
}

static enum flow top_advance(struct stage *s, int64_t watermark)
{
    struct top *t = s->state;
    t->out.stage = s;
    return outbox_advance(&t->out, watermark);
}

static void top_finish(struct stage *s)
{
    struct top *t = s->state;
    struct pane *pane;
    t->out.stage = s;
    while ((pane = groups_take(&t->groups)))
        emit_pane(t, pane);
}

// ---- saved state ----

static void save_best(const void *stage, const void *state, struct buf *out)
{
    const struct top *t = stage;
    const struct best *best = state;
    pack_u64(out, best->n);
    for (size_t k = 0; k < best->n; k++) {
        pack_u64(out, best->at[k]->arrival);
        value_pack(out, best->at[k]->value);
        row_pack(out, &best->at[k]->row, t->frame->ncells);
    }
}

static void load_best(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    (void)arena;
    struct top *t = stage;
    struct arena scratch;
    arena_init(&scratch);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct candidate c = {.arrival = unpack_u64(in)};
        c.value = value_unpack(&scratch, in);
        struct row row = row_unpack(&scratch, in, t->frame->ncells);
        c.row = &row;
        take(t, &scratch, state, &c);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

static struct groups_codec codec(struct top *t)
{
    return (struct groups_codec){.stage = t, .save = save_best, .load = load_best};
}

static void top_save(const struct stage *s, struct buf *out)
{
    struct top *t = s->state;
    struct groups_codec c = codec(t);
    pack_u64(out, t->arrivals);
    pack_i64(out, t->out.watermark);
    groups_save(&t->groups, &c, out);
}

static void top_load(struct stage *s, struct unpack *in)
{
    struct top *t = s->state;
    struct groups_codec c = codec(t);
    t->arrivals = unpack_u64(in);
    t->out.watermark = unpack_i64(in);
    groups_load(&t->groups, &c, in);
}

static void top_free(struct stage *s)
{
    struct top *t = s->state;
    for (size_t i = t->groups.first; i < t->groups.open.n; i++)
        pane_release(t, t->groups.open.at[i]);
    groups_release(&t->groups);
    outbox_release(&t->out);
}

static size_t top_state_bytes(const struct stage *s)
{
    const struct top *t = s->state;
    return groups_bytes(&t->groups) + t->held;
}

const struct stage_row stage_top = {
    .syntax =
        {
            .name = "top",
            .usage = "top N by EXPR [asc|desc] [per EXPR, ...]",
            .summary = "the N rows with the largest EXPR (asc: the smallest), per window, per key",
            .note = "Rows come out from the first to the last place, keys in the order in which "
                    "they first came. Of equal rows the earlier has the place. A row whose EXPR is "
                    "null or missing is never among them. Mixed types rank as 'sort' puts them. "
                    "Without a window it speaks at the end of input. N rows per key are kept.",
            .example = "top 2 by ms",
            .input = "{\"id\":1,\"ms\":40}\n{\"id\":2,\"ms\":900}\n{\"id\":3}\n"
                     "{\"id\":4,\"ms\":70}\n",
            .output = "{\"id\":2,\"ms\":900}\n{\"id\":4,\"ms\":70}\n",
            .args =
                {
                    [COUNT] = {.kind = ARG_COUNT, .what = "a number of rows"},
                    [BY] = {.kind = ARG_SORT_KEYS,
                            .keyword = "by",
                            .flags = ARG_REQUIRED,
                            .what = "an expression"},
                    [PER] = {.kind = ARG_EXPRS, .keyword = "per", .what = "keys"},
                },
        },
    .keeps_fields = true,
    .keeps = "N rows of each key, per window",
    .speaks = "when the window closes; without a window at the end of input",
    .open = top_open,
    .push = top_push,
    .advance = top_advance,
    .finish = top_finish,
    .save = top_save,
    .load = top_load,
    .free = top_free,
    .state_bytes = top_state_bytes,
};
