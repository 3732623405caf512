// SPDX-License-Identifier: MIT
// One block is being filled; its bytes lie in three runs:
//
//     0 ...... at ............ lines_end ............ end ...... capacity
//      given    whole lines             partial line      room
//
// Only bytes just read are searched for newlines, backwards, so that a line of any length is
// searched once. When the whole lines are given out the block goes with them and the partial line
// is copied to the next block. Only an overlong line makes copies: the lines before it and its own
// beginning leave in blocks of their own, the rest stays where it is.
//
// What comes out as overlong is the same however the bytes arrive: all of the line up to
// OVERLONG_KEPT bytes, which is why such a line is waited for beyond max_line where that is less.
#include "io/framer.h"

#include "base/mem.h"

#include <errno.h>
#include <string.h>

enum {
    OVERLONG_KEPT = 64 * 1024 + 1,        // a byte more than anyone shows, so that it can be told
                                          // that there was more
    RESTING_MOST = 4096,          // bytes of a partial line that is worth moving out of its block
};

static const char bom[3] = {'\xef', '\xbb', '\xbf'};

struct framer {
    struct framer_setup setup;
    bool bom_is_settled;          // the start of the input was looked at
    bool is_skipping;             // in the part of an overlong line that is thrown away
    bool is_cut;                  // the partial line will not become whole
    bool has_ended;
    int error;                    // of the read that failed, or 0
    struct block *filling;        // NULL: nothing is held, or `resting`
    size_t at, lines_end, end;    // offsets in `filling`
    char *resting;                // a partial line of so many bytes, while nothing is read
    size_t nresting;
};

struct framer *framer_new(const struct framer_setup *setup)
{
    struct framer *f = mem_zalloc(sizeof *f);
    f->setup = *setup;
    return f;
}

void framer_free(struct framer *f)
{
    if (!f)
        return;
    if (f->filling)
        block_recycle(f->setup.pool, f->filling);
    mem_free(f->resting);
    mem_free(f);
}

// ---- taking in

// Begin a block, with what was put aside.
static void begin_block(struct framer *f)
{
    f->filling = block_take(f->setup.pool, f->nresting + f->setup.pool->read_size);
    if (f->nresting)
        memcpy(block_bytes(f->filling), f->resting, f->nresting);
    f->at = f->lines_end = 0;
    f->end = f->nresting;
    mem_free(f->resting);
    f->resting = NULL;
    f->nresting = 0;
}

// Have room for one read behind what is held.
static void make_room(struct framer *f)
{
    size_t read_size = f->setup.pool->read_size;
    if (!f->filling)
        begin_block(f);
    if (f->at == f->end)
        f->at = f->lines_end = f->end = 0;
    struct block *b = f->filling;
    if (b->capacity - f->end >= read_size)
        return;
    if (f->at) {
        memmove(block_bytes(b), block_bytes(b) + f->at, f->end - f->at);
        f->lines_end -= f->at;
        f->end -= f->at;
        f->at = 0;
    }
    if (b->capacity - f->end < read_size)
        f->filling = block_grow(b);
}

// Take the n bytes that were read behind `end` into what is held.
static void take_in(struct framer *f, size_t n)
{
    char *fresh = block_bytes(f->filling) + f->end;
    if (f->is_skipping) {         // nothing is held then
        const char *newline = memchr(fresh, '\n', n);
        if (!newline)
            return;
        f->is_skipping = false;
        size_t skipped = (size_t)(newline - fresh) + 1;
        f->at = f->lines_end = f->end = f->end + skipped;
        fresh += skipped;
        n -= skipped;
    }
    const char *newline = memrchr(fresh, '\n', n);
    if (newline)
        f->lines_end = f->end + (size_t)(newline - fresh) + 1;
    f->end += n;
}

// Leave out a byte order mark, once enough has come to tell.
static void settle_bom(struct framer *f)
{
    size_t n = f->end < sizeof bom ? f->end : sizeof bom;
    bool is_bom = memcmp(block_bytes(f->filling), bom, n) == 0;
    if (is_bom && n < sizeof bom)
        return;
    f->bom_is_settled = true;
    if (is_bom) {
        f->at = sizeof bom;
        if (f->lines_end < f->at)
            f->lines_end = f->at;
    }
}

void framer_break(struct framer *f, bool is_cut)
{
    if (f->nresting)
        begin_block(f);
    f->is_skipping = false;
    if (!f->filling || f->end == f->lines_end || f->is_cut)
        return;
    if (is_cut) {
        f->is_cut = true;
    } else {
        block_bytes(f->filling)[f->end++] = '\n';
        f->lines_end = f->end;
    }
}

static void take_end(struct framer *f, int error)
{
    f->has_ended = true;
    f->error = error;
    if (!error || f->setup.cuts_end)
        framer_break(f, f->setup.cuts_end);
}

// Read once. False: nothing came, now or because the input is over.
static bool fill(struct framer *f)
{
    make_room(f);
    ssize_t n = f->setup.read(f->setup.from, block_bytes(f->filling) + f->end,
                              f->setup.pool->read_size);
    if (n > 0) {
        take_in(f, (size_t)n);
        if (!f->bom_is_settled)
            settle_bom(f);
        return true;
    }
    if (n == 0)
        take_end(f, 0);
    else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
        take_end(f, errno);
    return false;
}

int framer_error(const struct framer *f)
{
    return f->error;
}

// ---- giving out

// Where the first overlong whole line begins; lines_end if there is none.
static size_t find_overlong(const struct framer *f)
{
    struct str lines = {block_bytes(f->filling) + f->at, f->lines_end - f->at};
    return f->at + lines_find_overlong(lines, f->setup.max_line);
}

// The first n bytes held, in a block of their own, with room for one byte more.
static struct block *copy_out(struct framer *f, size_t n)
{
    struct block *b = block_take(f->setup.pool, n);
    memcpy(block_bytes(b), block_bytes(f->filling) + f->at, n);
    b->text = (struct str){block_bytes(b), n};
    return b;
}

// Give out the beginning of an overlong line of n bytes, which is what is held first.
static struct block *give_overlong(struct framer *f, size_t n)
{
    struct block *b = copy_out(f, n < OVERLONG_KEPT ? n : OVERLONG_KEPT);
    block_bytes(b)[b->text.n++] = '\n';
    b->is_overlong = true;
    return b;
}

// Give out all whole lines with the block they lie in; the partial line moves to another.
static struct block *give_filled(struct framer *f)
{
    struct block *b = f->filling;
    size_t partial = f->end - f->lines_end;
    b->text = (struct str){block_bytes(b) + f->at, f->lines_end - f->at};
    f->filling = NULL;
    if (partial) {
        f->filling = block_take(f->setup.pool, partial + f->setup.pool->read_size);
        memcpy(block_bytes(f->filling), block_bytes(b) + f->lines_end, partial);
    }
    f->at = f->lines_end = 0;
    f->end = partial;
    return b;
}

static struct block *give_lines(struct framer *f)
{
    size_t overlong = find_overlong(f);
    if (overlong == f->lines_end)
        return give_filled(f);
    struct block *b;
    if (overlong > f->at) {
        b = copy_out(f, overlong - f->at);
        f->at = overlong;
    } else {
        const char *line = block_bytes(f->filling) + f->at;
        size_t n = (size_t)((const char *)memchr(line, '\n', f->lines_end - f->at) - line);
        b = give_overlong(f, n);
        f->at += n + 1;
    }
    return b;
}

// The partial line, whose end will not come.
static struct block *give_cut(struct framer *f, size_t n)
{
    struct block *b = give_overlong(f, n);
    b->is_overlong = false;
    b->is_cut = true;
    f->is_cut = false;
    f->at = f->lines_end = f->end = 0;
    return b;
}

// A block of what is held, or NULL if more must come first.
static struct block *give(struct framer *f)
{
    if (!f->filling)
        return NULL;
    if (f->lines_end > f->at)
        return give_lines(f);
    size_t partial = f->end - f->at;
    if (f->is_cut && partial)
        return give_cut(f, partial);
    if (partial <= f->setup.max_line || partial < OVERLONG_KEPT)
        return NULL;
    struct block *b = give_overlong(f, partial);
    f->is_skipping = true;
    f->at = f->lines_end = f->end = 0;
    return b;
}

enum framer_result framer_read(struct framer *f, struct block **out)
{
    bool may_read = true;
    while (!(*out = give(f))) {
        if (f->has_ended)
            return FRAMER_END;
        if (!may_read)
            return FRAMER_WAIT;
        may_read = fill(f) && !f->setup.reads_once;
    }
    return FRAMER_BLOCK;
}

bool framer_holds(const struct framer *f)
{
    return f->has_ended || (f->filling && (f->lines_end > f->at || f->is_cut));
}

bool framer_forget(struct framer *f, size_t *n)
{
    if (!f->bom_is_settled || f->is_skipping || f->has_ended || f->nresting ||
        f->lines_end > f->at)
        return false;
    *n = f->end - f->lines_end;
    f->at = f->lines_end = f->end = 0;
    return true;
}

void framer_rest(struct framer *f)
{
    size_t partial = f->end - f->at;
    if (!f->filling || f->lines_end > f->at || f->is_cut || partial > RESTING_MOST)
        return;
    if (partial) {
        f->resting = mem_alloc(partial);
        memcpy(f->resting, block_bytes(f->filling) + f->at, partial);
    }
    f->nresting = partial;
    block_recycle(f->setup.pool, f->filling);
    f->filling = NULL;
}
