// SPDX-License-Identifier: MIT
// What others than the chain may know of an aggregate stage: what the rows that it makes are made
// of.
#ifndef OPS_AGGREGATE_H
#define OPS_AGGREGATE_H

#include "ops/keys.h"

struct aggregate_rows {
    const struct keys *keys;
    const struct str *key_names;
    int key_cell;                 // of the first key, the others behind it; CELL_NONE: the rows
                                  // are events, on which the keys are to be evaluated
    const struct str *names;      // of the aggregates
    int n, cell;                  // how many, and the cell of the first
    const struct window *window;
};

// False: that stage is no aggregate. What is pointed to lives as long as the plan.
bool aggregate_rows(const struct stage *s, struct aggregate_rows *rows);

#endif
