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
// end. With it goes the time of a stage that holds rows until their window closes: what the stage
// gives out at a watermark, and the watermark that it passes on.
struct outbox {
    struct stage *stage;          // who sends
    const struct window *window;  // the stage's
    void (*close)(struct stage *s, int64_t watermark);   // give out the windows that have closed
    struct arena arena;           // reset after each batch
    struct batch batch;
    int64_t watermark;            // what the stage has passed on so far, or TIME_NONE
    int64_t heard;                // the watermark it has been told, or TIME_NONE
    enum flow flow;               // DONE once the next stage has said so: what comes then is
                                  // thrown away
};

// The stage is told when the outbox is used (o->stage), since a plan may be moved before it runs.
void outbox_init(struct outbox *o, const struct window *window,
                 void (*close)(struct stage *s, int64_t watermark));
void outbox_release(struct outbox *o);

// Add a row, its fields as in the row handed in (cells, time, window ...) with the watermark set.
// The row's contents must live until the batch is sent.
void outbox_add(struct outbox *o, const struct row *row);

// Hand on what there is.
void outbox_send(struct outbox *o);

// The stage's advance: close windows, send, pass the watermark on lowered by what is still held.
enum flow outbox_advance(struct outbox *o, int64_t watermark);

// Before a row is taken: is there anything that the events before it have brought about?
static inline bool outbox_is_due(const struct outbox *o, const struct row *row, int64_t next_close)
{
    return row->watermark >= next_close ||
           (o->stage->is_followed && row->watermark > o->heard &&
            o->window->kind != WINDOW_GLOBAL);
}

// Then do it, as if the row's watermark had been passed on before the row. Findings and a wish to
// stop belong to the line whose event moved the watermark.
void outbox_catch_up(struct outbox *o, const struct row *row);

// The line that what is given out from now on goes back to: findings about it and a wish to stop
// belong there. Returns the one before, which outbox_told() puts back when all has been sent.
uint32_t outbox_tell_with(struct outbox *o, uint32_t line);
void outbox_told(struct outbox *o, uint32_t above);

// For a stage that speaks when it takes a row: the row's own line, or that of the event which
// brought a made row out.
static inline uint32_t outbox_line_of(const struct outbox *o, const struct row *row)
{
    return row->line != LINE_NONE ? row->line : o->stage->env->chunk->moved_line;
}

#endif
