// SPDX-License-Identifier: MIT
// throttle: in no stretch of the wall clock as long as DURATION do more than N rows of a key pass.
// Each key keeps the times of its rows that passed in the last DURATION, at most N of them, in a
// ring. The clock is read once a batch, which is what was there to read.
#include "base/clock.h"
#include "data/time.h"
#include "ops/group.h"
#include "ops/windowed.h"

enum { COUNT, PER, BY };          // the places of the arguments in the syntax below

struct passed {
    int64_t *at;                  // on the heap: a ring of times, oldest first
    size_t first, n, capacity;
};

struct throttle {
    size_t limit;
    int64_t length;               // ns
    struct keys keys;
    struct groups groups;         // the state of a key: its rows that passed
    size_t held;                  // bytes of all rings
};

static bool throttle_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct throttle *t = ARENA_NEW(o->check.arena, struct throttle);
    const struct arg *per = &ast->args[PER];
    static const struct window everything = {.kind = WINDOW_GLOBAL};
    if (per->duration.months || per->duration.ns == 0) {
        diag_error(o->check.diag, per->span,
                   per->duration.months ? "a month or a year has no fixed length"
                                        : "'per' needs a length above zero");
        return false;
    }
    if (!keys_open(o, &ast->args[BY], &t->keys) || !window_pass_rows(o, ast, &ast->args[BY]))
        return false;
    t->limit = (size_t)ast->args[COUNT].number;
    t->length = per->duration.ns;
    groups_init(&t->groups, t->keys.n, sizeof(struct passed), &everything);
    *state = t;
    return true;
}

// A time ahead of the clock, which has been set back, does not count.
static bool is_over(const struct throttle *t, int64_t then, int64_t now)
{
    return then > now || now - then >= t->length;
}

static void grow(struct throttle *t, struct passed *p)
{
    size_t capacity = p->capacity ? p->capacity * 2 : 4;
    int64_t *at = mem_alloc(capacity * sizeof *at);
    for (size_t i = 0; i < p->n; i++)
        at[i] = p->at[(p->first + i) % p->capacity];
    mem_free(p->at);
    t->held += (capacity - p->capacity) * sizeof *at;
    *p = (struct passed){at, 0, p->n, capacity};
}

static void note(struct throttle *t, struct passed *p, int64_t now)
{
    if (p->n == p->capacity)
        grow(t, p);
    p->at[(p->first + p->n++) % p->capacity] = now;
}

static bool passes(struct throttle *t, struct passed *p, int64_t now)
{
    while (p->n && is_over(t, p->at[p->first], now)) {
        p->first = (p->first + 1) % p->capacity;
        p->n--;
    }
    if (p->n == t->limit)
        return false;
    note(t, p, now);
    return true;
}

static enum flow throttle_push(struct stage *s, struct batch *b)
{
    struct throttle *t = s->state;
    struct eval ev = eval_begin(b, s->number);
    struct value *keys = keys_room(b->arena, &t->keys);
    struct pane *pane = groups_pane(&t->groups, TIME_MIN, TIME_MAX);
    int64_t now = clock_wall();
    size_t kept = 0;
    for (size_t i = 0; i < b->nrows; i++) {
        ev.row = &b->rows[i];
        keys_eval(&t->keys, &ev, keys);
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            break;
        }
        struct group_key key = {keys, groups_hash(&t->groups, b->arena, keys)};
        bool is_new;
        struct value *block = groups_find(&t->groups, pane, b->arena, key, &is_new);
        if (passes(t, group_state(&t->groups, block), now))
            b->rows[kept++] = b->rows[i];
        else
            s->rows_dropped++;
    }
    b->nrows = kept;
    return stage_push(s->next, b);
}

static void save_passed(const void *stage, const void *state, struct buf *out)
{
    (void)stage;
    const struct passed *p = state;
    pack_u64(out, p->n);
    for (size_t i = 0; i < p->n; i++)
        pack_i64(out, p->at[(p->first + i) % p->capacity]);
}

static void load_passed(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    (void)arena;
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--)
        note(stage, state, unpack_i64(in));
}

static struct groups_codec codec(struct throttle *t)
{
    return (struct groups_codec){.stage = t, .save = save_passed, .load = load_passed};
}

static void throttle_save(const struct stage *s, struct buf *out)
{
    struct throttle *t = s->state;
    struct groups_codec c = codec(t);
    pack_u64(out, s->rows_dropped);
    groups_save(&t->groups, &c, out);
}

static void throttle_load(struct stage *s, struct unpack *in)
{
    struct throttle *t = s->state;
    struct groups_codec c = codec(t);
    s->rows_dropped = unpack_u64(in);
    groups_load(&t->groups, &c, in);
}

static void throttle_free(struct stage *s)
{
    struct throttle *t = s->state;
    for (size_t i = t->groups.first; i < t->groups.open.n; i++) {
        const struct pane *pane = t->groups.open.at[i];
        for (size_t k = 0; k < pane->blocks.n; k++)
            mem_free(((struct passed *)group_state(&t->groups, pane->blocks.at[k]))->at);
    }
    groups_release(&t->groups);
}

static size_t throttle_state_bytes(const struct stage *s)
{
    const struct throttle *t = s->state;
    return groups_bytes(&t->groups) + t->held;
}

const struct stage_row stage_throttle = {
    .syntax =
        {
            .name = "throttle",
            .usage = "throttle N per D [by EXPR, ...]",
            .summary = "let at most N rows pass in any stretch of D of the wall clock; by key, of "
                       "each",
            .note = "Rows over the limit are dropped, and their number is told at the end. The "
                    "first N pass at once. It counts the time of this machine, so a file that is "
                    "read in less than D gives its first N rows. Missing and null are one key.",
            .example = "throttle 1 per 1h by user",
            .input = "{\"user\":\"ann\",\"n\":1}\n{\"user\":\"bob\",\"n\":2}\n",
            .output = "{\"user\":\"ann\",\"n\":1}\n{\"user\":\"bob\",\"n\":2}\n",
            .args =
                {
                    [COUNT] = {.kind = ARG_COUNT, .what = "a number of rows"},
                    [PER] = {.kind = ARG_DURATION,
                             .keyword = "per",
                             .flags = ARG_REQUIRED,
                             .what = "a duration"},
                    [BY] = {.kind = ARG_EXPRS, .keyword = "by", .what = "keys"},
                },
        },
    .keeps_fields = true,
    .keeps = "each key, with the times of at most N rows",
    .exempt = "which rows pass goes by the wall clock",
    .open = throttle_open,
    .push = throttle_push,
    .save = throttle_save,
    .load = throttle_load,
    .free = throttle_free,
    .state_bytes = throttle_state_bytes,
};
