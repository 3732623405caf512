// SPDX-License-Identifier: MIT
// Where event time is that of a default field, the reader looks for all of these until the first
// event has shown which it is, later for that one only.
#include "run/input.h"

#include "base/clock.h"
#include "base/fail.h"

bool input_uses_default_time(const struct input_setup *setup)
{
    const struct entry_time *entry = &setup->plan->entry;
    return entry->is_used && !entry->expr && !entry->is_arrival;
}

void input_prepare(struct input_setup *setup, struct plan *plan, const struct settings *settings)
{
    *setup = (struct input_setup){.plan = plan, .settings = settings};
    setup->only_probed = ARENA_ARRAY(&plan->arena, bool, (size_t)plan->fields.ncells + TIME_FIELDS);
    for (int i = 0; i < TIME_FIELDS && input_uses_default_time(setup); i++) {
        struct str name = str_of(time_fields[i]);
        int before = plan->fields.ncells;
        setup->time_cells[i] = fields_want(&plan->fields, &name, 1);
        if (plan->fields.ncells > before)
            setup->only_probed[setup->time_cells[i]] = true;
    }
}

void input_open(struct input *in, const struct input_setup *setup, const char *spec)
{
    const struct settings *settings = setup->settings;
    *in = (struct input){.time_field = -1, .arrived = TIME_NONE};
    source_open(&in->source, spec);
    in->framer = framer_new(in->source.fd, settings->max_line, settings->read_size);
    clock_init(&in->clock, settings->delay);
    live_begin(&in->live);
    in->reader = reader_new(&settings->from, &setup->plan->fields);
}

void input_close(struct input *in)
{
    if (in->job)
        input_release_job(in);
    if (in->next_block)
        framer_recycle(in->framer, in->next_block);
    for (struct job *job = in->free_jobs, *next; job; job = next) {
        next = job->next;
        arena_release(&job->arena);
        mem_free(job);
    }
    reader_free(in->reader);
    framer_free(in->framer);
    source_close(&in->source);
}

const char *input_name(const struct input *in)
{
    return strcmp(in->source.name, "-") == 0 ? "standard input" : in->source.name;
}

// From now on the reader looks for that field only.
static void settle_time_field(struct input *in, const struct input_setup *setup, int field)
{
    int cell = setup->time_cells[field];
    struct arena *arena = &setup->plan->arena;
    bool *skip = ARENA_ARRAY(arena, bool, (size_t)setup->plan->fields.ncells);
    for (int i = 0; i < setup->plan->fields.ncells; i++)
        skip[i] = setup->only_probed[i] && i != cell;
    fields_copy(&in->fields, arena, &setup->plan->fields, skip);
    reader_want(in->reader, &in->fields);
    in->time_field = field;
    if (setup->settings->verbose)
        warn("%s: event time is the field '%s'", input_name(in), time_fields[field]);
}

// The next block, or the one that had to wait.
static enum framer_result next_block(struct input *in, struct block **block)
{
    *block = in->next_block;
    in->next_block = NULL;
    return *block ? FRAMER_BLOCK : framer_read(in->framer, block);
}

static struct job *take_job(struct input *in)
{
    struct job *job = in->free_jobs;
    if (job) {
        in->free_jobs = job->next;
        return job;
    }
    job = mem_zalloc(sizeof *job);
    arena_init(&job->arena);
    return job;
}

// The wall clock; where that is set back the time of arrival stands until it has caught up, for all
// that comes would be late.
static int64_t arrival_time(struct input *in)
{
    int64_t now = clock_wall();
    if (now > in->arrived)
        in->arrived = now;
    return in->arrived;
}

// A job for the block, not yet done.
static struct job *begin_job(struct input *in, const struct input_setup *setup,
                             struct block *block)
{
    struct job *job = take_job(in);
    job->input = in;
    job->block = block;
    job->chunk = (struct chunk){
        .arena = &job->arena,
        .moved_line = LINE_NONE,
        .end_line = LINE_NONE,
        .input = input_name(in),
        .has_texts = !format_is_json(setup->settings->from.format),
    };
    job->batch = (struct batch){
        .arena = &job->arena, .chunk = &job->chunk, .strict = setup->settings->strict};
    job->at = 0;
    job->looks = setup->unseen->nleft > 0;
    job->time_field = in->time_field;
    return job;
}

// The next job, or NULL where there is nothing to read now, or has_ended.
static struct job *next_job(struct input *in, const struct input_setup *setup)
{
    struct block *block;
    enum framer_result result = next_block(in, &block);
    // A record that has begun cannot go on.
    bool is_cut = (result == FRAMER_END || (result == FRAMER_BLOCK && block->is_overlong)) &&
                  reader_is_waiting(in->reader);
    in->has_ended = result == FRAMER_END && !is_cut;
    if (is_cut) {
        in->next_block = block;
        return begin_job(in, setup, NULL);
    }
    return result == FRAMER_BLOCK ? begin_job(in, setup, block) : NULL;
}

struct job *input_next(struct input *in, const struct input_setup *setup)
{
    struct job *job = next_job(in, setup);
    if (!job)
        return NULL;
    bool is_live = !in->source.is_regular && setup->plan->entry.is_used;
    if (is_live)
        live_heard(&in->live);
    job->now = in->live.now;
    job->latest = is_live ? live_latest(&in->live, setup->settings->skew) : TIME_MAX;
    if (setup->plan->entry.is_arrival)
        job->arrived = arrival_time(in);
    return job;
}

void input_take(struct input *in, const struct input_setup *setup, struct job *job)
{
    if (job->time_field >= 0 && in->time_field < 0)
        settle_time_field(in, setup, job->time_field);
    job->chunk.base_line = in->lines;
    in->lines += job->chunk.lines;
    in->bytes += job->block ? job->block->text.n : 0;
    in->live.now = job->now;
    in->job = job;
}

void input_ahead(const struct input *in, uint64_t *lines, uint64_t *bytes)
{
    const struct row *next = input_row(in);
    *lines = *bytes = 0;
    if (!next)
        return;
    const struct job *job = in->job;
    *lines = job->chunk.lines - next->line;
    if (!job->chunk.has_texts && job->block)
        *bytes = (size_t)(job->block->text.p + job->block->text.n - next->raw);
}

void input_release_job(struct input *in)
{
    struct job *job = in->job;
    uint64_t lines, bytes;
    input_ahead(in, &lines, &bytes);
    in->lines -= lines;
    in->bytes -= bytes;
    if (job->block)
        framer_recycle(in->framer, job->block);
    arena_reset(&job->arena);
    job->next = in->free_jobs;
    in->free_jobs = job;
    in->job = NULL;
}
