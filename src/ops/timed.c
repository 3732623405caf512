// SPDX-License-Identifier: MIT
#include "ops/timed.h"

#include "event/watermark.h"

bool timed_open(struct stage_open *o, const struct stage_ast *ast, struct timed *t)
{
    if (o->time_source == TIME_ABSENT) {
        diag_error(o->check.diag, ast->name_span, "the rows here have no event time");
        diag_hint(o->check.diag,
                  "they were made without a window; say what their time is: time EXPR | %s ...",
                  ast->syntax->name);
        return false;
    }
    if (o->time_source == TIME_AT_ENTRY)
        o->entry->is_used = true;
    t->lateness = o->lateness;
    t->time = o->time;
    t->shape = scope_shape(o->check.scope);
    return true;
}

int64_t timed_horizon(const struct timed *t, int64_t watermark)
{
    return watermark == TIME_NONE ? TIME_NONE
                                  : time_sub(time_sub(watermark, t->lateness), t->reach);
}

enum { VALUE_SHOWN = 80 };        // bytes of a value in a reason

// Why the row has no time. What goes wrong in the expression has been found where the time was
// taken, and is not found again here.
static void describe_untimed(const struct timed *t, struct buf *reason, struct stage *s,
                             struct batch *b, const struct row *row)
{
    if (!t->time) {
        buf_puts(reason, "no event time: none of");
        for (int i = 0; i < TIME_FIELDS; i++)
            buf_printf(reason, " %s", time_fields[i]);
        buf_puts(reason, " is a time (-t names another)");
        return;
    }
    struct chunk aside = {.arena = b->arena};
    struct batch again = {.arena = b->arena, .chunk = &aside};
    struct eval ev = eval_begin(&again, s->number);
    ev.row = row;
    struct value v = expr_eval(t->time, &ev);
    buf_printf(reason, "no event time: %.*s is ", (int)t->time->text.n, t->time->text.p);
    size_t from = reason->n;
    if (value_is_null(v))
        buf_puts(reason, t->time->cell == CELL_NONE ? "null" : "missing");
    else
        write_value(reason, v, &s->env->style);
    if (reason->n - from > VALUE_SHOWN) {
        reason->n = from + VALUE_SHOWN;
        while (((unsigned char)reason->p[reason->n] & 0xc0) == 0x80)
            reason->n--;
        buf_puts(reason, "...");
    }
}

static void reject_untimed(const struct timed *t, struct stage *s, struct batch *b,
                           const struct row *row)
{
    struct finding finding = {.kind = FINDING_BAD_EVENT, .line = row->line, .stage = s->number};
    struct buf reason;
    buf_init(&reason);
    describe_untimed(t, &reason, s, b, row);
    finding.reason = arena_strndup(b->arena, reason.p, reason.n);
    buf_release(&reason);
    finding.text = (struct str){row->raw, row->raw ? row->raw_len : 0};
    chunk_add_finding(b->arena, b->chunk, &finding);
    s->rows_bad++;
}

static void keep_late(const struct timed *t, struct stage *s, struct batch *b,
                      const struct row *row)
{
    struct finding finding = {
        .kind = FINDING_LATE,
        .line = row->line,
        .stage = s->number,
        .reason = "too late: what it belongs to is gone by",
        .text = {row->raw, row->raw ? row->raw_len : 0},
        .needed = time_sub(time_sub(row->watermark, row->time), t->reach),
    };
    struct buf made;
    buf_init(&made);
    if (!row->raw) {
        write_row(&made, b->arena, t->shape, row, &s->env->style);
        finding.text = (struct str){made.p, made.n - 1};
    }
    chunk_add_finding(b->arena, b->chunk, &finding);
    buf_release(&made);
    s->rows_late++;
}

void timed_reject(const struct timed *t, struct stage *s, struct batch *b, const struct row *row)
{
    if (row->time == TIME_NONE)
        reject_untimed(t, s, b, row);
    else
        keep_late(t, s, b, row);
    if (b->strict)
        b->chunk->stop = true;
}
