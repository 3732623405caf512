// SPDX-License-Identifier: MIT
// The groups that are known, in the order in which they came, each with the end of the last window
// in which it had an event. A group that has been away for too long is forgotten, and when none is
// left no window is looked at: a long gap costs nothing.
#include "ops/aggregate_fill.h"

#include "data/time.h"
#include "event/watermark.h"

struct seen {
    int64_t end;                  // of the last window with an event of the group
};

struct fill {
    struct aggregate *a;
    struct groups known;
    struct interval last;         // the window given out last; .end TIME_NONE: none yet
    int64_t last_seen;            // the latest `seen.end` of all groups
    char *empty;                  // the states of a group without events
};

struct fill *fill_new(struct aggregate *a)
{
    struct fill *f = mem_zalloc(sizeof *f);
    f->a = a;
    f->last.end = f->last_seen = TIME_NONE;
    groups_init(&f->known, a->keys.n, sizeof(struct seen), &(struct window){.kind = WINDOW_GLOBAL});
    f->empty = mem_zalloc(a->states_size);
    aggregate_init_states(a, f->empty);
    return f;
}

void fill_free(struct fill *f)
{
    groups_release(&f->known);
    mem_free(f->empty);
    mem_free(f);
}

static struct pane *known(const struct fill *f)
{
    return groups_pane((struct groups *)&f->known, TIME_MIN, TIME_MAX);
}

static struct seen *seen_at(const struct fill *f, struct value *block)
{
    return group_state(&f->known, block);
}

static bool is_away(const struct fill *f, int64_t seen, int64_t end)
{
    return end > time_add(seen, f->a->window.fill);
}

static struct interval after(const struct fill *f, struct interval window)
{
    const struct window *w = &f->a->window;
    return w->is_calendar ? window_slice(w, window.end) : window_after(w, window);
}

// Groups that have been away for too long at that time; one that comes back is a new one.
static void forget(struct fill *f, int64_t end)
{
    struct pane *pane = known(f);
    size_t away = 0;
    for (size_t i = 0; i < pane->blocks.n; i++)
        away += is_away(f, seen_at(f, pane->blocks.at[i])->end, end);
    if (away == 0)
        return;
    struct groups kept;
    groups_init(&kept, f->a->keys.n, sizeof(struct seen), &(struct window){.kind = WINDOW_GLOBAL});
    struct pane *to = groups_pane(&kept, TIME_MIN, TIME_MAX);
    for (size_t i = 0; i < pane->blocks.n && away < pane->blocks.n; i++) {
        struct value *block = pane->blocks.at[i];
        const struct seen *seen = seen_at(f, block);
        if (is_away(f, seen->end, end))
            continue;
        bool is_new;
        struct group_key key = {block, block_head(block)->hash};
        *(struct seen *)group_state(&kept, groups_find(&kept, to, &to->arena, key, &is_new)) =
            *seen;
    }
    groups_release(&f->known);
    f->known = kept;
}

static void emit_missing(struct fill *f, struct interval bounds)
{
    forget(f, bounds.end);
    const struct pane *pane = known(f);
    for (size_t i = 0; i < pane->blocks.n && f->a->out.flow == FLOW_MORE; i++) {
        struct value *block = pane->blocks.at[i];
        if (seen_at(f, block)->end != bounds.end)
            aggregate_emit(f->a, block, f->empty, bounds, "");
    }
    outbox_send(&f->a->out);
    f->last = bounds;
}

// Empty windows after the last one, as long as a group is to be seen in them.
static void fill_up_to(struct fill *f, struct interval stop, int64_t watermark)
{
    while (f->last.end != TIME_NONE && f->a->out.flow == FLOW_MORE) {
        struct interval next = after(f, f->last);
        bool is_due = stop.end != TIME_NONE
                          ? window_is_before(next, stop)
                          : window_is_closed(&f->a->window, next.end, watermark);
        if (!is_due || is_away(f, f->last_seen, next.end))
            break;
        emit_missing(f, next);
    }
}

void fill_before(struct fill *f, struct interval bounds)
{
    fill_up_to(f, bounds, TIME_NONE);
}

void fill_window(struct fill *f, struct value *const *blocks, size_t n, struct interval bounds)
{
    forget(f, bounds.end);
    struct pane *to = known(f);
    for (size_t i = 0; i < n; i++) {
        struct group_key key = {blocks[i], block_head(blocks[i])->hash};
        bool is_new;
        struct seen *seen =
            group_state(&f->known, groups_find(&f->known, to, &to->arena, key, &is_new));
        seen->end = bounds.end;
    }
    f->last_seen = bounds.end;
    emit_missing(f, bounds);
}

void fill_until(struct fill *f, int64_t watermark)
{
    fill_up_to(f, (struct interval){.end = TIME_NONE}, watermark);
}

int64_t fill_next_due(const struct fill *f)
{
    if (f->last.end == TIME_NONE)
        return TIME_MAX;
    struct interval next = after(f, f->last);
    return is_away(f, f->last_seen, next.end) ? TIME_MAX
                                              : time_add(next.end, f->a->window.lateness);
}

static void save_seen(const void *stage ATTR_UNUSED, const void *state, struct buf *out)
{
    pack_i64(out, ((const struct seen *)state)->end);
}

static void load_seen(void *stage ATTR_UNUSED, void *state, struct arena *arena ATTR_UNUSED,
                      struct unpack *in)
{
    ((struct seen *)state)->end = unpack_i64(in);
}

void fill_save(const struct fill *f, struct buf *out)
{
    struct groups_codec codec = {NULL, save_seen, load_seen, NULL, NULL};
    pack_i64(out, f->last.start);
    pack_i64(out, f->last.end);
    pack_i64(out, f->last_seen);
    groups_save(&f->known, &codec, out);
}

void fill_load(struct fill *f, struct unpack *in)
{
    struct groups_codec codec = {NULL, save_seen, load_seen, NULL, NULL};
    f->last.start = unpack_i64(in);
    f->last.end = unpack_i64(in);
    f->last_seen = unpack_i64(in);
    groups_load(&f->known, &codec, in);
}

size_t fill_bytes(const struct fill *f)
{
    return groups_bytes(&f->known);
}
