// SPDX-License-Identifier: MIT
#include "io/source.h"

#include "base/fail.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIPE_WANTED = 1 << 20 };

// The pipe that a shell makes holds 64 KiB; reading from a larger one takes a third of the time.
// Being refused (the limit of an unprivileged user) costs speed only.
static void widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
    if (fcntl(fd, F_GETPIPE_SZ) < PIPE_WANTED)
        (void)fcntl(fd, F_SETPIPE_SZ, PIPE_WANTED);
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

void source_open(struct source *s, const char *spec)
{
    bool is_stdin = strcmp(spec, "-") == 0;
    const char *name = is_stdin ? "standard input" : spec;
    int fd = is_stdin ? STDIN_FILENO : open(spec, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        fatal_errno(errno, "cannot open %s", name);
    struct stat st;
    if (fstat(fd, &st) != 0)
        fatal_errno(errno, "cannot read %s", name);
    if (S_ISDIR(st.st_mode))
        fatal_errno(EISDIR, "cannot read %s", name);
    bool is_regular = S_ISREG(st.st_mode);
    *s = (struct source){spec, fd, is_regular, !is_regular};
    if (is_regular)
        read_ahead(fd);
    else if (S_ISFIFO(st.st_mode))
        widen_pipe(fd);
}

void source_close(struct source *s)
{
    if (s->fd > STDIN_FILENO)     // standard input stays: no other file shall get its number
        close(s->fd);
    s->fd = -1;
}

void source_place(const struct source *s, uint64_t *done, uint64_t *size)
{
    struct stat st;
    off_t at = s->is_regular ? lseek(s->fd, 0, SEEK_CUR) : -1;
    bool is_known = at >= 0 && fstat(s->fd, &st) == 0;
    *done = is_known ? (uint64_t)at : 0;
    *size = is_known ? (uint64_t)st.st_size : 0;
}

bool source_is_ready(const struct source *s)
{
    if (s->is_regular)
        return true;
    struct pollfd p = {s->fd, POLLIN, 0};
    return poll(&p, 1, 0) > 0;
}

int source_wait(const struct source_set *set, int64_t timeout, const sigset_t *mask)
{
    int n = set->n;
    struct pollfd *polled = mem_alloc(sizeof *polled * (size_t)n);
    for (int i = 0; i < n; i++)   // closed ones are below zero, which poll() passes over
        polled[i] = (struct pollfd){set->fds[i], POLLIN, 0};
    struct timespec limit = {(time_t)(timeout / 1000000000), (long)(timeout % 1000000000)};
    int found = SOURCE_SIGNAL;
    int ready = ppoll(polled, (nfds_t)n, timeout < 0 ? NULL : &limit, mask);
    if (ready < 0 && errno != EINTR)
        fatal_errno(errno, "cannot wait for input");
    if (ready == 0)
        found = SOURCE_TIMEOUT;
    for (int i = 0; ready > 0 && i < n && found < 0; i++)
        if (polled[(set->from + i) % n].revents)
            found = (set->from + i) % n;
    mem_free(polled);
    return found;
}
