// SPDX-License-Identifier: MIT
#include "ops/describe.h"

#include "data/time.h"
#include "data/zone.h"

#include <stdarg.h>
#include <stdio.h>

void describe_line(struct buf *out, const char *name, const char *format, ...)
{
    buf_printf(out, "%s\t", name);
    size_t from = out->n;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *to = buf_room(out, (size_t)n + 1);
    vsnprintf(to, (size_t)n + 1, format, again);
    out->n += (size_t)n;
    va_end(again);
    va_end(args);
    for (size_t i = from; i < out->n; i++)
        if ((unsigned char)out->p[i] < ' ')           // an expression may go over lines
            out->p[i] = ' ';
    buf_putc(out, '\n');
}

void describe_length(struct buf *out, int64_t ns)
{
    if (ns < 0)
        buf_putc(out, '-');
    duration_print(out, (struct duration){.ns = ns < 0 ? -ns : ns});
}

// "the window's end", "that + 5s".
static void put_later(struct buf *out, const char *what, int64_t ns)
{
    buf_puts(out, what);
    if (ns == 0)
        return;
    buf_puts(out, " + ");
    describe_length(out, ns);
}

// The moment at which a window ends, as people say it.
static const char *end_of(const struct window *w)
{
    return w->kind == WINDOW_SLIDING ? "the event's time" : "the window's end";
}

static void put_count(struct buf *out, const struct window *w)
{
    buf_printf(out, "when %lld events of the group are there",
               (long long)(w->step_rows ? w->step_rows : w->rows));
    if (!w->step_rows)
        buf_puts(out, ", the rest at the end of input");
}

// When rows come before the window closes.
static void put_early(struct buf *out, const struct window *w)
{
    if (w->emission == EMIT_TICKS) {
        buf_puts(out, "every ");
        describe_length(out, w->tick);
        buf_puts(out, " of event time, ");
    } else if (w->emission == EMIT_ROWS) {
        buf_printf(out, "every %lld events of a group, ", (long long)w->tick_rows);
    }
}

void describe_window_speech(struct buf *out, const struct window *w)
{
    buf_puts(out, "speaks\t");
    put_early(out, w);
    if (w->kind == WINDOW_COUNT) {
        put_count(out, w);
    } else if (w->kind == WINDOW_GLOBAL) {
        buf_puts(out, "at the end of input");
    } else {
        buf_puts(out, "when the watermark reaches ");
        put_later(out, end_of(w), w->emission == EMIT_FINAL ? w->lateness : 0);
        if (w->emission != EMIT_FINAL && w->lateness) {
            buf_puts(out, ", again for each event until ");
            put_later(out, "that", w->lateness);
        }
    }
    buf_putc(out, '\n');
}

// ---- windows ----

static void put_size(struct buf *out, const struct window *w, const struct duration *calendar,
                     int64_t ns)
{
    if (w->is_calendar)
        duration_print(out, *calendar);
    else
        describe_length(out, ns);
}

static void put_kind(struct buf *out, const struct window *w)
{
    static const char *const names[] = {
        [WINDOW_GLOBAL] = "global: everything, closed by the end of input",
        [WINDOW_TUMBLING] = "tumbling, ",
        [WINDOW_HOPPING] = "hopping, ",
        [WINDOW_CUMULATIVE] = "cumulative, up to ",
        [WINDOW_SESSION] = "session, until nothing has come for ",
        [WINDOW_SLIDING] = "sliding, up to and including each event the last ",
        [WINDOW_COUNT] = "count, ",
    };
    buf_puts(out, names[w->kind]);
    if (w->kind == WINDOW_COUNT)
        buf_printf(out, "%lld events of a group", (long long)w->rows);
    else if (w->kind != WINDOW_GLOBAL)
        put_size(out, w, &w->calendar_size, w->size);
    if (w->kind == WINDOW_COUNT && w->step_rows)
        buf_printf(out, ", every %lld", (long long)w->step_rows);
    if (w->kind == WINDOW_HOPPING || w->kind == WINDOW_CUMULATIVE) {
        buf_puts(out, " every ");
        put_size(out, w, &w->calendar_step, w->step);
    }
    if (w->longest) {
        buf_puts(out, ", at most ");
        describe_length(out, w->longest);
    }
}

static void put_alignment(struct buf *out, const struct window *w)
{
    if (w->is_calendar)
        buf_printf(out, ", by the calendar of %s", w->zone ? zone_name(w->zone) : "UTC");
    else
        buf_puts(out, ", aligned to 1970-01-01T00:00:00Z");
    if (w->offset) {
        buf_puts(out, w->offset > 0 ? " + " : " - ");
        describe_length(out, w->offset > 0 ? w->offset : -w->offset);
    }
}

void describe_window(struct buf *out, const struct window *w)
{
    buf_puts(out, "window\t");
    put_kind(out, w);
    if (window_is_aligned(w))
        put_alignment(out, w);
    buf_putc(out, '\n');
    if (w->kind == WINDOW_GLOBAL || w->kind == WINDOW_COUNT)
        return;
    buf_puts(out, "closes\twhen the watermark reaches ");
    put_later(out, end_of(w), w->lateness);
    buf_puts(out, "\nlateness\t");
    describe_length(out, w->lateness);
    buf_putc(out, '\n');
    if (w->fill == 0)
        return;
    buf_puts(out, "fill\tempty windows of a group, until it has been away for ");
    describe_length(out, w->fill);
    buf_putc(out, '\n');
}
