// SPDX-License-Identifier: MIT
// Destinations: a buffer in front of a descriptor. Kinds so far: standard output and files. The
// loop decides when to write (before it would wait, and when the buffer is full); a sink never
// waits for more to come.
#ifndef IO_SINK_H
#define IO_SINK_H

#include "base/str.h"

#include <stdbool.h>

struct sink {
    const char *name;             // for messages: "standard output" or the path
    int fd;
    struct buf buf;               // append here; then sink_check()
    bool is_gone;                 // its reader went away (EPIPE), or it is broken: what is
                                  // appended is thrown away
    int error;                    // the errno value of what broke it, or 0
    unsigned long long written;   // bytes
};

enum { SINK_FULL = 64 * 1024 };

// "-" is standard output; a file is created or appended to. What cannot be opened is fatal().
void sink_open(struct sink *s, const char *spec);

// Write everything out. Interrupted and partial writes are taken up again; a reader that went away
// sets is_gone; any other failure sets error, too, and is for the caller to report.
void sink_flush(struct sink *s);

// Write out if the buffer is full.
static inline void sink_check(struct sink *s)
{
    if (s->buf.n >= SINK_FULL)
        sink_flush(s);
}

// Flush and close. A failing close is kept in error like a failing write.
void sink_close(struct sink *s);

#endif
