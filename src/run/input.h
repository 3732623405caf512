// SPDX-License-Identifier: MIT
// One input at work: bytes to blocks to rows with event times.
#ifndef RUN_INPUT_H
#define RUN_INPUT_H

#include "data/reader.h"
#include "event/watermark.h"
#include "io/source.h"
#include "run/job.h"
#include "run/live.h"
#include "run/plan.h"
#include "run/settings.h"

// Jobs to be used again.
struct job_pool {
    struct job *free;
};

struct input {
    struct source source;
    const struct fields *fields;  // what readers are to look for
    VEC(struct reader *) readers; // of streams whose records go on from block to block
    struct block *next_block;     // one that waits until the record before it has been given up
    struct job *job;              // whose turn it is and that is not done with, or NULL
    struct job *queue, **last;    // read ahead, in order
    size_t nqueued;
    uint64_t lines, bytes;        // read, with those of the job
    struct clock clock;
    int64_t arrived;              // `-t arrival`: the time last given, or TIME_NONE
    struct live live;             // of an input that is no regular file
    bool is_at_end;               // there is nothing more to read
    bool has_ended;               // and all that was read has been taken

    int time_field;               // the default time field, as long as -t is not given: which of
                                  // the names it is, or -1 while no event has had any
};

struct input_setup {
    struct plan *plan;
    const struct settings *settings;
    const struct unseen *unseen;
    struct job_pool *pool;
    size_t njobs;                 // -j
    size_t nahead_most;           // jobs of an input that may be ahead of its turn
    int nahead;                   // stages that run in the first half of a job
    bool writes_ahead;            // these are all, and rows become text there, too
    int time_cells[TIME_FIELDS];  // cells of the default time fields in the frame ...
    bool *only_probed;            // ... and, by cell, which of them nobody else wants
    const struct fields **settled;   // by time field: all other fields and that one; made when one
                                  // is known
};

// To be called once, when the plan is complete, before inputs are opened.
void input_prepare(struct input_setup *setup, struct plan *plan, const struct settings *settings);

// Its descriptors and timers are in the loop until it is closed.
void input_open(struct input *in, const struct input_setup *setup, const char *spec,
                struct loop *loop);
void input_close(struct input *in, const struct input_setup *setup);

void job_pool_release(struct job_pool *pool);

// Is event time that of a default field?
bool input_uses_default_time(const struct input_setup *setup);

// Read the next block, at most once from the descriptor, into in->queue. The new job's first half
// is to be done. NULL if there is nothing now, or the end.
struct job *input_read(struct input *in, const struct input_setup *setup);

// May another block be read before the jobs in the queue are done?
bool input_may_read_ahead(const struct input *in, const struct input_setup *setup);

// The first half of the first job in the queue is done. Could its block be read?
bool input_is_read(const struct input *in);

// It could not. No thread is at work on any job in the queue: they are given back, and what they
// stood for is read again, in order.
void input_drop_jobs(struct input *in, const struct input_setup *setup);

// The first half of the first job in the queue is done, and its turn has come: it becomes in->job.
// The one before must have been released.
void input_take(struct input *in, const struct input_setup *setup);

// Has no line ended in the part of a file that in->job stood for? Read in order it would not have
// been a block of its own.
static inline bool input_is_empty(const struct input *in)
{
    return in->job->block && in->job->block->to && !in->job->block->text.n;
}

// What of `lines` and `bytes` is ahead of the rows that have been handed on: their bytes not, where
// records go on from block to block.
void input_ahead(const struct input *in, uint64_t *lines, uint64_t *bytes);

// Done with the job; what is ahead in it has not been read, then.
void input_release_job(struct input *in, const struct input_setup *setup);

// The first row not yet handed on, or NULL.
static inline const struct row *input_row(const struct input *in)
{
    const struct job *job = in->job;
    return job && job->at < job->batch.nrows ? &job->batch.rows[job->at] : NULL;
}

// "standard input" or what -i says, for messages.
static inline const char *input_name(const struct input *in)
{
    return in->source.title;
}

#endif
