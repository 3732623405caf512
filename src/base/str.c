// SPDX-License-Identifier: MIT
#include "base/str.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

void buf_init(struct buf *b)
{
    *b = (struct buf){0};
}

void buf_init_in(struct buf *b, struct arena *arena)
{
    *b = (struct buf){.arena = arena};
}

void buf_release(struct buf *b)
{
    if (!b->arena)
        mem_free(b->p);
    *b = (struct buf){0};
}

struct str buf_take(struct buf *b)
{
    if (b->cap)
        arena_resize(b->arena, b->p, b->cap, b->n);
    struct str s = {b->n ? b->p : "", b->n};
    buf_init_in(b, b->arena);
    return s;
}

static void grow_in_arena(struct buf *b, size_t cap)
{
    if (b->cap && arena_resize(b->arena, b->p, b->cap, cap))
        return;
    char *p = arena_alloc(b->arena, cap);
    if (b->n)
        memcpy(p, b->p, b->n);
    b->p = p;
}

void buf_grow(struct buf *b, size_t more)
{
    size_t cap = b->cap ? b->cap * 2 : b->arena ? 64 : 256;
    while (cap - b->n < more)
        cap *= 2;
    if (b->arena)
        grow_in_arena(b, cap);
    else
        b->p = mem_realloc(b->p, cap);
    b->cap = cap;
}

void buf_puts(struct buf *b, const char *s)
{
    buf_put(b, s, strlen(s));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *at = buf_room(b, (size_t)n + 1);
    va_start(args, format);
    vsnprintf(at, (size_t)n + 1, format, args);
    va_end(args);
    b->n += (size_t)n;
}

char *buf_cstr(struct buf *b)
{
    *buf_room(b, 1) = '\0';
    return b->p;
}
