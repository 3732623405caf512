// SPDX-License-Identifier: MIT
// The checker's part for logic, arithmetic and regexes.
#include "data/regex.h"
#include "lang/check_internal.h"

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

struct regex *check_regex(struct check *c, struct span span, struct str pattern,
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

struct expr *check_line_match(struct check *c, const struct node *node)
{
    if (!c->scope->has_line) {
        diag_error(c->diag, node->span, "a regex alone is matched against the line as it came, and "
                                        "these rows were made by a stage above");
        diag_hint(c->diag, "name the field: FIELD =~ %.*s", (int)span_text(node->span).n,
                  span_text(node->span).p);
        return NULL;
    }
    struct expr *e = check_new(c, node, eval_line_match, TYPE_BOOL);
    e->op = OP_MATCH;
    e->regex = check_regex(c, node->span, node->text, node->flags);
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
        e->regex = check_regex(c, right->span, right->text, right->flags);
    } else if (e->args[1]->is_constant && e->args[1]->constant.type == VALUE_STR) {
        struct value v = value_decode(c->arena, e->args[1]->constant);
        e->regex = check_regex(c, right->span, value_bytes(v), STR(""));
    } else {
        diag_error(c->diag, right->span, "a regex or a constant text is wanted here");
        diag_hint(c->diag, "to look for the text of a field: contains(a, b)");
    }
    return e->regex ? e : NULL;
}

// ---- operators ----

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

// An operand that the operator never works with, whatever the other one is: that is said of it
// alone.
static bool check_operand(struct check *c, const struct node *node, const struct expr *e, int i)
{
    unsigned types = e->args[i]->types;
    if (i == 0 ? arithmetic_types(node->op, types, TYPE_ANY)
               : arithmetic_types(node->op, TYPE_ANY, types))
        return true;
    struct buf name;
    buf_init(&name);
    check_name_types(&name, types & ~(unsigned)TYPE_NULL);
    diag_error(c->diag, node->args[i]->span, "'%.*s' does not work with %s",
               (int)span_text(node->name_span).n, span_text(node->name_span).p, buf_cstr(&name));
    buf_release(&name);
    return false;
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
    if (!check_operand(c, node, e, 0) || !check_operand(c, node, e, 1))
        return NULL;
    struct buf a, b;
    buf_init(&a);
    buf_init(&b);
    check_name_types(&a, e->args[0]->types & ~(unsigned)TYPE_NULL);
    check_name_types(&b, e->args[1]->types & ~(unsigned)TYPE_NULL);
    diag_error(c->diag, node->name_span, "'%.*s' does not work between %s and %s",
               (int)span_text(node->name_span).n, span_text(node->name_span).p, buf_cstr(&a),
               buf_cstr(&b));
    buf_release(&a);
    buf_release(&b);
    check_hint_mixed(c, node, e);
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

// `status == 500 or 503` is how one says it, and not how it is written.
static void hint_in(struct check *c, const struct node *node)
{
    const struct node *left = node->args[0], *right = node->args[1];
    if (left->kind != NODE_BINARY || left->op != OP_EQ || right->kind != NODE_CONST)
        return;
    struct str what = span_text(left->args[0]->span), one = span_text(left->args[1]->span);
    struct str other = span_text(right->span);
    diag_hint(c->diag, "write %.*s in [%.*s, %.*s]", (int)what.n, what.p, (int)one.n, one.p,
              (int)other.n, other.p);
}

// `x ?? y` and `x == null` are ready for an x that is not there.
static bool is_ready_for_null(const struct node *node, size_t i)
{
    if (node->op == OP_COALESCE)
        return i == 0;
    if (node->op != OP_EQ && node->op != OP_NE)
        return false;
    const struct node *other = node->args[1 - i];
    return other->kind == NODE_CONST && value_is_null(other->value);
}

static struct expr *check_side(struct check *c, const struct node *node, size_t i)
{
    if (is_logic(node))
        return check_condition(c, node->args[i]);
    return is_ready_for_null(node, i) ? check_optional(c, node->args[i])
                                      : check_expr(c, node->args[i]);
}

struct expr *check_operator(struct check *c, const struct node *node)
{
    if ((node->op == OP_IN || node->op == OP_NOT_IN) && node->args[1]->kind == NODE_LIST)
        return check_in_list(c, node);
    struct expr *e = check_new(c, node, NULL, 0);
    e->args = ARENA_ARRAY(c->arena, struct expr *, node->nargs);
    e->nargs = (unsigned char)node->nargs;
    bool is_sound = true;
    for (size_t i = 0; i < node->nargs; i++) {
        const struct node *arg = node->args[i];
        if (i == 1 && is_match(node) && arg->kind == NODE_REGEX)
            e->args[i] = check_constant(c, arg, value_str(arg->text));
        else
            e->args[i] = check_side(c, node, i);
        if (!e->args[i] && i == 1 && node->op == OP_OR)
            hint_in(c, node);
        is_sound &= e->args[i] != NULL;
        check_adopt(e, e->args[i]);
    }
    if (!is_sound || !check_operator_kind(c, node, e))
        return NULL;
    return check_all_constant(e) ? check_fold(c, node, e) : e;
}
