// SPDX-License-Identifier: MIT
// What a run is asked on its way: its counters (--stats, SIGUSR1), how far it is (--progress), and to
// begin its outputs anew (SIGHUP).
#include "base/clock.h"
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
        sum.lines += r->inputs[i].lines;
        sum.bytes += r->inputs[i].bytes;
        sum.is_whole &= r->inputs[i].has_ended;
    }
    return sum;
}

// How far the watermark is behind the wall clock: of recorded events that says nothing.
static int64_t watermark_lag(const struct run *r)
{
    for (size_t i = 0; i < r->ninputs && r->watermark != TIME_NONE; i++)
        if (r->inputs[i].live.is_live)
            return time_sub(clock_wall(), r->watermark);
    return TIME_NONE;
}

void run_tell_counters(struct run *r, bool is_end)
{
    struct stats_now now = {
        r->plan, &r->report, count_input(r), r->watermark, watermark_lag(r), is_end};
    progress_hide();
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

void run_begin_progress(struct run *r)
{
    uint64_t done, size;
    if (!r->settings->progress || writes_to_terminal(r))
        return;
    sum_places(r, &done, &size);
    progress_begin(&r->progress, size);
}

static void show_progress(struct run *r)
{
    uint64_t done, size;
    sum_places(r, &done, &size);
    progress_draw(&r->progress, done);
}

// ---- on its way ----

void run_look_up(struct run *r)
{
    unsigned wishes = interrupt_take_wishes();
    if (wishes & WISH_REOPEN)
        run_reopen(r);
    if ((wishes & WISH_COUNTERS) || stats_is_due(&r->stats))
        run_tell_counters(r, false);
    if (progress_is_due(&r->progress))
        show_progress(r);
}
