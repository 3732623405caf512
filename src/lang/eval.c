// SPDX-License-Identifier: MIT
#include "base/fail.h"
#include "data/regex.h"
#include "data/walk.h"
#include "data/write.h"
#include "funcs/func.h"
#include "lang/eval_internal.h"
#include "lang/sequence.h"

#include <math.h>

struct eval eval_begin(struct batch *batch, int stage)
{
    return (struct eval){.batch = batch, .arena = batch->arena, .stage = stage};
}

struct value eval_error(struct eval *ev, struct str text, struct value v, const char *reason)
{
    struct chunk *chunk = ev->batch->chunk;
    if (ev->batch->strict)
        ev->stopped = true;
    struct finding finding = {
        .kind = FINDING_ERROR,
        .line = ev->row ? ev->row->line : LINE_NONE,
        .stage = ev->stage,
        .reason = reason,
        .expr = text,
        .value = v,
    };
    if (ev->row)
        finding.text = row_line(ev->row, chunk->has_texts);
    chunk_add_finding(ev->arena, chunk, &finding);
    return value_null();
}

struct value eval_constant(const struct expr *e, struct eval *ev)
{
    (void)ev;
    return e->constant;
}

struct value eval_cell(const struct expr *e, struct eval *ev)
{
    return ev->row->cells[e->cell];
}

struct value eval_path(const struct expr *e, struct eval *ev)
{
    return walk_path(ev->row->cells[e->cell], e->steps, e->nsteps);
}

struct value eval_list(const struct expr *e, struct eval *ev)
{
    struct buf b;
    buf_init_in(&b, ev->arena);
    buf_putc(&b, '[');
    for (int i = 0; i < e->nargs; i++) {
        if (i > 0)
            buf_putc(&b, ',');
        write_value(&b, expr_eval(e->args[i], ev), e->style);
    }
    buf_putc(&b, ']');
    struct str text = buf_take(&b);
    return value_slice(VALUE_ARRAY, text.p, text.n);
}

static const char *not_of_types(unsigned types)
{
    switch (types & ~(unsigned)(TYPE_NULL | TYPE_REGEX)) {
    case TYPE_BOOL:
        return "is not true or false";
    case TYPE_INT:
        return "is not a whole number";
    case TYPE_NUM:
    case TYPE_DOUBLE:
        return "is not a number";
    case TYPE_STR:
        return "is not a text";
    case TYPE_ARRAY:
        return "is not an array";
    case TYPE_OBJECT:
        return "is not an object";
    case TYPE_TIME:
        return "is not a time";
    case TYPE_DURATION:
        return "is not a duration";
    default:
        return "is of a wrong type here";
    }
}

// An argument as functions get it: numbers resolved, texts decoded.
static struct value plain(struct arena *a, struct value v)
{
    return value_decode(a, value_resolve(v));
}

// The arguments from i on are not needed, but calls of sequence functions in them see every row.
static void step_others(const struct expr *e, struct eval *ev, int i)
{
    for (; UNLIKELY(e->has_sequence) && i < e->nargs; i++)
        if (e->args[i]->has_sequence)
            expr_eval(e->args[i], ev);
}

static struct value call_result(const struct expr *e, struct eval *ev, struct value blamed,
                                struct value v, const char *error)
{
    if (UNLIKELY(error != NULL))
        return eval_error(ev, e->text, blamed, error);
    if (UNLIKELY(v.type == VALUE_DOUBLE && !isfinite(v.d)))
        return eval_error(ev, e->text, value_missing(), "is beyond the range of numbers");
    return v;
}

struct value eval_call(const struct expr *e, struct eval *ev)
{
    struct value few[4], *args = few;
    if (e->nargs > 4)
        args = arena_alloc(ev->arena, e->nargs * sizeof *args);
    for (int i = 0; i < e->nargs; i++) {
        args[i] = expr_eval(e->args[i], ev);
        if (!e->func->as_came)
            args[i] = plain(ev->arena, args[i]);
        unsigned wanted = func_arg_types(e->func, i);
        if (wanted & value_type_set(args[i]))
            continue;
        step_others(e, ev, i + 1);
        if (value_is_null(args[i]))
            return value_null();
        return eval_error(ev, e->text, args[i], not_of_types(wanted));
    }
    struct call call = {.arena = ev->arena, .prepared = e->prepared, .style = e->style};
    struct value v = e->func->call(&call, args, e->nargs);
    return call_result(e, ev, e->nargs ? args[call.error_arg] : v, v, call.error);
}

// An argument of a sequence function: what it cannot be is counted and becomes null.
static struct value sequence_argument(const struct expr *e, struct eval *ev, int i)
{
    struct value v = expr_eval(e->args[i], ev);
    if (!e->func->sequence->as_written)
        v = plain(ev->arena, v);
    unsigned wanted = func_arg_types(e->func, i);
    if (value_is_null(v) || (wanted & value_type_set(v)))
        return v;
    return eval_error(ev, e->text, v, not_of_types(wanted));
}

struct value eval_sequence(const struct expr *e, struct eval *ev)
{
    struct value few[4], *keys = few, args[2] = {{0}};
    struct sequence_site *site = e->sequence;
    for (int i = 0; i < e->nargs; i++)
        args[i] = sequence_argument(e, ev, i);
    if (site->nkeys > 4)
        keys = arena_alloc(ev->arena, (size_t)site->nkeys * sizeof *keys);
    for (int i = 0; i < site->nkeys; i++)
        keys[i] = expr_eval(site->keys[i], ev);
    struct sequence_call c = {
        .call = {.arena = ev->arena, .prepared = e->prepared},
        .state = sequence_state(site, ev->arena, keys),
        .kept = &site->arena,
        .time = ev->row->time,
    };
    struct value v = site->sequence->step(&c, args, e->nargs);
    return call_result(e, ev, args[0], v, c.call.error);
}

struct value eval_if(const struct expr *e, struct eval *ev)
{
    struct value condition = expr_eval(e->args[0], ev);
    bool is_wrong = condition.type != VALUE_BOOL && !value_is_null(condition);
    int taken = is_wrong ? 0 : value_is_true(condition) ? 1 : 2;
    struct value v = value_null();
    for (int i = 1; i < e->nargs; i++)
        if (i == taken)
            v = expr_eval(e->args[i], ev);
        else if (UNLIKELY(e->args[i]->has_sequence))
            expr_eval(e->args[i], ev);
    return is_wrong ? eval_error(ev, e->text, condition, "is not true or false") : v;
}

struct value eval_coalesce(const struct expr *e, struct eval *ev)
{
    for (int i = 0; i < e->nargs; i++) {
        struct value v = expr_eval(e->args[i], ev);
        if (value_is_null(v))
            continue;
        step_others(e, ev, i + 1);
        return v;
    }
    return value_null();
}

struct value eval_exists(const struct expr *e, struct eval *ev)
{
    return value_bool(expr_eval(e->args[0], ev).type != VALUE_MISSING);
}

static struct value match_result(const struct expr *e, struct eval *ev, struct str text)
{
    enum regex_result result = regex_match(e->regex, text);
    if (UNLIKELY(result == REGEX_GAVE_UP))
        return eval_error(ev, e->text, value_str(text), "made the regex give up");
    return value_bool((result == REGEX_YES) == (e->op != OP_NO_MATCH));
}

struct value eval_line_match(const struct expr *e, struct eval *ev)
{
    return match_result(e, ev, row_line(ev->row, ev->batch->chunk->has_texts));
}

struct value eval_match(const struct expr *e, struct eval *ev)
{
    struct value v = expr_eval(e->args[0], ev);
    if (value_is_null(v))
        return value_null();
    if (v.type != VALUE_STR)
        return eval_error(ev, e->text, v, "is not a text");
    return match_result(e, ev, value_bytes(value_decode(ev->arena, v)));
}
