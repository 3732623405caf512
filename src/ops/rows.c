// SPDX-License-Identifier: MIT
// A copied row is one block: the line, the cells, then the bytes of those values that are not
// slices of the line; slices of the line are turned into slices of its copy.
#include "ops/rows.h"

#include "data/time.h"
#include "event/watermark.h"

#ifdef WEIR_TINY
enum { OUTBOX_ROWS = 3 };
#else
enum { OUTBOX_ROWS = 512 };
#endif

static bool is_in_line(const struct row *row, struct value v)
{
    return row->raw && v.p >= row->raw && v.p < row->raw + row->raw_len;
}

size_t row_copy_size(const struct row *row, int ncells)
{
    size_t size = (size_t)ncells * sizeof(struct value) + row->raw_len;
    for (int i = 0; i < ncells; i++)
        if (value_has_bytes(row->cells[i]) && !is_in_line(row, row->cells[i]))
            size += row->cells[i].len;
    return size;
}

struct row row_copy(char *to, const struct row *row, int ncells)
{
    struct row copy = *row;
    copy.cells = (struct value *)(void *)to;
    char *bytes = to + (size_t)ncells * sizeof(struct value);
    if (row->raw) {
        copy.raw = memcpy(bytes, row->raw, row->raw_len);
        bytes += row->raw_len;
    }
    for (int i = 0; i < ncells; i++) {
        struct value v = row->cells[i];
        if (value_has_bytes(v) && is_in_line(row, v)) {
            v.p = copy.raw + (v.p - row->raw);
        } else if (value_has_bytes(v) && v.len) {
            v.p = memcpy(bytes, v.p, v.len);
            bytes += v.len;
        }
        copy.cells[i] = v;
    }
    return copy;
}

void row_pack(struct buf *out, const struct row *row, int ncells)
{
    pack_u8(out, row->raw != NULL);
    pack_bytes(out, row->raw, row->raw ? row->raw_len : 0);
    pack_u64(out, row->line);
    pack_i64(out, row->time);
    pack_i64(out, row->start);
    pack_i64(out, row->end);
    pack_u64(out, row->window);
    for (int i = 0; i < ncells; i++)
        value_pack(out, row->cells[i]);
}

// The offset of a cell's bytes in the line is not saved: a loaded row's values have bytes of their
// own.
struct row row_unpack(struct arena *a, struct unpack *in, int ncells)
{
    struct row row = {0};
    bool has_line = unpack_u8(in);
    struct str raw = unpack_bytes(in);
    if (has_line)
        row.raw = arena_strndup(a, raw.p, raw.n);
    row.raw_len = (uint32_t)raw.n;
    row.line = (uint32_t)unpack_u64(in);
    row.time = unpack_i64(in);
    row.start = unpack_i64(in);
    row.end = unpack_i64(in);
    row.window = unpack_u64(in);
    row.cells = arena_alloc(a, (size_t)ncells * sizeof *row.cells);
    for (int i = 0; i < ncells; i++)
        row.cells[i] = value_unpack(a, in);
    return row;
}

void outbox_init(struct outbox *o, const struct window *window,
                 void (*close)(struct stage *s, int64_t watermark))
{
    *o = (struct outbox){
        .window = window, .close = close, .watermark = TIME_NONE, .heard = TIME_NONE};
    arena_init(&o->arena);
}

void outbox_release(struct outbox *o)
{
    arena_release(&o->arena);
}

static void begin(struct outbox *o)
{
    struct stage_env *env = o->stage->env;
    o->batch = (struct batch){
        .arena = &o->arena,
        .chunk = env->chunk,
        .strict = env->strict,
        .rows = arena_alloc(&o->arena, OUTBOX_ROWS * sizeof(struct row)),
    };
}

// The watermark in force before a row. What comes out when a window closes comes as if time had
// gone on without a jump, when the last instant of the window was over: which watermarks the stage
// has been told since the row before depends on how the input was cut.
static int64_t watermark_before(const struct outbox *o, const struct row *row)
{
    const struct window *w = o->window;
    bool is_of_close = w->kind != WINDOW_GLOBAL && w->kind != WINDOW_COUNT &&
                       w->emission == EMIT_FINAL;
    int64_t last = is_of_close ? time_sub(row->end, 1) : TIME_NONE;
    return last > o->watermark ? last : o->watermark;
}

void outbox_add(struct outbox *o, const struct row *row)
{
    if (!o->batch.rows)
        begin(o);
    struct row *to = &o->batch.rows[o->batch.nrows++];
    *to = *row;
    to->watermark = watermark_before(o, row);
    to->line = LINE_NONE;         // that was of another chunk
    to->moved_line = o->stage->env->chunk->moved_line;
    if (o->batch.nrows == OUTBOX_ROWS)
        outbox_send(o);
}

void outbox_send(struct outbox *o)
{
    if (o->batch.nrows && o->flow == FLOW_MORE && !o->batch.chunk->stop)
        o->flow = stage_push(o->stage->next, &o->batch);
    o->batch = (struct batch){0};
    arena_reset(&o->arena);
}

enum flow outbox_advance(struct outbox *o, int64_t watermark)
{
    o->heard = watermark;
    o->close(o->stage, watermark);
    outbox_send(o);
    int64_t out = window_watermark_out(o->window, watermark);
    if (out == TIME_NONE || out <= o->watermark)
        return o->flow;
    o->watermark = out;
    if (o->flow == FLOW_MORE)
        o->flow = stage_advance(o->stage->next, out);
    return o->flow;
}

uint32_t outbox_tell_with(struct outbox *o, uint32_t line)
{
    struct chunk *chunk = o->stage->env->chunk;
    uint32_t above = chunk->moved_line;
    chunk->moved_line = line;
    return above;
}

void outbox_told(struct outbox *o, uint32_t above)
{
    struct chunk *chunk = o->stage->env->chunk;
    if (o->flow == FLOW_DONE)
        chunk_end_at(chunk, chunk->moved_line);
    chunk->moved_line = above;
}

void outbox_catch_up(struct outbox *o, const struct row *row)
{
    uint32_t above = outbox_tell_with(o, row->moved_line);
    outbox_advance(o, row->watermark);
    outbox_told(o, above);
}
