// SPDX-License-Identifier: MIT
// Three ways to go through inputs: one after the other (one input, or files while nobody asks for
// time), merged by event time (regular files), and as they have something to say (live inputs,
// fairly). A result is written out before weir waits for anything, and when the buffer is full.
#include "run/run.h"

#include "base/fail.h"
#include "data/time.h"
#include "run/input.h"
#include "run/interrupt.h"
#include "run/report.h"
#include "run/writer.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct run {
    struct plan *plan;
    const struct settings *settings;
    struct input_setup setup;
    struct input *inputs;
    size_t ninputs;
    struct sink *sinks;           // outputs, then --late and --bad where given
    size_t noutputs, nsinks;
    struct writer writer;
    struct report report;
    int64_t watermark;            // passed down the chain so far, or TIME_NONE
    bool is_over;                 // the chain wants no more, or the run has failed
    bool failed;                  // --strict has found something, or an input or output is broken
};

// ---- the start ----

static size_t count_tees(const struct plan *plan)
{
    size_t n = 0;
    for (const struct outlet *tee = plan->env.tees; tee; tee = tee->next)
        n++;
    return n;
}

static struct sink *open_extra(struct run *r, const char *spec)
{
    if (!spec)
        return NULL;
    struct sink *s = &r->sinks[r->nsinks++];
    sink_open(s, spec);
    return s;
}

// --color auto: where all that is written to are terminals, unless NO_COLOR is set.
static bool wants_color(const struct run *r)
{
    const char *no = getenv("NO_COLOR");
    if (r->settings->color != COLOR_AUTO || (no && *no))
        return r->settings->color == COLOR_ALWAYS;
    for (size_t i = 0; i < r->noutputs; i++)
        if (!isatty(r->sinks[i].fd))
            return false;
    return true;
}

static void open_sinks(struct run *r)
{
    const struct settings *settings = r->settings;
    r->noutputs = r->nsinks = settings->noutputs;
    r->sinks = mem_zalloc((settings->noutputs + 2 + count_tees(r->plan)) * sizeof *r->sinks);
    for (size_t i = 0; i < settings->noutputs; i++)
        sink_open(&r->sinks[i], settings->outputs[i]);
    struct sink *late = open_extra(r, settings->late);
    struct sink *bad = open_extra(r, settings->bad);
    for (struct outlet *tee = r->plan->env.tees; tee; tee = tee->next) {
        tee->sinks = open_extra(r, tee->dest);
        tee->nsinks = 1;
    }
    r->plan->env.has_color = wants_color(r);
    r->writer = (struct writer){
        .shape = r->plan->shape, .sinks = r->sinks, .nsinks = r->noutputs};
    writer_init(&r->plan->stages[r->plan->nstages], &r->writer, &r->plan->env);
    report_init(&r->report, r->plan, late, bad);
}

// A file that is read while it is written to would never end.
static void refuse_circle(const struct run *r, const struct input *in)
{
    struct stat from, to;
    if (!in->source.is_regular || fstat(in->source.fd, &from) != 0)
        return;
    for (size_t i = 0; i < r->nsinks; i++)
        if (fstat(r->sinks[i].fd, &to) == 0 && to.st_dev == from.st_dev && to.st_ino == from.st_ino)
            fatal("cannot both read %s and write to %s: it is the same file", input_name(in),
                  r->sinks[i].name);
}

static void open_inputs(struct run *r)
{
    input_prepare(&r->setup, r->plan, r->settings);
    r->ninputs = r->settings->ninputs;
    r->inputs = mem_zalloc(r->ninputs * sizeof *r->inputs);
    for (size_t i = 0; i < r->ninputs; i++)
        input_open(&r->inputs[i], &r->setup, r->settings->inputs[i]);
    for (size_t i = 0; i < r->ninputs; i++)
        refuse_circle(r, &r->inputs[i]);
}

// A broken output ends the run, in which the others still get what they are due.
static void note_broken_sinks(struct run *r)
{
    for (size_t i = 0; i < r->nsinks; i++)
        if (r->sinks[i].error)
            r->is_over = r->failed = true;
}

static void flush_sinks(struct run *r)
{
    outlet_flush(&r->writer.outlet);
    for (struct outlet *tee = r->plan->env.tees; tee; tee = tee->next)
        outlet_flush(tee);
    for (size_t i = 0; i < r->nsinks; i++)
        if (r->sinks[i].buf.n)
            sink_flush(&r->sinks[i]);
    note_broken_sinks(r);
}

// ---- time ----

// What an input holds the watermark to: its own watermark, or, before its first event, the time of
// that event where it is known already (files that are merged). TIME_NONE: it lets nothing pass.
static int64_t input_watermark(const struct input *in)
{
    int64_t watermark = clock_watermark(&in->clock);
    if (watermark != TIME_NONE || in->at >= in->batch.nrows)
        return watermark;
    int64_t first = in->batch.rows[in->at].time;
    return first == TIME_NONE ? TIME_NONE : time_sub(first, in->clock.delay);
}

// The least watermark of the inputs but that one (NULL: of all) which have not ended; TIME_MAX
// where there are none.
static int64_t others_watermark(const struct run *r, const struct input *in)
{
    int64_t least = TIME_MAX;
    for (size_t i = 0; i < r->ninputs; i++) {
        const struct input *other = &r->inputs[i];
        if (other == in || (other->has_ended && other->at >= other->batch.nrows))
            continue;
        int64_t watermark = input_watermark(other);
        if (watermark < least)
            least = watermark;    // TIME_NONE is the least of all
    }
    return least;
}

// Give each row of the run [from, to) the watermark in force before it, and let it move the clock.
// Returns the last line that did.
static uint32_t judge_rows(struct run *r, struct input *in, size_t from, size_t to)
{
    int64_t others = others_watermark(r, in);
    uint32_t moved = LINE_NONE;
    for (size_t i = from; i < to; i++) {
        struct row *row = &in->batch.rows[i];
        row->moved_line = moved;
        int64_t own = clock_watermark(&in->clock), watermark = own < others ? own : others;
        row->watermark = watermark > r->watermark ? watermark : r->watermark;
        if (clock_see(&in->clock, row->time))
            moved = row->line;
    }
    return moved;
}

// ---- rows down the chain ----

// Pass the watermark on, which the event of that line of the chunk may have moved.
static void advance(struct run *r, struct chunk *chunk, uint32_t moved)
{
    int64_t watermark = others_watermark(r, NULL);
    if (watermark == TIME_NONE || watermark == TIME_MAX || watermark <= r->watermark)
        return;
    r->watermark = watermark;
    if (r->is_over || stage_advance(&r->plan->stages[0], watermark) == FLOW_MORE)
        return;
    r->is_over = true;
    chunk_end_at(chunk, moved);
}

// Push the rows [from, to) of the input's batch, and the time that they made.
static void push_run(struct run *r, struct input *in, size_t from, size_t to)
{
    struct batch part = in->batch;
    part.rows += from;
    part.nrows = to - from;
    in->at = to;
    uint32_t moved = LINE_NONE;
    if (r->plan->entry.is_used)
        moved = judge_rows(r, in, from, to);
    r->plan->env.chunk = &in->chunk;
    if (stage_push(&r->plan->stages[0], &part) == FLOW_DONE)
        r->is_over = true;
    in->chunk.moved_line = moved;
    if (in->chunk.stop)
        r->is_over = true;
    else if (r->plan->entry.is_used)
        advance(r, &in->chunk, moved);
}

// With --strict row by row: what stops the run in the middle of a batch must not undo what the time
// of the rows before it has brought out.
static void push_rows(struct run *r, struct input *in, size_t from, size_t to)
{
    size_t step = r->settings->strict ? 1 : to - from;
    for (size_t at = from; at < to && !r->is_over && !in->chunk.stop; at += step)
        push_run(r, in, at, at + step);
}

// Say what was found up to the next row that has not been through.
static void commit_so_far(struct run *r, struct input *in)
{
    bool is_all = in->at >= in->batch.nrows;
    if (report_commit(&r->report, &in->chunk, is_all ? LINE_NONE : in->batch.rows[in->at].line))
        r->is_over = r->failed = true;
    note_broken_sinks(r);
}

// All rows of the batch have been through.
static void commit(struct run *r, struct input *in)
{
    commit_so_far(r, in);
    input_release_batch(in);
}

// What stages give out, and what is found in it, while no input is being worked on.
static struct chunk begin_pause(const struct run *r, struct arena *arena)
{
    arena_init(arena);
    return (struct chunk){
        .arena = arena,
        .moved_line = LINE_NONE,
        .end_line = LINE_NONE,
        .input = "the end",
        .has_texts = !format_is_json(r->settings->from.format),
    };
}

static void end_pause(struct run *r, struct chunk *chunk)
{
    if (report_commit(&r->report, chunk, LINE_NONE))
        r->is_over = r->failed = true;
    arena_release(chunk->arena);
}

// An input that has ended holds time back no more.
static void advance_after_end(struct run *r)
{
    struct arena arena;
    struct chunk chunk = begin_pause(r, &arena);
    r->plan->env.chunk = &chunk;
    if (r->plan->entry.is_used)
        advance(r, &chunk, LINE_NONE);
    end_pause(r, &chunk);
}

// ---- the ways through the inputs ----

// Write out what there is, then wait. False when a signal came and no input, or an output broke.
static bool wait_for_input(struct run *r, const int *fds, int n, int *ready)
{
    flush_sinks(r);
    if (r->is_over)
        return false;
    sigset_t waiting;
    interrupt_hold(&waiting);
    int found = interrupt_number() ? -1 : source_wait(fds, n, *ready, &waiting);
    interrupt_let(&waiting);
    if (found >= 0)
        *ready = found;
    return found >= 0 && !interrupt_number();
}

static bool prepare_read(struct run *r, const struct input *in)
{
    return !in->source.may_block || source_is_ready(&in->source) ||
           wait_for_input(r, &in->source.fd, 1, &(int){0});
}

// input_read(); a read that fails ends the run.
static bool read_rows(struct run *r, struct input *in)
{
    if (input_read(in, &r->setup))
        return true;
    if (framer_error(in->framer))
        r->is_over = r->failed = true;
    return false;
}

static void read_one(struct run *r, struct input *in)
{
    if (!read_rows(r, in))
        return;
    push_rows(r, in, 0, in->batch.nrows);
    commit(r, in);
}

static void run_in_turn(struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        while (!r->is_over && !r->inputs[i].has_ended && !interrupt_number())
            if (prepare_read(r, &r->inputs[i]))
                read_one(r, &r->inputs[i]);
}

static void run_live(struct run *r)
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
            advance_after_end(r);
        }
        next = (next + 1) % (int)r->ninputs;
    }
    mem_free(fds);
}

// Read on until the input has a row to hand on, or has ended. What was found on the way is said.
static void look_ahead(struct run *r, struct input *in)
{
    while (in->at >= in->batch.nrows && !in->has_ended && !r->is_over) {
        if (in->block)
            commit(r, in);
        if (r->is_over)
            return;
        if (read_rows(r, in))
            commit_so_far(r, in);
        else if (in->has_ended)
            advance_after_end(r);
    }
}

// The event that decides when a row's turn is: its own time, or for one without, at once, behind
// the row before it.
static int64_t turn_of(const struct input *in)
{
    return in->at < in->batch.nrows ? in->batch.rows[in->at].time : TIME_MAX;
}

static struct input *earliest(struct run *r)
{
    struct input *first = NULL;
    for (size_t i = 0; i < r->ninputs; i++) {
        struct input *in = &r->inputs[i];
        if (in->at < in->batch.nrows && (!first || turn_of(in) < turn_of(first)))
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
        if (other == in || other->at >= other->batch.nrows)
            continue;
        if (turn_of(other) < bound) {
            bound = turn_of(other);
            bound_is_ours = in < other;
        }
    }
    size_t to = in->at + 1;
    while (to < in->batch.nrows && (in->batch.rows[to].time < bound ||
                                    (in->batch.rows[to].time == bound && bound_is_ours)))
        to++;
    return to;
}

static void run_merged(struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        look_ahead(r, &r->inputs[i]);
    struct input *in;
    while (!r->is_over && (in = earliest(r)) && !interrupt_number()) {
        push_rows(r, in, in->at, end_of_turn(r, in));
        commit_so_far(r, in);
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

// ---- the end ----

static void finish(struct run *r)
{
    struct arena arena;
    struct chunk chunk = begin_pause(r, &arena);
    r->plan->env.chunk = &chunk;
    r->plan->env.is_ending = true;
    stage_finish(&r->plan->stages[0]);
    end_pause(r, &chunk);
}

static bool is_output_gone(const struct run *r)
{
    for (size_t i = 0; i < r->noutputs; i++)
        if (!r->sinks[i].is_gone)
            return false;
    return true;
}

static int exit_status(const struct run *r)
{
    if (r->failed)
        return 1;
    if (r->settings->fail_empty && r->writer.outlet.rows == 0)
        return 1;
    bool had_bad = r->report.bad_lines || r->report.bad_events;
    return had_bad && !r->report.bad ? 3 : 0;
}

// Close the outputs, then say what broke.
static void close_sinks(struct run *r)
{
    for (size_t i = 0; i < r->nsinks; i++)
        sink_close(&r->sinks[i]);
    for (size_t i = 0; i < r->ninputs; i++) {
        int err = framer_error(r->inputs[i].framer);
        if (err)
            fatal_errno(err, "cannot read %s", input_name(&r->inputs[i]));
    }
    for (size_t i = 0; i < r->nsinks; i++)
        if (r->sinks[i].error)
            fatal_errno(r->sinks[i].error, "cannot write to %s", r->sinks[i].name);
}

static void close_inputs(struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        input_close(&r->inputs[i]);
    mem_free(r->inputs);
}

int run(struct plan *plan, const struct settings *settings)
{
    struct run r = {.plan = plan, .settings = settings, .watermark = TIME_NONE};
    open_sinks(&r);
    open_inputs(&r);
    interrupt_catch();
    if (r.ninputs > 1 && !all_regular(&r))
        run_live(&r);
    else if (r.ninputs > 1 && plan->entry.is_used)
        run_merged(&r);
    else
        run_in_turn(&r);
    if (!r.failed)
        finish(&r);
    flush_sinks(&r);
    bool is_gone = is_output_gone(&r);
    if (!r.failed && !is_gone)
        report_close(&r.report, &plan->env);
    int status = exit_status(&r);
    close_sinks(&r);
    close_inputs(&r);
    writer_release(&r.writer);
    mem_free(r.sinks);
    if (is_gone || interrupt_number())
        interrupt_die(is_gone ? SIGPIPE : interrupt_number());
    return status;
}
