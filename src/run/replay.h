// SPDX-License-Identifier: MIT
// --replay: recorded input at the pace of its event time, some times as fast. The first event sets
// the beginning; each goes when so much time has passed since as lies between the two, one that is
// behind an earlier one at once. Only the steady clock counts, which nobody sets.
#ifndef RUN_REPLAY_H
#define RUN_REPLAY_H

#include "run/input.h"
#include "run/plan.h"
#include "run/settings.h"

struct replay {
    double speed;                 // event time by time; 0: all at once
    bool has_begun;
    int64_t began;                // when the first event with a time went, on the steady clock
    int64_t first;                // its time, ns
};

// Can that plan be paced? False after a message.
bool replay_check(const struct plan *plan, const struct settings *settings);

// When an event of that time (TIME_NONE: it has none, and goes at once) is due, on the steady
// clock.
int64_t replay_due(struct replay *replay, int64_t time);

#endif
