// SPDX-License-Identifier: MIT
// Event times are taken here, where events enter, before any stage: from the expression of -t (or
// of a stage that could hand it up), by arrival, or from the first of a few well-known fields that
// holds a time in the first event that has any of them.
#include "run/job.h"

#include "run/input.h"

// The place in the list of the event's first field that holds a time; -1 if it has none.
static int find_time_field(const struct input_setup *setup, const struct row *row)
{
    for (int i = 0; i < TIME_FIELDS; i++)
        if (time_looks_like(row->cells[setup->time_cells[i]]))
            return i;
    return -1;
}

// The event time of a value, or TIME_NONE. `is_default`: it must look like a time, too.
static int64_t time_of(struct input *in, const struct input_setup *setup, struct value v,
                       bool is_default)
{
    int64_t ns;
    if (LIKELY(time_memo_read(&in->minutes, v, &ns)))
        return ns;
    if (is_default && !time_looks_like(v))
        return TIME_NONE;
    if (!time_of_value(v, setup->settings->zone, &ns))
        return TIME_NONE;
    time_memo_note(&in->minutes, v, ns);
    return ns;
}

static void take_default_times(struct job *job, const struct input_setup *setup)
{
    struct batch *b = &job->batch;
    size_t i = 0;
    for (; job->time_field < 0 && i < b->nrows; i++) {
        job->time_field = find_time_field(setup, &b->rows[i]);
        if (job->time_field < 0)
            b->rows[i].time = TIME_NONE;
        else
            i--;
    }
    for (; i < b->nrows; i++) {
        struct row *row = &b->rows[i];
        struct value v = row->cells[setup->time_cells[job->time_field]];
        row->time = time_of(job->input, setup, v, true);
    }
}

static void take_times(struct job *job, const struct input_setup *setup)
{
    const struct entry_time *entry = &setup->plan->entry;
    struct batch *b = &job->batch;
    int64_t now = entry->is_arrival ? job->arrived : TIME_NONE;
    struct eval ev = eval_begin(b, 0);
    for (size_t i = 0; i < b->nrows; i++) {
        struct row *row = &b->rows[i];
        ev.row = row;
        row->time = now;
        if (entry->is_arrival)
            continue;
        row->time = time_of(job->input, setup, value_decode(ev.arena, expr_eval(entry->expr, &ev)),
                            false);
        if (UNLIKELY(ev.stopped)) {
            b->nrows = i;
            b->stop = true;
        }
    }
}

static void name_source(struct job *job, const struct plan *plan)
{
    int cell = plan->fields.source;
    struct value name = value_str(str_of(job->input->source.name));
    for (size_t i = 0; cell != CELL_NONE && i < job->batch.nrows; i++)
        job->batch.rows[i].cells[cell] = name;
}

static void reject_overlong(struct job *job, const struct input_setup *setup)
{
    struct finding finding = {
        .kind = FINDING_BAD_LINE,
        .reason = arena_printf(&job->arena, "longer than --max-line (%zu bytes)",
                               setup->settings->max_line),
        .text = {job->block->text.p, job->block->text.n - 1},
    };
    chunk_add_finding(&job->arena, &job->chunk, &finding);
    job->chunk.lines = 1;
    job->batch.stop = setup->settings->strict;
}

// Whole lines, or what is left of the input, become rows with event times.
static void read_rows(struct job *job, const struct input_setup *setup)
{
    struct str text = job->block ? job->block->text : (struct str){"", 0};
    reader_read(job->input->reader, text, !job->block, &job->batch);
    name_source(job, setup->plan);
    if (input_uses_default_time(setup))
        take_default_times(job, setup);
    else if (setup->plan->entry.is_used)
        take_times(job, setup);
    else
        for (size_t i = 0; i < job->batch.nrows; i++)
            job->batch.rows[i].time = TIME_NONE;
}

void job_do(struct job *job, const struct input_setup *setup)
{
    if (job->block && job->block->is_overlong)
        reject_overlong(job, setup);
    else
        read_rows(job, setup);
}
