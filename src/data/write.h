// SPDX-License-Identifier: MIT
// Rows and values to JSON text, values to bare text.
#ifndef DATA_WRITE_H
#define DATA_WRITE_H

#include "base/mem.h"
#include "base/str.h"
#include "data/batch.h"
#include "data/shape.h"
#include "data/time.h"
#include "data/value.h"

struct time_format;
struct zone;

// How times are written (--time-format): a style, as in data/time.h. With TIME_FORMATTED by the
// format, as the clock of the zone (NULL: UTC) shows them.
struct write_style {
    enum time_style time;
    const struct time_format *format;
    const struct zone *zone;
};

// Append a time as it is written, without the quotes that JSON wants around all but numbers.
void write_time_text(struct buf *b, struct value t, const struct write_style *style);

// Append a value as JSON: numbers that were only passed on as they came, texts quoted and escaped,
// infinities and missing values as null.
void write_value(struct buf *b, struct value v, const struct write_style *style);

// The same with the white space in containers left out.
void write_compact(struct buf *b, struct value v, const struct write_style *style);

// A time as the text or number that is written for it; other values as they are. For what puts
// values into the JSON text of arrays and objects.
struct value write_time_value(struct arena *a, struct value v, const struct write_style *style);

// Append a value as bare text: a text decoded (U+FFFD for a lone surrogate, which UTF-8 cannot
// say), a time without quotes, all else as write_value() does. The arena is for decoding.
void write_bare(struct buf *b, struct arena *a, struct value v, const struct write_style *style);

// Append a row as one JSON object and a newline. A row nobody changed is its line, byte for byte; a
// changed one keeps the order of its keys. The arena is for what has to be put in between.
void write_row(struct buf *b, struct arena *a, const struct shape *shape, const struct row *row,
               const struct write_style *style);

#endif
