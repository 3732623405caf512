// SPDX-License-Identifier: MIT
// The aggregate stage: its opening (aggregate_open.c), what it takes of rows ahead of their turn
// (aggregate_intake.c), its work on rows in their turn (stage_aggregate.c), and the ways to keep
// the states of groups until their rows are due, the keepers: by window (aggregate_panes.c), by
// slice where windows overlap (aggregate_slices.c), by session, by number of events
// (aggregate_counts.c) and by event (aggregate_sliding.c). Private to these.
#ifndef OPS_AGGREGATE_INTERNAL_H
#define OPS_AGGREGATE_INTERNAL_H

#include "aggs/agg.h"
#include "ops/group.h"
#include "ops/rows.h"
#include "ops/windowed.h"

enum { AGGS, BY };                // the places of the arguments in the syntax
enum { AGGREGATE_PART = GROUPS_PREFETCH };    // rows that are looked up, and added, together

struct use {
    struct agg_use use;
    const struct expr *args[AGG_ARGS_MAX];
    const struct expr *where;     // NULL: all rows
    size_t offset;                // of its state in the group's state
    bool is_shared;               // which is that of a use before it
    int ntaken;                   // leading arguments that states look at
    bool takes_all;               // none, and all rows
    size_t taken_at;              // else: of its arguments in what is taken of a row; those of
                                  // another use where they are the same
    struct str text;              // for messages
};

// What is taken of a row (aggregate_intake.h).
struct taken {
    uint64_t hash;                // of the keys
    bool is_wrong;                // some expression is: nothing here holds
    bool is_short;                // the key is one for groups_find_short()
    struct value values[];        // the keys, then the arguments of uses (use->taken_at)
};

struct aggregate;

// How states are kept. The row at hand is ev->row; what is due at its watermark has been given out
// before it is taken.
struct keeper {
    void (*open)(struct aggregate *a);
    void (*take)(struct aggregate *a, struct eval *ev, struct group_key key);
    // Give out what is due at this watermark, and set a->next_due.
    void (*close)(struct aggregate *a, int64_t watermark);
    void (*finish)(struct aggregate *a);      // give out the rest, in order
    void (*save)(const struct aggregate *a, struct buf *out);
    void (*load)(struct aggregate *a, struct unpack *in);
    size_t (*bytes)(const struct aggregate *a);
    void (*free)(struct aggregate *a);
};

extern const struct keeper keep_panes, keep_slices, keep_sessions, keep_counts, keep_sliding;

struct aggregate {
    struct intake *intake;        // what is taken of rows (aggregate_intake.h)
    struct keys keys;
    int nuses;
    struct use *uses;
    struct taken *taken;          // of the row at hand
    struct agg_item pending[AGGREGATE_PART];  // to be added: states of groups, values taken
    size_t npending;
    size_t states_size;           // bytes of the states of a group, one after the other
    struct window window;
    const struct keeper *keeper;
    void *kept;                   // the keeper's own
    struct groups groups;         // windows or slices x keys -> states
    int64_t next_due;             // the watermark at which something is to be given out
    const struct shape *late_shape;           // of rows that come too late here
    bool is_windowed;             // rows begin with their window's bounds
    bool has_pane;                // and tell why they come ("pane")
    uint64_t arrivals;            // events taken so far
    const struct fields *frame;   // of the rows made
    uint64_t window_number;       // of the row that is given out, for those below (struct row,
                                  // window)
    int first_cell;               // of the rows made: of the first aggregate
    struct str *names;            // of the keys, then of the aggregates
    char *totals;                 // the states of all groups of a window merged; NULL: see below
    struct arena totals_arena;
    int start_cell, end_cell;     // of sliding windows: the bounds', in the event's own row
    struct outbox out;
};

bool aggregate_open(struct stage_open *o, const struct stage_ast *ast, void **state);

// ---- for keepers (stage_aggregate.c) ----

void aggregate_init_states(const struct aggregate *a, char *states);
void aggregate_merge_states(const struct aggregate *a, char *into, struct arena *arena,
                            const char *from);
void aggregate_save_states(const struct aggregate *a, const char *states, struct buf *out);
void aggregate_load_states(struct aggregate *a, char *states, struct arena *arena,
                           struct unpack *in);

// What is wrong with the row at hand is told now, once.
void aggregate_take_again(struct aggregate *a, struct eval *ev);

// Take the row at hand into states, whose arena is given. What is taken is added with the rows
// after it, within the batch: aggregate_flush() comes before states are read, merged or thrown
// away.
void aggregate_flush(struct aggregate *a);
static inline void aggregate_add(struct aggregate *a, struct eval *ev, char *states,
                                 struct arena *arena)
{
    if (UNLIKELY(a->taken->is_wrong))
        aggregate_take_again(a, ev);
    if (UNLIKELY(a->npending == AGGREGATE_PART))
        aggregate_flush(a);
    a->pending[a->npending++] = (struct agg_item){
        .state = states,
        .arena = arena,
        .args = a->taken->values,
        .time = ev->row->time,
        .arrival = a->arrivals,
    };
}

// For results that need it, merge the states of a window's groups, which lie behind `states_offset`
// bytes of their blocks: before these are given out. And when they have been.
void aggregate_total(struct aggregate *a, const struct pane *pane, size_t states_offset);
void aggregate_no_total(struct aggregate *a);

// The values of the aggregates, into cells from `first` on.
void aggregate_results(struct aggregate *a, const char *states, struct interval bounds,
                       struct value *first);

// Give out a group's row. `pane` says why ("early" ...) where the rows have that column.
void aggregate_emit(struct aggregate *a, const struct value *keys, const char *states,
                    struct interval bounds, const char *pane);

#endif
