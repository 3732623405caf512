// SPDX-License-Identifier: MIT
// Event time in the second half of a job: what the clock of its input, and those of others, were
// before it is known now, and with it the watermark in force before each row. Besides, time that
// goes on with the clock while no events come.
#include "run/run_internal.h"

#include "base/clock.h"
#include "base/fail.h"
#include "data/time.h"
#include "event/lateness.h"

// What an input holds the watermark to: its own watermark, or, before its first event, the time of
// that event where it is known already (files that are merged). TIME_NONE: it lets nothing pass.
static int64_t input_watermark(const struct input *in)
{
    int64_t watermark = clock_watermark(&in->clock);
    const struct row *first = input_row(in);
    if (watermark != TIME_NONE || !first || first->time == TIME_NONE)
        return watermark;
    return time_sub(first->time, in->clock.delay);
}

// A silent input does not count, unless all are silent: then those do that have had events.
static bool is_passed_over(const struct run *r, const struct input *silent)
{
    if (silent->clock.largest == TIME_NONE)
        return true;
    for (size_t i = 0; i < r->ninputs; i++)
        if (!r->inputs[i].has_ended && !r->inputs[i].live.is_idle)
            return true;
    return false;
}

int64_t run_others_watermark(const struct run *r, const struct input *in)
{
    int64_t least = TIME_MAX;
    for (size_t i = 0; i < r->ninputs; i++) {
        const struct input *other = &r->inputs[i];
        if (other == in || (other->has_ended && !input_row(other)))
            continue;
        if (other->live.is_idle && is_passed_over(r, other))
            continue;
        int64_t watermark = input_watermark(other);
        if (watermark < least)
            least = watermark;    // TIME_NONE is the least of all
    }
    return least;
}

// An event from the future: its clock is wrong, or ours.
static void tell_ahead(const struct job *job, const struct job_ahead *event)
{
    struct buf ahead;
    buf_init(&ahead);
    duration_print(&ahead, (struct duration){.ns = lateness_round(time_sub(event->time,
                                                                           job->now))});
    warn("line %llu of %s is %s ahead of the clock here, so it does not move the watermark "
         "(--skew)", (unsigned long long)(job->chunk.base_line + event->line + 1),
         job->chunk.input, buf_cstr(&ahead));
    buf_release(&ahead);
}

// The events from the future before that line (LINE_NONE: all) that have not been noted.
static void note_ahead(const struct run *r, struct input *in, uint32_t before)
{
    struct job_times *times = &in->job->times;
    for (; UNLIKELY(times->ahead != NULL) && times->ahead->line < before;
         times->ahead = times->ahead->next)
        if (in->live.ahead++ == 0 && !r->settings->quiet)
            tell_ahead(in->job, times->ahead);
}

// Where the clock stood at `largest`, the rows read from `from` up to `to` came: how disordered?
static void count_disorder(struct disorder *d, const struct job *job, const size_t bounds[2],
                           int64_t largest)
{
    for (size_t i = bounds[0]; i < bounds[1]; i++) {
        int64_t time = job->times.all[i];
        if (time > job->latest)
            continue;
        if (time > largest)
            largest = time;
        else
            disorder_count(d, time, largest);
    }
    d->seen += bounds[1] - bounds[0];
}

uint32_t run_judge(struct run *r, struct input *in, size_t from, size_t to)
{
    struct job *job = in->job;
    struct batch *b = &job->batch;
    int64_t others = run_others_watermark(r, in), before = in->clock.largest;
    for (size_t i = from; i < to; i++) {
        struct row *row = &b->rows[i];
        struct clock clock = in->clock;
        if (!clock_see(&clock, row->watermark))
            row->moved_line = LINE_NONE;
        int64_t own = clock_watermark(&clock), watermark = own < others ? own : others;
        row->watermark = watermark > r->watermark ? watermark : r->watermark;
    }
    const struct row *next = to < b->nrows ? &b->rows[to] : NULL;
    if (UNLIKELY(job->times.all != NULL))
        count_disorder(&r->stats.disorder, job, (size_t[]){from, next ? to : job->nread}, before);
    note_ahead(r, in, next ? next->line : LINE_NONE);
    bool has_moved = clock_see(&in->clock, next ? next->watermark : job->times.largest);
    return !has_moved ? LINE_NONE : next ? next->moved_line : job->times.line;
}

// ---- while no input has anything to say ----

// Where the time is that of arrival, it goes on at once.
static int64_t idle_of(const struct run *r)
{
    return r->plan->entry.is_arrival && r->settings->idle != LIVE_NEVER ? 0 : r->settings->idle;
}

int64_t run_patience(const struct run *r)
{
    int64_t due = INT64_MAX;
    if (!r->plan->entry.is_used)
        return -1;
    for (size_t i = 0; i < r->ninputs; i++) {
        const struct input *in = &r->inputs[i];
        bool has_a_say = in->live.is_live || (r->ninputs > 1 && !in->live.is_idle);
        if (in->source.is_regular || in->has_ended || !has_a_say)
            continue;
        int64_t own = live_due(&in->live, idle_of(r));
        if (own < due)
            due = own;
    }
    if (due == INT64_MAX)
        return -1;
    if (clock_is_set())
        return 0;
    int64_t left = time_sub(due, clock_steady());
    return left > 0 ? left : 0;
}

void run_let_time_go_on(struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++) {
        struct input *in = &r->inputs[i];
        if (!in->source.is_regular && !in->has_ended)
            live_tick(&in->live, &in->clock, idle_of(r), r->ninputs > 1);
    }
    run_advance_in_pause(r);
}
