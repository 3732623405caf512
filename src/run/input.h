// SPDX-License-Identifier: MIT
// One input at work: bytes to blocks to rows with event times.
#ifndef RUN_INPUT_H
#define RUN_INPUT_H

#include "data/batch.h"
#include "data/reader.h"
#include "data/time_memo.h"
#include "event/watermark.h"
#include "io/framer.h"
#include "io/source.h"
#include "run/live.h"
#include "run/plan.h"
#include "run/settings.h"

struct input {
    struct source source;
    struct framer *framer;
    struct fields fields;         // what this input's reader looks for
    struct reader *reader;
    struct arena arena;           // of the batch
    struct block *block;          // the batch's, or NULL
    struct block *next_block;     // one that waits until the record before it has been given up
    struct chunk chunk;
    struct batch batch;           // the rows read last ...
    size_t at;                    // ... and the first of them not yet handed on
    bool has_batch;               // there is one, not released
    uint64_t lines, bytes;        // read before this chunk
    struct clock clock;
    struct time_memo minutes;     // of the event times read last
    int64_t arrived;              // `-t arrival`: the time last given, or TIME_NONE
    struct live live;             // of an input that is no regular file
    bool has_ended;

    // The default time field, as long as -t is not given: which of the names it is, or -1 while no
    // event has had any; their cells in the frame, and which of these nobody else wants.
    int time_field;
    int time_cells[TIME_FIELDS];
    bool *only_probed;
};

struct input_setup {
    struct plan *plan;
    const struct settings *settings;
    int time_cells[TIME_FIELDS];  // private: made once for all inputs
    bool *only_probed;
};

// To be called once, when the plan is complete, before inputs are opened.
void input_prepare(struct input_setup *setup, struct plan *plan, const struct settings *settings);

void input_open(struct input *in, const struct input_setup *setup, const char *spec);
void input_close(struct input *in);

// Read the next block, at most once from the descriptor, and make rows of it. True if there is a
// batch (perhaps without rows, but with findings) in in->batch; false if there is nothing now, or
// has_ended. The batch before must have been released.
bool input_read(struct input *in, const struct input_setup *setup);

// Done with the batch.
void input_release_batch(struct input *in);

// "standard input" or the path, for messages.
const char *input_name(const struct input *in);

#endif
