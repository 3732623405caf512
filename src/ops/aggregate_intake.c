// SPDX-License-Identifier: MIT
#include "ops/aggregate_intake.h"

#include <math.h>

// ---- opening ----

static bool is_same(const struct expr *x, const struct expr *y)
{
    return x == y || (x && y && str_eq(x->text, y->text));
}

// Do the two uses get the same of every row?
static bool takes_same(const struct use *x, const struct use *y)
{
    const struct agg_row *row = x->use.row, *other = y->use.row;
    bool same = x->ntaken == y->ntaken && row->as_written == other->as_written &&
                is_same(x->where, y->where);
    for (int i = 0; i < x->ntaken && same; i++)
        same = row->args[i] == other->args[i] && is_same(x->args[i], y->args[i]);
    return same;
}

static void note_impure(struct intake *in, const struct expr *e)
{
    in->is_impure |= e && e->is_impure;
}

// The place of what the use takes: that of a use before it which takes the same, or a new one.
static void place_use(struct intake *in, struct use *use)
{
    for (int i = 0; i < in->nuses; i++)
        if (takes_same(in->uses[i], use)) {
            use->taken_at = in->uses[i]->taken_at;
            return;
        }
    use->taken_at = in->nvalues;
    in->nvalues += use->ntaken ? (size_t)use->ntaken : 1;
    in->uses[in->nuses++] = use;
    note_impure(in, use->where);
    for (int i = 0; i < use->ntaken; i++)
        note_impure(in, use->args[i]);
}

struct intake *intake_open(struct arena *arena, const struct aggregate *a)
{
    struct intake *in = ARENA_NEW(arena, struct intake);
    in->keys = a->keys;
    in->nvalues = (size_t)a->keys.n;
    in->uses = ARENA_ARRAY(arena, const struct use *, (size_t)a->nuses);
    for (int i = 0; i < a->keys.n; i++)
        note_impure(in, a->keys.at[i]);
    for (int i = 0; i < a->nuses; i++)
        if (!a->uses[i].is_shared && !a->uses[i].takes_all)
            place_use(in, &a->uses[i]);
    return in;
}

// ---- one row ----

// An argument as aggregates get it; false if this row is not for them (null, or of a wrong type).
static bool take_argument(const struct use *use, int i, struct eval *ev, struct value *out)
{
    struct value written = expr_eval(use->args[i], ev), v = written;
    unsigned wanted = use->use.row->args[i];
    if (!use->use.row->as_written)
        v = value_resolve(v);
    *out = v = value_decode(ev->arena, v);
    if (UNLIKELY(v.type == VALUE_DOUBLE && !isfinite(v.d))) {
        eval_error(ev, use->text, written, "is beyond the range of numbers");
        return false;
    }
    if (wanted & value_type_set(v))
        return true;
    if (!value_is_null(v))
        eval_error(ev, use->text, v, "is of a wrong type for this aggregate");
    return false;
}

static bool take_arguments(const struct use *use, struct eval *ev, struct value *values)
{
    if (use->where && !value_is_true(expr_eval(use->where, ev)))
        return false;
    for (int i = 0; i < use->ntaken; i++)
        if (!take_argument(use, i, ev, &values[i]))
            return false;
    return true;
}

void intake_use(const struct use *use, struct eval *ev, struct taken *taken)
{
    struct value *values = taken->values + use->taken_at;
    if (!use->ntaken)
        *values = value_missing();
    if (!take_arguments(use, ev, values))
        values->type = TYPE_NOT_TAKEN;
}

static ATTR_INLINE void take_keys(const struct intake *in, struct eval *ev, struct taken *taken)
{
    struct value *keys = taken->values;
    keys_eval(&in->keys, ev, keys);
    taken->is_short =
        in->keys.n == 1 && key_is_short(keys) && batch_has_slice(ev->batch, keys[0]);
    taken->hash =
        taken->is_short ? key_hash_short(keys) : keys_hash(ev->arena, keys, in->keys.n);
}

void intake_keys(const struct intake *in, struct eval *ev, struct taken *taken)
{
    take_keys(in, ev, taken);
}

// ---- a batch ----

#ifdef WEIR_TINY
enum { TEXT_MOST = 3, TEXTS_ROOM = 8 };
#else
enum { TEXT_MOST = 64, TEXTS_ROOM = 4096 };
#endif

// Room for the texts of keys, one behind the other.
struct texts {
    char *at;
    size_t left;
};

// Keys are compared by whoever takes the rows. On another core that would fetch a piece of each
// line: they come along instead.
static void bring_keys(const struct intake *in, struct arena *arena, struct texts *texts,
                       struct taken *taken)
{
    for (int i = 0; i < in->keys.n; i++) {
        struct value *key = &taken->values[i];
        if (key->type != VALUE_STR || key->len == 0 || key->len > TEXT_MOST)
            continue;
        if (texts->left < key->len)
            *texts = (struct texts){arena_alloc(arena, TEXTS_ROOM), TEXTS_ROOM};
        key->p = memcpy(texts->at, key->p, key->len);
        texts->at += key->len;
        texts->left -= key->len;
    }
}

void intake_prepare(const struct intake *in, int stage, struct batch *b)
{
    struct chunk aside = {.arena = b->arena, .has_texts = b->chunk->has_texts};
    struct batch alone = {.arena = b->arena, .chunk = &aside, .text = b->text};
    struct eval ev = eval_begin(&alone, stage);
    struct texts texts = {0};
    b->prepared = arena_alloc(b->arena, b->nrows * intake_size(in));
    for (size_t i = 0; i < b->nrows; i++) {
        struct row *row = &b->rows[i];
        row->place = (uint32_t)i;
        ev.row = row;
        struct taken *taken = intake_of(in, b, row);
        take_keys(in, &ev, taken);
        for (int k = 0; k < in->nuses; k++)
            intake_use(in->uses[k], &ev, taken);
        taken->is_wrong = aside.first != NULL;
        aside.first = NULL;
        if (b->travels)
            bring_keys(in, b->arena, &texts, taken);
    }
}
