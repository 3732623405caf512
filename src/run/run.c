// SPDX-License-Identifier: MIT
// The start and the end of a run, and between them the steps of which it is made: rows and their
// time down the chain, findings told behind them. In which order inputs are read: ways.c.
#include "base/cpu.h"
#include "base/fail.h"
#include "data/time.h"
#include "run/interrupt.h"
#include "run/run_internal.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- the start ----

static size_t count_outlets(const struct plan *plan)
{
    size_t n = 0;
    for (const struct outlet *o = plan->env.outlets; o; o = o->next)
        n++;
    return n;
}

// The next sink, open, for rows in that format (NULL: JSON); NULL if there is no name.
static struct sink *open_sink(struct run *r, const char *spec, const struct output_format *format)
{
    struct sink_fault fault = {0};
    if (!spec)
        return NULL;
    struct sink *s = &r->sinks[r->nsinks++];
    if (!sink_init(s, &r->plan->arena, spec, &fault))
        bug("a destination that was sound: %s", fault.error);
    if (format)
        s->suffix = format->suffix ? format->suffix : format->name;
    sink_open(s, &r->loop);
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
    r->noutputs = settings->noutputs;
    r->sinks = mem_zalloc((settings->noutputs + 2 + count_outlets(r->plan)) * sizeof *r->sinks);
    for (size_t i = 0; i < settings->noutputs; i++)
        (void)open_sink(r, settings->outputs[i], settings->format);
    struct sink *late = open_sink(r, settings->late, NULL);
    struct sink *bad = open_sink(r, settings->bad, NULL);
    for (struct outlet *o = r->plan->env.outlets; o; o = o->next) {
        o->sinks = open_sink(r, o->dest, o->formatter.format);
        o->nsinks = 1;
    }
    r->plan->env.loop = &r->loop;
    r->plan->env.has_color = wants_color(r);
    r->writer = (struct writer){
        .shape = r->plan->shape, .sinks = r->sinks, .nsinks = r->noutputs};
    writer_init(&r->plan->stages[r->plan->nstages], &r->writer, &r->plan->env);
    report_init(&r->report, r->plan, late, bad);
}

// A file that is read while it is written to would never end.
static void refuse_circle(const struct run *r, const struct input *in)
{
    struct stat to;
    for (size_t i = 0; i < r->nsinks; i++)
        if (fstat(r->sinks[i].fd, &to) == 0 && source_reads(&in->source, &to))
            fatal("cannot both read %s and write to %s: it is the same file", input_name(in),
                  r->sinks[i].name);
}

static void open_inputs(struct run *r)
{
    input_prepare(&r->setup, r->plan, r->settings);
    r->setup.unseen = &r->unseen;
    r->setup.pool = &r->pool;
    r->ninputs = r->settings->ninputs;
    r->inputs = mem_zalloc(r->ninputs * sizeof *r->inputs);
    for (size_t i = 0; i < r->ninputs; i++)
        input_open(&r->inputs[i], &r->setup, r->settings->inputs[i], &r->loop);
    for (size_t i = 0; i < r->ninputs; i++)
        refuse_circle(r, &r->inputs[i]);
    run_check_replay(r);
}

static bool is_output_gone(const struct run *r)
{
    for (size_t i = 0; i < r->noutputs; i++)
        if (!r->sinks[i].is_gone)
            return false;
    return true;
}

// A broken output, or stage, ends the run, in which the others still get what they are due. So does
// it when nobody is left to read the rows.
void run_note_broken_sinks(struct run *r)
{
    r->is_over |= is_output_gone(r);
    for (size_t i = 0; i < r->nsinks; i++)
        if (r->sinks[i].failure)
            r->is_over = r->failed = true;
    if (r->plan->env.has_failed)
        r->is_over = r->failed = true;
}

void run_flush(struct run *r)
{
    outlet_flush(&r->writer.outlet);
    for (struct outlet *o = r->plan->env.outlets; o; o = o->next)
        outlet_flush(o);
    preview_update(&r->preview, r);
    for (size_t i = 0; i < r->nsinks; i++)
        if (r->sinks[i].buf.n)
            sink_flush(&r->sinks[i]);
    run_note_broken_sinks(r);
}

// ---- rows down the chain ----

// Pass the watermark on, which the event of that line of the chunk may have moved.
static void advance(struct run *r, struct chunk *chunk, uint32_t moved)
{
    int64_t watermark = run_others_watermark(r, NULL);
    if (watermark == TIME_NONE || watermark == TIME_MAX || watermark <= r->watermark)
        return;
    r->watermark = watermark;
    if (r->is_over || stage_advance(&r->plan->stages[0], watermark) == FLOW_MORE)
        return;
    r->is_over = true;
    chunk_end_at(chunk, moved);
}

// The stages of the first half have counted for themselves.
static void add_counts(struct run *r, struct job *job)
{
    for (int i = 0; job->counts && i < r->setup.nahead; i++) {
        r->plan->stages[i].rows_in += job->counts[i].rows_in;
        r->plan->stages[i].rows_bad += job->counts[i].rows_bad;
    }
    job->counts = NULL;
}

// Push the rows [from, to) of the input's job, and the time that they made.
static void push_run(struct run *r, struct input *in, size_t from, size_t to)
{
    struct job *job = in->job;
    struct chunk *chunk = &job->chunk;
    struct batch part = job->batch;
    part.rows += from;
    part.nrows = to - from;
    job->at = to;
    uint32_t moved = LINE_NONE;
    if (r->plan->entry.is_used)
        moved = run_judge(r, in, from, to);
    r->plan->env.chunk = chunk;
    struct stage *next_stage = &r->plan->stages[r->setup.nahead];
    enum flow flow = r->setup.writes_ahead ? writer_put(next_stage, &job->text, part.nrows)
                                           : stage_push(next_stage, &part);
    if (flow == FLOW_DONE)
        r->is_over = true;
    const struct row *next = input_row(in);
    unseen_settle(&r->unseen, &job->found, next ? next->line : LINE_NONE, chunk->end_line);
    chunk->moved_line = moved;
    if (chunk->stop)
        r->is_over = true;
    else if (r->plan->entry.is_used)
        advance(r, chunk, moved);
    if (r->plan->entry.is_used && !in->source.is_regular)
        live_note(&in->live, &in->clock, r->settings->skew);
    r->plan->env.chunk = NULL;
}

// With --strict row by row: what stops the run in the middle of a batch must not undo what the time
// of the rows before it has brought out.
void run_push_rows(struct run *r, struct input *in, size_t to)
{
    size_t at = in->job->at;
    for (size_t end; at < to && !r->is_over && !in->job->chunk.stop; at = end) {
        end = r->settings->strict ? at + 1 : to;
        if (UNLIKELY(r->replay.speed > 0) && (end = run_await_turn(r, in, at, end)) == at)
            return;
        push_run(r, in, at, end);
    }
}

void run_push_job(struct run *r, struct input *in)
{
    struct job *job = in->job;
    add_counts(r, job);
    if (job->batch.nrows)
        run_push_rows(r, in, job->batch.nrows);
    else if (job->nread)
        push_run(r, in, 0, 0);    // no row is left, but their time
}

// Say what was found up to the next row that has not been through.
void run_commit_so_far(struct run *r, struct input *in)
{
    const struct row *next = input_row(in);
    if (report_commit(&r->report, &in->job->chunk, next ? next->line : LINE_NONE))
        r->is_over = r->failed = true;
    run_note_broken_sinks(r);
}

// All rows of the job have been through.
void run_commit(struct run *r, struct input *in)
{
    run_commit_so_far(r, in);
    stats_sample(&r->stats, r->plan);
    input_release_job(in, &r->setup);
    run_look_up(r);
}

struct chunk run_begin_pause(const struct run *r, struct arena *arena)
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
    r->plan->env.chunk = NULL;
    arena_release(chunk->arena);
}

void run_advance_in_pause(struct run *r)
{
    struct arena arena;
    struct chunk chunk = run_begin_pause(r, &arena);
    r->plan->env.chunk = &chunk;
    if (r->plan->entry.is_used)
        advance(r, &chunk, LINE_NONE);
    end_pause(r, &chunk);
}

// ---- the end ----

void run_end_stages(struct run *r, struct chunk *chunk)
{
    r->plan->env.chunk = chunk;
    r->plan->env.is_ending = true;
    stage_finish(&r->plan->stages[0]);
}

static void finish(struct run *r)
{
    struct arena arena;
    struct chunk chunk = run_begin_pause(r, &arena);
    run_end_stages(r, &chunk);
    end_pause(r, &chunk);
}

static void tell_ahead(const struct run *r)
{
    uint64_t ahead = 0;
    for (size_t i = 0; i < r->ninputs; i++)
        ahead += r->inputs[i].live.ahead;
    if (ahead > 1)
        warn("%llu events were too far ahead of the clock to move the watermark (--skew)",
             (unsigned long long)ahead);
}

static bool has_lost_rows(const struct run *r)
{
    for (int i = 0; i < r->plan->nstages; i++)
        if (r->plan->stages[i].rows_failed > r->plan->stages[i].rows_kept)
            return true;
    return false;
}

static int exit_status(const struct run *r)
{
    if (r->failed)
        return 1;
    if (r->settings->fail_empty && r->writer.outlet.rows == 0)
        return 1;
    bool had_bad = r->report.bad_lines || r->report.bad_events;
    return (had_bad && !r->report.bad) || has_lost_rows(r) ? 3 : 0;
}

// Close the outputs, then say what broke. False if anything did.
static bool close_sinks(struct run *r)
{
    bool is_sound = true;
    for (size_t i = 0; i < r->nsinks; i++)
        sink_close(&r->sinks[i]);
    for (size_t i = 0; i < r->ninputs; i++) {
        const struct source *s = &r->inputs[i].source;
        if (source_error(s))
            fatal("cannot read %s: %s", s->title, source_error(s));
    }
    for (size_t i = 0; i < r->nsinks; i++) {
        struct sink *s = &r->sinks[i];
        if (s->failure)
            complain("%s", s->failure);
        is_sound &= !s->failure;
        sink_release(s);
    }
    return is_sound;
}

static void close_inputs(struct run *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        input_close(&r->inputs[i], &r->setup);
    job_pool_release(&r->pool);
    mem_free(r->inputs);
}

// The closing words, for people.
static void tell(struct run *r, bool is_gone)
{
    if (!r->failed && !is_gone) {
        tell_ahead(r);
        for (size_t i = 0; i < r->ninputs; i++)
            source_tell(&r->inputs[i].source);
        report_close(&r->report, &r->plan->env);
        unseen_tell(&r->unseen);
        run_tell_unpaced(r);
    }
    if (r->stats.is_on)
        run_tell_counters(r, true);
}

// How many threads, where nobody says. Who writes into a pipe or socket needs a processor, too:
// where there is none to spare, one more thread makes weir slower.
static size_t usual_jobs(const struct run *r)
{
    size_t n = cpu_count(), spared = 0;
    for (size_t i = 0; i < r->ninputs; i++)
        if (!r->inputs[i].source.is_regular)
            spared = 1;
    return n > spared ? n - spared : 1;
}

// What is done in the first half of jobs: the stages before the first that must see rows in order,
// and the writing, where there is no such. Nothing where a batch goes down the chain in parts: row
// by row, merged with others, paced.
static void share_work(struct run *r)
{
    const struct plan *plan = r->plan;
    struct input_setup *setup = &r->setup;
    setup->njobs = r->settings->jobs ? r->settings->jobs : usual_jobs(r);
    bool reads_apart = setup->njobs > 1 && !format_spans_lines(r->settings->from.format);
    for (size_t i = 0; i < r->ninputs && reads_apart; i++)
        source_read_apart(&r->inputs[i].source);
    if (r->settings->strict || run_is_merged(r) || r->replay.speed > 0)
        return;
    while (setup->nahead < plan->nstages && stage_is_parallel(&plan->stages[setup->nahead]))
        setup->nahead++;
    setup->writes_ahead = setup->njobs > 1 && setup->nahead == plan->nstages &&
                          outlet_takes_text(&r->writer.outlet);
}

static bool has_signal(void)
{
    return interrupt_number() != 0;
}

int run(struct plan *plan, const struct settings *settings)
{
    struct run r = {.plan = plan,
                    .settings = settings,
                    .replay = {.speed = settings->replay_speed},
                    .watermark = TIME_NONE};
    interrupt_listen();
    loop_init(&r.loop);
    r.loop.wants_end = has_signal;
    open_sinks(&r);
    open_inputs(&r);
    stats_init(&r.stats, plan, settings);
    if (!settings->quiet)
        unseen_init(&r.unseen, &plan->arena, &plan->fields);
    r.metrics = metrics_open(&r);
    run_begin_telling(&r);
    interrupt_catch();
    share_work(&r);
    workers_init(&r.workers, &r.setup);
    preview_init(&r.preview, &r);
    run_inputs(&r);
    progress_hide();
    workers_release(&r.workers);
    if (!r.failed)
        finish(&r);
    preview_end(&r.preview, &r);
    run_flush(&r);
    bool is_gone = is_output_gone(&r);
    tell(&r, is_gone);
    int status = exit_status(&r);
    bool is_sound = close_sinks(&r);
    close_inputs(&r);
    metrics_close(r.metrics);
    writer_release(&r.writer);
    preview_release(&r.preview);
    mem_free(r.sinks);
    unseen_release(&r.unseen);
    loop_release(&r.loop);
    if (is_sound && (is_gone || interrupt_number()))
        interrupt_die(is_gone ? SIGPIPE : interrupt_number());
    return is_sound ? status : 1;
}
