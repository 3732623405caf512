// SPDX-License-Identifier: MIT
// Bytes of one input cut into blocks of whole lines, as large as what is there to read: one line
// when the input trickles, a few hundred KiB when it floods. The partial last line is held back
// here, and the limit on the length of a line is kept here. Knows nothing of what a line says.
#ifndef IO_FRAMER_H
#define IO_FRAMER_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct framer;

// A run of whole lines, each ended by '\n' (also one added to a last line without), with
// FRAMER_PADDING readable bytes behind. The caller owns it until framer_recycle().
enum { FRAMER_PADDING = 64 };
struct block {
    struct str text;
    bool is_overlong;             // the text is the beginning of one line over the limit, the rest
                                  // of which was thrown away; it counts as one line
    struct block *next;           // private: the framer's list of free blocks
    size_t capacity;              // private
};

enum framer_result {
    FRAMER_BLOCK,                 // *out is a block
    FRAMER_WAIT,                  // nothing to read now (only where the descriptor would block)
    FRAMER_END,                   // the input has ended and everything has been given out
};

// For the open descriptor `fd`, which stays the caller's. Lines longer than max_line bytes are
// overlong. `read_size` is how much to read at once, 0 for the usual 256 KiB (tests ask for 1
// byte). A UTF-8 byte order mark at the start of the input is left out.
struct framer *framer_new(int fd, size_t max_line, size_t read_size);
void framer_free(struct framer *f);

// Give out what is there: reads at most once where a read may block, so that a line is handed on as
// soon as it is whole. A failed read ends the input, without a line that was not whole. A read
// interrupted by a signal is FRAMER_WAIT.
enum framer_result framer_read(struct framer *f, struct block **out);

// The errno value of the read that failed, or 0.
int framer_error(const struct framer *f);

// Give a block back for reuse.
void framer_recycle(struct framer *f, struct block *block);

#endif
