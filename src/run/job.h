// SPDX-License-Identifier: MIT
// A job: one block of an input on its way through the run, and all that comes of it. Its first half
// is pure (worker.h): bytes, which it may have to read itself, become rows with event times, which
// go through the stages that are functions of the batch alone, and are prepared for the stage
// behind these (stage_prepare()); nothing is touched that other jobs can see. The second half is
// the run's (run.c): jobs of an input are committed in the order of their blocks.
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include "base/mem.h"
#include "base/str.h"
#include "data/batch.h"
#include "run/unseen.h"

struct block;
struct fields;
struct input;
struct reader;
struct stream;

// An event from the future, which does not move the clock (--skew).
struct job_ahead {
    struct job_ahead *next;       // in the order of the lines
    uint32_t line;
    int64_t time;
};

// What the rows of a job, as they were read, say of event time. Nothing where nobody asks for it.
struct job_times {
    int64_t largest;              // TIME_NONE: none had a time
    uint32_t line;                // the first that has it, or LINE_NONE
    struct job_ahead *ahead, **last_ahead;
    int64_t *all;                 // of each row; NULL where nobody counts disorder
};

// What a stage of the first half has counted.
struct job_count {
    uint64_t rows_in, rows_bad;
};

// Where the first half of a job stands that has been handed to the workers.
enum job_state {
    JOB_WAITING,                  // for any thread
    JOB_AT_WORK,
    JOB_DONE,
};

struct job {
    struct job *next;             // of the same input, or of those that are free
    bool is_handed;               // other threads know of it; private to the main one
    enum job_state state;         // private to the workers, under their lock, as is ...
    struct job *waiting;          // ... this, the next one that waits
    struct input *input;
    struct stream *stream;
    struct block *block;          // NULL: the record that the reader keeps cannot go on
    struct reader *reader;        // of a format in which records go on from block to block: the
                                  // stream's; else NULL
    const struct fields *fields;  // what the reader is to look for
    struct arena arena;           // of the batch
    size_t arena_used;            // by the job before, bytes
    struct chunk chunk;           // its base_line is filled in when the job's turn has come
    struct batch batch;
    size_t at;                    // the first of the rows not yet handed on
    int64_t now;                  // wall clock when it was read, ns; of an input that is no file
    int64_t arrived;              // the same, where that is the event time
    int64_t latest;               // the latest event time that moves the clock, ns
    int time_field;               // of the default time fields the one that the input's events
                                  // have; -1: not known
    size_t nread;                 // rows, before any stage
    struct job_times times;
    bool looks;                   // some field has not been seen by any event so far
    struct unseen_found found;
    struct job_count *counts;     // of the stages that have been passed
    struct buf text;              // setup->writes_ahead: the rows that are left, as they go out
};

#endif
