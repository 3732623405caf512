// SPDX-License-Identifier: MIT
// What kinds of sources share: making streams and saying when they are to be read. For io/source_*
// alone.
#ifndef IO_SOURCE_INTERNAL_H
#define IO_SOURCE_INTERNAL_H

#include "base/mem.h"
#include "io/source.h"
#include "io/url.h"

#include <sys/types.h>

// When a stream is read.
enum stream_wake {
    WAKE_ALWAYS,                  // it never has to wait: a regular file
    WAKE_POLL,                    // when poll() says so, then until a read brings less than
                                  // it asked for
    WAKE_POLL_EACH,               // before each read, which may block
    WAKE_TOLD,                    // when stream_wake() is called, then until it is dry
};

struct stream_kind {
    enum stream_wake wake;
    bool cuts_end;                // a partial line at the end is cut off
    // As read(): up to n bytes, 0 at the end, below zero with errno.
    ssize_t (*read)(struct stream *t, char *into, size_t n);
    // All of it has been given out: close what is open, and say so to the source where that was
    // its last one. `error` is the errno value of the read that failed, or 0.
    void (*ended)(struct stream *t, int error);
    // Are there bytes that can be read without the descriptor? NULL: never.
    bool (*holds)(const struct stream *t);
    // Where in its file the bytes lie that the next read() brings, if others can be read from their
    // places as well. NULL: never.
    bool (*place)(const struct stream *t, uint64_t *at);
    // Free what else it has. NULL: nothing.
    void (*release)(struct stream *t);
};

// Make a stream of `size` bytes of memory, which begins with a struct stream. It reads `fd` (-1:
// none, which only WAKE_TOLD may have), begins ready, and is told of by that name; the texts are
// copied.
void *stream_new(struct source *s, const struct stream_kind *kind, size_t size, int fd,
                 const char *name);

// It has something to read.
void stream_wake(struct stream *t);

// read() of its descriptor.
ssize_t stream_read_fd(struct stream *t, char *into, size_t n);

// Stop watching and close its descriptor, which is -1 then. Standard input stays open.
void stream_close_fd(struct stream *t);

// Does it give out extents? Then the next of them; or FRAMER_WAIT, where it has to be read in order
// when those given out are through; or what comes then.
bool stream_gives_extents(struct stream *t);
enum framer_result stream_next_extent(struct stream *t, struct block **out);

// Open a fifo that goes on when the last that writes to it has gone.
void file_open_kept(struct source *s);

extern const struct source_kind source_file;

// ---- options ----

// The value of an option: *out stays as it is where it was not given. NULL, or what is wrong with
// it, in the source's arena.
const char *option_count(struct source *s, struct url *url, const char *name, size_t *out);
const char *option_duration(struct source *s, struct url *url, const char *name, int64_t *ns);

#endif
