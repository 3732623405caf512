// SPDX-License-Identifier: MIT
// Rows held in a pane until its window closes, in order of arrival.
#ifndef OPS_HELD_H
#define OPS_HELD_H

#include "ops/group.h"
#include "ops/rows.h"

// Hold a copy of the row, in the pane's arena.
void held_add(struct pane *pane, const struct row *row, int ncells);

// Give out the rows of a pane that was taken out, at the window's last instant, and recycle it.
void held_emit(struct groups *g, struct pane *pane, struct outbox *out);

void held_save(const struct pane *pane, int ncells, struct buf *out);
void held_load(struct pane *pane, int ncells, struct unpack *in);

#endif
