// SPDX-License-Identifier: MIT
// The members of a row's object, name and value, in the order in which they are written: of an open
// row those of its line with the edits carried out, of a closed one its columns. For whoever writes
// rows; what is only wanted of some fields is found by the reader.
#ifndef DATA_ROW_MEMBERS_H
#define DATA_ROW_MEMBERS_H

#include "base/mem.h"
#include "base/str.h"
#include "data/batch.h"
#include "data/shape.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>

struct row_member {
    struct value v;
    bool is_made;                 // named by weir: `name` and `json` hold, else `key`
    struct value key;             // as it stands in the line, escapes and all
    struct str name;              // decoded
    struct str json;              // with quotes and colon
};

struct row_members {
    struct row_member *at;
    size_t n;
    bool is_changed;              // by an edit; what none changed is written as it came
};

// The list, which lives in the arena and borrows from the row. A key that repeats in the line is
// there as often.
struct row_members row_members_of(struct arena *a, const struct shape *shape,
                                  const struct row *row);

// The name of a member, decoded (into the arena if need be).
struct str row_member_name(struct arena *a, const struct row_member *m);

// Of members that have one name leave the first, with the value of the last. Returns the names, in
// the arena.
struct str *row_members_unite(struct row_members *list, struct arena *a);

#endif
