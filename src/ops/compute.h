// SPDX-License-Identifier: MIT
// Cells computed by expressions, row by row: the working part of project, set, drop and rename.
#ifndef OPS_COMPUTE_H
#define OPS_COMPUTE_H

#include "data/walk.h"
#include "ops/stage.h"

struct compute;

// Room for up to n cells; lives in the arena.
struct compute *compute_new(struct arena *a, size_t n);

// The cell in which the value of `e` is found: the field's own where `e` is a bare field, else a
// new one that is computed. What is missing stays missing.
int compute_add(struct compute *c, struct check *check, const struct expr *e);

// A new cell that gets the value of `e`, with null for missing.
int compute_add_present(struct compute *c, struct check *check, const struct expr *e);

// A new cell that gets the value of `parent` with the value of `e` put in at the path (with `e`
// NULL: with what is at the path taken out). A parent that is no object stays as it is, and is
// counted.
int compute_add_inside(struct compute *c, struct check *check, const struct expr *parent,
                       struct path at, const struct expr *e);

// The push of a stage whose state is a struct compute: compute the cells in the order in which they
// were added, then hand the rows on.
enum flow compute_push(struct stage *s, struct batch *b);

#endif
