// SPDX-License-Identifier: MIT
#include "data/extract_internal.h"

#include <stdlib.h>

static size_t length_class(size_t n)
{
    return n < OBJECT_LENGTHS ? n : OBJECT_LENGTHS - 1;
}

static int by_length(const void *a, const void *b)
{
    size_t x = ((const struct wanted *)a)->key.n, y = ((const struct wanted *)b)->key.n;
    return (x > y) - (x < y);
}

static struct wanted wanted_of(struct arena *a, const struct field *field)
{
    struct wanted w = {.key = field->key, .cell = field->cell};
    size_t n = w.key.n < 8 ? w.key.n : 8;
    memcpy(&w.head, w.key.p, n);
    memset(&w.mask, 0xff, n);
    if (field->first)
        w.inner = object_new(a, field);
    return w;
}

static void index_lengths(struct object *o)
{
    for (size_t i = 0; i < o->n; i++) {
        size_t class = length_class(o->members[i].key.n);
        o->lengths |= UINT64_C(1) << class;
        o->first[class + 1] = i + 1;
    }
    for (size_t i = 1; i <= OBJECT_LENGTHS; i++)
        if (o->first[i] < o->first[i - 1])
            o->first[i] = o->first[i - 1];
}

struct object *object_new(struct arena *a, const struct field *field)
{
    struct object *o = ARENA_NEW(a, struct object);
    for (const struct field *f = field->first; f; f = f->next)
        o->n++;
    o->members = ARENA_ARRAY(a, struct wanted, o->n);
    size_t i = 0;
    for (const struct field *f = field->first; f; f = f->next)
        o->members[i++] = wanted_of(a, f);
    qsort(o->members, o->n, sizeof *o->members, by_length);
    index_lengths(o);
    return o;
}
