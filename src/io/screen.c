// SPDX-License-Identifier: MIT
#include "io/screen.h"

#include "base/glyph.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { ROWS_USUAL = 24, COLUMNS_USUAL = 80 };

bool screen_is_one(int fd)
{
    const char *term = getenv("TERM");
    return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

void screen_init(struct screen *s, int fd)
{
    *s = (struct screen){.fd = fd};
}

static void picture_release(struct picture *p)
{
    buf_release(&p->text);
    VEC_FREE(&p->widths);
}

void screen_release(struct screen *s)
{
    picture_release(&s->next);
    picture_release(&s->last);
    buf_release(&s->line);
}

bool screen_measure(struct screen *s)
{
    struct winsize size = {0};
    size_t rows = ROWS_USUAL, columns = COLUMNS_USUAL;
    if (ioctl(s->fd, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col) {
        rows = size.ws_row;
        columns = size.ws_col;
    }
    bool has_changed = rows != s->rows || columns != s->columns;
    s->rows = rows;
    s->columns = columns;
    return has_changed;
}

// ---- taking a picture ----

static size_t sequence_length(const char *p, const char *end)
{
    const char *at = p + 1;
    if (at < end && *at == '[')
        for (at++; at < end && (unsigned char)*at < 0x40;)
            at++;
    return (size_t)(at < end ? at + 1 - p : end - p);
}

// The bytes of a line that fill at most `room` cells, and how many they do. Colours are none.
static size_t measure(struct str line, size_t room, size_t *cells)
{
    const char *p = line.p, *end = line.p + line.n;
    *cells = 0;
    while (p < end) {
        if (*p == '\033') {
            p += sequence_length(p, end);
            continue;
        }
        struct glyph g = glyph_at(p, end);
        if (*cells + g.cells > room)
            break;
        *cells += g.cells;
        p += g.n;
    }
    return (size_t)(p - line.p);
}

// Append a line, with an ellipsis where it is cut off.
static void add_line(struct screen *s, struct str line)
{
    struct picture *next = &s->next;
    size_t cells, n = measure(line, s->columns, &cells);
    if (n < line.n) {
        n = measure(line, s->columns - 1, &cells);
        buf_put(&next->text, line.p, n);
        buf_puts(&next->text, "…");
        cells++;
        if (memchr(line.p, '\033', line.n))
            buf_puts(&next->text, "\033[0m");
    } else {
        buf_put(&next->text, line.p, n);
    }
    buf_putc(&next->text, '\n');
    *VEC_PUSH(&next->widths) = cells;
}

// Lines for a picture: the cursor has one, and one is for the number of those left out.
static size_t room(const struct screen *s)
{
    return s->rows > 2 ? s->rows - 2 : 0;
}

void screen_begin(struct screen *s)
{
    buf_clear(&s->next.text);
    s->next.widths.n = s->next.left_out = 0;
    buf_clear(&s->line);
}

static void end_line(struct screen *s)
{
    if (s->next.widths.n < room(s))
        add_line(s, (struct str){s->line.p, s->line.n});
    else
        s->next.left_out++;
    buf_clear(&s->line);
}

void screen_take(struct screen *s, const char *p, size_t n)
{
    for (const char *end = p + n, *stop; p < end; p = stop + 1) {
        stop = memchr(p, '\n', (size_t)(end - p));
        if (!stop) {
            buf_put(&s->line, p, (size_t)(end - p));
            return;
        }
        if (s->next.widths.n < room(s))
            buf_put(&s->line, p, (size_t)(stop - p));
        end_line(s);
    }
}

void screen_end(struct screen *s)
{
    if (s->line.n)
        end_line(s);
    if (s->next.left_out == 0 || room(s) == 0)
        return;
    buf_printf(&s->line, "... %zu more", s->next.left_out);
    add_line(s, (struct str){s->line.p, s->line.n});
}

bool screen_is_new(const struct screen *s)
{
    const struct buf *next = &s->next.text, *last = &s->last.text;
    if (!s->is_shown)
        return next->n > 0;
    return !str_eq((struct str){next->p, next->n}, (struct str){last->p, last->n});
}

// ---- drawing ----

// Lines on the terminal that the picture fills. One that has become narrower since has wrapped
// them.
static size_t height(const struct screen *s)
{
    size_t lines = 0;
    for (size_t i = 0; i < s->last.widths.n; i++) {
        size_t width = s->last.widths.at[i];
        lines += width ? (width + s->columns - 1) / s->columns : 1;
    }
    return lines;
}

// To where the picture begins.
static void go_up(struct screen *s, struct buf *out)
{
    size_t lines = s->is_shown ? height(s) : 0;
    if (lines)
        buf_printf(out, "\r\033[%zuA", lines);
    s->is_shown = false;
}

// Each line is emptied before it is written, not all of them at once, which would flicker.
static void put_lines(struct screen *s, struct buf *out)
{
    const char *p = s->last.text.p, *end = p + s->last.text.n;
    while (p < end) {
        const char *stop = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
        buf_puts(out, "\033[K");
        buf_put(out, p, (size_t)(stop - p));
        p = stop;
    }
    buf_puts(out, "\033[J");
    s->is_shown = s->last.text.n > 0;
}

void screen_draw(struct screen *s, struct buf *out)
{
    go_up(s, out);
    struct picture taken = s->next;
    s->next = s->last;
    s->last = taken;
    put_lines(s, out);
}

void screen_hide(struct screen *s, struct buf *out)
{
    if (!s->is_shown)
        return;
    go_up(s, out);
    buf_puts(out, "\033[J");
}

void screen_put_back(struct screen *s, struct buf *out)
{
    if (!s->is_shown && s->last.text.n)
        put_lines(s, out);
}
