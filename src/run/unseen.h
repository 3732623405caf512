// SPDX-License-Identifier: MIT
// Fields that the pipeline asks for and no event had: mostly a name mistyped. A field costs nothing
// once an event had it, which mostly the first one has.
//
// Whether it was there is looked at before a batch goes down the chain, which uses the rows' places
// again; it counts once the row has been through, so that what was read beyond the end of a `head`
// does not show.
#ifndef RUN_UNSEEN_H
#define RUN_UNSEEN_H

#include "base/vec.h"
#include "data/batch.h"
#include "data/fields.h"

struct wanted {
    const struct field *field;
    const char *path;             // as people write it
    uint32_t line;                // of the batch at hand, the first that has it; LINE_NONE: none
};

struct unseen {
    struct arena *arena;
    VEC(struct wanted) wanted;    // not seen so far
    struct str sample;            // the first event of the run; p is NULL before
};

// The arena is the plan's, as are the fields.
void unseen_init(struct unseen *u, struct arena *arena, const struct fields *fields);
void unseen_release(struct unseen *u);

// Look at a batch (or a part of one) that is to go down the chain. Then, when it has been there:
// only the lines of `chunk` up to its end_line count.
void unseen_look(struct unseen *u, const struct row *rows, size_t n);
void unseen_settle(struct unseen *u, const struct chunk *chunk);

// Say which fields no event had, with what the first event had instead. Nothing if there was no
// event.
void unseen_tell(const struct unseen *u);

#endif
