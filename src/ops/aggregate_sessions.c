// SPDX-License-Identifier: MIT
// The keeper of sessions: a state for each open session of each group. What is late is known here
// only, for an event within the reach of an open session is not.
#include "data/time.h"
#include "ops/aggregate_internal.h"
#include "ops/sessions.h"

static void merge(void *owner, struct session *into, const struct session *from)
{
    struct aggregate *a = owner;
    struct sessions *s = a->kept;
    aggregate_flush(a);
    aggregate_merge_states(a, session_state(s, into), &into->arena,
                           session_state(s, (struct session *)from));
}

static void keeper_open(struct aggregate *a)
{
    struct sessions *s = mem_zalloc(sizeof *s);
    sessions_init(s, a->keys.n, a->states_size, &a->window);
    s->merge = merge;
    s->owner = a;
    a->kept = s;
    groups_init(&a->groups, a->keys.n, a->states_size, &a->window);
}

static void take(struct aggregate *a, struct eval *ev, struct group_key key)
{
    struct sessions *s = a->kept;
    struct session_event event = {key, ev->row->time, ev->row->watermark, a->arrivals};
    bool is_new;
    int64_t needed;
    struct session *session = sessions_take(s, ev->arena, &event, &is_new, &needed);
    a->next_due = s->next_close;
    if (!session) {
        window_keep_late(a->out.stage, ev->batch, ev->row, a->late_shape, needed);
        ev->stopped |= ev->batch->chunk->stop;
        return;
    }
    if (is_new)
        aggregate_init_states(a, session_state(s, session));
    aggregate_add(a, ev, session_state(s, session), &session->arena);
}

static void give_out(struct aggregate *a, int64_t watermark)
{
    struct sessions *s = a->kept;
    struct session *session;
    while ((session = sessions_close(s, watermark))) {
        a->window_number = session->first;
        if (a->out.flow == FLOW_MORE)
            aggregate_emit(a, session->block, session_state(s, session), session->bounds, "");
        outbox_send(&a->out);
        session_free(s, session);
    }
    a->next_due = s->next_close;
}

static void finish(struct aggregate *a)
{
    give_out(a, TIME_MAX);
}

static void save_states(const void *owner, const struct session *session ATTR_UNUSED,
                        const void *state, struct buf *out)
{
    aggregate_save_states(owner, state, out);
}

static void load_states(void *owner, struct session *session, void *state, struct unpack *in)
{
    aggregate_load_states(owner, state, &session->arena, in);
}

static void save(const struct aggregate *a, struct buf *out)
{
    struct sessions_codec codec = {(void *)a, save_states, load_states};
    sessions_save(a->kept, &codec, out);
}

static void load(struct aggregate *a, struct unpack *in)
{
    struct sessions *s = a->kept;
    struct sessions_codec codec = {a, save_states, load_states};
    sessions_load(s, &codec, in);
    a->next_due = s->next_close;
}

static size_t bytes(const struct aggregate *a)
{
    return sessions_bytes(a->kept);
}

static void keeper_free(struct aggregate *a)
{
    sessions_release(a->kept);
    mem_free(a->kept);
}

const struct keeper keep_sessions = {
    keeper_open, take, give_out, finish, save, load, bytes, keeper_free,
};
