// SPDX-License-Identifier: MIT
// Fields that the pipeline asks for and no event had: mostly a name mistyped. A field costs nothing
// once an event had it, which mostly the first one has.
//
// Whether it was there is looked at when rows enter (by any thread), before a stage uses their
// places again; it counts once the row has been through, so that what was read beyond the end of a
// `head` does not show.
#ifndef RUN_UNSEEN_H
#define RUN_UNSEEN_H

#include "base/vec.h"
#include "data/batch.h"
#include "data/fields.h"

struct wanted {
    const struct field *field;
    const char *path;             // as people write it
    bool is_seen;
};

struct unseen {
    struct arena *arena;
    VEC(struct wanted) wanted;
    size_t nleft;                 // not seen so far
    struct str sample;            // the first event of the run; p is NULL before
};

// What a batch has of them.
struct unseen_found {
    uint32_t *lines;              // by place in `wanted`: the first line that has it, or LINE_NONE;
                                  // NULL: not looked
    struct str first;             // the batch's first event
};

// The arena is the plan's, as are the fields.
void unseen_init(struct unseen *u, struct arena *arena, const struct fields *fields);
void unseen_release(struct unseen *u);

// Look at a batch that has just been read; what is found lives in its arena.
void unseen_find(const struct unseen *u, const struct batch *b, struct unseen_found *found);
// The rows before the line `before` (LINE_NONE: all) have been through; only those up to the line
// `end` count.
void unseen_settle(struct unseen *u, const struct unseen_found *found, uint32_t before,
                   uint32_t end);

// Say which fields no event had, with what the first event had instead. Nothing if there was no
// event.
void unseen_tell(const struct unseen *u);

#endif
