// SPDX-License-Identifier: MIT
// Sources: what -i names. A kind of source is a row in its own file, source_NAME.c, and a line in
// sources.def. A source is one at work: one or more streams of bytes (a file, the clients of a
// listener), each cut into blocks of whole lines by a framer of its own.
//
// Nothing here waits: a source says whether it has something to read, its descriptors and timers
// are in the loop, and what is read is fair between its streams, a block each in turn.
#ifndef IO_SOURCE_H
#define IO_SOURCE_H

#include "io/extent.h"
#include "io/framer.h"
#include "io/loop.h"

#include <stdbool.h>
#include <stdint.h>

struct reader;
struct source;
struct stat;
struct url;

struct source_option {
    const char *name, *value;     // value is what it is called in the help, NULL if there is none
    const char *summary;
};

struct source_kind {
    const char *name;
    const char *usage;            // KIND://PLACE, or what else is written behind -i
    const char *summary;          // one line
    const char *note;             // more about it, whole lines but for the last line's end; or NULL
    const struct source_option *options;     // ended by one without a name; NULL: none
    const char *example;          // a command line

    // Private from here on. Take place and options, whose texts live in the source's arena, into
    // s->state: NULL, or what is wrong with them.
    const char *(*read)(struct source *s, struct url *url);
    void (*open)(struct source *s);          // what fails for good is fatal()
    void (*close)(struct source *s);         // what is no stream of it; may be NULL
    void (*tell)(struct source *s);          // the closing words, for people; may be NULL
};

// The kinds in the order of the help: i from 0, NULL at the end.
const struct source_kind *source_kind_at(int i);

// ---- before the run ----

// Is the text sound as a source? False after a message on standard error.
bool source_check(const char *text);
// Does it name a file (or files), as against standard input and what is written KIND://PLACE?
bool source_is_file(const char *text);

// ---- streams ----

// Bytes that follow each other. It stays until it has ended and its last block has been recycled.
struct stream {
    const char *name;             // for source() and the bad output
    const char *title;            // for messages
    uint64_t lines;               // the run's: counted so far
    struct reader *reader;        // the run's: what reads it, where each stream needs its own
    const char *cut;              // what is told of a line that is cut off
    // Private (io/source_internal.h).
    struct source *source;
    const struct stream_kind *kind;
    struct framer *framer;
    struct watch watch;
    int fd;
    bool is_watched, is_ready, has_ended;
    bool was_short;               // the last read brought less than it asked for
    size_t nblocks;               // given out, not recycled
    size_t nread;                 // as long as it may become apart: how often it was read
    bool is_apart;                // it gives out extents
    uint64_t next_extent;         // where in the file the next one begins
    uint64_t settled;             // and where the lines end that are through
    size_t nbefore;               // bytes to be read before all others
    struct stream *next;          // of the source
    struct stream *next_ready;
};

// ---- sources ----

struct source_setup {
    struct loop *loop;
    size_t max_line, read_size;   // see io/framer.h
    bool follows;                 // -F: files are read on as they grow
};

struct source {
    const char *text;             // as it was given
    const char *title;            // for messages
    bool is_regular;              // a regular file, read to its end: no wall clock touches it
    // Private (io/source_internal.h).
    uint64_t size;                // of a regular file, bytes
    const struct source_kind *kind;
    struct source_setup setup;
    struct arena arena;
    void *state;                  // the kind's
    struct block_pool pool;
    bool reads_apart;             // extents may be given out
    struct stream *streams;
    struct stream *ready, *last_ready;       // a queue
    bool is_over;                 // there will be no stream any more
    const char *error;            // why reading had to end, or NULL
};

// Open a source that source_check() found sound. What cannot be opened is fatal() with the reason.
void source_open(struct source *s, const struct source_setup *setup, const char *text);
void source_close(struct source *s);

// Is there something to read now, or the end?
static inline bool source_is_ready(const struct source *s)
{
    return s->ready || s->is_over;
}

enum source_result {
    SOURCE_BLOCK,                 // *out is a block
    SOURCE_WAIT,                  // nothing to read now
    SOURCE_END,                   // everything has been given out, and nothing more will come
};

// Give out the next block, of the stream whose turn it is: reads at most once where more may come.
// Behind the last block of a stream comes one that is_last, without text.
enum source_result source_next(struct source *s, struct block **out);
// Give a block back, which may be the end of its stream.
void source_recycle(struct source *s, struct block *block);

// ---- blocks that are read by those who work on them ----

// From now on blocks of a long regular file may be given out unread.
void source_read_apart(struct source *s);
// Read a block that is unread, on any thread. False: that cannot be, and it stays so.
bool source_read_block(struct block *block);
// A block that has been read is the next in order; to be called for each as long as blocks are
// given out unread.
void source_settle(struct block *block);
// The next block in order stays unread: the file is read in order from where it begins in the file.
// It and all behind it have been given back.
void source_read_in_order(struct source *s, uint64_t from);

// Why reading had to end before the end, which ends a run; NULL: it had not.
const char *source_error(const struct source *s);

// Of a regular file: how many bytes of it have been read, and how many there were. 0 of any other.
void source_place(const struct source *s, uint64_t *done, uint64_t *size);

// Does it read that file?
bool source_reads(const struct source *s, const struct stat *file);

// Say what is to be said at the end, such as what the system has dropped.
void source_tell(struct source *s);

#endif
