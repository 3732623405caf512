// SPDX-License-Identifier: MIT
// Counts by value, each with the number of the event that brought the value first and with that
// event's spelling of it. Optionally bounded: then, when more values than `most` have come, the
// rarer half is dropped and what they had is taken from the others, as the error.
// Source of the bound: J. Misra, D. Gries, Finding Repeated Elements, 1982, with the decrements
// done in batches (D. Anderson et al., A High-Performance Algorithm for Identifying Frequent Items
// in Data Streams, 2017); merging: P. Agarwal et al., Mergeable Summaries, 2012.
// Invariant: the true count of a value lies from its count to its count + error; that of a value
// not here is at most the error.
#ifndef AGGS_TALLY_H
#define AGGS_TALLY_H

#include "data/kept.h"
#include "aggs/value_set.h"
#include "base/mem.h"
#include "base/pack.h"

#include <stdint.h>

struct tally_entry {
    struct kept kept;             // begins with the value
    uint64_t count;
    uint64_t first;               // arrival number
};

// Zeros are the empty tally.
struct tally {
    struct value_set set;         // of struct tally_entry
    uint64_t error;
    uint64_t latest;              // the largest `first` of its entries
};

struct tally_env {
    struct arena *arena;          // of the tally
    struct arena *scratch;
    uint32_t most;                // values; 0: no bound
};

void tally_add(struct tally *t, const struct tally_env *env, struct value v, uint64_t arrival);
void tally_merge(struct tally *t, const struct tally_env *env, const struct tally *from);

static inline struct tally_entry *tally_at(const struct tally *t, uint32_t i)
{
    return value_set_at(&t->set, sizeof(struct tally_entry), i);
}

// The entries by count, largest first, ties by first arrival; in the arena.
struct tally_entry **tally_by_count(const struct tally *t, struct arena *a);
// The entries by first arrival.
struct tally_entry **tally_by_arrival(const struct tally *t, struct arena *a);

void tally_save(const struct tally *t, struct buf *out);
void tally_load(struct tally *t, const struct tally_env *env, struct unpack *in);

#endif
