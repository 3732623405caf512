// SPDX-License-Identifier: MIT
#include "io/tail.h"

#include "base/clock.h"
#include "base/fail.h"
#include "io/unpack.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

// How long a file that was replaced or removed has to be quiet until it is closed, ns.
#define QUIET 5000000000ll

struct tail_stream {
    struct stream stream;
    struct tail *tail;
};

static struct tail *tail_of(const struct stream *t)
{
    return ((const struct tail_stream *)t)->tail;
}

// ---- identity ----

static bool has_same_head(const struct tail *tail, int fd)
{
    char head[TAIL_HEAD];
    ssize_t got = tail->nhead ? pread(fd, head, tail->nhead, 0) : 0;
    return got == (ssize_t)tail->nhead && memcmp(head, tail->head, tail->nhead) == 0;
}

bool tail_is(const struct tail *tail, const struct stat *st, int fd)
{
    return tail->device == st->st_dev && tail->inode == st->st_ino &&
           st->st_size >= tail->position && has_same_head(tail, fd);
}

// Has it been cut back, or written anew, since it was read?
static bool is_anew(const struct tail *tail)
{
    struct stat st;
    return fstat(tail->fd, &st) == 0 &&
           (st.st_size < tail->position || !has_same_head(tail, tail->fd));
}

static int64_t size_of(const struct tail *tail)
{
    struct stat st;
    return fstat(tail->fd, &st) == 0 ? st.st_size : 0;
}

// ---- reading ----

static void begin(struct tail *tail);

// The file is compressed, which does not grow line by line. It is known from now on, and left out.
static bool is_packed(struct tail *tail)
{
    bool is_open;
    ssize_t got = pread(tail->fd, tail->head, UNPACK_MAGIC, 0);
    if (got <= 0)
        return false;
    const struct unpack_kind *kind = unpack_find(tail->head, (size_t)got, &is_open);
    tail->is_settled = !is_open;
    tail->is_packed = kind != NULL;
    if (!kind)
        return false;
    tail->nhead = (size_t)got;
    warn("%s: it is compressed (%s), which is not followed", tail->path, kind->name);
    return true;
}

static ssize_t read_on(struct tail *tail, char *into, size_t n)
{
    ssize_t got = pread(tail->fd, into, n, tail->position);
    if (got <= 0)
        return got;
    size_t room = sizeof tail->head - tail->nhead;
    if (room) {
        size_t part = (size_t)got < room ? (size_t)got : room;
        memcpy(tail->head + tail->nhead, into, part);
        tail->nhead += part;
    }
    tail->position += got;
    tail->grown_at = clock_steady();
    return got;
}

// Is there a file of so many bytes that waits for that one to be read?
static bool has_successor(const struct tail *tail, int64_t least)
{
    for (struct tail *t = follow_tails(tail->source); t; t = t->next)
        if (t->before == tail && size_of(t) >= least)
            return true;
    return false;
}

static void begin_successors(struct tail *tail, int64_t least)
{
    for (struct tail *t = follow_tails(tail->source); t; t = t->next)
        if (t->before == tail && size_of(t) >= least) {
            t->before = NULL;
            begin(t);
        }
}

// The file is at its end. If the next one has something, its writer has left this one; what it had
// written before is read still.
static ssize_t at_end(struct tail *tail, char *into, size_t n)
{
    if (!has_successor(tail, 1))
        return 0;
    ssize_t got = read_on(tail, into, n);
    if (got != 0)
        return got;
    tail->is_retiring = true;
    begin_successors(tail, 1);
    return 0;
}

static ssize_t tail_read(struct stream *t, char *into, size_t n)
{
    struct tail *tail = tail_of(t);
    if (is_anew(tail)) {
        warn("%s: it was cut back or written anew, and is read from its start", tail->path);
        framer_break(t->framer, true);
        tail->begins_anew = true;
        return 0;
    }
    if (!tail->is_settled && is_packed(tail))
        return 0;
    ssize_t got = tail->is_settled ? read_on(tail, into, n) : 0;
    if (got == 0)
        got = at_end(tail, into, n);
    if (got != 0 || tail->is_over)
        return got;
    errno = EAGAIN;
    return -1;
}

static void tail_ended(struct stream *t, int error)
{
    struct tail *tail = tail_of(t);
    tail->stream = NULL;
    if (tail->begins_anew && !error) {
        t->fd = -1;               // it goes on with another stream
        tail->begins_anew = false;
        tail->position = 0;
        tail->nhead = 0;
        tail->is_settled = false;
        begin(tail);
        return;
    }
    if (error)
        warn("cannot read %s: %s", tail->path, strerror(error));
    follow_done(tail->source, tail);
    tail->fd = -1;
    stream_close_fd(t);
    begin_successors(tail, 0);
}

static const struct stream_kind tail_kind = {
    .wake = WAKE_TOLD, .read = tail_read, .ended = tail_ended};

static void begin(struct tail *tail)
{
    struct tail_stream *t = stream_new(tail->source, &tail_kind, sizeof *t, tail->fd, tail->path);
    t->tail = tail;
    t->stream.cut = "cut off where the file was cut back";
    tail->stream = &t->stream;
    tail->grown_at = clock_steady();
}

// ---- life ----

struct tail *tail_new(struct tail **list, struct source *s, const char *path, int fd,
                      struct tail *before)
{
    struct stat st = {0};
    struct tail *tail = mem_zalloc(sizeof *tail);
    tail->source = s;
    tail->path = strcpy(mem_alloc(strlen(path) + 1), path);
    fstat(fd, &st);
    tail->device = st.st_dev;
    tail->inode = st.st_ino;
    tail->fd = fd;
    tail->watch = -1;
    tail->before = before;
    tail->is_named = true;
    while (*list)
        list = &(*list)->next;
    *list = tail;
    if (before)
        tail_wake(before);
    else
        begin(tail);
    return tail;
}

void tail_free(struct tail **list, struct tail *tail)
{
    for (struct tail *t = *list; t; t = t->next)
        if (t->before == tail)
            t->before = NULL;
    while (*list != tail)
        list = &(*list)->next;
    *list = tail->next;
    mem_free(tail->path);
    mem_free(tail);
}

void tail_wake(struct tail *tail)
{
    if (tail->stream)
        stream_wake(tail->stream);
    else if (tail->before)
        tail_wake(tail->before);
}

void tail_look(struct tail *tail, int64_t now)
{
    struct stat st;
    if (tail->fd < 0 || fstat(tail->fd, &st) != 0)
        return;
    if (st.st_size != tail->position)
        tail_wake(tail);
    if (!tail->stream || tail->stream->is_ready)
        return;
    tail->is_retiring |= st.st_nlink == 0;
    if (tail->is_retiring && !tail->is_named && now - tail->grown_at >= QUIET) {
        tail->is_over = true;
        stream_wake(tail->stream);
    }
}
