// SPDX-License-Identifier: MIT
// The formats in which rows are written (--to): each is a row in a table, next to its code in
// format_NAME.c. A formatter is a format at work on one stream of rows.
//
// What comes out is told by the rows alone, never by how they arrive: a format that holds rows back
// gives them out at a place in the stream, and when it is told that nothing more can be said now.
#ifndef DATA_FORMAT_H
#define DATA_FORMAT_H

#include "base/mem.h"
#include "base/str.h"
#include "data/batch.h"
#include "data/shape.h"
#include "data/write.h"

#include <stdbool.h>

struct formatter {
    const struct output_format *format;
    const struct shape *shape;    // of the rows
    const struct write_style *style;
    bool has_color;
    bool has_texts;               // the input is not JSON (see row_line)
    bool strict;                  // rows of other columns than the first are a fault
    int first_measure;            // cells from this one on hold no keys
    bool is_revised;              // rows may be replaced by later ones of their window
    bool is_ending;               // the rows that come now are the last ones
    bool is_draft;                // what is written is shown for a moment, on its own
    struct str header;            // under which the rows stand now; empty: they need none
    unsigned headers;             // how many there have been
    void *state;                  // the format's
};

struct output_format {
    const char *name;
    const char *summary;          // one line
    const char *suffix;           // of names of files; NULL: the format's name
    const char *example;          // a pipeline with options, over ...
    const char *input;            // ... these events, which prints ...
    const char *output;           // ... this
    bool is_drawn;                // for people: on a terminal open windows are shown, too
    bool is_by_row;               // a row is written the same whatever comes before and behind it
    // Make the state. NULL: there is none.
    void (*begin)(struct formatter *f);
    // Append the row, or hold it. False, with nothing appended, where it cannot be written
    // (strict).
    bool (*row)(struct formatter *f, struct buf *out, struct arena *a, const struct row *row);
    // Append what is held. NULL: nothing ever is.
    void (*flush)(struct formatter *f, struct buf *out);
    // There are no more rows: append what is left to say. NULL: nothing.
    void (*end)(struct formatter *f, struct buf *out);
    void (*free)(struct formatter *f);        // NULL: nothing to free
};

// The table in the order of the help: i from 0, NULL at the end. The first is the default.
const struct output_format *output_format_at(int i);
const struct output_format *output_format_find(struct str name);        // or NULL

// Begin to format rows of that shape. The shape and the style must stay.
void formatter_init(struct formatter *f, const struct output_format *format,
                    const struct shape *shape, const struct write_style *style);
void formatter_release(struct formatter *f);

static inline bool formatter_row(struct formatter *f, struct buf *out, struct arena *a,
                                 const struct row *row)
{
    return f->format->row(f, out, a, row);
}

static inline void formatter_flush(struct formatter *f, struct buf *out)
{
    if (f->format->flush)
        f->format->flush(f, out);
}

// After the last row, once.
void formatter_end(struct formatter *f, struct buf *out);

#endif
