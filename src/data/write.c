// SPDX-License-Identifier: MIT
// An open row with edits is written in one of two ways. If the edits only set fields, the line is
// copied with the new values spliced in where the old ones were (the reader knows where) and the
// new fields before the closing brace. Otherwise its members are listed, the edits are carried out
// on the list, and the list is written.
#include "data/write.h"

#include "base/map.h"
#include "data/number.h"
#include "data/text.h"
#include "data/time_format.h"
#include "data/walk.h"

#include <math.h>
#include <stdlib.h>

enum { KEYS_FEW = 32 };            // so many are searched without an index

#define JSON_BLANKS " \t\r"        // white space within a line

static void write_quoted(struct buf *b, struct value v)
{
    if (v.flags & STR_JSON) {
        char *at = buf_room(b, (size_t)v.len + 2);
        at[0] = '"';
        if (v.len)
            memcpy(at + 1, v.p, v.len);
        at[v.len + 1] = '"';
        b->n += (size_t)v.len + 2;
        return;
    }
    buf_putc(b, '"');
    text_escape(b, value_bytes(v));
    buf_putc(b, '"');
}

void write_time_text(struct buf *b, struct value t, const struct write_style *style)
{
    if (style->time == TIME_FORMATTED) {
        char *at = buf_room(b, time_format_max(style->format));
        b->n += time_format_write(style->format, t, style->zone, at);
        return;
    }
    char *at = buf_room(b, TIME_TEXT_MAX);
    b->n += style->time == TIME_RFC3339 ? time_write_rfc3339(at, t)
                                        : time_write_epoch(at, t, style->time);
}

static void write_formatted_time(struct buf *b, struct value t, const struct write_style *style)
{
    buf_putc(b, '"');
    if (time_format_is_plain(style->format)) {
        write_time_text(b, t, style);
    } else {
        struct buf text;
        buf_init(&text);
        write_time_text(&text, t, style);
        text_escape(b, (struct str){text.p, text.n});
        buf_release(&text);
    }
    buf_putc(b, '"');
}

static void write_time(struct buf *b, struct value t, const struct write_style *style)
{
    if (style->time == TIME_FORMATTED) {
        write_formatted_time(b, t, style);
        return;
    }
    char *at = buf_room(b, TIME_TEXT_MAX + 2);
    if (style->time != TIME_RFC3339) {
        b->n += time_write_epoch(at, t, style->time);
        return;
    }
    at[0] = '"';
    size_t n = time_write_rfc3339(at + 1, t);
    at[n + 1] = '"';
    b->n += n + 2;
}

struct value write_time_value(struct arena *a, struct value v, const struct write_style *style)
{
    if (v.type != VALUE_TIME)
        return v;
    struct buf text;
    buf_init(&text);
    write_time_text(&text, v, style);
    bool is_number = style->time != TIME_RFC3339 && style->time != TIME_FORMATTED;
    v = value_slice(is_number ? VALUE_NUMBER : VALUE_STR, arena_strndup(a, text.p, text.n), text.n);
    buf_release(&text);
    return v;
}

static void write_double(struct buf *b, double d)
{
    if (isfinite(d))
        b->n += number_write_double(buf_room(b, NUMBER_MAX), d);
    else
        buf_put(b, "null", 4);
}

void write_value(struct buf *b, struct value v, const struct write_style *style)
{
    switch ((enum value_type)v.type) {
    case VALUE_MISSING:
    case VALUE_NULL:
        buf_put(b, "null", 4);
        break;
    case VALUE_BOOL:
        buf_puts_str(b, v.i ? STR("true") : STR("false"));
        break;
    case VALUE_INT:
        b->n += number_write_int(buf_room(b, NUMBER_MAX), v.i);
        break;
    case VALUE_DOUBLE:
        write_double(b, v.d);
        break;
    case VALUE_NUMBER:
    case VALUE_ARRAY:
    case VALUE_OBJECT:
        buf_put(b, v.p, v.len);
        break;
    case VALUE_STR:
        write_quoted(b, v);
        break;
    case VALUE_TIME:
        write_time(b, v, style);
        break;
    case VALUE_DURATION:
        b->n += duration_write(buf_room(b, NUMBER_MAX), v.i);
        break;
    }
}

// The end of the string that begins at p: behind its closing quote.
static const char *behind_string(const char *p)
{
    for (p++; *p != '"'; p++)
        if (*p == '\\')
            p++;
    return p + 1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void write_compact(struct buf *b, struct value v, const struct write_style *style)
{
    if (v.type != VALUE_ARRAY && v.type != VALUE_OBJECT) {
        write_value(b, v, style);
        return;
    }
    const char *p = v.p, *end = v.p + v.len, *run = p;
    while (p < end) {
        if (*p == '"') {
            p = behind_string(p);
        } else if (is_blank(*p)) {
            buf_put(b, run, (size_t)(p - run));
            while (is_blank(*p))
                p++;              // a bracket is still to come
            run = p;
        } else {
            p++;
        }
    }
    buf_put(b, run, (size_t)(end - run));
}

static void write_closed(struct buf *b, const struct shape *shape, const struct row *row,
                         const struct write_style *style)
{
    char open = '{';
    for (size_t i = 0; i < shape->ncolumns; i++) {
        const struct column *c = &shape->columns[i];
        char *at = buf_room(b, c->json.n + 1);
        *at = open;
        memcpy(at + 1, c->json.p, c->json.n);
        b->n += c->json.n + 1;
        write_value(b, row->cells[c->cell], style);
        open = ',';
    }
    if (shape->ncolumns == 0)
        buf_putc(b, '{');
    buf_put(b, "}\n", 2);
}

// The bytes of a line that a value read from it takes up, quotes included.
static struct str token_of(struct value v)
{
    return v.type == VALUE_STR ? (struct str){v.p - 1, (size_t)v.len + 2} : value_bytes(v);
}

// The literals null, true and false are the only values without bytes that a line can hold.
static bool is_literal(struct value v)
{
    return v.type == VALUE_NULL || v.type == VALUE_BOOL;
}

static bool is_in_line(const struct row *row, struct value v)
{
    return v.p >= row->raw && v.p < row->raw + row->raw_len;
}

struct splice {
    struct str old;               // in the line
    struct value v;
};

static int by_place(const void *x, const void *y)
{
    const struct splice *a = x, *b = y;
    return (a->old.p > b->old.p) - (a->old.p < b->old.p);
}

// Where the object ends in the line, and whether it has members.
static const char *closing_brace(const struct row *row, bool *is_empty)
{
    const char *close = row->raw + row->raw_len - 1;
    while (*close != '}')
        close--;
    const char *p = close - 1;
    while (p > row->raw && (*p == ' ' || *p == '\t' || *p == '\r'))
        p--;
    *is_empty = *p == '{' && p == row->raw + strspn(row->raw, JSON_BLANKS);
    return close;
}

// Write the line with the splices (sorted here) put in, which ends before its brace.
static void write_spliced(struct buf *b, struct str line, struct splice *splices, size_t n,
                          const struct write_style *style)
{
    const char *from = line.p;
    qsort(splices, n, sizeof *splices, by_place);
    for (size_t i = 0; i < n; i++) {
        buf_put(b, from, (size_t)(splices[i].old.p - from));
        write_value(b, splices[i].v, style);
        from = splices[i].old.p + splices[i].old.n;
    }
    buf_put(b, from, (size_t)(line.p + line.n - from));
}

// False, with nothing written, if some old value's place in the line is not known.
static bool write_sets(struct buf *b, struct arena *a, const struct shape *shape,
                       const struct row *row, const struct write_style *style)
{
    size_t n = 0, count = 0;
    for (const struct edit *e = shape->edits; e; e = e->next)
        count++;
    struct splice *splices = arena_alloc(a, count * sizeof *splices);
    for (const struct edit *e = shape->edits; e; e = e->next) {
        struct value old = row->cells[e->raw_cell];
        if (is_literal(old) || (value_has_bytes(old) && !is_in_line(row, old)))
            return false;
        if (old.type != VALUE_MISSING)
            splices[n++] = (struct splice){token_of(old), row->cells[e->column.cell]};
    }
    bool is_empty;
    const char *close = closing_brace(row, &is_empty);
    write_spliced(b, (struct str){row->raw, (size_t)(close - row->raw)}, splices, n, style);
    for (const struct edit *e = shape->edits; e; e = e->next) {
        struct value v = row->cells[e->column.cell];
        if (row->cells[e->raw_cell].type != VALUE_MISSING || v.type == VALUE_MISSING)
            continue;
        if (!is_empty)
            buf_putc(b, ',');
        is_empty = false;
        buf_puts_str(b, e->column.json);
        write_value(b, v, style);
    }
    buf_put(b, "}\n", 2);
    return true;
}

struct member {
    struct str json;              // the key, with quotes and colon if `is_made`
    struct value key;             // as it came
    struct value v;
    bool is_made;                 // named by weir: `json` and `name` hold
    struct str name;
};

struct members {
    struct member *at;
    size_t n;
    bool is_changed;              // by an edit; what none changed is written as it came
};

static bool member_is(const struct member *m, struct str name)
{
    return m->is_made ? str_eq(m->name, name) : walk_key_is(m->key, name);
}

static void remove_named(struct members *list, struct str name)
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
    if (x.type == y.type && is_literal(x))
        return x.type == VALUE_NULL || x.i == y.i;
    return x.type == y.type && x.p == y.p && x.len == y.len;
}

static bool is_same_key(struct arena *a, const struct member *m, struct value key)
{
    if (m->is_made)
        return walk_key_is(key, m->name);
    if (!((m->key.flags | key.flags) & STR_ESCAPED))
        return m->key.len == key.len && memcmp(m->key.p, key.p, key.len) == 0;
    return value_equal(a, m->key, key);
}

// The place of the last member of that name, or list->n.
static size_t find_named(const struct members *list, struct str name)
{
    for (size_t i = list->n; i-- > 0;)
        if (member_is(&list->at[i], name))
            return i;
    return list->n;
}

static struct member made_member(const struct column *c, struct value v)
{
    return (struct member){.json = c->json, .name = c->name, .is_made = true, .v = v};
}

static void edit_set(struct members *list, const struct column *c, struct value v)
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
static const struct column *new_name(const struct members *list, const struct edit *e,
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

static void edit_rename(struct members *list, struct arena *a, const struct edit *e)
{
    static const struct column gone;
    struct member *at = arena_alloc(a, list->n * sizeof *at);
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

static void edit_order(struct members *list, struct arena *a, const struct edit *e,
                       const struct row *row)
{
    for (size_t i = 0; i < e->ncolumns; i++)
        remove_named(list, e->columns[i].name);
    struct member *at = arena_alloc(a, (list->n + e->ncolumns) * sizeof *at);
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

// The first n members of a list, by key. Few are searched one by one.
struct key_index {
    const struct members *list;
    size_t n;
    struct map map;
};

static void index_keys(struct key_index *index, struct arena *a, const struct members *list)
{
    *index = (struct key_index){.list = list, .n = list->n};
    map_init(&index->map);
    for (size_t i = 0; i < index->n && index->n > KEYS_FEW; i++) {
        const struct member *m = &list->at[i];
        map_add(&index->map, value_hash(a, m->is_made ? value_str(m->name) : m->key), (uint32_t)i);
    }
}

// The last member of that key among them, or n.
static size_t find_key(const struct key_index *index, struct arena *a, struct value key)
{
    size_t found = index->n;
    if (index->n <= KEYS_FEW) {
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
static void edit_merge(struct members *list, struct arena *a, struct value object)
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
            list->at[list->n++] = (struct member){.key = key, .v = v};
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
static struct members list_members(struct arena *a, const struct shape *shape,
                                   const struct row *row)
{
    const char *end;
    const char *start = row->raw + strspn(row->raw, JSON_BLANKS);
    struct value object = walk_value(start, &end), key, v;
    size_t room = 0;
    for (struct walk w = walk_begin(object); walk_member(&w, &key, &v);)
        room++;
    for (const struct edit *e = shape->edits; e; e = e->next)
        room += e->kind == EDIT_MERGE ? count_members(row->cells[e->column.cell])
                                      : 1 + e->ncolumns;
    struct members list = {.at = arena_alloc(a, room * sizeof(struct member))};
    for (struct walk w = walk_begin(object); walk_member(&w, &key, &v);)
        list.at[list.n++] = (struct member){.key = key, .v = v};
    return list;
}

static void write_edited(struct buf *b, struct arena *a, const struct shape *shape,
                         const struct row *row, const struct write_style *style)
{
    struct members list = list_members(a, shape, row);
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
    if (!list.is_changed) {
        buf_put(b, row->raw, row->raw_len);
        buf_putc(b, '\n');
        return;
    }
    buf_putc(b, '{');
    for (size_t i = 0; i < list.n; i++) {
        if (i > 0)
            buf_putc(b, ',');
        if (list.at[i].is_made) {
            buf_puts_str(b, list.at[i].json);
        } else {
            write_quoted(b, list.at[i].key);
            buf_putc(b, ':');
        }
        write_value(b, list.at[i].v, style);
    }
    buf_put(b, "}\n", 2);
}

void write_row(struct buf *b, struct arena *a, const struct shape *shape, const struct row *row,
               const struct write_style *style)
{
    if (!shape->is_open) {
        write_closed(b, shape, row, style);
    } else if (!shape->edits) {
        buf_put(b, row->raw, row->raw_len);
        buf_putc(b, '\n');
    } else if (!shape_only_sets(shape) || !write_sets(b, a, shape, row, style)) {
        write_edited(b, a, shape, row, style);
    }
}
