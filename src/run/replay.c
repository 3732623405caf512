// SPDX-License-Identifier: MIT
#include "run/replay.h"

#include "base/clock.h"
#include "base/fail.h"
#include "data/time.h"
#include "run/interrupt.h"
#include "run/run_internal.h"

bool replay_check(const struct plan *plan, const struct settings *settings)
{
    if (settings->replay_speed <= 0)
        return true;
    if (plan->entry.is_arrival)
        warn("--replay goes by the time in the events; 'arrival' is that of the clock here");
    else if (plan->clock_stage && !plan->entry.expr)
        warn("--replay goes by the time with which events come; here stage %d makes it: -t EXPR "
             "tells it before",
             plan->clock_stage);
    else
        return true;
    return false;
}

int64_t replay_due(struct replay *replay, int64_t time)
{
    if (time == TIME_NONE)
        return INT64_MIN;
    if (!replay->has_begun) {
        replay->has_begun = true;
        replay->began = clock_steady();
        replay->first = time;
    }
    double wait = (double)time_sub(time, replay->first) / replay->speed;
    if (wait <= 0)
        return replay->began;
    return wait < 9e18 ? time_add(replay->began, (int64_t)wait) : INT64_MAX;
}

void run_check_replay(const struct run *r)
{
    for (size_t i = 0; i < r->ninputs && r->replay.speed > 0; i++)
        if (!r->inputs[i].source.is_regular)
            fatal("--replay paces files that are recorded; %s comes at a pace of its own",
                  input_name(&r->inputs[i]));
}

void run_tell_unpaced(const struct run *r)
{
    if (r->replay.speed > 0 && !r->replay.has_begun && r->plan->stages[0].rows_in)
        warn("--replay: no event had a time, so nothing was paced");
}

// Rows of the batch that are due: the first behind them.
static size_t end_of_due(struct run *r, const struct batch *b, size_t from, size_t to)
{
    int64_t now = clock_steady();
    size_t at = from;
    while (at < to && replay_due(&r->replay, b->rows[at].time) <= now)
        at++;
    return at;
}

static void wait_until(struct run *r, int64_t due)
{
    sigset_t waiting;
    interrupt_hold(&waiting);
    int64_t left = time_sub(due, clock_steady());
    if (!interrupt_is_pending())
        loop_wait(&r->loop, clock_is_set() || left < 0 ? 0 : left, &waiting);
    interrupt_let(&waiting);
}

size_t run_await_turn(struct run *r, struct input *in, size_t from, size_t to)
{
    const struct batch *b = &in->job->batch;
    for (;;) {
        size_t end = end_of_due(r, b, from, to);
        if (end > from)
            return end;
        run_commit_so_far(r, in);
        run_flush(r);
        run_look_up(r);
        if (r->is_over || interrupt_number())
            return from;
        wait_until(r, replay_due(&r->replay, b->rows[from].time));
    }
}
