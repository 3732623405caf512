// SPDX-License-Identifier: MIT
// Blocks: runs of whole lines of an input, in memory that is used again and again.
#ifndef IO_BLOCK_H
#define IO_BLOCK_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stream;

// A run of whole lines, each ended by '\n' (also one added to a last line without), with
// BLOCK_PADDING readable bytes behind. Who has taken it owns it until block_recycle().
enum { BLOCK_PADDING = 64 };
struct block {
    struct str text;
    bool is_overlong;             // the text is the beginning of one line over the limit, the rest
                                  // of which was thrown away; it counts as one line
    bool is_cut;                  // the text is one line whose end never came
    bool is_last;                 // nothing comes behind it, and there is no text (see io/source.h)
    bool is_unread;               // it is to be read yet, from this part of a file, and there is no
    uint64_t from, to;            // text (see io/extent.h)
    struct stream *stream;        // where it comes from (see io/source.h)
    struct block *next;           // private: the list of free blocks
    size_t capacity;              // private: bytes at block_bytes() but for one newline and padding
};

// Where its memory begins.
static inline char *block_bytes(struct block *b)
{
    return (char *)(b + 1);
}

// Blocks that are not in use, shared by framers. It outlives what was taken from it.
struct block_pool {
    size_t read_size;             // bytes at once
    struct block *free;           // private
    size_t nfree;
};

// `read_size` is how much to read at once, 0 for the usual 256 KiB (tests ask for 1 byte).
void block_pool_init(struct block_pool *pool, size_t read_size);
void block_pool_release(struct block_pool *pool);

// A block with room for `need` bytes, and for a read and a partial line in any case. It has no
// text.
struct block *block_take(struct block_pool *pool, size_t need);
// Give a block back for reuse.
void block_recycle(struct block_pool *pool, struct block *block);
// The block moved to where there is twice the room.
struct block *block_grow(struct block *b);

// Where in these whole lines the first begins that is longer than max_line bytes; lines.n if there
// is none.
size_t lines_find_overlong(struct str lines, size_t max_line);

#endif
