// SPDX-License-Identifier: MIT
// The event clock: the watermark is the largest event time seen less a delay, and never moves back.
// An event is judged against the watermark made by the events before it, one by one, never by read
// or batch: so the cutting of the input into chunks cannot show.
#ifndef EVENT_WATERMARK_H
#define EVENT_WATERMARK_H

#include "base/pack.h"
#include "data/time.h"

#include <stdbool.h>
#include <stdint.h>

// a + b and a - b without overflow: beyond 64 bits the nearest time there is.
int64_t time_add(int64_t a, int64_t b);
static inline int64_t time_sub(int64_t a, int64_t b)
{
    int64_t difference;
    if (UNLIKELY(__builtin_sub_overflow(a, b, &difference)))
        return b < 0 ? TIME_MAX : TIME_MIN;
    return UNLIKELY(difference == TIME_NONE) ? TIME_MIN : difference;
}

struct clock {
    int64_t largest;              // event time seen, ns; TIME_NONE: none yet
    int64_t delay;                // ns, >= 0
};

void clock_init(struct clock *c, int64_t delay);

// The watermark now, or TIME_NONE while no event time has been seen.
static inline int64_t clock_watermark(const struct clock *c)
{
    return c->largest == TIME_NONE ? TIME_NONE : time_sub(c->largest, c->delay);
}

// An event of that time has come (TIME_NONE is the least of all); true if it moved the clock.
static inline bool clock_see(struct clock *c, int64_t time)
{
    if (time <= c->largest)
        return false;
    c->largest = time;
    return true;
}

void clock_save(const struct clock *c, struct buf *out);
void clock_load(struct clock *c, struct unpack *in);

#endif
