// SPDX-License-Identifier: MIT
// Tumbling windows are those of Akidau et al., The Dataflow Model (VLDB 2015), 2.2: fixed windows,
// aligned to the epoch plus an offset.
#include "event/window.h"

#include "data/time.h"
#include "event/watermark.h"

struct interval window_of(const struct window *w, int64_t t)
{
    if (w->kind == WINDOW_GLOBAL)
        return (struct interval){TIME_MIN, TIME_MAX};
    int64_t since, into;          // how far t is into its window; t - offset may not fit 64 bits
    if (!__builtin_sub_overflow(t, w->offset, &since))
        into = since % w->size;
    else
        into = (int64_t)(((__int128)t - w->offset) % w->size);
    if (into < 0)
        into += w->size;
    int64_t start = time_sub(t, into);
    return (struct interval){start, time_add(t, w->size - into)};
}

bool window_is_closed(const struct window *w, int64_t end, int64_t watermark)
{
    return watermark != TIME_NONE && w->kind != WINDOW_GLOBAL &&
           watermark >= time_add(end, w->lateness);
}

int64_t window_watermark_out(const struct window *w, int64_t watermark)
{
    if (watermark == TIME_NONE || w->kind == WINDOW_GLOBAL)
        return TIME_NONE;
    return time_sub(watermark, w->lateness);
}
