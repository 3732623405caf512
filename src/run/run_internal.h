// SPDX-License-Identifier: MIT
// A run, between its start, steps and end (run.c), the ways through its inputs (ways.c) and what it
// is asked on its way (asked.c). Private to these.
#ifndef RUN_RUN_INTERNAL_H
#define RUN_RUN_INTERNAL_H

#include "io/loop.h"
#include "run/input.h"
#include "run/metrics.h"
#include "run/preview.h"
#include "run/progress.h"
#include "run/replay.h"
#include "run/report.h"
#include "run/run.h"
#include "run/stats.h"
#include "run/unseen.h"
#include "run/workers.h"
#include "run/writer.h"

struct run {
    struct plan *plan;
    const struct settings *settings;
    struct loop loop;             // where it waits
    struct input_setup setup;
    struct input *inputs;
    size_t ninputs;
    struct sink *sinks;           // outputs, then --late and --bad where given
    size_t noutputs, nsinks;
    struct writer writer;
    struct report report;
    struct stats stats;
    struct unseen unseen;
    struct progress progress;
    struct replay replay;
    struct timer tick;            // when counters or progress are due
    struct workers workers;
    struct job_pool pool;
    struct preview preview;
    uint64_t blocks;              // read
    struct metrics *metrics;      // NULL: nobody asks
    int64_t watermark;            // passed down the chain so far, or TIME_NONE
    bool is_over;                 // the chain wants no more, or the run has failed
    bool failed;                  // --strict has found something, or an input or output is broken
};

// ---- steps (run.c) ----

// Push the rows of the input's job up to `to`, and the time that they made.
void run_push_rows(struct run *r, struct input *in, size_t to);
// Push all of the input's job.
void run_push_job(struct run *r, struct input *in);
// Say what was found up to the next row that has not been through.
void run_commit_so_far(struct run *r, struct input *in);
// The same when all rows of the job have been through; the job is done with.
void run_commit(struct run *r, struct input *in);
// Time has moved while no input is being worked on: one that has ended holds it back no more, or it
// goes on by the clock.
void run_advance_in_pause(struct run *r);
// What stages give out, and what is found in it, while no input is being worked on. The arena is
// made.
struct chunk run_begin_pause(const struct run *r, struct arena *arena);
// There is no more input: let the stages give out what they hold.
void run_end_stages(struct run *r, struct chunk *chunk);
// Let stages see whether what they read besides has changed; where the user asks, in any case.
void run_refresh(struct run *r, bool is_asked);
// Write out what there is.
void run_flush(struct run *r);
// A broken output ends the run.
void run_note_broken_sinks(struct run *r);

// ---- pace (replay.c) ----

// The inputs are open: fatal() where one cannot be paced.
void run_check_replay(const struct run *r);
// The closing words about it, for people.
void run_tell_unpaced(const struct run *r);

// Wait until the row `from` of the input's job is due. Returns the first that is not, or `to`; it
// is `from` where the run is over or a signal came.
size_t run_await_turn(struct run *r, struct input *in, size_t from, size_t to);

// ---- asked on its way (asked.c) ----

// The inputs and outputs are open: begin to tell how far it is, if that is wanted.
void run_begin_telling(struct run *r);

// Between batches and before waiting: do what signals ask for, and what is due by the clock.
void run_look_up(struct run *r);
// How far the watermark is behind the wall clock, ns. TIME_NONE: of recorded events that says
// nothing.
int64_t run_watermark_lag(const struct run *r);
// The counters, on standard error.
void run_tell_counters(struct run *r, bool is_end);

// ---- time (judge.c) ----

// Give each row [from, to) of the input's job the watermark in force before it, and let it move the
// clock. Returns the last line that did, or LINE_NONE. Of rows that stages have taken away since
// they were read, time goes on with the last row that is left.
uint32_t run_judge(struct run *r, struct input *in, size_t from, size_t to);
// The least watermark of the inputs but that one (NULL: of all) which have not ended; TIME_MAX
// where there are none.
int64_t run_others_watermark(const struct run *r, const struct input *in);
// How long to wait for input before time goes on without it, ns; below zero: for ever.
int64_t run_patience(const struct run *r);
// Let the clocks of live inputs that are silent go on.
void run_let_time_go_on(struct run *r);

// ---- ways (ways.c) ----

// Are the inputs merged by event time?
bool run_is_merged(const struct run *r);

// Go through the inputs, to their end or that of the run.
void run_inputs(struct run *r);

#endif
