// SPDX-License-Identifier: MIT
// Three ways to go through inputs: one after the other (one input, or files while nobody asks for
// time), merged by event time (regular files), and as they have something to say (live inputs,
// fairly). A result is written out before weir waits for anything, and when the buffer is full.
#include "data/time.h"
#include "run/interrupt.h"
#include "run/run_internal.h"

// How long to wait for input, ns; below zero: for ever.
static int64_t patience(const struct run *r)
{
    int64_t time = run_patience(r), picture = preview_patience(&r->preview, r);
    return time < 0 || (picture >= 0 && picture < time) ? picture : time;
}

// Write out what there is, then wait, and let time go on meanwhile. False when a signal came and no
// input, or the run is over.
static bool wait_for_input(struct run *r, const int *fds, int n, int *ready)
{
    struct source_set set = {fds, n, *ready};
    int found = SOURCE_TIMEOUT;
    while (found == SOURCE_TIMEOUT) {
        run_flush(r);
        run_look_up(r);
        if (r->is_over)
            return false;
        sigset_t waiting;
        interrupt_hold(&waiting);
        found = SOURCE_SIGNAL;
        if (!interrupt_is_pending())
            found = source_wait(&set, patience(r), &waiting);
        interrupt_let(&waiting);
        if (found == SOURCE_TIMEOUT)
            run_let_time_go_on(r);
    }
    if (found >= 0)
        *ready = found;
    return found >= 0 && !interrupt_number();
}

static bool prepare_read(struct run *r, const struct input *in)
{
    return !in->source.may_block || source_is_ready(&in->source) ||
           wait_for_input(r, &in->source.fd, 1, &(int){0});
}

// Read the input's next block, and do the first half of its job; a read that fails ends the run.
static bool read_rows(struct run *r, struct input *in)
{
    struct job *job = input_next(in, &r->setup);
    if (job) {
        worker_do(&r->worker, job);
        input_take(in, &r->setup, job);
    } else if (framer_error(in->framer)) {
        r->is_over = r->failed = true;
    }
    return job != NULL;
}

static void read_one(struct run *r, struct input *in)
{
    if (!read_rows(r, in))
        return;
    run_push_job(r, in);
    run_commit(r, in);
}

static void in_turn(struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        while (!r->is_over && !r->inputs[i].has_ended && !interrupt_number())
            if (prepare_read(r, &r->inputs[i]))
                read_one(r, &r->inputs[i]);
}

static void live(struct run *r)
{
    int *fds = mem_alloc(r->ninputs * sizeof *fds), next = 0;
    size_t open = r->ninputs;
    for (size_t i = 0; i < r->ninputs; i++)
        fds[i] = r->inputs[i].source.fd;
    while (open > 0 && !r->is_over && !interrupt_number()) {
        if (!wait_for_input(r, fds, (int)r->ninputs, &next))
            continue;
        struct input *in = &r->inputs[next];
        read_one(r, in);
        if (in->has_ended) {
            fds[next] = -1;
            open--;
            run_advance_after_end(r);
        }
        next = (next + 1) % (int)r->ninputs;
    }
    mem_free(fds);
}

// Read on until the input has a row to hand on, or has ended. What was found on the way is said.
static void look_ahead(struct run *r, struct input *in)
{
    while (!input_row(in) && !in->has_ended && !r->is_over) {
        if (in->job)
            run_commit(r, in);
        if (r->is_over)
            return;
        if (read_rows(r, in))
            run_commit_so_far(r, in);
        else if (in->has_ended)
            run_advance_after_end(r);
    }
}

// The event that decides when a row's turn is: its own time, or for one without, at once, behind
// the row before it.
static int64_t turn_of(const struct input *in)
{
    const struct row *row = input_row(in);
    return row ? row->time : TIME_MAX;
}

static struct input *earliest(struct run *r)
{
    struct input *first = NULL;
    for (size_t i = 0; i < r->ninputs; i++) {
        struct input *in = &r->inputs[i];
        if (input_row(in) && (!first || turn_of(in) < turn_of(first)))
            first = in;
    }
    return first;
}

// How far the input may go before it is another's turn: ties go to the one given first.
static size_t end_of_turn(const struct run *r, const struct input *in)
{
    int64_t bound = TIME_MAX;
    bool bound_is_ours = true;
    for (size_t i = 0; i < r->ninputs; i++) {
        const struct input *other = &r->inputs[i];
        if (other == in || !input_row(other))
            continue;
        if (turn_of(other) < bound) {
            bound = turn_of(other);
            bound_is_ours = in < other;
        }
    }
    const struct batch *b = &in->job->batch;
    size_t to = in->job->at + 1;
    while (to < b->nrows && (b->rows[to].time < bound ||
                             (b->rows[to].time == bound && bound_is_ours)))
        to++;
    return to;
}

static void merged(struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        look_ahead(r, &r->inputs[i]);
    struct input *in;
    while (!r->is_over && (in = earliest(r)) && !interrupt_number()) {
        run_push_rows(r, in, end_of_turn(r, in));
        run_commit_so_far(r, in);
        look_ahead(r, in);
    }
}

static bool all_regular(const struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        if (!r->inputs[i].source.is_regular)
            return false;
    return true;
}

bool run_is_merged(const struct run *r)
{
    return r->ninputs > 1 && r->plan->entry.is_used && all_regular(r);
}

void run_inputs(struct run *r)
{
    if (r->ninputs > 1 && !all_regular(r))
        live(r);
    else if (run_is_merged(r))
        merged(r);
    else
        in_turn(r);
}
