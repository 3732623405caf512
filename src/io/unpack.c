// SPDX-License-Identifier: MIT
#include "io/unpack.h"

#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { PACKED_AT_ONCE = 128 * 1024 };

struct unpack {
    const struct unpack_kind *kind;
    void *state;
    const char *fault;
    bool is_full;                 // the last call filled what it was given
    bool is_bad;                  // what is held cannot be unpacked
    bool is_within;               // a member, which has to end
    size_t at, end;               // what is held in `packed`
    char packed[PACKED_AT_ONCE];
};

const struct unpack_kind *unpack_find(const char *p, size_t n, bool *is_open)
{
    static const struct unpack_kind *const kinds[] = {&unpack_gzip, &unpack_zstd};
    *is_open = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct unpack_kind *k = kinds[i];
        if (memcmp(p, k->magic, n < k->nmagic ? n : k->nmagic) != 0)
            continue;
        if (n >= k->nmagic)
            return k;
        *is_open = true;
    }
    return NULL;
}

struct unpack *unpack_new(const struct unpack_kind *kind, const char *p, size_t n)
{
    struct unpack *u = mem_alloc(sizeof *u);
    u->kind = kind;
    u->state = kind->begin();
    u->fault = NULL;
    u->is_full = u->is_bad = false;
    u->is_within = true;
    u->at = 0;
    u->end = n;
    memcpy(u->packed, p, n);
    return u;
}

void unpack_free(struct unpack *u)
{
    if (!u)
        return;
    u->kind->end(u->state);
    mem_free(u);
}

static ssize_t fail(struct unpack *u, const char *fault)
{
    u->fault = fault;
    errno = EBADMSG;
    return -1;
}

// Read behind what is held. False with *result that of unpack_read().
static bool refill(struct unpack *u, int fd, ssize_t *result)
{
    if (u->at == u->end)
        u->at = u->end = 0;
    *result = read(fd, u->packed + u->end, sizeof u->packed - u->end);
    if (*result > 0)
        u->end += (size_t)*result;
    else if (*result == 0 && u->is_within)
        *result = fail(u, "it ends in the middle of the compressed data");
    return *result > 0;
}

// Zeros behind the last member are what tapes and some tools fill up with.
static bool is_padding(const struct unpack *u)
{
    for (size_t i = u->at; i < u->end; i++)
        if (u->packed[i])
            return false;
    return true;
}

// One step within or into a member. False: there is nothing more to be had of what is held.
static bool step(struct unpack *u, struct unpack_span *span)
{
    size_t before = span->nin + span->nout;
    if (!u->is_within && is_padding(u)) {
        u->at = u->end;
        return false;
    }
    u->is_within = true;
    enum unpack_result result = u->kind->step(u->state, span);
    u->at = u->end - span->nin;
    if (result == UNPACK_DONE)
        u->is_within = false;
    u->is_bad = result == UNPACK_BAD;
    return !u->is_bad && span->nin + span->nout < before;
}

// Unpack what is held. Below zero: it is damaged.
static ssize_t unpack_held(struct unpack *u, char *into, size_t n)
{
    struct unpack_span span = {u->packed + u->at, u->end - u->at, into, n};
    while (span.nout && (span.nin || u->is_full) && !u->is_bad && step(u, &span))
        u->is_full = false;
    u->is_full = span.nout == 0;
    if (u->is_bad && span.nout == n)
        return fail(u, "the compressed data is damaged");
    return (ssize_t)(n - span.nout);
}

// A pipe may have nothing to read, although poll() had something for the read before.
static bool would_wait(int fd)
{
    return poll(&(struct pollfd){fd, POLLIN, 0}, 1, 0) <= 0;
}

ssize_t unpack_read(struct unpack *u, int fd, char *into, size_t n)
{
    ssize_t got = unpack_held(u, into, n);
    if (got == 0 && would_wait(fd)) {
        errno = EAGAIN;
        return -1;
    }
    if (got != 0 || !refill(u, fd, &got))
        return got;
    got = unpack_held(u, into, n);
    if (got == 0) {
        errno = EAGAIN;
        return -1;
    }
    return got;
}

bool unpack_holds(const struct unpack *u)
{
    return u->is_full || u->at < u->end;
}

const char *unpack_fault(const struct unpack *u)
{
    return u->fault;
}
