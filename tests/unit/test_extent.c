// SPDX-License-Identifier: MIT
// Extents: a file that is read apart gives the lines, and the cuts between blocks, that reading it
// in order gives, whatever the order in which extents are read, and whatever happens to the file.
#include "tests/unit/check.h"

#include "base/fail.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/source.h"

#include <stdlib.h>
#include <unistd.h>

enum { AHEAD = 5 };               // blocks given out before the first of them is settled

static char path[] = "/tmp/test_extent.XXXXXX";       // for mkstemp(), which fills in the rest
static int fd;
static struct loop loop;

// What is read of the file: its blocks, each followed by a '|', behind a '!' if it is overlong.
struct reading {
    struct source source;
    struct block *queue[AHEAD];
    size_t nqueue;
    size_t nextents, ndropped;
    struct buf out;
};

static void open_reading(struct reading *r, size_t max_line, size_t read_size)
{
    const struct source_setup setup = {
        .loop = &loop, .max_line = max_line, .read_size = read_size};
    *r = (struct reading){0};
    source_open(&r->source, &setup, path);
}

static struct str close_reading(struct reading *r)
{
    CHECK(r->nqueue == 0 && !source_error(&r->source));
    source_close(&r->source);
    return (struct str){r->out.p, r->out.n};
}

static void read_ahead(struct reading *r)
{
    struct block *block;
    while (r->nqueue < AHEAD && source_next(&r->source, &block) == SOURCE_BLOCK)
        r->queue[r->nqueue++] = block;
}

static struct block *pop(struct reading *r)
{
    struct block *first = r->queue[0];
    memmove(r->queue, r->queue + 1, --r->nqueue * sizeof *r->queue);
    return first;
}

static void take(struct reading *r, struct block *block)
{
    source_settle(block);
    r->nextents += block->to > 0;
    if (block->is_overlong)
        buf_putc(&r->out, '!');
    buf_puts_str(&r->out, block->text);
    if (block->text.n)
        buf_putc(&r->out, '|');
    source_recycle(&r->source, block);
}

// As threads would, but the last first: read what is unread, then take the first in order.
static void step(struct reading *r)
{
    for (size_t i = r->nqueue; i-- > 0;)
        if (r->queue[i]->is_unread)
            (void)source_read_block(r->queue[i]);
    if (!r->queue[0]->is_unread) {
        take(r, pop(r));
        return;
    }
    uint64_t from = r->queue[0]->from;
    for (r->ndropped++; r->nqueue;)
        source_recycle(&r->source, pop(r));
    source_read_in_order(&r->source, from);
}

static void read_all(struct reading *r)
{
    for (read_ahead(r); r->nqueue; read_ahead(r))
        step(r);
}

static struct str read_in_order(size_t max_line, size_t read_size)
{
    struct reading r;
    open_reading(&r, max_line, read_size);
    read_all(&r);
    CHECK(r.nextents == 0);
    return close_reading(&r);
}

static void write_file(const struct buf *b, size_t n)
{
    if (ftruncate(fd, 0) != 0 || pwrite(fd, b->p, n, 0) != (ssize_t)n)
        fatal("cannot write %s", path);
}

static uint32_t next_random(void)
{
    static uint32_t seed = 4711;
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

// Lines of up to so many bytes, a few of them long.
static void put_lines(struct buf *b, size_t nlines, size_t most, size_t longest)
{
    for (size_t i = 0; i < nlines; i++) {
        size_t n = next_random() % (next_random() % 50 ? most : longest);
        memset(buf_room(b, n + 1), 'a' + (int)(i % 26), n);
        b->n += n;
        buf_putc(b, '\n');
    }
}

static void check_same(size_t max_line, size_t read_size, bool is_usual)
{
    struct reading r;
    struct str want = read_in_order(max_line, read_size);
    open_reading(&r, max_line, read_size);
    source_read_apart(&r.source);
    read_all(&r);
    CHECK(!is_usual || (r.nextents > 0 && r.ndropped == 0));
    struct str got = close_reading(&r);
    CHECK(str_eq(got, want));
    mem_free((char *)got.p);
    mem_free((char *)want.p);
}

static void test_random(void)
{
    static const size_t sizes[] = {1, 7, 100, 4096, 0}, limits[] = {16 << 20, 60, 70000};
    for (size_t round = 0; round < 30; round++) {
        struct buf b = {0};
        size_t size = sizes[round % 5], max_line = limits[round % 3];
        bool has_long = round % 2;
        put_lines(&b, size ? 200 + size : 100000, 40, has_long ? (size < 100 ? 2000 : 100000) : 41);
        write_file(&b, b.n - round / 2 % 3);
        check_same(max_line, size, !has_long);
        buf_release(&b);
    }
}

// A file of short lines, whose end is given back, that is read apart.
static size_t open_usual(struct reading *r)
{
    struct buf b = {0};
    put_lines(&b, 1000, 30, 30);
    size_t size = b.n;
    write_file(&b, size);
    buf_release(&b);
    open_reading(r, 1000, 500);
    source_read_apart(&r->source);
    return size;
}

// What is there when an extent is read may be less, or other, than when it was given out.
static void test_shrinking(void)
{
    struct reading r;
    (void)open_usual(&r);
    while (r.nextents < 3) {
        read_ahead(&r);
        step(&r);
    }
    size_t left = (size_t)r.source.streams->settled + 20;
    CHECK(ftruncate(fd, (off_t)left) == 0);
    while (r.nqueue && !r.queue[0]->is_unread)
        take(&r, pop(&r));        // had been read before
    read_all(&r);
    CHECK(r.ndropped == 1);
    struct str got = close_reading(&r);
    CHECK(got.n > left);
    mem_free((char *)got.p);
}

// What is written to the file later is read, too.
static void test_growing(void)
{
    struct reading r;
    size_t size = open_usual(&r);
    read_ahead(&r);
    CHECK(pwrite(fd, "more\n", 5, (off_t)size) == 5);
    read_all(&r);
    CHECK(r.nextents > 10 && r.ndropped == 0);
    struct str got = close_reading(&r);
    CHECK(got.n > 6 && memcmp(got.p + got.n - 6, "more\n|", 6) == 0);
    mem_free((char *)got.p);
}

int main(void)
{
    fd = mkstemp(path);
    CHECK(fd >= 0);
    loop_init(&loop);
    test_random();
    test_shrinking();
    test_growing();
    loop_release(&loop);
    close(fd);
    unlink(path);
    return check_done("extent");
}
