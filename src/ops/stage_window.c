// SPDX-License-Identifier: MIT
// window: judge each event against the watermark of the events before it, keep aside what is late,
// and mark the others with their window. What happens at the end of a window is the business of the
// stages below, which hold its state; with none of them, events simply pass, once for each window
// they are in. Sessions and count windows are known only when they are complete: unless an
// aggregate keeps them, their rows wait here (window_hold.c).
#include "base/fail.h"
#include "data/time.h"
#include "event/watermark.h"
#include "ops/describe.h"
#include "ops/window_internal.h"

#ifdef WEIR_TINY
enum { PART_ROWS = 3 };
#else
enum { PART_ROWS = 512 };         // rows made by windows that overlap, handed on together
#endif

static bool has_field(const struct row *row, int cell)
{
    return cell != CELL_NONE && row->cells[cell].type != VALUE_MISSING;
}

static ATTR_COLD void warn_own_fields(struct window_stage *w, const struct row *row)
{
    w->has_warned = true;
    warn("events have a field '%s' of their own; below 'window' it is the window's",
         has_field(row, w->own_start) ? "window_start" : "window_end");
}

static void look_for_own_fields(struct window_stage *w, const struct row *rows, size_t n)
{
    bool can_be = w->own_start != CELL_NONE || w->own_end != CELL_NONE;
    for (size_t i = 0; can_be && !w->has_warned && i < n; i++)
        if (has_field(&rows[i], w->own_start) || has_field(&rows[i], w->own_end))
            warn_own_fields(w, &rows[i]);
}

static void mark(const struct window_stage *w, struct row *row, struct interval bounds)
{
    row->start = bounds.start;
    row->end = bounds.end;
    row->window = 0;
    row->cells[w->start_cell] = value_time(bounds.start);
    row->cells[w->end_cell] = value_time(bounds.end);
}

static bool is_in_slice(const struct slice_times *times, int64_t t)
{
    return t >= times->slice.start && t < times->slice.end;
}

static void note_slice(struct window_stage *w, int64_t t)
{
    struct slice_times before = w->before;
    w->before = w->now;
    w->now = before;
    if (!is_in_slice(&w->now, t)) {
        w->now.slice = window_slice(&w->window, t);
        w->now.last_end = window_last(&w->window, t).end;
        w->now.closes_at = time_add(w->now.last_end, w->window.lateness);
    }
    if (!w->link.is_direct)
        window_list(&w->window, t, &w->windows);
}

static ATTR_NOINLINE bool judge_other(struct window_stage *w, struct stage *s, struct batch *b,
                                      const struct row *row)
{
    if (row->time == TIME_NONE) {
        window_keep_untimed(s, b, row, w->time);
        return false;
    }
    if (!is_in_slice(&w->now, row->time))
        note_slice(w, row->time);
    if (row->watermark < w->now.closes_at)    // TIME_NONE is below all times, and in no slice
        return true;
    window_keep_late(s, b, row, w->link.shape,
                     time_add(time_sub(row->watermark, w->now.last_end), 1));
    return false;
}

// Is the row in a window that is still open? If not it is set aside.
static inline bool judge(struct window_stage *w, struct stage *s, struct batch *b,
                         const struct row *row)
{
    bool is_usual = is_in_slice(&w->now, row->time) && row->watermark < w->now.closes_at;
    return LIKELY(is_usual) || judge_other(w, s, b, row);
}

// Each row is in one window, or is marked with its slice.
static enum flow push_each(struct window_stage *w, struct stage *s, struct batch *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->nrows && !(b->strict && b->chunk->stop); i++) {
        if (!judge(w, s, b, &b->rows[i]))
            continue;
        struct row *row = &b->rows[i];
        if (w->link.is_direct) {
            row->start = w->now.slice.start;
            row->end = w->now.slice.end;
            row->window = 0;
        } else {
            mark(w, row, w->now.slice);
        }
        if (kept != i)
            b->rows[kept] = *row;
        kept++;
    }
    b->nrows = kept;
    look_for_own_fields(w, b->rows, kept);
    return stage_push(s->next, b);
}

static enum flow push_part(struct stage *s, struct batch *part)
{
    enum flow flow = stage_push(s->next, part);
    part->nrows = 0;
    arena_reset(part->arena);
    return flow;
}

// A row of its own for a window.
static void add_copy(const struct window_stage *w, struct batch *part, const struct row *row,
                     struct interval bounds)
{
    struct row *copy = &part->rows[part->nrows++];
    size_t size = (size_t)w->frame->ncells * sizeof *row->cells;
    *copy = *row;
    copy->cells = memcpy(arena_alloc(part->arena, size), row->cells, size);
    mark(w, copy, bounds);
}

// The row once for each window it is in that is still open.
static enum flow push_copies(struct window_stage *w, struct stage *s, struct batch *part,
                             const struct row *row)
{
    enum flow flow = FLOW_MORE;
    for (size_t k = 0; k < w->windows.list.n && flow == FLOW_MORE && !part->chunk->stop; k++) {
        struct interval bounds = w->windows.list.at[k];
        if (window_is_closed(&w->window, bounds.end, row->watermark))
            continue;
        add_copy(w, part, row, bounds);
        if (part->nrows == PART_ROWS)
            flow = push_part(s, part);
    }
    return flow;
}

static enum flow push_overlapping(struct window_stage *w, struct stage *s, struct batch *b)
{
    struct arena arena;
    arena_init(&arena);
    struct batch part = *b;
    part.arena = &arena;
    part.nrows = 0;
    part.rows = arena_alloc(b->arena, PART_ROWS * sizeof *part.rows);
    enum flow flow = FLOW_MORE;
    for (size_t i = 0; i < b->nrows && flow == FLOW_MORE && !b->chunk->stop; i++)
        if (judge(w, s, b, &b->rows[i])) {
            look_for_own_fields(w, &b->rows[i], 1);
            flow = push_copies(w, s, &part, &b->rows[i]);
        }
    if (flow == FLOW_MORE && part.nrows)
        flow = push_part(s, &part);
    arena_release(&arena);
    return flow;
}

// The keeper below knows which windows the rows are in; here only those without a time, and of
// sliding windows the late ones, are set aside. With no keeper below, a row of a sliding window
// passes with the window that is its own.
static enum flow push_unmarked(struct window_stage *w, struct stage *s, struct batch *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->nrows && !(b->strict && b->chunk->stop); i++) {
        struct row *row = &b->rows[i];
        int64_t end = time_add(row->time, 1);
        if (UNLIKELY(w->needs_time && row->time == TIME_NONE)) {
            window_keep_untimed(s, b, row, w->time);
        } else if (UNLIKELY(w->window.kind == WINDOW_SLIDING &&
                            window_is_closed(&w->window, end, row->watermark))) {
            window_keep_late(s, b, row, w->link.shape,
                             time_add(time_sub(row->watermark, end), 1));
        } else {
            look_for_own_fields(w, row, 1);
            if (w->window.kind == WINDOW_SLIDING && !w->link.is_direct)
                mark(w, row, (struct interval){time_sub(row->time, w->window.size), row->time});
            b->rows[kept++] = *row;
        }
    }
    b->nrows = kept;
    return stage_push(s->next, b);
}

// Whether rows are held is known when the stages below have been opened, so not before the run.
static struct hold *hold_of(struct window_stage *w)
{
    bool is_held = !w->link.is_direct &&
                   (w->window.kind == WINDOW_SESSION || w->window.kind == WINDOW_COUNT);
    if (is_held && !w->hold)
        w->hold = hold_new(w);
    return w->hold;
}

static void lower_watermarks(const struct window_stage *w, struct batch *b)
{
    for (size_t i = 0; i < b->nrows; i++)
        if (b->rows[i].watermark != TIME_NONE)
            b->rows[i].watermark = time_sub(b->rows[i].watermark, w->delay);
}

static enum flow push_windows(struct window_stage *w, struct stage *s, struct batch *b)
{
    if (w->window.kind == WINDOW_GLOBAL)
        return stage_push(s->next, b);
    bool overlaps = w->window.kind == WINDOW_HOPPING || w->window.kind == WINDOW_CUMULATIVE;
    if (window_is_aligned(&w->window))
        return overlaps && !w->link.is_direct ? push_overlapping(w, s, b) : push_each(w, s, b);
    if (w->link.is_direct || w->window.kind == WINDOW_SLIDING)
        return push_unmarked(w, s, b);
    return hold_push(hold_of(w), s, b);
}

static enum flow window_push(struct stage *s, struct batch *b)
{
    struct window_stage *w = s->state;
    if (w->clock)
        clocked_judge(w->clock, s, b);
    if (w->delay)
        lower_watermarks(w, b);
    enum flow flow = push_windows(w, s, b);
    return w->clock && flow == FLOW_MORE ? clocked_advance(w->clock, s, b) : flow;
}

// Where the aggregate below keeps the windows, rows come to it as they came here, those that are
// late left out.
static void window_prepare(const struct stage *s, struct batch *b)
{
    const struct window_stage *w = s->state;
    if (w->link.is_direct)
        stage_prepare(s->next, b);
}

static enum flow window_advance(struct stage *s, int64_t watermark)
{
    struct window_stage *w = s->state;
    if (w->clock)
        return FLOW_MORE;
    watermark = time_sub(watermark, w->delay);
    struct hold *hold = hold_of(w);
    return hold ? hold_advance(hold, s, watermark) : stage_advance(s->next, watermark);
}

static void window_finish(struct stage *s)
{
    struct window_stage *w = s->state;
    if (w->hold)
        hold_finish(w->hold, s);
}

static void window_save(const struct stage *s, struct buf *out)
{
    const struct window_stage *w = s->state;
    if (w->clock)
        clocked_save(w->clock, out);
    pack_u8(out, w->hold != NULL);
    if (w->hold)
        hold_save(w->hold, out);
}

static void window_load(struct stage *s, struct unpack *in)
{
    struct window_stage *w = s->state;
    if (w->clock)
        clocked_load(w->clock, in);
    if (!unpack_u8(in))
        return;
    hold_load(hold_of(w), in);
}

static void window_free(struct stage *s)
{
    struct window_stage *w = s->state;
    VEC_FREE(&w->windows.list);
    if (w->hold)
        hold_free(w->hold);
}

static size_t window_bytes(const struct stage *s)
{
    const struct window_stage *w = s->state;
    return w->hold ? hold_bytes(w->hold) : 0;
}

// The keys of sessions and count windows.
static void describe_keys(const struct window_stage *w, struct buf *out)
{
    bool has_keys = w->window.kind == WINDOW_SESSION || w->window.kind == WINDOW_COUNT;
    if (!has_keys || (w->link.is_direct && !w->link.keys.n))
        return;                   // those of the aggregate below
    struct buf keys;
    buf_init(&keys);
    for (int i = 0; i < w->link.keys.n; i++)
        buf_printf(&keys, "%s%.*s", i ? ", " : "", (int)w->link.keys.at[i]->text.n,
                   w->link.keys.at[i]->text.p);
    describe_line(out, "by", "%s", keys.n ? buf_cstr(&keys) : "nothing: one for all events");
    buf_release(&keys);
}

static void window_describe(const struct stage *s, struct buf *out)
{
    const struct window_stage *w = s->state;
    describe_window(out, &w->window);
    describe_keys(w, out);
    if (w->delay) {
        buf_puts(out, "delay\t");
        describe_length(out, w->delay);
        buf_puts(out, ": the watermark from above, less that\n");
    }
    if (w->clock)
        describe_line(out, "time", "%.*s, taken here", (int)w->time->text.n, w->time->text.p);
    bool holds = w->window.kind >= WINDOW_SESSION && !w->link.is_direct;
    describe_line(out, "keeps", "%s", holds ? "the rows of each open window" : "nothing");
    if (holds)
        describe_window_speech(out, &w->window);
    else
        describe_line(out, "speaks", "at once");
}

const struct stage_row stage_window = {
    .syntax =
        {
            .name = "window",
            .usage = "window [KIND] LENGTH [every STEP] [CLAUSE ...]",
            .summary = "assign events to windows by event time",
            .note = "Kinds: tumbling (the default), hopping (with 'every'), session, cumulative, "
                    "sliding, count, global. Clauses: on, offset, tz, delay, lateness, emit, "
                    "fill for; weir -h windows shows them all. window_start and window_end "
                    "become the first fields of each row. What works inside a window (aggregate, "
                    "top, sort, head, tail, dedup) speaks when it closes: when the watermark "
                    "reaches its end + lateness. Where there is none of them, events pass at "
                    "once, once for each window that they are in. An event all of whose windows "
                    "have closed is late. A row of a window that has closed has the window's "
                    "last instant as its time, so a longer window may follow.",
            .example = "-l 0s 'window 1m' 'count by host'",
            .input = "{\"ts\":\"2026-01-01T00:00:10Z\",\"host\":\"a\"}\n{\"ts\":\"2026-01-01T00:00:"
                     "50Z\",\"host\":\"a\"}\n"
                     "{\"ts\":\"2026-01-01T00:01:05Z\",\"host\":\"b\"}\n",
            .output = "{\"window_start\":\"2026-01-01T00:00:00Z\",\"window_end\":\"2026-01-01T00:"
                      "01:00Z\","
                      "\"host\":\"a\",\"count\":2}\n"
                      "{\"window_start\":\"2026-01-01T00:01:00Z\",\"window_end\":\"2026-01-01T00:"
                      "02:00Z\","
                      "\"host\":\"b\",\"count\":1}\n",
            .args =
                {
                    [KIND] = {.kind = ARG_CHOICE,
                              .flags = ARG_OPTIONAL,
                              .what = "a kind of window",
                              .choices =
                                  "tumbling hopping session cumulative sliding count global"},
                    [ROWS] = {.kind = ARG_COUNT, .flags = ARG_OPTIONAL, .what = "a number of rows"},
                    [SIZE] = {.kind = ARG_DURATION,
                              .flags = ARG_OPTIONAL,
                              .what = "a length such as 1m"},
                    [EVERY] = {.kind = ARG_STEP, .keyword = "every", .what = "a step such as 10s"},
                    [ON] = {.kind = ARG_EXPR, .keyword = "on", .what = "a time"},
                    [OFFSET] = {.kind = ARG_SIGNED_DURATION,
                                .keyword = "offset",
                                .what = "a duration"},
                    [TZ] = {.kind = ARG_TEXT, .keyword = "tz", .what = "a time zone"},
                    [DELAY] = {.kind = ARG_DURATION, .keyword = "delay", .what = "a duration"},
                    [LATENESS] = {.kind = ARG_DURATION,
                                  .keyword = "lateness",
                                  .what = "a duration"},
                    [EMIT] = {.kind = ARG_CHOICE,
                              .keyword = "emit",
                              .choices = "final updates",
                              .what = "'final' or 'updates'"},
                    [EMIT_EVERY] = {.kind = ARG_STEP,
                                    .keyword = "emit every",
                                    .what = "a duration, or a number of rows"},
                    [FILL] = {.kind = ARG_DURATION, .keyword = "fill for", .what = "a duration"},
                    [LONGEST] = {.kind = ARG_DURATION, .keyword = "max", .what = "a duration"},
                    [BY] = {.kind = ARG_EXPRS, .keyword = "by", .what = "keys"},
                },
        },
    .keeps = "the rows of sessions and count windows that an aggregate does not keep",
    .open = window_open,
    .push = window_push,
    .prepare = window_prepare,
    .advance = window_advance,
    .finish = window_finish,
    .save = window_save,
    .load = window_load,
    .free = window_free,
    .state_bytes = window_bytes,
    .describe = window_describe,
};
