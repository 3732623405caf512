// SPDX-License-Identifier: MIT
// One file that is followed (-F). Its identity is the device, the inode and its first bytes, so
// that neither another file under its number nor new text in its place is taken for what was read.
// It is a stream; where the file has been cut back or written anew, another stream begins.
//
// A file that takes another's place under its path waits until there is something in it and the one
// before has been read to its end; that one is followed a while longer, for writers that still have
// it open.
#ifndef IO_TAIL_H
#define IO_TAIL_H

#include "io/source_internal.h"

#include <sys/stat.h>

enum { TAIL_HEAD = 256 };         // first bytes that tell a file from another

struct tail {
    struct tail *next;            // of the source, oldest first
    struct source *source;
    char *path;                   // by which it was found
    dev_t device;
    ino_t inode;
    int64_t position;             // how far it has been read
    size_t nhead;
    char head[TAIL_HEAD];
    int fd;                       // -1: done with
    int watch;                    // of the source's notices, or below zero
    struct stream *stream;        // NULL: it waits for the one before, or is done with
    struct tail *before;          // or NULL
    int64_t grown_at;             // when something was last read
    bool is_named;                // its path leads to it, as far as is known
    bool is_retiring;             // nothing is expected any more: it is over when it is quiet
    bool is_packed;               // compressed: left out
    bool is_over, begins_anew, is_settled;   // private
};

// Follow what the descriptor is open on, from its start, behind `before` (NULL: at once). It is the
// last of `list` then.
struct tail *tail_new(struct tail **list, struct source *s, const char *path, int fd,
                      struct tail *before);
// Take it out of the list, and free it. Its stream, if any, has to have ended.
void tail_free(struct tail **list, struct tail *tail);


// Is that file, whose first bytes can be read from fd, the one that was followed?
bool tail_is(const struct tail *tail, const struct stat *st, int fd);

// It may have changed: read on.
void tail_wake(struct tail *tail);

// Time has passed: see what the notices have not told, and whether it is over.
void tail_look(struct tail *tail, int64_t now);

// Called when a tail is done with: its descriptor is about to be closed.
void follow_done(struct source *s, struct tail *tail);
// The list of them.
struct tail *follow_tails(const struct source *s);

#endif
