// SPDX-License-Identifier: MIT
// Bytes of one input cut into blocks of whole lines, as large as what is there to read: one line
// when the input trickles, a few hundred KiB when it floods. The partial last line is held back
// here, and the limit on the length of a line is kept here. Knows nothing of what a line says.
#ifndef IO_FRAMER_H
#define IO_FRAMER_H

#include "io/block.h"

#include <sys/types.h>

struct framer;

enum framer_result {
    FRAMER_BLOCK,                 // *out is a block
    FRAMER_WAIT,                  // nothing to read now (only where the descriptor would block)
    FRAMER_END,                   // the input has ended and everything has been given out
};

struct framer_setup {
    // As read(): up to n bytes, 0 at the end, below zero with errno; EAGAIN and EINTR: none now.
    ssize_t (*read)(void *from, char *into, size_t n);
    void *from;
    struct block_pool *pool;
    size_t max_line;              // bytes; longer lines are overlong
    bool reads_once;              // a read may have to wait for more to come
    bool cuts_end;                // a partial line at the end is cut off; else it counts as whole
};

// A UTF-8 byte order mark at the start of the input is left out.
struct framer *framer_new(const struct framer_setup *setup);
void framer_free(struct framer *f);

// Give out what is there: reads at most once where that is asked for, so that a line is handed on
// as soon as it is whole. A failed read ends the input, without a line that was not whole unless
// cuts_end. A read interrupted by a signal is FRAMER_WAIT.
enum framer_result framer_read(struct framer *f, struct block **out);

// Is there something to give out without reading?
bool framer_holds(const struct framer *f);

// The errno value of the read that failed, or 0.
int framer_error(const struct framer *f);

// What comes next does not go on where the last read ended: a partial line that is held is a line
// of its own, whole or cut off.
void framer_break(struct framer *f, bool is_cut);

// Forget the partial line that is held, of *n bytes, as if it had not been read. False, and nothing
// has changed, where more than that is held, or a line is being thrown away.
bool framer_forget(struct framer *f, size_t *n);

// Nothing will be read for a while: hold no more memory than a short partial line needs.
void framer_rest(struct framer *f);

#endif
