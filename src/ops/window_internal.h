// SPDX-License-Identifier: MIT
// The window stage's state, between its opening (window_open.c), its work (stage_window.c) and the
// windows that it holds rows for (window_hold.c). Private to these.
#ifndef OPS_WINDOW_INTERNAL_H
#define OPS_WINDOW_INTERNAL_H

#include "ops/clocked.h"
#include "ops/windowed.h"

// The places of the arguments in the syntax.
enum {
    KIND, ROWS, SIZE, EVERY, ON, OFFSET, TZ, DELAY, LATENESS, EMIT, EMIT_EVERY, FILL, LONGEST, BY
};

struct hold;

struct slice_times {
    struct interval slice;
    int64_t last_end;             // when the last of its windows ends
    int64_t closes_at;            // and the watermark that closes it
};

struct window_stage {
    struct window window;
    struct window_link link;
    struct clocked *clock;        // NULL: the watermark comes from above
    int64_t delay;                // by which the watermark from above is lowered here, ns
    const struct expr *time;      // for messages; NULL: the default fields
    const struct fields *frame;
    bool needs_time;
    struct slice_times now;       // of the event before: most fall into the same ...
    struct slice_times before;    // ... or into the one before that
    struct intervals windows;     // those of the slice, where rows are copied into each
    int start_cell, end_cell;
    int own_start, own_end;       // cells of the event's own fields of those names, or CELL_NONE
    bool has_warned;
    struct hold *hold;            // rows of sessions and count windows that are not complete
};

bool window_open(struct stage_open *o, const struct stage_ast *ast, void **state);

// Rows held until their session closes or their count is full.
struct hold *hold_new(const struct window_stage *w);
void hold_free(struct hold *h);
enum flow hold_push(struct hold *h, struct stage *s, struct batch *b);
enum flow hold_advance(struct hold *h, struct stage *s, int64_t watermark);
void hold_finish(struct hold *h, struct stage *s);
void hold_save(const struct hold *h, struct buf *out);
void hold_load(struct hold *h, struct unpack *in);
size_t hold_bytes(const struct hold *h);

#endif
