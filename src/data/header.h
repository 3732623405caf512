// SPDX-License-Identifier: MIT
// The columns of rows that are written under a header: the names stay those of the first row until
// a row comes that has others.
#ifndef DATA_HEADER_H
#define DATA_HEADER_H

#include "base/mem.h"
#include "base/str.h"
#include "data/batch.h"
#include "data/row_members.h"
#include "data/shape.h"

#include <stdbool.h>
#include <stddef.h>

struct header {
    struct arena arena;           // of what is below
    struct str *names;            // decoded
    struct str *spelled;          // as the first row spelled them, to see at once that another
                                  // row's are the same; {NULL, 0} where weir made the name
    size_t n;
    const struct shape *shape;    // closed, and sure to have these names; or NULL
};

// A row to be put under a header. Lives in the arena of header_fits().
struct headed {
    struct value *values;         // in the order of the header; of one that does not fit, in its
                                  // own
    struct str *names;            // of one that does not fit
    struct str *spelled;
    size_t n;
    const struct shape *shape;    // of a closed row, else NULL
};

void header_init(struct header *h);
void header_release(struct header *h);

// Has the row the names of the header, in whatever order? (No row fits one without names, but for a
// row without members.) Of repeated keys the last value counts.
bool header_fits(const struct header *h, struct arena *a, const struct shape *shape,
                 const struct row *row, struct headed *out);

// From here on the header is that of the record, which did not fit.
void header_replace(struct header *h, const struct headed *r);

#endif
