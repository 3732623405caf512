// SPDX-License-Identifier: MIT
// Rows and values to JSON text.
#ifndef DATA_WRITE_H
#define DATA_WRITE_H

#include "base/mem.h"
#include "base/str.h"
#include "data/batch.h"
#include "data/shape.h"
#include "data/time.h"
#include "data/value.h"

// How times are written (--time-format): a style, as in data/time.h.
struct write_style {
    enum time_style time;
};

// Append a value as JSON: numbers that were only passed on as they came, texts quoted and escaped,
// infinities and missing values as null.
void write_value(struct buf *b, struct value v, const struct write_style *style);

// The same with the white space in containers left out.
void write_compact(struct buf *b, struct value v, const struct write_style *style);

// Append a row as one JSON object and a newline. A row nobody changed is its line, byte for byte; a
// changed one keeps the order of its keys. The arena is for what has to be put in between.
void write_row(struct buf *b, struct arena *a, const struct shape *shape, const struct row *row,
               const struct write_style *style);

#endif
