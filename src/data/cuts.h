// SPDX-License-Identifier: MIT
// The fields that a splitter of a text format (csv, logfmt, kv, clf) cuts a record into. The values
// are slices of the record; only what was escaped is decoded, into the arena.
#ifndef DATA_CUTS_H
#define DATA_CUTS_H

#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>

struct cut {
    struct str name;              // empty where the format has no names (csv)
    struct value value;           // VALUE_STR (decoded), VALUE_NUMBER, VALUE_NULL
};

struct cuts {
    struct arena *arena;          // for what is decoded
    bool keeps_text;              // text that reads as a JSON number stays text
    struct cut *at;
    size_t n, cap;
    size_t fault;                 // after a failure: its offset in the record ...
    const char *reason;           // ... and a sentence about it; lives for ever
};

void cuts_release(struct cuts *c);

void cuts_grow(struct cuts *c);
static inline void cuts_add_value(struct cuts *c, struct str name, struct value v)
{
    if (UNLIKELY(c->n == c->cap))
        cuts_grow(c);
    c->at[c->n++] = (struct cut){name, v};
}

// Text as the value of a field: a number if it reads as one (007 and +1 do not).
struct value cuts_number(const struct cuts *c, struct str text);
static inline struct value cuts_value(const struct cuts *c, struct str text)
{
    // No number begins with anything else.
    if (text.n && text.p[0] <= '9' && (text.p[0] >= '0' || text.p[0] == '-'))
        return cuts_number(c, text);
    return value_str(text);
}

// Keep what is wrong; returns false.
bool cuts_fail(struct cuts *c, size_t fault, const char *reason);

// The text in double quotes that begins at the quote text.p[at], with the escapes of JSON's strings
// and any other bytes as they are. *to is behind its closing quote. False where it is not closed or
// an escape is none; that has been kept.
bool cuts_quoted(struct cuts *c, struct str text, size_t at, struct str *out, size_t *to);

// Append the fields as the JSON object {"name":value,...}.
void cuts_write(struct buf *b, const struct cuts *c);

#endif
