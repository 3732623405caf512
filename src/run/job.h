// SPDX-License-Identifier: MIT
// A job: one block of an input on its way through the run, and all that comes of it. Its first half
// is pure: bytes become rows with event times, and nothing is touched that other jobs can see. The
// second half is the run's (run.c): jobs of an input are committed in the order of their blocks.
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include "base/mem.h"
#include "data/batch.h"

struct block;
struct input;
struct input_setup;

struct job {
    struct job *next;             // private to the input: the next one that is free
    struct input *input;
    struct block *block;          // NULL: the record that the reader keeps cannot go on
    struct arena arena;           // of the batch
    struct chunk chunk;           // its base_line is filled in when the job's turn has come
    struct batch batch;
    size_t at;                    // the first of the rows not yet handed on
    int64_t arrived;              // when it was read, ns, where that is the event time
    int time_field;               // of the default time fields the one that the input's events
                                  // have; -1: not known
};

// The first half: make rows of the block.
void job_do(struct job *job, const struct input_setup *setup);

#endif
