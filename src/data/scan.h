// SPDX-License-Identifier: MIT
// The first pass over a chunk of lines: where its structure is. For every line the marks are the
// offsets of { } [ ] : , outside strings, of each string's opening quote, of the first byte of
// every other token (number, literal, or whatever stands there), and of the newline that ends the
// line. Along the way it checks UTF-8, the bytes below 0x20 inside strings, and that strings end.
//
// A newline always ends a line, even inside a string: a bad line costs only itself.
//
// The levels (plain C, SSE2, AVX2, AVX-512, NEON) stand behind scan_chunk() and give the same
// marks.
#ifndef DATA_SCAN_H
#define DATA_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes that must be readable after a chunk; their contents do not matter.
enum { SCAN_PADDING = 64 };

struct scan {
    uint32_t *marks;              // offsets in the chunk, ascending; one sentinel (n) after the
                                  // last
    size_t nmarks;
    uint32_t *escapes;            // offsets of the backslashes that begin an escape in a string;
    size_t nescapes;              // a sentinel (n) after the last
    uint32_t *faults;             // per faulty line one offset: the first thing found wrong in it;
    size_t nfaults;               // a sentinel (n) after the last
    size_t nlines;                // newlines in the chunk
    size_t capacity;              // of each array, in elements (private)
};

void scan_init(struct scan *s);
void scan_release(struct scan *s);

// Mark the chunk of n bytes (n < 2^32 - 64) at p, which ends with a newline. The arrays are the
// scan's and hold until the next call.
void scan_chunk(struct scan *s, const char *p, size_t n);

#endif
