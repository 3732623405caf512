// SPDX-License-Identifier: MIT
#include "ops/clocked.h"

#include "data/time.h"
#include "event/watermark.h"

struct clocked {
    struct clock clock;
    uint32_t moved_line;          // the last event of the batch that moved it
    const struct expr *time;
    const struct zone *zone;
};

static bool is_word(const struct node *node, const char *word)
{
    return node->kind == NODE_PATH && node->nsteps == 1 && !node->is_dotted &&
           str_is(node->steps[0].key, word);
}

static bool claim_arrival(struct stage_open *o, const struct node *node)
{
    if (o->entry->is_used || !o->check.scope->has_line) {
        diag_error(o->check.diag, node->span, "arrival can only be the time of the input's events");
        diag_hint(o->check.diag,
                  "put it before the first stage that needs time, or use -t arrival");
        return false;
    }
    o->entry->is_arrival = true;
    o->time_source = TIME_AT_ENTRY;
    return true;
}

bool clocked_open(struct stage_open *o, const struct node *node, struct clocked **out)
{
    *out = NULL;
    if (is_word(node, "arrival"))
        return claim_arrival(o, node);
    struct expr *e = check_expr(&o->check, node);
    if (!e || !check_types(&o->check, e, node->span, TYPE_TIME | TYPE_STR | TYPE_NUM, "time"))
        return false;
    o->time = e;
    if (o->check.scope->has_line && expr_is_of_line(e) && !o->entry->is_used) {
        o->entry->is_arrival = false;
        o->entry->expr = e;
        o->time_source = TIME_AT_ENTRY;
        return true;
    }
    struct clocked *c = ARENA_NEW(o->check.arena, struct clocked);
    clock_init(&c->clock, o->delay);
    c->time = e;
    c->zone = o->check.zone;
    *out = c;
    o->time_source = TIME_FROM_STAGE;
    return true;
}

void clocked_judge(struct clocked *c, struct stage *s, struct batch *b)
{
    struct eval ev = eval_begin(b, s->number);
    uint32_t moved = LINE_NONE;   // the clock's, in this batch
    for (size_t i = 0; i < b->nrows; i++) {
        struct row *row = &b->rows[i];
        ev.row = row;
        struct value v = value_decode(b->arena, expr_eval(c->time, &ev));
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            b->nrows = i;
        }
        row->watermark = clock_watermark(&c->clock);
        uint32_t line = row->line != LINE_NONE ? row->line : row->moved_line;
        row->moved_line = moved;
        if (!time_of_value(v, c->zone, &row->time))
            row->time = TIME_NONE;
        if (clock_see(&c->clock, row->time))
            moved = line;
        else if (s->env->disorder)
            disorder_count(s->env->disorder, row->time, c->clock.largest);
    }
    if (s->env->disorder)
        s->env->disorder->seen += b->nrows;
    c->moved_line = moved;
}

enum flow clocked_advance(const struct clocked *c, struct stage *s, struct batch *b)
{
    int64_t watermark = clock_watermark(&c->clock);
    if (watermark == TIME_NONE || b->chunk->stop)
        return FLOW_MORE;
    uint32_t above = b->chunk->moved_line;
    b->chunk->moved_line = c->moved_line;
    enum flow flow = stage_advance(s->next, watermark);
    b->chunk->moved_line = above;
    if (flow == FLOW_DONE)
        chunk_end_at(b->chunk, c->moved_line);
    return flow;
}

void clocked_save(const struct clocked *c, struct buf *out)
{
    clock_save(&c->clock, out);
}

void clocked_load(struct clocked *c, struct unpack *in)
{
    clock_load(&c->clock, in);
}
