// SPDX-License-Identifier: MIT
// A stream that is a regular file gives out extents once it has turned out to be long. They are
// settled in order; where one cannot be, and behind the last one, it is read as any other, from the
// end of the last line that is through.
#include "io/source_internal.h"

#include <unistd.h>

enum { READ_FIRST = 4 };          // blocks read in order: short files end with these

void source_read_apart(struct source *s)
{
    s->reads_apart = true;
}

// What the file has got by now is given out as extents; what comes behind that later is read in
// order.
static bool begin(struct stream *t)
{
    size_t held;
    uint64_t at;
    if (++t->nread <= READ_FIRST)
        return false;
    if (!t->kind->place || !t->kind->place(t, &at) ||
        at + t->source->pool.read_size > t->source->size) {
        t->source->reads_apart = false;
        return false;
    }
    if (!framer_forget(t->framer, &held))
        return false;
    t->next_extent = at;
    t->settled = at - held;
    return t->is_apart = true;
}

// Read on from where the lines that are through end; first of all what comes before the extents
// that are not, so that the file is cut as if it had been read in order all the time.
static void end(struct stream *t)
{
    t->is_apart = false;
    t->nbefore = (size_t)(t->next_extent - t->settled);
    (void)lseek(t->fd, (off_t)t->settled, SEEK_SET);
}

bool stream_gives_extents(struct stream *t)
{
    return t->is_apart || (t->source->reads_apart && begin(t));
}

enum framer_result stream_next_extent(struct stream *t, struct block **out)
{
    uint64_t to = t->next_extent + t->source->pool.read_size;
    bool is_last = to > t->source->size;
    if (is_last && t->nblocks > 0)
        return FRAMER_WAIT;
    if (is_last) {
        end(t);
        t->source->reads_apart = false;
        return framer_read(t->framer, out);
    }
    *out = block_take(&t->source->pool, t->source->pool.read_size);
    (*out)->is_unread = true;
    (*out)->from = t->next_extent;
    (*out)->to = t->next_extent = to;
    return FRAMER_BLOCK;
}

bool source_read_block(struct block *block)
{
    const struct stream *t = block->stream;
    return extent_read(block, t->fd, t->source->setup.max_line);
}

void source_settle(struct block *block)
{
    if (block->to && block->text.n)       // else it was read in order, or says nothing
        block->stream->settled = extent_text_end(block);
}

void source_read_in_order(struct source *s, uint64_t from)
{
    s->reads_apart = false;
    for (struct stream *t = s->streams; t; t = t->next) {
        t->next_extent = from;
        end(t);
    }
}
