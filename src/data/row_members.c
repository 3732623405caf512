// SPDX-License-Identifier: MIT
#include "data/row_members.h"

#include "base/hash.h"
#include "base/map.h"
#include "data/text.h"
#include "data/walk.h"

enum {
    MEMBERS_FIRST = 32,           // room in a list to begin with
    MEMBERS_FEW = 24,             // so many names are compared with each other
};

static bool member_is(const struct row_member *m, struct str name)
{
    return m->is_made ? str_eq(m->name, name) : walk_key_is(m->key, name);
}

static void remove_named(struct row_members *list, struct str name)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++)
        if (!member_is(&list->at[i], name))
            list->at[kept++] = list->at[i];
    list->is_changed |= kept < list->n;
    list->n = kept;
}

// Is it the same piece of the line?
static bool is_same_piece(struct value x, struct value y)
{
    if (x.type != y.type)
        return false;
    return x.type == VALUE_NULL || (x.type == VALUE_BOOL ? x.i == y.i
                                                         : x.p == y.p && x.len == y.len);
}

// The place of the last member of that name, or list->n.
static size_t find_named(const struct row_members *list, struct str name)
{
    for (size_t i = list->n; i-- > 0;)
        if (member_is(&list->at[i], name))
            return i;
    return list->n;
}

static struct row_member made_member(const struct column *c, struct value v)
{
    return (struct row_member){.json = c->json, .name = c->name, .is_made = true, .v = v};
}

static void edit_set(struct row_members *list, const struct column *c, struct value v)
{
    size_t i = find_named(list, c->name);
    if (v.type == VALUE_MISSING) {
        remove_named(list, c->name);
    } else if (i < list->n) {
        list->is_changed |= !is_same_piece(list->at[i].v, v);
        list->at[i].v = v;
    } else {
        list->is_changed = true;
        list->at[list->n++] = made_member(c, v);
    }
}

// What becomes of a member: the column it is renamed to, or `gone`, or NULL where it stays. olds[i]
// is the place of the pair's old name, list->n where there is none.
static const struct column *new_name(const struct row_members *list, const struct edit *e,
                                     const size_t *olds, size_t at, const struct column *gone)
{
    const struct column *found = NULL;
    for (size_t i = 0; i < e->ncolumns; i++) {
        if (olds[i] == at)
            return &e->columns[i];
        if (olds[i] < list->n && (member_is(&list->at[at], e->columns[i].name) ||
                                  member_is(&list->at[at], e->olds[i])))
            found = gone;
    }
    return found;
}

static void edit_rename(struct row_members *list, struct arena *a, const struct edit *e)
{
    static const struct column gone;
    struct row_member *at = arena_alloc(a, list->n * sizeof *at);
    size_t *olds = arena_alloc(a, e->ncolumns * sizeof *olds);
    for (size_t i = 0; i < e->ncolumns; i++)
        olds[i] = find_named(list, e->olds[i]);
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct column *c = new_name(list, e, olds, i, &gone);
        if (!c)
            at[kept++] = list->at[i];
        else if (c != &gone)
            at[kept++] = made_member(c, list->at[i].v);
        list->is_changed |= c != NULL;
    }
    memcpy(list->at, at, kept * sizeof *at);
    list->n = kept;
}

static void edit_order(struct row_members *list, struct arena *a, const struct edit *e,
                       const struct row *row)
{
    for (size_t i = 0; i < e->ncolumns; i++)
        remove_named(list, e->columns[i].name);
    struct row_member *at = arena_alloc(a, (list->n + e->ncolumns) * sizeof *at);
    size_t n = 0;
    for (size_t i = 0; i < e->nbefore; i++)
        at[n++] = made_member(&e->columns[i], row->cells[e->columns[i].cell]);
    memcpy(at + n, list->at, list->n * sizeof *at);
    n += list->n;
    for (size_t i = e->nbefore; i < e->ncolumns; i++)
        at[n++] = made_member(&e->columns[i], row->cells[e->columns[i].cell]);
    memcpy(list->at, at, n * sizeof *at);
    list->n = n;
    list->is_changed = true;
}

static bool is_same_key(struct arena *a, const struct row_member *m, struct value key)
{
    if (m->is_made)
        return walk_key_is(key, m->name);
    if (!((m->key.flags | key.flags) & STR_ESCAPED))
        return m->key.len == key.len && memcmp(m->key.p, key.p, key.len) == 0;
    return value_equal(a, m->key, key);
}

// The first n members of a list, by key. Few are searched one by one.
struct key_index {
    const struct row_members *list;
    size_t n;
    struct map map;
};

static void index_keys(struct key_index *index, struct arena *a, const struct row_members *list)
{
    *index = (struct key_index){.list = list, .n = list->n};
    map_init(&index->map);
    for (size_t i = 0; i < index->n && index->n > MEMBERS_FEW; i++) {
        const struct row_member *m = &list->at[i];
        map_add(&index->map, value_hash(a, m->is_made ? value_str(m->name) : m->key), (uint32_t)i);
    }
}

// The last member of that key among them, or n.
static size_t find_key(const struct key_index *index, struct arena *a, struct value key)
{
    size_t found = index->n;
    if (index->n <= MEMBERS_FEW) {
        for (size_t i = 0; i < index->n; i++)
            if (is_same_key(a, &index->list->at[i], key))
                found = i;
        return found;
    }
    uint32_t i;
    struct map_probe probe = map_probe(&index->map, value_hash(a, key));
    while ((i = map_next(&index->map, &probe)) != MAP_NONE)
        if (is_same_key(a, &index->list->at[i], key) && (found == index->n || i > found))
            found = i;
    return found;
}

// The members are looked for among the fields before, so that of repeated ones the last is as here.
static void edit_merge(struct row_members *list, struct arena *a, struct value object)
{
    struct key_index index;
    struct value key, v;
    if (object.type != VALUE_OBJECT)
        return;
    index_keys(&index, a, list);
    for (struct walk w = walk_begin(object); walk_member(&w, &key, &v);) {
        size_t i = find_key(&index, a, key);
        if (i < index.n)
            list->at[i].v = v;
        else
            list->at[list->n++] = (struct row_member){.key = key, .v = v};
        list->is_changed = true;
    }
    map_release(&index.map);
}

static size_t count_members(struct value object)
{
    struct value key, v;
    size_t n = 0;
    if (object.type == VALUE_OBJECT)
        for (struct walk w = walk_begin(object); walk_member(&w, &key, &v);)
            n++;
    return n;
}

// The members of the line, with room for as many as the edits can add.
static struct row_members list_members(struct arena *a, const struct shape *shape,
                                   const struct row *row)
{
    size_t more = 0, cap = MEMBERS_FIRST;
    for (const struct edit *e = shape->edits; e; e = e->next)
        more += e->kind == EDIT_MERGE ? count_members(row->cells[e->column.cell])
                                      : 1 + e->ncolumns;
    struct value line = value_slice(VALUE_OBJECT, row->raw, row->raw_len), key, v;
    while (*line.p != '{')
        line.p++, line.len--;
    while (line.p[line.len - 1] != '}')
        line.len--;
    struct row_members list = {.at = arena_alloc(a, (cap + more) * sizeof(struct row_member))};
    for (struct walk w = walk_begin(line); walk_member(&w, &key, &v);) {
        if (list.n == cap) {
            struct row_member *old = list.at;
            cap *= 2;
            list.at = arena_alloc(a, (cap + more) * sizeof(struct row_member));
            memcpy(list.at, old, list.n * sizeof *old);
        }
        list.at[list.n++] = (struct row_member){.key = key, .v = v};
    }
    return list;
}

static struct row_members list_columns(struct arena *a, const struct shape *shape,
                                   const struct row *row)
{
    struct row_members list = {.at = arena_alloc(a, shape->ncolumns * sizeof(struct row_member)),
                           .n = shape->ncolumns,
                           .is_changed = true};
    for (size_t i = 0; i < list.n; i++)
        list.at[i] = made_member(&shape->columns[i], row->cells[shape->columns[i].cell]);
    return list;
}

struct row_members row_members_of(struct arena *a, const struct shape *shape,
                                  const struct row *row)
{
    if (!shape->is_open)
        return list_columns(a, shape, row);
    struct row_members list = list_members(a, shape, row);
    for (const struct edit *e = shape->edits; e; e = e->next) {
        if (e->kind == EDIT_SET)
            edit_set(&list, &e->column, row->cells[e->column.cell]);
        else if (e->kind == EDIT_DROP)
            remove_named(&list, e->column.name);
        else if (e->kind == EDIT_RENAME)
            edit_rename(&list, a, e);
        else if (e->kind == EDIT_MERGE)
            edit_merge(&list, a, row->cells[e->column.cell]);
        else
            edit_order(&list, a, e, row);
    }
    return list;
}

struct str row_member_name(struct arena *a, const struct row_member *m)
{
    if (m->is_made)
        return m->name;
    struct str key = value_bytes(m->key);
    return m->key.flags & STR_ESCAPED ? text_unescape(a, key) : key;
}

// The place of the first of the n names that is this one, or n.
static size_t find_name(const struct str *names, size_t n, struct str name)
{
    size_t i = 0;
    while (i < n && !str_eq(names[i], name))
        i++;
    return i;
}

static size_t find_hashed(const struct str *names, size_t n, const struct map *map, uint64_t hash)
{
    uint32_t i;
    struct map_probe probe = map_probe(map, hash);
    while ((i = map_next(map, &probe)) != MAP_NONE)
        if (str_eq(names[i], names[n]))
            return i;
    return n;
}

static void unite_many(struct row_members *list, struct str *names)
{
    struct map map;
    map_init(&map);
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        names[kept] = names[i];
        uint64_t hash = hash_bytes(names[i].p, names[i].n);
        size_t first = find_hashed(names, kept, &map, hash);
        list->at[first] = first < kept ? list->at[first] : list->at[i];
        list->at[first].v = list->at[i].v;
        if (first == kept)
            map_add(&map, hash, (uint32_t)kept++);
    }
    list->n = kept;
    map_release(&map);
}

struct str *row_members_unite(struct row_members *list, struct arena *a)
{
    struct str *names = arena_alloc(a, list->n * sizeof *names);
    for (size_t i = 0; i < list->n; i++)
        names[i] = row_member_name(a, &list->at[i]);
    if (list->n > MEMBERS_FEW) {
        unite_many(list, names);
        return names;
    }
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        struct value v = list->at[i].v;
        size_t first = find_name(names, kept, names[i]);
        if (first == kept) {
            names[kept] = names[i];
            list->at[kept++] = list->at[i];
        }
        list->at[first].v = v;
    }
    list->n = kept;
    return names;
}
