// SPDX-License-Identifier: MIT
#include "data/extract_internal.h"

#include <string.h>

static struct wanted wanted_of(struct arena *a, const struct field *field, uint32_t spare)
{
    struct wanted w = {.key = field->key, .cell = field->cell};
    size_t n = w.key.n < 8 ? w.key.n : 8;
    memcpy(&w.head, w.key.p, n);
    memset(&w.mask, 0xff, n);
    if (field->first)
        w.inner = object_new(a, field, spare);
    return w;
}

static uint64_t hash_of(const struct wanted *w)
{
    char head[8] = {0};
    memcpy(head, w->key.p, w->key.n < 8 ? w->key.n : 8);
    uint64_t word;
    memcpy(&word, head, sizeof word);
    return wanted_hash(word, w->key.n);
}

static void index_members(struct object *o, struct arena *a)
{
    size_t slots = 8;
    while (slots < 2 * o->n)
        slots *= 2;
    o->mask = slots - 1;
    o->slots = ARENA_ARRAY(a, struct wanted *, slots);
    for (size_t i = 0; i < o->n; i++) {
        uint64_t hash = hash_of(&o->members[i]);
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
    o->known = ARENA_ARRAY(a, struct known, KNOWN_MOST);
    for (size_t i = 0; i < KNOWN_MOST; i++)
        o->known[i].text.mask[0] = 0xff;      // no key is like it
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
    struct known *k = &o->known[known_hash(key.p - 1, key.p + key.n)];
    size_t length = key.n + 3;    // the quotes and the colon
    if (length > sizeof k->text.text || key.p[key.n + 1] != ':' || memchr(key.p, '\\', key.n))
        return;
    if (pattern_is(&k->text, key.p - 1))
        return;                   // a key has no quote in it: it is the same
    *k = (struct known){pattern_of(key.p - 1, length), (uint32_t)length, cell};
}
