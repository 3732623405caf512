// SPDX-License-Identifier: MIT
// dir: parts in a folder, each of which appears by rename when it is whole.
//
// A part is written under a hidden name, .NAME.part, and locked as long as weir works at it: one
// that nobody holds was left by a run that was killed. Where parts end is told by their rows and
// the clock, never by how the rows arrive: by size behind the row that fills it, by time when the
// wall clock passes a multiple of the time, also when nothing comes.
#include "base/clock.h"
#include "base/fail.h"
#include "io/loop.h"
#include "io/pack.h"
#include "io/sink_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000ll
enum { STAMP_MAX = 32, PATH_ROOM = 96 };   // what a part's name adds to the folder's

struct folder {
    struct sink *sink;
    int64_t every;                // ns, or 0
    size_t size;                  // bytes of rows, or 0
    const struct pack_kind *pack; // or NULL
    int fd;                       // of the folder
    struct timer timer;           // the end of the part at hand
    unsigned long number;         // of the part at hand, or the last one
    char *hidden, *final;         // its paths
    size_t room;                  // bytes in each of the two
    size_t taken;                 // bytes of rows in it
    struct buf header;            // with which it begins
    void *packing;                // the state of `pack`
    struct buf packed;
};

// ---- names ----

static bool is_there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static void make_stamp(char stamp[STAMP_MAX])
{
    struct tm tm;
    time_t now = (time_t)(clock_wall() / SECOND);
    gmtime_r(&now, &tm);
    strftime(stamp, STAMP_MAX, "%Y%m%dT%H%M%SZ", &tm);
}

// The next number of which there is no part with that time, whole or not.
static void name_part(struct folder *f)
{
    const char *suffix = f->sink->suffix, *packed = f->pack ? f->pack->suffix : "";
    char stamp[STAMP_MAX];
    make_stamp(stamp);
    do {
        f->number++;
        snprintf(f->final, f->room, "%s/%s-%06lu.%s%s", f->sink->place, stamp, f->number, suffix,
                 packed);
        snprintf(f->hidden, f->room, "%s/.%s-%06lu.%s%s.part", f->sink->place, stamp, f->number,
                 suffix, packed);
    } while (is_there(f->final) || is_there(f->hidden));
}

// ---- a part ----

static void write_bytes(struct folder *f, struct str bytes)
{
    if (!f->pack) {
        (void)sink_write(f->sink, bytes.p, bytes.n);
        return;
    }
    f->pack->add(f->packing, bytes, &f->packed);
    (void)sink_write(f->sink, f->packed.p, f->packed.n);
    buf_clear(&f->packed);
}

// When the part has to end: the next multiple of `every` on the wall clock, measured by the steady
// one.
static void arm_end(struct folder *f)
{
    int64_t left = f->every - clock_wall() % f->every;
    loop_arm(f->sink->loop, &f->timer, clock_steady() + left);
}

static bool begin_part(struct folder *f)
{
    struct sink *s = f->sink;
    buf_clear(&f->header);
    buf_put(&f->header, s->header.p, s->header.n);
    name_part(f);
    s->name = f->hidden;
    s->fd = open(f->hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (s->fd < 0) {
        sink_fail(s, "cannot write to %s: %s", s->name, strerror(errno));
        return false;
    }
    (void)flock(s->fd, LOCK_EX | LOCK_NB);
    f->taken = 0;
    if (f->pack)
        f->packing = f->pack->begin();
    if (f->every)
        arm_end(f);
    write_bytes(f, (struct str){f->header.p, f->header.n});
    return !s->is_gone;
}

// On disk for good. Where a file system knows nothing of that there is nothing to wait for.
static bool is_synced(int fd)
{
    return fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS;
}

// Compressed, the part may only now be written.
static void end_packing(struct folder *f)
{
    if (!f->packing)
        return;
    f->pack->end(f->packing, &f->packed);
    f->packing = NULL;
    if (!f->sink->is_gone)
        (void)sink_write(f->sink, f->packed.p, f->packed.n);
    buf_clear(&f->packed);
}

// The part is whole: let it appear. One that could not be written stays hidden.
static void end_part(struct folder *f)
{
    struct sink *s = f->sink;
    loop_disarm(s->loop, &f->timer);
    end_packing(f);
    if (!s->is_gone && !is_synced(s->fd))
        sink_fail(s, "cannot write to %s: %s", s->name, strerror(errno));
    bool is_whole = sink_close_fd(s) && !s->is_gone;
    if (is_whole && rename(f->hidden, f->final) != 0)
        sink_fail(s, "cannot rename %s: %s", s->name, strerror(errno));
    else if (is_whole)
        (void)is_synced(f->fd);
    s->name = s->place;
}

static void on_end(struct timer *t)
{
    end_part(((struct folder *)(void *)((char *)t - offsetof(struct folder, timer))));
}

// ---- rows ----

// The end of the first row that ends at or behind `least` bytes; 0: there is none. In csv a row may
// have line ends between quotes.
static size_t row_end(const struct sink *s, struct str rows, size_t least)
{
    if (least > rows.n)
        return 0;
    if (strcmp(s->suffix, "csv") != 0) {
        size_t from = least ? least - 1 : 0;
        const char *end = memchr(rows.p + from, '\n', rows.n - from);
        return end ? (size_t)(end + 1 - rows.p) : 0;
    }
    bool is_quoted = false;
    for (size_t i = 0; i < rows.n; i++) {
        is_quoted ^= rows.p[i] == '"';
        if (rows.p[i] == '\n' && !is_quoted && i + 1 >= least)
            return i + 1;
    }
    return 0;
}

// Put as many rows into the part as belong there, and end it if it is full then.
static size_t fill_part(struct folder *f, struct str rows)
{
    size_t full = f->size ? row_end(f->sink, rows, f->size - f->taken) : 0;
    size_t n = full ? full : rows.n;
    write_bytes(f, (struct str){rows.p, n});
    f->taken += n;
    if (full || f->sink->is_gone)
        end_part(f);
    return n;
}

static bool is_due(const struct folder *f)
{
    bool is_time = f->timer.is_armed && clock_steady() >= f->timer.due;
    const struct buf *header = &f->sink->header;
    return is_time ||
           !str_eq((struct str){header->p, header->n}, (struct str){f->header.p, f->header.n});
}

// A header in front of the rows, perhaps behind an empty line, is written by begin_part().
static struct str without_header(const struct sink *s, struct str rows)
{
    size_t n = s->header.n, blank = n && rows.n && rows.p[0] == '\n';
    if (n == 0 || rows.n < n + blank || memcmp(rows.p + blank, s->header.p, n) != 0)
        return rows;
    return (struct str){rows.p + blank + n, rows.n - blank - n};
}

static void dir_flush(struct sink *s)
{
    struct folder *f = s->state;
    struct str rows = without_header(s, (struct str){s->buf.p, s->buf.n});
    if (s->fd >= 0 && is_due(f))
        end_part(f);
    while (rows.n && !s->is_gone) {
        if (s->fd < 0 && !begin_part(f))
            break;
        size_t n = fill_part(f, rows);
        rows.p += n;
        rows.n -= n;
    }
}

// ---- the folder ----

static bool is_left(int folder, const char *name)
{
    size_t n = strlen(name);
    if (n < 6 || name[0] != '.' || strcmp(name + n - 5, ".part") != 0)
        return false;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool is_held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0)
        close(fd);
    return !is_held;
}

// Parts of runs that were killed are neither whole nor to be thrown away.
static void tell_left(const struct folder *f)
{
    DIR *d = opendir(f->sink->place);
    char first[256] = "";
    unsigned n = 0;
    for (struct dirent *e; d && (e = readdir(d));)
        if (is_left(f->fd, e->d_name) && n++ == 0)
            snprintf(first, sizeof first, "%s", e->d_name);
    if (d)
        closedir(d);
    if (n == 1)
        warn("%s/%s was left unfinished by a run that was killed; it stays as it is",
             f->sink->place, first);
    else if (n)
        warn("%u parts in %s were left unfinished by runs that were killed (%s ...); they stay as "
             "they are", n, f->sink->place, first);
}

static void dir_open(struct sink *s)
{
    struct folder *f = s->state;
    if (mkdir(s->place, 0777) != 0 && errno != EEXIST)
        fatal_errno(errno, "cannot make the folder %s", s->place);
    f->fd = open(s->place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->fd < 0)
        fatal_errno(errno, "cannot open the folder %s", s->place);
    f->room = strlen(s->place) + strlen(s->suffix) + PATH_ROOM;
    f->hidden = arena_alloc(s->arena, f->room);
    f->final = arena_alloc(s->arena, f->room);
    f->timer = (struct timer){.fire = on_end, .while_held = true};
    buf_init(&f->packed);
    buf_init(&f->header);
    tell_left(f);
}

static void dir_reopen(struct sink *s)
{
    if (s->fd >= 0)
        end_part(s->state);
}

static void dir_close(struct sink *s)
{
    struct folder *f = s->state;
    if (s->fd >= 0)
        end_part(f);
    close(f->fd);
    buf_release(&f->packed);
    buf_release(&f->header);
}

static bool take_packing(struct sink_reading *r, const struct pack_kind *kind)
{
    struct folder *f = r->sink->state;
    bool is_wanted;
    if (!sink_take_flag(r, kind->name, &is_wanted))
        return false;
    if (!is_wanted)
        return true;
    if (f->pack)
        return sink_wrong(r, NULL, "'%s' and '%s' exclude each other", f->pack->name, kind->name);
    f->pack = kind;
    return true;
}

static bool has_library(struct sink_reading *r)
{
    const struct pack_kind *pack = ((struct folder *)r->sink->state)->pack;
    return !pack || !pack->library ||
           sink_wrong(r, NULL, "this weir was built without %s", pack->library);
}

static bool dir_init(struct sink_reading *r)
{
    struct folder *f = ARENA_NEW(r->sink->arena, struct folder);
    *f = (struct folder){.sink = r->sink, .fd = -1};
    r->sink->state = f;
    r->sink->name = r->sink->place;
    return sink_take_duration(r, "every", &f->every) && sink_take_size(r, "size", &f->size) &&
           take_packing(r, &pack_zstd) && take_packing(r, &pack_gzip) && has_library(r);
}

const struct sink_kind sink_dir = {
    .name = "dir",
    .usage = "dir://PATH",
    .summary = "parts in a folder, which appear by rename when they are whole",
    .note = "A part is called by the UTC time when it was begun and a number, such as "
            "20260302T120500Z-000001.ndjson; it is synced to disk before it appears. Until then "
            "its name begins with a dot and ends in .part. The end of the run, and SIGHUP, end "
            "the part at hand. A .part that a killed run left is told at the next start and kept. "
            "With --to csv or tsv each part has the header. No part is empty.",
    .options = {{"every", "D", "end parts when the wall clock passes a multiple of D"},
                {"size", "SIZE", "end parts behind the row with which so many bytes are reached, "
                                 "before compression"},
                {"zstd", NULL, "compress parts (.zst)"},
                {"gzip", NULL, "compress parts (.gz)"}},
    .has_parts = true,
    .init = dir_init,
    .open = dir_open,
    .flush = dir_flush,
    .reopen = dir_reopen,
    .close = dir_close,
};
