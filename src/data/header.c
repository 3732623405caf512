// SPDX-License-Identifier: MIT
#include "data/header.h"

#include "base/hash.h"
#include "base/map.h"

void header_init(struct header *h)
{
    *h = (struct header){0};
    arena_init(&h->arena);
}

void header_release(struct header *h)
{
    arena_release(&h->arena);
}

static struct str spelling(const struct row_member *m)
{
    if (m->is_made)
        return (struct str){0};
    return value_bytes(m->key);
}

// Is the member, by the look of it, the column? What is only spelled otherwise is seen below.
static bool looks_like(const struct header *h, size_t i, const struct row_member *m)
{
    return m->is_made ? str_eq(m->name, h->names[i])
                      : h->spelled[i].p && str_eq(value_bytes(m->key), h->spelled[i]);
}

static bool is_in_order(const struct header *h, const struct row_members *list)
{
    if (list->n != h->n)
        return false;
    for (size_t i = 0; i < h->n; i++)
        if (!looks_like(h, i, &list->at[i]))
            return false;
    return true;
}

static size_t place_of(const struct header *h, const struct map *map, struct str name)
{
    uint32_t i;
    struct map_probe probe = map_probe(map, hash_bytes(name.p, name.n));
    while ((i = map_next(map, &probe)) != MAP_NONE)
        if (str_eq(h->names[i], name))
            return i;
    return h->n;
}

// Put the values in the order of the header; false if some name is not in it.
static bool arrange(const struct header *h, struct arena *a, struct headed *r)
{
    struct value *values = arena_alloc(a, r->n * sizeof *values);
    struct map map;
    map_init(&map);
    for (size_t i = 0; i < h->n; i++)
        map_add(&map, hash_bytes(h->names[i].p, h->names[i].n), (uint32_t)i);
    bool fits = true;
    for (size_t i = 0; i < r->n && fits; i++) {
        size_t at = place_of(h, &map, r->names[i]);
        fits = at < h->n;
        if (fits)
            values[at] = r->values[i];
    }
    map_release(&map);
    if (fits)
        r->values = values;
    return fits;
}

static void take_columns(struct arena *a, const struct shape *shape, const struct row *row,
                         struct headed *out)
{
    out->n = shape->ncolumns;
    out->values = arena_alloc(a, out->n * sizeof *out->values);
    for (size_t i = 0; i < out->n; i++)
        out->values[i] = row->cells[shape->columns[i].cell];
}

bool header_fits(const struct header *h, struct arena *a, const struct shape *shape,
                 const struct row *row, struct headed *out)
{
    if (shape == h->shape) {
        take_columns(a, shape, row, out);
        return true;
    }
    struct row_members list = row_members_of(a, shape, row);
    bool is_in_place = is_in_order(h, &list);
    *out = (struct headed){.shape = shape->is_open ? NULL : shape};
    if (!is_in_place && shape->is_open)
        out->names = row_members_unite(&list, a);
    out->n = list.n;
    out->values = arena_alloc(a, list.n * sizeof *out->values);
    for (size_t i = 0; i < list.n; i++)
        out->values[i] = list.at[i].v;
    if (is_in_place)
        return true;
    out->spelled = arena_alloc(a, list.n * sizeof *out->spelled);
    for (size_t i = 0; i < list.n; i++)
        out->spelled[i] = spelling(&list.at[i]);
    if (shape->is_open)
        return out->n == h->n && arrange(h, a, out);
    out->names = arena_alloc(a, list.n * sizeof *out->names);
    for (size_t i = 0; i < list.n; i++)
        out->names[i] = list.at[i].name;
    return false;
}

void header_replace(struct header *h, const struct headed *r)
{
    arena_reset(&h->arena);
    h->names = arena_alloc(&h->arena, r->n * sizeof *h->names);
    h->spelled = arena_alloc(&h->arena, r->n * sizeof *h->spelled);
    h->n = r->n;
    h->shape = r->shape;
    for (size_t i = 0; i < r->n; i++) {
        struct str name = r->names[i], spelled = r->spelled[i];
        h->names[i] = (struct str){arena_strndup(&h->arena, name.p, name.n), name.n};
        h->spelled[i] = spelled;
        if (spelled.p)
            h->spelled[i].p = arena_strndup(&h->arena, spelled.p, spelled.n);
    }
}
