// SPDX-License-Identifier: MIT
#include "ops/stage.h"

#define STAGE(name) extern const struct stage_row stage_##name;
#include "ops/stages.def"
#undef STAGE

static const struct stage_row *const rows[] = {
#define STAGE(name) &stage_##name,
#include "ops/stages.def"
#undef STAGE
    NULL,
};

static const struct syntax *const syntaxes[] = {
#define STAGE(name) &stage_##name.syntax,
#include "ops/stages.def"
#undef STAGE
    NULL,
};

static const char *const reserved[] = {
#define RESERVED(name) name,
#include "ops/reserved.def"
#undef RESERVED
    NULL,
};

const struct syntax_table *stage_syntaxes(void)
{
    static const struct syntax_table table = {syntaxes, reserved};
    return &table;
}

const struct stage_row *stage_at(int i)
{
    return rows[i];
}

bool stage_may_end_below(const struct stage *s)
{
    for (const struct stage *below = s->next; below; below = below->next)
        if (below->row->may_end)
            return true;
    return false;
}

enum flow stage_push_stepping(struct stage *s, struct batch *b,
                              void (*effect)(struct stage *s, struct batch *one))
{
    enum flow flow = FLOW_MORE;
    for (size_t i = 0; i < b->nrows && flow == FLOW_MORE && !b->chunk->stop; i++) {
        struct batch one = *b;
        one.rows += i;
        one.nrows = 1;
        effect(s, &one);
        flow = stage_push(s->next, &one);
    }
    return flow;
}

enum flow stage_advance(struct stage *s, int64_t watermark)
{
    while (!s->row->advance) {
        if (!s->next)
            return FLOW_MORE;
        s = s->next;
    }
    return s->row->advance(s, watermark);
}

size_t stage_state_bytes(const struct stage *s)
{
    size_t own = s->row->state_bytes ? s->row->state_bytes(s) : 0;
    return own + sequences_bytes(&s->sequences);
}

void stage_finish(struct stage *s)
{
    for (; s; s = s->next)
        if (s->row->finish)
            s->row->finish(s);
}
