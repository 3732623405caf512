// SPDX-License-Identifier: MIT
// The aggregate stage's state, between its opening (aggregate_open.c) and its work
// (stage_aggregate.c). Private to the two.
#ifndef OPS_AGGREGATE_INTERNAL_H
#define OPS_AGGREGATE_INTERNAL_H

#include "aggs/agg.h"
#include "ops/group.h"
#include "ops/keys.h"
#include "ops/rows.h"

enum { AGGS, BY };                // the places of the arguments in the syntax

struct use {
    struct agg_use use;
    const struct expr *args[AGG_ARGS_MAX];
    const struct expr *where;     // NULL: all rows
    size_t offset;                // of its state in the group's state
    struct str text;              // for messages
    struct agg_item *items;       // this run's, with their arguments in `values`
    struct value *values;
    size_t nitems;
};

struct aggregate {
    struct keys keys;
    int nuses;
    struct use *uses;
    struct groups groups;
    bool is_windowed;
    uint64_t arrivals;            // events taken so far
    const struct fields *frame;   // of the rows made
    struct outbox out;
};

// Give out the rows of the windows that have closed.
void aggregate_close(struct stage *s, int64_t watermark);

// The open of the stage.
bool aggregate_open(struct stage_open *o, const struct stage_ast *ast, void **state);

#endif
