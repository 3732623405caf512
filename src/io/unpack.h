// SPDX-License-Identifier: MIT
// Compressed bytes unpacked as they are read. How they are packed is told by their first bytes. A
// kind is a row in gzip.c or zstd.c, where the library is there to build with (WEIR_ZLIB,
// WEIR_ZSTD); without, the row only says what is missing.
#ifndef IO_UNPACK_H
#define IO_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// What has been unpacked of what; step() moves both on.
struct unpack_span {
    const char *in;
    size_t nin;
    char *out;
    size_t nout;
};

enum unpack_result {
    UNPACK_ON,                    // there is no room left, or nothing to unpack
    UNPACK_DONE,                  // a member has ended; what follows, if anything, is another
    UNPACK_BAD,                   // the bytes are damaged
};

enum {
    UNPACK_MAGIC = 4,             // bytes that tell
    UNPACK_FIRST = 64 * 1024,     // bytes that unpack_new() takes
};

struct unpack_kind {
    const char *name;             // "gzip"
    const char *library;          // what is missing to unpack it here; NULL: nothing
    unsigned char magic[UNPACK_MAGIC];
    size_t nmagic;
    void *(*begin)(void);
    enum unpack_result (*step)(void *state, struct unpack_span *span);
    void (*end)(void *state);
};

extern const struct unpack_kind unpack_gzip, unpack_zstd;

// The kind that begins with these bytes; NULL: none does. *is_open: more bytes are needed to tell.
const struct unpack_kind *unpack_find(const char *p, size_t n, bool *is_open);

struct unpack;

// Unpack what begins with the n bytes (at most UNPACK_FIRST) that have been read of it.
struct unpack *unpack_new(const struct unpack_kind *kind, const char *p, size_t n);
void unpack_free(struct unpack *u);

// As read() of the unpacked bytes: reads the descriptor once at most, and only if need be; a read
// that brings nothing that can be given out yet is EAGAIN. EBADMSG: they are damaged, or end in the
// middle.
ssize_t unpack_read(struct unpack *u, int fd, char *into, size_t n);

// Is there perhaps more to give out without reading?
bool unpack_holds(const struct unpack *u);

// What was wrong when it came to EBADMSG.
const char *unpack_fault(const struct unpack *u);

#endif
