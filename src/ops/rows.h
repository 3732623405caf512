// SPDX-License-Identifier: MIT
// Rows held beyond their batch, and batches of rows made by stages.
#ifndef OPS_ROWS_H
#define OPS_ROWS_H

#include "ops/stage.h"

// Bytes that a copy of a row of n cells takes.
size_t row_copy_size(const struct row *row, int ncells);
// Copy a row and all it points to into `to`, which has row_copy_size() bytes aligned to 16; the
// copy's pointers go there.
struct row row_copy(char *to, const struct row *row, int ncells);

// For saved state; a loaded row lives in the arena.
void row_pack(struct buf *out, const struct row *row, int ncells);
struct row row_unpack(struct arena *a, struct unpack *in, int ncells);

// A batch under construction: rows are added one by one and handed on when it is full and at the
// end.
struct outbox {
    struct stage *stage;          // who sends
    struct arena arena;           // reset after each batch
    struct batch batch;
    int64_t watermark;            // what the stage has passed on so far, or TIME_NONE
    enum flow flow;               // DONE once the next stage has said so: what comes then is thrown
                                  // away
};

void outbox_init(struct outbox *o, struct stage *stage);
void outbox_release(struct outbox *o);

// Room for one more row, its fields as in the row handed in (cells, time, window ...) with the
// watermark set. The row's contents must live until the batch is sent, which is done at once when
// it is full: what is in the arena is gone then.
void outbox_add(struct outbox *o, const struct row *row);

// Hand on what there is.
void outbox_send(struct outbox *o);

// Send, and pass the watermark (or TIME_NONE: nothing) on if it has moved.
enum flow outbox_advance(struct outbox *o, int64_t watermark);

#endif
