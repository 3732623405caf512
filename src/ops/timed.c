// SPDX-License-Identifier: MIT
#include "ops/timed.h"

#include "event/watermark.h"
#include "ops/windowed.h"

static bool refuse_count(struct stage_open *o, const struct stage_ast *ast)
{
    diag_error(o->check.diag, ast->name_span,
               "%s needs event time, and the windows above are made by number, not by time",
               ast->syntax->name);
    return false;
}

bool timed_open(struct stage_open *o, const struct stage_ast *ast, struct timed *t)
{
    if (o->window.kind == WINDOW_COUNT && (o->link || o->time_source == TIME_ABSENT))
        return refuse_count(o, ast);
    if (o->time_source == TIME_ABSENT) {
        diag_error(o->check.diag, ast->name_span, "the rows here have no event time");
        diag_hint(o->check.diag,
                  "%s; say what their time is: time EXPR | %s ...", timed_why_absent(o),
                  ast->syntax->name);
        return false;
    }
    if (o->time_source == TIME_AT_ENTRY)
        o->entry->is_used = true;
    // Rows of sessions that end at one instant come one session after the other, the later ones
    // when the watermark is at that end, an instant ahead of them.
    t->lateness = o->lateness;
    if (o->link && o->window.kind == WINDOW_SESSION)
        t->lateness = time_add(t->lateness, 1);
    t->time = o->time;
    t->shape = scope_shape(o->check.scope);
    return true;
}

int64_t timed_horizon(const struct timed *t, int64_t watermark)
{
    return watermark == TIME_NONE ? TIME_NONE
                                  : time_sub(time_sub(watermark, t->lateness), t->reach);
}

void timed_reject(const struct timed *t, struct stage *s, struct batch *b, const struct row *row)
{
    if (row->time == TIME_NONE)
        window_keep_untimed(s, b, row, t->time);
    else
        window_keep_late(s, b, row, t->shape,
                         time_sub(time_sub(row->watermark, row->time), t->reach));
}
