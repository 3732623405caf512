// SPDX-License-Identifier: MIT
// An open row with edits is written in one of two ways. If the edits only set fields, the line is
// copied with the new values spliced in where the old ones were (the reader knows where) and the
// new fields before the closing brace. Otherwise its members are listed (data/row_members.h), and
// the list is written.
#include "data/write.h"

#include "data/number.h"
#include "data/row_members.h"
#include "data/text.h"
#include "data/time_format.h"

#include <math.h>
#include <stdlib.h>


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

// Decoded text; the three bytes of a lone surrogate begin with ED and one from A0 up.
static void write_decoded(struct buf *b, struct str s)
{
    const char *found;
    while (s.n && (found = memchr(s.p, 0xed, s.n))) {
        size_t n = (size_t)(found - s.p);
        bool is_lone = s.n - n >= 3 && (unsigned char)found[1] >= 0xa0;
        buf_put(b, s.p, is_lone ? n : n + 1);
        if (is_lone)
            buf_put(b, "\xef\xbf\xbd", 3);
        size_t gone = is_lone ? n + 3 : n + 1;
        s = (struct str){s.p + gone, s.n - gone};
    }
    buf_puts_str(b, s);
}

void write_bare(struct buf *b, struct arena *a, struct value v, const struct write_style *style)
{
    if (v.type == VALUE_TIME) {
        write_time_text(b, v, style);
        return;
    }
    if (v.type == VALUE_STR && (v.flags & (STR_JSON | STR_ESCAPED)) == STR_JSON) {
        buf_put(b, v.p, v.len);
        return;
    }
    if (v.type == VALUE_STR) {
        write_decoded(b, value_bytes(value_decode(a, v)));
        return;
    }
    write_value(b, v, style);
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

static void write_edited(struct buf *b, struct arena *a, const struct shape *shape,
                         const struct row *row, const struct write_style *style)
{
    struct row_members list = row_members_of(a, shape, row);
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
