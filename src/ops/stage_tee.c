// SPDX-License-Identifier: MIT
// tee: also write the rows, as they stand here, to another destination, and pass them on. It is
// opened when the run begins, and treated as an output is.
#include "ops/outlet.h"

struct tee {
    struct outlet outlet;
    bool is_stepping;             // a stage below may end the reading in the middle of a batch: the
                                  // rows behind that place must not have been written
    bool has_begun;
};

static bool check_dest(struct stage_open *o, const struct arg *dest, const char *spec)
{
    struct sink_fault fault;
    if (dest->text.n == 0 || memchr(dest->text.p, '\0', dest->text.n)) {
        diag_error(o->check.diag, dest->span, "this is not the name of a file");
        return false;
    }
    if (!sink_check_spec(o->check.arena, spec, &fault)) {
        diag_error(o->check.diag, dest->span, "%s", fault.error);
        if (fault.hint)
            diag_hint(o->check.diag, "%s", fault.hint);
        return false;
    }
    if (!str_is(dest->text, "-") || !o->has_stdout)
        return true;
    diag_error(o->check.diag, dest->span, "the results go to standard output, too");
    diag_hint(o->check.diag, "let them go elsewhere with -o FILE");
    return false;
}

static bool tee_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *dest = &ast->args[0];
    const char *spec = arena_strndup(o->check.arena, dest->text.p, dest->text.n);
    if (!check_dest(o, dest, spec))
        return false;
    struct tee *tee = ARENA_NEW(o->check.arena, struct tee);
    outlet_init(&tee->outlet, o->env, scope_shape(o->check.scope));
    tee->outlet.dest = spec;
    tee->outlet.formatter.is_revised = o->is_revised;
    if (o->check.scope->uses_bounds)
        *o->check.scope->uses_bounds = true;      // it shows them
    struct outlet **last = &o->env->tees;
    while (*last)
        last = &(*last)->next;
    *last = &tee->outlet;
    *state = tee;
    return true;
}

static void begin(struct tee *tee, const struct stage *s)
{
    tee->has_begun = true;
    for (const struct stage *below = s->next; below; below = below->next)
        tee->is_stepping |= below->row->may_end;
}

static enum flow push_stepping(struct tee *tee, struct stage *s, struct batch *b)
{
    enum flow flow = FLOW_MORE;
    for (size_t i = 0; i < b->nrows && flow == FLOW_MORE && !b->chunk->stop; i++) {
        struct batch one = *b;
        one.rows += i;
        one.nrows = 1;
        outlet_write(&tee->outlet, s->env, &one);
        flow = stage_push(s->next, &one);
    }
    return flow;
}

static enum flow tee_push(struct stage *s, struct batch *b)
{
    struct tee *tee = s->state;
    if (!tee->has_begun)
        begin(tee, s);
    if (tee->is_stepping)
        return push_stepping(tee, s, b);
    outlet_write(&tee->outlet, s->env, b);
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
};
