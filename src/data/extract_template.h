// SPDX-License-Identifier: MIT
// Templates: lines seen before, as a pattern for the next. Log lines repeat their keys in the same
// order, so most lines differ from an earlier one in their values only. A template is what stands
// between the values: pieces of text such as `","status":`. A line made of the same pieces has the
// same structure, and only its values are still to be checked and taken; it needs no walk. Anything
// else is a miss.
//
// Where the pieces are is told by the line's marks: each holds at least one, always the same ones.
// So all pieces are compared at once, and no place depends on what was found at another. Only
// extract*.c include this file.
#ifndef DATA_EXTRACT_TEMPLATE_H
#define DATA_EXTRACT_TEMPLATE_H

#include "data/extract_internal.h"

enum { TEMPLATES = 8 };           // lines of how many kinds are remembered

// A place in a line: so many bytes from one of its marks, which are counted from 0.
struct spot {
    size_t mark;
    ptrdiff_t away;
};

// Up to sixteen bytes of a piece.
struct check {
    struct pattern text;
    struct spot at;
};

// A wanted string.
struct text {
    size_t mark;                  // its opening quote
    size_t cell;
};

// A number or literal, wanted or not.
struct scalar {
    struct spot from, to;
    size_t cell;                  // the spare one where it is not wanted
    uint32_t link, nlinks;        // others before it, with no mark between them: elements of arrays
};

// What stands behind a scalar that is not the last before a mark.
struct link {
    struct pattern text;
    uint32_t length;
};

// A wanted container.
struct capture {
    int cell;
    bool is_object;
    struct spot open, close;      // close: behind the bracket
};

struct template {
    uint32_t first;               // bytes before the first mark
    uint32_t nmarks;              // the last one is the newline
    size_t ncells;                // of a row, with the spare one
    uint32_t nchecks;             // an odd number
    uint32_t nlong_checks, ntexts, nscalars, ncaptures;
    struct check *checks;
    struct check *long_checks;    // of pieces beyond what may be looked at without any order
    struct text *texts;           // from left to right
    struct scalar *scalars;
    struct link *links;
    struct capture *captures;
    struct arena arena;
};

struct templates {
    struct template at[TEMPLATES];
    size_t n, next_victim;
    const struct template *recent;        // the one that was right last; NULL where there is none
    uint64_t misses, patience;    // since the last lesson, and how many to wait for
    uint64_t hits;                // since the last lesson
    const struct object *root;
    size_t ncells;                // of a row, with the spare one
};

// Templates for lines of which these fields are wanted.
struct templates *templates_new(struct arena *a, const struct object *root, size_t ncells);

void templates_release(struct templates *t);

// Is there any line to compare others with?
static inline bool templates_has_any(const struct templates *t)
{
    return t->n > 0;
}

// Read the lines from here on as long as each is like the one before and there is room for rows and
// cells. Stands then at the first that has not been read; true if that may be like them, too.
bool templates_read_run(struct templates *t, struct pass *at);

// Read the line that begins here, if it is like one seen before but for the last: the mark of its
// newline, with the cells filled. NULL: it is not, and the cells are as they were (missing).
const uint32_t *templates_read_other(struct templates *t, struct pass *at);

// A line that was not like one seen before has been walked and found sound: make a template of it,
// if that seems worth it.
void templates_learn(struct templates *t, const struct reader *r, struct place line);

#endif
