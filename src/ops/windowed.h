// SPDX-License-Identifier: MIT
// A window stage and what works inside it. The plan opens stages from above; those below tell the
// window stage, through the link, what they need of it.
//
// There are two ways. Either the window stage hands each row on once for each window it is in (of a
// session or a count window when it closes), marked with the window. Or, where it is an aggregate
// that works inside and nothing stands in the way, rows only pass the window stage, marked with
// their slice, and the aggregate adds each to one state (struct window_link, is_direct).
#ifndef OPS_WINDOWED_H
#define OPS_WINDOWED_H

#include "ops/keys.h"

struct window_link {
    struct scope scope;           // of the rows as they leave the window stage
    const struct shape *shape;    // of the rows that come to it, for those that are late
    bool has_keys;                // its own `by`, or those of the stage below
    struct keys keys;             // of sessions and count windows
    bool uses_bounds;             // an expression below reads window_start or window_end
    bool has_dropped;             // a stage since may have dropped rows, or made more of them
    bool has_changed;             // a stage since may have changed fields
    bool has_memory;              // a stage since has to see each row once for each window
    bool is_direct;               // the aggregate below keeps the windows
    bool keeps_time;              // rows that were held are wanted with the times they came with
};

// Note what a stage that has been opened means to the window stage above it.
void window_note_between(struct window_link *link, const struct stage_row *row);

// A stage that works inside windows and speaks when they close (but an aggregate) is opened with
// these keys (a list that may not be given): sees to it that it can. Returns false after a mistake.
// o->window becomes that by which the stage closes its panes.
bool window_feed_rows(struct stage_open *o, const struct stage_ast *ast, const struct arg *keys);

// At the end of such an opening: rows leave when their window closes.
void window_feeds_no_more(struct stage_open *o);

// A stage that keeps something of the stream of rows, whichever window they are in, is opened with
// these keys (a list that may not be given). False after a mistake.
bool window_pass_rows(struct stage_open *o, const struct stage_ast *ast, const struct arg *keys);

// Rows that are to come may be replaced by later ones, which the stage cannot do: report it.
bool window_refuse_revised(struct stage_open *o, const struct stage_ast *ast);

// Set aside a row that came too late: a lateness of `needed` ns would have kept it. The shape is
// that of the row.
void window_keep_late(struct stage *s, struct batch *b, const struct row *row,
                      const struct shape *shape, int64_t needed);

// Set aside a row without a time; `time` is the expression that should have told it (NULL: the
// default fields).
void window_keep_untimed(struct stage *s, struct batch *b, const struct row *row,
                         const struct expr *time);

#endif
