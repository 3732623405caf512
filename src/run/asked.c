// SPDX-License-Identifier: MIT
// What a run is asked on its way: its counters (--stats, SIGUSR1), how far it is (--progress), to
// begin its outputs anew (SIGHUP).
#include "base/clock.h"
#include "base/fail.h"
#include "data/time.h"
#include "run/interrupt.h"
#include "run/run_internal.h"

#include <string.h>
#include <unistd.h>

// ---- counters ----

static struct stats_input count_input(const struct run *r)
{
    struct stats_input sum = {.events = r->plan->stages[0].rows_in, .is_whole = !r->is_over};
    for (size_t i = 0; i < r->ninputs; i++) {
        const struct input *in = &r->inputs[i];
        uint64_t lines, bytes;
        input_ahead(in, &lines, &bytes);
        sum.lines += in->lines - lines;
        sum.bytes += in->bytes - bytes;
        sum.is_whole &= in->has_ended && !input_row(in);
    }
    return sum;
}

int64_t run_watermark_lag(const struct run *r)
{
    for (size_t i = 0; i < r->ninputs && r->watermark != TIME_NONE; i++)
        if (r->inputs[i].live.is_live)
            return time_sub(clock_wall(), r->watermark);
    return TIME_NONE;
}

void run_tell_counters(struct run *r, bool is_end)
{
    struct stats_now now = {
        .plan = r->plan,
        .report = &r->report,
        .input = count_input(r),
        .watermark = r->watermark,
        .lag = run_watermark_lag(r),
        .sinks = r->sinks,
        .nsinks = r->nsinks,
        .is_end = is_end,
    };
    progress_hide();
    preview_hide(&r->preview, r);
    stats_tell(&r->stats, &now);
}

// ---- progress ----

// Rows on the same terminal would be in each other's way.
static bool writes_to_terminal(const struct run *r)
{
    for (size_t i = 0; i < r->settings->noutputs; i++)
        if (strcmp(r->settings->outputs[i], "-") == 0 && isatty(STDOUT_FILENO))
            return true;
    return false;
}

// Bytes read of all files, and how many there are; 0 where any input is no regular file, for nobody
// knows how much comes.
static void sum_places(const struct run *r, uint64_t *done, uint64_t *size)
{
    *done = *size = 0;
    for (size_t i = 0; i < r->ninputs; i++) {
        uint64_t own_done, own_size;
        if (!r->inputs[i].source.is_regular) {
            *size = 0;
            return;
        }
        source_place(&r->inputs[i].source, &own_done, &own_size);
        *done += r->inputs[i].has_ended ? own_size : own_done;
        *size += own_size;
    }
}

static void show_progress(struct run *r)
{
    uint64_t done, size;
    sum_places(r, &done, &size);
    progress_draw(&r->progress, done);
}

// ---- on its way ----

void run_refresh(struct run *r, bool is_asked)
{
    for (int i = 0; i < r->plan->nstages; i++) {
        struct stage *s = &r->plan->stages[i];
        if (s->row->refresh)
            s->row->refresh(s, is_asked);
    }
}

// SIGHUP: files that were renamed are made again, tables are read again.
static void reopen(struct run *r)
{
    run_flush(r);
    for (size_t i = 0; i < r->nsinks; i++)
        sink_reopen(&r->sinks[i]);
    run_refresh(r, true);
    run_note_broken_sinks(r);
}

// What is due by the clock.
static void tell_due(struct run *r)
{
    if (stats_is_due(&r->stats))
        run_tell_counters(r, false);
    if (progress_is_due(&r->progress))
        show_progress(r);
}

static void arm_tick(struct run *r)
{
    int64_t due = stats_due(&r->stats), drawn = progress_due(&r->progress);
    if (drawn < due)
        due = drawn;
    if (due < INT64_MAX)
        loop_arm(&r->loop, &r->tick, due);
}

// While it waits, for whatever that is.
static void on_tick(struct timer *t)
{
    struct run *r = (struct run *)(void *)((char *)t - offsetof(struct run, tick));
    tell_due(r);
    arm_tick(r);
}

// -v: what has been opened.
static void tell_opened(const struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++) {
        uint64_t done, size;
        const struct input *in = &r->inputs[i];
        source_place(&in->source, &done, &size);
        if (in->source.is_regular)
            warn("reading %s, %llu bytes", input_name(in), (unsigned long long)size);
        else
            warn("reading %s", input_name(in));
    }
    for (size_t i = 0; i < r->nsinks; i++)
        warn("writing to %s", r->sinks[i].name);
}

void run_begin_telling(struct run *r)
{
    if (r->settings->verbose)
        tell_opened(r);
    uint64_t done, size = 0;
    if (r->settings->progress && !writes_to_terminal(r))
        sum_places(r, &done, &size);
    progress_begin(&r->progress, size);
    r->tick.fire = on_tick;
    arm_tick(r);
}

void run_look_up(struct run *r)
{
    unsigned wishes = interrupt_take_wishes();
    if (wishes & WISH_REOPEN)
        reopen(r);
    if (wishes & WISH_COUNTERS)
        run_tell_counters(r, false);
    tell_due(r);
    if (UNLIKELY(preview_is_due(&r->preview, r)))
        run_flush(r);
}
