// SPDX-License-Identifier: MIT
// Binary packing for saved state: little-endian words and length-prefixed bytes. Reading never
// goes past the end: a short or damaged input sets `failed` and yields zeros from there on.
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

static inline void pack_u8(struct buf *b, uint8_t x)
{
    buf_putc(b, (char)x);
}

void pack_u64(struct buf *b, uint64_t x);
void pack_i64(struct buf *b, int64_t x);
void pack_double(struct buf *b, double x);           // by its bits
void pack_bytes(struct buf *b, const void *p, size_t n);

struct unpack {
    const char *p, *end;
    bool failed;                  // something was missing; what was read since is zero
};

struct unpack unpack_from(const void *p, size_t n);
uint8_t unpack_u8(struct unpack *u);
uint64_t unpack_u64(struct unpack *u);
int64_t unpack_i64(struct unpack *u);
double unpack_double(struct unpack *u);
struct str unpack_bytes(struct unpack *u);           // borrows from the input

#endif
