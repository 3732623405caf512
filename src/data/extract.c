// SPDX-License-Identifier: MIT
#include "data/extract.h"

#include "data/extract_internal.h"
#include "data/json.h"
#include "data/scan.h"
#include "data/time.h"

struct extract {
    struct arena arena;           // lives as long
    struct object *root;
    size_t ncells;
    struct scan scan;
    uint64_t lines;               // ever read
};

struct extract *extract_new(const struct fields *fields)
{
    struct extract *x = mem_zalloc(sizeof *x);
    arena_init(&x->arena);
    x->root = object_new(&x->arena, &fields->root);
    x->ncells = (size_t)fields->ncells;
    scan_init(&x->scan);
    return x;
}

void extract_free(struct extract *x)
{
    if (!x)
        return;
    scan_release(&x->scan);
    arena_release(&x->arena);
    mem_free(x);
}

// Where the reading of a chunk stands: at the beginning of a line.
struct pass {
    struct reader reader;
    const uint32_t *mark;         // the line's first
    const uint32_t *escape;       // the next not yet checked
    const uint32_t *fault;        // the next not yet met
    size_t start;                 // offset of the line
    size_t end;                   // offset of its newline, once it has been read
};

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Is the escape whose backslash is at p sound?
static bool escape_sound(const char *p)
{
    switch (p[1]) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        return true;
    case 'u':
        return is_hex(p[2]) && is_hex(p[3]) && is_hex(p[4]) && is_hex(p[5]);
    default:
        return false;
    }
}

// The first bad escape of the line, or its end; goes to the next line's escapes.
static inline size_t check_escapes(struct pass *at)
{
    size_t bad = at->end;
    for (; UNLIKELY(*at->escape < at->end); at->escape++)
        if (bad == at->end && !escape_sound(at->reader.p + *at->escape))
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
static inline size_t read_line(struct extract *x, struct pass *at)
{
    struct reader *r = &at->reader;
    const uint32_t *m = NULL;
    if (LIKELY(r->p[*at->mark] == '{'))
        m = reader_object(r, at->mark, x->root, 0);
    else
        r->fault = *at->mark;
    if (m && UNLIKELY(r->p[*m] != '\n')) {
        r->fault = *m;
        m = NULL;
    }
    if (m)
        at->mark = m;
    return m ? SIZE_MAX : r->fault;
}

static size_t line_fault(struct extract *x, struct pass *at, size_t n)
{
    size_t fault = SIZE_MAX;
    if (UNLIKELY(*at->fault < n))
        fault = scan_fault(at, n);
    if (LIKELY(fault == SIZE_MAX))
        fault = read_line(x, at);
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

static ATTR_COLD void bad_line(const struct pass *at, size_t fault, struct batch *out)
{
    struct finding f = {.kind = FINDING_BAD_LINE, .line = out->chunk->lines, .text = raw_line(at)};
    f.reason = json_diagnose(out->arena, f.text, fault - at->start, &f.column);
    chunk_add_finding(out->arena, out->chunk, &f);
}

static inline void add_row(const struct pass *at, struct batch *out)
{
    struct str raw = raw_line(at);
    out->rows[out->nrows++] = (struct row){
        .raw = raw.p,
        .raw_len = (uint32_t)raw.n,
        .line = out->chunk->lines,
        .cells = at->reader.cells,
        .time = TIME_NONE,
        .watermark = TIME_NONE,
    };
}

// Read the line that begins here; false if it is bad. Leaves the pass at the next line.
static inline bool next_line(struct extract *x, struct pass *at, struct str text, struct batch *out)
{
    struct reader *r = &at->reader;
    r->line = ++x->lines;
    bool good = true;
    if (UNLIKELY(text.p[*at->mark] == '\n')) {
        at->end = *at->mark;      // blank
    } else {
        memset((void *)r->cells, 0, x->ncells * sizeof *r->cells);
        size_t fault = line_fault(x, at, text.n);
        good = fault == SIZE_MAX;
        if (LIKELY(good)) {
            add_row(at, out);
            r->cells += x->ncells;
        } else {
            bad_line(at, fault, out);
        }
    }
    at->mark++;
    at->start = at->end + 1;
    out->chunk->lines++;
    return good;
}

_Static_assert(VALUE_MISSING == 0, "cells filled with zeros are missing");

void extract_read(struct extract *x, struct str text, bool strict, struct batch *out)
{
    scan_chunk(&x->scan, text.p, text.n);
    size_t nlines = x->scan.nlines;
    out->rows = arena_alloc(out->arena, nlines * sizeof *out->rows);
    out->nrows = 0;
    out->chunk->lines = 0;
    struct pass at = {.mark = x->scan.marks, .escape = x->scan.escapes, .fault = x->scan.faults};
    at.reader = (struct reader){.p = text.p, .escape = x->scan.escapes, .arena = out->arena};
    at.reader.cells = arena_alloc(out->arena, nlines * x->ncells * sizeof *at.reader.cells);
    while (at.start < text.n && !out->stop)
        if (!next_line(x, &at, text, out) && strict)
            out->stop = true;
}
