// SPDX-License-Identifier: MIT
// What aggregate takes of each row: its keys with their hash, and the arguments of the aggregates.
// All of it is a function of the row alone, so it is made before the row's turn comes, for a whole
// batch and where it suits in another thread (stage_row.prepare). Only what goes wrong has to be
// told in its turn, and not at all where the row is left out before (it is late, the run is over):
// such a row is marked, nothing that was found is kept, and it is taken again in its turn.
#ifndef OPS_AGGREGATE_INTAKE_H
#define OPS_AGGREGATE_INTAKE_H

#include "ops/aggregate_internal.h"

enum { TYPE_NOT_TAKEN = UINT8_MAX };          // of a use's first value: the row is not for it

// Made when the stage is opened, then only read.
struct intake {
    struct keys keys;
    const struct use **uses;      // whose arguments are not those of another
    int nuses;
    size_t nvalues;               // of a row
    bool is_impure;               // nothing may be taken before its turn
};

// The uses are complete; where each finds what it takes is noted in it.
struct intake *intake_open(struct arena *arena, const struct aggregate *a);

// Take all rows of a batch ahead (b->prepared); what is wrong is left to their turn.
void intake_prepare(const struct intake *in, int stage, struct batch *b);

// Take the keys of the row at hand, or the arguments of a use of it. What goes wrong is found.
void intake_keys(const struct intake *in, struct eval *ev, struct taken *taken);
void intake_use(const struct use *use, struct eval *ev, struct taken *taken);

// Bytes of what is taken of a row.
static inline size_t intake_size(const struct intake *in)
{
    return sizeof(struct taken) + in->nvalues * sizeof(struct value);
}

// What was taken of a row.
static inline struct taken *intake_of(const struct intake *in, const struct batch *b,
                                      const struct row *row)
{
    return (struct taken *)(void *)((char *)b->prepared + row->place * intake_size(in));
}

#endif
