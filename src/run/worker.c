// SPDX-License-Identifier: MIT
// Event times are taken here, where events enter, before any stage: from the expression of -t (or
// of a stage that could hand it up), by arrival, or from the first of a few well-known fields that
// holds a time in the first event that has any of them. What the clock was before the job is not
// known here: a row is told the largest time of those before it in the job.
#include "run/worker.h"

#include "base/fail.h"
#include "data/regex.h"
#include "data/scan.h"
#include "event/watermark.h"
#include "io/source.h"
#include "ops/outlet.h"

_Static_assert((int)BLOCK_PADDING >= (int)SCAN_PADDING, "blocks are read where they lie");

// ---- event times ----

// The place in the list of the event's first field that holds a time; -1 if it has none.
static int find_time_field(const struct input_setup *setup, const struct row *row)
{
    for (int i = 0; i < TIME_FIELDS; i++)
        if (time_looks_like(row->cells[setup->time_cells[i]]))
            return i;
    return -1;
}

static void settle_time_field(struct job *job, const struct input_setup *setup)
{
    for (size_t i = 0; job->time_field < 0 && i < job->batch.nrows; i++)
        job->time_field = find_time_field(setup, &job->batch.rows[i]);
}

static ATTR_NOINLINE int64_t read_time(struct worker *w, struct value v, bool is_default)
{
    int64_t ns;
    if (is_default && !time_looks_like(v))
        return TIME_NONE;
    if (!time_of_value(v, w->setup->settings->zone, &ns))
        return TIME_NONE;
    time_memo_note(&w->minutes, v, ns);
    return ns;
}

// The event time of a value, or TIME_NONE. `is_default`: it must look like a time, too.
static inline int64_t time_of(struct worker *w, struct value v, bool is_default)
{
    int64_t ns;
    return LIKELY(time_memo_read(&w->minutes, v, &ns)) ? ns : read_time(w, v, is_default);
}

static ATTR_COLD void note_ahead(struct job *job, const struct row *row)
{
    struct job_ahead *ahead = arena_alloc(&job->arena, sizeof *ahead);
    *ahead = (struct job_ahead){NULL, row->line, row->time};
    *job->times.last_ahead = ahead;
    job->times.last_ahead = &ahead->next;
}

static void take_default_times(struct worker *w, struct job *job)
{
    settle_time_field(job, w->setup);
    if (job->time_field < 0)
        return;                   // the reader has left all rows without a time
    int cell = w->setup->time_cells[job->time_field];
    for (size_t i = 0; i < job->batch.nrows; i++) {
        struct row *row = &job->batch.rows[i];
        row->time = time_of(w, row->cells[cell], true);
    }
}

static void take_arrival(struct job *job)
{
    for (size_t i = 0; i < job->batch.nrows; i++)
        job->batch.rows[i].time = job->arrived;
}

static void take_times(struct worker *w, struct job *job)
{
    const struct expr *e = w->setup->plan->entry.expr;
    struct batch *b = &job->batch;
    struct eval ev = eval_begin(b, 0);
    for (size_t i = 0; i < b->nrows; i++) {
        ev.row = &b->rows[i];
        b->rows[i].time = time_of(w, value_decode(ev.arena, expr_eval(e, &ev)), false);
        if (UNLIKELY(ev.stopped)) {
            b->nrows = i;
            b->stop = true;
            job->chunk.lines = ev.row->line + 1;
        }
    }
}

// Let the clock run over the times that have been taken.
static void run_clock(struct job *job)
{
    int64_t largest = TIME_NONE, latest = job->latest;
    uint32_t line = LINE_NONE;
    for (size_t i = 0; i < job->batch.nrows; i++) {
        struct row *row = &job->batch.rows[i];
        row->watermark = largest;
        row->moved_line = line;
        if (UNLIKELY(row->time > latest)) {
            note_ahead(job, row);
            continue;
        }
        uint32_t moves = -(uint32_t)(row->time > largest);    // nobody can foresee it: no branch
        largest = row->time > largest ? row->time : largest;
        line = (row->line & moves) | (line & ~moves);
    }
    job->times.largest = largest;
    job->times.line = line;
}

// For whoever counts disorder: also of rows that the stages ahead will leave out.
static void keep_times(struct job *job)
{
    int64_t *all = arena_alloc(&job->arena, job->batch.nrows * sizeof *all);
    for (size_t i = 0; i < job->batch.nrows; i++)
        all[i] = job->batch.rows[i].time;
    job->times.all = all;
}

static void enter_rows(struct worker *w, struct job *job)
{
    const struct entry_time *entry = &w->setup->plan->entry;
    job->times = (struct job_times){.largest = TIME_NONE, .line = LINE_NONE};
    job->times.last_ahead = &job->times.ahead;
    if (!entry->is_used)
        return;
    if (entry->is_arrival)
        take_arrival(job);
    else if (entry->expr)
        take_times(w, job);
    else
        take_default_times(w, job);
    run_clock(job);
    if (w->setup->settings->stats)
        keep_times(job);
}

// ---- reading ----

static void name_source(struct job *job, const struct plan *plan)
{
    int cell = plan->fields.source;
    struct value name = value_str(str_of(job->stream->name));
    for (size_t i = 0; cell != CELL_NONE && i < job->batch.nrows; i++)
        job->batch.rows[i].cells[cell] = name;
}

// One line that is not whole.
static void reject_line(struct job *job, const struct settings *settings)
{
    struct finding finding = {
        .kind = FINDING_BAD_LINE,
        .reason = job->block->is_cut
                      ? job->stream->cut
                      : arena_printf(&job->arena, "longer than --max-line (%zu bytes)",
                                     settings->max_line),
        .text = {job->block->text.p, job->block->text.n - 1},
    };
    chunk_add_finding(&job->arena, &job->chunk, &finding);
    job->chunk.lines = 1;
    job->batch.stop = settings->strict;
}

static struct reader *reader_for(struct worker *w, const struct job *job)
{
    struct worker_reader *r = w->readers;
    if (job->reader)
        return job->reader;
    while (r->fields && r->fields != job->fields)
        r++;
    if (!r->fields)
        *r = (struct worker_reader){job->fields,
                                    reader_new(&w->setup->settings->from, job->fields)};
    return r->reader;
}

// Whole lines, or what is left of the input, become rows.
static void read_rows(struct worker *w, struct job *job)
{
    struct str text = job->block ? job->block->text : (struct str){"", 0};
    if (job->block && (job->block->is_overlong || job->block->is_cut))
        reject_line(job, w->setup->settings);
    else
        reader_read(reader_for(w, job), text, !job->block, &job->batch);
    name_source(job, w->setup->plan);
}

// ---- the stages ahead ----

// Stages that only take rows away, and change them in place, hand on the rows they were given.
// Where they go out as they are, and each by itself, they become text here.
static enum flow end_push(struct stage *s, struct batch *b)
{
    struct worker *w = s->state;
    struct job *job = w->job;
    if (b->rows != job->batch.rows)
        bug("a stage that runs ahead has made rows");
    job->batch.nrows = b->nrows;
    for (size_t i = 0; i < b->nrows && w->setup->writes_ahead; i++)
        formatter_row(&w->formatter, &job->text, b->arena, &b->rows[i]);
    return FLOW_MORE;
}

static const struct stage_row end_row = {.syntax = {.name = "end"}, .push = end_push};

static void count(struct worker *w, struct job *job)
{
    int n = w->setup->nahead;
    job->counts = arena_alloc(&job->arena, (size_t)n * sizeof *job->counts);
    for (int i = 0; i < n; i++) {
        struct stage *s = &w->stages[i];
        job->counts[i] = (struct job_count){s->rows_in, s->rows_bad};
        s->rows_in = s->rows_bad = 0;
    }
}

static void go_ahead(struct worker *w, struct job *job)
{
    struct batch all = job->batch;
    job->batch.nrows = 0;
    w->env.chunk = &job->chunk;
    buf_clear(&job->text);
    stage_push(w->stages, &all);
    count(w, job);
}

void worker_do(struct worker *w, struct job *job)
{
    w->job = job;
    job->batch.travels = w->kind == WORKER_HELPS;
    if (job->block && job->block->is_unread && !source_read_block(job->block))
        return;
    if (job->batch.travels)
        arena_claim(&job->arena, job->arena_used);
    read_rows(w, job);
    enter_rows(w, job);
    job->nread = job->batch.nrows;
    job->found = (struct unseen_found){0};
    if (job->looks)
        unseen_find(w->setup->unseen, &job->batch, &job->found);
    job->counts = NULL;
    if (w->setup->nahead || w->setup->writes_ahead)
        go_ahead(w, job);
    stage_prepare(&w->setup->plan->stages[w->setup->nahead], &job->batch);
}

// ---- beginning and end ----

// Helpers have copies of what a stage changes; what it only reads is the plan's.
static void copy_stage(struct worker *w, struct stage *to, const struct stage *from)
{
    *to = *from;
    to->env = &w->env;
    to->next = to + 1;
    to->rows_in = to->rows_bad = 0;
    if (w->kind == WORKER_HELPS && from->row->copy)
        to->state = from->row->copy(from);
}

void worker_init(struct worker *w, const struct input_setup *setup, enum worker_kind kind)
{
    const struct plan *plan = setup->plan;
    *w = (struct worker){.setup = setup, .kind = kind, .env = plan->env};
    w->stages = mem_zalloc(((size_t)setup->nahead + 1) * sizeof *w->stages);
    for (int i = 0; i < setup->nahead; i++)
        copy_stage(w, &w->stages[i], &plan->stages[i]);
    w->stages[setup->nahead] = (struct stage){.row = &end_row, .state = w, .env = &w->env};
    if (setup->writes_ahead)
        outlet_begin_format(&w->formatter, &w->env, plan->env.format, plan->shape);
}

void worker_release(struct worker *w)
{
    for (int i = 0; i < w->setup->nahead && w->kind == WORKER_HELPS; i++)
        if (w->stages[i].row->copy)
            w->stages[i].row->free_copy(&w->stages[i]);
    for (size_t i = 0; i < TIME_FIELDS + 1; i++)
        reader_free(w->readers[i].reader);
    if (w->setup->writes_ahead)
        formatter_release(&w->formatter);
    mem_free(w->stages);
}

void worker_end_thread(void)
{
    regex_end_thread();
}
