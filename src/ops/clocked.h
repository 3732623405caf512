// SPDX-License-Identifier: MIT
// An event clock that sits in the chain: event time from an expression over what stages made.
#ifndef OPS_CLOCKED_H
#define OPS_CLOCKED_H

#include "ops/stage.h"

struct clocked;

// Claim event time for the expression. *out is NULL where the clock sits at entry.
// False after a mistake, which has been reported.
bool clocked_open(struct stage_open *o, const struct node *node, struct clocked **out);

// Give each row its event time and the watermark in force before it.
void clocked_judge(struct clocked *c, struct stage *s, struct batch *b);

// Pass the watermark made by the batch just judged (and pushed) on to the next stage.
enum flow clocked_advance(const struct clocked *c, struct stage *s, struct batch *b);

void clocked_save(const struct clocked *c, struct buf *out);
void clocked_load(struct clocked *c, struct unpack *in);

#endif
