// SPDX-License-Identifier: MIT
// The slices of windows that overlap, and what has been merged of them. Slices are the leaves of a
// binary tree over their numbers: the node (level, i) stands for the slices from i * 2^level up to
// (i + 1) * 2^level. Inner nodes are merged when a window first asks for them and then kept, so
// that each slice is merged once a level and a window of n slices is put together from at most
// 2 log2 n nodes (the flat tree of Tangwongsan et al., General Incremental Sliding-Window
// Aggregation, VLDB 2015, over panes). An event that comes late, below nodes that are merged
// already, is added to them too.
//
// Cumulative windows of one start need less: what is in one that has closed is in all that are
// still open, so these slices become one pane, the prefix.
#ifndef OPS_AGGREGATE_TREE_H
#define OPS_AGGREGATE_TREE_H

#include "ops/aggregate_internal.h"

enum { TREE_LEVELS = 40, TREE_PARTS = 2 * TREE_LEVELS + 1 };

struct slice_node {
    int64_t number;
    struct pane *pane;
};

// The nodes of a level, by number; those before `first` have been given up.
struct level {
    VEC(struct slice_node) nodes;
    size_t first;
};

struct slice_tree {
    struct level levels[TREE_LEVELS];
    int height;                   // levels in use above the slices
    struct pane *prefix;          // its bounds are those of the closed window; NULL: none
    struct pane *recent;          // the slice asked for last
};

// The panes that make up a window, in the order of time.
struct parts {
    struct pane *at[TREE_PARTS];
    int n;
};

// Before a group's states, where windows have ticks: when it last changed.
struct slice_progress {
    uint64_t changed;             // the arrival of the last event + 1
    uint64_t unused;              // keeps states aligned
};

static inline bool tree_is_ticking(const struct aggregate *a)
{
    return a->window.emission == EMIT_TICKS;
}

static inline struct slice_progress *slice_progress(const struct aggregate *a, struct value *block)
{
    return group_state(&a->groups, block);
}

static inline char *slice_states(const struct aggregate *a, struct value *block)
{
    size_t offset = tree_is_ticking(a) ? sizeof(struct slice_progress) : 0;
    return (char *)group_state(&a->groups, block) + offset;
}

// The pane of the slice that a row is in; *at is its place among the leaves if it is a new one,
// else SIZE_MAX.
struct pane *tree_slice(struct aggregate *a, struct slice_tree *t, const struct row *row,
                        size_t *at);
// Take the row at hand into the states of its group in the pane of its slice and above.
void tree_take(struct aggregate *a, struct slice_tree *t, struct eval *ev, struct group_key key,
               struct pane *slice);

// The place of the first slice that begins at `time` or later.
size_t tree_place(const struct aggregate *a, const struct slice_tree *t, int64_t time);

void tree_parts(struct aggregate *a, struct slice_tree *t, struct interval window,
                struct parts *parts);
// A window in one pane; tree_done() with it.
struct pane *tree_window(struct aggregate *a, struct slice_tree *t, struct interval window);
void tree_done(struct aggregate *a, struct slice_tree *t, struct pane *whole);
// Merge what the parts have of a group into a pane.
void tree_merge_group(struct aggregate *a, struct pane *into, const struct parts *parts,
                      struct group_key key);

// Give up what no window that is still open has a use for.
void tree_give_up(struct aggregate *a, struct slice_tree *t, int64_t watermark);

void tree_save(const struct aggregate *a, const struct slice_tree *t, struct buf *out);
void tree_load(struct aggregate *a, struct slice_tree *t, struct unpack *in);
size_t tree_bytes(const struct slice_tree *t);
void tree_free(struct slice_tree *t);

#endif
