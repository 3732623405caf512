// SPDX-License-Identifier: MIT
// The reader of JSON lines: a chunk of whole lines becomes rows. Every line is fully validated
// (RFC 8259, UTF-8, an object, depth at most 1024); the wanted fields' cells are filled with slices
// of the chunk; nothing is copied, decoded or allocated per event but the rows themselves.
// If a key repeats, the last one counts, for objects too.
#ifndef DATA_EXTRACT_H
#define DATA_EXTRACT_H

#include "base/str.h"
#include "data/batch.h"
#include "data/fields.h"

enum { JSON_MAX_DEPTH = 1024 };

struct extract;

// A reader for these fields; `fields` must be complete and stay.
struct extract *extract_new(const struct fields *fields);
void extract_free(struct extract *x);

// Read `text`: whole lines, the last one ended by a newline too, SCAN_PADDING bytes readable after
// it. Fills out->rows and out->nrows (rows and cells in out->arena; the raw line without its end,
// without a CR before it), and in out->chunk the line count and a finding for each bad line.
// Cells without a field are VALUE_MISSING. Blank lines (only spaces, tabs, CR) give nothing.
// With `strict`, reading stops at the first bad line and out->stop is set.
void extract_read(struct extract *x, struct str text, bool strict, struct batch *out);

#endif
