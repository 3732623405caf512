// SPDX-License-Identifier: MIT
// Inside the readers of text formats: the records of one chunk on their way to JSON lines. Only
// reader.c and the formats' files reader_*.c include this file.
#ifndef DATA_RECORDS_H
#define DATA_RECORDS_H

#include "data/batch.h"
#include "data/cuts.h"
#include "data/reader.h"

#include <stdint.h>

struct record {
    struct str text;              // as it came, without its end
    uint32_t line;                // its first one's, in the chunk
};

struct records {
    const struct input_format *format;
    struct cuts cuts;             // of the record at hand
    struct buf json;              // a line for each record
    struct record *at;
    size_t n, cap;
    struct batch *out;            // findings go to its chunk, which counts the lines
    bool is_sound;                // the chunk is valid UTF-8
    bool stop;                    // --strict has met a bad line
    // CSV and TSV: the columns, known since the header; `"name":` with what stands before it.
    struct arena columns_arena;
    struct str *columns;
    size_t ncolumns;
};

struct format {
    const char *name;
    // Cut the records of `text`, whole lines, from the first on; returns how many bytes were used.
    // Less than all only where a record is not complete and this is not the end.
    size_t (*read)(struct records *r, struct str text, bool is_end);
    bool takes_names;
};

// The record of these bytes (its end among them) is good and is what stands in r->json since the
// last one; or it is not. Both count its lines.
void records_add(struct records *r, struct str bytes);
void records_reject(struct records *r, struct str bytes, size_t fault, const char *reason);

// Is it valid UTF-8? If not, it has been rejected.
bool records_check(struct records *r, struct str bytes);

// Pass blank lines: count this one.
void records_skip(struct records *r);

// The bytes without the line's end.
struct str records_trim(struct str bytes);

size_t read_csv(struct records *r, struct str text, bool is_end);
size_t read_tsv(struct records *r, struct str text, bool is_end);

#endif
