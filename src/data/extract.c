// SPDX-License-Identifier: MIT
// The chunk is taken in windows of whole lines, small enough that their marks stay in the cache.
// A window is scanned; then each line is read by the template of a line seen before, or walked.
#include "data/extract.h"

#include "data/extract_internal.h"
#include "data/extract_template.h"
#include "data/json.h"
#include "data/scan.h"

struct extract {
    struct arena arena;           // lives as long
    struct object *root;
    struct templates *templates;
    size_t ncells;                // of a row, with the spare one
    struct scan scan;
    uint64_t lines;               // ever walked
    const uint32_t *unread[UNREAD_MOST];
    size_t rows_hint;             // rows in the chunk before
};

enum {
#ifdef WEIR_TINY
    WINDOW = 128,
    CELL_ROWS = 2,
#else
    WINDOW = 32 * 1024,           // bytes, or one line
    CELL_ROWS = 128,              // cells are made for so many rows at once
#endif
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

// The first bad escape of the line, or SIZE_MAX.
static ATTR_NOINLINE size_t escape_fault(const struct pass *at)
{
    for (const uint32_t *escape = at->escape; *escape < at->end; escape++)
        if (!escape_length(at->reader.p + *escape))
            return *escape;
    return SIZE_MAX;
}

// The first bad escape, or the first byte that is not UTF-8, of the line, or SIZE_MAX.
static inline size_t text_fault(const struct pass *at)
{
    size_t escape = UNLIKELY(*at->escape < at->end) ? escape_fault(at) : SIZE_MAX;
    size_t utf8 = UNLIKELY(*at->fault < at->end) ? *at->fault : SIZE_MAX;
    return UNLIKELY(utf8 < escape) ? utf8 : escape;
}

// The line whose cells have been filled gives no row.
static void clear_cells(struct extract *x, struct pass *at)
{
    memset((void *)at->reader.cells, 0, x->ncells * sizeof *at->reader.cells);
}

// Walk over the line's text, which begins at `here`. Returns the offset of the first fault, or
// SIZE_MAX where it is sound, with the mark then at its newline.
static inline size_t walk_line(struct extract *x, struct pass *at, struct place here)
{
    struct reader *r = &at->reader;
    r->line = ++x->lines;
    r->escape = at->escape;
    r->nunread = 0;
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

// The same, and the fault is the first.
static ATTR_COLD size_t walk_carefully(struct extract *x, struct pass *at, struct place here)
{
    clear_cells(x, at);
    at->reader.unread_most = 0;
    size_t fault = walk_line(x, at, here);
    at->reader.unread_most = UNREAD_MOST;
    return fault;
}

// The offset of the line's first fault, or SIZE_MAX where it is sound; the mark is then at its
// newline.
static size_t line_fault(struct extract *x, struct pass *at, struct place here)
{
    size_t fault = walk_line(x, at, here);
    if (UNLIKELY(fault != SIZE_MAX))
        fault = walk_carefully(x, at, here);
    while (UNLIKELY(at->reader.p[*at->mark] != '\n'))
        at->mark++;
    at->end = *at->mark;
    size_t text = text_fault(at);
    return UNLIKELY(text < fault) ? text : fault;
}

// The line as it came, without its end.
static inline struct str raw_line(const struct pass *at)
{
    return line_text(at->reader.p + at->start, at->reader.p + at->end);
}

static ATTR_COLD void bad_line(const struct pass *at, size_t fault)
{
    struct batch *out = at->out;
    struct finding f = {.kind = FINDING_BAD_LINE, .line = out->chunk->lines, .text = raw_line(at)};
    f.reason = json_diagnose(out->arena, f.text, fault - at->start, &f.column);
    chunk_add_finding(out->arena, out->chunk, &f);
}

// Cells for the rows to come, all missing.
static ATTR_NOINLINE void more_cells(struct extract *x, struct pass *at)
{
    at->reader.cells = arena_zalloc(at->out->arena,
                                    CELL_ROWS * x->ncells * sizeof *at->reader.cells);
    at->cells_left = CELL_ROWS;
}

static ATTR_NOINLINE void grow_rows(struct pass *at)
{
    struct batch *out = at->out;
    at->capacity *= 2;
    struct row *rows = arena_alloc(out->arena, at->capacity * sizeof *rows);
    memcpy(rows, out->rows, out->nrows * sizeof *rows);
    out->rows = rows;
}

// See to it that there is room for a row.
static inline void make_room(struct extract *x, struct pass *at)
{
    if (UNLIKELY(at->out->nrows == at->capacity))
        grow_rows(at);
    if (UNLIKELY(at->cells_left == 0))
        more_cells(x, at);
}

// The cells that were filled belong to the line that has been read.
static inline void add_row(struct extract *x, struct pass *at)
{
    struct batch *out = at->out;
    put_row(&out->rows[out->nrows++], raw_line(at), out->chunk->lines, at->reader.cells);
    at->reader.cells += x->ncells;
    at->cells_left--;
}

// Walk over the line that begins here; false if it is bad.
static ATTR_NOINLINE bool walk_next(struct extract *x, struct pass *at)
{
    struct reader *r = &at->reader;
    struct place line = {r->p + at->start, at->mark}, here = skip_space(line);
    if (UNLIKELY(*here.at == '\n')) {
        at->mark = here.mark;     // blank
        at->end = *at->mark;
        return true;
    }
    size_t fault = line_fault(x, at, here);
    if (UNLIKELY(fault != SIZE_MAX)) {
        bad_line(at, fault);
        clear_cells(x, at);
        return false;
    }
    templates_learn(x->templates, r, line);
    add_row(x, at);
    return true;
}

// Read the line that begins here, which is not like the one before, by another template; false, and
// nothing has changed, if that cannot be.
static inline bool read_known(struct extract *x, struct pass *at)
{
    if (!templates_has_any(x->templates))
        return false;
    const uint32_t *newline = templates_read_other(x->templates, at);
    if (!newline)
        return false;
    at->end = *newline;
    at->mark = newline;
    add_row(x, at);
    return true;
}

// Read the line that begins here, which is not like the one before; false if it is bad. Leaves the
// pass at the next line.
static bool read_next(struct extract *x, struct pass *at)
{
    bool is_good = read_known(x, at) || walk_next(x, at);
    while (*at->escape < at->end)
        at->escape++;
    while (*at->fault < at->end)
        at->fault++;
    at->mark++;
    at->start = at->end + 1;
    at->out->chunk->lines++;
    return is_good;
}

// Scan and read the lines of a window; false, and no further, at a bad line where that is the end.
static bool read_window(struct extract *x, struct pass *at, struct str text, bool strict)
{
    scan_chunk(&x->scan, text.p, text.n);
    at->mark = x->scan.marks;
    at->escape = x->scan.escapes;
    at->fault = x->scan.faults;
    at->reader.p = text.p;
    at->reader.marks_end = x->scan.marks + x->scan.nmarks;
    at->start = 0;
    while (at->start < text.n) {
        make_room(x, at);
        bool has_more = templates_has_any(x->templates) && templates_read_run(x->templates, at);
        if (!has_more && at->start < text.n && UNLIKELY(!read_next(x, at)) && strict)
            return false;
    }
    return true;
}

// The first window of a text.
static struct str first_window(struct str text)
{
    if (text.n <= WINDOW)
        return text;
    const char *newline = memrchr(text.p, '\n', WINDOW);
    if (!newline)
        newline = memchr(text.p + WINDOW, '\n', text.n - WINDOW);
    return (struct str){text.p, (size_t)(newline + 1 - text.p)};
}

static void begin_pass(struct extract *x, struct pass *at, struct str text, struct batch *out)
{
    *at = (struct pass){
        .out = out,
        .capacity = x->rows_hint + x->rows_hint / 4 + 16,
        .reader = {.end = text.p + text.n,
                   .arena = out->arena,
                   .unread = x->unread,
                   .unread_most = UNREAD_MOST},
    };
    out->rows = arena_alloc(out->arena, at->capacity * sizeof *out->rows);
    out->nrows = 0;
    out->chunk->lines = 0;
}

_Static_assert(VALUE_MISSING == 0, "cells filled with zeros are missing");

void extract_read(struct extract *x, struct str text, bool strict, struct batch *out)
{
    struct pass at;
    begin_pass(x, &at, text, out);
    while (text.n && !out->stop) {
        struct str window = first_window(text);
        if (!read_window(x, &at, window, strict))
            out->stop = true;
        text = (struct str){text.p + window.n, text.n - window.n};
    }
    x->rows_hint = out->nrows;
}
