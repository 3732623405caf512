// SPDX-License-Identifier: MIT
// Tumbling (fixed) and hopping (sliding by a period) windows are those of Akidau et al., The
// Dataflow Model (VLDB 2015), 2.2, aligned to the epoch plus an offset. Slices: Li et al., No Pane,
// No Gain (SIGMOD Record 2005), and Krishnamurthy et al. (SIGMOD 2006) for uneven ones.
#include "event/window.h"

#include "event/watermark.h"

typedef __int128 wide;            // sums of times and lengths before they are cut to 64 bits

static int64_t cut(wide ns)
{
    return ns > TIME_MAX ? TIME_MAX : ns < TIME_MIN ? TIME_MIN : (int64_t)ns;
}

static struct interval cut_interval(wide start, wide end)
{
    return (struct interval){cut(start), cut(end)};
}

// How many whole steps fit below `x`.
static wide floor_div(wide x, int64_t step)
{
    if (LIKELY(x >= INT64_MIN && x <= INT64_MAX)) {
        int64_t small = (int64_t)x;
        return small / step - (small % step < 0);
    }
    return x / step - (x % step < 0);
}

// ---- fixed lengths ----

// The last multiple of the step at or before t.
static wide step_begin(const struct window *w, int64_t t, int64_t step)
{
    return floor_div((wide)t - w->offset, step) * step + w->offset;
}

static struct interval fixed_slice(const struct window *w, int64_t t)
{
    if (w->kind == WINDOW_TUMBLING) {
        wide start = step_begin(w, t, w->size);
        return cut_interval(start, start + w->size);
    }
    wide start = step_begin(w, t, w->step);
    int64_t rest = w->kind == WINDOW_HOPPING ? w->size % w->step : 0;
    if (rest == 0)
        return cut_interval(start, start + w->step);
    wide middle = start + rest;   // where an earlier window ends
    return t < middle ? cut_interval(start, middle) : cut_interval(middle, start + w->step);
}

static void list_hopping(const struct window *w, int64_t t, struct intervals *out)
{
    wide last = step_begin(w, t, w->step);
    wide start = last - floor_div(last + w->size - 1 - t, w->step) * w->step;
    for (; start <= last; start += w->step)
        *VEC_PUSH(&out->list) = cut_interval(start, start + w->size);
}

static void list_cumulative(const struct window *w, int64_t t, struct intervals *out)
{
    wide start = step_begin(w, t, w->size), end = step_begin(w, t, w->step) + w->step;
    for (; end <= start + w->size; end += w->step)
        *VEC_PUSH(&out->list) = cut_interval(start, end);
}

struct interval window_after(const struct window *w, struct interval window)
{
    if (window.end == TIME_MAX)
        return (struct interval){TIME_MAX, TIME_MAX};
    wide end = (wide)window.end + w->step;        // a start may have been cut, this end has not
    if (w->kind != WINDOW_CUMULATIVE)
        return cut_interval(end - w->size, end);
    return cut_interval(step_begin(w, window.end, w->size), end);
}

struct interval window_last_ended(const struct window *w, int64_t t)
{
    const struct interval none = {TIME_NONE, TIME_NONE};
    if (w->kind == WINDOW_CUMULATIVE) {
        wide end = step_begin(w, t, w->step);
        wide start = floor_div(end - 1 - w->offset, w->size) * w->size + w->offset;
        return end < TIME_MIN ? none : cut_interval(start, end);
    }
    wide start = floor_div((wide)t - w->size - w->offset, w->step) * w->step + w->offset;
    return start + w->size < TIME_MIN ? none : cut_interval(start, start + w->size);
}

// The last nanosecond shares the number of the one before it, so that one can be added to all.
int64_t window_slice_number(const struct window *w, int64_t t)
{
    wide number = floor_div((wide)t - w->offset, w->step);
    if (w->kind == WINDOW_HOPPING && w->size % w->step) {
        wide start = number * w->step + w->offset;
        number = number * 2 + (t >= start + w->size % w->step);
    }
    return number == TIME_MAX ? TIME_MAX - 1 : cut(number);
}

// ---- the calendar ----

static struct interval calendar_step(const struct window *w, int64_t t, struct duration step)
{
    int64_t local = time_sub(t, w->offset);
    return (struct interval){time_add(time_truncate(local, step, w->zone), w->offset),
                             time_add(time_next(local, step, w->zone), w->offset)};
}

static struct interval calendar_tumbling(const struct window *w, int64_t t)
{
    return calendar_step(w, t, w->calendar_size);
}

// The end of the window that begins with the step [start, end).
static int64_t calendar_end(const struct window *w, int64_t end)
{
    for (int64_t i = 1; i < w->calendar_steps && end < TIME_MAX; i++)
        end = calendar_step(w, end, w->calendar_step).end;
    return end;
}

static void list_calendar_hopping(const struct window *w, int64_t t, struct intervals *out)
{
    struct interval step = calendar_step(w, t, w->calendar_step);
    for (int64_t i = 1; i < w->calendar_steps && step.start > TIME_MIN; i++)
        step = calendar_step(w, step.start - 1, w->calendar_step);
    struct interval window = {step.start, calendar_end(w, step.end)};
    while (window.start <= t) {
        *VEC_PUSH(&out->list) = window;
        window.start = calendar_step(w, window.start, w->calendar_step).end;
        window.end = calendar_step(w, window.end, w->calendar_step).end;
        if (window.start == TIME_MAX)
            break;                // beyond the end of time each step would be the same
    }
}

static void list_calendar_cumulative(const struct window *w, int64_t t, struct intervals *out)
{
    struct interval whole = calendar_tumbling(w, t);
    int64_t end = t;
    do {
        end = calendar_step(w, end, w->calendar_step).end;
        if (end > whole.end)
            end = whole.end;
        *VEC_PUSH(&out->list) = (struct interval){whole.start, end};
    } while (end < whole.end);
}

// ---- both ----

struct interval window_slice(const struct window *w, int64_t t)
{
    if (!window_is_aligned(w))
        return (struct interval){TIME_MIN, TIME_MAX};
    if (!w->is_calendar)
        return fixed_slice(w, t);
    return w->kind == WINDOW_TUMBLING ? calendar_tumbling(w, t)
                                      : calendar_step(w, t, w->calendar_step);
}

void window_list(const struct window *w, int64_t t, struct intervals *out)
{
    out->list.n = 0;
    if (w->kind == WINDOW_HOPPING)
        (w->is_calendar ? list_calendar_hopping : list_hopping)(w, t, out);
    else if (w->kind == WINDOW_CUMULATIVE)
        (w->is_calendar ? list_calendar_cumulative : list_cumulative)(w, t, out);
    else
        *VEC_PUSH(&out->list) = window_slice(w, t);
}

struct interval window_last(const struct window *w, int64_t t)
{
    struct interval slice = window_slice(w, t);
    if (w->kind == WINDOW_HOPPING && w->is_calendar)
        return (struct interval){slice.start, calendar_end(w, slice.end)};
    if (w->kind == WINDOW_HOPPING) {
        wide start = step_begin(w, t, w->step);
        return cut_interval(start, start + w->size);
    }
    if (w->kind == WINDOW_CUMULATIVE && w->is_calendar)
        return calendar_tumbling(w, t);
    if (w->kind == WINDOW_CUMULATIVE) {
        wide start = step_begin(w, t, w->size);
        return cut_interval(start, start + w->size);
    }
    return slice;
}

struct interval window_first(const struct window *w, int64_t t)
{
    if (w->kind == WINDOW_HOPPING && !w->is_calendar) {
        wide last = step_begin(w, t, w->step);
        wide start = last - floor_div(last + w->size - 1 - t, w->step) * w->step;
        return cut_interval(start, start + w->size);
    }
    if (w->kind == WINDOW_CUMULATIVE && !w->is_calendar)
        return cut_interval(step_begin(w, t, w->size), step_begin(w, t, w->step) + w->step);
    struct intervals all = {0};
    window_list(w, t, &all);
    struct interval first = all.list.at[0];
    VEC_FREE(&all.list);
    return first;
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

int64_t window_next_tick(const struct window *w, struct interval bounds, int64_t watermark)
{
    int64_t from = w->kind == WINDOW_GLOBAL ? 0 : bounds.start;
    bool has_begun = watermark != TIME_NONE && (w->kind == WINDOW_GLOBAL || watermark > from);
    wide since = has_begun ? (wide)watermark - from : 0;
    wide tick = from + (floor_div(since, w->tick) + 1) * w->tick;
    return tick < bounds.end ? cut(tick) : TIME_MAX;
}
