// SPDX-License-Identifier: MIT
// Inside the table that is read from a file: what the readers of its two formats share. Only
// table.c, table_read.c and table_csv.c include this file.
#ifndef OPS_TABLE_INTERNAL_H
#define OPS_TABLE_INTERNAL_H

#include "base/map.h"
#include "base/vec.h"
#include "data/csv.h"
#include "data/extract.h"
#include "ops/table.h"

enum {
    VALUE_MAX = (1 << 24) - 1,    // bytes of a value
};
enum { KEY, ROW };                // the first columns

// A value in eight bytes: the place of its text (or the bit of a bool), length, flags, type.
typedef uint64_t packed;

struct table {
    struct buf text;              // of all values
    VEC(packed) values;
    VEC(uint32_t) starts;         // of each row in the values
    struct map index;             // key -> row
    VEC(struct str) names;        // of the columns
    struct map columns;           // name -> column
    struct arena arena;           // of the names
    bool keeps_rows;
};

// A file on its way into a table.
struct reading {
    struct table *t;
    struct diag *diag;
    const struct table_wish *wish;
    int fd;
    struct buf bytes;             // read and not yet used
    struct fields fields;         // none: lines are only checked
    struct extract *extract;
    const struct csv *csv;        // NULL: JSON lines
    struct cuts cuts;             // of the record at hand
    struct str *names;            // of the columns of CSV, in the table's arena; NULL: not known
                                  // yet
    size_t nnames;
    struct arena arena;           // of the lines at hand
    uint64_t lines;               // before them
    packed row[TABLE_COLUMNS_MAX];
    size_t nrow;                  // values of the row at hand
    size_t text_from;             // where its texts begin
    bool has_rows, has_key;       // some row is there; some row has the key's column
};

// One without rows and columns but that of the key.
struct table *table_new(const struct table_wish *wish);

// Report what is wrong with the file, or with a line of it (from 0, behind those used). False.
bool table_fail(const struct reading *r, const char *format, ...) ATTR_PRINTF(2, 3);
bool table_fail_line(const struct reading *r, uint64_t line, const char *reason);

// There is a column of that name, perhaps the one guessed: which? False after a failure.
bool table_has_column(struct reading *r, struct str name, size_t guess, size_t *column);

// Begin a row, put its values, and add it. False after a failure.
void table_begin_row(struct reading *r);
bool table_put(struct reading *r, struct str name, size_t *guess, struct value v);
bool table_add_row(struct reading *r, struct value object);

// Take the whole records of the text into the table; *used is behind the last one.
bool table_read_csv(struct reading *r, struct str text, bool is_end, size_t *used);

#endif
