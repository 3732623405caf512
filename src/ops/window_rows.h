// SPDX-License-Identifier: MIT
// The kinds of windows and the clauses of the window stage, a row each: what help and manual tell.
#ifndef OPS_WINDOW_ROWS_H
#define OPS_WINDOW_ROWS_H

#include "event/window.h"

struct window_row {
    const char *name;             // "session", "offset"
    const char *usage;            // as it stands in a pipeline
    const char *summary;          // one line
    const char *note;             // what else is to be known, or NULL
    const char *example;          // stages, over ...
    const char *input;            // ... these events, which print ...
    const char *output;           // ... these rows
    const char *called;           // "a session"; NULL: a clause, not a kind
    enum window_kind kind;
};

// The kinds, then the clauses: i from 0; NULL at the end.
const struct window_row *window_row_at(int i);

// The kind, as it is called in a sentence.
const char *window_kind_called(enum window_kind kind);

#endif
