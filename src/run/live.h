// SPDX-License-Identifier: MIT
// What the wall clock has to do with the event time of live inputs (any but regular files): events
// from the future do not move the watermark (--skew), and when nothing comes any more the event
// clock goes on with the wall clock (--idle). Recorded streams are left alone: one is live while
// its newest event is within the skew of the wall clock.
#ifndef RUN_LIVE_H
#define RUN_LIVE_H

#include "event/watermark.h"

#include <stdbool.h>
#include <stdint.h>

#define LIVE_NEVER INT64_MAX      // of --idle

// Of one live input.
struct live {
    int64_t now;                  // wall clock when it was read last, ns
    int64_t heard;                // the same on the steady clock
    int64_t lag;                  // the most that its newest event has been behind the wall clock
    bool is_live;
    bool is_idle;                 // nothing has come for --idle
    uint64_t ahead;               // events too far in the future
};

// It begins to be waited for.
void live_begin(struct live *l);
// Something has been read.
void live_heard(struct live *l);
// Its events have been seen, the clock's newest is that of the input; `skew` ns.
void live_note(struct live *l, const struct clock *clock, int64_t skew);

// The latest event time, ns, that may move the watermark.
static inline int64_t live_latest(const struct live *l, int64_t skew)
{
    return time_add(l->now, skew);
}

// When, on the steady clock, it is to be looked at again while nothing comes; INT64_MAX: never.
// `idle` is the silence after which its clock goes on, ns.
int64_t live_due(const struct live *l, int64_t idle);
// The time has come: let its clock go on, if it is silent for so long. `may_skip`: an input that
// has not had any event is passed over, too.
void live_tick(struct live *l, struct clock *clock, int64_t idle, bool may_skip);

#endif
