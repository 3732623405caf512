// SPDX-License-Identifier: MIT
// A line like one seen before is read by its template; where there are many lines, several at once,
// one from each of as many parts of the chunk (the lanes). The others are scanned and walked: a
// single one alone, more of them in a row in ever larger pieces of the chunk, up to a bound that
// keeps the marks in the cache.
#include "data/extract.h"

#include "data/extract_internal.h"
#include "data/extract_template.h"
#include "data/json.h"
#include "data/scan.h"
#include "data/time.h"

struct extract {
    struct arena arena;           // lives as long
    struct object *root;
    struct templates *templates;
    size_t ncells;                // of a row, with the spare one
    struct scan scan;
    uint64_t lines;               // ever walked
    size_t window;                // bytes to scan at the next miss, at least
    size_t rows_hint;             // rows in the chunk before
};

enum {
    WINDOW_FIRST = 1024,
    WINDOW_MOST = 64 * 1024,
    CELL_ROWS = 128,              // cells are allocated for so many rows at once
    PARTS_FROM = 8 * 1024,        // bytes of a chunk that is read in parts side by side
};

struct extract *extract_new(const struct fields *fields)
{
    struct extract *x = mem_zalloc(sizeof *x);
    arena_init(&x->arena);
    x->root = object_new(&x->arena, &fields->root, (uint32_t)fields->ncells);
    x->ncells = (size_t)fields->ncells + 1;
    x->templates = templates_new(&x->arena, x->root, x->ncells);
    scan_init(&x->scan);
    return x;
}

void extract_free(struct extract *x)
{
    if (!x)
        return;
    scan_release(&x->scan);
    templates_release(x->templates);
    arena_release(&x->arena);
    mem_free(x);
}

// Where the reading of a chunk, or of a part of one, stands: at the beginning of a line.
struct pass {
    struct reader reader;
    const char *p;                // the line; reader.end is behind the last one
    const uint32_t *mark;         // the line's first
    const uint32_t *escape;       // the next not yet checked
    const uint32_t *fault;        // the next not yet met
    size_t start;                 // offset of the line in what was scanned
    size_t end;                   // offset of its newline, once it has been read
    struct batch *out;
    size_t capacity;              // rows that out->rows has room for
    size_t cells_left;            // rows that there are cells for
};

// The first bad escape of the line, or SIZE_MAX; goes to the next line's escapes.
static inline size_t escape_fault(struct pass *at)
{
    size_t bad = SIZE_MAX;
    for (; UNLIKELY(*at->escape < at->end); at->escape++)
        if (bad == SIZE_MAX && !escape_length(at->reader.p + *at->escape))
            bad = *at->escape;
    return bad;
}

// The first byte of the line that is not UTF-8, or SIZE_MAX; goes to the next line's fault.
static inline size_t utf8_fault(struct pass *at)
{
    return UNLIKELY(*at->fault < at->end) ? *at->fault++ : SIZE_MAX;
}

// Walk over the line's text, which begins at `here`. Returns the offset of the first fault, or
// SIZE_MAX where it is sound, with the mark then at its newline.
static inline size_t walk_line(struct extract *x, struct pass *at, struct place here)
{
    struct reader *r = &at->reader;
    if (UNLIKELY(*here.at != '{'))
        return (size_t)(here.at - r->p);
    here = reader_object(r, here, x->root, 0);
    if (UNLIKELY(!here.at))
        return r->fault;
    here = skip_space(here);
    if (UNLIKELY(*here.at != '\n'))
        return (size_t)(here.at - r->p);
    at->mark = here.mark;
    return SIZE_MAX;
}

// The offset of the line's first fault, or SIZE_MAX where it is sound; the mark is then at its
// newline.
static size_t line_fault(struct extract *x, struct pass *at, struct place here)
{
    size_t fault = walk_line(x, at, here);
    while (UNLIKELY(at->reader.p[*at->mark] != '\n'))
        at->mark++;
    at->end = *at->mark;
    size_t escape = escape_fault(at), utf8 = utf8_fault(at);
    if (UNLIKELY(escape < fault))
        fault = escape;
    return UNLIKELY(utf8 < fault) ? utf8 : fault;
}

// The line as it came, without its end.
static inline struct str raw_line(const struct pass *at)
{
    const char *p = at->reader.p;
    size_t end = at->end;
    if (end > at->start && p[end - 1] == '\r')
        end--;
    return (struct str){p + at->start, end - at->start};
}

static ATTR_COLD void bad_line(const struct pass *at, size_t fault)
{
    struct batch *out = at->out;
    struct finding f = {.kind = FINDING_BAD_LINE, .line = out->chunk->lines, .text = raw_line(at)};
    f.reason = json_diagnose(out->arena, f.text, fault - at->start, &f.column);
    chunk_add_finding(out->arena, out->chunk, &f);
}

// Cells for the next row, all missing. Those of the row before are taken.
static inline void next_cells(struct extract *x, struct pass *at)
{
    struct reader *r = &at->reader;
    if (UNLIKELY(at->cells_left == 0)) {
        r->cells = arena_alloc(at->out->arena, CELL_ROWS * x->ncells * sizeof *r->cells);
        at->cells_left = CELL_ROWS;
    }
    memset((void *)r->cells, 0, x->ncells * sizeof *r->cells);
}

static ATTR_NOINLINE void grow_rows(struct pass *at)
{
    struct batch *out = at->out;
    at->capacity *= 2;
    struct row *rows = arena_alloc(out->arena, at->capacity * sizeof *rows);
    memcpy(rows, out->rows, out->nrows * sizeof *rows);
    out->rows = rows;
}

// The cells that were filled belong to the line `raw`.
static inline void add_row(struct extract *x, struct pass *at, struct str raw)
{
    struct batch *out = at->out;
    if (UNLIKELY(out->nrows == at->capacity))
        grow_rows(at);
    out->rows[out->nrows++] = (struct row){
        .raw = raw.p,
        .raw_len = (uint32_t)raw.n,
        .line = out->chunk->lines,
        .cells = at->reader.cells,
        .time = TIME_NONE,
        .watermark = TIME_NONE,
    };
    at->reader.cells += x->ncells;
    at->cells_left--;
}

// Read the line that begins here; false if it is bad. Leaves the pass at the next line.
static bool walk_next(struct extract *x, struct pass *at)
{
    struct reader *r = &at->reader;
    struct place line = {r->p + at->start, at->mark}, here = skip_space(line);
    r->line = ++x->lines;
    bool good = true;
    if (UNLIKELY(*here.at == '\n')) {
        at->mark = here.mark;     // blank
        at->end = *at->mark;
    } else {
        next_cells(x, at);
        size_t fault = line_fault(x, at, here);
        good = fault == SIZE_MAX;
        if (LIKELY(good)) {
            templates_learn(x->templates, r, line);
            add_row(x, at, raw_line(at));
        } else {
            bad_line(at, fault);
        }
    }
    at->mark++;
    at->start = at->end + 1;
    at->out->chunk->lines++;
    return good;
}

// Scan and walk the lines of `text`; false, and no further, at a bad line where that is the end.
static bool walk_lines(struct extract *x, struct pass *at, struct str text, bool strict)
{
    scan_chunk(&x->scan, text.p, text.n);
    at->mark = x->scan.marks;
    at->escape = at->reader.escape = x->scan.escapes;
    at->fault = x->scan.faults;
    at->reader.p = text.p;
    at->start = 0;
    while (at->start < text.n)
        if (!walk_next(x, at) && strict)
            return false;
    return true;
}

// The lines to scan at a miss: the first, and as many more as the last misses have made likely.
static struct str next_window(struct extract *x, struct str text)
{
    const char *newline = NULL;
    if (x->window < text.n)
        newline = memrchr(text.p, '\n', x->window);
    else if (x->window)
        newline = text.p + text.n - 1;
    if (!newline)
        newline = memchr(text.p, '\n', text.n);
    x->window = x->window == 0            ? WINDOW_FIRST
                : x->window < WINDOW_MOST ? x->window * 2
                                          : WINDOW_MOST;
    return (struct str){text.p, (size_t)(newline + 1 - text.p)};
}

// The line at at->p has been read by a template; the next one begins at `next`.
static inline void take_known(struct extract *x, struct pass *at, const char *next)
{
    size_t n = (size_t)(next - at->p) - 1;
    add_row(x, at, (struct str){at->p, n - (at->p[n - 1] == '\r')});
    at->out->chunk->lines++;
    at->p = next;
}

// Read the next line by a template, or it and perhaps some more by a walk; false at a bad line
// where that is the end.
static bool read_next(struct extract *x, struct pass *at, bool strict)
{
    next_cells(x, at);
    const char *next = templates_read(x->templates, &at->reader, at->p);
    if (LIKELY(next != NULL)) {
        take_known(x, at, next);
        x->window = 0;
        return true;
    }
    struct str window = next_window(x, (struct str){at->p, (size_t)(at->reader.end - at->p)});
    at->p = window.p + window.n;
    return walk_lines(x, at, window, strict);
}

// Read lines of all lanes side by side, until one of them has come to its end.
static void read_side_by_side(struct extract *x, struct pass lanes[LANES])
{
    struct reader *readers[LANES];
    for (int i = 0; i < LANES; i++)
        readers[i] = &lanes[i].reader;
    for (;;) {
        const char *next[LANES];
        for (int i = 0; i < LANES; i++) {
            if (lanes[i].p >= lanes[i].reader.end)
                return;
            next[i] = lanes[i].p;
            next_cells(x, &lanes[i]);
        }
        unsigned odd = templates_read_lanes(x->templates, readers, next);
        for (int i = 0; i < LANES; i++) {
            if (LIKELY(!odd))
                take_known(x, &lanes[i], next[i]);
            else if (odd >> i & 1)
                read_next(x, &lanes[i], false);
        }
    }
}

static void begin_pass(struct extract *x, struct pass *at, struct str text, struct batch *out)
{
    *at = (struct pass){
        .p = text.p,
        .out = out,
        .capacity = x->rows_hint + x->rows_hint / 4 + 16,
        .reader = {.end = text.p + text.n, .arena = out->arena},
    };
    out->rows = arena_alloc(out->arena, at->capacity * sizeof *out->rows);
    out->nrows = 0;
    out->chunk->lines = 0;
}

static bool read_all(struct extract *x, struct pass *at, bool strict)
{
    while (at->p < at->reader.end)
        if (!read_next(x, at, strict))
            return false;
    return true;
}

// Put the rows and findings of a later part of the chunk behind those of the earlier ones.
static void join_part(struct pass *first, struct batch *part)
{
    struct batch *out = first->out;
    uint32_t lines = out->chunk->lines;
    while (first->capacity < out->nrows + part->nrows)
        grow_rows(first);
    struct row *to = out->rows + out->nrows;
    for (size_t i = 0; i < part->nrows; i++) {
        to[i] = part->rows[i];
        to[i].line += lines;
    }
    out->nrows += part->nrows;
    for (struct finding *f = part->chunk->first; f; f = f->next) {
        f->line += lines;
        chunk_add_finding(out->arena, out->chunk, f);
    }
    out->chunk->lines += part->chunk->lines;
}

// The first of the parts, of whole lines, into which the text is yet to be cut. May be empty.
static struct str first_part(struct str text, size_t parts)
{
    if (parts == 1 || text.n == 0)
        return text;
    const char *near = text.p + text.n / parts;
    const char *newline = memchr(near, '\n', (size_t)(text.p + text.n - near));
    return (struct str){text.p, (size_t)(newline + 1 - text.p)};
}

// Read parts of the chunk side by side.
static void read_parts(struct extract *x, struct str text, struct batch *out)
{
    struct pass lanes[LANES];
    struct chunk chunks[LANES];
    struct batch parts[LANES];
    for (int i = 0; i < LANES; i++) {
        struct str part = first_part(text, (size_t)(LANES - i));
        chunks[i] = (struct chunk){.arena = out->arena};
        parts[i] = (struct batch){.arena = out->arena, .chunk = &chunks[i]};
        begin_pass(x, &lanes[i], part, i == 0 ? out : &parts[i]);
        text = (struct str){text.p + part.n, text.n - part.n};
    }
    read_side_by_side(x, lanes);
    for (int i = 0; i < LANES; i++) {
        read_all(x, &lanes[i], false);
        if (i > 0)
            join_part(&lanes[0], &parts[i]);
    }
}

_Static_assert(VALUE_MISSING == 0, "cells filled with zeros are missing");

void extract_read(struct extract *x, struct str text, bool strict, struct batch *out)
{
    if (text.n >= PARTS_FROM && !strict) {
        read_parts(x, text, out);
    } else {
        struct pass at;
        begin_pass(x, &at, text, out);
        if (!read_all(x, &at, strict))
            out->stop = true;
    }
    x->rows_hint = out->nrows;
}
