// SPDX-License-Identifier: MIT
// A record becomes a row. Where rows may be written as they came its fields are written as JSON,
// and the cells are slices of that, so that a changed row can be spliced; else they are slices of
// the record.
#include "data/records.h"

#include "data/text.h"
#include "data/time.h"
#include "data/write.h"

#ifdef WEIR_TINY
enum { ROWS_FIRST = 2, CELL_ROWS = 2, JSON_ROOM = 64 };
#else
enum { ROWS_FIRST = 64, CELL_ROWS = 128, JSON_ROOM = 64 * 1024 };
#endif

_Static_assert(VALUE_MISSING == 0, "cells filled with zeros are missing");

struct str records_trim(struct str bytes)
{
    if (bytes.n && bytes.p[bytes.n - 1] == '\n')
        bytes.n--;
    if (bytes.n && bytes.p[bytes.n - 1] == '\r')
        bytes.n--;
    return bytes;
}

static uint32_t count_lines(struct str bytes)
{
    uint32_t lines = 0;
    for (const char *p = bytes.p, *end = p + bytes.n; p < end; lines++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        p = newline ? newline + 1 : end;
    }
    return lines;
}

void records_ask(struct records *r, const struct fields *fields)
{
    size_t n = 0;
    for (const struct field *f = fields->root.first; f; f = f->next)
        n++;
    r->asked = mem_realloc(r->asked, (n + 1) * sizeof *r->asked);
    r->nasked = 0;
    for (const struct field *f = fields->root.first; f; f = f->next)
        if (f->cell != CELL_NONE)
            r->asked[r->nasked++] = (struct asked){f->key, f->cell};
    r->ncells = (size_t)fields->ncells;
    r->writes_lines = fields->writes_lines;
    for (size_t i = 0; i < r->ncolumns; i++)
        r->columns[i].cell = records_cell(r, r->columns[i].name);
}

void records_begin(struct records *r, struct str text, struct batch *out)
{
    r->out = out;
    r->cuts.arena = out->arena;
    r->room = r->cells_left = 0;
    r->json = (struct buf){0};
    r->is_sound = text_utf8_fault(text.p, text.n) == text.n;
    r->stop = false;
    out->rows = NULL;
    out->nrows = 0;
    out->chunk->lines = 0;
}

void records_release(struct records *r)
{
    cuts_release(&r->cuts);
    arena_release(&r->columns_arena);
    mem_free(r->asked);
}

int records_cell(const struct records *r, struct str name)
{
    for (size_t i = 0; i < r->nasked; i++)
        if (str_eq(r->asked[i].name, name))
            return r->asked[i].cell;
    return CELL_NONE;
}

static struct value *next_cells(struct records *r)
{
    if (r->cells_left == 0) {
        r->cells = arena_alloc(r->out->arena, CELL_ROWS * r->ncells * sizeof *r->cells);
        r->cells_left = CELL_ROWS;
    }
    struct value *cells = r->cells;
    memset((void *)cells, 0, r->ncells * sizeof *cells);
    r->cells += r->ncells;
    r->cells_left--;
    return cells;
}

static struct row *next_row(struct records *r)
{
    struct batch *out = r->out;
    if (out->nrows == r->room) {
        r->room = r->room ? 2 * r->room : ROWS_FIRST;
        struct row *rows = arena_alloc(out->arena, r->room * sizeof *rows);
        if (out->nrows)
            memcpy(rows, out->rows, out->nrows * sizeof *rows);
        out->rows = rows;
    }
    return &out->rows[out->nrows++];
}

// Have room for the fields of the record at hand as JSON, whatever must be escaped.
static void make_room(struct records *r, struct str bytes)
{
    size_t need = 6 * bytes.n + 8 * r->cuts.n + r->columns_size + 8;
    if (r->json.cap - r->json.n >= need)
        return;
    r->json.cap = need > JSON_ROOM ? need : JSON_ROOM;
    r->json.n = 0;
    r->json.p = arena_alloc(r->out->arena, r->json.cap);
}

// What has been written from `from` on is the value; as a slice of that.
static struct value written(const struct buf *b, size_t from, struct value v)
{
    if (v.type == VALUE_NUMBER)
        v.p = b->p + from;
    if (v.type != VALUE_STR)
        return v;
    size_t n = b->n - from - 2;
    v.flags = n == v.len ? STR_JSON : STR_JSON | STR_ESCAPED;
    v.len = (uint32_t)n;
    v.p = b->p + from + 1;
    return v;
}

static void write_name(struct records *r, size_t i)
{
    struct buf *b = &r->json;
    buf_putc(b, i ? ',' : '{');
    if (r->columns) {
        buf_puts_str(b, r->columns[i].json);
        return;
    }
    buf_putc(b, '"');
    text_escape(b, r->cuts.at[i].name);
    buf_put(b, "\":", 2);
}

static void write_fields(struct records *r)
{
    static const struct write_style style = {.time = TIME_RFC3339};
    struct buf *b = &r->json;
    for (size_t i = 0; i < r->cuts.n; i++) {
        write_name(r, i);
        size_t from = b->n;
        write_value(b, r->cuts.at[i].value, &style);
        r->cuts.at[i].value = written(b, from, r->cuts.at[i].value);
    }
    buf_puts_str(b, r->cuts.n ? STR("}") : STR("{}"));
}

void records_add(struct records *r, struct str bytes)
{
    struct str line = records_trim(bytes), raw = line;
    if (r->writes_lines) {
        make_room(r, bytes);
        size_t from = r->json.n;
        write_fields(r);
        raw = (struct str){r->json.p + from, r->json.n - from};
    }
    struct value *cells = next_cells(r);
    for (size_t i = 0; i < r->cuts.n; i++) {
        const struct cut *cut = &r->cuts.at[i];
        int cell = r->columns ? r->columns[i].cell : records_cell(r, cut->name);
        if (cell != CELL_NONE)
            cells[cell] = cut->value;
    }
    cells[CELL_LINE] = value_str(line);
    *next_row(r) = (struct row){
        .raw = raw.p,
        .raw_len = (uint32_t)raw.n,
        .line = r->out->chunk->lines,
        .cells = cells,
        .time = TIME_NONE,
        .watermark = TIME_NONE,
    };
    r->out->chunk->lines += count_lines(bytes);
}

void records_reject(struct records *r, struct str bytes, size_t fault, const char *reason)
{
    struct finding f = {
        .kind = FINDING_BAD_LINE,
        .line = r->out->chunk->lines,
        .text = records_trim(bytes),
        .reason = reason,
    };
    if (fault < bytes.n)
        f.column = (uint32_t)fault + 1;
    chunk_add_finding(r->out->arena, r->out->chunk, &f);
    r->out->chunk->lines += count_lines(bytes);
    r->stop = r->out->strict;
}

bool records_check(struct records *r, struct str bytes)
{
    if (LIKELY(r->is_sound))
        return true;
    size_t fault = text_utf8_fault(bytes.p, bytes.n);
    if (fault == bytes.n)
        return true;
    records_reject(r, bytes, fault, "not valid UTF-8");
    return false;
}

void records_skip(struct records *r)
{
    r->out->chunk->lines++;
}
