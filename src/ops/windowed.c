// SPDX-License-Identifier: MIT
#include "ops/windowed.h"

#include "data/time.h"

void window_note_between(struct window_link *link, const struct stage_row *row)
{
    link->has_dropped |= !row->keeps_rows;
    link->has_changed |= !row->keeps_fields;
    link->has_memory |= !row->is_stateless;
}

bool window_refuse_revised(struct stage_open *o, const struct stage_ast *ast)
{
    if (!o->is_revised)
        return true;
    diag_error(o->check.diag, ast->name_span,
               "the rows here may be replaced by later ones, and %s cannot take back what it has "
               "made of them", ast->syntax->name);
    diag_hint(o->check.diag, "let the window above 'emit final'");
    return false;
}

static bool refuse_sliding(struct stage_open *o, const struct stage_ast *ast)
{
    if (o->window.kind != WINDOW_SLIDING)
        return true;
    diag_error(o->check.diag, ast->name_span,
               "a sliding window is for an aggregate: each event has a window of its own");
    return false;
}

static bool refuse_window(struct stage_open *o, const struct stage_ast *ast)
{
    if (o->window.emission != EMIT_FINAL) {
        diag_error(o->check.diag, ast->name_span,
                   "%s speaks when its window closes: only an aggregate can emit before that",
                   ast->syntax->name);
        return false;
    }
    return refuse_sliding(o, ast);
}

// The keys of a session are those of the stage below, unless it has its own.
static bool adopt_keys(struct stage_open *o, const struct arg *keys)
{
    struct window_link *link = o->link;
    if (link->has_keys || !keys || keys->nitems == 0)
        return true;
    if (link->has_changed) {
        diag_error(o->check.diag, keys->span,
                   "the window above has no keys, and fields were changed since");
        diag_hint(o->check.diag, "say what its keys are: window ... by KEY");
        return false;
    }
    struct scope *here = o->check.scope;
    o->check.scope = &link->scope;
    bool is_sound = keys_open(o, keys, &link->keys);
    o->check.scope = here;
    link->has_keys = true;
    return is_sound;
}

bool window_feed_rows(struct stage_open *o, const struct stage_ast *ast, const struct arg *keys)
{
    if (!window_refuse_revised(o, ast))
        return false;
    if (!o->link)
        return true;
    if (!refuse_window(o, ast))
        return false;
    if (o->window.kind == WINDOW_GLOBAL || window_is_aligned(&o->window))
        return true;
    if (!adopt_keys(o, keys))
        return false;
    o->window.lateness = 0;       // they were held until they closed
    return true;
}

bool window_pass_rows(struct stage_open *o, const struct stage_ast *ast, const struct arg *keys)
{
    if (!o->link || o->window.kind == WINDOW_GLOBAL || window_is_aligned(&o->window))
        return true;
    return refuse_sliding(o, ast) && adopt_keys(o, keys);
}

void window_feeds_no_more(struct stage_open *o)
{
    o->link = NULL;
    if (o->window.kind == WINDOW_GLOBAL)
        return;
    o->time_source = o->window.kind == WINDOW_COUNT ? TIME_ABSENT : TIME_OF_WINDOW;
    o->lateness = o->window.lateness = 0;     // what comes out is in order
}

void window_keep_late(struct stage *s, struct batch *b, const struct row *row,
                      const struct shape *shape, int64_t needed)
{
    struct finding finding = {
        .kind = FINDING_LATE,
        .line = row->line,
        .stage = s->number,
        .reason = s->row->late ? s->row->late : "too late: its window has closed",
        .text = row_line(row, b->chunk->has_texts),
        .needed = needed,
    };
    struct buf made;
    buf_init(&made);
    if (!row->raw) {
        write_row(&made, b->arena, shape, row, &s->env->style);
        finding.text = (struct str){made.p, made.n - 1};
    }
    chunk_add_finding(b->arena, b->chunk, &finding);
    buf_release(&made);
    s->rows_late++;
    if (b->strict)
        b->chunk->stop = true;
}

enum { VALUE_SHOWN = 80 };        // bytes of a value in a reason

static void shorten(struct buf *reason, size_t from)
{
    if (reason->n - from <= VALUE_SHOWN)
        return;
    reason->n = from + VALUE_SHOWN;
    while (((unsigned char)reason->p[reason->n] & 0xc0) == 0x80)
        reason->n--;
    buf_puts(reason, "...");
}

// What goes wrong in the expression has been found where the time was taken, and is not found again
// here.
static void describe_untimed(struct buf *reason, struct stage *s, struct batch *b,
                             const struct row *row, const struct expr *time)
{
    if (!time) {
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
    struct value v = expr_eval(time, &ev);
    buf_printf(reason, "no event time: %.*s is ", (int)time->text.n, time->text.p);
    size_t from = reason->n;
    if (value_is_null(v))
        buf_puts(reason, time->cell == CELL_NONE ? "null" : "missing");
    else
        write_value(reason, v, &s->env->style);
    shorten(reason, from);
}

void window_keep_untimed(struct stage *s, struct batch *b, const struct row *row,
                         const struct expr *time)
{
    struct finding finding = {.kind = FINDING_BAD_EVENT, .line = row->line, .stage = s->number};
    struct buf reason;
    buf_init(&reason);
    describe_untimed(&reason, s, b, row, time);
    finding.reason = arena_strndup(b->arena, reason.p, reason.n);
    buf_release(&reason);
    finding.text = row_line(row, b->chunk->has_texts);
    chunk_add_finding(b->arena, b->chunk, &finding);
    s->rows_bad++;
    if (b->strict)
        b->chunk->stop = true;
}
