// SPDX-License-Identifier: MIT
// Results that are arrays: JSON text built in a buffer. Times in them are written as RFC 3339.
#ifndef AGGS_ARRAY_H
#define AGGS_ARRAY_H

#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"

// Begin the next element: the bracket or a comma.
static inline void array_next(struct buf *b)
{
    buf_putc(b, b->n ? ',' : '[');
}

// One element that is a value.
void array_put(struct buf *b, struct value v);

// A member of the object that is being written: `{` or `,` (the caller says which), the key, the
// value.
void array_member(struct buf *b, char before, const char *key, struct value v);

// The array as a value in the arena; the buffer is released. Null where it is longer than a value
// can be (4 GiB).
struct value array_take(struct buf *b, struct arena *a);

#endif
