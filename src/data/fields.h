// SPDX-License-Identifier: MIT
// The fields that a plan asks of the reader: a tree of keys, each leaf (and any inner key that is
// wanted itself) bound to a cell. The plan adds, the reader reads.
#ifndef DATA_FIELDS_H
#define DATA_FIELDS_H

#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>

enum { CELL_NONE = -1 };

// How the pipeline asks for a field: for its own sake, or only in case that it is there
// (exists(x), x ?? 0). What nobody asks for is wanted by stages themselves.
enum { FIELD_ASKED = 1, FIELD_OPTIONAL = 2 };

// One key of the tree. Its wanted members, if any, are `first` and on by `next`.
struct field {
    struct str key;               // decoded text
    int cell;                     // where its value goes, or CELL_NONE if only members are wanted
    unsigned asked;               // FIELD_ bits
    struct field *first;          // wanted keys of the object under this key, in no order
    struct field *next;
};

struct fields {
    struct arena *arena;          // the plan's
    struct field root;            // its members are the wanted keys of the event itself
    int ncells;                   // cells in a frame of the input's rows: fields and others
    int source;                   // the cell for the input's name, or CELL_NONE
    bool writes_lines;            // open rows are written somewhere: their `raw` is needed
};

void fields_init(struct fields *f, struct arena *plan);

// The cell for the value at keys[0] . keys[1] ...; the same path gives the same cell.
int fields_want(struct fields *f, const struct str *keys, size_t nkeys);

// Note how the pipeline asks for the field in that cell (FIELD_ bits, added to those it has).
void fields_ask(struct fields *f, int cell, unsigned how);

// A copy of the tree without the leaves whose cells are marked in `skip` (ncells of them).
void fields_copy(struct fields *to, struct arena *arena, const struct fields *from,
                 const bool *skip);

// The cell for the name of the input that the row came from.
int fields_want_source(struct fields *f);

// Is the cell one that the reader fills with a field?
bool fields_has_cell(const struct fields *f, int cell);

// A cell for something else than a field of the input.
int fields_add_cell(struct fields *f);

#endif
