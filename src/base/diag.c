// SPDX-License-Identifier: MIT
// Showing a mistake: the line around a span is made printable cell by cell first (what a terminal
// might act on becomes a space), so that the caret run below it stands where it should.
#include "base/diag.h"

#include "base/glyph.h"

#include <stdarg.h>
#include <stdio.h>

enum { CELLS_MAX = 160, CELLS_BEFORE = 60 };

static bool has_color;

void diag_color(bool on)
{
    has_color = on;
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
    buf_puts(b, has_color ? "\033[1;31m^" : "^");
    unsigned run = to > from ? cells_of(from, to) : 0;
    put_many(b, '~', run > 1 ? run - 1 : 0);
    buf_puts(b, has_color ? "\033[0m\n" : "\n");
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
    buf_puts(&b, has_color ? "\033[1mweir:\033[0m " : "weir: ");
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
