// SPDX-License-Identifier: MIT
// Window arithmetic, pure: which window a time falls into, when a window closes. A window [start,
// end) takes an event with start <= t < end; it fires when the watermark reaches its end and closes
// when the watermark reaches end + lateness.
#ifndef EVENT_WINDOW_H
#define EVENT_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum window_kind {
    WINDOW_GLOBAL,                // everything, closed by the end of input
    WINDOW_TUMBLING,              // [k * size + offset, (k + 1) * size + offset)
};

struct window {
    enum window_kind kind;
    int64_t size;                 // ns, > 0
    int64_t offset;               // ns, of any sign
    int64_t lateness;             // ns, >= 0
};

struct interval {
    int64_t start, end;           // ns, [start, end)
};

// The window of a tumbling kind that holds t. At the ends of time a window is cut to what 64 bits
// hold.
struct interval window_of(const struct window *w, int64_t t);

// Has a window that ends at `end` closed at this watermark (TIME_NONE: not begun)?
bool window_is_closed(const struct window *w, int64_t end, int64_t watermark);

// The watermark to pass on from a stage that holds rows until their window closes: what comes out
// later is never older than this.
int64_t window_watermark_out(const struct window *w, int64_t watermark);

#endif
