// SPDX-License-Identifier: MIT
// How much of a line on the screen a character takes, for what is aligned for people. A table of
// its own, since the wcwidth() of one C library differs from that of another.
#ifndef BASE_GLYPH_H
#define BASE_GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct glyph {
    size_t n;                     // bytes
    uint32_t code;                // U+FFFD for a byte that is no UTF-8
    unsigned cells;               // 0, 1 or 2; 1 where it is not plain
    bool is_plain;                // a terminal shows it and does nothing else
};

// What begins at p (p < end).
struct glyph glyph_at(const char *p, const char *end);

#endif
