// SPDX-License-Identifier: MIT
// Canonical text: one spelling for each tree. Stages have their full name, arguments the order of
// the declaration, texts double quotes, lists square brackets, aggregates without arguments no
// parentheses, expressions only the parentheses they need. The text is the stage's fingerprint.
#include "lang/unparse.h"

#include "data/number.h"
#include "data/text.h"
#include "lang/lex.h"
#include "lang/syntax.h"

// How tight operators bind; an operand that binds looser stands in parentheses.
enum { BIND_OR = 1, BIND_AND, BIND_NOT, BIND_COMPARE, BIND_COALESCE, BIND_ADD, BIND_MUL, BIND_NEG };

static const struct {
    const char *text;
    int bind;
} operators[] = {
    [OP_OR] = {" or ", BIND_OR},
    [OP_AND] = {" and ", BIND_AND},
    [OP_NOT] = {"not ", BIND_NOT},
    [OP_EQ] = {" == ", BIND_COMPARE},
    [OP_NE] = {" != ", BIND_COMPARE},
    [OP_LT] = {" < ", BIND_COMPARE},
    [OP_LE] = {" <= ", BIND_COMPARE},
    [OP_GT] = {" > ", BIND_COMPARE},
    [OP_GE] = {" >= ", BIND_COMPARE},
    [OP_MATCH] = {" =~ ", BIND_COMPARE},
    [OP_NO_MATCH] = {" !~ ", BIND_COMPARE},
    [OP_IN] = {" in ", BIND_COMPARE},
    [OP_NOT_IN] = {" not in ", BIND_COMPARE},
    [OP_COALESCE] = {" ?? ", BIND_COALESCE},
    [OP_ADD] = {" + ", BIND_ADD},
    [OP_SUB] = {" - ", BIND_ADD},
    [OP_MUL] = {" * ", BIND_MUL},
    [OP_DIV] = {" / ", BIND_MUL},
    [OP_MOD] = {" % ", BIND_MUL},
    [OP_NEG] = {"-", BIND_NEG},
};

static void put_expr(struct buf *b, const struct node *node, int bind);

// ---- names and literals ----

static void put_text(struct buf *b, struct str s)
{
    buf_putc(b, '"');
    text_escape(b, s);
    buf_putc(b, '"');
}

// May it stand without quotes? What is no UTF-8, a lone surrogate, only stands in them, escaped.
static bool is_word(struct str s)
{
    return s.n && lex_word_length(s.p, s.p + s.n) == s.n && text_utf8_fault(s.p, s.n) == s.n;
}

// May it stand between backticks, where nothing is escaped?
static bool fits_backticks(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '`' || (unsigned char)s.p[i] < 0x20)
            return false;
    return s.n && text_utf8_fault(s.p, s.n) == s.n;
}

// The first key of a path that has no leading dot, or a name.
static void put_name(struct buf *b, struct str s)
{
    if (is_word(s) && !lex_is_reserved(s)) {
        buf_puts_str(b, s);
    } else if (fits_backticks(s)) {
        buf_putc(b, '`');
        buf_puts_str(b, s);
        buf_putc(b, '`');
    } else {
        buf_putc(b, '.');
        put_text(b, s);
    }
}

static void put_path(struct buf *b, const struct step *steps, size_t n, bool is_dotted)
{
    if (!is_dotted)
        put_name(b, steps[0].key);
    for (size_t i = !is_dotted; i < n; i++) {
        if (steps[i].is_index) {
            buf_printf(b, "[%lld]", (long long)steps[i].index);
            continue;
        }
        buf_putc(b, '.');
        if (is_word(steps[i].key))
            buf_puts_str(b, steps[i].key);
        else
            put_text(b, steps[i].key);
    }
}

static void put_const(struct buf *b, const struct node *node)
{
    switch (node->value.type) {
    case VALUE_BOOL:
        buf_puts(b, node->value.i ? "true" : "false");
        break;
    case VALUE_NUMBER:
        buf_puts_str(b, value_bytes(node->value));
        break;
    case VALUE_STR:
        put_text(b, value_bytes(node->value));
        break;
    case VALUE_DURATION:
        duration_print(b, node->duration);
        break;
    default:
        buf_puts(b, "null");
        break;
    }
}

// Between slashes: what was `/` in the pattern is `\/` again.
static void put_regex(struct buf *b, const struct node *node)
{
    buf_putc(b, '/');
    for (size_t i = 0; i < node->text.n; i++) {
        if (node->text.p[i] == '/')
            buf_putc(b, '\\');
        buf_putc(b, node->text.p[i]);
    }
    buf_putc(b, '/');
    buf_puts_str(b, node->flags);
}

// ---- expressions ----

static void put_list(struct buf *b, struct node *const *nodes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_puts(b, ", ");
        put_expr(b, nodes[i], BIND_OR);
    }
}

// The `by` of a call: one path, or a list.
static void put_keys(struct buf *b, const struct node *call)
{
    if (!call->nkeys)
        return;
    bool is_path = call->nkeys == 1 && call->keys[0]->kind == NODE_PATH;
    buf_puts(b, is_path ? " by " : " by [");
    put_list(b, call->keys, call->nkeys);
    buf_puts(b, is_path ? "" : "]");
}

static void put_operator(struct buf *b, const struct node *node)
{
    int bind = operators[node->op].bind;
    if (node->kind == NODE_UNARY) {
        buf_puts(b, operators[node->op].text);
        put_expr(b, node->args[0], bind);
        return;
    }
    // Operators of one level stand from left to right; comparisons do not chain.
    put_expr(b, node->args[0], bind == BIND_COMPARE ? bind + 1 : bind);
    buf_puts(b, operators[node->op].text);
    put_expr(b, node->args[1], bind + 1);
}

// `bind`: how tight it must bind to do without parentheses.
static void put_expr(struct buf *b, const struct node *node, int bind)
{
    switch (node->kind) {
    case NODE_CONST:
        put_const(b, node);
        break;
    case NODE_PATH:
        put_path(b, node->steps, node->nsteps, node->is_dotted);
        break;
    case NODE_REGEX:
        put_regex(b, node);
        break;
    case NODE_ARG:
        buf_putc(b, '$');
        buf_puts_str(b, node->text);
        break;
    case NODE_CALL:
        buf_puts_str(b, node->text);
        buf_putc(b, '(');
        put_list(b, node->args, node->nargs);
        buf_putc(b, ')');
        put_keys(b, node);
        break;
    case NODE_LIST:
        buf_putc(b, '[');
        put_list(b, node->args, node->nargs);
        buf_putc(b, ']');
        break;
    case NODE_UNARY:
    case NODE_BINARY: {
        bool is_loose = operators[node->op].bind < bind;
        buf_puts(b, is_loose ? "(" : "");
        put_operator(b, node);
        buf_puts(b, is_loose ? ")" : "");
        break;
    }
    }
}

void unparse_expr(struct buf *b, const struct node *node)
{
    put_expr(b, node, BIND_OR);
}

// ---- stages ----

static void put_aggregate(struct buf *b, const struct node *call)
{
    if (call->nargs)
        put_expr(b, call, BIND_OR);
    else
        buf_puts_str(b, call->text);
}

static void put_item(struct buf *b, const struct item *item, enum arg_kind kind)
{
    if (item->ntarget)
        put_path(b, item->target, item->ntarget, false);
    else if (item->name.n)
        put_name(b, item->name);
    if (item->ntarget || item->name.n)
        buf_puts(b, " = ");
    if (item->is_star)
        buf_putc(b, '*');
    else if (kind == ARG_AGGS)
        put_aggregate(b, item->expr);
    else
        put_expr(b, item->expr, BIND_OR);
    if (item->where) {
        buf_puts(b, " where ");
        put_expr(b, item->where, BIND_OR);
    }
    if (item->has_direction)
        buf_puts(b, item->is_descending ? " desc" : " asc");
}

static void put_items(struct buf *b, const struct arg *arg, enum arg_kind kind)
{
    for (size_t i = 0; i < arg->nitems; i++) {
        buf_puts(b, i == 0 ? "" : kind == ARG_PAIR ? " = " : ", ");
        put_item(b, &arg->items[i], kind);
    }
}

static void put_percent(struct buf *b, double percent)
{
    b->n += number_write_double(buf_room(b, NUMBER_MAX), percent);
    buf_putc(b, '%');
}

static void put_arg(struct buf *b, const struct arg *arg, const struct arg_syntax *shape)
{
    switch (shape->kind) {
    case ARG_PERCENT:
        put_percent(b, arg->percent);
        break;
    case ARG_COUNT:
        buf_printf(b, "%lld", (long long)arg->number);
        break;
    case ARG_STEP:
        if (arg->number)
            buf_printf(b, "%lld%s", (long long)arg->number, arg->text.n ? " rows" : "");
        else
            duration_print(b, arg->duration);
        break;
    case ARG_DURATION:
    case ARG_SIGNED_DURATION:
        buf_puts(b, arg->is_negative ? "-" : "");
        duration_print(b, arg->duration);
        break;
    case ARG_TEXT:
        put_text(b, arg->text);
        break;
    case ARG_CHOICE:
        buf_puts_str(b, arg->text);
        break;
    case ARG_FORMAT:
        buf_puts_str(b, arg->text);
        buf_puts(b, arg->nitems ? "(" : "");
        put_items(b, arg, shape->kind);
        buf_puts(b, arg->nitems ? ")" : "");
        break;
    default:
        put_items(b, arg, shape->kind);
    }
}

void unparse_stage(struct buf *b, const struct stage_ast *stage)
{
    buf_puts(b, stage->syntax->name);
    for (int i = 0; stage->syntax->args[i].kind != ARG_END; i++) {
        const struct arg_syntax *shape = &stage->syntax->args[i];
        if (!stage->args[i].given)
            continue;
        buf_putc(b, ' ');
        if (shape->keyword)
            buf_printf(b, "%s ", shape->keyword);
        put_arg(b, &stage->args[i], shape);
    }
}

void unparse_pipeline(struct buf *b, const struct pipeline *pipeline)
{
    for (const struct stage_ast *stage = pipeline->first; stage; stage = stage->next) {
        unparse_stage(b, stage);
        if (stage->next)
            buf_puts(b, " | ");
    }
}
