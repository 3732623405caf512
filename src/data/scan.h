// SPDX-License-Identifier: MIT
// The first pass over a chunk of lines: where its strings are. The marks are the offsets of all
// quotes but escaped ones and of all bytes below 0x20. So from the opening quote of a string on,
// the next mark is its closing quote, or the control that must not stand there; and the last mark
// of a line is its newline. Along the way it checks UTF-8.
//
// Nothing is known of what is inside a string and what is not: that is the reader's business, who
// goes from the beginning of each line. So a bad line costs only itself.
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

enum { SCAN_BEYOND = 4 };         // marks that may be looked at behind the last one

struct scan {
    uint32_t *marks;              // offsets in the chunk, ascending; behind the last one it stands
    size_t nmarks;                // SCAN_BEYOND times again
    uint32_t *escapes;            // offsets of the backslashes that escape the byte behind them;
    size_t nescapes;              // a sentinel (n) after the last
    uint32_t *faults;             // per line that is not UTF-8 the offset of the first wrong byte;
    size_t nfaults;               // a sentinel (n) after the last
    size_t settled;               // the faults of lines before this offset are known (private)
    size_t capacity;              // of each array, in elements (private)
};

void scan_init(struct scan *s);
void scan_release(struct scan *s);

// Mark the chunk of n bytes (n < 2^32 - 64) at p, which ends with a newline. The arrays are the
// scan's and hold until the next call.
void scan_chunk(struct scan *s, const char *p, size_t n);

#endif
