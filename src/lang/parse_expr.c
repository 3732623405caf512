// SPDX-License-Identifier: MIT
// Expressions, by precedence climbing (M. Richards; also called Pratt's method): a binary operator
// takes an operand on its right that binds tighter than itself.
#include "funcs/func.h"
#include "lang/parse_internal.h"

enum level {
    LEVEL_NONE, LEVEL_OR, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_COALESCE, LEVEL_ADD, LEVEL_MUL,
    LEVEL_NEG,
};

enum {
    NESTING_MAX = 200,            // brackets in brackets
    OPERATORS_MAX = 10000,        // in one stage: a tree is walked by recursion
};

// A binary operator as read: its tokens are not taken yet.
struct operator {
    enum level level;             // LEVEL_NONE: there is none
    enum node_op op;
    int ntokens;
};

static const struct operator binary_operators[TOKEN_BAD] = {
    [TOKEN_OR] = {LEVEL_OR, OP_OR, 1},
    [TOKEN_AND] = {LEVEL_AND, OP_AND, 1},
    [TOKEN_EQ] = {LEVEL_COMPARE, OP_EQ, 1},
    [TOKEN_NE] = {LEVEL_COMPARE, OP_NE, 1},
    [TOKEN_LT] = {LEVEL_COMPARE, OP_LT, 1},
    [TOKEN_LE] = {LEVEL_COMPARE, OP_LE, 1},
    [TOKEN_GT] = {LEVEL_COMPARE, OP_GT, 1},
    [TOKEN_GE] = {LEVEL_COMPARE, OP_GE, 1},
    [TOKEN_MATCH] = {LEVEL_COMPARE, OP_MATCH, 1},
    [TOKEN_NO_MATCH] = {LEVEL_COMPARE, OP_NO_MATCH, 1},
    [TOKEN_IN] = {LEVEL_COMPARE, OP_IN, 1},
    [TOKEN_NOT] = {LEVEL_COMPARE, OP_NOT_IN, 2},
    [TOKEN_COALESCE] = {LEVEL_COALESCE, OP_COALESCE, 1},
    [TOKEN_PLUS] = {LEVEL_ADD, OP_ADD, 1},
    [TOKEN_MINUS] = {LEVEL_ADD, OP_SUB, 1},
    [TOKEN_STAR] = {LEVEL_MUL, OP_MUL, 1},
    [TOKEN_SLASH] = {LEVEL_MUL, OP_DIV, 1},
    [TOKEN_PERCENT] = {LEVEL_MUL, OP_MOD, 1},
};

static struct node *parse_binary(struct parser *ps, enum level lowest);

static void add_arg(struct parser *ps, struct node *node, struct node *arg)
{
    node->args = parse_grow(ps->arena, node->args, node->nargs, sizeof *node->args);
    node->args[node->nargs++] = arg;
}

// ---- brackets ----

static bool enter(struct parser *ps)
{
    if (ps->nesting++ < NESTING_MAX)
        return true;
    diag_error(ps->diag, lex_span(&ps->lex), "this is nested more than %d deep", NESTING_MAX);
    return false;
}

// The bracket that closes the one at `open`.
static bool close_bracket(struct parser *ps, struct span open, enum token_kind kind,
                          const char *expected)
{
    ps->nesting--;
    if (parse_take(ps, kind))
        return true;
    struct span between = {open.source, open.to, ps->lex.token.from};
    bool is_below = memchr(span_text(between).p, '\n', span_text(between).n);
    if (!parse_at_end(ps) && (!is_below || token_kind(ps) == TOKEN_BAD))
        return parse_unexpected(ps, expected);
    diag_error(ps->diag, open, "this '%c' is not closed", span_text(open).p[0]);
    return false;
}

// [EXPR { `,` EXPR }] and the closing bracket, for a call or a list whose bracket is current
static bool elements(struct parser *ps, struct node *node, enum token_kind closing)
{
    const char *expected = closing == TOKEN_CLOSE ? "',' or ')'" : "',' or ']'";
    struct span open = lex_span(&ps->lex);
    lex_next(&ps->lex);
    if (!enter(ps))
        return false;
    if (token_kind(ps) != closing && !parse_at_end(ps)) {
        do {
            struct node *arg = parse_expr(ps);
            if (!arg)
                return false;
            add_arg(ps, node, arg);
        } while (parse_take(ps, TOKEN_COMMA));
    }
    if (!close_bracket(ps, open, closing, expected))
        return false;
    node->span = parse_span_since(ps, node->span.from);
    return true;
}

// CALL := WORD `(` [EXPR { `,` EXPR }] `)`
struct node *parse_call(struct parser *ps)
{
    struct node *call = parse_new_node(ps, NODE_CALL);
    call->name_span = call->span;
    call->text = lex_text(&ps->lex);
    lex_next(&ps->lex);
    struct lexer open = ps->lex;
    lex_next(&ps->lex);
    if (token_kind(ps) == TOKEN_STAR) {
        diag_error(ps->diag, lex_span(&ps->lex), "'*' is no expression");
        if (str_is(call->text, "count"))
            diag_hint(ps->diag, "write 'count()'");
        else
            diag_hint(ps->diag, "write '%.*s(FIELD)'", SHOW(call->text));
        return NULL;
    }
    ps->lex = open;
    return elements(ps, call, TOKEN_CLOSE) ? call : NULL;
}

static struct node *list(struct parser *ps, enum token_kind closing)
{
    struct node *node = parse_new_node(ps, NODE_LIST);
    return elements(ps, node, closing) ? node : NULL;
}

// What a `.` or `[` behind a call or a parenthesis would ask for.
static bool no_path_behind(struct parser *ps)
{
    if (!parse_is_adjacent(ps, TOKEN_DOT) && !parse_is_adjacent(ps, TOKEN_OPEN_LIST))
        return true;
    diag_error(ps->diag, lex_span(&ps->lex), "a path begins with a field");
    diag_hint(ps->diag, "'get(value, key)' looks into any other value");
    return false;
}

// `(` EXPR `)`
static struct node *parenthesis(struct parser *ps)
{
    struct span open = lex_span(&ps->lex);
    lex_next(&ps->lex);
    if (!enter(ps))
        return NULL;
    struct node *node = parse_expr(ps);
    if (node && token_kind(ps) == TOKEN_COMMA) {
        diag_error(ps->diag, lex_span(&ps->lex), "unexpected ','");
        diag_hint(ps->diag, "a list is written [a, b]; the keys of 'by', without brackets");
        return NULL;
    }
    if (!node || !close_bracket(ps, open, TOKEN_CLOSE, "an operator or ')'") || !no_path_behind(ps))
        return NULL;
    node->span = parse_span_since(ps, open.from);
    return node;
}

// ---- operands and operators ----

// Does `by` behind a call of that name belong to the call? Of a name that is none it may: it is
// looked for as if, so that it is the name that is told.
static bool takes_by(struct str name)
{
    const struct func_row *row = func_find(name);
    return !row || row->form == FUNC_SEQUENCE;
}

// [`by` (PATH | `[` EXPR { `,` EXPR } `]`)]
static bool call_keys(struct parser *ps, struct node *call)
{
    if (!parse_at_word(ps, "by") || !takes_by(call->text))
        return true;
    lex_next(&ps->lex);
    struct node *keys;
    if (token_kind(ps) == TOKEN_OPEN_LIST) {
        keys = list(ps, TOKEN_CLOSE_LIST);
    } else if (parse_at_name(ps)) {
        keys = parse_path(ps);
    } else {
        diag_error(ps->diag, parse_at_end(ps) ? parse_missing_span(ps) : lex_span(&ps->lex),
                   "'by' of %.*s() needs a field, or a list of keys", SHOW(call->text));
        diag_hint(ps->diag, "write by a, or by [a, b]");
        return false;
    }
    if (!keys)
        return false;
    if (keys->kind == NODE_LIST && !keys->nargs) {
        diag_error(ps->diag, keys->span, "'by' of %.*s() needs a key", SHOW(call->text));
        return false;
    }
    call->nkeys = keys->kind == NODE_LIST ? keys->nargs : 1;
    call->keys = keys->args;
    if (keys->kind != NODE_LIST) {
        call->keys = arena_alloc(ps->arena, sizeof *call->keys);
        call->keys[0] = keys;
    }
    call->span = parse_span_since(ps, call->span.from);
    return true;
}

// A word: a call where `(` follows, spaced or not, else a path.
static struct node *word(struct parser *ps)
{
    bool leaves_by = ps->leaves_by;
    ps->leaves_by = false;
    struct lexer ahead = ps->lex;
    lex_next(&ahead);
    if (ahead.token.kind != TOKEN_OPEN)
        return parse_path(ps);
    struct node *call = parse_call(ps);
    if (!call || !no_path_behind(ps))
        return NULL;
    return leaves_by || call_keys(ps, call) ? call : NULL;
}

struct node *parse_operand(struct parser *ps)
{
    switch (token_kind(ps)) {
    case TOKEN_OPEN:
        return parenthesis(ps);
    case TOKEN_OPEN_LIST:
        return list(ps, TOKEN_CLOSE_LIST);
    case TOKEN_WORD:
        return word(ps);
    default:
        return parse_atom(ps);
    }
}

static bool count_operator(struct parser *ps, struct span span)
{
    if (ps->operators++ < OPERATORS_MAX)
        return true;
    diag_error(ps->diag, span, "an expression of more than %d operators", OPERATORS_MAX);
    return false;
}

// `-5` is a constant, so that constants can be told without calculating.
static bool fold_minus(struct parser *ps, struct node *node)
{
    if (node->kind != NODE_CONST || node->value.type != VALUE_NUMBER || node->value.p[0] == '-')
        return false;
    const char *text = arena_printf(ps->arena, "-%.*s", (int)node->value.len, node->value.p);
    node->value = value_slice(VALUE_NUMBER, text, node->value.len + 1u);
    return true;
}

// UNARY := `not` BINARY(not) | `-` UNARY | OPERAND
static struct node *parse_unary(struct parser *ps, enum level lowest)
{
    bool is_not = token_kind(ps) == TOKEN_NOT;
    if (!is_not && token_kind(ps) != TOKEN_MINUS)
        return parse_operand(ps);
    struct node *node = parse_new_node(ps, NODE_UNARY);
    node->name_span = node->span;
    node->op = is_not ? OP_NOT : OP_NEG;
    if (is_not && lowest > LEVEL_NOT) {
        diag_error(ps->diag, node->span, "'not' binds looser than the operator before it");
        diag_hint(ps->diag, "put it in parentheses: (not ...)");
        return NULL;
    }
    lex_next(&ps->lex);
    if (!enter(ps) || !count_operator(ps, node->span))
        return NULL;
    struct node *operand = is_not ? parse_binary(ps, LEVEL_NOT) : parse_unary(ps, LEVEL_NEG);
    ps->nesting--;
    if (!operand)
        return NULL;
    struct node *result = !is_not && fold_minus(ps, operand) ? operand : node;
    result->span = parse_span_since(ps, node->span.from);
    if (result == node)
        add_arg(ps, node, operand);
    return result;
}

static struct operator operator_here(const struct parser *ps)
{
    struct operator none = {0};
    if (token_kind(ps) >= TOKEN_BAD)
        return none;
    struct operator found = binary_operators[token_kind(ps)];
    if (found.ntokens == 2) {
        struct lexer ahead = ps->lex;
        lex_next(&ahead);
        if (ahead.token.kind != TOKEN_IN)
            return none;
    }
    return found;
}

// What stands on the right of an operator. After `in`, parentheses are a list.
static struct node *right_operand(struct parser *ps, struct operator o)
{
    bool is_in = o.op == OP_IN || o.op == OP_NOT_IN;
    if (!is_in || token_kind(ps) != TOKEN_OPEN)
        return parse_binary(ps, o.level + 1);
    struct node *node = list(ps, TOKEN_CLOSE);
    if (node && operator_here(ps).level > LEVEL_COMPARE) {
        diag_error(ps->diag, lex_span(&ps->lex), "the parentheses after 'in' are a list");
        diag_hint(ps->diag, "no operator goes with a list");
        return NULL;
    }
    return node;
}

// Signs that are one operator elsewhere: `//`, `**`, `++`.
static bool no_doubled_sign(struct parser *ps, const struct node *node)
{
    const char *advice = NULL;
    if (node->op == OP_DIV && parse_is_adjacent(ps, TOKEN_SLASH))
        advice = "write 'a ?? b' for null, or div(a, b)";
    else if (node->op == OP_MUL && parse_is_adjacent(ps, TOKEN_STAR))
        advice = "write 'pow(x, y)'";
    else if (node->op == OP_ADD && parse_is_adjacent(ps, TOKEN_PLUS))
        advice = "write 'set NAME = NAME + 1'";
    if (!advice)
        return true;
    struct span both = span_join(node->name_span, lex_span(&ps->lex));
    diag_error(ps->diag, both, "'%.*s' is no operator", SHOW(span_text(both)));
    diag_hint(ps->diag, "%s", advice);
    return false;
}

static struct node *take_binary(struct parser *ps, struct node *left, struct operator o)
{
    struct node *node = parse_new_node(ps, NODE_BINARY);
    node->op = o.op;
    uint32_t from = node->span.from;
    for (int i = 0; i < o.ntokens; i++)
        lex_next(&ps->lex);
    node->name_span = parse_span_since(ps, from);
    if (!no_doubled_sign(ps, node))
        return NULL;
    if (!count_operator(ps, node->name_span))
        return NULL;
    struct node *right = right_operand(ps, o);
    if (!right)
        return NULL;
    add_arg(ps, node, left);
    add_arg(ps, node, right);
    node->span = parse_span_since(ps, left->span.from);
    return node;
}

// BINARY(lowest) := UNARY { OPERATOR BINARY(its level + 1) }, the operators at or above `lowest`
static struct node *parse_binary(struct parser *ps, enum level lowest)
{
    struct node *left = parse_unary(ps, lowest);
    bool compared = false;
    while (left) {
        struct operator o = operator_here(ps);
        if (o.level < lowest || o.level == LEVEL_NONE)
            return left;
        if (o.level == LEVEL_COMPARE && compared) {
            diag_error(ps->diag, lex_span(&ps->lex), "comparisons do not chain");
            diag_hint(ps->diag, "write 'a < b and b < c'");
            return NULL;
        }
        compared = o.level == LEVEL_COMPARE;
        left = take_binary(ps, left, o);
    }
    return NULL;
}

// EXPR := BINARY(or)
struct node *parse_expr(struct parser *ps)
{
    return parse_binary(ps, LEVEL_OR);
}
