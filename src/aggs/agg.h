// SPDX-License-Identifier: MIT
// Aggregates: a row each, next to its code, one aggregate (or a pair of twins) a file.
//
// A row is a kind of state and a result made of it: rows of one kind (sum, avg; median, p99) can
// share a state. A state is a block of fixed size; what grows beyond it lives in the arena of its
// window. `merge` is compulsory and nothing is ever subtracted, so that windows can be put together
// from slices, in any order. What depends on the order of arrival (first, collect, ties) keeps
// arrival numbers.
//
// The law for every row: any split of the input, any order of merging, saved and loaded anywhere in
// between, gives the same result. Where a note names a bound (of values kept), it holds up to it.
#ifndef AGGS_AGG_H
#define AGGS_AGG_H

#include "base/mem.h"
#include "base/pack.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AGG_ARGS_MAX = 16 };

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

// A kind of state. Two uses can share one state if agg_can_share() says so and their `where` and
// their first `nargs` arguments (all, if they have fewer) are the same expressions. Rows of one
// kind agree in the types of those arguments, `by_time` and `as_written`.
struct agg_state {
    size_t size;                  // bytes; the state is aligned as its type is, at most to 16
    unsigned char nargs;          // how many leading arguments `add` and the others look at
    // NULL: all zero bytes are the empty state.
    void (*init)(const struct agg_use *use, void *state);
    void (*add)(const struct agg_use *use, const struct agg_item *items, size_t n);
    // Add all that `from` has seen to `into`, whose arena is given. `from` is left as it was.
    void (*merge)(const struct agg_use *use, void *into, struct arena *arena, const void *from);
    void (*save)(const struct agg_use *use, const void *state, struct buf *out);
    // Into an initialised state; damaged input is told by `in->failed`.
    void (*load)(const struct agg_use *use, void *state, struct arena *arena, struct unpack *in);
};

// When a result needs the total, the merge of the states of all groups of its window.
enum agg_total {
    TOTAL_NEVER,
    TOTAL_UNWINDOWED,             // only where there is no window
    TOTAL_ALWAYS,
};

// What a result is made of.
struct agg_reading {
    const void *state;
    const void *total;            // see agg_total; NULL where it is not needed
    struct arena *arena;          // for what the result points to
    int64_t start, end;           // the window's bounds in ns; TIME_MIN and TIME_MAX: no window
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
    enum agg_total total;
    const struct agg_state *state;
    // NULL, or: what is wrong with constant argument i (all before it are sound), as in "a number
    // from 0 to 1 is wanted here"; NULL where nothing is.
    const char *(*check)(const struct agg_use *use, int i);
    // The result; what it points to lives as long as the state's arena or the reading's.
    struct value (*result)(const struct agg_use *use, const struct agg_reading *reading);
};

// Can the two uses share one state, as far as kind, number of arguments and constants go?
bool agg_can_share(const struct agg_use *x, const struct agg_use *y);

// The row of that name, or NULL.
const struct agg_row *agg_find(struct str name);
// All rows, in the order of the list: i from 0; NULL at the end.
const struct agg_row *agg_at(int i);

#endif
