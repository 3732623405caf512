// SPDX-License-Identifier: MIT
// Inputs: opening them and what is known of them. Kinds so far: standard input and files (regular,
// fifo, device), told apart by fstat().
#ifndef IO_SOURCE_H
#define IO_SOURCE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct source {
    const char *name;             // for messages, and `source` in the bad output: "-" or the path
    int fd;
    bool is_regular;              // a regular file: no wall clock touches its events
    bool may_block;               // reading may have to wait (a pipe, a terminal ...)
};

// Open an input: "-" is standard input. A pipe is made 1 MiB large where the system allows. What
// cannot be opened (a folder, too) is fatal() with the reason.
void source_open(struct source *s, const char *spec);
void source_close(struct source *s);

// Of a regular file: how many bytes of it have been read, and how many there are. 0 of any other.
void source_place(const struct source *s, uint64_t *done, uint64_t *size);

// Is there something to read now (or the end)? Never waits.
bool source_is_ready(const struct source *s);

// Wait until one of the n descriptors (those below zero are passed over) has something to read or
// has ended: its index, the first such from `from` on, so that a caller can be fair. Else a signal
// came, or `timeout` ns have passed (below zero: no limit). `mask` is the signal mask while waiting
// (see ppoll), so that none is missed that came just before.
enum { SOURCE_SIGNAL = -1, SOURCE_TIMEOUT = -2 };
struct source_set {
    const int *fds;
    int n, from;
};
int source_wait(const struct source_set *set, int64_t timeout, const sigset_t *mask);

#endif
