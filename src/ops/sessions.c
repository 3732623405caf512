// SPDX-License-Identifier: MIT
// Sessions wait for their close in a binary heap by the end they had when they were put there. An
// event that makes a session longer leaves the heap alone; a session that comes up too early goes
// back with its real end, and one that was merged into another goes when it comes up. So an event
// costs a probe of the map, and a close O(log n).
#include "ops/sessions.h"

#include "base/hash.h"
#include "data/time.h"
#include "event/watermark.h"

#include <stdlib.h>

void sessions_init(struct sessions *s, int nkeys, size_t state_size, const struct window *window)
{
    *s = (struct sessions){.next_close = TIME_MAX};
    groups_init(&s->keys, nkeys, state_size, window);
    map_init(&s->map);
}

void session_free(struct sessions *s, struct session *session)
{
    s->bytes -= session->size;
    arena_release(&session->arena);
    mem_free(session);
}

void sessions_release(struct sessions *s)
{
    for (size_t i = 0; i < s->heap.n; i++)
        session_free(s, s->heap.at[i].session);
    for (size_t i = s->closed; i < s->closing.n; i++)
        session_free(s, s->closing.at[i]);
    groups_release(&s->keys);
    map_release(&s->map);
    VEC_FREE(&s->heap);
    VEC_FREE(&s->heads);
    VEC_FREE(&s->free_heads);
    VEC_FREE(&s->closing);
}

// ---- the heap ----

static void note_next_close(struct sessions *s)
{
    s->next_close = s->heap.n ? time_add(s->heap.at[0].due, s->keys.window.lateness) : TIME_MAX;
}

static void sift_up(struct sessions *s, size_t i)
{
    struct session_due *heap = s->heap.at, moved = heap[i];
    for (size_t up; i > 0 && heap[up = (i - 1) / 2].due > moved.due; i = up)
        heap[i] = heap[up];
    heap[i] = moved;
}

static void sift_down(struct sessions *s, size_t i)
{
    struct session_due *heap = s->heap.at, moved = heap[i];
    for (size_t down; (down = 2 * i + 1) < s->heap.n; i = down) {
        down += down + 1 < s->heap.n && heap[down + 1].due < heap[down].due;
        if (heap[down].due >= moved.due)
            break;
        heap[i] = heap[down];
    }
    heap[i] = moved;
}

static void heap_add(struct sessions *s, struct session *session)
{
    *VEC_PUSH(&s->heap) = (struct session_due){session->bounds.end, session};
    sift_up(s, s->heap.n - 1);
    note_next_close(s);
}

static struct session *heap_take(struct sessions *s)
{
    struct session *first = s->heap.at[0].session;
    s->heap.at[0] = s->heap.at[--s->heap.n];
    if (s->heap.n)
        sift_down(s, 0);
    return first;
}

// ---- keys ----

static uint32_t find_head(const struct sessions *s, struct arena *scratch, struct group_key key)
{
    struct map_probe probe = map_probe(&s->map, key.hash);
    uint32_t i;
    while ((i = map_next(&s->map, &probe)) != MAP_NONE)
        if (groups_same_keys(&s->keys, scratch, s->heads.at[i]->block, key.keys))
            return i;
    return MAP_NONE;
}

// One block for all: with a million sessions open an arena for each would be too much.
static struct session *session_new(struct sessions *s, struct group_key key)
{
    size_t size = sizeof(struct session) + (size_t)s->keys.nkeys * sizeof(struct value) +
                  s->keys.state_size + group_keys_size(&s->keys, key.keys);
    struct session *session = mem_zalloc(size);
    session->size = size;
    s->bytes += size;
    session->hash = key.hash;
    group_copy_keys(&s->keys, session->block, key.keys);
    return session;
}

static void add_head(struct sessions *s, struct session *session)
{
    uint32_t at;
    if (s->free_heads.n) {
        at = s->free_heads.at[--s->free_heads.n];
    } else {
        at = (uint32_t)s->heads.n;
        (void)VEC_PUSH(&s->heads);
    }
    s->heads.at[at] = session;
    map_add(&s->map, session->hash, at);
}

static void open_session(struct sessions *s, struct session *session, uint32_t head)
{
    if (head == MAP_NONE) {
        add_head(s, session);
    } else {
        session->sibling = s->heads.at[head]->sibling;
        s->heads.at[head]->sibling = session;
    }
    s->n++;
    heap_add(s, session);
}

// Out of its key's list; the key goes with the last one.
static void unlink_session(struct sessions *s, uint32_t head, const struct session *session)
{
    struct session **at = &s->heads.at[head];
    while (*at != session)
        at = &(*at)->sibling;
    *at = session->sibling;
    s->n--;
    if (s->heads.at[head])
        return;
    map_remove(&s->map, session->hash, head);
    *VEC_PUSH(&s->free_heads) = head;
}

static uint32_t head_of(const struct sessions *s, const struct session *session)
{
    struct map_probe probe = map_probe(&s->map, session->hash);
    uint32_t i;
    while ((i = map_next(&s->map, &probe)) != MAP_NONE)
        for (const struct session *k = s->heads.at[i]; k; k = k->sibling)
            if (k == session)
                return i;
    return MAP_NONE;              // cannot be
}

// ---- events ----

static struct interval reach(const struct sessions *s, int64_t time)
{
    int64_t gap = s->keys.window.size, longest = s->keys.window.longest;
    return (struct interval){time, time_add(time, longest && longest < gap ? longest : gap)};
}

static void merge_into(struct sessions *s, uint32_t head, struct session *into,
                       struct session *from)
{
    if (from->bounds.start < into->bounds.start)
        into->bounds.start = from->bounds.start;
    if (from->bounds.end > into->bounds.end)
        into->bounds.end = from->bounds.end;
    s->merge(s->owner, into, from);
    if (from->first < into->first)
        into->first = from->first;
    unlink_session(s, head, from);
    arena_release(&from->arena);
    from->is_merged = true;
}

// The oldest session of that key which overlaps, whatever their order in the list.
static struct session *oldest(const struct sessions *s, uint32_t head, struct interval event)
{
    struct session *found = NULL;
    for (struct session *k = s->heads.at[head]; k; k = k->sibling)
        if (k->bounds.start < event.end && event.start < k->bounds.end &&
            (!found || k->first < found->first))
            found = k;
    return found;
}

// The session of that key which the event falls into, with all that it bridges merged into it.
static struct session *join(struct sessions *s, uint32_t head, struct interval event)
{
    struct session *joined = oldest(s, head, event), *next;
    if (!joined)
        return NULL;
    for (struct session *k = s->heads.at[head]; k; k = next) {
        next = k->sibling;
        if (k != joined && k->bounds.start < event.end && event.start < k->bounds.end)
            merge_into(s, head, joined, k);
    }
    if (event.start < joined->bounds.start)
        joined->bounds.start = event.start;
    if (event.end > joined->bounds.end)
        joined->bounds.end = event.end;
    return joined;
}

// With a longest length, in order of arrival: the session that the time falls into.
static struct session *join_capped(struct sessions *s, uint32_t head, int64_t time)
{
    struct session *joined = oldest(s, head, (struct interval){time, time_add(time, 1)});
    if (!joined)
        return NULL;
    int64_t most = time_add(joined->bounds.start, s->keys.window.longest);
    int64_t end = time_add(time, s->keys.window.size);
    if (end > most)
        end = most;
    if (end > joined->bounds.end)
        joined->bounds.end = end;
    return joined;
}

struct session *sessions_take(struct sessions *s, struct arena *scratch,
                              const struct session_event *event, bool *is_new, int64_t *needed)
{
    struct interval bounds = reach(s, event->time);
    uint32_t head = find_head(s, scratch, event->key);
    struct session *joined = NULL;
    *is_new = false;
    if (head != MAP_NONE)
        joined = s->keys.window.longest ? join_capped(s, head, event->time)
                                        : join(s, head, bounds);
    if (joined)
        return joined;
    if (window_is_closed(&s->keys.window, bounds.end, event->watermark)) {
        *needed = time_add(time_sub(event->watermark, bounds.end), 1);
        return NULL;
    }
    *is_new = true;
    struct session *session = session_new(s, event->key);
    session->bounds = bounds;
    session->first = event->arrival;
    open_session(s, session, head);
    return session;
}

// ---- closing ----

static int by_order(const void *x, const void *y)
{
    const struct session *a = *(struct session *const *)x, *b = *(struct session *const *)y;
    if (a->bounds.end != b->bounds.end || a->bounds.start != b->bounds.start)
        return window_is_before(a->bounds, b->bounds) ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

// Has the session at the top of the heap closed? Then it is in the list of those closing; or it was
// merged, or goes back into the heap.
static void settle_first(struct sessions *s, int64_t watermark)
{
    struct session *first = s->heap.at[0].session;
    if (first->is_merged) {
        session_free(s, heap_take(s));
    } else if (!window_is_closed(&s->keys.window, first->bounds.end, watermark)) {
        s->heap.at[0].due = first->bounds.end;
        sift_down(s, 0);
    } else {
        heap_take(s);
        unlink_session(s, head_of(s, first), first);
        *VEC_PUSH(&s->closing) = first;
    }
}

static void close_all(struct sessions *s)
{
    for (size_t i = 0; i < s->heap.n; i++) {
        struct session *session = s->heap.at[i].session;
        if (session->is_merged)
            session_free(s, session);
        else
            *VEC_PUSH(&s->closing) = session;
    }
    map_clear(&s->map);
    s->heap.n = s->heads.n = s->free_heads.n = s->n = 0;
}

// Take out all that have closed, in order.
static void collect_closed(struct sessions *s, int64_t watermark)
{
    s->closing.n = s->closed = 0;
    if (watermark == TIME_MAX)
        close_all(s);
    while (s->heap.n && window_is_closed(&s->keys.window, s->heap.at[0].due, watermark))
        settle_first(s, watermark);
    if (s->closing.n)
        qsort(s->closing.at, s->closing.n, sizeof(struct session *), by_order);
    note_next_close(s);
}

struct session *sessions_close(struct sessions *s, int64_t watermark)
{
    if (s->closed == s->closing.n)
        collect_closed(s, watermark);
    return s->closed < s->closing.n ? s->closing.at[s->closed++] : NULL;
}

size_t sessions_bytes(const struct sessions *s)
{
    size_t arenas = 0;
    for (size_t i = 0; i < s->heap.n; i++)
        arenas += arena_bytes(&s->heap.at[i].session->arena);
    return s->bytes + arenas + map_bytes(&s->map) + s->heads.cap * sizeof *s->heads.at +
           s->heap.cap * sizeof *s->heap.at;
}

// ---- saved state ----

void sessions_save(const struct sessions *s, const struct sessions_codec *codec, struct buf *out)
{
    VEC(struct session *) open = {0};
    for (size_t i = 0; i < s->heap.n; i++)
        if (!s->heap.at[i].session->is_merged)
            *VEC_PUSH(&open) = s->heap.at[i].session;
    if (open.n)                   // what is saved does not tell how it came about
        qsort(open.at, open.n, sizeof *open.at, by_order);
    pack_u64(out, open.n);
    for (size_t i = 0; i < open.n; i++) {
        struct session *session = open.at[i];
        pack_i64(out, session->bounds.start);
        pack_i64(out, session->bounds.end);
        pack_u64(out, session->first);
        for (int k = 0; k < s->keys.nkeys; k++)
            value_pack(out, session->block[k]);
        codec->save(codec->owner, session, session_state(s, session), out);
    }
    VEC_FREE(&open);
}

void sessions_load(struct sessions *s, const struct sessions_codec *codec, struct unpack *in)
{
    struct arena scratch;
    arena_init(&scratch);
    struct value *keys = arena_alloc(&scratch, (size_t)s->keys.nkeys * sizeof *keys);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct interval bounds;
        bounds.start = unpack_i64(in);
        bounds.end = unpack_i64(in);
        uint64_t first = unpack_u64(in);
        for (int k = 0; k < s->keys.nkeys; k++)
            keys[k] = value_unpack(&scratch, in);
        struct group_key key = {keys, groups_hash(&s->keys, &scratch, keys)};
        struct session *session = session_new(s, key);
        session->bounds = bounds;
        session->first = first;
        open_session(s, session, find_head(s, &scratch, key));
        codec->load(codec->owner, session, session_state(s, session), in);
    }
    arena_release(&scratch);
}
