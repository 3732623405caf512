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
    setup->settled = ARENA_ARRAY(&plan->arena, const struct fields *, TIME_FIELDS);
    setup->only_probed = ARENA_ARRAY(&plan->arena, bool, (size_t)plan->fields.ncells + TIME_FIELDS);
    for (int i = 0; i < TIME_FIELDS && input_uses_default_time(setup); i++) {
        struct str name = str_of(time_fields[i]);
        int before = plan->fields.ncells;
        setup->time_cells[i] = fields_want(&plan->fields, &name, 1);
        if (plan->fields.ncells > before)
            setup->only_probed[setup->time_cells[i]] = true;
    }
}

void input_open(struct input *in, const struct input_setup *setup, const char *spec,
                struct loop *loop)
{
    const struct settings *settings = setup->settings;
    *in = (struct input){.time_field = -1, .arrived = TIME_NONE};
    const struct source_setup source = {
        .loop = loop,
        .max_line = settings->max_line,
        .read_size = settings->read_size,
        .follows = settings->follow,
    };
    source_open(&in->source, &source, spec);
    clock_init(&in->clock, settings->delay);
    live_begin(&in->live);
    in->fields = &setup->plan->fields;
    in->last = &in->queue;
}

// ---- jobs that are done with ----

static void put_back(struct input *in, const struct input_setup *setup, struct job *job)
{
    if (job->block)
        source_recycle(&in->source, job->block);
    job->arena_used = arena_used(&job->arena);
    arena_reset(&job->arena);
    job->next = setup->pool->free;
    setup->pool->free = job;
}

// The first job in the queue, which has one.
static struct job *pop(struct input *in)
{
    struct job *job = in->queue;
    in->queue = job->next;
    if (!in->queue)
        in->last = &in->queue;
    in->nqueued--;
    return job;
}

void input_release_job(struct input *in, const struct input_setup *setup)
{
    uint64_t lines, bytes;
    input_ahead(in, &lines, &bytes);
    in->lines -= lines;
    in->bytes -= bytes;
    put_back(in, setup, in->job);
    in->job = NULL;
}

void input_close(struct input *in, const struct input_setup *setup)
{
    if (in->job)
        input_release_job(in, setup);
    while (in->queue)
        put_back(in, setup, pop(in));
    if (in->next_block)
        source_recycle(&in->source, in->next_block);
    for (size_t i = 0; i < in->readers.n; i++)
        reader_free(in->readers.at[i]);
    VEC_FREE(&in->readers);
    source_close(&in->source);
}

void job_pool_release(struct job_pool *pool)
{
    for (struct job *job = pool->free, *next; job; job = next) {
        next = job->next;
        arena_release(&job->arena);
        buf_release(&job->text);
        mem_free(job);
    }
}

// ---- readers ----

// Records of csv and tsv depend on a header, and may go on over lines: each stream has its own
// reader. Other lines any reader reads: NULL.
static struct reader *reader_of(struct input *in, const struct input_setup *setup,
                                struct stream *stream)
{
    const struct input_format *from = &setup->settings->from;
    if (format_spans_lines(from->format) && !stream->reader) {
        stream->reader = reader_new(from, in->fields);
        *VEC_PUSH(&in->readers) = stream->reader;
    }
    return stream->reader;
}

static void end_reader(struct input *in, struct stream *stream)
{
    for (size_t i = 0; stream->reader && i < in->readers.n; i++)
        if (in->readers.at[i] == stream->reader)
            in->readers.at[i] = in->readers.at[--in->readers.n];
    reader_free(stream->reader);
    stream->reader = NULL;
}

// The plan's fields but for the other time fields that only might have been it.
static const struct fields *fields_with(const struct input_setup *setup, int field)
{
    const struct fields *all = &setup->plan->fields;
    struct arena *arena = &setup->plan->arena;
    bool *skip = ARENA_ARRAY(arena, bool, (size_t)all->ncells);
    for (int i = 0; i < all->ncells; i++)
        skip[i] = setup->only_probed[i] && i != setup->time_cells[field];
    struct fields *fields = ARENA_NEW(arena, struct fields);
    fields_copy(fields, arena, all, skip);
    return fields;
}

// From now on readers look for that field only.
static void settle_time_field(struct input *in, const struct input_setup *setup, int field)
{
    if (!setup->settled[field])
        setup->settled[field] = fields_with(setup, field);
    in->fields = setup->settled[field];
    for (size_t i = 0; i < in->readers.n; i++)
        reader_want(in->readers.at[i], in->fields);
    in->time_field = field;
    if (setup->settings->verbose)
        warn("%s: event time is the field '%s'", input_name(in), time_fields[field]);
}

// ---- jobs ----

// The next block, or the one that had to wait.
static enum source_result next_block(struct input *in, struct block **block)
{
    *block = in->next_block;
    in->next_block = NULL;
    return *block ? SOURCE_BLOCK : source_next(&in->source, block);
}

static struct job *take_job(struct job_pool *pool)
{
    struct job *job = pool->free;
    if (job) {
        pool->free = job->next;
        return job;
    }
    job = mem_zalloc(sizeof *job);
    arena_init(&job->arena);
    buf_init(&job->text);
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

// When it was read, as far as somebody wants to know.
static void note_time(struct input *in, const struct input_setup *setup, struct job *job)
{
    const struct entry_time *entry = &setup->plan->entry;
    bool is_live = !in->source.is_regular && entry->is_used;
    if (is_live)
        live_heard(&in->live);
    job->now = in->live.now;
    job->latest = is_live ? live_latest(&in->live, setup->settings->skew) : TIME_MAX;
    if (entry->is_arrival)
        job->arrived = arrival_time(in);
}

// A job for the next block of the stream.
static struct job *begin_job(struct input *in, const struct input_setup *setup,
                             struct stream *stream)
{
    struct job *job = take_job(setup->pool);
    job->next = NULL;
    job->is_handed = false;
    job->input = in;
    job->stream = stream;
    job->reader = reader_of(in, setup, stream);
    job->fields = in->fields;
    job->block = NULL;
    job->chunk = (struct chunk){
        .arena = &job->arena,
        .moved_line = LINE_NONE,
        .end_line = LINE_NONE,
        .input = stream->title,
        .has_texts = !format_is_json(setup->settings->from.format),
    };
    job->batch = (struct batch){
        .arena = &job->arena, .chunk = &job->chunk, .strict = setup->settings->strict};
    job->at = 0;
    job->looks = setup->unseen->nleft > 0;
    job->time_field = in->time_field;
    return job;
}

// The next job, or NULL where there is nothing to read now, or the end.
static struct job *next_job(struct input *in, const struct input_setup *setup)
{
    struct block *block;
    for (;;) {
        enum source_result result = next_block(in, &block);
        in->is_at_end = result == SOURCE_END;
        if (result != SOURCE_BLOCK)
            return NULL;
        struct stream *stream = block->stream;
        struct job *job = begin_job(in, setup, stream);
        // A record that has begun cannot go on.
        bool is_rift = block->is_last || block->is_overlong || block->is_cut;
        if (is_rift && job->reader && reader_is_waiting(job->reader)) {
            in->next_block = block;
            return job;
        }
        job->block = block;
        if (!block->is_last)
            return job;
        end_reader(in, stream);
        put_back(in, setup, job);
    }
}

struct job *input_read(struct input *in, const struct input_setup *setup)
{
    struct job *job = next_job(in, setup);
    if (!job)
        return NULL;
    note_time(in, setup, job);
    *in->last = job;
    in->last = &job->next;
    in->nqueued++;
    return job;
}

// What a block says may change how the next one is read: a record goes on, or the field that holds
// the time is found.
bool input_may_read_ahead(const struct input *in, const struct input_setup *setup)
{
    bool must_wait = format_spans_lines(setup->settings->from.format) ||
                     (input_uses_default_time(setup) && in->time_field < 0);
    return !in->is_at_end && !must_wait && in->nqueued < setup->nahead_most;
}

bool input_is_read(const struct input *in)
{
    return !in->queue->block || !in->queue->block->is_unread;
}

void input_drop_jobs(struct input *in, const struct input_setup *setup)
{
    uint64_t from = in->queue->block->from;
    while (in->queue)
        put_back(in, setup, pop(in));
    source_read_in_order(&in->source, from);
}

// How many of the block's bytes its first lines take; all, where records go on from block to block.
static size_t bytes_of_lines(const struct job *job, uint64_t nlines)
{
    struct str text = job->block ? job->block->text : STR("");
    const char *at = text.p, *end = text.p + text.n;
    if (job->reader)
        return text.n;
    for (; nlines && at < end; nlines--)
        at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
    return (size_t)(at - text.p);
}

// How many of them count: a line may have ended the reading.
static size_t bytes_of(const struct job *job)
{
    if (job->batch.stop)
        return bytes_of_lines(job, job->chunk.lines);
    return job->block ? job->block->text.n : 0;
}

void input_take(struct input *in, const struct input_setup *setup)
{
    struct job *job = in->job = pop(in);
    if (job->time_field >= 0 && in->time_field < 0)
        settle_time_field(in, setup, job->time_field);
    job->chunk.base_line = job->stream->lines;
    job->stream->lines += job->chunk.lines;
    in->lines += job->chunk.lines;
    if (job->block)
        source_settle(job->block);
    in->bytes += bytes_of(job);
    in->live.now = job->now;
}

void input_ahead(const struct input *in, uint64_t *lines, uint64_t *bytes)
{
    const struct row *next = input_row(in);
    *lines = *bytes = 0;
    if (!next)
        return;
    const struct job *job = in->job;
    *lines = job->chunk.lines - next->line;
    *bytes = bytes_of(job) - bytes_of_lines(job, next->line);
}
