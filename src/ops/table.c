// SPDX-License-Identifier: MIT
// Rows lie one behind the other in a vector of packed values; a row ends behind the last column it
// has. Column 0 is the key.
#include "ops/table_internal.h"

#include "base/hash.h"

#define TEXT_MAX ((size_t)UINT32_MAX)
enum {
    FIND_AT_ONCE = 32,            // keys
    ROWS_IN_CACHE = 4096,
};

// ---- packed values ----

static packed pack(struct buf *text, struct value v)
{
    packed p = (packed)v.type << 58 | (packed)v.flags << 56;
    if (v.type == VALUE_BOOL)
        return p | (packed)v.i;
    if (!value_has_bytes(v))
        return p;
    p |= (packed)v.len << 32 | text->n;
    buf_put(text, v.p, v.len);
    return p;
}

static struct value unpack_value(const struct table *t, packed p)
{
    struct value v = {.type = (uint8_t)(p >> 58), .flags = p >> 56 & 3};
    if (v.type == VALUE_BOOL) {
        v.i = p & 1;
    } else if (value_has_bytes(v)) {
        v.len = (uint32_t)(p >> 32) & VALUE_MAX;
        v.p = t->text.p + (uint32_t)p;
    }
    return v;
}

static struct value value_at(const struct table *t, uint32_t row, size_t column)
{
    size_t end = row + 1 < t->starts.n ? t->starts.at[row + 1] : t->values.n;
    size_t at = t->starts.at[row] + column;
    return at < end ? unpack_value(t, t->values.at[at]) : value_missing();
}

// ---- columns ----

static size_t find_column(const struct table *t, struct str name)
{
    uint32_t i;
    struct map_probe probe = map_probe(&t->columns, hash_bytes(name.p, name.n));
    while ((i = map_next(&t->columns, &probe)) != MAP_NONE)
        if (str_eq(t->names.at[i], name))
            return i;
    return t->names.n;
}

static size_t add_column(struct table *t, struct str name)
{
    struct str copy = {arena_strndup(&t->arena, name.p, name.n), name.n};
    map_add(&t->columns, hash_bytes(name.p, name.n), (uint32_t)t->names.n);
    *VEC_PUSH(&t->names) = copy;
    return t->names.n - 1;
}

// The column of that name; lines that are alike have it behind that of the name before it.
static size_t column_of(struct reading *r, struct str name, size_t guess)
{
    struct table *t = r->t;
    if (guess < t->names.n && str_eq(name, t->names.at[guess]))
        return guess;
    size_t column = find_column(t, name);
    return column < t->names.n ? column : add_column(t, name);
}

// ---- rows ----

static void put(struct reading *r, size_t column, struct value v)
{
    while (r->nrow <= column)
        r->row[r->nrow++] = 0;    // missing
    r->row[column] = pack(&r->t->text, v);
}

void table_begin_row(struct reading *r)
{
    r->nrow = 0;
    r->text_from = r->t->text.n;
    r->has_rows = true;
}

bool table_has_column(struct reading *r, struct str name, size_t guess, size_t *column)
{
    *column = column_of(r, name, guess);
    r->has_key |= *column == KEY;
    return *column < TABLE_COLUMNS_MAX ||
           table_fail(r, "%s has more than %d columns", r->wish->path, TABLE_COLUMNS_MAX);
}

bool table_put(struct reading *r, struct str name, size_t *guess, struct value v)
{
    size_t column;
    if (!table_has_column(r, name, *guess, &column))
        return false;
    if (column == KEY || !r->t->keeps_rows)
        put(r, column, v);
    *guess = column + 1;
    return true;
}

static uint32_t find(const struct table *t, struct arena *a, struct value key, uint64_t hash)
{
    uint32_t i;
    struct map_probe probe = map_probe(&t->index, hash);
    while ((i = map_next(&t->index, &probe)) != MAP_NONE)
        if (value_equal(a, value_at(t, i, KEY), key))
            return i;
    return TABLE_NONE;
}

// The row at hand becomes one of the table's, in the place of an earlier one of its key.
static void index_row(struct reading *r)
{
    struct table *t = r->t;
    struct value key = r->nrow ? unpack_value(t, r->row[KEY]) : value_missing();
    if (value_is_null(key)) {
        t->text.n = r->text_from;
        return;
    }
    uint32_t row = (uint32_t)t->starts.n;
    *VEC_PUSH(&t->starts) = (uint32_t)t->values.n;
    for (size_t i = 0; i < r->nrow; i++)
        *VEC_PUSH(&t->values) = r->row[i];
    uint64_t hash = value_hash(&r->arena, key);
    uint32_t old = find(t, &r->arena, key, hash);
    if (old != TABLE_NONE)
        map_remove(&t->index, hash, old);
    map_add(&t->index, hash, row);
}

bool table_add_row(struct reading *r, struct value object)
{
    struct table *t = r->t;
    if (t->keeps_rows)
        put(r, ROW, object);
    if (t->text.n + VALUE_MAX > TEXT_MAX || t->values.n + TABLE_COLUMNS_MAX > TEXT_MAX)
        return table_fail(r, "%s is too large to be held in memory", r->wish->path);
    index_row(r);
    return true;
}

// ---- the table as a whole ----

struct table *table_new(const struct table_wish *wish)
{
    struct table *t = mem_zalloc(sizeof *t);
    map_init(&t->index);
    map_init(&t->columns);
    buf_init(&t->text);
    arena_init(&t->arena);
    t->keeps_rows = wish->keeps_rows;
    add_column(t, wish->key);
    return t;
}

void table_free(struct table *t)
{
    buf_release(&t->text);
    VEC_FREE(&t->values);
    VEC_FREE(&t->starts);
    VEC_FREE(&t->names);
    map_release(&t->index);
    map_release(&t->columns);
    arena_release(&t->arena);
    mem_free(t);
}

// ---- use ----

size_t table_ncolumns(const struct table *t)
{
    return t->names.n - 1;
}

struct str table_column(const struct table *t, size_t column)
{
    return t->names.at[column + 1];
}

static void prefetch_text(const struct table *t, packed p)
{
    __builtin_prefetch((const void *)((uintptr_t)t->text.p + (uint32_t)p));
}

// Ask memory for what find() will look at, for many keys at once: where each is found is known only
// step by step, and a large table is in no cache.
static void prefetch(const struct table *t, const uint64_t *hashes, size_t n)
{
    uint32_t rows[FIND_AT_ONCE];
    for (size_t i = 0; i < n; i++)
        map_prefetch(&t->index, hashes[i]);
    for (size_t i = 0; i < n; i++) {
        struct map_probe probe = map_probe(&t->index, hashes[i]);
        rows[i] = map_next(&t->index, &probe);
        if (rows[i] != MAP_NONE)
            __builtin_prefetch(&t->starts.at[rows[i]]);
    }
    for (size_t i = 0; i < n; i++)
        if (rows[i] != MAP_NONE)
            __builtin_prefetch(&t->values.at[t->starts.at[rows[i]]]);
    for (size_t i = 0; i < n; i++)
        if (rows[i] != MAP_NONE)
            prefetch_text(t, t->values.at[t->starts.at[rows[i]]]);
}

void table_find(const struct table *t, struct arena *a, const struct value *keys, uint32_t *rows,
                size_t n)
{
    uint64_t hashes[FIND_AT_ONCE];
    while (n) {
        size_t step = n < FIND_AT_ONCE ? n : FIND_AT_ONCE;
        for (size_t i = 0; i < step; i++)
            hashes[i] = value_hash(a, keys[i]);
        if (t->starts.n > ROWS_IN_CACHE)
            prefetch(t, hashes, step);
        for (size_t i = 0; i < step; i++)
            rows[i] = value_is_null(keys[i]) ? TABLE_NONE : find(t, a, keys[i], hashes[i]);
        keys += step;
        rows += step;
        n -= step;
    }
}

struct value table_value(const struct table *t, uint32_t row, size_t column)
{
    struct value v = value_at(t, row, column + 1);
    return v.type == VALUE_MISSING ? value_null() : v;
}

struct value table_row(const struct table *t, uint32_t row)
{
    return value_at(t, row, ROW);
}

size_t table_bytes(const struct table *t)
{
    return t->text.cap + t->values.cap * sizeof(packed) + t->starts.cap * sizeof(uint32_t) +
           map_bytes(&t->index) + map_bytes(&t->columns) + arena_bytes(&t->arena);
}
