// SPDX-License-Identifier: MIT
// The windows that are to speak before they fire (`emit every D`), by their next tick. A window in
// which nothing has changed at a tick is set aside until an event comes into it: time without
// events costs nothing.
#ifndef OPS_AGGREGATE_TICKS_H
#define OPS_AGGREGATE_TICKS_H

#include "base/vec.h"
#include "event/window.h"

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct unpack;

struct ticking {
    int64_t tick;                 // the next one
    struct interval window;
    uint64_t emitted;             // events that had come at its last one
};

struct ticks {
    VEC(struct ticking) heap;     // by tick, then in the order of windows
    VEC(struct ticking) quiet;    // those set aside
};

// The first tick of all; TIME_MAX: none.
static inline int64_t ticks_next(const struct ticks *t)
{
    return t->heap.n ? t->heap.at[0].tick : TIME_MAX;
}

// Have a window tick after `time`, if it does before its end.
void ticks_add(struct ticks *t, const struct window *w, struct ticking ticking, int64_t time);
// Take out the first one; there must be one.
struct ticking ticks_take(struct ticks *t);
void ticks_set_aside(struct ticks *t, struct ticking ticking);
// An event has come at `time`, after that watermark.
void ticks_wake(struct ticks *t, const struct window *w, int64_t time, int64_t watermark);

void ticks_save(const struct ticks *t, struct buf *out);
void ticks_load(struct ticks *t, struct unpack *in);
void ticks_free(struct ticks *t);

#endif
