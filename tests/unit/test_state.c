// SPDX-License-Identifier: MIT
// The state of a plan, saved and loaded between any two events: what comes out is the same as
// without. Events are pushed through the chain one by one, as the loop does it. What is damaged,
// cut short or of another pipeline is refused.
#include "base/mem.h"
#include "data/extract.h"
#include "data/time.h"
#include "event/watermark.h"
#include "run/plan.h"
#include "run/writer.h"
#include "tests/unit/check.h"

#include <stdlib.h>

enum { LINE_MAX_LEN = 256, PADDING = 256 };

struct rig {
    struct plan plan;
    struct extract *extract;
    struct writer writer;
    struct sink sink;             // never flushed: what is written stays in its buffer
    struct clock clock;           // the loop's, not the plan's
    struct arena arena;
    struct chunk chunk;
};

// On the heap: the plan and its stages point to one another.
static struct rig *rig_open(const char *pipeline)
{
    static const struct source_text time = {NULL, {"t", 1}};
    struct source_text *text = malloc(sizeof *text);
    *text = (struct source_text){NULL, str_of(pipeline)};
    struct settings settings = {
        .pipeline = text, .npipeline = 1, .time = &time, .lateness = 10 * NS_SECOND};
    struct diag diag = {0};
    struct rig *r = calloc(1, sizeof *r);
    r->sink.fd = -1;
    plan_build(&r->plan, &settings, &diag);
    CHECK_INT(diag.errors, 0);
    r->writer = (struct writer){.shape = r->plan.shape, .sinks = &r->sink, .nsinks = 1};
    writer_init(&r->plan.stages[r->plan.nstages], &r->writer, &r->plan.env);
    clock_init(&r->clock, 0);
    arena_init(&r->arena);
    r->extract = extract_new(&r->plan.fields);
    r->plan.env.chunk = &r->chunk;
    free(text);
    return r;
}

static void rig_close(struct rig *r)
{
    extract_free(r->extract);
    plan_release(&r->plan);
    arena_release(&r->arena);
    buf_release(&r->sink.buf);
    free(r);
}

static void begin_chunk(struct rig *r)
{
    r->chunk = (struct chunk){
        .arena = &r->arena, .moved_line = LINE_NONE, .end_line = LINE_NONE, .input = "test"};
}

static void take_time(struct rig *r, struct batch *b)
{
    if (!r->plan.entry.is_used)
        return;
    struct eval ev = eval_begin(b, 0);
    struct row *row = &b->rows[0];
    ev.row = row;
    struct value v = value_decode(&r->arena, expr_eval(r->plan.entry.expr, &ev));
    if (!time_of_value(v, NULL, &row->time))
        row->time = TIME_NONE;
    row->watermark = clock_watermark(&r->clock);
    clock_see(&r->clock, row->time);
}

static void push(struct rig *r, const char *line)
{
    char text[LINE_MAX_LEN + PADDING] = {0};
    size_t n = strlen(line);
    memcpy(text, line, n);
    text[n] = '\n';
    begin_chunk(r);
    struct batch b = {.arena = &r->arena, .chunk = &r->chunk};
    extract_read(r->extract, (struct str){text, n + 1}, false, &b);
    CHECK_INT(b.nrows, 1);
    b.rows[0].time = b.rows[0].watermark = TIME_NONE;
    b.rows[0].moved_line = LINE_NONE;
    take_time(r, &b);
    stage_push(&r->plan.stages[0], &b);
    if (r->plan.entry.is_used && clock_watermark(&r->clock) != TIME_NONE)
        stage_advance(&r->plan.stages[0], clock_watermark(&r->clock));
    memset(text, 'X', sizeof text);  // what is kept must have been copied
    arena_reset(&r->arena);
}

static void finish(struct rig *r)
{
    begin_chunk(r);
    stage_finish(&r->plan.stages[0]);
    arena_reset(&r->arena);
}

static const char *const events[] = {
    "{\"t\":0,\"k\":\"a\",\"n\":1,\"d\":0.1}",
    "{\"t\":1,\"k\":\"b\",\"n\":12345678901234567890,\"d\":1e300}",
    "{\"t\":12,\"k\":\"a\",\"n\":-3,\"d\":-1e300,\"s\":\"caf\\u00e9\"}",
    "{\"t\":5,\"k\":null,\"n\":\"no number\",\"s\":[1,{\"x\":2}]}",
    "{\"t\":61,\"k\":\"b\",\"n\":4,\"d\":0.2,\"s\":\"\\\"quoted\\\"\"}",
    "{\"t\":59,\"k\":\"a\",\"n\":5,\"d\":0.3}",
    "{\"t\":75,\"k\":{\"z\":[1]},\"n\":6.5,\"d\":7}",
    "{\"t\":2,\"k\":\"late\",\"n\":7}",
    "{\"t\":130,\"k\":1.0,\"n\":8,\"s\":\"\"}",
    "{\"t\":131,\"k\":1,\"n\":9,\"s\":true}",
    "{\"t\":125,\"k\":\"a\",\"n\":10,\"d\":0.30000000000000004}",
    "{\"k\":\"no time\"}",
    "{\"t\":400,\"k\":\"a\",\"n\":11}",
    "{\"t\":401,\"k\":\"b\",\"n\":12}",
};
enum { EVENTS = sizeof events / sizeof *events };

static const char *const pipelines[] = {
    "filter n > 1",
    "head 3",
    "head 2 per k",
    "tail 3",
    "tail 1 per k",
    "count by k",
    "aggregate count(), sum(n), avg(d), min(s), max(s), first(n), last(s) by k",
    "window 1m | aggregate count(), sum(d), avg(n), min(n), max(d), first(s), last(n) by k",
    "window 1m lateness 1m | count, c = count() where n > 4 by k, s",
    "window 30s",
    "window 1m | head 1",
    "window 1m | head 2 per k | set m = n + 1 | drop d",
    "window 1m | tail 2 | project s, n",
    "window 1m | tail 1 per k",
    "set u = t + 1 | time u | window 1m | sum(n) by k",
    "set u = t + 1 | window 30s on u lateness 0s | count",
    "window 20s | count by k | window 1m | aggregate sum(count), max(count) by k",
    "window 20s | sum(n) by k | aggregate max(sum_n)",
    "window 20s | count by k | window 2m on window_start | sum(count)",
    "window 20s | count | window global | tail 2",
    "window 20s | count | window global | head 2",
    "set p = prev(s) by k, q = prev(n, 3), r = row_number() by [k, d]",
    "set d = delta(n) by k, z = zscore(n, 3), y = zscore(d, 2) by k",
    "filter row_number() by k != 2 and (n > 3 or prev(n) by k < 3)",
    "project r = rate(n) by k, e = ewma(n, 20s) by k, a = ewma(d, 1m)",
    "window 20s | count by k | set c = delta(count) by k, r = rate(count) by k",
    "top 3 by n",
    "top 1 by d asc per k",
    "window 1m | top 2 by s | set m = n",
    "window 1m | top 1 by n per k | project n, k",
    "sort k desc, n",
    "window 1m | sort s, t desc | drop d",
    "dedup by k",
    "dedup",
    "project k, s | dedup | filter k != 5",
    "dedup by k within 20s",
    "dedup by k, s within 1s",
    "window 1m | dedup by k | project k, n",
    "window 20s | count by k | dedup by k within 1m",
    "changed k",
    "changed big = n > 4, s by k",
    "window 1m | changed s",
    "window 20s | count by k | changed count by k",
    "sample 60%",
    "sample 50% by k",
    "throttle 2 per 1h by k",
    "reorder",
    "window session 20s | reorder | project n",
    "window session 20s | top 1 by n",
    "window 40s every 20s | changed k | count by k",
    "window count 3 | sort n desc | project n",
    "window session 10s max 30s | dedup by k",
    "filter n > 0 | reorder | window 1m | count by k",
    "window 20s | count by k | reorder | changed count",
    "silent 20s by k",
    "silent 50s by who = k, e = s == \"\"",
    "window 20s | count by k | silent 1m by k | window 5m | count by state",
    "window 1m every 20s | aggregate count(), sum(d), first(s), last(n), min(s) by k",
    "window 50s every 20s offset -3s lateness 1m | count by k | window 2m | sum(count)",
    "window 1m every 20s emit updates | aggregate count(), max(d) by k",
    "window cumulative 2m every 30s | aggregate count(), last(s) by k",
    "window 1m every 20s emit every 7s | aggregate count(), sum(d), first(s) by k",
    "window 50s every 20s offset -3s lateness 1m emit every 10s | count by k",
    "window cumulative 2m every 30s lateness 20s emit every 10s | aggregate count(), max(d) by k",
    "window cumulative 2m every 10s emit every 25s | count",
    "window cumulative 2m every 30s emit updates | filter n > 1 | count",
    "window session 20s | aggregate count(), sum(n), first(s), max(s) by k",
    "window session 20s max 30s | aggregate count(), last(n) by k",
    "window session 20s by k | filter n > 1 | aggregate count(), first(s)",
    "window session 20s | head 2 per k | count by k",
    "window session 20s by k | tail 1",
    "window session 20s max 25s | tail 2 per k | window 3m | count",
    "window session 20s",
    "window sliding 30s | aggregate count(), sum(d), min(s), last(n) by k",
    "window sliding 30s lateness 2m | aggregate n = count() | window 1m | max(n)",
    "window count 3 | aggregate count(), sum(d), first(s) by k",
    "window count 4 every 1 | aggregate count(), max(s), last(n)",
    "window count 4 every 3 | aggregate count(), sum(n) by k",
    "window count 2 by k | head 1",
    "window count 3 every 1 by k | tail 2 | set m = n",
    "window 1m emit updates | aggregate count(), first(s) by k",
    "window 2m emit every 5s | count by k",
    "window 2m every 30s emit every 7s | count by k",
    "window 2m emit every 2 rows | aggregate count(), sum(d) by k",
    "window global emit every 20s | count by k",
    "window global emit every 2 rows | count by k",
    "window 20s fill for 1m | aggregate count(), sum(d) by k",
    "window 40s every 20s fill for 2m | count by k",
    "window 20s fill for 40s | count by k | window 1m emit every 5s | sum(count) by k",
    "unnest s as e or keep | dedup by k within 20s | set p = prev(e) by k",
    "window count 2 by k | unnest s | changed k",
    "window 1d tz \"Europe/Berlin\" | count by k",
    "window 2d every 1d tz \"Europe/Berlin\" emit updates | count by k",
};

static char *whole_run(const char *pipeline)
{
    struct rig *r = rig_open(pipeline);
    for (int i = 0; i < EVENTS; i++)
        push(r, events[i]);
    finish(r);
    char *out = strdup(buf_cstr(&r->sink.buf));
    rig_close(r);
    return out;
}

// A new rig with the state of the old one, through bytes; the old one goes.
static struct rig *move_over(struct rig *r, const char *pipeline)
{
    struct rig *new = rig_open(pipeline);
    struct buf state, again;
    buf_init(&state);
    buf_init(&again);
    plan_save(&r->plan, &state);
    struct unpack in = unpack_from(state.p, state.n);
    CHECK(plan_load(&new->plan, &in));
    plan_save(&new->plan, &again);
    bool is_same = again.n == state.n && memcmp(again.p, state.p, state.n) == 0;
    if (!is_same)
        printf("%s: saved again it is not the same\n", pipeline);
    CHECK(is_same);
    new->clock = r->clock;
    buf_put(&new->sink.buf, r->sink.buf.p, r->sink.buf.n);
    buf_release(&state);
    buf_release(&again);
    rig_close(r);
    return new;
}

// Moved over before the events of which the bits are set.
static void check_moved(const char *pipeline, uint32_t before, const char *want)
{
    struct rig *r = rig_open(pipeline);
    for (int i = 0; i < EVENTS; i++) {
        if (before >> i & 1)
            r = move_over(r, pipeline);
        push(r, events[i]);
    }
    if (before >> EVENTS & 1)
        r = move_over(r, pipeline);
    finish(r);
    if (strcmp(buf_cstr(&r->sink.buf), want) != 0)
        printf("%s, moved before %#x:\n", pipeline, (unsigned)before);
    CHECK_STR(buf_cstr(&r->sink.buf), want);
    rig_close(r);
}

static bool loads(const char *pipeline, const char *bytes, size_t n)
{
    char *copy = malloc(n + 1);   // of that size, so that a step beyond it shows under ASan
    memcpy(copy, bytes, n);
    struct rig *r = rig_open(pipeline);
    struct unpack in = unpack_from(copy, n);
    bool ok = plan_load(&r->plan, &in);
    rig_close(r);
    free(copy);
    return ok;
}

static void check_refused(const char *pipeline, const char *other)
{
    struct buf state;
    struct rig *r = rig_open(pipeline);
    for (int i = 0; i < 7; i++)
        push(r, events[i]);
    buf_init(&state);
    plan_save(&r->plan, &state);
    rig_close(r);
    CHECK(loads(pipeline, state.p, state.n));
    CHECK(!loads(other, state.p, state.n));
    // The tail of the state is the long, flat count of late events: there some cuts are enough.
    size_t step = 1;
    for (size_t n = 0; n < state.n; n += step) {
        CHECK(!loads(pipeline, state.p, n));
        step = n > 600 ? 97 : 7;
    }
    buf_putc(&state, 0);
    CHECK(!loads(pipeline, state.p, state.n));
    state.n--;
    for (size_t i = 0; i < state.n; i += i > 600 ? 97 : 3) {
        state.p[i] = (char)(state.p[i] ^ 16);
        CHECK(!loads(pipeline, state.p, state.n));
        state.p[i] = (char)(state.p[i] ^ 16);
    }
    buf_release(&state);
}

// What one of the pipelines gives, from the design pages.
static void check_expected(void)
{
    char *out = whole_run("window 1m | sum(n) by k");
    CHECK_STR(out,
              "{\"window_start\":\"1970-01-01T00:00:00Z\",\"window_end\":\"1970-01-01T00:01:00Z\","
              "\"k\":\"a\",\"sum_n\":3}\n"
              "{\"window_start\":\"1970-01-01T00:00:00Z\",\"window_end\":\"1970-01-01T00:01:00Z\","
              "\"k\":\"b\",\"sum_n\":12345678901234567890}\n"
              "{\"window_start\":\"1970-01-01T00:00:00Z\",\"window_end\":\"1970-01-01T00:01:00Z\","
              "\"k\":null,\"sum_n\":null}\n"
              "{\"window_start\":\"1970-01-01T00:01:00Z\",\"window_end\":\"1970-01-01T00:02:00Z\","
              "\"k\":\"b\",\"sum_n\":4}\n"
              "{\"window_start\":\"1970-01-01T00:01:00Z\",\"window_end\":\"1970-01-01T00:02:00Z\","
              "\"k\":{\"z\":[1]},\"sum_n\":6.5}\n"
              "{\"window_start\":\"1970-01-01T00:02:00Z\",\"window_end\":\"1970-01-01T00:03:00Z\","
              "\"k\":1.0,\"sum_n\":17}\n"
              "{\"window_start\":\"1970-01-01T00:02:00Z\",\"window_end\":\"1970-01-01T00:03:00Z\","
              "\"k\":\"a\",\"sum_n\":10}\n"
              "{\"window_start\":\"1970-01-01T00:06:00Z\",\"window_end\":\"1970-01-01T00:07:00Z\","
              "\"k\":\"a\",\"sum_n\":11}\n"
              "{\"window_start\":\"1970-01-01T00:06:00Z\",\"window_end\":\"1970-01-01T00:07:00Z\","
              "\"k\":\"b\",\"sum_n\":12}\n");
    free(out);
}

int main(void)
{
    const size_t n = sizeof pipelines / sizeof *pipelines;
    check_expected();
    for (size_t i = 0; i < n; i++) {
        char *want = whole_run(pipelines[i]);
        CHECK(want[0] != '\0');
        for (int at = 0; at <= EVENTS; at++)
            check_moved(pipelines[i], UINT32_C(1) << at, want);
        check_moved(pipelines[i], UINT32_MAX, want);
        check_refused(pipelines[i], pipelines[(i + 1) % n]);
        free(want);
    }
    return check_done("state");
}
