// SPDX-License-Identifier: MIT
#include "io/sink.h"

#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

// Standard output is duplicated: two sinks may write to it and each closes its own.
void sink_open(struct sink *s, const char *spec)
{
    *s = (struct sink){.name = spec, .fd = -1};
    if (strcmp(spec, "-") == 0) {
        s->name = "standard output";
        s->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        if (s->fd >= 0 && (fcntl(s->fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
            fatal_errno(EBADF, "cannot open %s for writing", s->name);
    } else {
        s->fd = open(spec, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    }
    if (s->fd < 0)
        fatal_errno(errno, "cannot open %s for writing", s->name);
}

static void sink_break(struct sink *s, int err)
{
    s->is_gone = true;
    if (!s->error)
        s->error = err;
}

// A write failed: wait where that helps, give up otherwise.
static void sink_recover(struct sink *s, int err)
{
    if (err == EPIPE)
        s->is_gone = true;
    else if (err == EAGAIN || err == EWOULDBLOCK)
        (void)poll(&(struct pollfd){s->fd, POLLOUT, 0}, 1, -1);
    else if (err != EINTR)
        sink_break(s, err);
}

void sink_flush(struct sink *s)
{
    size_t done = 0;
    while (done < s->buf.n && !s->is_gone) {
        ssize_t n = write(s->fd, s->buf.p + done, s->buf.n - done);
        if (n < 0) {
            sink_recover(s, errno);
            continue;
        }
        done += (size_t)n;
        s->written += (size_t)n;
    }
    buf_clear(&s->buf);
}

void sink_close(struct sink *s)
{
    sink_flush(s);
    // After EINTR the descriptor is closed on Linux and unspecified elsewhere: not tried again.
    if (close(s->fd) != 0 && errno != EINTR)
        sink_break(s, errno);
    s->fd = -1;
    buf_release(&s->buf);
}
