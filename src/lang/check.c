// SPDX-License-Identifier: MIT
// The checker: syntax trees to expressions. Every name is found, every arity and every type that is
// certain is checked here, constants are folded, regexes and zones made, so that nothing but values
// can go wrong later.
#include "aggs/agg.h"
#include "base/suggest.h"
#include "data/regex.h"
#include "funcs/func.h"
#include "lang/eval_internal.h"

#include <stdio.h>

static struct expr *new_expr(struct check *c, const struct node *node, eval_fn eval, unsigned types)
{
    struct expr *e = ARENA_NEW(c->arena, struct expr);
    e->eval = eval;
    e->types = types;
    e->cell = CELL_NONE;
    e->op = node->op;
    e->zone = c->zone;
    e->text = span_text(node->span);
    return e;
}

static struct expr *constant_expr(struct check *c, const struct node *node, struct value v)
{
    struct expr *e = new_expr(c, node, eval_constant, value_type_set(v));
    e->is_constant = true;
    e->constant = v;
    return e;
}

// ---- messages ----

// What a set of types is called: "a number", "a text or an array".
static void name_types(struct buf *b, unsigned types)
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
    name_types(&want, wanted & ~(unsigned)TYPE_NULL);
    name_types(&have, e->types & ~(unsigned)TYPE_NULL);
    diag_error(c->diag, span, "%s wants %s, this is %s", who, buf_cstr(&want), buf_cstr(&have));
    buf_release(&want);
    buf_release(&have);
    return false;
}

// ---- leaves ----

static struct expr *check_const(struct check *c, const struct node *node)
{
    struct value v = node->value;
    if (v.type == VALUE_DURATION && node->duration.months != 0) {
        diag_error(c->diag, node->span, "a month or a year has no fixed length");
        diag_hint(c->diag, "calendar lengths go into truncate() and windows; write 30d or 365d here");
        return NULL;
    }
    return constant_expr(c, node, value_resolve(v));
}

static struct expr *check_arg(struct check *c, const struct node *node)
{
    struct suggest near = suggest_begin(node->text);
    for (size_t i = 0; i < c->nargs; i++) {
        if (str_eq(c->args[i].name, node->text))
            return constant_expr(c, node, c->args[i].value);
        suggest_offer(&near, arena_strndup(c->arena, c->args[i].name.p, c->args[i].name.n));
    }
    diag_error(c->diag, node->span, "no value was given for '$%.*s'", (int)node->text.n,
               node->text.p);
    if (suggest_best(&near))
        diag_hint(c->diag, "did you mean '$%s'?", suggest_best(&near));
    else
        diag_hint(c->diag, "give it with --arg %.*s=VALUE", (int)node->text.n, node->text.p);
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
    struct expr *e = new_expr(c, node, from < node->nsteps ? eval_path : eval_cell, TYPE_ANY);
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
    return path_in_cell(c, node, scope_line_cell(c->scope, keys, n), n);
}

static struct expr *check_path(struct check *c, const struct node *node)
{
    int cell;
    switch (scope_find(c->scope, node->steps[0].key, &cell)) {
    case SCOPE_LINE:
        return path_in_line(c, node);
    case SCOPE_GONE:
        return constant_expr(c, node, value_missing());
    case SCOPE_NO_COLUMN:
        if (!c->scope->is_unknown)
            return no_such_column(c, node);
        return constant_expr(c, node, value_missing());
    case SCOPE_CELL:
        break;
    }
    struct expr *e = path_in_cell(c, node, cell, 1);
    e->uses_cells = true;
    return e;
}

// ---- regexes ----

static bool check_flags(struct check *c, struct span span, struct str flags)
{
    for (size_t i = 0; i < flags.n; i++) {
        if (memchr("imsx", flags.p[i], 4))
            continue;
        uint32_t at = span.to - (uint32_t)(flags.n - i);
        diag_error(c->diag, (struct span){span.source, at, at + 1}, "a regex has no flag '%c'",
                   flags.p[i]);
        diag_hint(c->diag, "there are i (ignore case), m (^ and $ at lines), s (. takes newlines), "
                           "x (spaces mean nothing)");
        return false;
    }
    return true;
}

static struct regex *make_regex(struct check *c, struct span span, struct str pattern,
                                struct str flags)
{
    if (!check_flags(c, span, flags))
        return NULL;
    const char *error;
    size_t fault = 0;
    struct regex *r = regex_new(c->arena, pattern, flags, &error, &fault);
    if (r)
        return r;
    // The pattern stands one byte into its literal, but for escaped slashes before the fault.
    uint32_t at = span.from + 1 + (uint32_t)fault;
    if (at >= span.to)
        at = span.to > span.from ? span.to - 1 : span.from;
    struct span place = {span.source, at, at + 1};
    diag_error(c->diag, place, "bad regex: %s", error);
    return NULL;
}

static struct expr *check_line_match(struct check *c, const struct node *node)
{
    if (!c->scope->has_line) {
        diag_error(c->diag, node->span, "a regex alone is matched against the line as it came, and "
                                        "these rows were made by a stage above");
        diag_hint(c->diag, "name the field: FIELD =~ %.*s", (int)span_text(node->span).n,
                  span_text(node->span).p);
        return NULL;
    }
    struct expr *e = new_expr(c, node, eval_line_match, TYPE_BOOL);
    e->op = OP_MATCH;
    e->regex = make_regex(c, node->span, node->text, node->flags);
    return e->regex ? e : NULL;
}

static struct expr *check_match(struct check *c, const struct node *node, struct expr *e)
{
    const struct node *right = node->args[1];
    e->eval = eval_match;
    e->types = TYPE_BOOL | TYPE_NULL;
    if (!check_types(c, e->args[0], node->args[0]->span, TYPE_STR, "a regex"))
        return NULL;
    if (right->kind == NODE_REGEX) {
        e->regex = make_regex(c, right->span, right->text, right->flags);
    } else if (e->args[1]->is_constant && e->args[1]->constant.type == VALUE_STR) {
        struct value v = value_decode(c->arena, e->args[1]->constant);
        e->regex = make_regex(c, right->span, value_bytes(v), STR(""));
    } else {
        diag_error(c->diag, right->span, "a regex or a constant text is wanted here");
        diag_hint(c->diag, "to look for the text of a field: contains(a, b)");
    }
    return e->regex ? e : NULL;
}

// ---- folding ----

// Evaluate an expression of constants now. What goes wrong with them is a mistake in the pipeline.
static struct expr *fold(struct check *c, const struct node *node, struct expr *e)
{
    struct chunk chunk = {.arena = c->arena};
    struct batch batch = {.arena = c->arena, .chunk = &chunk};
    struct eval ev = eval_begin(&batch, 0);
    struct value v = expr_eval(e, &ev);
    if (!chunk.first)
        return constant_expr(c, node, v);
    diag_error(c->diag, node->span, "this value %s", chunk.first->reason);
    return NULL;
}

static bool all_constant(const struct expr *e)
{
    for (int i = 0; i < e->nargs; i++)
        if (!e->args[i]->is_constant)
            return false;
    return true;
}

// ---- operators ----

static bool is_type_pair(unsigned left, unsigned right, unsigned one, unsigned other)
{
    return ((left & one) && (right & other)) || ((left & other) && (right & one));
}

// `<` and its kin between types that never compare would always be null.
static bool check_order(struct check *c, const struct node *node, const struct expr *e)
{
    unsigned left = e->args[0]->types, right = e->args[1]->types;
    if ((left & right & ~(unsigned)TYPE_NULL) || is_type_pair(left, right, TYPE_INT, TYPE_DOUBLE) ||
        is_type_pair(left, right, TYPE_TIME, TYPE_STR) || left == TYPE_NULL || right == TYPE_NULL)
        return true;
    struct buf a, b;
    buf_init(&a);
    buf_init(&b);
    name_types(&a, left & ~(unsigned)TYPE_NULL);
    name_types(&b, right & ~(unsigned)TYPE_NULL);
    diag_error(c->diag, node->span, "%s and %s never compare", buf_cstr(&a), buf_cstr(&b));
    buf_release(&a);
    buf_release(&b);
    for (int i = 0; i < 2; i++)
        if (e->args[!i]->types & TYPE_DURATION && e->args[i]->is_constant &&
            e->args[i]->constant.type == VALUE_INT)
            diag_hint(c->diag, "write %llds", (long long)e->args[i]->constant.i);
    return false;
}

static struct expr *check_compare(struct check *c, const struct node *node, struct expr *e)
{
    bool is_equality = node->op == OP_EQ || node->op == OP_NE;
    e->eval = eval_compare;
    e->types = is_equality ? TYPE_BOOL : TYPE_BOOL | TYPE_NULL;
    if (!is_equality && !check_order(c, node, e))
        return NULL;
    if (e->args[0]->eval != eval_cell || !e->args[1]->is_constant)
        return e;
    struct value y = e->args[1]->constant;
    if (y.type == VALUE_INT)
        e->eval = eval_compare_int;
    if (is_equality && y.type == VALUE_STR && !(y.flags & STR_ESCAPED))
        e->eval = eval_equal_str;
    return e;
}

static struct expr *check_logic(struct check *c, const struct node *node, struct expr *e)
{
    e->eval = node->op == OP_AND ? eval_and : node->op == OP_OR ? eval_or : eval_not;
    e->types = TYPE_BOOL | TYPE_NULL;
    const char *who = node->op == OP_AND ? "'and'" : node->op == OP_OR ? "'or'" : "'not'";
    for (int i = 0; i < e->nargs; i++)
        if (!check_types(c, e->args[i], node->args[i]->span, TYPE_BOOL, who))
            return NULL;
    return e;
}

static struct expr *check_arithmetic(struct check *c, const struct node *node, struct expr *e)
{
    e->eval = eval_arithmetic;
    e->types = arithmetic_types(node->op, e->args[0]->types, e->args[1]->types);
    if (e->types)
        return e;
    if (e->args[0]->types == TYPE_NULL || e->args[1]->types == TYPE_NULL) {
        e->types = TYPE_NULL;
        return e;
    }
    struct buf a, b;
    buf_init(&a);
    buf_init(&b);
    name_types(&a, e->args[0]->types & ~(unsigned)TYPE_NULL);
    name_types(&b, e->args[1]->types & ~(unsigned)TYPE_NULL);
    diag_error(c->diag, node->name_span, "'%.*s' does not work between %s and %s",
               (int)span_text(node->name_span).n, span_text(node->name_span).p, buf_cstr(&a),
               buf_cstr(&b));
    buf_release(&a);
    buf_release(&b);
    return NULL;
}

static struct expr *check_negate(struct check *c, const struct node *node, struct expr *e)
{
    e->eval = eval_negate;
    e->types = (e->args[0]->types & (TYPE_NUM | TYPE_DURATION)) | TYPE_NULL;
    if (!check_types(c, e->args[0], node->args[0]->span, TYPE_NUM | TYPE_DURATION, "'-'"))
        return NULL;
    return e;
}

// `x in [a, b]`: the elements become arguments.
static struct expr *check_in_list(struct check *c, const struct node *node)
{
    const struct node *list = node->args[1];
    struct expr *e = new_expr(c, node, eval_in_list, TYPE_BOOL);
    if (list->nargs > 254) {
        diag_error(c->diag, list->span, "a list after 'in' holds at most 254 values");
        return NULL;
    }
    e->args = ARENA_ARRAY(c->arena, struct expr *, list->nargs + 1);
    e->nargs = (unsigned char)(list->nargs + 1);
    for (size_t i = 0; i <= list->nargs; i++) {
        e->args[i] = check_expr(c, i == 0 ? node->args[0] : list->args[i - 1]);
        if (!e->args[i])
            return NULL;
        e->uses_cells |= e->args[i]->uses_cells;
    }
    return e;
}

static struct expr *check_in(struct check *c, const struct node *node, struct expr *e)
{
    e->eval = eval_in;
    e->types = TYPE_BOOL | TYPE_NULL;
    if (!check_types(c, e->args[1], node->args[1]->span, TYPE_ARRAY, "'in'"))
        return NULL;
    return e;
}

static struct expr *check_operator_kind(struct check *c, const struct node *node, struct expr *e)
{
    switch (node->op) {
    case OP_AND:
    case OP_OR:
    case OP_NOT:
        return check_logic(c, node, e);
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        return check_compare(c, node, e);
    case OP_MATCH:
    case OP_NO_MATCH:
        return check_match(c, node, e);
    case OP_IN:
    case OP_NOT_IN:
        return check_in(c, node, e);
    case OP_COALESCE:
        e->eval = eval_coalesce;
        e->types = (e->args[0]->types & ~(unsigned)TYPE_NULL) | e->args[1]->types;
        return e;
    case OP_NEG:
        return check_negate(c, node, e);
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
    case OP_MOD:
        break;
    }
    return check_arithmetic(c, node, e);
}

static bool is_logic(const struct node *node)
{
    return node->op == OP_AND || node->op == OP_OR || node->op == OP_NOT;
}

static bool is_match(const struct node *node)
{
    return node->op == OP_MATCH || node->op == OP_NO_MATCH;
}

static struct expr *check_operator(struct check *c, const struct node *node)
{
    if ((node->op == OP_IN || node->op == OP_NOT_IN) && node->args[1]->kind == NODE_LIST)
        return check_in_list(c, node);
    struct expr *e = new_expr(c, node, NULL, 0);
    e->args = ARENA_ARRAY(c->arena, struct expr *, node->nargs);
    e->nargs = (unsigned char)node->nargs;
    bool is_sound = true;
    for (size_t i = 0; i < node->nargs; i++) {
        const struct node *arg = node->args[i];
        if (i == 1 && is_match(node) && arg->kind == NODE_REGEX)
            e->args[i] = constant_expr(c, arg, value_str(arg->text));
        else
            e->args[i] = is_logic(node) ? check_condition(c, arg) : check_expr(c, arg);
        is_sound &= e->args[i] != NULL;
        e->uses_cells |= e->args[i] && e->args[i]->uses_cells;
    }
    if (!is_sound || !check_operator_kind(c, node, e))
        return NULL;
    return all_constant(e) ? fold(c, node, e) : e;
}

static struct expr *check_list(struct check *c, const struct node *node)
{
    if (node->nargs > 255) {
        diag_error(c->diag, node->span, "a list in a pipeline holds at most 255 values");
        return NULL;
    }
    struct expr *e = new_expr(c, node, eval_list, TYPE_ARRAY);
    e->args = ARENA_ARRAY(c->arena, struct expr *, node->nargs);
    e->nargs = (unsigned char)node->nargs;
    for (size_t i = 0; i < node->nargs; i++) {
        e->args[i] = check_expr(c, node->args[i]);
        if (!e->args[i])
            return NULL;
        e->uses_cells |= e->args[i]->uses_cells;
    }
    return all_constant(e) ? fold(c, node, e) : e;
}

// ---- calls ----

static const struct func_row *find_function(struct check *c, const struct node *node)
{
    const struct func_row *row = func_find(node->text);
    if (row)
        return row;
    int n = (int)node->text.n;
    if (agg_find(node->text)) {
        diag_error(c->diag, node->name_span, "'%.*s' is an aggregate, and stands only in an aggregate stage",
                   n, node->text.p);
        diag_hint(c->diag, "for example: aggregate %.*s by KEY", (int)span_text(node->span).n,
                  span_text(node->span).p);
        return NULL;
    }
    struct suggest near = suggest_begin(node->text);
    for (int i = 0; func_at(i); i++)
        suggest_offer(&near, func_at(i)->name);
    diag_error(c->diag, node->name_span, "unknown function '%.*s'", n, node->text.p);
    if (suggest_best(&near))
        diag_hint(c->diag, "did you mean '%s'? 'weir -h functions' lists them", suggest_best(&near));
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
    for (size_t i = 0; i < node->flags.n; i++) {
        const char *at = strchr(letters, node->flags.p[i]);
        if (at)
            v.unused = (uint16_t)(v.unused | 1u << (at - letters));
    }
    if (!make_regex(c, node->span, node->text, node->flags))
        return NULL;
    return constant_expr(c, node, v);
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
        return constant_expr(c, node, v);
    }
    if (row->form == FUNC_IF && i == 0)
        return check_condition(c, node);
    struct expr *e = check_expr(c, node);
    char who[64];
    snprintf(who, sizeof who, "%s()", row->name);
    if (!e || (row->form == FUNC_CALL && !check_types(c, e, node->span, wanted, who)))
        return NULL;
    if ((wanted & TYPE_REGEX) && !(wanted & TYPE_STR & TYPE_ANY) && !e->is_constant) {
        diag_error(c->diag, node->span, "a regex or a constant text is wanted here");
        return NULL;
    }
    return e;
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
    diag_error(c->diag, node->args[p.error_arg]->span, "%s", p.error);
    return false;
}

static unsigned branch_types(const struct expr *e, int from)
{
    unsigned types = 0;
    for (int i = from; i < e->nargs; i++)
        types |= e->args[i]->types;
    return types;
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
            return constant_expr(c, node, value_bool(true));
        e->eval = eval_exists;
        e->types = TYPE_BOOL;
        return e;
    case FUNC_CALL:
        break;
    }
    e->eval = eval_call;
    e->types = e->func->result | TYPE_NULL;
    return !e->func->prepare || prepare_call(c, node, e) ? e : NULL;
}

static struct expr *check_call(struct check *c, const struct node *node)
{
    const struct func_row *row = find_function(c, node);
    if (!row || !check_arity(c, node, row))
        return NULL;
    struct expr *e = new_expr(c, node, NULL, 0);
    e->func = row;
    e->args = ARENA_ARRAY(c->arena, struct expr *, node->nargs);
    e->nargs = (unsigned char)node->nargs;
    bool is_sound = true;
    for (int i = 0; i < e->nargs; i++) {
        e->args[i] = check_argument(c, node->args[i], row, i);
        is_sound &= e->args[i] != NULL;
        e->uses_cells |= e->args[i] && e->args[i]->uses_cells;
    }
    if (!is_sound || !(e = check_form(c, node, e)))
        return NULL;
    return e->nargs && all_constant(e) && !row->impure ? fold(c, node, e) : e;
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
    diag_error(c->diag, node->span, "a regex alone is a condition on the whole line; here a value is wanted");
    diag_hint(c->diag, "match a field with FIELD =~ %.*s", (int)span_text(node->span).n,
              span_text(node->span).p);
    return NULL;
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
