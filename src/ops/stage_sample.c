// SPDX-License-Identifier: MIT
// sample: each row, or all rows of a key, with a probability. Nothing is drawn: a row is taken if
// the hash of the seed and its number (or its key) is small enough, so the same input and seed give
// the same sample, whatever else is in the pipeline.
#include "base/hash.h"
#include "ops/stage.h"

#include <math.h>

enum { PERCENT, BY };             // the places of the arguments in the syntax below

struct sample {
    uint64_t seed;
    uint64_t most;                // the largest hash that is taken
    const struct expr *by;        // NULL: rows by their number
    uint64_t number;              // rows so far
};

static bool sample_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct sample *t = ARENA_NEW(o->check.arena, struct sample);
    double share = ast->args[PERCENT].percent / 100;
    t->most = share < 1 ? (uint64_t)ldexp(share, 64) - (share >= 0x1p-64) : UINT64_MAX;
    t->seed = hash_word(o->seed + 1);
    if (ast->args[BY].given) {
        t->by = check_expr(&o->check, ast->args[BY].items[0].expr);
        if (!t->by)
            return false;
    }
    *state = t;
    return true;
}

static bool is_taken(struct sample *t, struct eval *ev)
{
    uint64_t drawn = t->by ? value_hash(ev->arena, expr_eval(t->by, ev)) : t->number++;
    return hash_join(t->seed, drawn) <= t->most;
}

static enum flow sample_push(struct stage *s, struct batch *b)
{
    struct sample *t = s->state;
    struct eval ev = eval_begin(b, s->number);
    size_t kept = 0;
    for (size_t i = 0; i < b->nrows; i++) {
        ev.row = &b->rows[i];
        bool taken = is_taken(t, &ev);
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            break;
        }
        if (taken)
            b->rows[kept++] = b->rows[i];
    }
    b->nrows = kept;
    return stage_push(s->next, b);
}

static void sample_save(const struct stage *s, struct buf *out)
{
    pack_u64(out, ((const struct sample *)s->state)->number);
}

static void sample_load(struct stage *s, struct unpack *in)
{
    ((struct sample *)s->state)->number = unpack_u64(in);
}

const struct stage_row stage_sample = {
    .syntax =
        {
            .name = "sample",
            .usage = "sample N% [by EXPR]",
            .summary = "a sample of N percent of the rows; by key, all rows of a key or none",
            .note = "Each row (or key) is taken or not by itself, so the share is N percent only "
                    "over many. The same input and --seed give the same sample. By key the order "
                    "of rows does not matter, and two pipelines that sample by the same key take "
                    "the same keys. Missing and null are one key.",
            .example = "sample 50% by user",
            .input = "{\"user\":\"ann\",\"n\":1}\n{\"user\":\"eve\",\"n\":2}\n{\"user\":\"ann\","
                     "\"n\":3}\n",
            .output = "{\"user\":\"ann\",\"n\":1}\n{\"user\":\"ann\",\"n\":3}\n",
            .args =
                {
                    [PERCENT] = {.kind = ARG_PERCENT, .what = "a percentage such as 10%"},
                    [BY] = {.kind = ARG_EXPR, .keyword = "by", .what = "a key"},
                },
        },
    .keeps_fields = true,
    .keeps = "the number of rows so far",
    .open = sample_open,
    .push = sample_push,
    .save = sample_save,
    .load = sample_load,
};
