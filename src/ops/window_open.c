// SPDX-License-Identifier: MIT
// The opening of the window stage: which windows its arguments mean. Whatever makes no sense is
// refused here, with the reason.
#include "data/time.h"
#include "data/zone.h"
#include "event/watermark.h"
#include "ops/timed.h"
#include "ops/window_internal.h"
#include "ops/window_rows.h"

// How many windows an event may be in: at all, and where they are gone through one by one.
enum { STEPS_MAX = 1000000, STEPS_EACH_MAX = 10000 };

static bool refuse(struct stage_open *o, struct span span, const char *message, const char *hint)
{
    diag_error(o->check.diag, span, "%s", message);
    if (hint)
        diag_hint(o->check.diag, "%s", hint);
    return false;
}

// ---- which kind ----

static enum window_kind kind_of(const struct arg *args)
{
    for (int i = 0; args[KIND].given && window_row_at(i); i++)
        if (window_row_at(i)->called && str_is(args[KIND].text, window_row_at(i)->name))
            return window_row_at(i)->kind;
    return args[EVERY].given ? WINDOW_HOPPING : WINDOW_TUMBLING;
}

// Which clauses a kind has a use for, besides `on` and `delay`.
static bool takes(enum window_kind kind, int clause)
{
    bool aligned = kind >= WINDOW_TUMBLING && kind <= WINDOW_CUMULATIVE;
    switch (clause) {
    case ROWS:
        return kind == WINDOW_COUNT;
    case SIZE:
        return kind != WINDOW_COUNT && kind != WINDOW_GLOBAL;
    case EVERY:
        return kind == WINDOW_HOPPING || kind == WINDOW_CUMULATIVE || kind == WINDOW_COUNT;
    case OFFSET:
    case TZ:
    case FILL:
        return aligned;
    case LATENESS:
        return kind != WINDOW_COUNT && kind != WINDOW_GLOBAL;
    case EMIT_EVERY:
        return aligned || kind == WINDOW_GLOBAL;
    case LONGEST:
        return kind == WINDOW_SESSION;
    case BY:
        return kind == WINDOW_SESSION || kind == WINDOW_COUNT;
    default:
        return true;
    }
}

static bool check_clauses(struct stage_open *o, const struct arg *args, enum window_kind kind)
{
    if (args[ROWS].given && !takes(kind, ROWS)) {
        struct str number = span_text(args[ROWS].span);
        diag_error(o->check.diag, args[ROWS].span, "a duration needs a unit");
        diag_hint(o->check.diag, "such as %.*ss or %.*sm; for a number of events write: window "
                  "count %.*s", (int)number.n, number.p, (int)number.n, number.p, (int)number.n,
                  number.p);
        return false;
    }
    for (int i = ROWS; i <= BY; i++) {
        if (!args[i].given || takes(kind, i))
            continue;
        diag_error(o->check.diag, args[i].span, "%s window has no use for this",
                   window_kind_called(kind));
        if (kind == WINDOW_TUMBLING && i == EVERY)
            diag_hint(o->check.diag, "with a step it is: window hopping SIZE every STEP");
        else if (i == BY && kind != WINDOW_GLOBAL)
            diag_hint(o->check.diag, "keys stand with the aggregate: window 1m | count by KEY");
        return false;
    }
    return true;
}

// ---- lengths ----

static bool check_length(struct stage_open *o, const struct arg *arg)
{
    struct duration d = arg->duration;
    if (d.months && d.ns)
        return refuse(o, arg->span, "months and days cannot be one length",
                      "use one of them: 1mo, or 30d");
    if (d.months || d.ns > 0)
        return true;
    return refuse(o, arg->span, "a window needs a length above zero", NULL);
}

static bool check_fixed(struct stage_open *o, const struct arg *arg)
{
    if (!arg->given || arg->duration.months == 0)
        return true;
    return refuse(o, arg->span, "a month or a year has no fixed length", "write 30d or 365d here");
}

static bool need_size(struct stage_open *o, const struct stage_ast *ast, const char *example)
{
    if (ast->args[SIZE].given)
        return check_length(o, &ast->args[SIZE]);
    diag_error(o->check.diag, ast->span, "%s window needs a length",
               window_kind_called(kind_of(ast->args)));
    diag_hint(o->check.diag, "for example: window %s", example);
    return false;
}

static bool need_step(struct stage_open *o, const struct stage_ast *ast, const char *example)
{
    const struct arg *every = &ast->args[EVERY];
    if (!every->given) {
        diag_error(o->check.diag, ast->span, "this window needs 'every' and a step");
        diag_hint(o->check.diag, "for example: window %s", example);
        return false;
    }
    if (every->number)
        return refuse(o, every->span, "a step of this window is a duration, such as 10s", NULL);
    return check_length(o, every);
}

static bool find_zone(struct stage_open *o, const struct arg *args, struct window *w)
{
    const struct duration *size = &args[SIZE].duration;
    if (args[TZ].given) {
        w->zone = zone_find(args[TZ].text);
        if (!w->zone)
            return refuse(o, args[TZ].span, "the system knows no time zone of this name",
                          "a name such as \"Europe/Berlin\", or an offset such as \"+02:00\"");
        w->is_calendar = true;
    } else if (size->months || args[EVERY].duration.months) {
        w->zone = o->check.zone;
        w->is_calendar = true;
    } else if (o->check.zone && size->ns % NS_DAY == 0) {
        w->zone = o->check.zone;
        w->is_calendar = true;
    }
    w->calendar_size = *size;
    w->calendar_step = args[EVERY].duration;
    return true;
}

// How many steps are one length; 0 where it is not a whole number of them.
static int64_t count_steps(struct duration size, struct duration step)
{
    if (size.months && step.months)
        return size.months % step.months == 0 ? size.months / step.months : 0;
    if (size.months || step.months)
        return 0;
    return size.ns % step.ns == 0 ? size.ns / step.ns : 0;
}

static bool is_longer(struct duration a, struct duration b)
{
    int64_t month = 30 * NS_DAY;
    return (__int128)a.months * month + a.ns > (__int128)b.months * month + b.ns;
}

static bool check_steps(struct stage_open *o, const struct stage_ast *ast, const struct window *w)
{
    const struct arg *every = &ast->args[EVERY];
    struct duration size = ast->args[SIZE].duration, step = every->duration;
    __int128 length = size.months ? (__int128)size.months * 31 * NS_DAY : size.ns;
    __int128 steps = size.months && step.months ? size.months / step.months
                     : step.months              ? 1
                                                : length / step.ns;
    if (w->is_calendar && steps > STEPS_EACH_MAX)
        return refuse(o, every->span,
                      "each event would be in more than ten thousand windows of a calendar",
                      "make the step longer");
    if (steps > STEPS_MAX)
        return refuse(o, every->span, "each event would be in more than a million windows",
                      "make the step longer");
    return true;
}

static bool open_hopping(struct stage_open *o, const struct stage_ast *ast, struct window *w)
{
    const struct arg *size = &ast->args[SIZE], *every = &ast->args[EVERY];
    if (!need_size(o, ast, "hopping 5m every 1m") || !need_step(o, ast, "hopping 5m every 1m"))
        return false;
    if (is_longer(every->duration, size->duration))
        return refuse(o, every->span, "a step longer than the window leaves events out",
                      "filter them, or make the window as long as the step");
    if (!find_zone(o, ast->args, w))
        return false;
    w->calendar_steps = count_steps(size->duration, every->duration);
    if (w->is_calendar && w->calendar_steps == 0)
        return refuse(o, every->span, "a calendar window has to be a whole number of its steps",
                      NULL);
    return check_steps(o, ast, w);
}

static bool open_cumulative(struct stage_open *o, const struct stage_ast *ast, struct window *w)
{
    const struct arg *size = &ast->args[SIZE], *every = &ast->args[EVERY];
    static const char example[] = "cumulative 1d every 1h";
    if (!need_size(o, ast, example) || !need_step(o, ast, example))
        return false;
    if (is_longer(every->duration, size->duration))
        return refuse(o, every->span, "the step is longer than the window", NULL);
    if (!find_zone(o, ast->args, w))
        return false;
    if (!w->is_calendar && size->duration.ns % every->duration.ns)
        return refuse(o, every->span, "the window has to be a whole number of its steps", NULL);
    return check_steps(o, ast, w);
}

static bool open_count(struct stage_open *o, const struct stage_ast *ast, struct window *w)
{
    const struct arg *rows = &ast->args[ROWS], *every = &ast->args[EVERY];
    if (!rows->given) {
        diag_error(o->check.diag, ast->span, "a count window needs a number of events");
        diag_hint(o->check.diag, "for example: window count 100");
        return false;
    }
    w->rows = rows->number;
    if (!every->given)
        return true;
    if (!every->number)
        return refuse(o, every->span, "a step of this window is a number of events, such as 10",
                      NULL);
    if (every->number > w->rows)
        return refuse(o, every->span, "a step longer than the window leaves events out", NULL);
    w->step_rows = every->number;
    return true;
}

static bool open_lengths(struct stage_open *o, const struct stage_ast *ast, struct window *w)
{
    switch (w->kind) {
    case WINDOW_GLOBAL:
        return true;
    case WINDOW_TUMBLING:
        return need_size(o, ast, "1m") && find_zone(o, ast->args, w);
    case WINDOW_HOPPING:
        return open_hopping(o, ast, w);
    case WINDOW_CUMULATIVE:
        return open_cumulative(o, ast, w);
    case WINDOW_SESSION:
        return need_size(o, ast, "session 30s") && check_fixed(o, &ast->args[SIZE]) &&
               (!ast->args[LONGEST].given || check_length(o, &ast->args[LONGEST]));
    case WINDOW_SLIDING:
        return need_size(o, ast, "sliding 5m") && check_fixed(o, &ast->args[SIZE]);
    case WINDOW_COUNT:
        return open_count(o, ast, w);
    }
    return false;
}

// ---- emission ----

static bool open_emission(struct stage_open *o, const struct arg *args, struct window *w)
{
    const struct arg *emit = &args[EMIT], *every = &args[EMIT_EVERY];
    if (emit->given && every->given)
        return refuse(o, every->span, "'emit' is given twice", NULL);
    if (emit->given && str_is(emit->text, "updates"))
        w->emission = EMIT_UPDATES;
    if (every->given) {
        w->emission = every->number ? EMIT_ROWS : EMIT_TICKS;
        w->tick = every->duration.ns;
        w->tick_rows = every->number;
        if (every->number && !every->text.n)
            return refuse(o, every->span, "is this a number of rows, or a duration?",
                          "write: emit every 100 rows, or: emit every 10s");
        if (!every->number && (!check_fixed(o, every) || !check_length(o, every)))
            return false;
    }
    if (w->emission != EMIT_FINAL && !window_is_aligned(w) && w->kind != WINDOW_GLOBAL)
        return refuse(o, emit->given ? emit->span : every->span,
                      "this window has no bounds before it closes, so nothing can be emitted early",
                      NULL);
    if (w->emission == EMIT_ROWS && w->kind > WINDOW_TUMBLING && window_is_aligned(w) &&
        !w->is_calendar && w->size / w->step > STEPS_EACH_MAX)
        return refuse(o, every->span,
                      "rows would be counted in more than ten thousand windows for each event",
                      "make the window's step longer, or emit by time: emit every 10s");
    if (!args[FILL].given)
        return true;
    if (w->is_calendar && w->kind != WINDOW_TUMBLING)
        return refuse(o, args[FILL].span,
                      "'fill for' goes with tumbling windows, or with steps of a fixed length",
                      NULL);
    if (w->emission == EMIT_FINAL)
        return true;
    return refuse(o, args[FILL].span, "'fill for' goes with 'emit final'", NULL);
}

static bool open_window(struct stage_open *o, const struct stage_ast *ast, struct window *w)
{
    const struct arg *args = ast->args;
    w->kind = kind_of(args);
    if (!check_clauses(o, args, w->kind) || !open_lengths(o, ast, w))
        return false;
    for (int i = OFFSET; i <= LONGEST; i++)
        if (i != EMIT && i != EMIT_EVERY && !check_fixed(o, &args[i]))
            return false;
    w->size = args[SIZE].duration.ns;
    w->step = w->kind == WINDOW_TUMBLING ? w->size : args[EVERY].duration.ns;
    w->offset = args[OFFSET].is_negative ? -args[OFFSET].duration.ns : args[OFFSET].duration.ns;
    w->longest = args[LONGEST].duration.ns;
    w->fill = args[FILL].duration.ns;
    if (takes(w->kind, LATENESS))
        w->lateness = args[LATENESS].given ? args[LATENESS].duration.ns : o->lateness;
    return open_emission(o, args, w);
}

// ---- time ----

static bool open_delay(struct stage_open *o, const struct arg *arg, int64_t *delay)
{
    if (!arg->given || !check_fixed(o, arg))
        return !arg->given;
    *delay = arg->duration.ns - o->delay;
    if (*delay >= 0)
        return true;
    return refuse(o, arg->span, "this is shorter than --delay, which holds for all", NULL);
}

static bool needs_time(const struct window *w)
{
    return w->kind != WINDOW_GLOBAL ? w->kind != WINDOW_COUNT : w->emission == EMIT_TICKS;
}

static bool open_time(struct stage_open *o, const struct stage_ast *ast, struct window_stage *w)
{
    const struct arg *on = &ast->args[ON];
    if (on->given && !clocked_open(o, on->items[0].expr, &w->clock))
        return false;
    if (!open_delay(o, &ast->args[DELAY], &w->delay))
        return false;
    w->needs_time = needs_time(&w->window);
    // A count window tells the times of its events, but can do without.
    if (o->time_source == TIME_AT_ENTRY && (w->needs_time || w->window.kind == WINDOW_COUNT))
        o->entry->is_used = true;
    if (!w->needs_time)
        return true;
    if (o->time_source != TIME_ABSENT)
        return true;
    return refuse(o, ast->span, "the rows here have no event time",
                  arena_printf(o->check.arena, "%s; say what their time is: window ... on EXPR",
                               timed_why_absent(o)));
}

// ---- the rows that leave ----

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
    scope_say_types(scope, w->start_cell, TYPE_TIME);
    scope_say_types(scope, w->end_cell, TYPE_TIME);
    struct column bounds[] = {column_make(a, names[0], w->start_cell),
                              column_make(a, names[1], w->end_cell)};
    scope_arrange(scope, bounds, 2, 2, true);
}

bool window_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct window_stage *w = ARENA_NEW(o->check.arena, struct window_stage);
    struct window_link *link = &w->link;
    if (!open_window(o, ast, &w->window))
        return false;
    if (w->window.kind == WINDOW_SESSION && !window_refuse_revised(o, ast))
        return false;
    if (ast->args[BY].given && !keys_open(o, &ast->args[BY], &link->keys))
        return false;
    link->has_keys = ast->args[BY].given;
    if (!open_time(o, ast, w))
        return false;
    *state = w;
    o->window = w->window;
    o->link = link;
    if (w->window.kind == WINDOW_GLOBAL)
        return true;
    w->time = o->time;
    w->frame = o->check.scope->frame;
    if (!o->check.scope->has_line)        // what is late of a line is written as it came
        link->shape = scope_shape(o->check.scope);
    open_bounds(w, o->check.scope, o->check.arena);
    link->scope = *o->check.scope;
    o->check.scope->uses_bounds = &link->uses_bounds;
    return true;
}
