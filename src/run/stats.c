// SPDX-License-Identifier: MIT
#include "run/stats.h"

#include "base/clock.h"
#include "base/fail.h"
#include "data/time.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

void stats_init(struct stats *st, struct plan *plan, const struct settings *settings)
{
    *st = (struct stats){.is_on = settings->stats, .every = settings->stats_every};
    st->began = st->told = clock_steady();
    st->peaks = ARENA_ARRAY(&plan->arena, struct stage_load, (size_t)plan->nstages);
    if (st->is_on && !plan->entry.is_used)
        plan->env.disorder = &st->disorder;
}

int64_t stats_due(const struct stats *st)
{
    return st->every ? st->told + st->every : INT64_MAX;
}

bool stats_is_due(const struct stats *st)
{
    return st->every && clock_steady() >= stats_due(st);
}

static void raise(uint64_t *most, uint64_t n)
{
    if (n > *most)
        *most = n;
}

struct stage_load stats_load(const struct stage *s)
{
    struct stage_load load = {.bytes = stage_state_bytes(s)};
    if (s->row->count_open)
        s->row->count_open(s, &load.open);
    return load;
}

void stats_sample(struct stats *st, const struct plan *plan)
{
    for (int i = 0; i < plan->nstages && st->is_on; i++) {
        struct stage_load load = stats_load(&plan->stages[i]), *peak = &st->peaks[i];
        if (load.bytes > peak->bytes)
            peak->bytes = load.bytes;
        raise(&peak->open.windows, load.open.windows);
        raise(&peak->open.groups, load.open.groups);
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

static void put_input(struct buf *b, const struct stats_now *now)
{
    uint64_t events = now->input.events, bad = now->report->bad_lines;
    put_count(b, "read       ", now->input.lines, "line");
    put_count(b, ", ", now->input.bytes, "byte");
    put_count(b, ": ", events, "event");
    put_count(b, ", ", bad, "bad line");
    if (now->input.is_whole)
        put_count(b, ", ", now->input.lines - events - bad, "blank line");
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

bool stats_count_dropped(const struct stage *s, uint64_t *dropped)
{
    uint64_t gone = s->next->rows_in + s->rows_late + s->rows_bad;
    *dropped = s->rows_in - gone;
    return !s->row->makes_rows && gone <= s->rows_in;
}

static void put_state(struct buf *b, struct stage_load load)
{
    if (load.bytes == 0)
        return;
    buf_puts(b, "  ");
    put_size(b, load.bytes);
    if (load.open.groups)
        put_count(b, ", ", load.open.groups, "group");
    if (load.open.windows)
        put_count(b, " in ", load.open.windows, "window");
}

static void put_stage(struct buf *b, const struct stats_now *now, int i, struct stage_load load)
{
    const struct stage *s = &now->plan->stages[i];
    char name[32];
    snprintf(name, sizeof name, "%d %s", i + 1, s->row->syntax.name);
    uint64_t dropped;
    bool is_known = stats_count_dropped(s, &dropped);
    buf_printf(b, "  %-12s %10llu %10llu ", name, (unsigned long long)s->rows_in,
               (unsigned long long)s->next->rows_in);
    if (is_known)
        buf_printf(b, "%10llu", (unsigned long long)dropped);
    else
        buf_printf(b, "%10s", "-");
    buf_printf(b, " %10llu %10llu %10llu", (unsigned long long)s->rows_late,
               (unsigned long long)s->rows_bad, (unsigned long long)now->report->errors[i + 1]);
    put_state(b, load);
    if (s->row->counts_failed)
        put_count(b, "  ", s->rows_failed, "failed row");
    buf_putc(b, '\n');
}

static void put_stages(struct buf *b, const struct stats *st, const struct stats_now *now)
{
    if (now->plan->nstages == 0)
        return;
    buf_printf(b, "  %-12s %10s %10s %10s %10s %10s %10s  %s\n", "stage", "in", "out", "dropped",
               "late", "untimed", "errors", now->is_end ? "state, at most" : "state now");
    for (int i = 0; i < now->plan->nstages; i++)
        put_stage(b, now, i, now->is_end ? st->peaks[i] : stats_load(&now->plan->stages[i]));
}

// Where there is more than standard output.
static void put_sinks(struct buf *b, const struct stats_now *now)
{
    if (now->nsinks == 1 && strcmp(now->sinks[0].kind->name, "-") == 0)
        return;
    buf_printf(b, "  %12s  %s\n", "bytes", "destination");
    for (size_t i = 0; i < now->nsinks; i++)
        buf_printf(b, "  %12llu  %s%s\n", now->sinks[i].written, now->sinks[i].name,
                   now->sinks[i].is_gone ? ", gone" : "");
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

static void put_time(struct buf *b, const struct stats *st, const struct stats_now *now)
{
    if (now->watermark != TIME_NONE) {
        char text[TIME_TEXT_MAX];
        size_t n = time_write_rfc3339(text, value_time(now->watermark));
        buf_printf(b, "watermark  %.*s", (int)n, text);
        if (now->lag != TIME_NONE)
            buf_printf(b, ", %.3f s behind the clock", (double)now->lag / 1e9);
        buf_putc(b, '\n');
    }
    if (st->is_on && st->disorder.seen > st->disorder.untimed)
        put_disorder(b, &st->disorder);
}

static void put_rate(struct buf *b, const char *before, double seconds, struct stats_input read)
{
    if (seconds > 0)
        buf_printf(b, "%s%.0f events/s, %.1f MB/s", before, (double)read.events / seconds,
                   (double)read.bytes / seconds / 1e6);
}

// Of the whole run, and, where it goes on, since it was told last.
static void put_pace(struct buf *b, const struct stats *st, const struct stats_now *now)
{
    int64_t clock = clock_steady();
    struct stats_input read = now->input, last = st->last;
    buf_printf(b, "took       %.3f s", (double)(clock - st->began) / 1e9);
    put_rate(b, ", ", (double)(clock - st->began) / 1e9, read);
    if (!now->is_end && st->told > st->began)
        put_rate(b, "; of late ", (double)(clock - st->told) / 1e9,
                 (struct stats_input){.events = read.events - last.events,
                                      .bytes = read.bytes - last.bytes});
    buf_putc(b, '\n');
}

static void put_memory(struct buf *b)
{
    buf_puts(b, "memory     ");
    put_size(b, stats_memory());
    buf_puts(b, ", at most\n");
}

size_t stats_memory(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
#ifdef __APPLE__
    return (size_t)usage.ru_maxrss;
#else
    return (size_t)usage.ru_maxrss * 1024;
#endif
}

void stats_tell(struct stats *st, const struct stats_now *now)
{
    struct buf b;
    buf_init(&b);
    put_input(&b, now);
    put_stages(&b, st, now);
    put_count(&b, "written    ", now->plan->stages[now->plan->nstages].rows_in, "row");
    buf_putc(&b, '\n');
    put_sinks(&b, now);
    put_time(&b, st, now);
    put_memory(&b);
    put_pace(&b, st, now);
    fwrite(b.p, 1, b.n, stderr);
    buf_release(&b);
    st->told = clock_steady();
    st->last = now->input;
}
