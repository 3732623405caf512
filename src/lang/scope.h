// SPDX-License-Identifier: MIT
// What names mean at one place in the chain: the shape of the rows there, and the cell in which
// each field that a stage made or changed is found. The plan moves one scope down the chain; each
// stage reads its expressions against it and then changes it to describe the rows that leave.
#ifndef LANG_SCOPE_H
#define LANG_SCOPE_H

#include "base/mem.h"
#include "base/str.h"
#include "data/fields.h"
#include "data/shape.h"

#include <stdbool.h>

struct binding;

struct scope {
    struct arena *arena;          // the plan's
    struct fields *frame;         // the cells of the rows here
    bool has_line;                // the rows come from the input: there is a line to read fields
                                  // from
    bool is_unknown;              // a stage above is wrong: nothing is said about names
    struct shape shape;
    struct binding *bindings;     // open rows: what stages did to fields, newest first
    int window_start, window_end; // cells of the window's bounds, or CELL_NONE
    bool *uses_bounds;            // set when one of them is asked for; NULL: nobody wants to know
    unsigned *types;              // by cell: what its values can be; 0: anything
    int ntypes;
};

enum scope_found {
    SCOPE_CELL,                   // the field is in *cell
    SCOPE_LINE,                   // it is a field of the line, if the line has it
    SCOPE_GONE,                   // an open row from which it was dropped: missing
    SCOPE_NO_COLUMN,              // a closed row that has no such column
};

// The scope of the rows of the input.
void scope_init_input(struct scope *s, struct arena *arena, struct fields *frame);

// Begin the scope of rows made by a stage: a frame of its own, closed, no columns yet.
void scope_init_made(struct scope *s, struct arena *arena);

// What a name means here.
enum scope_found scope_find(const struct scope *s, struct str name, int *cell);

// A cell for something new in the rows here.
int scope_add_cell(struct scope *s);

// What the values of a cell can be, a set of TYPE_; anything where nothing has been said. Whoever
// puts other values into a cell than the checker knows of leaves it at that.
void scope_say_types(struct scope *s, int cell, unsigned types);
unsigned scope_types(const struct scope *s, int cell);

// The cell of the line's own field at that path (rows with a line only).
int scope_line_cell(struct scope *s, const struct str *keys, size_t nkeys);

// The row leaves with a field of that name in that cell: in its place, or as the last one.
void scope_set(struct scope *s, struct str name, int cell);

// It leaves without the field.
void scope_drop(struct scope *s, struct str name);

// At once, each field `old` is called `name` from here on, at its place; `cell` holds what `name`
// means now. In closed rows there must be such columns.
struct rename_pair {
    struct str name, old;
    int cell;
};
void scope_rename(struct scope *s, const struct rename_pair *pairs, size_t n);

// The row leaves with the members of an object that its stage finds in each row, in `cell`
// (missing: there is none), each in the place of the field of its name or behind the others. Which
// of them are asked for below is noted in the list: when the run begins it is complete, and the
// stage has to fill their cells. Open rows only.
struct scope_member {
    struct scope_member *next;
    struct str name;
    int cell;                     // of the object's member, or where it has none ...
    int older;                    // ... of what the name means above; CELL_NONE: missing
};
struct scope_members {
    struct scope_member *first;
};
struct scope_members *scope_merge(struct scope *s, int cell);

// Columns first (the first nbefore of them), then the fields not named by any column, then the
// other columns. Without `has_rest` the row is closed and has only the columns.
void scope_arrange(struct scope *s, const struct column *columns, size_t n, size_t nbefore,
                   bool has_rest);

// The shape of the rows as they stand here, for whoever writes them: a copy in the plan's arena
// that what stages below do to the scope does not touch.
struct shape *scope_shape(const struct scope *s);

// Offer the names of a closed row's columns; for "did you mean".
struct suggest;
void scope_suggest(const struct scope *s, struct suggest *to);

#endif
