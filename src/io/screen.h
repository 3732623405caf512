// SPDX-License-Identifier: MIT
// The picture at the lower end of a terminal: lines that are drawn again and again in their place,
// while what is written for good scrolls up above them. The cursor rests on the line below the
// picture and is never hidden, so that a program that dies leaves a terminal in order.
//
// A picture is taken line by line, cut to what the terminal has room for. Nothing is written here:
// what draws it, or takes it away, is appended to the buffer of whoever writes.
#ifndef IO_SCREEN_H
#define IO_SCREEN_H

#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>

struct picture {
    struct buf text;              // the lines that fit, cut, each with its line end
    VEC(size_t) widths;           // their cells
    size_t left_out;              // lines that do not fit
};

struct screen {
    int fd;
    size_t rows, columns;         // of the terminal, when it was looked at last
    struct picture next;          // the picture that is being taken
    struct picture last;          // the one that was drawn last
    struct buf line;              // of the next picture, not yet ended
    bool is_shown;                // the last picture stands on the terminal
};

// Can pictures be drawn on that descriptor? It has to be a terminal, and one that can do more than
// a printer (TERM).
bool screen_is_one(int fd);

void screen_init(struct screen *s, int fd);
void screen_release(struct screen *s);

// Look how large the terminal is. True if that has changed.
bool screen_measure(struct screen *s);

// Begin a picture; pieces of its text, in which lines end with '\n' and the only escape sequences
// are colours; its end. The picture is drawn by screen_draw().
void screen_begin(struct screen *s);
void screen_take(struct screen *s, const char *p, size_t n);
void screen_end(struct screen *s);

// Is the picture taken another one than that on the terminal?
bool screen_is_new(const struct screen *s);

// Put the picture taken in the place of the one that stands there.
void screen_draw(struct screen *s, struct buf *out);

// Take the picture away, to write something in its place; put the same one back below that.
void screen_hide(struct screen *s, struct buf *out);
void screen_put_back(struct screen *s, struct buf *out);

#endif
