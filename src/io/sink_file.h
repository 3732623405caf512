// SPDX-License-Identifier: MIT
// Writing to a sink's descriptor, for the kinds that have a file.
#ifndef IO_SINK_FILE_H
#define IO_SINK_FILE_H

#include "io/sink.h"

// Write n bytes to s->fd. Interrupted and partial writes are taken up again. False after a failure,
// which has been noted; a file is then cut back to its last whole line.
bool sink_write(struct sink *s, const char *p, size_t n);

// Close s->fd. A failure counts like that of a write; false then.
bool sink_close_fd(struct sink *s);

#endif
