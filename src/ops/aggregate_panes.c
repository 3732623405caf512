// SPDX-License-Identifier: MIT
// The keeper of windows one by one: tumbling ones, the global one, and overlapping ones whose rows
// come once for each. A pane's rows come out when it closes (emit final); or when it fires, and
// again for each event until it closes (emit updates); and before it fires at ticks of event time
// or at every so many rows of a group (emit every).
//
// Panes stand in the order of their ends, so those that have fired are the first ones.
#include "data/time.h"
#include "event/watermark.h"
#include "ops/aggregate_fill.h"
#include "ops/aggregate_internal.h"

// Before a group's states, where it speaks more than once.
struct progress {
    uint64_t rows;                // it has had
    uint64_t changed;             // the arrival of the last one + 1
};

struct panes {
    size_t fired;                 // panes that have
    int64_t next_tick;            // the first of all panes; TIME_MAX: none
    int64_t begun;                // of the global window: its ticks come after that time
    struct fill *fill;            // NULL: empty windows are left out
};

static bool is_final(const struct aggregate *a)
{
    return a->window.emission == EMIT_FINAL;
}

static size_t states_offset(const struct aggregate *a)
{
    return is_final(a) ? 0 : sizeof(struct progress);
}

static struct progress *progress_of(const struct aggregate *a, struct value *block)
{
    return group_state(&a->groups, block);
}

static char *states_of(const struct aggregate *a, struct value *block)
{
    return (char *)group_state(&a->groups, block) + states_offset(a);
}

static void panes_open(struct aggregate *a)
{
    struct panes *p = mem_zalloc(sizeof *p);
    p->next_tick = TIME_MAX;
    p->begun = TIME_NONE;
    if (a->window.fill)
        p->fill = fill_new(a);
    a->kept = p;
    groups_init(&a->groups, a->keys.n, states_offset(a) + a->states_size, &a->window);
}

// ---- when ----

static struct pane *pane_at(const struct aggregate *a, size_t i)
{
    return a->groups.first + i < a->groups.open.n ? a->groups.open.at[a->groups.first + i] : NULL;
}

static void note_next_due(struct aggregate *a)
{
    const struct panes *p = a->kept;
    a->next_due = a->groups.next_close;
    if (is_final(a))
        return;
    const struct pane *unfired = pane_at(a, p->fired);
    if (unfired && a->window.kind != WINDOW_GLOBAL && unfired->bounds.end < a->next_due)
        a->next_due = unfired->bounds.end;
    if (p->next_tick < a->next_due)
        a->next_due = p->next_tick;
}

// The global window has no start from which ticks could be counted: there they are whole multiples,
// and the first of them comes after the first event that has a time or comes after one.
static int64_t tick_after(const struct aggregate *a, const struct pane *pane, int64_t watermark)
{
    const struct panes *p = a->kept;
    if (a->window.kind != WINDOW_GLOBAL)
        return window_next_tick(&a->window, pane->bounds, watermark);
    if (p->begun == TIME_NONE)
        return TIME_MAX;
    return window_next_tick(&a->window, pane->bounds, watermark > p->begun ? watermark : p->begun);
}

static void note_next_tick(struct aggregate *a, int64_t watermark)
{
    struct panes *p = a->kept;
    p->next_tick = TIME_MAX;
    if (a->window.emission != EMIT_TICKS)
        return;
    struct pane *pane;
    for (size_t i = p->fired; (pane = pane_at(a, i)); i++) {
        int64_t tick = tick_after(a, pane, watermark);
        if (tick < p->next_tick)
            p->next_tick = tick;
    }
}

static void note_tick_of(struct aggregate *a, const struct pane *pane, const struct row *row)
{
    struct panes *p = a->kept;
    if (p->begun == TIME_NONE)
        p->begun = row->watermark != TIME_NONE ? row->watermark : row->time;
    int64_t tick = tick_after(a, pane, row->watermark);
    if (tick < p->next_tick)
        p->next_tick = tick;
}

// A pane was opened by a row: has its window fired already?
static void note_new_pane(struct aggregate *a, struct pane *pane, int64_t watermark)
{
    struct panes *p = a->kept;
    bool has_end = a->window.kind != WINDOW_GLOBAL;
    pane->has_fired = has_end && watermark != TIME_NONE && watermark >= pane->bounds.end;
    p->fired += pane->has_fired;
}

// ---- rows out ----

static void emit_group(struct aggregate *a, const struct pane *pane, struct value *block,
                       const char *why)
{
    a->window_number = pane->number;
    aggregate_emit(a, block, states_of(a, block), pane->bounds, why);
}

static void emit_all(struct aggregate *a, const struct pane *pane, const char *why)
{
    aggregate_total(a, pane, states_offset(a));
    for (size_t i = 0; i < pane->blocks.n && a->out.flow == FLOW_MORE; i++)
        emit_group(a, pane, pane->blocks.at[i], why);
    outbox_send(&a->out);         // the rows point into the pane
}

static void emit_changed(struct aggregate *a, struct pane *pane)
{
    aggregate_total(a, pane, states_offset(a));
    for (size_t i = 0; i < pane->blocks.n && a->out.flow == FLOW_MORE; i++)
        if (progress_of(a, pane->blocks.at[i])->changed > pane->emitted)
            emit_group(a, pane, pane->blocks.at[i], "early");
    pane->emitted = a->arrivals;
    outbox_send(&a->out);
}

static void close_pane(struct aggregate *a, struct pane *pane)
{
    struct panes *p = a->kept;
    if (p->fill)
        fill_before(p->fill, pane->bounds);
    if (is_final(a) || !pane->has_fired)
        emit_all(a, pane, "on-time");
    if (p->fill)
        fill_window(p->fill, pane->blocks.at, pane->blocks.n, pane->bounds);
    aggregate_no_total(a);
    p->fired -= pane->has_fired;
    groups_recycle(&a->groups, pane);
}

static void fire(struct aggregate *a, struct pane *pane)
{
    emit_all(a, pane, "on-time");
    pane->has_fired = true;
    ((struct panes *)a->kept)->fired++;
}

// All panes that have a tick at `time`.
static void tick(struct aggregate *a, int64_t time)
{
    struct panes *p = a->kept;
    struct pane *pane;
    for (size_t i = p->fired; (pane = pane_at(a, i)); i++)
        if (window_next_tick(&a->window, pane->bounds, time - 1) == time)
            emit_changed(a, pane);
    // What is left has changed since its last tick, or has no row to give before its next event.
    p->next_tick = TIME_MAX;
    for (size_t i = p->fired; (pane = pane_at(a, i)); i++) {
        int64_t next = tick_after(a, pane, time);
        if (pane->emitted < a->arrivals && next < p->next_tick)
            p->next_tick = next;
    }
}

static void close_revised(struct aggregate *a, int64_t watermark)
{
    struct panes *p = a->kept;
    for (;;) {
        struct pane *unfired = pane_at(a, p->fired);
        int64_t end = unfired && a->window.kind != WINDOW_GLOBAL ? unfired->bounds.end : TIME_MAX;
        if (p->next_tick <= watermark && p->next_tick < end)
            tick(a, p->next_tick);
        else if (unfired && end != TIME_MAX && end <= watermark)
            fire(a, unfired);
        else
            break;
    }
    struct pane *pane;
    while ((pane = groups_take_closed(&a->groups, watermark)))
        close_pane(a, pane);
    note_next_tick(a, watermark);
}

static void panes_close(struct aggregate *a, int64_t watermark)
{
    struct panes *p = a->kept;
    struct pane *pane;
    if (!is_final(a))
        close_revised(a, watermark);
    while ((pane = groups_take_closed(&a->groups, watermark)))
        close_pane(a, pane);
    if (p->fill)
        fill_until(p->fill, watermark);
    note_next_due(a);
    if (p->fill && fill_next_due(p->fill) < a->next_due)
        a->next_due = fill_next_due(p->fill);
}

static void panes_finish(struct aggregate *a)
{
    if (!a->is_windowed && a->keys.n == 0) {          // over nothing there is one row
        struct pane *pane = groups_pane(&a->groups, TIME_MIN, TIME_MAX);
        bool is_new;
        struct value *block =
            groups_find(&a->groups, pane, &a->out.arena, (struct group_key){0}, &is_new);
        if (is_new)
            aggregate_init_states(a, states_of(a, block));
    }
    struct pane *pane;
    while ((pane = groups_take(&a->groups)))
        close_pane(a, pane);
}

// ---- rows in ----

// Speak of the row's group, where it is time to.
static void emit_updated(struct aggregate *a, const struct pane *pane, struct value *block,
                         const struct row *row)
{
    const struct progress *progress = progress_of(a, block);
    bool is_full = a->window.emission == EMIT_ROWS &&
                   progress->rows % (uint64_t)a->window.tick_rows == 0;
    if (!pane->has_fired && !is_full)
        return;
    aggregate_flush(a);
    aggregate_total(a, pane, states_offset(a));
    uint32_t above = outbox_tell_with(&a->out, outbox_line_of(&a->out, row));
    emit_group(a, pane, block, pane->has_fired ? "late" : "early");
    outbox_send(&a->out);
    outbox_told(&a->out, above);
}

// A pane may have become the next one to speak: it is new, or speaks at ticks.
static ATTR_NOINLINE void note_pane(struct aggregate *a, struct pane *pane, const struct row *row)
{
    if (pane->blocks.n == 0)
        note_new_pane(a, pane, row->watermark);
    if (a->window.emission == EMIT_TICKS && !pane->has_fired)
        note_tick_of(a, pane, row);
    note_next_due(a);
}

static ATTR_NOINLINE void begin_group(struct aggregate *a, struct value *block)
{
    block_head(block)->first = a->arrivals;
    aggregate_init_states(a, states_of(a, block));
}

static ATTR_NOINLINE void note_progress(struct aggregate *a, struct pane *pane,
                                        struct value *block, const struct row *row)
{
    struct progress *progress = progress_of(a, block);
    progress->rows++;
    progress->changed = a->arrivals + 1;
    emit_updated(a, pane, block, row);
}

static void panes_take(struct aggregate *a, struct eval *ev, struct group_key key)
{
    const struct row *row = ev->row;
    bool is_global = a->window.kind == WINDOW_GLOBAL;
    struct pane *pane = is_global ? groups_pane(&a->groups, TIME_MIN, TIME_MAX)
                                  : groups_row_pane(&a->groups, row);
    if (UNLIKELY(pane->blocks.n == 0 || a->window.emission == EMIT_TICKS))
        note_pane(a, pane, row);
    bool is_new;
    struct value *block =
        a->taken->is_short ? groups_find_short(&a->groups, pane, ev->arena, key, &is_new)
                           : groups_find(&a->groups, pane, ev->arena, key, &is_new);
    if (UNLIKELY(is_new))
        begin_group(a, block);
    aggregate_add(a, ev, states_of(a, block), &pane->arena);
    if (UNLIKELY(!is_final(a)))
        note_progress(a, pane, block, row);
}

// ---- saved state ----

static void save_states(const void *stage, const void *state, struct buf *out)
{
    const struct aggregate *a = stage;
    const struct progress *progress = state;
    if (!is_final(a)) {
        pack_u64(out, progress->rows);
        pack_u64(out, progress->changed);
    }
    aggregate_save_states(a, (const char *)state + states_offset(a), out);
}

static void load_states(void *stage, void *state, struct arena *arena, struct unpack *in)
{
    struct aggregate *a = stage;
    struct progress *progress = state;
    if (!is_final(a)) {
        progress->rows = unpack_u64(in);
        progress->changed = unpack_u64(in);
    }
    aggregate_load_states(a, (char *)state + states_offset(a), arena, in);
}

static void panes_save(const struct aggregate *a, struct buf *out)
{
    const struct panes *p = a->kept;
    struct groups_codec codec = {(void *)a, save_states, load_states, NULL, NULL};
    groups_save(&a->groups, &codec, out);
    pack_i64(out, p->next_tick);
    pack_i64(out, p->begun);
    if (p->fill)
        fill_save(p->fill, out);
}

static void panes_load(struct aggregate *a, struct unpack *in)
{
    struct panes *p = a->kept;
    struct groups_codec codec = {a, save_states, load_states, NULL, NULL};
    groups_load(&a->groups, &codec, in);
    p->next_tick = unpack_i64(in);
    p->begun = unpack_i64(in);
    const struct pane *pane;
    for (p->fired = 0; (pane = pane_at(a, p->fired)) && pane->has_fired;)
        p->fired++;
    if (p->fill)
        fill_load(p->fill, in);
    note_next_due(a);
    if (p->fill && fill_next_due(p->fill) < a->next_due)
        a->next_due = fill_next_due(p->fill);
}

static size_t panes_bytes(const struct aggregate *a)
{
    const struct panes *p = a->kept;
    return groups_bytes(&a->groups) + (p->fill ? fill_bytes(p->fill) : 0);
}

static void panes_free(struct aggregate *a)
{
    struct panes *p = a->kept;
    if (p->fill)
        fill_free(p->fill);
    mem_free(p);
}

const struct keeper keep_panes = {
    panes_open, panes_take, panes_close, panes_finish, panes_save, panes_load, panes_bytes,
    panes_free,
};
