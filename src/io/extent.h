// SPDX-License-Identifier: MIT
// Extents: parts of a regular file that are read by whoever works on their lines, so that neither
// the reading waits for one thread, nor do the bytes go from core to core. An extent [from, to)
// stands for the lines that end in it, of which the first may begin before. So extents that adjoin
// have each line once, and cut the file as reading it in order does.
//
// An extent that cannot be cut so (a line that is very long, a read that fails, a file that has
// shrunk) is none: from there on the file is read in order.
#ifndef IO_EXTENT_H
#define IO_EXTENT_H

#include "io/block.h"

// Read the block, which is unread, from that file; for any thread. There may be no text in it.
// False: it cannot be read, and still is unread. Lines over max_line bytes are not for extents.
bool extent_read(struct block *b, int fd, size_t max_line);

// Where in the file the text of a block that was an extent ends.
uint64_t extent_text_end(const struct block *b);

#endif
