// SPDX-License-Identifier: MIT
// Event times are taken here, where events enter, before any stage: from the expression of -t (or
// of a stage that could hand it up), by arrival, or from the first of a few well-known fields that
// holds a time in the first event that has any of them. Until that is known the reader looks for
// all of them, later for that one only.
#include "run/input.h"

#include "base/clock.h"
#include "base/fail.h"
#include "data/json.h"

#include <stdio.h>

static bool uses_default_field(const struct plan *plan)
{
    return plan->entry.is_used && !plan->entry.expr && !plan->entry.is_arrival;
}

void input_prepare(struct input_setup *setup, struct plan *plan, const struct settings *settings)
{
    *setup = (struct input_setup){.plan = plan, .settings = settings};
    setup->only_probed = ARENA_ARRAY(&plan->arena, bool, (size_t)plan->fields.ncells + TIME_FIELDS);
    for (int i = 0; i < TIME_FIELDS && uses_default_field(plan); i++) {
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
    arena_init(&in->arena);
    clock_init(&in->clock, settings->delay);
    live_begin(&in->live);
    in->reader = reader_new(&settings->from, &setup->plan->fields);
}

void input_close(struct input *in)
{
    input_release_batch(in);
    if (in->next_block)
        framer_recycle(in->framer, in->next_block);
    reader_free(in->reader);
    framer_free(in->framer);
    source_close(&in->source);
    arena_release(&in->arena);
}

const char *input_name(const struct input *in)
{
    return strcmp(in->source.name, "-") == 0 ? "standard input" : in->source.name;
}

// The place in the list of the event's first field that holds a time; -1 if it has none.
static int find_time_field(const struct input_setup *setup, const struct row *row)
{
    for (int i = 0; i < TIME_FIELDS; i++)
        if (time_looks_like(row->cells[setup->time_cells[i]]))
            return i;
    return -1;
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

static void take_default_times(struct input *in, const struct input_setup *setup)
{
    size_t i = 0;
    int field = in->time_field;
    for (; field < 0 && i < in->batch.nrows; i++) {
        field = find_time_field(setup, &in->batch.rows[i]);
        if (field < 0)
            in->batch.rows[i].time = TIME_NONE;
        else
            i--;
    }
    for (; i < in->batch.nrows; i++) {
        struct row *row = &in->batch.rows[i];
        row->time = time_of(in, setup, row->cells[setup->time_cells[field]], true);
    }
    if (field >= 0 && in->time_field < 0)
        settle_time_field(in, setup, field);
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

static void take_times(struct input *in, const struct input_setup *setup)
{
    const struct entry_time *entry = &setup->plan->entry;
    int64_t now = entry->is_arrival ? arrival_time(in) : TIME_NONE;
    struct eval ev = eval_begin(&in->batch, 0);
    for (size_t i = 0; i < in->batch.nrows; i++) {
        struct row *row = &in->batch.rows[i];
        ev.row = row;
        row->time = now;
        if (entry->is_arrival)
            continue;
        row->time = time_of(in, setup, value_decode(ev.arena, expr_eval(entry->expr, &ev)), false);
        if (UNLIKELY(ev.stopped)) {
            in->batch.nrows = i;
            in->batch.stop = true;
        }
    }
}

static void name_source(struct input *in, const struct plan *plan)
{
    int cell = plan->fields.source;
    struct value name = value_str(str_of(in->source.name));
    for (size_t i = 0; cell != CELL_NONE && i < in->batch.nrows; i++)
        in->batch.rows[i].cells[cell] = name;
}

static void begin_batch(struct input *in, const struct input_setup *setup)
{
    in->chunk = (struct chunk){
        .arena = &in->arena,
        .moved_line = LINE_NONE,
        .end_line = LINE_NONE,
        .base_line = in->lines,
        .input = input_name(in),
        .has_texts = !format_is_json(setup->settings->from.format),
    };
    in->has_batch = true;
    in->batch = (struct batch){
        .arena = &in->arena, .chunk = &in->chunk, .strict = setup->settings->strict};
    in->at = 0;
}

static void reject_overlong(struct input *in, const struct input_setup *setup)
{
    struct finding finding = {
        .kind = FINDING_BAD_LINE,
        .reason = arena_printf(&in->arena, "longer than --max-line (%zu bytes)",
                               setup->settings->max_line),
        .text = {in->block->text.p, in->block->text.n - 1},
    };
    chunk_add_finding(&in->arena, &in->chunk, &finding);
    in->chunk.lines = 1;
    in->batch.stop = setup->settings->strict;
}

// Whole lines, or what is left of the input, become rows with event times.
static void read_rows(struct input *in, const struct input_setup *setup, struct str text,
                      bool is_end)
{
    reader_read(in->reader, text, is_end, &in->batch);
    name_source(in, setup->plan);
    if (uses_default_field(setup->plan))
        take_default_times(in, setup);
    else if (setup->plan->entry.is_used)
        take_times(in, setup);
    else
        for (size_t i = 0; i < in->batch.nrows; i++)
            in->batch.rows[i].time = TIME_NONE;
}

// The next block, or the one that had to wait.
static enum framer_result next_block(struct input *in)
{
    in->block = in->next_block;
    in->next_block = NULL;
    return in->block ? FRAMER_BLOCK : framer_read(in->framer, &in->block);
}

bool input_read(struct input *in, const struct input_setup *setup)
{
    enum framer_result result = next_block(in);
    bool is_overlong = result == FRAMER_BLOCK && in->block->is_overlong;
    // A record that has begun cannot go on.
    bool is_cut = (is_overlong || result == FRAMER_END) && reader_is_waiting(in->reader);
    in->has_ended = result == FRAMER_END && !is_cut;
    if (result != FRAMER_BLOCK && !is_cut)
        return false;
    begin_batch(in, setup);
    if (!in->source.is_regular && setup->plan->entry.is_used)
        live_heard(&in->live);
    if (is_cut) {
        in->next_block = in->block;
        in->block = NULL;
        read_rows(in, setup, (struct str){"", 0}, true);
    } else if (is_overlong) {
        reject_overlong(in, setup);
    } else {
        read_rows(in, setup, in->block->text, false);
    }
    in->lines += in->chunk.lines;
    in->bytes += in->block ? in->block->text.n : 0;
    return true;
}

void input_release_batch(struct input *in)
{
    if (in->block)
        framer_recycle(in->framer, in->block);
    in->block = NULL;
    arena_reset(&in->arena);
    in->batch = (struct batch){0};
    in->has_batch = false;
    in->at = 0;
}
