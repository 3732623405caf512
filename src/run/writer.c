// SPDX-License-Identifier: MIT
#include "run/writer.h"

static enum flow flow_of(const struct writer *w)
{
    for (size_t k = 0; k < w->nsinks; k++)
        if (!w->sinks[k].is_gone)
            return FLOW_MORE;
    return FLOW_DONE;             // nobody is left to read
}

static enum flow writer_push(struct stage *s, struct batch *b)
{
    struct writer *w = s->state;
    outlet_write(&w->outlet, s->env, b);
    return flow_of(w);
}

enum flow writer_put(struct stage *s, struct buf *text, size_t nrows)
{
    struct writer *w = s->state;
    if (nrows == 0)
        return FLOW_MORE;
    s->rows_in += nrows;
    outlet_put(&w->outlet, text, nrows);
    return flow_of(w);
}

static void writer_finish(struct stage *s)
{
    struct writer *w = s->state;
    outlet_end(&w->outlet);
}

static const struct stage_row writer_row = {
    .syntax = {.name = "output"},
    .push = writer_push,
    .finish = writer_finish,
};

void writer_init(struct stage *stage, struct writer *w, struct stage_env *env)
{
    *stage = (struct stage){.row = &writer_row, .state = w, .env = env};
    outlet_init(&w->outlet, env, env->format, w->shape);
    w->outlet.sinks = w->sinks;
    w->outlet.nsinks = w->nsinks;
}

void writer_release(struct writer *w)
{
    outlet_release(&w->outlet);
}
