// SPDX-License-Identifier: MIT
// Inside the readers of text formats: records on their way to rows. Only reader.c, records.c and
// the formats' files reader_*.c include this file.
#ifndef DATA_RECORDS_H
#define DATA_RECORDS_H

#include "data/batch.h"
#include "data/cuts.h"
#include "data/reader.h"
#include "data/shape.h"

#include <stddef.h>

// A field that is asked for.
struct asked {
    struct str name;
    int cell;
};

struct records {
    const struct input_format *format;
    struct cuts cuts;             // of the record at hand
    struct batch *out;            // where rows and findings go; its chunk counts the lines
    size_t room;                  // rows that out->rows has room for
    struct value *cells;          // of the next row ...
    size_t cells_left;            // ... and how many rows there are cells for
    struct buf json;              // in the batch's arena; never grows, but is begun anew
    bool is_sound;                // the chunk is valid UTF-8
    bool stop;                    // --strict has met a bad line
    struct asked *asked;
    size_t nasked, ncells;
    bool writes_lines;            // somebody writes rows as they came: `raw` must be JSON
    // CSV and TSV: the columns, known since the header.
    struct arena columns_arena;
    struct column *columns;       // with the cells of those that are asked for
    size_t ncolumns;
    size_t columns_size;          // bytes of their names as JSON
};

struct format {
    const char *name;
    // Cut the records of `text`, whole lines, from the first on; returns how many bytes were used.
    // Less than all only where a record is not complete and this is not the end.
    size_t (*read)(struct records *r, struct str text, bool is_end);
    bool takes_names;
    struct format_doc doc;
};

// The record of these bytes (its end among them) is good, r->cuts are its fields; or it is not.
// Both count its lines.
void records_add(struct records *r, struct str bytes);
void records_reject(struct records *r, struct str bytes, size_t fault, const char *reason);

// Is it valid UTF-8? If not, it has been rejected.
bool records_check(struct records *r, struct str bytes);

// The cell of the field of that name, or CELL_NONE where nobody asks for it.
int records_cell(const struct records *r, struct str name);

// Count a blank line.
void records_skip(struct records *r);

// The bytes without the line's end.
struct str records_trim(struct str bytes);

// Before a chunk is read, and when other fields are asked for.
void records_begin(struct records *r, struct str text, struct batch *out);
void records_ask(struct records *r, const struct fields *fields);
void records_release(struct records *r);

size_t read_csv(struct records *r, struct str text, bool is_end);
size_t read_tsv(struct records *r, struct str text, bool is_end);

#endif
