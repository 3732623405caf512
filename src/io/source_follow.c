// SPDX-License-Identifier: MIT
// Files that are followed (-F): one path, which another file may take over (rotation), or the files
// that match a pattern, to which others may come. It never ends. What goes on is told by notices
// (io/notify.h); in case one is missed, and where there are none, a timer has a look.
//
// Files that change names faster than we look would be missed: from the notices of renamings it is
// known which names the former files of a path have now.
#include "base/clock.h"
#include "base/fail.h"
#include "io/notify.h"
#include "io/tail.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define LOOK_EVERY 1000000000ll   // ns, where there are notices
#define LOOK_OFTEN 50000000ll     // where there are none

// A file that had the path and has another name in its folder now.
struct former {
    char *name;                   // NULL while only half of a renaming has been told
    uint32_t pair;                // of the renaming that goes on; 0: none
};

struct follow {
    struct source *source;
    const char *path;             // or the pattern
    bool is_pattern;
    const char *folder;           // of it; NULL: it is itself a pattern
    const char *base;             // the part behind the folder
    struct tail *tails;
    struct notify notify;
    struct watch watch;
    int folder_watch;
    struct timer look;
    bool is_missing;              // that has been told
    VEC(struct former) formers;   // in the order in which they had the path
};

struct tail *follow_tails(const struct source *s)
{
    return ((const struct follow *)s->state)->tails;
}

// ---- taking up ----

static void watch_file(struct follow *f, struct tail *tail)
{
    if (f->notify.fd >= 0)
        tail->watch = notify_file(&f->notify, tail->fd);
}

static struct tail *find_tail(const struct follow *f, const struct stat *st, int fd)
{
    for (struct tail *t = f->tails; t; t = t->next)
        if (t->fd >= 0 ? t->device == st->st_dev && t->inode == st->st_ino : tail_is(t, st, fd))
            return t;
    return NULL;
}

// The last one that has that path, or had it, and is still read; of a former file only such as had
// it before.
static struct tail *find_before(const struct follow *f, const char *path, bool is_former)
{
    struct tail *before = NULL;
    for (struct tail *t = f->tails; t; t = t->next)
        if (t->fd >= 0 && strcmp(t->path, path) == 0 &&
            (t->is_named ? !is_former : !t->is_retiring))
            before = t;
    return before;
}

// Open a regular file, or say once why not. Below zero: there is none.
static int open_file(struct follow *f, const char *name, struct stat *st)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 && errno != ENOENT && !f->is_missing) {
        f->is_missing = true;
        warn("cannot open %s: %s; trying again", name, strerror(errno));
    }
    if (fd >= 0 && fstat(fd, st) == 0 && S_ISREG(st->st_mode))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

// Follow the file that has that name, as the one that has the path, or had it.
static void take_up(struct follow *f, const char *name, const char *path, bool is_former)
{
    struct stat st;
    int fd = open_file(f, name, &st);
    if (fd < 0)
        return;
    struct tail *known = find_tail(f, &st, fd);
    if (known && (known->fd >= 0 || known->is_packed || st.st_size == known->position)) {
        known->is_named |= !is_former;
        close(fd);
        return;
    }
    if (f->is_missing)
        warn("%s: it is there again", path);
    f->is_missing = false;
    struct tail *tail = tail_new(&f->tails, f->source, path, fd, find_before(f, path, is_former));
    tail->is_named = !is_former;
    if (known) {
        tail->position = known->position;
        tail->nhead = known->nhead;
        tail->is_settled = true;
        memcpy(tail->head, known->head, sizeof tail->head);
        tail_free(&f->tails, known);
    }
    watch_file(f, tail);
}

// ---- looking ----

// See which of the files that we follow has the path. False: none of them.
static bool name_tails(struct follow *f, const char *path)
{
    struct stat st;
    bool is_there = stat(path, &st) == 0, any = false;
    for (struct tail *t = f->tails; t; t = t->next) {
        bool is_it = is_there && t->fd >= 0 && t->device == st.st_dev && t->inode == st.st_ino;
        if (is_it || (!f->is_pattern && t->fd >= 0))
            t->is_named = is_it;
        any |= is_it;
    }
    return any;
}

static void look_at(struct follow *f, const char *path)
{
    if (!name_tails(f, path))
        take_up(f, path, path, false);
}

static void watch_folder(struct follow *f)
{
    if (f->folder && f->folder_watch < 0 && f->notify.fd >= 0)
        f->folder_watch = notify_folder(&f->notify, f->folder);
}

// What no longer has a name that matches is not expected to grow.
static void look_at_pattern(struct follow *f)
{
    glob_t found;
    for (struct tail *t = f->tails; t; t = t->next)
        t->is_named = false;
    if (glob(f->path, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            look_at(f, found.gl_pathv[i]);
        globfree(&found);
    }
    for (struct tail *t = f->tails; t; t = t->next)
        t->is_retiring |= !t->is_named;
}

static void look(struct follow *f)
{
    watch_folder(f);
    if (f->is_pattern)
        look_at_pattern(f);
    else
        look_at(f, f->path);
}

static void tell_missing(struct follow *f)
{
    struct stat st;
    if (f->is_pattern || f->is_missing || stat(f->path, &st) == 0)
        return;
    warn("%s: %s; waiting for it", f->path, strerror(errno));
    f->is_missing = true;
}

static void look_around(struct timer *timer)
{
    struct follow *f = (struct follow *)((char *)timer - offsetof(struct follow, look));
    int64_t now = clock_steady();
    look(f);
    tell_missing(f);
    for (struct tail *t = f->tails, *next; t; t = next) {
        next = t->next;
        tail_look(t, now);
        if (t->fd < 0 && !t->is_named)
            tail_free(&f->tails, t);
    }
    loop_arm(f->source->setup.loop, timer, now + (f->notify.fd >= 0 ? LOOK_EVERY : LOOK_OFTEN));
}

// ---- notices ----

static void add_former(struct follow *f, uint32_t pair)
{
    *VEC_PUSH(&f->formers) = (struct former){.pair = pair};
}

static void forget_formers(struct follow *f)
{
    for (size_t i = 0; i < f->formers.n; i++)
        mem_free(f->formers.at[i].name);
    f->formers.n = 0;
}

// A name is gone: the old half of a renaming, or the file was removed.
static void note_unnamed(struct follow *f, const struct notice *n)
{
    if (strcmp(n->name, f->base) == 0 && n->pair)
        add_former(f, n->pair);
    for (size_t i = 0; i < f->formers.n; i++) {
        struct former *former = &f->formers.at[i];
        if (former->name && strcmp(former->name, n->name) == 0) {
            mem_free(former->name);
            *former = (struct former){.pair = n->pair};
        }
    }
}

static void note_named(struct follow *f, const struct notice *n)
{
    for (size_t i = 0; i < f->formers.n; i++) {
        struct former *former = &f->formers.at[i];
        if (n->pair && former->pair == n->pair) {
            former->name = strcpy(mem_alloc(strlen(n->name) + 1), n->name);
            former->pair = 0;
        }
    }
}

static void note(struct follow *f, const struct notice *n)
{
    for (struct tail *t = f->tails; t && n->kind == NOTICE_CHANGED; t = t->next)
        if (t->watch == n->watch && t->fd >= 0)
            tail_wake(t);
    if (n->watch != f->folder_watch)
        return;
    if (n->kind == NOTICE_OVER)
        f->folder_watch = -1;
    else if (n->kind == NOTICE_NAMED && !f->is_pattern)
        note_named(f, n);
    else if (n->kind == NOTICE_UNNAMED && !f->is_pattern)
        note_unnamed(f, n);
}

// Is the notice one that says that there may be another file to read?
static bool is_about_names(const struct follow *f, const struct notice *n)
{
    if (n->kind == NOTICE_LOST || n->kind == NOTICE_CHANGED)
        return n->kind == NOTICE_LOST;
    return f->is_pattern ? fnmatch(f->base, n->name, 0) == 0 : strcmp(n->name, f->base) == 0;
}

// Files that have had the path since we looked, and lost it again.
static void take_up_formers(struct follow *f)
{
    for (size_t i = 0; i < f->formers.n; i++) {
        const char *name = f->formers.at[i].name;
        if (!name)
            continue;
        struct buf full;
        buf_init(&full);
        buf_printf(&full, "%s/%s", f->folder, name);
        take_up(f, buf_cstr(&full), f->path, true);
        buf_release(&full);
    }
}

static void notices_come(struct watch *w, short revents)
{
    (void)revents;
    struct follow *f = (struct follow *)((char *)w - offsetof(struct follow, watch));
    struct notice n;
    bool looks = false;
    while (notify_next(&f->notify, &n)) {
        looks |= is_about_names(f, &n);
        note(f, &n);
    }
    if (f->formers.n) {
        name_tails(f, f->path);
        take_up_formers(f);
        forget_formers(f);
    }
    if (looks)
        look(f);
}

void follow_done(struct source *s, struct tail *tail)
{
    struct follow *f = s->state;
    notify_forget(&f->notify, tail->watch);
    tail->watch = -1;
}

// ---- the source ----

static bool has_wildcard(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

static void split_path(struct follow *f, struct arena *a)
{
    const char *slash = strrchr(f->path, '/');
    f->base = slash ? slash + 1 : f->path;
    f->folder = !slash ? "." : slash == f->path ? "/"
                : arena_strndup(a, f->path, (size_t)(slash - f->path));
    if (f->is_pattern && has_wildcard(f->folder))
        f->folder = NULL;
}

static void begin_notices(struct follow *f)
{
    notify_init(&f->notify);
    f->folder_watch = -1;
    if (f->notify.fd >= 0)
        loop_add(f->source->setup.loop, &f->watch, f->notify.fd, POLLIN);
}

static void follow_open(struct source *s)
{
    struct stat st;
    bool is_there = stat(s->text, &st) == 0;
    if (is_there && !S_ISREG(st.st_mode)) {
        s->kind = &source_file;
        if (S_ISFIFO(st.st_mode))
            file_open_kept(s);
        else
            s->kind->open(s);
        return;
    }
    struct follow *f = ARENA_NEW(&s->arena, struct follow);
    s->state = f;
    f->source = s;
    f->path = s->text;
    f->is_pattern = !is_there && has_wildcard(s->text);
    f->watch.ready = notices_come;
    f->look.fire = look_around;
    split_path(f, &s->arena);
    begin_notices(f);
    look_around(&f->look);
}

static void follow_close(struct source *s)
{
    struct follow *f = s->state;
    loop_disarm(s->setup.loop, &f->look);
    if (f->notify.fd >= 0)
        loop_remove(s->setup.loop, &f->watch);
    notify_release(&f->notify);
    while (f->tails) {
        if (f->tails->fd >= 0 && !f->tails->stream)   // else the stream had it
            close(f->tails->fd);
        tail_free(&f->tails, f->tails);
    }
    forget_formers(f);
    VEC_FREE(&f->formers);
}

const struct source_kind source_follow = {
    .name = "follow",
    .usage = "-F -i FILE",
    .summary = "a file that grows, through rotation; or all that match 'PATTERN'",
    .note = "It is read from its start and never ends. A file that is renamed or removed is read\n"
            "to its end before the one that takes its place; one that is cut back is read anew.\n"
            "It need not be there yet. A pattern stands in quotes; files that come later are\n"
            "taken up, too. A fifo is kept open when its writers go.",
    .example = "weir -F -i app.log 'filter level == \"error\"'",
    .open = follow_open,
    .close = follow_close,
};
