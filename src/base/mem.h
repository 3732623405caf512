// SPDX-License-Identifier: MIT
// Memory: an allocator that never returns NULL (running out ends the program here and nowhere
// else) and arenas. Four lifetimes are in use, each an arena but the first: process, plan, batch
// (one chunk's rows) and window (one open slice). A function that allocates takes the arena as its
// first argument and its result lives as long; without an arena parameter a result borrows.
//
// Built with WEIR_TINY, blocks are 64 bytes and what is reset is filled with 0xA5, so that a test
// run meets every block edge and every use of a dead value.
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);                       // filled with zeros
void *mem_realloc(void *old, size_t size);
void mem_free(void *p);                              // NULL is fine

struct arena_block;
struct arena_deferred;

struct arena {
    char *at, *end;               // what is free in the newest block
    struct arena_block *blocks;   // newest first
    size_t total;                 // bytes held in all blocks
    struct arena_deferred *deferred;      // newest first
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);                 // free everything; `a` may be used again
// Forget all allocations but keep one block, so that a batch arena settles at its working size.
void arena_reset(struct arena *a);
// Call done(p) when the arena is reset or released: for what its allocations point to elsewhere.
void arena_defer(struct arena *a, void (*done)(void *p), void *p);
size_t arena_bytes(const struct arena *a);           // memory held, in bytes
size_t arena_used(const struct arena *a);            // bytes in use in the newest block
// Bring the next `size` bytes, or what there is of them, to this core in one sweep: memory that
// another one has used last comes more slowly where it is written to line by line.
void arena_claim(struct arena *a, size_t size);

// So many bytes behind what an arena gave can be read, too; what they are means nothing.
enum { ARENA_PADDING = 16 };

// `size` bytes aligned to 16; also for none not NULL, which memcpy() and arithmetic must not see.
void *arena_alloc_slow(struct arena *a, size_t size);
static inline void *arena_alloc(struct arena *a, size_t size)
{
    size = ((size ? size : 1) + 15) & ~(size_t)15;
    if (__builtin_expect((size_t)(a->end - a->at) < size, 0))
        return arena_alloc_slow(a, size);
    void *p = a->at;
    a->at += size;
    return p;
}

// Make the allocation at p, of `old` bytes, one of `size` bytes at the same place. False, and
// nothing has changed, where it is not the newest one, or its block has no room.
bool arena_resize(struct arena *a, void *p, size_t old, size_t size);

void *arena_zalloc(struct arena *a, size_t size);    // filled with zeros
char *arena_strndup(struct arena *a, const char *s, size_t n);  // ends in a NUL
char *arena_printf(struct arena *a, const char *format, ...) ATTR_PRINTF(2, 3);

#define ARENA_NEW(a, type) ((type *)arena_zalloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_zalloc((a), sizeof(type) * (n)))

#endif
