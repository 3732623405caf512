// SPDX-License-Identifier: MIT
// Open sessions by key: intervals that grow with each event of the key, and merge when an event
// bridges them (Akidau et al., The Dataflow Model, VLDB 2015, 2.2). Each session is one block with
// its keys and a state of its owner's, so that a million of them fit.
//
// With a longest length (`max`) a session begins with its first event and is cut when it is so
// long, in order of arrival: nothing merges then.
#ifndef OPS_SESSIONS_H
#define OPS_SESSIONS_H

#include "base/map.h"
#include "base/vec.h"
#include "ops/group.h"

struct session {
    struct interval bounds;       // the last event's time + gap is the end
    uint64_t first;               // number of the event that began it
    uint64_t hash;                // of the keys
    struct session *sibling;      // another open session of the same key
    struct arena arena;           // of the state
    size_t size;                  // bytes of the whole block
    bool is_merged;               // into another; the heap still has it
    _Alignas(16) struct value block[];        // keys, the state, then the keys' bytes
};

// A place in the heap.
struct session_due {
    int64_t due;                  // the end it had when it came here; never above the real one
    struct session *session;
};

struct sessions {
    struct groups keys;           // its keys' number, hashing and state size; holds no panes
    VEC(struct session *) heads;  // a key's sessions; NULL: a free place
    VEC(uint32_t) free_heads;
    struct map map;               // hash -> place in heads
    VEC(struct session_due) heap; // by `due`
    VEC(struct session *) closing;            // taken out, sorted; from `closed` on
    size_t closed;
    size_t n;                     // sessions open
    size_t bytes;                 // held by their blocks
    int64_t next_close;           // the watermark at which the first may close; TIME_MAX: none
    // Take what `from` has into `into`, a session's states.
    void (*merge)(void *owner, struct session *into, const struct session *from);
    void *owner;
};

void sessions_init(struct sessions *s, int nkeys, size_t state_size, const struct window *window);
void sessions_release(struct sessions *s);

struct session_event {
    struct group_key key;
    int64_t time;
    int64_t watermark;            // in force before it
    uint64_t arrival;
};

// The session that an event belongs to, made, grown or merged as it asks; NULL: it is too late, and
// *needed is the lateness that would have kept it. A new one (*is_new) has a state of zeros.
struct session *sessions_take(struct sessions *s, struct arena *scratch,
                              const struct session_event *event, bool *is_new, int64_t *needed);

// Take out the next session that has closed at this watermark (TIME_MAX: all), by end, start, then
// first event; NULL when there is none (left). Done with it: session_free().
struct session *sessions_close(struct sessions *s, int64_t watermark);
void session_free(struct sessions *s, struct session *session);

static inline void *session_state(const struct sessions *s, struct session *session)
{
    return session->block + s->keys.nkeys;
}

size_t sessions_bytes(const struct sessions *s);

struct sessions_codec {
    void *owner;
    void (*save)(const void *owner, const struct session *session, const void *state,
                 struct buf *out);
    void (*load)(void *owner, struct session *session, void *state, struct unpack *in);
};
void sessions_save(const struct sessions *s, const struct sessions_codec *codec, struct buf *out);
void sessions_load(struct sessions *s, const struct sessions_codec *codec, struct unpack *in);

#endif
