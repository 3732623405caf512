// SPDX-License-Identifier: MIT
// Templates: lines seen before, as a pattern for the next. Log lines repeat their keys in the same
// order, so most lines differ from an earlier one in their values only. A template is what stands
// between the values: pieces of text such as `","status":`. A line made of the same pieces has the
// same structure, and only its values are still to be checked and taken; it needs no scan and no
// walk. Anything else is a miss. Only extract*.c include this file.
#ifndef DATA_EXTRACT_TEMPLATE_H
#define DATA_EXTRACT_TEMPLATE_H

#include "data/extract_internal.h"

enum {
    TEMPLATES = 8,                // lines of how many kinds are remembered
    LANES = 4,                    // lines that are read at once
};

struct piece {
    struct pattern text;          // its first sixteen bytes
    uint32_t length;              // bytes
    uint32_t more;                // where among the template's words the rest of it begins
    bool is_text;                 // the value behind it is a string
    int cell;                     // where the value behind it goes, or CELL_NONE
};

// A wanted container: from a place in one piece to a place in another.
struct capture {
    int cell;
    bool is_object;
    uint32_t open_piece, open_at, close_piece, close_at;    // close_at: behind the bracket
};

struct template {
    struct piece *pieces;         // npieces; behind the last one the line ends
    size_t npieces;
    struct pattern *words;        // what pieces longer than sixteen bytes have beyond
    struct capture *captures;
    size_t ncaptures;
    const char **places[LANES];       // where the pieces of each lane begin; for captures
    struct arena arena;
};

struct templates {
    struct template at[TEMPLATES];
    size_t n, next_victim;
    size_t recent;                // the one that was right last for a line alone
    size_t usual;                 // the one for lines side by side
    uint64_t misses, patience;    // since the last lesson, and how many to wait for
    uint64_t hits;                // since the last lesson
    const struct object *root;
    size_t ncells;
};

// Templates for lines of which these fields are wanted.
struct templates *templates_new(struct arena *a, const struct object *root, size_t ncells);

void templates_release(struct templates *t);

// Read the line at `line` (in r's chunk, up to r->end), if it is like one seen before: where the
// next one begins, with the cells filled. NULL: it is not, and the cells are as they were
// (missing).
const char *templates_read(struct templates *t, struct reader *r, const char *line);

// Read several lines at once by the usual template. 0: all are like it, their cells are filled, and
// lines[] is where the next ones begin. Else the lanes whose lines were found not to be, a bit
// each; nothing has changed.
unsigned templates_read_lanes(struct templates *t, struct reader *const r[LANES],
                              const char *lines[LANES]);

// A line that was not like one seen before has been walked and found sound: make a template of it,
// if that seems worth it.
void templates_learn(struct templates *t, const struct reader *r, struct place line);

#endif
