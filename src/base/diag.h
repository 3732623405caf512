// SPDX-License-Identifier: MIT
// Mistakes of the user in a text of theirs, shown where they stand:
//
//     weir: unknown function 'p9'
//       window 1m | aggregate p9(latency_ms) by service
//                             ^~
//     did you mean 'p99'? 'weir -h aggregates' lists them
//
// Whoever finds the mistake reports it and returns failure; callers stay silent.
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A text in which mistakes can be: one argument of the command line, or a pipeline file.
struct source_text {
    const char *file;             // its path, or NULL for an argument
    struct str text;
};

// Bytes [from, to) of a text. An empty span points at a place (the end of the text, say).
struct span {
    const struct source_text *source;
    uint32_t from, to;
};

struct diag {
    unsigned errors;              // reported so far
    unsigned limit;               // report no more than so many (0: no limit); they still count
    bool quiet;                   // print nothing, only count
};

// Show marks and the program's name in colours (off at the start): to a terminal.
void diag_color(bool on);

// Report a mistake: the message, and the line it is in with a caret run under the span. The message
// begins in lower case, quotes names as 'this', and has no full stop. A file's message names file
// and line. Control bytes in the text are shown as spaces; columns count display cells; a line
// over 160 cells is shown in part.
void diag_error(struct diag *d, struct span span, const char *format, ...)
    ATTR_PRINTF(3, 4) ATTR_COLD;

// A line of advice after the last error (nothing if that was over the limit).
void diag_hint(struct diag *d, const char *format, ...) ATTR_PRINTF(2, 3) ATTR_COLD;

// The smallest span that holds both (of one source).
struct span span_join(struct span a, struct span b);
// The text under a span.
struct str span_text(struct span s);

#endif
