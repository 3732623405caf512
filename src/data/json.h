// SPDX-License-Identifier: MIT
// JSON off the fast way: what is wrong with a bad line, and walks through text known to be valid.
// json.c is the only user of jansson; no jansson type leaves it.
#ifndef DATA_JSON_H
#define DATA_JSON_H

#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stdint.h>

// Say why a line is not an event. *column counts bytes from 1 (0: the line as a whole). The
// sentence, in the arena, is for people; an array or the parts of a pretty-printed object are named
// as such, with the `jq -c` that would split them. `fault` is the offset the reader stopped at.
const char *json_diagnose(struct arena *a, struct str line, size_t fault, uint32_t *column);

// Is the text, as a whole, one valid JSON value (RFC 8259, UTF-8, depth at most 1024)? The value is
// a slice of it (without surrounding space). Used for texts that are not lines of the input.
bool json_parse(struct str text, struct value *out);

#endif
