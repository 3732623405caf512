// SPDX-License-Identifier: MIT
// Showing a mistake: the line around a span is made printable cell by cell first (what a terminal
// might act on becomes a space), so that the caret run below it stands where it should.
#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>

enum { CELLS_MAX = 160, CELLS_BEFORE = 60 };

// Code points that take no cell of their own (combining marks), then those that take two (East
// Asian wide and full-width forms, emoji). Ranges, ascending.
static const uint32_t narrow[][2] = {
    {0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd}, {0x610, 0x61a}, {0x64b, 0x65f},
    {0x6d6, 0x6dc}, {0x900, 0x902}, {0x93a, 0x93a}, {0x93c, 0x93c}, {0x941, 0x948},
    {0x94d, 0x94d}, {0xe31, 0xe31}, {0xe34, 0xe3a}, {0xe47, 0xe4e}, {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe00, 0xfe0f},
    {0xfe20, 0xfe2f},
};
static const uint32_t wide[][2] = {
    {0x1100, 0x115f}, {0x231a, 0x231b}, {0x23e9, 0x23ec}, {0x2e80, 0x303e}, {0x3041, 0x33ff},
    {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xa000, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3},
    {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};
// What a terminal may act on without showing it: direction marks, joiners, soft hyphens, tags.
static const uint32_t unseen[][2] = {
    {0x00, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x200b, 0x200f}, {0x2028, 0x202e},
    {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

static bool within(const uint32_t ranges[][2], size_t n, uint32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (c <= ranges[i][1])
            return c >= ranges[i][0];
    return false;
}

#define WITHIN(ranges, c) within((ranges), sizeof(ranges) / sizeof *(ranges), (c))

static const struct {
    unsigned char lead, mask, more;
} leads[] = {{0xc0, 0x1f, 1}, {0xe0, 0x0f, 2}, {0xf0, 0x07, 3}};

// The code point at p, and its length; a byte that is none of UTF-8 reads as U+FFFD.
static uint32_t decode(const char *p, const char *end, size_t *n)
{
    unsigned char first = (unsigned char)*p;
    *n = 1;
    if (first < 0x80)
        return first;
    for (size_t i = 0; i < 3; i++) {
        if ((first & ~leads[i].mask & 0xff) != leads[i].lead || end - p <= leads[i].more)
            continue;
        uint32_t c = first & leads[i].mask;
        for (size_t k = 1; k <= leads[i].more; k++) {
            if (((unsigned char)p[k] & 0xc0) != 0x80)
                return 0xfffd;
            c = c << 6 | ((unsigned char)p[k] & 0x3f);
        }
        *n = leads[i].more + 1u;
        return c;
    }
    return 0xfffd;
}

// A piece of text as it will be shown: its bytes in the source, its cells on the screen.
struct glyph {
    size_t n;
    unsigned cells;
    bool is_plain;                // may be written as it is
};

static struct glyph glyph_at(const char *p, const char *end)
{
    struct glyph g;
    uint32_t c = decode(p, end, &g.n);
    g.is_plain = c != 0xfffd && !WITHIN(unseen, c);
    g.cells = !g.is_plain ? 1 : WITHIN(narrow, c) ? 0 : WITHIN(wide, c) ? 2 : 1;
    return g;
}

static unsigned cells_of(const char *p, const char *end)
{
    unsigned cells = 0;
    while (p < end) {
        struct glyph g = glyph_at(p, end);
        cells += g.cells;
        p += g.n;
    }
    return cells;
}

static void put_glyph(struct buf *b, const char *p, struct glyph g)
{
    if (g.is_plain)
        buf_put(b, p, g.n);
    else
        buf_putc(b, (unsigned char)*p < 0x80 || g.n > 1 ? ' ' : '?');
}

static void put_printable(struct buf *b, const char *p, const char *end)
{
    while (p < end) {
        struct glyph g = glyph_at(p, end);
        put_glyph(b, p, g);
        p += g.n;
    }
}

static void put_many(struct buf *b, char c, unsigned n)
{
    while (n--)
        buf_putc(b, c);
}

// The line that a place is in, [from, to), and its number from 1.
struct line {
    const char *from, *to;
    unsigned number;
};

static struct line line_at(struct str text, size_t place)
{
    struct line line = {text.p, text.p + text.n, 1};
    for (const char *p = text.p; p < text.p + place; p++) {
        if (*p == '\n') {
            line.from = p + 1;
            line.number++;
        }
    }
    const char *rest = text.p + place;
    const char *end = text.n > place ? memchr(rest, '\n', text.n - place) : NULL;
    if (end)
        line.to = end;
    if (line.to > line.from && line.to > rest && line.to[-1] == '\r')
        line.to--;
    return line;
}

// Drop glyphs from the front until `cells` of them are gone.
static const char *skip_cells(const char *p, const char *end, unsigned cells)
{
    for (unsigned gone = 0; p < end && gone < cells;) {
        struct glyph g = glyph_at(p, end);
        gone += g.cells;
        p += g.n;
    }
    return p;
}

// The line and the carets under [from, to) of it; of a long line, the part around them.
static void put_place(struct buf *b, struct line line, const char *from, const char *to)
{
    const char *cut_left = "", *cut_right = "";
    unsigned before = cells_of(line.from, from);
    if (before + cells_of(from, line.to) > CELLS_MAX) {
        if (before > CELLS_BEFORE) {
            line.from = skip_cells(line.from, from, before - CELLS_BEFORE);
            cut_left = "...";
        }
        const char *end = skip_cells(line.from, line.to, CELLS_MAX - 6);
        cut_right = end < line.to ? "..." : "";
        line.to = end;
    }
    if (to > line.to)
        to = line.to;
    buf_printf(b, "  %s", cut_left);
    put_printable(b, line.from, line.to);
    buf_printf(b, "%s\n  ", cut_right);
    put_many(b, ' ', (unsigned)strlen(cut_left) + cells_of(line.from, from));
    buf_putc(b, '^');
    unsigned run = to > from ? cells_of(from, to) : 0;
    put_many(b, '~', run > 1 ? run - 1 : 0);
    buf_putc(b, '\n');
}

static void put_message(struct buf *b, const char *format, va_list args)
{
    char text[1024];
    int n = vsnprintf(text, sizeof text, format, args);
    size_t shown = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    put_printable(b, text, text + shown);
    buf_putc(b, '\n');
}

static bool is_silent(const struct diag *d)
{
    return d->quiet || (d->limit && d->errors > d->limit);
}

void diag_error(struct diag *d, struct span span, const char *format, ...)
{
    d->errors++;
    if (is_silent(d))
        return;
    struct str text = span.source->text.n ? span.source->text : STR("");
    size_t from = span.from < text.n ? span.from : text.n;
    size_t to = span.to < text.n ? span.to : text.n;
    struct line line = line_at(text, from);
    struct buf b;
    buf_init(&b);
    buf_puts(&b, "weir: ");
    if (span.source->file)
        buf_printf(&b, "%s:%u: ", span.source->file, line.number);
    va_list args;
    va_start(args, format);
    put_message(&b, format, args);
    va_end(args);
    put_place(&b, line, text.p + from, text.p + to);
    fwrite(b.p, 1, b.n, stderr);
    buf_release(&b);
}

void diag_hint(struct diag *d, const char *format, ...)
{
    if (is_silent(d))
        return;
    struct buf b;
    buf_init(&b);
    va_list args;
    va_start(args, format);
    put_message(&b, format, args);
    va_end(args);
    fwrite(b.p, 1, b.n, stderr);
    buf_release(&b);
}

struct span span_join(struct span a, struct span b)
{
    return (struct span){a.source, a.from < b.from ? a.from : b.from, a.to > b.to ? a.to : b.to};
}

struct str span_text(struct span s)
{
    return (struct str){s.source->text.p + s.from, s.to - s.from};
}
