// SPDX-License-Identifier: MIT
// window: judge each event against the watermark of the events before it, keep aside what is late,
// and mark the others with their window. What happens at the end of a window is the business of the
// stages below, which hold its state; with none of them, events simply pass.
#include "base/fail.h"
#include "data/time.h"
#include "event/watermark.h"
#include "ops/clocked.h"

// The places of the arguments in the syntax below.
enum { KIND, ROWS, SIZE, EVERY, ON, OFFSET, TZ, DELAY, LATENESS, EMIT, EMIT_EVERY, FILL };

struct window_stage {
    struct window window;
    struct clocked *clock;        // NULL: the watermark comes from above
    const struct expr *time;      // for messages; NULL: the default fields
    const struct shape *shape;    // of the rows that come, for those that are late
    struct interval recent;       // the window of the event before: most fall into the same
    struct value start, end;      // its bounds as values
    int start_cell, end_cell;
    int own_start, own_end;       // cells of the event's own fields of those names, or CELL_NONE
    bool has_warned;
};

static bool not_yet(struct stage_open *o, struct span span, const char *what)
{
    diag_error(o->check.diag, span, "%s not in this version", what);
    return false;
}

static bool check_reserved(struct stage_open *o, const struct arg *args)
{
    static const struct {
        int arg;
        const char *what;
    } later[] = {
        {EVERY, "hopping windows are"}, {TZ, "calendar windows are"}, {FILL, "'fill for' is"},
        {DELAY, "a delay of a window of its own is"},
    };
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (args[later[i].arg].given)
            return not_yet(o, args[later[i].arg].span, later[i].what);
    for (int i = EMIT; i <= EMIT_EVERY; i++)
        if (args[i].given && !str_is(args[i].text, "final"))
            return not_yet(o, args[i].span, "what is emitted before a window closes is");
    return true;
}

static bool check_fixed(struct stage_open *o, const struct arg *arg)
{
    if (arg->duration.months == 0)
        return true;
    diag_error(o->check.diag, arg->span,
               "a month or a year has no fixed length, and calendar windows "
               "are not in this version");
    return false;
}

static bool open_tumbling(struct stage_open *o, const struct stage_ast *ast, struct window *w)
{
    const struct arg *args = ast->args;
    if (args[ROWS].given) {
        struct str number = span_text(args[ROWS].span);
        diag_error(o->check.diag, args[ROWS].span, "a duration needs a unit");
        diag_hint(o->check.diag, "such as %.*ss or %.*sm", (int)number.n, number.p, (int)number.n,
                  number.p);
        return false;
    }
    if (!args[SIZE].given) {
        diag_error(o->check.diag, ast->span, "a tumbling window needs a length");
        diag_hint(o->check.diag, "for example: window 1m");
        return false;
    }
    if (!check_fixed(o, &args[SIZE]) || !check_fixed(o, &args[OFFSET]) ||
        !check_fixed(o, &args[LATENESS]))
        return false;
    *w = (struct window){
        .kind = WINDOW_TUMBLING,
        .size = args[SIZE].duration.ns,
        .offset = args[OFFSET].is_negative ? -args[OFFSET].duration.ns : args[OFFSET].duration.ns,
        .lateness = args[LATENESS].given ? args[LATENESS].duration.ns : o->lateness,
    };
    if (w->size > 0)
        return true;
    diag_error(o->check.diag, args[SIZE].span, "a window needs a length above zero");
    return false;
}

static bool open_global(struct stage_open *o, const struct arg *args, struct window *w)
{
    for (int i = ROWS; i <= FILL; i++)
        if (args[i].given) {
            diag_error(o->check.diag, args[i].span,
                       "a global window is everything: it takes no more words");
            return false;
        }
    *w = (struct window){.kind = WINDOW_GLOBAL};
    return true;
}

static bool open_kind(struct stage_open *o, const struct stage_ast *ast, struct window *w)
{
    const struct arg *kind = &ast->args[KIND];
    if (!check_reserved(o, ast->args))
        return false;
    if (kind->given && str_is(kind->text, "global"))
        return open_global(o, ast->args, w);
    if (!kind->given || str_is(kind->text, "tumbling"))
        return open_tumbling(o, ast, w);
    diag_error(o->check.diag, kind->span, "%.*s windows are not in this version", (int)kind->text.n,
               kind->text.p);
    return false;
}

static bool need_time(struct stage_open *o, const struct stage_ast *ast)
{
    if (o->time_source == TIME_AT_ENTRY)
        o->entry->is_used = true;
    if (o->time_source != TIME_ABSENT)
        return true;
    diag_error(o->check.diag, ast->span, "the rows here have no event time");
    diag_hint(o->check.diag,
              "they were made without a window; say what their time is: window ... on EXPR");
    return false;
}

// The bounds become fields, before all others.
static void open_bounds(struct window_stage *w, struct scope *scope, struct arena *a)
{
    struct str names[] = {STR("window_start"), STR("window_end")};
    int old;
    w->own_start = w->own_end = CELL_NONE;
    if (scope->has_line && scope_find(scope, names[0], &old) == SCOPE_LINE)
        w->own_start = scope_line_cell(scope, &names[0], 1);
    if (scope->has_line && scope_find(scope, names[1], &old) == SCOPE_LINE)
        w->own_end = scope_line_cell(scope, &names[1], 1);
    scope->window_start = w->start_cell = scope_add_cell(scope);
    scope->window_end = w->end_cell = scope_add_cell(scope);
    struct column bounds[] = {column_make(a, names[0], w->start_cell),
                              column_make(a, names[1], w->end_cell)};
    scope_arrange(scope, bounds, 2, 2, true);
}

static bool window_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct window_stage *w = ARENA_NEW(o->check.arena, struct window_stage);
    if (!open_kind(o, ast, &w->window))
        return false;
    if (ast->args[ON].given && !clocked_open(o, ast->args[ON].items[0].expr, &w->clock))
        return false;
    o->window = w->window;
    *state = w;
    if (w->window.kind == WINDOW_GLOBAL)
        return true;
    if (!need_time(o, ast))
        return false;
    w->time = o->time;
    w->shape = scope_shape(o->check.scope);
    open_bounds(w, o->check.scope, o->check.arena);
    return true;
}

enum { VALUE_SHOWN = 80 };        // bytes of a value in a reason

// Why the row has no time. What goes wrong in the expression has been found where the time was
// taken, and is not found again here.
static void describe_untimed(const struct window_stage *w, struct buf *reason, struct stage *s,
                             struct batch *b, const struct row *row)
{
    if (!w->time) {
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
    struct value v = expr_eval(w->time, &ev);
    buf_printf(reason, "no event time: %.*s is ", (int)w->time->text.n, w->time->text.p);
    size_t from = reason->n;
    if (value_is_null(v))
        buf_puts(reason, w->time->cell == CELL_NONE ? "null" : "missing");
    else
        write_value(reason, v, &s->env->style);
    if (reason->n - from > VALUE_SHOWN) {
        reason->n = from + VALUE_SHOWN;
        while (((unsigned char)reason->p[reason->n] & 0xc0) == 0x80)
            reason->n--;
        buf_puts(reason, "...");
    }
}

static void reject_untimed(struct window_stage *w, struct stage *s, struct batch *b,
                           const struct row *row)
{
    struct finding finding = {.kind = FINDING_BAD_EVENT, .line = row->line, .stage = s->number};
    struct buf reason;
    buf_init(&reason);
    describe_untimed(w, &reason, s, b, row);
    finding.reason = arena_strndup(b->arena, reason.p, reason.n);
    buf_release(&reason);
    finding.text = (struct str){row->raw, row->raw ? row->raw_len : 0};
    chunk_add_finding(b->arena, b->chunk, &finding);
    s->rows_bad++;
    if (b->strict)
        b->chunk->stop = true;
}

static void keep_late(struct window_stage *w, struct stage *s, struct batch *b,
                      const struct row *row)
{
    struct interval bounds = window_of(&w->window, row->time);
    struct finding finding = {
        .kind = FINDING_LATE,
        .line = row->line,
        .stage = s->number,
        .reason = "too late: its window has closed",
        .text = {row->raw, row->raw ? row->raw_len : 0},
        .needed = time_add(time_sub(row->watermark, bounds.end), 1),
    };
    struct buf made;
    buf_init(&made);
    if (!row->raw) {
        write_row(&made, b->arena, w->shape, row, &s->env->style);
        finding.text = (struct str){made.p, made.n - 1};
    }
    chunk_add_finding(b->arena, b->chunk, &finding);
    buf_release(&made);
    s->rows_late++;
    if (b->strict)
        b->chunk->stop = true;
}

static void warn_own_fields(struct window_stage *w, const struct row *row)
{
    if (w->has_warned)
        return;
    bool has_start = w->own_start != CELL_NONE && row->cells[w->own_start].type != VALUE_MISSING;
    bool has_end = w->own_end != CELL_NONE && row->cells[w->own_end].type != VALUE_MISSING;
    if (!has_start && !has_end)
        return;
    w->has_warned = true;
    warn("events have a field '%s' of their own; below 'window' it is the window's",
         has_start ? "window_start" : "window_end");
}

static void note_recent(struct window_stage *w, struct interval bounds)
{
    w->recent = bounds;
    w->start = value_time(bounds.start);
    w->end = value_time(bounds.end);
}

// Mark the row with its window; false if it is in none.
static bool place(struct window_stage *w, struct stage *s, struct batch *b, struct row *row)
{
    if (UNLIKELY(row->time == TIME_NONE)) {
        reject_untimed(w, s, b, row);
        return false;
    }
    if (row->time < w->recent.start || row->time >= w->recent.end)
        note_recent(w, window_of(&w->window, row->time));
    if (UNLIKELY(window_is_closed(&w->window, w->recent.end, row->watermark))) {
        keep_late(w, s, b, row);
        return false;
    }
    row->start = w->recent.start;
    row->end = w->recent.end;
    row->cells[w->start_cell] = w->start;
    row->cells[w->end_cell] = w->end;
    warn_own_fields(w, row);
    return true;
}

static enum flow window_push(struct stage *s, struct batch *b)
{
    struct window_stage *w = s->state;
    if (w->clock)
        clocked_judge(w->clock, s, b);
    if (w->window.kind != WINDOW_GLOBAL) {
        size_t kept = 0;
        for (size_t i = 0; i < b->nrows && !(b->strict && b->chunk->stop); i++)
            if (place(w, s, b, &b->rows[i]))
                b->rows[kept++] = b->rows[i];
        b->nrows = kept;
    }
    enum flow flow = stage_push(s->next, b);
    return w->clock && flow == FLOW_MORE ? clocked_advance(w->clock, s, b) : flow;
}

static enum flow window_advance(struct stage *s, int64_t watermark)
{
    struct window_stage *w = s->state;
    return w->clock ? FLOW_MORE : stage_advance(s->next, watermark);
}

static void window_save(const struct stage *s, struct buf *out)
{
    const struct window_stage *w = s->state;
    if (w->clock)
        clocked_save(w->clock, out);
}

static void window_load(struct stage *s, struct unpack *in)
{
    struct window_stage *w = s->state;
    if (w->clock)
        clocked_load(w->clock, in);
}

const struct stage_row stage_window = {
    .syntax =
        {
            .name = "window",
            .usage = "window [tumbling] D [on EXPR] [offset D] [lateness D] [emit final] | window "
                     "global",
            .summary = "assign events to windows by event time",
            .example = "-l 0s 'window 1m' 'count by host'",
            .input = "{\"ts\":\"2026-01-01T00:00:10Z\",\"host\":\"a\"}\n{\"ts\":\"2026-01-01T00:00:"
                     "50Z\",\"host\":\"a\"}\n"
                     "{\"ts\":\"2026-01-01T00:01:05Z\",\"host\":\"b\"}\n",
            .output = "{\"window_start\":\"2026-01-01T00:00:00Z\",\"window_end\":\"2026-01-01T00:"
                      "01:00Z\","
                      "\"host\":\"a\",\"count\":2}\n"
                      "{\"window_start\":\"2026-01-01T00:01:00Z\",\"window_end\":\"2026-01-01T00:"
                      "02:00Z\","
                      "\"host\":\"b\",\"count\":1}\n",
            .args =
                {
                    [KIND] = {.kind = ARG_CHOICE,
                              .flags = ARG_OPTIONAL,
                              .what = "a kind of window",
                              .choices =
                                  "tumbling hopping session cumulative sliding count global"},
                    [ROWS] = {.kind = ARG_COUNT, .flags = ARG_OPTIONAL, .what = "a number of rows"},
                    [SIZE] = {.kind = ARG_DURATION,
                              .flags = ARG_OPTIONAL,
                              .what = "a length such as 1m"},
                    [EVERY] = {.kind = ARG_DURATION,
                               .keyword = "every",
                               .what = "a step such as 10s"},
                    [ON] = {.kind = ARG_EXPR, .keyword = "on", .what = "a time"},
                    [OFFSET] = {.kind = ARG_SIGNED_DURATION,
                                .keyword = "offset",
                                .what = "a duration"},
                    [TZ] = {.kind = ARG_TEXT, .keyword = "tz", .what = "a time zone"},
                    [DELAY] = {.kind = ARG_DURATION, .keyword = "delay", .what = "a duration"},
                    [LATENESS] = {.kind = ARG_DURATION,
                                  .keyword = "lateness",
                                  .what = "a duration"},
                    [EMIT] = {.kind = ARG_CHOICE,
                              .keyword = "emit",
                              .choices = "final updates",
                              .what = "'final'"},
                    [EMIT_EVERY] = {.kind = ARG_DURATION,
                                    .keyword = "emit every",
                                    .what = "a duration"},
                    [FILL] = {.kind = ARG_DURATION, .keyword = "fill for", .what = "a duration"},
                },
        },
    .open = window_open,
    .push = window_push,
    .advance = window_advance,
    .save = window_save,
    .load = window_load,
};
