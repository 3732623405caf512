// SPDX-License-Identifier: MIT
// The latest rows of a plan's last aggregate, for --metrics: of each group the numbers of its last
// row. Of windows that all groups have in common only the rows of the one that ends last are kept,
// so that a group which is silent is not told for ever.
#ifndef RUN_LATEST_H
#define RUN_LATEST_H

#include "base/map.h"
#include "base/vec.h"
#include "ops/aggregate.h"
#include "run/plan.h"

enum { LATEST_MAX = 10000 };      // numbers

struct latest_row {
    const char *labels;           // of its keys: ,name="text",...
    size_t nlabels;
    uint64_t hash;                // of these
    double *values;               // NaN: none
};

struct latest {
    struct stage tap;             // behind the aggregate: sees its rows, and hands them on
    struct stage *aggregate;      // NULL: there is none
    struct aggregate_rows rows;   // which it makes
    struct buf *key_labels;       // by key: ,name="
    bool is_common;               // the windows are the same for all groups
    int64_t end;                  // of the latest one, ns; TIME_NONE: there was none
    struct arena arena;           // of the rows
    struct map map;               // hash -> place in `list`
    VEC(struct latest_row) list;  // in the order in which they first came
    uint64_t left_out;            // rows of groups for which there was no room
};

// Begin to look at the rows, if the plan has an aggregate. `l` must stay while the plan runs.
void latest_begin(struct latest *l, struct plan *plan);
void latest_release(struct latest *l);

// Append the rows as gauges in the text format of Prometheus.
void latest_write(const struct latest *l, struct buf *out);

#endif
