// SPDX-License-Identifier: MIT
// `fill for D`: rows also for the windows in which a known group had no event, until it has been
// away for D.
#ifndef OPS_AGGREGATE_FILL_H
#define OPS_AGGREGATE_FILL_H

#include "ops/aggregate_internal.h"

struct fill;

struct fill *fill_new(struct aggregate *a);
void fill_free(struct fill *f);

// Before the rows of a window: give out those of the empty windows before it.
void fill_before(struct fill *f, struct interval bounds);
// After them: note its groups (their blocks, in the order of the rows), and give out rows for those
// that are missing.
void fill_window(struct fill *f, struct value *const *blocks, size_t n, struct interval bounds);
// Give out the empty windows that have closed at the watermark.
void fill_until(struct fill *f, int64_t watermark);
// When the next empty window closes; TIME_MAX: nothing is to be filled.
int64_t fill_next_due(const struct fill *f);

void fill_save(const struct fill *f, struct buf *out);
void fill_load(struct fill *f, struct unpack *in);
size_t fill_bytes(const struct fill *f);

#endif
