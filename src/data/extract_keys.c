// SPDX-License-Identifier: MIT
#include "data/extract_internal.h"

#include <string.h>

static struct wanted wanted_of(struct arena *a, const struct field *field, uint32_t spare)
{
    struct wanted w = {.key = field->key, .cell = field->cell};
    char head[8] = {0}, mask[8] = {0};
    size_t n = w.key.n < 8 ? w.key.n : 8;
    memcpy(head, w.key.p, n);
    memset(mask, 0xff, n);
    w.head = load_eight(head);
    w.mask = load_eight(mask);
    if (field->first)
        w.inner = object_new(a, field, spare);
    return w;
}

static void index_members(struct object *o, struct arena *a)
{
    size_t slots = 8;
    while (slots < 2 * o->n)
        slots *= 2;
    o->mask = slots - 1;
    o->slots = ARENA_ARRAY(a, struct wanted *, slots);
    for (size_t i = 0; i < o->n; i++) {
        uint64_t hash = wanted_hash(o->members[i].head, o->members[i].key.n);
        size_t at = hash & o->mask;
        while (o->slots[at])
            at = (at + 1) & o->mask;
        o->slots[at] = &o->members[i];
        o->filter |= UINT64_C(1) << (hash >> 58);
    }
}

struct object *object_new(struct arena *a, const struct field *field, uint32_t spare)
{
    struct object *o = ARENA_NEW(a, struct object);
    o->spare = spare;
    o->places = ARENA_ARRAY(a, uint16_t, (size_t)1 << KNOWN_BITS);
    o->known = arena_alloc(a, KNOWN_MOST * sizeof *o->known);
    o->known[o->nknown++] = (struct known){.text.mask = {0xff}};      // no key begins with a zero
    for (const struct field *f = field->first; f; f = f->next)
        o->n++;
    o->members = ARENA_ARRAY(a, struct wanted, o->n);
    size_t i = 0;
    for (const struct field *f = field->first; f; f = f->next)
        o->members[i++] = wanted_of(a, f, spare);
    index_members(o, a);
    return o;
}

void known_add(struct object *o, struct str key, uint32_t cell)
{
    uint16_t *place = &o->places[known_hash(key.p - 1, key.p + key.n)];
    size_t length = key.n + 3;    // the quotes and the colon
    if (length > sizeof o->known->text.text || key.p[key.n + 1] != ':' ||
        memchr(key.p, '\\', key.n))
        return;
    if (pattern_is(&o->known[*place].text, key.p - 1))
        return;                   // a key has no quote in it: it is the same
    if (*place == 0 && o->nknown == KNOWN_MOST)
        return;
    if (*place == 0)
        *place = o->nknown++;
    o->known[*place] = (struct known){pattern_of(key.p - 1, length), (uint32_t)length, cell};
}
