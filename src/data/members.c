// SPDX-License-Identifier: MIT
#include "data/members.h"

#include "base/hash.h"
#include "data/walk.h"

enum { FEW = 8 };                 // up to here keys are compared one by one

void members_init(struct members *m, struct arena *arena)
{
    *m = (struct members){.arena = arena};
}

// The slot of that key, or the free one where it belongs.
static uint32_t *slot_of(const struct members *m, struct str key)
{
    size_t i = (size_t)hash_bytes(key.n ? key.p : "", key.n) & (m->nslots - 1);
    while (m->slots[i] && !str_eq(m->at[m->slots[i] - 1].key, key))
        i = (i + 1) & (m->nslots - 1);
    return &m->slots[i];
}

struct member_entry *members_find(const struct members *m, struct str key)
{
    if (m->slots) {
        uint32_t i = *slot_of(m, key);
        return i ? &m->at[i - 1] : NULL;
    }
    for (size_t i = 0; i < m->n; i++)
        if (str_eq(m->at[i].key, key))
            return &m->at[i];
    return NULL;
}

static void make_room(struct members *m)
{
    size_t cap = m->cap ? m->cap * 2 : FEW;
    struct member_entry *at = arena_alloc(m->arena, cap * sizeof *at);
    if (m->n)
        memcpy(at, m->at, m->n * sizeof *at);
    m->at = at;
    m->cap = cap;
    if (cap <= FEW)
        return;
    m->nslots = cap * 2;
    m->slots = ARENA_ARRAY(m->arena, uint32_t, m->nslots);
    for (size_t i = 0; i < m->n; i++)
        *slot_of(m, at[i].key) = (uint32_t)i + 1;
}

void members_put(struct members *m, struct value name, struct value v)
{
    struct str key = value_bytes(value_decode(m->arena, name));
    struct member_entry *found = members_find(m, key);
    if (found) {
        found->v = v;
        return;
    }
    if (m->n == m->cap)
        make_room(m);
    m->at[m->n++] = (struct member_entry){key, name, v};
    if (m->slots)
        *slot_of(m, key) = (uint32_t)m->n;
}

void members_put_all(struct members *m, struct value object)
{
    struct value key, v;
    for (struct walk w = walk_begin(object); walk_member(&w, &key, &v);)
        members_put(m, key, v);
}

struct value members_object(struct members *m, const struct write_style *style)
{
    struct buf b;
    buf_init_in(&b, m->arena);
    buf_putc(&b, '{');
    for (size_t i = 0; i < m->n; i++) {
        if (i > 0)
            buf_putc(&b, ',');
        write_value(&b, m->at[i].name, style);
        buf_putc(&b, ':');
        write_compact(&b, m->at[i].v, style);
    }
    buf_putc(&b, '}');
    struct str text = buf_take(&b);
    return value_slice(VALUE_OBJECT, text.p, text.n);
}
