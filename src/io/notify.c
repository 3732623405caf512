// SPDX-License-Identifier: MIT
#include "io/notify.h"

#ifdef __linux__

#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

void notify_init(struct notify *n)
{
    n->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    n->at = n->end = 0;
}

void notify_release(struct notify *n)
{
    if (n->fd >= 0)
        close(n->fd);
    n->fd = -1;
}

int notify_folder(struct notify *n, const char *path)
{
    return inotify_add_watch(n->fd, path, IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                                              IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

// By the descriptor: its name may be another file's by now.
int notify_file(struct notify *n, int fd)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return inotify_add_watch(n->fd, path, IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF);
}

void notify_forget(struct notify *n, int watch)
{
    if (n->fd >= 0 && watch >= 0)
        inotify_rm_watch(n->fd, watch);
}

static enum notice_kind kind_of(uint32_t mask)
{
    if (mask & IN_Q_OVERFLOW)
        return NOTICE_LOST;
    if (mask & IN_IGNORED)
        return NOTICE_OVER;
    if (mask & (IN_CREATE | IN_MOVED_TO))
        return NOTICE_NAMED;
    return mask & (IN_MOVED_FROM | IN_DELETE) ? NOTICE_UNNAMED : NOTICE_CHANGED;
}

bool notify_next(struct notify *n, struct notice *out)
{
    if (n->at == n->end) {
        ssize_t got = n->fd < 0 ? -1 : read(n->fd, n->buffer, sizeof n->buffer);
        if (got <= 0)
            return false;
        n->at = 0;
        n->end = (size_t)got;
    }
    struct inotify_event event;
    memcpy(&event, n->buffer + n->at, sizeof event);
    *out = (struct notice){
        .kind = kind_of(event.mask),
        .watch = event.wd,
        .name = event.len ? n->buffer + n->at + sizeof event : "",
        .pair = event.mask & (IN_MOVED_FROM | IN_MOVED_TO) ? event.cookie : 0,
    };
    n->at += sizeof event + event.len;
    return true;
}

#else

void notify_init(struct notify *n)
{
    n->fd = -1;
}

void notify_release(struct notify *n)
{
    (void)n;
}

int notify_folder(struct notify *n, const char *path)
{
    (void)n, (void)path;
    return -1;
}

int notify_file(struct notify *n, int fd)
{
    (void)n, (void)fd;
    return -1;
}

void notify_forget(struct notify *n, int watch)
{
    (void)n, (void)watch;
}

bool notify_next(struct notify *n, struct notice *out)
{
    (void)n, (void)out;
    return false;
}

#endif
