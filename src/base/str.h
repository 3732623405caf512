// SPDX-License-Identifier: MIT
// Text: `struct str` borrows a slice, `struct buf` owns bytes that grow, or has them in an arena.
// Neither promises a NUL at the end; a slice may hold NUL bytes.
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n;                     // bytes
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})

static inline struct str str_of(const char *s)
{
    return (struct str){s, strlen(s)};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

// Are the n bytes the same? For short texts that mostly are: two loads on either side, which may
// overlap, instead of a call.
static ATTR_INLINE bool same_bytes(const char *a, const char *b, size_t n)
{
    if (UNLIKELY(n > 16))
        return memcmp(a, b, n) == 0;
    uint64_t x[2] = {0}, y[2] = {0};
    if (n >= 8) {
        memcpy(&x[0], a, 8);
        memcpy(&y[0], b, 8);
        memcpy(&x[1], a + n - 8, 8);
        memcpy(&y[1], b + n - 8, 8);
    } else if (n >= 4) {
        memcpy(&x[0], a, 4);
        memcpy(&y[0], b, 4);
        memcpy(&x[1], a + n - 4, 4);
        memcpy(&y[1], b + n - 4, 4);
    } else if (n > 0) {
        return ((a[0] ^ b[0]) | (a[n / 2] ^ b[n / 2]) | (a[n - 1] ^ b[n - 1])) == 0;
    }
    return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

// Is the slice `a` the NUL-ended text `s`?
static inline bool str_is(struct str a, const char *s)
{
    return str_eq(a, str_of(s));
}

struct arena;

struct buf {
    char *p;
    size_t n, cap;                // bytes in use, bytes held
    struct arena *arena;          // where the bytes are, or NULL: on the heap
};

void buf_init(struct buf *b);
void buf_release(struct buf *b);
// A buffer for what is made per event: its bytes are in the arena, where it grows in place as long
// as it is what was allocated last. It wants no release. buf_take() gives the bytes, which live as
// long as the arena, and returns to the arena what was not used; the buffer is empty then.
void buf_init_in(struct buf *b, struct arena *arena);
struct str buf_take(struct buf *b);
void buf_grow(struct buf *b, size_t more);           // make room for `more` bytes
void buf_puts(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *format, ...) ATTR_PRINTF(2, 3);  // not for hot paths
char *buf_cstr(struct buf *b);                       // the bytes with a NUL after them; borrowed

static inline void buf_clear(struct buf *b)
{
    b->n = 0;
}

// Room for `more` bytes; returns where to write. The writer adds to b->n what it wrote.
static inline char *buf_room(struct buf *b, size_t more)
{
    if (UNLIKELY(b->cap - b->n < more))
        buf_grow(b, more);
    return b->p + b->n;
}

static inline void buf_put(struct buf *b, const char *p, size_t n)
{
    if (n) {
        memcpy(buf_room(b, n), p, n);
        b->n += n;
    }
}

static inline void buf_putc(struct buf *b, char c)
{
    *buf_room(b, 1) = c;
    b->n++;
}

static inline void buf_puts_str(struct buf *b, struct str s)
{
    buf_put(b, s.p, s.n);
}

#endif
