// SPDX-License-Identifier: MIT
// file: rows are written at the end of a file, and standard output.
#include "io/sink_file.h"

#include "base/fail.h"
#include "io/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- a descriptor ----

// A write failed: wait where that helps, give up otherwise.
static void recover(struct sink *s, int err)
{
    if (err == EPIPE)
        s->is_gone = true;
    else if (err == EAGAIN || err == EWOULDBLOCK)
        (void)poll(&(struct pollfd){s->fd, POLLOUT, 0}, 1, -1);
    else if (err != EINTR)
        sink_fail(s, "cannot write to %s: %s", s->name, strerror(err));
}

// The last write to a file stopped in the middle, perhaps of a line: what was begun is taken back,
// if nobody has written behind it.
static void cut_last_line(int fd, const char *p, size_t done)
{
    struct stat st;
    const char *end = done ? memrchr(p, '\n', done) : NULL;
    size_t begun = end ? (size_t)(p + done - end - 1) : done;
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (begun && at >= (off_t)begun && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        st.st_size == at && ftruncate(fd, at - (off_t)begun) != 0)
        return;                   // then the line stays cut in two
}

bool sink_write(struct sink *s, const char *p, size_t n)
{
    size_t done = 0;
    while (done < n && !s->is_gone) {
        ssize_t now = write(s->fd, p + done, n - done);
        if (now < 0) {
            recover(s, errno);
            continue;
        }
        done += (size_t)now;
        s->written += (size_t)now;
    }
    if (s->failure)
        cut_last_line(s->fd, p, done);
    return done == n;
}

bool sink_close_fd(struct sink *s)
{
    int fd = s->fd;
    s->fd = -1;
    // After EINTR the descriptor is closed on Linux and unspecified elsewhere: not tried again.
    if (close(fd) == 0 || errno == EINTR)
        return true;
    sink_fail(s, "cannot write to %s: %s", s->name, strerror(errno));
    return false;
}

static void descriptor_flush(struct sink *s)
{
    (void)sink_write(s, s->buf.p, s->buf.n);
}

static void descriptor_close(struct sink *s)
{
    (void)sink_close_fd(s);
}

// ---- standard output ----

// The other end of a pipe, which may go away while weir has nothing to write.
struct reader {
    struct watch watch;           // first
    struct sink *sink;
    bool is_watched;
};

// NULL: nothing is known of the reader.
static void stop_watching(struct reader *r)
{
    if (!r || !r->is_watched)
        return;
    loop_remove(r->sink->loop, &r->watch);
    r->is_watched = false;
}

static void reader_left(struct watch *w, short revents)
{
    struct reader *r = (struct reader *)w;
    (void)revents;                // an error or a hangup: nothing else was asked for
    r->sink->is_gone = true;
    stop_watching(r);
}

// Only pipes and sockets tell.
static void watch_reader(struct sink *s)
{
    struct stat st;
    struct reader *r = ARENA_NEW(s->arena, struct reader);
    *r = (struct reader){.watch = {.ready = reader_left}, .sink = s};
    s->state = r;
    if (fstat(s->fd, &st) != 0 || !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
        return;
    loop_add(s->loop, &r->watch, s->fd, 0);
    r->is_watched = true;
}

// It is duplicated: two sinks may write to it and each closes its own.
static void stdout_open(struct sink *s)
{
    s->name = "standard output";
    s->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (s->fd >= 0 && (fcntl(s->fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
        fatal_errno(EBADF, "cannot open %s for writing", s->name);
    if (s->fd < 0)
        fatal_errno(errno, "cannot open %s for writing", s->name);
    watch_reader(s);
}

static void stdout_close(struct sink *s)
{
    stop_watching(s->state);
    descriptor_close(s);
}

const struct sink_kind sink_stdout = {
    .name = "-",
    .usage = "-",
    .summary = "standard output (the default of -o)",
    .note = "When its reader goes away, as 'head' does, weir ends quietly by SIGPIPE, unless "
            "another -o is left; also while there is nothing to write.",
    .open = stdout_open,
    .flush = descriptor_flush,
    .close = stdout_close,
};

// ---- files ----

struct file {
    bool is_truncated;            // at the start
};

static bool file_init(struct sink_reading *r)
{
    struct file *f = ARENA_NEW(r->sink->arena, struct file);
    r->sink->state = f;
    r->sink->name = r->sink->place;
    return sink_take_flag(r, "truncate", &f->is_truncated);
}

static int open_file(const struct sink *s, int more)
{
    return open(s->place, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | more, 0666);
}

static void file_open(struct sink *s)
{
    const struct file *f = s->state;
    s->fd = open_file(s, f->is_truncated ? O_TRUNC : 0);
    if (s->fd < 0)
        fatal_errno(errno, "cannot open %s for writing", s->name);
}

static void file_reopen(struct sink *s)
{
    int fd = open_file(s, 0);
    if (fd < 0)
        warn("cannot open %s again: %s; the old file is written on", s->name, strerror(errno));
    else if (sink_close_fd(s))
        s->fd = fd;
    else
        close(fd);
}

const struct sink_kind sink_file = {
    .name = "file",
    .usage = "FILE, file://PATH",
    .summary = "a file, at its end, or another path such as a fifo",
    .note = "A file that is renamed or removed while weir runs is written on, until SIGHUP lets "
            "weir make it anew under its name. When the disk is full, what stood of the last line "
            "is taken back, and weir ends with status 1. Only file:// has options: in a plain "
            "FILE a question mark is part of the name.",
    .options = {{"truncate", NULL, "empty the file at the start"}},
    .init = file_init,
    .open = file_open,
    .flush = descriptor_flush,
    .reopen = file_reopen,
    .close = descriptor_close,
};
