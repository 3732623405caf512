// SPDX-License-Identifier: MIT
// What a run is asked on its way: to tell its counters (--stats, SIGUSR1),
// and to begin its outputs anew (SIGHUP).
#include "base/clock.h"
#include "data/time.h"
#include "run/interrupt.h"
#include "run/run_internal.h"

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
    stats_tell(&r->stats, &now);
}

void run_look_up(struct run *r)
{
    unsigned wishes = interrupt_take_wishes();
    if (wishes & WISH_REOPEN)
        run_reopen(r);
    if ((wishes & WISH_COUNTERS) || stats_is_due(&r->stats))
        run_tell_counters(r, false);
}
