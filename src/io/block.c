// SPDX-License-Identifier: MIT
#include "io/block.h"

#include "base/mem.h"

#include <string.h>

enum {
    READ_USUAL = 256 * 1024,
    FREE_MOST = 64,               // blocks kept for reuse
};

// Room in a block besides one read: a partial line up to this size does not make a block grow.
#ifdef WEIR_TINY
enum { PARTIAL_USUAL = 64 };
#else
enum { PARTIAL_USUAL = 64 * 1024 };
#endif

static size_t usual_capacity(const struct block_pool *pool)
{
    return pool->read_size + PARTIAL_USUAL;
}

// A block for `need` bytes, resized from `old` or new. A byte more is there for the newline that a
// last line may lack.
static struct block *resize(struct block *old, size_t need)
{
    struct block *b = mem_realloc(old, sizeof *b + need + 1 + BLOCK_PADDING);
    b->capacity = need;
    return b;
}

struct block *block_grow(struct block *b)
{
    return resize(b, 2 * b->capacity);
}

// One on the free list that is too small goes for good, so that the list holds no more blocks than
// were ever out at once.
struct block *block_take(struct block_pool *pool, size_t need)
{
    struct block *b = pool->free;
    if (b) {
        pool->free = b->next;
        pool->nfree--;
    }
    if (!b || b->capacity < need) {
        size_t capacity = usual_capacity(pool);
        while (capacity < need)
            capacity *= 2;
        mem_free(b);
        b = resize(NULL, capacity);
    }
    size_t capacity = b->capacity;
    *b = (struct block){.text = {block_bytes(b), 0}, .capacity = capacity};
    return b;
}

void block_pool_init(struct block_pool *pool, size_t read_size)
{
    *pool = (struct block_pool){.read_size = read_size ? read_size : READ_USUAL};
}

void block_pool_release(struct block_pool *pool)
{
    while (pool->free) {
        struct block *next = pool->free->next;
        mem_free(pool->free);
        pool->free = next;
    }
}

// One long line, or many streams at once, shall not cost memory for ever.
void block_recycle(struct block_pool *pool, struct block *block)
{
#ifdef WEIR_TINY
    memset(block_bytes(block), 0xA5, block->capacity + 1 + BLOCK_PADDING);
#endif
    if (block->capacity > 4 * usual_capacity(pool) || pool->nfree >= FREE_MOST) {
        mem_free(block);
        return;
    }
    block->next = pool->free;
    pool->free = block;
    pool->nfree++;
}

// Jumps from the last newline in reach to the next.
size_t lines_find_overlong(struct str lines, size_t max_line)
{
    size_t at = 0;
    while (lines.n - at > max_line) {
        size_t reach = max_line + 1;               // the longest line and its newline
        const char *newline = memrchr(lines.p + at, '\n', reach);
        if (!newline)
            return at;
        at = (size_t)(newline - lines.p) + 1;
    }
    return lines.n;
}
