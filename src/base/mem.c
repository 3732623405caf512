// SPDX-License-Identifier: MIT
// An arena is a list of blocks, newest first, each twice as large as the one before up to a bound.
// A reset keeps the newest block, which is the largest but for outsize requests: those get a block
// of their own behind the newest one and go at the reset. Where there were several, and not too
// much in all, one of their size takes their place: who uses as much again asks for no memory.
#include "base/mem.h"

#include "base/fail.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef WEIR_TINY
enum { BLOCK_FIRST = 64, BLOCK_MOST = 64, SETTLED_MOST = 0 };
#else
enum { BLOCK_FIRST = 1024, BLOCK_MOST = 2 << 20, SETTLED_MOST = 8 << 20 };
#endif

enum { HUGE_PAGE = 2 << 20 };

struct arena_block {
    struct arena_block *next;
    size_t size;                  // bytes that follow this header
};

_Static_assert(sizeof(struct arena_block) % 16 == 0, "arena blocks keep 16 byte alignment");

static void *mem_check(void *p, size_t size)
{
    if (!p)
        fatal("out of memory (asked for %zu bytes)", size);
    return p;
}

// Memory for much state is read here and there: huge pages spare it most look-ups of addresses.
static void *wish_huge(void *p, size_t size)
{
#ifdef MADV_HUGEPAGE
    if (p && size >= HUGE_PAGE) {
        size_t page = (size_t)sysconf(_SC_PAGESIZE), gap = -(uintptr_t)p % page;
        madvise((char *)p + gap, size - gap, MADV_HUGEPAGE);      // as good without
    }
#endif
    return p;
}

void *mem_alloc(size_t size)
{
    size_t whole = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    bool is_huge = size >= HUGE_PAGE && size <= PTRDIFF_MAX;
    void *p = is_huge ? aligned_alloc(HUGE_PAGE, whole) : malloc(size ? size : 1);
    return wish_huge(mem_check(p, size), size);
}

void *mem_zalloc(size_t size)
{
    return mem_check(calloc(1, size ? size : 1), size);
}

void *mem_realloc(void *old, size_t size)
{
    return wish_huge(mem_check(realloc(old, size ? size : 1), size), size);
}

void mem_free(void *p)
{
    free(p);
}

static char *block_bytes(struct arena_block *block)
{
    return (char *)(block + 1);
}

static struct arena_block *block_new(struct arena *a, size_t size)
{
    struct arena_block *block = mem_alloc(sizeof *block + size + ARENA_PADDING);
    block->size = size;
    a->total += sizeof *block + size;
    return block;
}

static void block_free(struct arena *a, struct arena_block *block)
{
    a->total -= sizeof *block + block->size;
    mem_free(block);
}

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

static void free_from(struct arena *a, struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        block_free(a, block);
        block = next;
    }
}

struct arena_deferred {
    struct arena_deferred *next;
    void (*done)(void *p);
    void *p;
};

void arena_defer(struct arena *a, void (*done)(void *p), void *p)
{
    struct arena_deferred *d = arena_alloc(a, sizeof *d);
    *d = (struct arena_deferred){a->deferred, done, p};
    a->deferred = d;
}

static void carry_out_deferred(struct arena *a)
{
    for (struct arena_deferred *d = a->deferred; d; d = d->next)
        d->done(d->p);
    a->deferred = NULL;
}

void arena_release(struct arena *a)
{
    carry_out_deferred(a);
    free_from(a, a->blocks);
    *a = (struct arena){0};
}

// The block that is left of an arena's blocks.
static struct arena_block *settle(struct arena *a)
{
    struct arena_block *newest = a->blocks;
    size_t total = a->total;
    if (!newest->next || total > SETTLED_MOST) {
        free_from(a, newest->next);
        return newest;
    }
    free_from(a, newest);
    return a->blocks = block_new(a, total - sizeof *newest);
}

void arena_reset(struct arena *a)
{
    carry_out_deferred(a);
    if (!a->blocks)
        return;
    struct arena_block *keep = settle(a);
    keep->next = NULL;
    a->at = block_bytes(keep);
    a->end = a->at + keep->size;
#ifdef WEIR_TINY
    memset(a->at, 0xA5, keep->size);
#endif
}

size_t arena_used(const struct arena *a)
{
    return a->blocks ? (size_t)(a->at - block_bytes(a->blocks)) : 0;
}

void arena_claim(struct arena *a, size_t size)
{
    size_t room = (size_t)(a->end - a->at);
    if (size && room)
        memset(a->at, 0, size < room ? size : room);
}

size_t arena_bytes(const struct arena *a)
{
    return a->total;
}

void *arena_alloc_slow(struct arena *a, size_t size)
{
    size_t usual = a->blocks ? a->blocks->size * 2 : BLOCK_FIRST;
    if (usual > BLOCK_MOST)
        usual = BLOCK_MOST - sizeof(struct arena_block);
    bool outsize = size > usual / 2 && a->blocks;
    struct arena_block *block = block_new(a, size > usual || outsize ? size : usual);
    if (outsize) {                // the newest block still has room: leave it in front
        block->next = a->blocks->next;
        a->blocks->next = block;
        return block_bytes(block);
    }
    block->next = a->blocks;
    a->blocks = block;
    a->at = block_bytes(block) + size;
    a->end = block_bytes(block) + block->size;
    return block_bytes(block);
}

static size_t rounded(size_t size)
{
    return ((size ? size : 1) + 15) & ~(size_t)15;
}

bool arena_resize(struct arena *a, void *p, size_t old, size_t size)
{
    char *start = p;
    if (a->at != start + rounded(old) || (size_t)(a->end - start) < rounded(size))
        return false;
    a->at = start + rounded(size);
    return true;
}

void *arena_zalloc(struct arena *a, size_t size)
{
    void *p = arena_alloc(a, size);
    memset(p, 0, size);
    return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *copy = arena_alloc(a, n + 1);
    if (n)
        memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc(a, (size_t)n + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    return text;
}
