// SPDX-License-Identifier: MIT
#include "ops/aggregate_ticks.h"

#include "base/pack.h"

#include <stdlib.h>

static bool is_before(const struct ticking *x, const struct ticking *y)
{
    return x->tick != y->tick ? x->tick < y->tick : window_is_before(x->window, y->window);
}

static void push(struct ticks *t, struct ticking moved)
{
    (void)VEC_PUSH(&t->heap);
    size_t i = t->heap.n - 1;
    for (size_t up; i > 0 && is_before(&moved, &t->heap.at[up = (i - 1) / 2]); i = up)
        t->heap.at[i] = t->heap.at[up];
    t->heap.at[i] = moved;
}

struct ticking ticks_take(struct ticks *t)
{
    struct ticking *heap = t->heap.at, first = heap[0], moved = heap[--t->heap.n];
    size_t i = 0, n = t->heap.n;
    for (size_t down; (down = 2 * i + 1) < n; i = down) {
        down += down + 1 < n && is_before(&heap[down + 1], &heap[down]);
        if (!is_before(&heap[down], &moved))
            break;
        heap[i] = heap[down];
    }
    heap[i] = moved;
    return first;
}

void ticks_add(struct ticks *t, const struct window *w, struct ticking ticking, int64_t time)
{
    ticking.tick = window_next_tick(w, ticking.window, time);
    if (ticking.tick != TIME_MAX)
        push(t, ticking);
}

void ticks_set_aside(struct ticks *t, struct ticking ticking)
{
    *VEC_PUSH(&t->quiet) = ticking;
}

void ticks_wake(struct ticks *t, const struct window *w, int64_t time, int64_t watermark)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->quiet.n; i++) {
        struct ticking ticking = t->quiet.at[i];
        if (ticking.window.start <= time && time < ticking.window.end)
            ticks_add(t, w, ticking, watermark);
        else if (watermark < ticking.window.end)
            t->quiet.at[kept++] = ticking;
    }
    t->quiet.n = kept;
}

// ---- saved state ----

static int by_window(const void *x, const void *y)
{
    const struct ticking *a = x, *b = y;
    return window_is_before(b->window, a->window) - window_is_before(a->window, b->window);
}

// In the order of windows: what is saved does not tell how it came about. Of one set aside the tick
// is TIME_MAX.
void ticks_save(const struct ticks *t, struct buf *out)
{
    VEC(struct ticking) all = {0};
    for (size_t i = 0; i < t->heap.n; i++)
        *VEC_PUSH(&all) = t->heap.at[i];
    for (size_t i = 0; i < t->quiet.n; i++) {
        *VEC_PUSH(&all) = t->quiet.at[i];
        all.at[all.n - 1].tick = TIME_MAX;
    }
    if (all.n)
        qsort(all.at, all.n, sizeof *all.at, by_window);
    pack_u64(out, all.n);
    for (size_t i = 0; i < all.n; i++) {
        pack_i64(out, all.at[i].tick);
        pack_i64(out, all.at[i].window.start);
        pack_i64(out, all.at[i].window.end);
        pack_u64(out, all.at[i].emitted);
    }
    VEC_FREE(&all);
}

void ticks_load(struct ticks *t, struct unpack *in)
{
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct ticking ticking;
        ticking.tick = unpack_i64(in);
        ticking.window.start = unpack_i64(in);
        ticking.window.end = unpack_i64(in);
        ticking.emitted = unpack_u64(in);
        if (ticking.tick == TIME_MAX)
            ticks_set_aside(t, ticking);
        else
            push(t, ticking);
    }
}

void ticks_free(struct ticks *t)
{
    VEC_FREE(&t->heap);
    VEC_FREE(&t->quiet);
}
