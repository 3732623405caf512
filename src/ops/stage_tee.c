// SPDX-License-Identifier: MIT
// tee: also write the rows, as they stand here, to another destination, and pass them on. It is
// opened when the run begins, and treated as an output is.
#include "ops/describe.h"
#include "ops/outlet.h"

struct tee {
    struct outlet outlet;
    bool is_stepping;             // a stage below may end the reading in the middle of a batch: the
                                  // rows behind that place must not have been written
    bool has_begun;
};

static bool tee_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    struct tee *tee = ARENA_NEW(o->check.arena, struct tee);
    if (!outlet_claim(&tee->outlet, o, &ast->args[0]))
        return false;
    outlet_init(&tee->outlet, o->env, o->env->format, scope_shape(o->check.scope));
    tee->outlet.formatter.is_revised = o->is_revised;
    if (o->check.scope->uses_bounds)
        *o->check.scope->uses_bounds = true;      // it shows them
    *state = tee;
    return true;
}

static void write_rows(struct stage *s, struct batch *b)
{
    struct tee *tee = s->state;
    outlet_write(&tee->outlet, s->env, b);
}

static enum flow tee_push(struct stage *s, struct batch *b)
{
    struct tee *tee = s->state;
    if (!tee->has_begun)
        tee->is_stepping = stage_may_end_below(s);
    tee->has_begun = true;
    if (tee->is_stepping)
        return stage_push_stepping(s, b, write_rows);
    write_rows(s, b);
    return stage_push(s->next, b);
}

static void tee_finish(struct stage *s)
{
    struct tee *tee = s->state;
    outlet_end(&tee->outlet);
}

static void tee_free(struct stage *s)
{
    struct tee *tee = s->state;
    outlet_release(&tee->outlet);
}

static void tee_describe(const struct stage *s, struct buf *out)
{
    const struct tee *tee = s->state;
    describe_line(out, "to", "%s", tee->outlet.dest);
}

const struct stage_row stage_tee = {
    .syntax = {
        .name = "tee",
        .usage = "tee DEST",
        .summary = "also write the rows, as they stand here, to another destination",
        .note = "DEST is a file, to whose end the rows are written, - for standard output where no "
                "result goes there, or any other destination ('weir -h destinations'). They are "
                "written in the format of --to.",
        .example = "-o /dev/null 'tee - | count'",
        .input = "{\"a\":1}\n{\"a\":2}\n",
        .output = "{\"a\":1}\n{\"a\":2}\n",
        .args = {{.kind = ARG_TEXT, .what = "a destination"}},
    },
    .keeps_rows = true,
    .keeps_fields = true,
    .open = tee_open,
    .push = tee_push,
    .finish = tee_finish,
    .free = tee_free,
    .describe = tee_describe,
};
