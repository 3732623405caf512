// SPDX-License-Identifier: MIT
// Standard input and files: regular ones, fifos, devices, told apart by fstat(). Each is one stream
// that ends the source.
#include "base/fail.h"
#include "io/source_internal.h"
#include "io/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIPE_WANTED = 1 << 20 };

// The pipe that a shell makes holds 64 KiB; reading from a larger one takes a third of the time. Of
// an unprivileged user the system allows less, at last nothing, which costs speed only.
static void widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
    int wanted = PIPE_WANTED, size = fcntl(fd, F_GETPIPE_SZ);
    while (wanted > size && fcntl(fd, F_SETPIPE_SZ, wanted) < 0)
        wanted /= 2;
#else
    (void)fd;
#endif
}

static void read_ahead(int fd)
{
#ifdef POSIX_FADV_SEQUENTIAL
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#else
    (void)fd;
#endif
}

// ---- the stream ----

// How it is packed is told by its first bytes, once they have come.
struct file {
    struct stream stream;
    bool is_settled;
    struct unpack *unpack;        // NULL: it is not packed
    char head[2 * UNPACK_MAGIC];  // the first bytes, while they do not tell and until given out
    size_t nhead, at;
};

static void begin_unpacking(struct file *f, const struct unpack_kind *kind, struct str first)
{
    if (kind->library)
        fatal("%s is compressed (%s), and this weir was built without %s", f->stream.title,
              kind->name, kind->library);
    f->unpack = unpack_new(kind, first.p, first.n);
}

// Do these first bytes, of which the last `got` have just come, tell how it is packed? If it is,
// they begin to be unpacked.
static bool settle(struct file *f, struct str first, ssize_t got)
{
    bool is_open;
    const struct unpack_kind *kind = unpack_find(first.p, first.n, &is_open);
    if (got > 0 && is_open)
        return false;
    if (kind)
        begin_unpacking(f, kind, first);
    return f->is_settled = true;
}

static ssize_t give_head(struct file *f, char *into, size_t n)
{
    size_t left = f->nhead - f->at, part = left < n ? left : n;
    memcpy(into, f->head + f->at, part);
    f->at += part;
    return (ssize_t)part;
}

// read() while it is not known how it is packed.
static ssize_t read_first(struct file *f, char *into, size_t n)
{
    int fd = f->stream.fd;
    ssize_t got = f->nhead ? read(fd, f->head + f->nhead, UNPACK_MAGIC)
                           : read(fd, into, n < UNPACK_FIRST ? n : UNPACK_FIRST);
    if (got < 0)
        return got;
    const char *first = f->nhead ? f->head : into;
    if (!settle(f, (struct str){first, f->nhead + (size_t)got}, got)) {
        if (first == into)
            memcpy(f->head, into, (size_t)got);
        f->nhead += (size_t)got;
        errno = EAGAIN;
        return -1;
    }
    if (f->unpack)
        return unpack_read(f->unpack, fd, into, n);
    if (first == into)
        return got;
    f->nhead += (size_t)got;
    return give_head(f, into, n);
}

static ssize_t file_read(struct stream *t, char *into, size_t n)
{
    struct file *f = (struct file *)t;
    if (UNLIKELY(!f->is_settled))
        return read_first(f, into, n);
    if (f->unpack)
        return unpack_read(f->unpack, t->fd, into, n);
    return UNLIKELY(f->at < f->nhead) ? give_head(f, into, n) : read(t->fd, into, n);
}

static bool file_holds(const struct stream *t)
{
    const struct file *f = (const struct file *)t;
    return f->is_settled && (f->unpack ? unpack_holds(f->unpack) : f->at < f->nhead);
}

static bool file_place(const struct stream *t, uint64_t *at)
{
    const struct file *f = (const struct file *)t;
    off_t place = lseek(t->fd, 0, SEEK_CUR);
    *at = (uint64_t)place;
    return f->is_settled && !f->unpack && f->at == f->nhead && place >= 0;
}

static void file_ended(struct stream *t, int error)
{
    struct source *s = t->source;
    struct file *f = (struct file *)t;
    if (error)
        s->error = f->unpack && error == EBADMSG ? unpack_fault(f->unpack)
                                                 : arena_printf(&s->arena, "%s", strerror(error));
    stream_close_fd(t);
    s->is_over = true;
}

static void file_release(struct stream *t)
{
    unpack_free(((struct file *)t)->unpack);
}

static const struct stream_kind regular = {
    .wake = WAKE_ALWAYS, .read = file_read, .ended = file_ended, .place = file_place,
    .release = file_release};
static const struct stream_kind other = {
    .wake = WAKE_POLL_EACH, .read = file_read, .holds = file_holds, .ended = file_ended,
    .release = file_release};

// ---- the source ----

static void begin(struct source *s, int fd)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        fatal_errno(errno, "cannot read %s", s->title);
    if (S_ISDIR(st.st_mode))
        fatal_errno(EISDIR, "cannot read %s", s->title);
    s->is_regular = S_ISREG(st.st_mode);
    if (s->is_regular) {
        s->size = (uint64_t)st.st_size;
        read_ahead(fd);
    } else if (S_ISFIFO(st.st_mode))
        widen_pipe(fd);
    struct stream *t = stream_new(s, s->is_regular ? &regular : &other, sizeof(struct file), fd,
                                  s->text);
    t->title = s->title;
}

static const char *stdin_read(struct source *s, struct url *url)
{
    (void)url;
    s->title = "standard input";
    return NULL;
}

static void stdin_open(struct source *s)
{
    begin(s, STDIN_FILENO);
}

static void file_open(struct source *s)
{
    int fd = open(s->text, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        fatal_errno(errno, "cannot open %s", s->title);
    begin(s, fd);
}

// ---- a fifo that is kept open ----

// All who wrote have gone. Opened anew it waits for others, without being told at once again that
// nobody is there; a last line without a newline counts as whole.
static ssize_t fifo_read(struct stream *t, char *into, size_t n)
{
    ssize_t got = read(t->fd, into, n);
    if (got != 0)
        return got;
    int fd = open(t->source->text, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return 0;
    int same = dup3(fd, t->fd, O_CLOEXEC);
    close(fd);
    if (same < 0)
        return -1;
    framer_break(t->framer, false);
    errno = EAGAIN;
    return -1;
}

static const struct stream_kind kept_fifo = {
    .wake = WAKE_POLL, .read = fifo_read, .ended = file_ended};

void file_open_kept(struct source *s)
{
    int fd = open(s->text, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        fatal_errno(errno, "cannot open %s", s->title);
    widen_pipe(fd);
    stream_new(s, &kept_fifo, sizeof(struct file), fd, s->text);
}

const struct source_kind source_stdin = {
    .name = "-",
    .usage = "-",
    .summary = "standard input, the default",
    .example = "cat app.log | weir 'count by level'",
    .read = stdin_read,
    .open = stdin_open,
};

const struct source_kind source_file = {
    .name = "file",
    .usage = "FILE",
    .summary = "a file, a fifo or a device, read to its end",
    .note = "What is compressed by gzip or zstd is unpacked, whatever its name. Several regular\n"
            "files are merged by event time if a stage needs time, else read one after the other.\n"
            "A fifo ends when the last that writes to it closes it.",
    .example = "weir -i app.log 'filter level == \"error\"'",
    .open = file_open,
};
