// SPDX-License-Identifier: MIT
// What the system tells of folders and files that change (inotify). Where there is none, or it has
// no more to give, the descriptor is below zero and nothing is told: who wants to know has to look.
#ifndef IO_NOTIFY_H
#define IO_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum notice_kind {
    NOTICE_CHANGED,               // a file: it has grown, or is shorter, or is about to go
    NOTICE_NAMED,                 // a folder: a file has that name now
    NOTICE_UNNAMED,               // a folder: the file of that name has another, or none
    NOTICE_LOST,                  // there was more than the system could hold: look at everything
    NOTICE_OVER,                  // nothing more comes for that watch
};

struct notice {
    enum notice_kind kind;
    int watch;
    const char *name;             // until the next notify_next()
    uint32_t pair;                // of a renaming: the same for the old name and the new; else 0
};

struct notify {
    int fd;                       // readable when there are notices; below zero: there are never
    size_t at, end;
    _Alignas(8) char buffer[4096];
};

void notify_init(struct notify *n);
void notify_release(struct notify *n);

// Watch a folder for names that come and go, or the file that a descriptor is open on. Below zero
// where that cannot be. A file has one watch, however often it is asked for.
int notify_folder(struct notify *n, const char *path);
int notify_file(struct notify *n, int fd);
void notify_forget(struct notify *n, int watch);

// The next notice; false: there is none now.
bool notify_next(struct notify *n, struct notice *out);

#endif
