// SPDX-License-Identifier: MIT
#include "data/kept.h"

void kept_set_bytes(struct kept *k, struct arena *a, struct value v)
{
    if (v.len > k->size) {
        k->size = v.len > 2 * k->size ? v.len : 2 * k->size;
        k->room = arena_alloc(a, k->size);
    }
    if (v.len)
        memcpy(k->room, v.p, v.len);
    k->value = v;
    k->value.p = v.len ? k->room : "";      // never NULL: texts are copied by memcpy()
}
