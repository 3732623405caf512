// SPDX-License-Identifier: MIT
// time: event time from here on. Where it can be told from the line alone it is taken at entry,
// before any stage, and this stage has nothing to do; otherwise the clock sits here.
#include "data/time.h"
#include "event/watermark.h"
#include "ops/clocked.h"
#include "ops/describe.h"

static bool time_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    return clocked_open(o, ast->args[0].items[0].expr, (struct clocked **)state);
}

static enum flow time_push(struct stage *s, struct batch *b)
{
    if (!s->state)
        return stage_push(s->next, b);
    clocked_judge(s->state, s, b);
    enum flow flow = stage_push(s->next, b);
    return flow == FLOW_MORE ? clocked_advance(s->state, s, b) : flow;
}

// A clock that sits here does not listen to the one above.
static enum flow time_advance(struct stage *s, int64_t watermark)
{
    return s->state ? FLOW_MORE : stage_advance(s->next, watermark);
}

static void time_save(const struct stage *s, struct buf *out)
{
    if (s->state)
        clocked_save(s->state, out);
}

static void time_load(struct stage *s, struct unpack *in)
{
    if (s->state)
        clocked_load(s->state, in);
}

static void time_describe(const struct stage *s, struct buf *out)
{
    describe_line(out, "time", "%s", s->state ? "taken here" : "taken where events enter");
}

const struct stage_row stage_time = {
    .syntax =
        {
            .name = "time",
            .usage = "time EXPR",
            .summary = "event time from here on, where it is not known at entry",
            .note = "For times that stages have made, by parse or set. Where the time is a field "
                    "of the event as it came, -t tells it. See weir -h time.",
            .example = "set at = time(day + \"T\" + hour) | time at | window 1h | count",
            .input = "{\"day\":\"2026-01-01\",\"hour\":\"10:05:00Z\"}\n{\"day\":\"2026-01-01\","
                     "\"hour\":\"10:50:00Z\"}\n",
            .output = "{\"window_start\":\"2026-01-01T10:00:00Z\",\"window_end\":\"2026-01-01T11:"
                      "00:00Z\",\"count\":2}\n",
            .args = {{.kind = ARG_EXPR, .what = "a time"}},
        },
    .open = time_open,
    .push = time_push,
    .advance = time_advance,
    .save = time_save,
    .load = time_load,
    .describe = time_describe,
};
