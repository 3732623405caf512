// SPDX-License-Identifier: MIT
// One value that is kept and replaced again and again (an extreme, the last one): its
// bytes go into room that is reused, so that an arena does not fill up with values gone by.
#ifndef DATA_KEPT_H
#define DATA_KEPT_H

#include "base/mem.h"
#include "data/value.h"

#include <stdint.h>

// Zeros keep nothing.
struct kept {
    struct value value;           // VALUE_MISSING: none
    char *room;
    size_t size;                  // of the room
};

void kept_set_bytes(struct kept *k, struct arena *a, struct value v);

static inline void kept_set(struct kept *k, struct arena *a, struct value v)
{
    if (value_has_bytes(v))
        kept_set_bytes(k, a, v);
    else
        k->value = v;
}

#endif
