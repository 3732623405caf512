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

enum { PLACES = 1 << KNOWN_BITS };

// Give a key its place, if that is free. The empty key takes all: it may be in any.
static void know_member(struct object *o, struct arena *a, struct wanted *w)
{
    size_t n = w->key.n, length = n + 3;          // with its quotes and the colon
    w->known.text.mask[0] = 0xff; // no key begins with a zero
    for (size_t i = 0; n == 0 && i < PLACES; i++)
        o->places[i] = &w->known;
    if (n == 0)
        return;
    char *text = arena_alloc(a, length);
    text[0] = text[n + 1] = '"';
    text[n + 2] = ':';
    memcpy(text + 1, w->key.p, n);
    if (length <= sizeof w->known.text.text && !w->inner)
        w->known = (struct known){pattern_of(text, length), (uint32_t)w->cell};
    const struct known **place = &o->places[known_hash(text, text + n + 1)];
    if (*place == &o->unwanted)
        *place = &w->known;
}

// Tell by their places the keys that nobody wants, of which nothing is compared, from those that
// may be wanted.
static void know_members(struct object *o, struct arena *a)
{
    o->unwanted.cell = o->spare;
    o->places = ARENA_ARRAY(a, const struct known *, PLACES);
    for (size_t i = 0; i < PLACES; i++)
        o->places[i] = &o->unwanted;
    for (size_t i = 0; i < o->n; i++)
        know_member(o, a, &o->members[i]);
}

struct object *object_new(struct arena *a, const struct field *field, uint32_t spare)
{
    struct object *o = ARENA_NEW(a, struct object);
    o->spare = spare;
    for (const struct field *f = field->first; f; f = f->next)
        o->n++;
    o->members = ARENA_ARRAY(a, struct wanted, o->n);
    size_t i = 0;
    for (const struct field *f = field->first; f; f = f->next)
        o->members[i++] = wanted_of(a, f, spare);
    index_members(o, a);
    know_members(o, a);
    return o;
}
