// SPDX-License-Identifier: MIT
// Aggregates: a row each, next to its code, one aggregate (or a pair of twins) a file.
//
// A state is a block of fixed size; what grows beyond it lives in the arena of its window. `merge`
// is compulsory and nothing is ever subtracted, so that windows can be put together from slices, in
// any order. What depends on the order of arrival (first, collect, ties) keeps arrival numbers.
//
// The law for every row: any split of the input, any order of merging, saved and loaded anywhere in
// between, gives the same result.
#ifndef AGGS_AGG_H
#define AGGS_AGG_H

#include "base/mem.h"
#include "base/pack.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AGG_ARGS_MAX = 4 };

// One event for one state. The stage has seen to the types (see func.h: the same rules): numbers
// are resolved, texts decoded, null values left out unless the row takes nulls, wrong types counted
// and left out.
struct agg_item {
    void *state;
    struct arena *arena;          // of the state's window
    const struct value *args;     // as many as the aggregate has; borrowed from the batch
    int64_t time;                 // event time in ns, or TIME_NONE
    uint64_t arrival;             // number of the event, unique and ascending in order of arrival
};

// One use of an aggregate in a pipeline, made before the run.
struct agg_use {
    const struct agg_row *row;
    struct value constants[AGG_ARGS_MAX];   // arguments that must be constant (the q of a quantile)
    int nargs;
};

struct agg_row {
    const char *name;
    const char *usage;            // "sum(x)"
    const char *summary;          // one line: what, over nothing
    const char *note;             // memory per group, error, edges: a few sentences, or NULL
    const char *example;          // a stage, over ...
    const char *input;            // ... these events (JSON lines), which prints ...
    const char *output;           // ... these rows
    unsigned char min_args, max_args;
    unsigned args[AGG_ARGS_MAX];  // type sets by position
    bool by_time;                 // goes by event time where that is known
    bool as_written;              // numbers come unresolved: the result keeps their digits
    unsigned const_args;          // bit i: argument i must be constant
    unsigned result_types;        // type set
    size_t state_size;            // bytes; the state is aligned to 16
    // NULL: all zero bytes are the empty state.
    void (*init)(const struct agg_use *use, void *state);
    void (*add)(const struct agg_use *use, const struct agg_item *items, size_t n);
    // Add all that `from` has seen to `into`, whose arena is given. `from` is left as it was.
    void (*merge)(const struct agg_use *use, void *into, struct arena *arena, const void *from);
    // The result; what it points to lives as long as the state's arena or `arena`.
    struct value (*result)(const struct agg_use *use, const void *state, struct arena *arena);
    void (*save)(const struct agg_use *use, const void *state, struct buf *out);
    // Into an initialised state; damaged input is told by `in->failed`.
    void (*load)(const struct agg_use *use, void *state, struct arena *arena, struct unpack *in);
};

// The row of that name, or NULL.
const struct agg_row *agg_find(struct str name);
// All rows, in the order of the list: i from 0; NULL at the end.
const struct agg_row *agg_at(int i);

#endif
