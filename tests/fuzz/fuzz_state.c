// SPDX-License-Identifier: MIT
// Any lines through a pipeline, whose state is saved and loaded on the way: the output is the same
// as without. Saved state that has been damaged, cut short or is none at all is refused.
//
// The first byte chooses the pipeline, the second the place of the move, the third the damage.
#include "base/mem.h"
#include "data/extract.h"
#include "data/scan.h"
#include "data/time.h"
#include "event/watermark.h"
#include "run/plan.h"
#include "run/writer.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 3, MOST_LINES = 64 };

static const char *const pipelines[] = {
    "head 2 per k",
    "tail 2 per k",
    "aggregate count(), sum(n), avg(d), min(s), max(s), first(n), last(s) by k",
    "window 1m | aggregate count(), sum(d), avg(n), min(n), max(d), first(s), last(n) by k, s",
    "window 20s lateness 30s | count by k | window 1m | aggregate sum(count), max(count) by k",
    "window 30s offset 7s",
    "window 1m | tail 1 per k | set m = n + 1 | drop d",
    "set u = t + 1 | time u | window 1m | sum(n) by k",
    "window 20s | count by s | window global | tail 2",
    "p90(d), p5(n), stddev(d), variance(n), delta(d), ewma(n, 7s), rate(n), share(d) by k",
    "window 1m | distinct(s), approx_distinct(n), mode(k), top(s, 2), collect(n) by k",
    "window 1m | collect_set(s, 3), histogram(d, 10), min_by(s, n), x = any(n > 1) by k",
    "window 50s every 20s | aggregate count(), sum(d), first(s), last(n) by k",
    "window 1m every 20s emit updates | aggregate count(), max(d) by k",
    "window session 20s | aggregate count(), sum(n), first(s) by k",
    "window session 20s max 25s by k | filter n > 1 | tail 2",
    "window sliding 30s | aggregate count(), sum(d), min(s) by k",
    "window count 4 every 3 | aggregate count(), last(s) by k",
    "window count 2 by k | head 1",
    "window 2m emit every 5s | count by k",
    "window 20s fill for 1m | aggregate count(), sum(d) by k",
};
enum { PIPELINES = sizeof pipelines / sizeof *pipelines };

// A chain at work, with its output; it stays where it was made.
struct rig {
    struct plan plan;
    struct extract *extract;
    struct writer writer;
    struct sink sink;             // never flushed: what is written stays in its buffer
    struct clock clock;           // the loop's, not the plan's
    struct arena arena;
    struct chunk chunk;
};

static struct rig *rig_open(const char *pipeline)
{
    static const struct source_text time = {NULL, {"t", 1}};
    struct source_text text = {NULL, str_of(pipeline)};
    struct settings settings = {
        .pipeline = &text, .npipeline = 1, .time = &time, .lateness = 10 * NS_SECOND};
    struct diag diag = {0};
    struct rig *r = mem_zalloc(sizeof *r);
    r->sink.fd = -1;
    plan_build(&r->plan, &settings, &diag);
    if (diag.errors)
        abort();
    r->writer = (struct writer){.shape = r->plan.shape, .sinks = &r->sink, .nsinks = 1};
    writer_init(&r->plan.stages[r->plan.nstages], &r->writer, &r->plan.env);
    clock_init(&r->clock, 0);
    arena_init(&r->arena);
    r->extract = extract_new(&r->plan.fields);
    r->plan.env.chunk = &r->chunk;
    return r;
}

static void rig_close(struct rig *r)
{
    extract_free(r->extract);
    plan_release(&r->plan);
    arena_release(&r->arena);
    buf_release(&r->sink.buf);
    mem_free(r);
}

static void begin_chunk(struct rig *r)
{
    r->chunk = (struct chunk){
        .arena = &r->arena, .moved_line = LINE_NONE, .end_line = LINE_NONE, .input = "fuzz"};
}

static void take_time(struct rig *r, struct batch *b)
{
    struct row *row = &b->rows[0];
    row->time = row->watermark = TIME_NONE;
    row->moved_line = LINE_NONE;
    if (!r->plan.entry.is_used)
        return;
    struct eval ev = eval_begin(b, 0);
    ev.row = row;
    struct value v = value_decode(&r->arena, expr_eval(r->plan.entry.expr, &ev));
    if (!time_of_value(v, NULL, &row->time))
        row->time = TIME_NONE;
    row->watermark = clock_watermark(&r->clock);
    clock_see(&r->clock, row->time);
}

// One line, with its newline; a bad one goes nowhere.
static void push(struct rig *r, struct str line)
{
    char *text = mem_zalloc(line.n + SCAN_PADDING);
    memcpy(text, line.p, line.n);
    begin_chunk(r);
    struct batch b = {.arena = &r->arena, .chunk = &r->chunk};
    extract_read(r->extract, (struct str){text, line.n}, false, &b);
    if (b.nrows) {
        take_time(r, &b);
        stage_push(&r->plan.stages[0], &b);
        if (r->plan.entry.is_used && clock_watermark(&r->clock) != TIME_NONE)
            stage_advance(&r->plan.stages[0], clock_watermark(&r->clock));
    }
    mem_free(text);               // what is kept must have been copied
    arena_reset(&r->arena);
}

static bool load(struct rig *r, const char *p, size_t n)
{
    char *copy = mem_alloc(n ? n : 1);       // of that size, so that a step beyond it shows
    if (n)
        memcpy(copy, p, n);
    struct unpack in = unpack_from(copy, n);
    bool ok = plan_load(&r->plan, &in);
    mem_free(copy);
    return ok;
}

static void check_refused(const char *pipeline, const char *p, size_t n)
{
    struct rig *r = rig_open(pipeline);
    if (load(r, p, n))
        abort();
    rig_close(r);
}

// A new chain in the place of the old one, with its state through bytes.
static struct rig *move_over(struct rig *r, const char *pipeline, size_t damage)
{
    struct rig *new = rig_open(pipeline);
    struct buf state, again;
    buf_init(&state);
    buf_init(&again);
    plan_save(&r->plan, &state);
    if (!load(new, state.p, state.n))
        abort();
    plan_save(&new->plan, &again);
    if (again.n != state.n || memcmp(again.p, state.p, state.n) != 0)
        abort();
    check_refused(pipeline, state.p, damage * 7 % state.n);
    state.p[damage * 31 % state.n] ^= (char)(1 << damage % 8);
    check_refused(pipeline, state.p, state.n);
    new->clock = r->clock;
    buf_put(&new->sink.buf, r->sink.buf.p, r->sink.buf.n);
    buf_release(&state);
    buf_release(&again);
    rig_close(r);
    return new;
}

// The output of the lines with a move before the line of that number.
static struct buf run(const uint8_t *head, struct str text, size_t move)
{
    const char *pipeline = pipelines[head[0] % PIPELINES];
    struct rig *r = rig_open(pipeline);
    for (size_t at = 0, i = 0; at < text.n && i < MOST_LINES; i++) {
        const char *newline = memchr(text.p + at, '\n', text.n - at);
        size_t n = (size_t)(newline + 1 - (text.p + at));
        if (i == move)
            r = move_over(r, pipeline, head[2]);
        push(r, (struct str){text.p + at, n});
        at += n;
    }
    begin_chunk(r);
    stage_finish(&r->plan.stages[0]);
    arena_reset(&r->arena);
    struct buf out = r->sink.buf;
    buf_init(&r->sink.buf);
    rig_close(r);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD)
        return 0;
    check_refused(pipelines[data[0] % PIPELINES], (const char *)data + HEAD, size - HEAD);
    struct buf text;
    buf_init(&text);
    buf_put(&text, (const char *)data + HEAD, size - HEAD);
    buf_putc(&text, '\n');
    struct str lines = {text.p, text.n};
    struct buf whole = run(data, lines, SIZE_MAX), moved = run(data, lines, data[1] % MOST_LINES);
    if (whole.n != moved.n || (whole.n && memcmp(whole.p, moved.p, whole.n) != 0)) {
        fprintf(stderr, "without a move:\n%.*s\nmoved:\n%.*s\n", (int)whole.n, whole.p,
                (int)moved.n, moved.p);
        abort();
    }
    buf_release(&whole);
    buf_release(&moved);
    buf_release(&text);
    return 0;
}
