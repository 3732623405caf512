// SPDX-License-Identifier: MIT
// Three ways to go through inputs: one after the other (files while nobody asks for time), merged
// by event time (files), and as they have something to say (where any is no regular file; fairly).
// A result is written out before weir waits for anything, now and then while it never has to wait,
// and when the buffer is full.
#include "data/time.h"
#include "run/interrupt.h"
#include "run/run_internal.h"

// How long to wait for input, ns; below zero: for ever.
static int64_t patience(const struct run *r)
{
    int64_t time = run_patience(r), picture = preview_patience(&r->preview, r);
    return time < 0 || (picture >= 0 && picture < time) ? picture : time;
}

// While there is always something to read, what there is is written out after so many blocks.
enum { FLUSH_EVERY = 64 };

static bool goes_on(const struct run *r)
{
    return !r->is_over && !interrupt_number();
}

// Has any input something to say?
static bool has_input(const struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        if (!r->inputs[i].has_ended && source_is_ready(&r->inputs[i].source))
            return true;
    return false;
}

// Write out what there is, then wait until there is something to do, and let time go on meanwhile.
static void wait_for_input(struct run *r)
{
    run_flush(r);
    run_look_up(r);
    if (r->is_over)
        return;
    sigset_t waiting;
    interrupt_hold(&waiting);
    if (!interrupt_is_pending())
        (void)loop_wait(&r->loop, patience(r), &waiting);
    interrupt_let(&waiting);
    run_note_broken_sinks(r);
    if (!interrupt_is_pending() && !has_input(r))
        run_let_time_go_on(r);
}

// Between two blocks: what else waits in the loop has its turn.
static void breathe(struct run *r)
{
    if (r->loop.watches.n || r->loop.timers.n)
        (void)loop_wait(&r->loop, 0, NULL);
    if (++r->blocks % FLUSH_EVERY == 0)
        run_flush(r);
}

// Is there something to read now? Where there was none before, the loop is asked.
static bool has_more(struct run *r, const struct input *in)
{
    if (!source_is_ready(&in->source))
        (void)loop_wait(&r->loop, 0, NULL);
    return source_is_ready(&in->source);
}

// Read blocks of the input and let other threads begin with them: one where it has no job, then as
// many as are there.
static void read_blocks(struct run *r, struct input *in)
{
    while (!in->is_at_end && !interrupt_number() &&
           (!in->queue || (input_may_read_ahead(in, &r->setup) && has_more(r, in)))) {
        struct job *job = input_read(in, &r->setup);
        if (!job)
            return;
        run_refresh(r, false);
        workers_hand(&r->workers, job);
    }
}

static bool has_job(struct run *r, struct input *in)
{
    read_blocks(r, in);
    return in->queue != NULL;
}

// What cannot be read by itself is read again in order, with all that is behind.
static ATTR_COLD void drop_jobs(struct run *r, struct input *in)
{
    for (struct job *job = in->queue; job; job = job->next)
        workers_finish(&r->workers, job);
    input_drop_jobs(in, &r->setup);
}

// The input's next job; a read that fails ends the run.
static bool read_rows(struct run *r, struct input *in)
{
    while (has_job(r, in)) {
        workers_finish(&r->workers, in->queue);
        if (UNLIKELY(!input_is_read(in))) {
            drop_jobs(r, in);
            continue;
        }
        input_take(in, &r->setup);
        if (LIKELY(!input_is_empty(in)))
            return true;
        input_release_job(in, &r->setup);
    }
    in->has_ended = in->is_at_end;
    if (source_error(&in->source))
        r->is_over = r->failed = true;
    return false;
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
        while (goes_on(r) && !r->inputs[i].has_ended) {
            read_one(r, &r->inputs[i]);
            breathe(r);
        }
}

// A block of each input that has something to say.
static bool read_round(struct run *r)
{
    bool any = false;
    for (size_t i = 0; i < r->ninputs && goes_on(r); i++) {
        struct input *in = &r->inputs[i];
        if (in->has_ended || !(in->queue || in->is_at_end || source_is_ready(&in->source)))
            continue;
        any = true;
        read_one(r, in);
        if (in->has_ended)
            run_advance_in_pause(r);
    }
    return any;
}

static bool all_ended(const struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        if (!r->inputs[i].has_ended)
            return false;
    return true;
}

// What was read when a signal came is not thrown away: nobody else can read it again.
static void use_up(struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        while (r->inputs[i].queue && !r->is_over)
            read_one(r, &r->inputs[i]);
}

static void live(struct run *r)
{
    while (goes_on(r) && !all_ended(r))
        if (read_round(r))
            breathe(r);
        else
            wait_for_input(r);
    use_up(r);
}

// Read on until the input has a row to hand on, or has ended. What was found on the way is said.
static void look_ahead(struct run *r, struct input *in)
{
    while (!input_row(in) && !in->has_ended && !r->is_over) {
        if (in->job)
            run_commit(r, in);
        if (r->is_over)
            return;
        breathe(r);
        if (read_rows(r, in))
            run_commit_so_far(r, in);
        else if (in->has_ended)
            run_advance_in_pause(r);
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
    while (goes_on(r) && (in = earliest(r))) {
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

// What may be read ahead, which keeps the threads busy, is shared by the inputs that are read side
// by side: many of them are not to fill the memory.
static void share_ahead(struct run *r, size_t ninputs)
{
    r->setup.nahead_most = 2 + 2 * (r->setup.njobs - 1) / ninputs;
}

void run_inputs(struct run *r)
{
    bool is_live = !all_regular(r), is_merged = run_is_merged(r);
    share_ahead(r, is_live || is_merged ? r->ninputs : 1);
    if (is_live)
        live(r);
    else if (is_merged)
        merged(r);
    else
        in_turn(r);
}
