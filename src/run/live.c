// SPDX-License-Identifier: MIT
#include "run/live.h"

#include "base/clock.h"
#include "data/time.h"

// How often the clock of a silent input is moved.
#define TICK (NS_SECOND / 10)

void live_begin(struct live *l)
{
    *l = (struct live){.now = clock_wall(), .heard = clock_steady()};
}

void live_heard(struct live *l)
{
    l->now = clock_wall();
    l->heard = clock_steady();
    l->is_idle = false;
}

void live_note(struct live *l, const struct clock *clock, int64_t skew)
{
    if (clock->largest == TIME_NONE)
        return;
    int64_t behind = time_sub(l->now, clock->largest);
    l->is_live = behind <= skew && behind >= -skew;
    if (l->is_live && behind > l->lag)
        l->lag = behind;
}

int64_t live_due(const struct live *l, int64_t idle)
{
    if (idle == LIVE_NEVER)
        return INT64_MAX;
    return l->is_idle ? time_add(clock_steady(), TICK) : time_add(l->heard, idle);
}

void live_tick(struct live *l, struct clock *clock, int64_t idle, bool may_skip)
{
    if (clock_steady() < time_add(l->heard, idle))
        return;
    l->is_idle = l->is_live || (may_skip && clock->largest == TIME_NONE);
    if (l->is_live)
        clock_see(clock, time_sub(clock_wall(), l->lag));
}
