// SPDX-License-Identifier: MIT
// A batch: the rows made from one chunk of input (or by a stage), on their way down the chain.
//
// A row is a frame of cells, numbered by the plan. In rows that come from the input some cells are
// filled by the reader with slices of the line; the others are written by stages (set, window ...).
// Which cells make up the row's fields is told by its shape (data/shape.h), known before the run.
//
// Everything observable rides in the batch: bad lines and expression errors are findings of its
// chunk, a wish to stop is its `stop`. Whoever works on a batch touches nothing else that is
// shared.
#ifndef DATA_BATCH_H
#define DATA_BATCH_H

#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINE_NONE = UINT32_MAX };

enum { CELL_LINE = 0 };           // where the chunk has_texts: the cell of the line as it came

struct row {
    const char *raw;              // the line, JSON, without its end; NULL for a row made here
    uint32_t raw_len;
    uint32_t line;                // number of the line in its chunk, from 0, or LINE_NONE
    struct value *cells;
    int64_t time;                 // event time in ns, or TIME_NONE
    int64_t watermark;            // in force before this row, ns; TIME_NONE while there is none.
                                  // Until the run has judged the row, instead: the largest event
                                  // time of the rows before it in its chunk
    uint32_t moved_line;          // the line of the event that made it so, if that is in this
                                  // chunk; of a row made by a stage, of the event that made it come
                                  // out
    uint32_t place;               // among the rows of its batch when that was prepared
    int64_t start, end;           // the window it is in, [start, end) in ns, below a window stage
    uint64_t window;              // of the windows with these bounds which: the number of a
                                  // session, else 0
};

enum finding_kind {
    FINDING_BAD_LINE,             // not a JSON object, too long ...
    FINDING_BAD_EVENT,            // an event without a usable time where one is needed
    FINDING_ERROR,                // an expression went wrong
    FINDING_LATE,                 // an event all of whose windows have closed
};

// What was found wrong with a line or an event. All texts live as long as the chunk's batch.
struct finding {
    struct finding *next;
    enum finding_kind kind;
    uint32_t line;                // in the chunk, from 0; LINE_NONE: a row made by a stage
    uint32_t place;               // set when kept: the line with which it is told
    uint32_t column;              // byte in the line, from 1; 0: the line as a whole
    int stage;                    // number of the stage in the pipeline, from 1; 0: the reader
    const char *reason;           // a sentence without a full stop
    struct str text;              // the line as it came; of a made row, FINDING_LATE: as it is
                                  // written
    int64_t needed;               // FINDING_LATE: the lateness that would have kept it, ns
    struct str expr;              // FINDING_ERROR: the expression's text in the pipeline
    struct value value;           // FINDING_ERROR: the value it met
};

// What is known about a chunk of input besides its rows. Made by the reader, committed in order.
struct chunk {
    struct arena *arena;          // lives until all has been told; NULL is fine where no stage is
                                  // at work
    struct finding *first, **last;
    uint32_t lines;               // how many lines, blank and bad ones too
    uint64_t base_line;           // lines of this input before this chunk (filled in order)
    const char *input;            // the input's name, for messages
    bool has_texts;               // the input is not JSON: `raw` was made of the line
    bool stop;                    // a stage has made it so: nothing after the rows left counts
    uint32_t moved_line;          // the line of the event whose time makes stages give out what
                                  // they now do; LINE_NONE: it is in no line of this chunk
    uint32_t end_line;            // lines after this one were not needed: what was found in them
                                  // does not count; LINE_NONE: all were
};

struct batch {
    struct arena *arena;          // lives until the chain has seen the batch
    struct chunk *chunk;          // where the rows come from; findings go there
    struct row *rows;
    size_t nrows;
    struct str text;              // what was read, of which most texts in the rows are slices, with
                                  // SCAN_PADDING readable bytes behind it; or none
    void *prepared;               // what the stage that takes the rows has made of them ahead
                                  // (stage_prepare()), for that stage alone; NULL: nothing
    bool travels;                 // who takes it is another thread than who makes it
    bool strict;                  // the first finding ends the run
    bool stop;                    // the reader has made it so: there are no rows after these
};

// The line of a row as it came, or the lines of its record; nothing for a made row. `has_texts` is
// that of the chunks.
static inline struct str row_line(const struct row *row, bool has_texts)
{
    if (!row->raw)
        return (struct str){NULL, 0};
    if (has_texts)
        return value_bytes(row->cells[CELL_LINE]);
    return (struct str){row->raw, row->raw_len};
}

// Does the value begin in the batch's text? Then 16 bytes can be read from there on.
static inline bool batch_has_slice(const struct batch *b, struct value v)
{
    return (uintptr_t)v.p - (uintptr_t)b->text.p < b->text.n;
}

// No line after this one was needed (LINE_NONE says nothing).
static inline void chunk_end_at(struct chunk *chunk, uint32_t line)
{
    if (line < chunk->end_line)
        chunk->end_line = line;
}

// Keep a finding in a chunk. The arena is the batch's. Where that is the chunk's too, one about a
// line is copied as it is; else, and where it is about a made row, the batch is gone before it is
// told, and all it points to is copied with it.
void chunk_add_finding(struct arena *a, struct chunk *chunk, const struct finding *finding);

#endif
