// SPDX-License-Identifier: MIT
// The checker's part for calls of functions.
#include "aggs/agg.h"
#include "base/suggest.h"
#include "funcs/func.h"
#include "lang/check_internal.h"
#include "lang/foreign.h"
#include "lang/sequence.h"

#include <stdio.h>

static const struct func_row *find_function(struct check *c, const struct node *node)
{
    const struct func_row *row = func_find(node->text);
    if (row)
        return row;
    int n = (int)node->text.n;
    if (agg_find(node->text)) {
        diag_error(c->diag, node->name_span,
                   "'%.*s' is an aggregate, and stands only in an aggregate stage", n,
                   node->text.p);
        diag_hint(c->diag, "for example: aggregate %.*s by KEY", (int)span_text(node->span).n,
                  span_text(node->span).p);
        return NULL;
    }
    struct suggest near = suggest_begin(node->text);
    for (int i = 0; func_at(i); i++)
        suggest_offer(&near, func_at(i)->name);
    diag_error(c->diag, node->name_span, "unknown function '%.*s'", n, node->text.p);
    const char *function = suggest_best(&near), *advice = foreign_advice(FOREIGN_CALL, node->text);
    for (int i = 0; agg_at(i); i++)
        suggest_offer(&near, agg_at(i)->name);
    if (advice)
        diag_hint(c->diag, "%s", advice);
    else if (suggest_best(&near))
        diag_hint(c->diag, "did you mean '%s'? 'weir -h %s' lists them", suggest_best(&near),
                  suggest_best(&near) == function ? "functions" : "aggregates");
    else
        diag_hint(c->diag, "'weir -h functions' lists them");
    return NULL;
}

static bool check_arity(struct check *c, const struct node *node, const struct func_row *row)
{
    if (node->nargs >= row->min_args && node->nargs <= row->max_args)
        return true;
    bool too_few = node->nargs < row->min_args;
    unsigned bound = too_few ? row->min_args : row->max_args;
    diag_error(c->diag, node->span, "%s() wants %s%u argument%s, this has %zu", row->name,
               row->min_args == row->max_args ? "" : too_few ? "at least " : "at most ", bound,
               bound == 1 ? "" : "s", node->nargs);
    diag_hint(c->diag, "usage: %s", row->usage);
    return false;
}

// A regex literal as an argument: its pattern as a text, its flags in `unused` (see func.h).
static struct expr *regex_argument(struct check *c, const struct node *node)
{
    static const char letters[] = "imsx";
    struct value v = value_str(node->text);
    v.unused = FUNC_REGEX_LITERAL;
    for (size_t i = 0; i < node->flags.n; i++) {
        const char *at = strchr(letters, node->flags.p[i]);
        if (at)
            v.unused = (uint16_t)(v.unused | 1u << (at - letters));
    }
    if (!check_regex(c, node->span, node->text, node->flags))
        return NULL;
    return check_constant(c, node, v);
}

static struct expr *check_argument(struct check *c, const struct node *node,
                                   const struct func_row *row, int i)
{
    unsigned wanted = func_arg_types(row, i);
    if (node->kind == NODE_REGEX && (wanted & TYPE_REGEX))
        return regex_argument(c, node);
    if (node->kind == NODE_CONST && node->value.type == VALUE_DURATION && row->prepare) {
        struct value v = node->value;
        v.len = (uint32_t)node->duration.months;     // see func.h: calendar lengths of constants
        return check_constant(c, node, v);
    }
    if (row->form == FUNC_IF && i == 0)
        return check_condition(c, node);
    bool is_ready = row->form == FUNC_EXISTS || row->form == FUNC_COALESCE;
    struct expr *e = is_ready ? check_optional(c, node) : check_expr(c, node);
    char who[64];
    snprintf(who, sizeof who, "%s()", row->name);
    bool is_typed = row->form == FUNC_CALL || row->form == FUNC_SEQUENCE;
    if (!e || (is_typed && !check_types(c, e, node->span, wanted, who)))
        return NULL;
    if ((wanted & TYPE_REGEX) && !(wanted & TYPE_STR & TYPE_ANY) && !e->is_constant) {
        diag_error(c->diag, node->span, "a regex or a constant text is wanted here");
        return NULL;
    }
    return e;
}

// Where in the pipeline the fault is: in a text without escapes, at its place there.
static struct span fault_span(const struct prepare *p, const struct node *arg)
{
    struct span span = arg->span;
    size_t quoted = p->args[p->error_arg].len + 2;
    if (p->error_length == 0 || arg->kind != NODE_CONST || span.to - span.from != quoted)
        return span;
    span.from += 1 + (uint32_t)p->error_offset;
    span.to = span.from + (uint32_t)p->error_length;
    return span;
}

static bool prepare_call(struct check *c, const struct node *node, struct expr *e)
{
    struct value *args = ARENA_ARRAY(c->arena, struct value, e->nargs);
    bool *is_const = ARENA_ARRAY(c->arena, bool, e->nargs);
    for (int i = 0; i < e->nargs; i++) {
        is_const[i] = e->args[i]->is_constant;
        args[i] = is_const[i] ? value_decode(c->arena, value_resolve(e->args[i]->constant))
                              : value_missing();
    }
    struct prepare p = {.arena = c->arena, .zone = c->zone, .args = args, .is_const = is_const,
                        .nargs = e->nargs};
    if (e->func->prepare(&p, &e->prepared))
        return true;
    diag_error(c->diag, fault_span(&p, node->args[p.error_arg]), "%s", p.error);
    if (p.hint)
        diag_hint(c->diag, "%s", p.hint);
    return false;
}

static unsigned branch_types(const struct expr *e, int from)
{
    unsigned types = 0;
    for (int i = from; i < e->nargs; i++)
        types |= e->args[i]->types;
    return types;
}

static struct expr *check_source(struct check *c, const struct node *node, struct expr *e)
{
    if (!c->scope->has_line) {
        diag_error(c->diag, node->span, "source() is of events as they came, and the rows here "
                                        "were made by a stage");
        diag_hint(c->diag, "give it a name above that stage: set src = source() | ...");
        return NULL;
    }
    e->eval = eval_cell;
    e->types = TYPE_STR;
    e->cell = fields_want_source(c->scope->frame);
    return e;
}

// ---- sequence functions ----

// May one stand here?
static bool has_rows_before(struct check *c, const struct node *node, const struct func_row *row)
{
    struct str text = span_text(node->span);
    if (!c->sequences) {
        diag_error(c->diag, node->span, "%s() remembers the rows before, and cannot stand here",
                   row->name);
        diag_hint(c->diag, "set a field in a stage before: set NAME = %.*s | ...", (int)text.n,
                  text.p);
        return false;
    }
    if (!row->sequence->by_time || c->sequences->has_time)
        return true;
    diag_error(c->diag, node->span, "%s() goes by event time, and the rows here have none",
               row->name);
    diag_hint(c->diag, "say what their time is: time EXPR | ...");
    return false;
}

static struct expr *check_sequence(struct check *c, const struct node *node, struct expr *e)
{
    const struct sequence *sequence = e->func->sequence;
    if (!has_rows_before(c, node, e->func) || (e->func->prepare && !prepare_call(c, node, e)))
        return NULL;
    struct sequence_site *site =
        sequence_add(c->sequences, c->arena, sequence, (int)node->nkeys);
    c->sequences->uses_time |= sequence->by_time;
    for (size_t i = 0; i < node->nkeys; i++) {
        site->keys[i] = check_expr(c, node->keys[i]);
        if (!site->keys[i])
            return NULL;
    }
    e->eval = eval_sequence;
    e->types = e->func->result | TYPE_NULL;
    e->sequence = site;
    e->uses_cells = e->has_sequence = true;
    return e;
}

static struct expr *check_form(struct check *c, const struct node *node, struct expr *e)
{
    switch (e->func->form) {
    case FUNC_IF:
        e->eval = eval_if;
        e->types = branch_types(e, 1) | (e->nargs < 3 ? TYPE_NULL : 0);
        return e;
    case FUNC_COALESCE:
        e->eval = eval_coalesce;
        e->types = branch_types(e, 0);
        return e;
    case FUNC_EXISTS:
        if (node->args[0]->kind != NODE_PATH) {
            diag_error(c->diag, node->args[0]->span, "exists() wants a field");
            return NULL;
        }
        if (!c->scope->shape.is_open && node->args[0]->nsteps == 1)
            return check_constant(c, node, value_bool(true));
        e->eval = eval_exists;
        e->types = TYPE_BOOL;
        return e;
    case FUNC_SOURCE:
        return check_source(c, node, e);
    case FUNC_SEQUENCE:
        return check_sequence(c, node, e);
    case FUNC_CALL:
        break;
    }
    e->eval = eval_call;
    e->types = e->func->result | TYPE_NULL;
    e->is_impure |= e->func->impure;
    return !e->func->prepare || prepare_call(c, node, e) ? e : NULL;
}

struct expr *check_call(struct check *c, const struct node *node)
{
    const struct func_row *row = find_function(c, node);
    if (!row || !check_arity(c, node, row))
        return NULL;
    struct expr *e = check_new(c, node, NULL, 0);
    e->func = row;
    e->args = ARENA_ARRAY(c->arena, struct expr *, node->nargs);
    e->nargs = (unsigned char)node->nargs;
    bool is_sound = true;
    for (int i = 0; i < e->nargs; i++) {
        e->args[i] = check_argument(c, node->args[i], row, i);
        is_sound &= e->args[i] != NULL;
        check_adopt(e, e->args[i]);
    }
    if (!is_sound || !(e = check_form(c, node, e)))
        return NULL;
    return e->nargs && check_all_constant(e) && !row->impure ? check_fold(c, node, e) : e;
}
