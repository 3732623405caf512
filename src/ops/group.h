// SPDX-License-Identifier: MIT
// Windows x keys -> states: what every stage that works inside windows stands on.
//
// A pane is the state of one open window: a hash map from keys to blocks in an arena of its own, so
// that closing a window is one reset. A block is a head, the key's values, the stage's state
// and the keys' bytes.
// Without a window above there is one pane, which never closes.
#ifndef OPS_GROUP_H
#define OPS_GROUP_H

#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "data/batch.h"
#include "data/value.h"
#include "event/window.h"
#include "ops/group_key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Stands before each block.
struct block_head {
    uint64_t hash;                // of the keys
    uint64_t first;               // for the stage: the number of the event that made the block
};

struct pane {
    struct interval bounds;
    uint64_t number;              // of the windows with these bounds which (struct row, window)
    struct arena arena;
    struct map map;               // hash of the keys -> place in blocks
    VEC(struct value *) blocks;   // in the order in which their keys first came
    void *rows;                   // for the stage: rows held; NULL in a new pane
    bool has_fired;               // for the stage; false in a new pane
    uint64_t emitted, changed;    // for the stage; 0 in a new pane
    struct pane *next;            // private: the list of spare panes
};

struct groups {
    int nkeys;
    size_t state_size;            // bytes after the keys in a block
    struct window window;
    VEC(struct pane *) open;      // from `first` on, by end, start, then number
    size_t first;
    struct pane *recent;          // the pane asked for last: mostly it, ...
    struct pane *before;          // ... or the one before it, is asked for again
    struct pane *spare;
    int64_t next_close;           // the watermark at which the first pane closes; TIME_MAX: none
                                  // will
};

void groups_init(struct groups *g, int nkeys, size_t state_size, const struct window *window);
void groups_release(struct groups *g);

static inline bool pane_is_of(const struct pane *p, struct interval bounds, uint64_t number)
{
    return p && p->bounds.start == bounds.start && p->bounds.end == bounds.end &&
           p->number == number;
}

// The pane of a window, made if it is not open.
struct pane *groups_open_pane(struct groups *g, struct interval bounds, uint64_t number);
static inline struct pane *groups_pane(struct groups *g, int64_t start, int64_t end)
{
    struct interval bounds = {start, end};
    return pane_is_of(g->recent, bounds, 0) ? g->recent : groups_open_pane(g, bounds, 0);
}

// The pane of the window that a row is in.
static inline struct pane *groups_row_pane(struct groups *g, const struct row *row)
{
    struct interval bounds = {row->start, row->end};
    return pane_is_of(g->recent, bounds, row->window)
               ? g->recent
               : groups_open_pane(g, bounds, row->window);
}

// The hash of the keys of a row: see keys_hash().
static inline uint64_t groups_hash(const struct groups *g, struct arena *scratch,
                                   struct value *keys)
{
    return keys_hash(scratch, keys, g->nkeys);
}

// Are these the same keys? The arena is for decoding.
bool groups_same_keys(const struct groups *g, struct arena *scratch, const struct value *a,
                      const struct value *b);

// Many keys make tables that no cache holds. For the hashes of at most GROUPS_PREFETCH rows to
// come, begin to fetch what groups_find() will look at, and the states; where the table is large.
enum { GROUPS_PREFETCH = 32, GROUPS_LARGE = 1024 };      // rows; slots, which the first cache holds
static inline bool groups_are_many(const struct groups *g)
{
    return g->recent && g->recent->map.mask >= GROUPS_LARGE;
}
void groups_prefetch(const struct groups *g, const uint64_t *hashes, size_t n);

// The block of these keys in a pane, or NULL. The arena is for decoding.
struct value *groups_look_up(const struct groups *g, const struct pane *p, struct arena *scratch,
                             struct group_key key);

// The same, made if it is not there. A new one (*is_new) has copies of the keys and a state of
// zeros.
struct value *groups_find(struct groups *g, struct pane *p, struct arena *scratch,
                          struct group_key key, bool *is_new);

// The same for a short key at a place where 16 bytes can be read, as they can in the blocks of
// panes.
static inline struct value *groups_find_short(struct groups *g, struct pane *p,
                                              struct arena *scratch, struct group_key key,
                                              bool *is_new)
{
    uint32_t i = map_first(&p->map, map_probe(&p->map, key.hash));
    struct value *block = LIKELY(i != MAP_NONE) ? p->blocks.at[i] : NULL;
    *is_new = false;
    return LIKELY(block && key_same_short(block, key.keys))
               ? block
               : groups_find(g, p, scratch, key, is_new);
}

static inline struct block_head *block_head(struct value *block)
{
    return (struct block_head *)(void *)block - 1;
}

static inline void *group_state(const struct groups *g, struct value *block)
{
    return block + g->nkeys;
}

// A block ends in the bytes of its keys: how many, and their copying behind the state.
size_t group_keys_size(const struct groups *g, const struct value *keys);
void group_copy_keys(const struct groups *g, struct value *block, const struct value *keys);

// A pane that is in no window's place, for the caller to keep; groups_recycle() when done with it.
struct pane *groups_spare_pane(struct groups *g);

// Take out the first pane that has closed at this watermark; NULL when there is none (left).
struct pane *groups_take_closed(struct groups *g, int64_t watermark);
// Take out the first pane, closed or not; NULL when there is none left.
struct pane *groups_take(struct groups *g);
// Done with a pane that was taken out: its memory is reset and used again.
void groups_recycle(struct groups *g, struct pane *p);

// Free a pane that was taken out.
void pane_free(struct pane *p);

// How a stage's states are saved and loaded. A state to be loaded into is a new one, of zeros.
struct groups_codec {
    void *stage;
    void (*save)(const void *stage, const void *state, struct buf *out);
    void (*load)(void *stage, void *state, struct arena *arena, struct unpack *in);
    // What a pane holds besides (pane->rows); NULL: nothing.
    void (*save_rows)(const void *stage, const struct pane *pane, struct buf *out);
    void (*load_rows)(void *stage, struct pane *pane, struct unpack *in);
};
// A pane with its bounds; of which pane_load() reads what is behind them.
void pane_save(const struct groups *g, const struct pane *p, const struct groups_codec *codec,
               struct buf *out);
void pane_load(struct groups *g, struct pane *p, const struct groups_codec *codec,
               struct unpack *in);
void groups_save(const struct groups *g, const struct groups_codec *codec, struct buf *out);
void groups_load(struct groups *g, const struct groups_codec *codec, struct unpack *in);

// Memory held, in bytes: by one pane, by all open ones.
size_t pane_bytes(const struct pane *p);
size_t groups_bytes(const struct groups *g);
// How many panes are open, and how many keys there are in all of them. Without a window the pane is
// none.
void groups_count(const struct groups *g, uint64_t *windows, uint64_t *keys);

#endif
