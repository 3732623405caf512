// SPDX-License-Identifier: MIT
#include "run/writer.h"

// Rows are written into the first output's buffer and copied from there to the others'.
static void write_rows(struct writer *w, const struct stage_env *env, struct batch *b)
{
    struct buf *first = &w->sinks[0].buf;
    for (size_t i = 0; i < b->nrows; i++) {
        size_t from = first->n;
        write_row(first, b->arena, w->shape, &b->rows[i], &env->style);
        for (size_t k = 1; k < w->nsinks; k++)
            buf_put(&w->sinks[k].buf, first->p + from, first->n - from);
        if (first->n >= SINK_FULL)
            for (size_t k = 0; k < w->nsinks; k++)
                sink_flush(&w->sinks[k]);
    }
}

static enum flow writer_push(struct stage *s, struct batch *b)
{
    struct writer *w = s->state;
    write_rows(w, s->env, b);
    w->rows += b->nrows;
    for (size_t k = 0; k < w->nsinks; k++)
        if (!w->sinks[k].is_gone)
            return FLOW_MORE;
    return FLOW_DONE;             // nobody is left to read
}

static const struct stage_row writer_row = {
    .syntax = {.name = "output"},
    .push = writer_push,
};

void writer_init(struct stage *stage, struct writer *w, struct stage_env *env)
{
    *stage = (struct stage){.row = &writer_row, .state = w, .env = env};
}
