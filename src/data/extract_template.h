// SPDX-License-Identifier: MIT
// Templates: lines seen before, as a pattern for the next. Log lines repeat their keys in the same
// order, so most lines differ from an earlier one in their values only. A template is what stands
// between the values: pieces of text such as `","status":`. A line made of the same pieces has the
// same structure, and only its values are still to be checked and taken; it needs no scan and no
// walk. Anything else is a miss. Only extract*.c include this file.
#ifndef DATA_EXTRACT_TEMPLATE_H
#define DATA_EXTRACT_TEMPLATE_H

#include "data/extract_internal.h"

struct templates;

// Templates for lines of which these fields are wanted.
struct templates *templates_new(struct arena *a, const struct object *root, size_t ncells);

void templates_release(struct templates *t);

// Read the line at `line` (in r's chunk, up to r->end), if it is like one seen before: where the
// next one begins, with the cells filled. NULL: it is not, and the cells are as they were
// (missing).
const char *templates_read(struct templates *t, struct reader *r, const char *line);

// Read two lines at once by the template that was right last. True: both are like it, their cells
// are filled, and lines[] is where the next ones begin. False: at least one is not, nothing has
// changed.
bool templates_read_pair(struct templates *t, struct reader *r[2], const char *lines[2]);

// A line that was not like one seen before has been walked and found sound, [m, end] are its marks:
// make a template of it, if that seems worth it.
void templates_learn(struct templates *t, const struct reader *r, const uint32_t *m,
                     const uint32_t *end);

#endif
