// SPDX-License-Identifier: MIT
// A table read from a file as a whole, to look rows up by a key: NDJSON, CSV or TSV. In memory a
// value is eight bytes and the bytes of its text; names are kept once. Of rows with equal keys the
// last one is found, rows with a null key never.
#ifndef OPS_TABLE_H
#define OPS_TABLE_H

#include "base/diag.h"
#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table;

enum { TABLE_NONE = UINT32_MAX, TABLE_COLUMNS_MAX = 1000 };

// What is to be read, and where it is named in the pipeline.
struct table_wish {
    struct span span;             // of the file
    const char *path;
    struct str key;               // the column by which rows are found
    struct span key_span;
    bool keeps_rows;              // whole rows are wanted, as objects, instead of their columns
    int stage;                    // its number where the file is read again while the run goes on:
                                  // what is wrong is told then, and nobody points at the pipeline
};

// Read the file. NULL after a mistake or a failure, which has been reported at the span.
struct table *table_read(struct diag *diag, const struct table_wish *wish);
void table_free(struct table *t);

// The columns in the order in which they first appear, but for the key (columns wanted).
size_t table_ncolumns(const struct table *t);
struct str table_column(const struct table *t, size_t column);

// The rows with the n keys, each a row or TABLE_NONE. The arena is for decoding.
void table_find(const struct table *t, struct arena *a, const struct value *keys, uint32_t *rows,
                size_t n);
// Its value in that column, null where it has none. Borrows from the table.
struct value table_value(const struct table *t, uint32_t row, size_t column);
// The row as an object (whole rows wanted).
struct value table_row(const struct table *t, uint32_t row);

size_t table_bytes(const struct table *t);            // memory held

#endif
