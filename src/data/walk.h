// SPDX-License-Identifier: MIT
// Walks over JSON text known to be valid, such as the slice of an array or object value.
#ifndef DATA_WALK_H
#define DATA_WALK_H

#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The value that begins at p (valid text, no space before it); *end is behind it. The byte behind a
// number is looked at, so a number must not be all there is.
struct value walk_value(const char *p, const char **end);

// Step through a container. `walk_object` yields keys as VALUE_STR (undecoded) and values;
// `walk_array` leaves *key alone.
struct walk {
    const char *p;                // behind the last member
    const char *end;              // the container's closing bracket
};

struct walk walk_begin(struct value container);      // an array or object
bool walk_member(struct walk *w, struct value *key, struct value *v);   // of an object
bool walk_element(struct walk *w, struct value *v);                     // of an array

// One step of a path: a key, or an index (negative ones count from the end).
struct step {
    bool is_index;
    struct str key;               // decoded text
    int64_t index;
};

// The value at a path below `v`: VALUE_MISSING where there is none. The last of repeated keys
// counts.
struct value walk_path(struct value v, const struct step *steps, size_t nsteps);

// Does the undecoded key equal the decoded text?
bool walk_key_is(struct value key, struct str text);

// The container `object` with the value at the path set (missing or null parents become objects)
// or, with `v` VALUE_MISSING, without it, as new JSON text in the arena. Only keys in the path.
// False, and *out left alone, where a parent is there and is not an object.
struct path {
    const struct step *steps;
    size_t n;
};
bool walk_set(struct arena *a, struct value object, struct path at, struct value v,
              struct value *out);

#endif
