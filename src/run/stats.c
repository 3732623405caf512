// SPDX-License-Identifier: MIT
#include "run/stats.h"

#include "base/clock.h"
#include "data/time.h"

#include <stdio.h>

void stats_init(struct stats *st, struct plan *plan, const struct settings *settings)
{
    *st = (struct stats){.is_on = settings->stats, .every = settings->stats_every};
    if (!st->is_on)
        return;
    st->began = st->told = clock_wall();
    if (!plan->entry.is_used)
        plan->env.disorder = &st->disorder;
    st->peaks = ARENA_ARRAY(&plan->arena, struct stage_peak, (size_t)plan->nstages);
}

bool stats_is_due(struct stats *st)
{
    int64_t now = st->every ? clock_wall() : 0;
    bool is_due = st->every && now - st->told >= st->every;
    if (is_due)
        st->told = now;
    return is_due;
}

static void raise(uint64_t *most, uint64_t n)
{
    if (n > *most)
        *most = n;
}

void stats_sample(struct stats *st, const struct plan *plan)
{
    for (int i = 0; i < plan->nstages && st->is_on; i++) {
        const struct stage *s = &plan->stages[i];
        struct stage_peak *peak = &st->peaks[i];
        struct open_count open = {0};
        size_t bytes = stage_state_bytes(s);
        if (bytes > peak->bytes)
            peak->bytes = bytes;
        if (s->row->count_open)
            s->row->count_open(s, &open);
        raise(&peak->open.windows, open.windows);
        raise(&peak->open.groups, open.groups);
    }
}

// ---- telling ----

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void put_count(struct buf *b, const char *before, uint64_t n, const char *what)
{
    buf_printf(b, "%s%llu %s%s", before, (unsigned long long)n, what, plural(n));
}

static void put_input(struct buf *b, const struct stats_end *end)
{
    uint64_t events = end->plan->stages[0].rows_in, bad = end->report->bad_lines;
    put_count(b, "read       ", end->input.lines, "line");
    put_count(b, ", ", end->input.bytes, "byte");
    put_count(b, ": ", events, "event");
    put_count(b, ", ", bad, "bad line");
    if (end->input.is_whole)
        put_count(b, ", ", end->input.lines - events - bad, "blank line");
    buf_putc(b, '\n');
}

static void put_size(struct buf *b, size_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    double size = (double)bytes;
    for (; size >= 1024 && unit < 4; unit++)
        size /= 1024;
    buf_printf(b, unit ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

// Rows that the stage has kept to itself for good; of a stage that makes rows of its own nobody can
// say.
static bool count_dropped(const struct stage *s, uint64_t *dropped)
{
    uint64_t gone = s->next->rows_in + s->rows_late + s->rows_bad;
    *dropped = s->rows_in - gone;
    return !s->row->makes_rows && gone <= s->rows_in;
}

static void put_state(struct buf *b, const struct stage_peak *peak)
{
    if (peak->bytes == 0)
        return;
    buf_puts(b, "  ");
    put_size(b, peak->bytes);
    if (peak->open.groups)
        put_count(b, ", ", peak->open.groups, "group");
    if (peak->open.windows)
        put_count(b, " in ", peak->open.windows, "window");
}

static void put_stage(struct buf *b, const struct stats_end *end, int i,
                      const struct stage_peak *peak)
{
    const struct stage *s = &end->plan->stages[i];
    char name[32];
    snprintf(name, sizeof name, "%d %s", i + 1, s->row->syntax.name);
    uint64_t dropped;
    bool is_known = count_dropped(s, &dropped);
    buf_printf(b, "  %-12s %10llu %10llu ", name, (unsigned long long)s->rows_in,
               (unsigned long long)s->next->rows_in);
    if (is_known)
        buf_printf(b, "%10llu", (unsigned long long)dropped);
    else
        buf_printf(b, "%10s", "-");
    buf_printf(b, " %10llu %10llu %10llu", (unsigned long long)s->rows_late,
               (unsigned long long)s->rows_bad, (unsigned long long)end->report->errors[i + 1]);
    put_state(b, peak);
    buf_putc(b, '\n');
}

static void put_stages(struct buf *b, const struct stats *st, const struct stats_end *end)
{
    if (end->plan->nstages == 0)
        return;
    buf_printf(b, "  %-12s %10s %10s %10s %10s %10s %10s  %s\n", "stage", "in", "out", "dropped",
               "late", "untimed", "errors", "state, at most");
    for (int i = 0; i < end->plan->nstages; i++)
        put_stage(b, end, i, &st->peaks[i]);
}

// How far events came behind the latest one before them: most are not behind at all.
static void put_disorder(struct buf *b, const struct disorder *d)
{
    static const struct {
        const char *name;
        unsigned percent;
    } shown[] = {{"p50", 50}, {"p90", 90}, {"p99", 99}, {"all", 100}};
    buf_puts(b, "behind     ");
    for (int i = 0; i < 4; i++) {
        buf_printf(b, "%s%s ", i ? ", " : "", shown[i].name);
        duration_print(b, (struct duration){.ns = disorder_quantile(d, shown[i].percent)});
    }
    put_count(b, " (", d->behind.count, "event");
    buf_printf(b, " of %llu came behind a later one)\n",
               (unsigned long long)(d->seen - d->untimed));
}

static void put_time(struct buf *b, const struct stats *st, const struct stats_end *end)
{
    if (end->watermark != TIME_NONE) {
        char text[TIME_TEXT_MAX];
        size_t n = time_write_rfc3339(text, value_time(end->watermark));
        buf_printf(b, "watermark  %.*s\n", (int)n, text);
    }
    if (st->disorder.seen > st->disorder.untimed)
        put_disorder(b, &st->disorder);
}

static void put_pace(struct buf *b, const struct stats *st, const struct stats_end *end)
{
    double seconds = (double)(clock_wall() - st->began) / 1e9;
    buf_printf(b, "took       %.3f s", seconds);
    if (seconds > 0)
        buf_printf(b, ", %.0f events/s, %.1f MB/s",
                   (double)end->plan->stages[0].rows_in / seconds,
                   (double)end->input.bytes / seconds / 1e6);
    buf_putc(b, '\n');
}

void stats_tell(const struct stats *st, const struct stats_end *end)
{
    struct buf b;
    buf_init(&b);
    put_input(&b, end);
    put_stages(&b, st, end);
    put_count(&b, "written    ", end->plan->stages[end->plan->nstages].rows_in, "row");
    buf_putc(&b, '\n');
    put_time(&b, st, end);
    put_pace(&b, st, end);
    fwrite(b.p, 1, b.n, stderr);
    buf_release(&b);
}
