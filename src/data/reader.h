// SPDX-License-Identifier: MIT
// What --from names: how the bytes of an input become rows. JSON lines are read by data/extract.h.
// Of a text format, a row's `raw` is a JSON object made of the record's fields, and the record as
// it came is in the row's first cell (chunk.has_texts; see row_line()). So what is behind the
// reader knows one kind of row. Where no open row is written (fields->writes_lines), there is no
// JSON: `raw` is then the record.
//
// A format is a row in the table in reader.c: its name, and a function that cuts records.
#ifndef DATA_READER_H
#define DATA_READER_H

#include "base/str.h"
#include "data/batch.h"
#include "data/fields.h"

#include <stdbool.h>

struct format;

// A format as the user wants it.
struct input_format {
    const struct format *format;  // NULL: JSON
    const struct str *names;      // of the columns; nnames 0: the first record is the header
    size_t nnames;
    bool keeps_text;              // text that reads as a number stays text
    size_t max_line;              // bytes of a record that spans lines
};

// What is told of a format.
struct format_doc {
    const char *usage;            // "csv, csv(a, b)"
    const char *summary;          // one line
    const char *note;             // what else is to be known, or NULL
    const char *example;          // a pipeline with options, over ...
    const char *input;            // ... this input, which prints ...
    const char *output;           // ... these rows
};

// The formats, from 0; NULL at the end.
const struct format *format_at(int i);
const struct format_doc *format_doc(const struct format *format);
const char *format_name(const struct format *format);
// Is it the default, JSON?
bool format_is_json(const struct format *format);
// May a field have the name of a default time (time_fields)?
bool format_may_have_time(const struct input_format *input);
// May a record go on from block to block, and is the first one perhaps a header?
bool format_spans_lines(const struct format *format);
// May the columns be named, as in csv(a, b)?
bool format_takes_names(const struct format *format);

struct reader;

// A reader for these fields, which must stay, as must the format's names. Where the format is not
// JSON, cell 0 of the fields must be one that fields_add_cell() gave out.
struct reader *reader_new(const struct input_format *format, const struct fields *fields);
void reader_free(struct reader *r);
// Look for these fields from now on.
void reader_want(struct reader *r, const struct fields *fields);

// Read `text`, whole lines as extract_read() wants them. It may be that the last record is not
// complete; it is then kept for the next call, and the chunk counts the lines before it. With
// `is_end` nothing is kept. Where the format is not JSON, the chunk must say has_texts. What the
// rows point to lives in the arena of the batch and in the text.
void reader_read(struct reader *r, struct str text, bool is_end, struct batch *out);

// Is something kept from the last call?
bool reader_is_waiting(const struct reader *r);

#endif
