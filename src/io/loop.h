// SPDX-License-Identifier: MIT
// The one place where weir waits: descriptors with something to say, timers, signals. Everything
// runs on the thread that calls loop_wait(); nothing here reads or writes.
//
// A watch is level-triggered. Who has been told that its descriptor is readable and does not read
// it at once sets its events to 0 until it has, so that the next wait is not cut short for nothing.
#ifndef IO_LOOP_H
#define IO_LOOP_H

#include "base/vec.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pollfd;

// A descriptor that is waited for. Its owner keeps it where it is while it is in the loop.
struct watch {
    void (*ready)(struct watch *w, short revents);   // POLLIN, POLLOUT, POLLERR, POLLHUP ...
    bool while_held;              // told also in loop_wait_held(): it belongs to an output
    size_t place;                 // private
};

// A moment that is waited for. Its owner keeps it where it is while it is armed. All zero: not
// armed.
struct timer {
    void (*fire)(struct timer *t);   // it is no longer armed then, and may be armed anew
    int64_t due;                  // ns on clock_steady()
    uint64_t order;               // private: timers with one due time fire as they were armed
    bool is_armed;
    bool while_held;              // fires also in loop_wait_held()
};

struct loop {
    VEC(struct pollfd) polled;    // private: of the watch with the same place
    VEC(struct watch *) watches;
    VEC(struct timer *) timers;
    uint64_t armed;               // timers, ever
    bool (*wants_end)(void);      // has a signal asked for the end? Then nobody waits for an output
                                  // without a limit; NULL: nobody ever asks
};

void loop_init(struct loop *l);
void loop_release(struct loop *l);

// Begin to watch `fd` for `events` (POLLIN, POLLOUT, both, or 0: only errors and the other end's
// hanging up, which cannot be left out).
void loop_add(struct loop *l, struct watch *w, int fd, short events);
void loop_set(struct loop *l, struct watch *w, short events);
// Stop; to be called before the descriptor is closed. Also within a ready() or a fire().
void loop_remove(struct loop *l, struct watch *w);

// Let the timer fire at `due`. One that is armed is armed anew.
void loop_arm(struct loop *l, struct timer *t, int64_t due);
void loop_disarm(struct loop *l, struct timer *t);

// Wait until a descriptor is ready, a timer is due, a signal comes, or `timeout` ns have passed
// (below zero: no limit; 0: only look), then call ready() and fire() of all that are. `mask` is the
// signal mask while waiting, as for ppoll(); NULL: the one in force. Where tests set the clock
// nothing is waited for while a timer is armed. False: nothing was ready or due, that is, the
// timeout has passed or a signal came.
bool loop_wait(struct loop *l, int64_t timeout, const sigset_t *mask);

// The same for outputs alone, in the middle of anything: an output that can take no more holds the
// inputs back, while it and the others go on.
bool loop_wait_held(struct loop *l, int64_t timeout);

static inline bool loop_wants_end(const struct loop *l)
{
    return l->wants_end && l->wants_end();
}

#endif
