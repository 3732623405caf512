// SPDX-License-Identifier: MIT
// The checker: syntax trees to expressions. Every name is found, every arity and every type that is
// certain is checked here, constants are folded, regexes and zones made, so that nothing but values
// can go wrong later.
#include "aggs/agg.h"
#include "base/suggest.h"
#include "lang/check_internal.h"

struct expr *check_new(struct check *c, const struct node *node, eval_fn eval, unsigned types)
{
    struct expr *e = ARENA_NEW(c->arena, struct expr);
    e->eval = eval;
    e->types = types;
    e->cell = CELL_NONE;
    e->op = node->op;
    e->zone = c->zone;
    e->style = c->style;
    e->text = span_text(node->span);
    return e;
}

void check_adopt(struct expr *e, const struct expr *part)
{
    if (!part)
        return;
    e->uses_cells |= part->uses_cells;
    e->has_sequence |= part->has_sequence;
    e->is_impure |= part->is_impure;
}

struct expr *check_constant(struct check *c, const struct node *node, struct value v)
{
    struct expr *e = check_new(c, node, eval_constant, value_type_set(v));
    e->is_constant = true;
    e->constant = v;
    return e;
}

// ---- messages ----

// What a set of types is called: "a number", "a text or an array".
void check_name_types(struct buf *b, unsigned types)
{
    static const struct {
        unsigned set;
        const char *name;
    } names[] = {
        {TYPE_BOOL, "true or false"}, {TYPE_NUM, "a number"},   {TYPE_INT, "a whole number"},
        {TYPE_DOUBLE, "a number"},    {TYPE_STR, "a text"},     {TYPE_ARRAY, "an array"},
        {TYPE_OBJECT, "an object"},   {TYPE_TIME, "a time"},    {TYPE_DURATION, "a duration"},
        {TYPE_REGEX, "a /regex/"},
    };
    bool is_first = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if ((types & names[i].set) != names[i].set)
            continue;
        types &= ~names[i].set;
        buf_printf(b, "%s%s", is_first ? "" : " or ", names[i].name);
        is_first = false;
    }
    if (is_first)
        buf_puts(b, "null");
}

bool check_types(struct check *c, const struct expr *e, struct span span, unsigned wanted,
                 const char *who)
{
    if (e->types & wanted || e->types == TYPE_NULL)
        return true;
    struct buf want, have;
    buf_init(&want);
    buf_init(&have);
    check_name_types(&want, wanted & ~(unsigned)TYPE_NULL);
    check_name_types(&have, e->types & ~(unsigned)TYPE_NULL);
    diag_error(c->diag, span, "%s wants %s, this is %s", who, buf_cstr(&want), buf_cstr(&have));
    buf_release(&want);
    buf_release(&have);
    if ((wanted & TYPE_DURATION) && !(wanted & TYPE_NUM) && e->is_constant)
        check_hint_seconds(c, e->constant);
    bool is_condition = !e->is_constant && !(e->types & ~(unsigned)(TYPE_BOOL | TYPE_NULL));
    if (is_condition && (wanted & TYPE_NUM) && !(wanted & TYPE_STR) && agg_find(str_of(who)))
        diag_hint(c->diag, "if(condition, 1, 0) is a number; 'count where CONDITION' counts");
    return false;
}

// ---- leaves ----

static struct expr *check_const(struct check *c, const struct node *node)
{
    struct value v = node->value;
    if (v.type == VALUE_DURATION && node->duration.months != 0) {
        diag_error(c->diag, node->span, "a month or a year has no fixed length");
        diag_hint(c->diag,
                  "calendar lengths go into truncate() and windows; write 30d or 365d here");
        return NULL;
    }
    return check_constant(c, node, value_resolve(v));
}

static struct expr *check_arg(struct check *c, const struct node *node)
{
    struct suggest near = suggest_begin(node->text);
    for (size_t i = 0; i < c->nargs; i++) {
        if (str_eq(c->args[i].name, node->text))
            return check_constant(c, node, c->args[i].value);
        suggest_offer(&near, arena_strndup(c->arena, c->args[i].name.p, c->args[i].name.n));
    }
    diag_error(c->diag, node->span, "no value was given for '$%.*s'", (int)node->text.n,
               node->text.p);
    if (suggest_best(&near))
        diag_hint(c->diag, "did you mean '$%s'?", suggest_best(&near));
    else
        diag_hint(c->diag, "give it with --arg %.*s=VALUE; a field is written without '$'",
                  (int)node->text.n, node->text.p);
    return NULL;
}

static struct expr *no_such_column(struct check *c, const struct node *node)
{
    struct str name = node->steps[0].key;
    struct suggest near = suggest_begin(name);
    scope_suggest(c->scope, &near);
    diag_error(c->diag, node->span, "the rows here have no field '%.*s'", (int)name.n, name.p);
    if (suggest_best(&near)) {
        diag_hint(c->diag, "did you mean '%s'?", suggest_best(&near));
        return NULL;
    }
    struct buf b;
    buf_init(&b);
    const struct shape *shape = &c->scope->shape;
    for (size_t i = 0; i < shape->ncolumns; i++)
        buf_printf(&b, "%s%.*s", i ? ", " : "", (int)shape->columns[i].name.n,
                   shape->columns[i].name.p);
    diag_hint(c->diag, "they have: %s", buf_cstr(&b));
    buf_release(&b);
    return NULL;
}

static struct expr *path_in_cell(struct check *c, const struct node *node, int cell, size_t from)
{
    struct expr *e = check_new(c, node, from < node->nsteps ? eval_path : eval_cell, TYPE_ANY);
    e->cell = cell;
    e->steps = node->steps + from;
    e->nsteps = node->nsteps - from;
    return e;
}

// A path of the line: the reader finds the part of it that is only keys.
static struct expr *path_in_line(struct check *c, const struct node *node)
{
    struct str *keys = ARENA_ARRAY(c->arena, struct str, node->nsteps);
    size_t n = 0;
    while (n < node->nsteps && !node->steps[n].is_index) {
        keys[n] = node->steps[n].key;
        n++;
    }
    int cell = scope_line_cell(c->scope, keys, n);
    if (c->asking != ASK_NOT)
        fields_ask(c->scope->frame, cell,
                   c->asking == ASK_OPTIONAL ? FIELD_OPTIONAL : FIELD_ASKED);
    return path_in_cell(c, node, cell, n);
}

static struct expr *check_path(struct check *c, const struct node *node)
{
    int cell;
    switch (scope_find(c->scope, node->steps[0].key, &cell)) {
    case SCOPE_LINE:
        return path_in_line(c, node);
    case SCOPE_GONE:
        return check_constant(c, node, value_missing());
    case SCOPE_NO_COLUMN:
        if (!c->scope->is_unknown)
            return no_such_column(c, node);
        return check_constant(c, node, value_missing());
    case SCOPE_CELL:
        break;
    }
    struct expr *e = path_in_cell(c, node, cell, 1);
    if (e->nsteps == 0)
        e->types = scope_types(c->scope, cell);
    // A field that stages only kept is still the line's.
    e->uses_cells = !c->scope->has_line || !fields_has_cell(c->scope->frame, cell);
    return e;
}

// ---- folding ----

// Evaluate an expression of constants now. What goes wrong with them is a mistake in the pipeline.
struct expr *check_fold(struct check *c, const struct node *node, struct expr *e)
{
    struct chunk chunk = {.arena = c->arena};
    struct batch batch = {.arena = c->arena, .chunk = &chunk};
    struct eval ev = eval_begin(&batch, 0);
    struct value v = expr_eval(e, &ev);
    if (!chunk.first)
        return check_constant(c, node, v);
    diag_error(c->diag, node->span, "this value %s", chunk.first->reason);
    return NULL;
}

bool check_all_constant(const struct expr *e)
{
    for (int i = 0; i < e->nargs; i++)
        if (!e->args[i]->is_constant)
            return false;
    return true;
}

// ---- all of them ----

static struct expr *check_list(struct check *c, const struct node *node)
{
    if (node->nargs > 255) {
        diag_error(c->diag, node->span, "a list in a pipeline holds at most 255 values");
        return NULL;
    }
    struct expr *e = check_new(c, node, eval_list, TYPE_ARRAY);
    e->args = ARENA_ARRAY(c->arena, struct expr *, node->nargs);
    e->nargs = (unsigned char)node->nargs;
    for (size_t i = 0; i < node->nargs; i++) {
        e->args[i] = check_expr(c, node->args[i]);
        if (!e->args[i])
            return NULL;
        check_adopt(e, e->args[i]);
    }
    return check_all_constant(e) ? check_fold(c, node, e) : e;
}

struct expr *check_expr(struct check *c, const struct node *node)
{
    switch (node->kind) {
    case NODE_CONST:
        return check_const(c, node);
    case NODE_PATH:
        return check_path(c, node);
    case NODE_ARG:
        return check_arg(c, node);
    case NODE_CALL:
        return check_call(c, node);
    case NODE_LIST:
        return check_list(c, node);
    case NODE_UNARY:
    case NODE_BINARY:
        return check_operator(c, node);
    case NODE_REGEX:
        break;
    }
    diag_error(c->diag, node->span,
               "a regex alone is a condition on the whole line; here a value is wanted");
    diag_hint(c->diag, "match a field with FIELD =~ %.*s", (int)span_text(node->span).n,
              span_text(node->span).p);
    return NULL;
}

static struct expr *check_asking(struct check *c, const struct node *node, enum asking asking)
{
    enum asking before = c->asking;
    if (asking > before)
        c->asking = asking;
    struct expr *e = check_expr(c, node);
    c->asking = before;
    return e;
}

struct expr *check_optional(struct check *c, const struct node *node)
{
    return check_asking(c, node, ASK_OPTIONAL);
}

struct expr *check_unasked(struct check *c, const struct node *node)
{
    return check_asking(c, node, ASK_NOT);
}

struct expr *check_condition(struct check *c, const struct node *node)
{
    if (node->kind == NODE_REGEX)
        return check_line_match(c, node);
    struct expr *e = check_expr(c, node);
    if (!e || !check_types(c, e, node->span, TYPE_BOOL, "a condition"))
        return NULL;
    return e;
}
