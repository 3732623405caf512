// SPDX-License-Identifier: MIT
// The shape of the rows at one place in the chain, known before the run: which fields a row has and
// in which cells they are.
//
// An open row is the line it came from plus edits; nobody knows all its fields. A closed row is a
// list of named columns. Shapes are made by the plan and never change once made.
#ifndef DATA_SHAPE_H
#define DATA_SHAPE_H

#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct column {
    struct str name;              // decoded text
    struct str json;              // the name as a quoted JSON text with its colon: "name":
    int cell;
};

enum edit_kind {
    EDIT_SET,                     // the field `name` is the value of `cell` (in place, or
                                  // appended); a cell that is VALUE_MISSING takes the field away
    EDIT_DROP,                    // the field `name` is gone
    EDIT_RENAME,                  // at once, each field olds[i] there is gets the name of
                                  // columns[i] and replaces the field of that name
    EDIT_ORDER,                   // the first `nbefore` of `columns`, then the other fields, then
                                  // the rest of `columns`; fields of the columns' names are
                                  // replaced
    EDIT_MERGE,                   // each member of the object in `cell` in the place of the field
                                  // of its name, or appended
};

struct edit {
    struct edit *next;            // edits in the order in which they happen
    enum edit_kind kind;
    struct column column;         // EDIT_SET, EDIT_DROP; EDIT_MERGE: its cell alone
    int raw_cell;                 // EDIT_SET: the cell of the line's own field of that name
    struct column *columns;       // EDIT_ORDER, EDIT_RENAME
    struct str *olds;             // EDIT_RENAME
    size_t ncolumns, nbefore;
};

struct shape {
    bool is_open;
    struct edit *edits;           // open: NULL when the line is passed on as it came
    struct column *columns;       // closed
    size_t ncolumns;
};

// Do the edits only set fields? Then a row is written by splicing its line.
bool shape_only_sets(const struct shape *shape);

// A column of that name; its JSON form is made in the arena.
struct column column_make(struct arena *a, struct str name, int cell);

#endif
