// SPDX-License-Identifier: MIT
#include "base/pack.h"

void pack_u64(struct buf *b, uint64_t x)
{
    char *at = buf_room(b, 8);
    for (int i = 0; i < 8; i++)
        at[i] = (char)(x >> (8 * i));
    b->n += 8;
}

void pack_i64(struct buf *b, int64_t x)
{
    pack_u64(b, (uint64_t)x);
}

void pack_double(struct buf *b, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    pack_u64(b, bits);
}

void pack_bytes(struct buf *b, const void *p, size_t n)
{
    pack_u64(b, n);
    buf_put(b, p, n);
}

struct unpack unpack_from(const void *p, size_t n)
{
    return (struct unpack){p, (const char *)p + n, false};
}

// `n` bytes of the input, or NULL when there are not so many.
static const char *take(struct unpack *u, uint64_t n)
{
    if (u->failed || (uint64_t)(u->end - u->p) < n) {
        u->failed = true;
        return NULL;
    }
    const char *at = u->p;
    u->p += n;
    return at;
}

uint8_t unpack_u8(struct unpack *u)
{
    const char *at = take(u, 1);
    return at ? (uint8_t)*at : 0;
}

uint64_t unpack_u64(struct unpack *u)
{
    const char *at = take(u, 8);
    uint64_t x = 0;
    for (int i = 0; at && i < 8; i++)
        x |= (uint64_t)(uint8_t)at[i] << (8 * i);
    return x;
}

int64_t unpack_i64(struct unpack *u)
{
    return (int64_t)unpack_u64(u);
}

double unpack_double(struct unpack *u)
{
    uint64_t bits = unpack_u64(u);
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

struct str unpack_bytes(struct unpack *u)
{
    uint64_t n = unpack_u64(u);
    const char *at = take(u, n);
    return at ? (struct str){at, (size_t)n} : (struct str){"", 0};
}
