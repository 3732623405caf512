// SPDX-License-Identifier: MIT
// The stage parse, in two files: stage_parse.c has its opening and what gives fields whose names
// are known before the run; parse_members.c what gives an object's members. Private to the two.
#ifndef OPS_PARSE_H
#define OPS_PARSE_H

#include "data/csv.h"
#include "data/cuts.h"
#include "data/extract.h"
#include "data/kv.h"
#include "ops/stage.h"

enum on_miss { MISS_KEEP, MISS_DROP, MISS_BAD };

// A field and where its value comes from.
struct parse_field {
    int cell;
    unsigned group;               // of the regex
    bool is_again;                // the name was there before: the group that took part counts
};

struct parse_stage {
    const struct expr *source;
    enum on_miss on_miss;
    const char *miss;             // "does not match", for the messages
    struct shape *shape;          // of the rows that come, for the bad output
    struct cuts cuts;
    // Cut a text into `cuts`, one for each field; or NULL.
    bool (*cut)(struct parse_stage *p, struct str text);
    struct csv csv;
    struct kv kv;
    struct regex *regex;          // or NULL
    struct parse_field *fields;
    size_t nfields;
    // Of json, logfmt and kv, of which nobody knows the names: the members that are asked for, the
    // cell of the object, and the reader that finds the members in it.
    struct scope_members *members;
    int object_cell;
    struct arena arena;           // of the reader's fields
    struct extract *extract;      // made when the run begins
    const struct scope_member **wanted;      // by the reader's cell
    struct buf lines;             // an object a line
};

// A text did not match: deal with the row as the user wants. True if it is kept. `detail` may be
// NULL.
bool parse_miss(const struct parse_stage *p, struct stage *s, struct eval *ev, struct value v,
                const char *detail);

// The push where the names are not known.
enum flow parse_push_members(struct stage *s, struct batch *b);

#endif
