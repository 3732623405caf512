// SPDX-License-Identifier: MIT
// A line like one seen before is read by its template; where there are many lines, two at a time,
// from the two halves of the chunk. The others are scanned and walked: a single one alone, more of
// them in a row in ever larger pieces of the chunk, up to a bound that keeps the marks in the
// cache.
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
    size_t ncells;
    struct scan scan;
    uint64_t lines;               // ever walked
    size_t window;                // bytes to scan at the next miss, at least
    size_t rows_hint;             // rows in the chunk before
};

enum {
    WINDOW_FIRST = 1024,
    WINDOW_MOST = 64 * 1024,
    CELL_ROWS = 128,              // cells are allocated for so many rows at once
    HALVES_FROM = 8 * 1024,       // bytes of a chunk that is read in two halves
};

struct extract *extract_new(const struct fields *fields)
{
    struct extract *x = mem_zalloc(sizeof *x);
    arena_init(&x->arena);
    x->root = object_new(&x->arena, &fields->root);
    x->ncells = (size_t)fields->ncells;
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

// Where the reading of a chunk, or of half of one, stands: at the beginning of a line.
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

// The first bad escape of the line, or its end; goes to the next line's escapes.
static inline size_t check_escapes(struct pass *at)
{
    size_t bad = at->end;
    for (; UNLIKELY(*at->escape < at->end); at->escape++)
        if (bad == at->end && !escape_length(at->reader.p + *at->escape))
            bad = *at->escape;
    return bad;
}

// The scan's fault in this line, or SIZE_MAX. Lines with a fault are not walked.
static ATTR_COLD size_t scan_fault(struct pass *at, size_t n)
{
    const char *p = at->reader.p;
    const char *newline = memchr(p + at->start, '\n', n - at->start);
    return p + *at->fault <= newline ? *at->fault++ : SIZE_MAX;
}

// Walk over the line. Returns the offset of the first fault, or SIZE_MAX where it is sound, with
// the mark then at its newline.
static inline size_t walk_line(struct extract *x, struct pass *at)
{
    struct reader *r = &at->reader;
    if (UNLIKELY(r->p[*at->mark] != '{'))
        return *at->mark;
    const uint32_t *m = reader_object(r, at->mark, x->root, 0);
    if (UNLIKELY(!m))
        return r->fault;
    if (UNLIKELY(r->p[*m] != '\n'))
        return *m;
    at->mark = m;
    return SIZE_MAX;
}

static size_t line_fault(struct extract *x, struct pass *at, size_t n)
{
    size_t fault = SIZE_MAX;
    if (UNLIKELY(*at->fault < n))
        fault = scan_fault(at, n);
    if (LIKELY(fault == SIZE_MAX))
        fault = walk_line(x, at);
    while (UNLIKELY(at->reader.p[*at->mark] != '\n'))
        at->mark++;
    at->end = *at->mark;
    size_t escape = check_escapes(at);
    return escape < at->end && escape < fault ? escape : fault;
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
static bool walk_next(struct extract *x, struct pass *at, size_t n)
{
    struct reader *r = &at->reader;
    const uint32_t *first = at->mark;
    r->line = ++x->lines;
    bool good = true;
    if (UNLIKELY(r->p[*at->mark] == '\n')) {
        at->end = *at->mark;      // blank
    } else {
        next_cells(x, at);
        size_t fault = line_fault(x, at, n);
        good = fault == SIZE_MAX;
        if (LIKELY(good)) {
            templates_learn(x->templates, r, first, at->mark);
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
        if (!walk_next(x, at, text.n) && strict)
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

static void read_pairs(struct extract *x, struct pass *a, struct pass *b)
{
    struct reader *readers[2] = {&a->reader, &b->reader};
    while (a->p < a->reader.end && b->p < b->reader.end) {
        const char *next[2] = {a->p, b->p};
        next_cells(x, a);
        next_cells(x, b);
        if (LIKELY(templates_read_pair(x->templates, readers, next))) {
            take_known(x, a, next[0]);
            take_known(x, b, next[1]);
        } else {
            read_next(x, a, false);
            read_next(x, b, false);
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

// Put the rows and findings of the second half behind those of the first.
static void join_halves(struct pass *a, struct batch *second)
{
    struct batch *out = a->out;
    uint32_t lines = out->chunk->lines;
    while (a->capacity < out->nrows + second->nrows)
        grow_rows(a);
    struct row *to = out->rows + out->nrows;
    for (size_t i = 0; i < second->nrows; i++) {
        to[i] = second->rows[i];
        to[i].line += lines;
    }
    out->nrows += second->nrows;
    for (struct finding *f = second->chunk->first; f; f = f->next) {
        f->line += lines;
        chunk_add_finding(out->arena, out->chunk, f);
    }
    out->chunk->lines += second->chunk->lines;
}

// Read two halves of the chunk side by side.
static void read_halves(struct extract *x, struct str text, struct batch *out)
{
    const char *middle = memchr(text.p + text.n / 2, '\n', text.n - text.n / 2) + 1;
    struct str first = {text.p, (size_t)(middle - text.p)};
    struct chunk chunk = {.arena = out->arena};
    struct batch second = {.arena = out->arena, .chunk = &chunk};
    struct pass a, b;
    begin_pass(x, &a, first, out);
    begin_pass(x, &b, (struct str){middle, text.n - first.n}, &second);
    read_pairs(x, &a, &b);
    read_all(x, &a, false);
    read_all(x, &b, false);
    join_halves(&a, &second);
}

_Static_assert(VALUE_MISSING == 0, "cells filled with zeros are missing");

void extract_read(struct extract *x, struct str text, bool strict, struct batch *out)
{
    if (text.n >= HALVES_FROM && !strict) {
        read_halves(x, text, out);
    } else {
        struct pass at;
        begin_pass(x, &at, text, out);
        if (!read_all(x, &at, strict))
            out->stop = true;
    }
    x->rows_hint = out->nrows;
}
