// SPDX-License-Identifier: MIT
// Window arithmetic, pure: which windows a time falls into, when a window closes. A window [start,
// end) takes an event with start <= t < end; it fires when the watermark reaches its end and closes
// when the watermark reaches end + lateness.
//
// Tumbling, hopping and cumulative windows are aligned: they follow from the time alone. Their
// edges cut time into slices, the stretches between neighbouring edges; all times of a slice are in
// the same windows. The others are made by the events themselves.
#ifndef EVENT_WINDOW_H
#define EVENT_WINDOW_H

#include "base/vec.h"
#include "data/time.h"

#include <stdbool.h>
#include <stdint.h>

enum window_kind {
    WINDOW_GLOBAL,                // everything, closed by the end of input
    WINDOW_TUMBLING,              // [k * size, (k + 1) * size)
    WINDOW_HOPPING,               // [k * step, k * step + size)
    WINDOW_CUMULATIVE,            // [k * size, k * size + j * step), j from 1 up to size / step
    WINDOW_SESSION,               // until no event has come for `size`
    WINDOW_SLIDING,               // for each event at t, (t - size, t]
    WINDOW_COUNT,                 // `rows` events, a new window every `step_rows`
};

// When an aggregate speaks of a window.
enum window_emission {
    EMIT_FINAL,                   // once, when it closes
    EMIT_UPDATES,                 // when it fires, and again for each event until it closes
    EMIT_TICKS,                   // besides, every `tick` of event time before it fires
    EMIT_ROWS,                    // besides, at every `tick_rows`-th event of a group
};

struct window {
    enum window_kind kind;
    int64_t size, step;           // ns, > 0; where is_calendar they stand in `calendar`
    bool is_calendar;             // edges are those of time_truncate() on the wall of `zone`
    struct duration calendar_size, calendar_step;
    int64_t calendar_steps;       // how many steps are one size
    const struct zone *zone;      // NULL: UTC
    int64_t offset;               // ns, of any sign
    int64_t lateness;             // ns, >= 0
    int64_t longest;              // a session is cut when it is so long, ns; 0: never
    int64_t rows, step_rows;      // of count windows; step_rows 0: as many as rows
    enum window_emission emission;
    int64_t tick;                 // ns, > 0
    int64_t tick_rows;
    int64_t fill;                 // rows for empty windows of a group for so long, ns; 0: none
};

struct interval {
    int64_t start, end;           // ns, [start, end)
};

struct intervals {
    VEC(struct interval) list;
};

static inline bool window_is_aligned(const struct window *w)
{
    return w->kind >= WINDOW_TUMBLING && w->kind <= WINDOW_CUMULATIVE;
}

// The slice of aligned windows that holds t. At the ends of time it is cut to what 64 bits hold, as
// are windows.
struct interval window_slice(const struct window *w, int64_t t);

// All aligned windows that hold t, by end, then start (they share one of the two).
void window_list(const struct window *w, int64_t t, struct intervals *out);

// The last of them to close, and the first.
struct interval window_last(const struct window *w, int64_t t);
struct interval window_first(const struct window *w, int64_t t);

// Aligned windows without a calendar: the window after that one, by end ({TIME_MAX, TIME_MAX}:
// there is none); the last one that ends at or before t ({TIME_NONE, TIME_NONE}: none); the number
// of the slice that holds t, ascending without gaps.
struct interval window_after(const struct window *w, struct interval window);
struct interval window_last_ended(const struct window *w, int64_t t);
int64_t window_slice_number(const struct window *w, int64_t t);

// Is the order of two windows, (end, start), that in which they are written?
static inline bool window_is_before(struct interval a, struct interval b)
{
    return a.end != b.end ? a.end < b.end : a.start < b.start;
}

// Has a window that ends at `end` closed at this watermark (TIME_NONE: not begun)?
bool window_is_closed(const struct window *w, int64_t end, int64_t watermark);

// The watermark to pass on from a stage that holds rows until their window closes: what comes out
// later is never older than this.
int64_t window_watermark_out(const struct window *w, int64_t watermark);

// The first tick of a window after `watermark`, counted from its start (from 1970 where it has
// none); TIME_MAX where the window fires before it.
int64_t window_next_tick(const struct window *w, struct interval bounds, int64_t watermark);

#endif
