// SPDX-License-Identifier: MIT
// The arguments of a stage that consist of expressions: one, a pair, or a list of items, which may
// have names, targets, directions or conditions.
#include "lang/parse_internal.h"

#include "aggs/agg.h"
#include "base/suggest.h"
#include "funcs/func.h"
#include "lang/foreign.h"

static struct item *add_item(struct reading *r)
{
    struct arg *arg = r->arg;
    arg->items = parse_grow(r->ps->arena, arg->items, arg->nitems, sizeof *arg->items);
    struct item *item = &arg->items[arg->nitems++];
    *item = (struct item){.span = lex_span(&r->ps->lex)};
    return item;
}

// ---- one item of a list ----

// [PATH `=`]: the path is in *out, NULL if there is none; then nothing was taken.
static bool path_before_assign(struct parser *ps, struct node **out)
{
    *out = NULL;
    struct lexer mark = ps->lex;
    if (!parse_at_name(ps))
        return true;
    struct node *path = parse_path(ps);
    if (!path)
        return false;
    if (parse_take(ps, TOKEN_ASSIGN))
        *out = path;
    else
        ps->lex = mark;
    return true;
}

// [NAME `=`]
static bool item_name(struct reading *r, struct item *item)
{
    struct node *path;
    if (!path_before_assign(r->ps, &path))
        return false;
    if (!path)
        return true;
    item->name = path->steps[0].key;
    item->name_span = path->span;
    if (path->nsteps > 1) {
        diag_error(r->ps->diag, path->span, "a plain name belongs before '=' here, not a path");
        return false;
    }
    if (item->name.n)
        return true;
    diag_error(r->ps->diag, path->span, "a name must not be empty");
    return false;
}

// Is the item before the one that is being read a call with a `by`, which takes one key?
static bool follows_by(const struct arg *arg)
{
    const struct node *last = arg->nitems > 1 ? arg->items[arg->nitems - 2].expr : NULL;
    return last && last->kind == NODE_CALL && last->nkeys == 1;
}

// PATH `=`, with keys only
static bool item_target(struct reading *r, struct item *item)
{
    struct node *path;
    struct span here = lex_span(&r->ps->lex);
    if (!path_before_assign(r->ps, &path))
        return false;
    if (!path) {
        diag_error(r->ps->diag, here, "%s needs a field's name and '=' here", r->syntax->name);
        if (token_kind(r->ps) == TOKEN_DOLLAR)
            diag_hint(r->ps->diag, "a field's name stands without '$'");
        else if (follows_by(r->arg))
            diag_hint(r->ps->diag, "several keys stand in a list: by [a, b]");
        else
            diag_hint(r->ps->diag, "usage: %s", r->syntax->usage);
        return false;
    }
    item->target = path->steps;
    item->ntarget = path->nsteps;
    item->name_span = path->span;
    for (size_t i = 0; i < path->nsteps; i++) {
        if (path->steps[i].is_index) {
            diag_error(r->ps->diag, path->span, "an element of an array cannot stand before '='");
            return false;
        }
    }
    return true;
}

static bool item_expr(struct reading *r, struct item *item)
{
    item->expr = parse_expr(r->ps);
    return item->expr;
}

static bool item_path(struct reading *r, struct item *item)
{
    if (!parse_at_name(r->ps))
        return parse_needs_here(r);
    item->expr = parse_path(r->ps);
    return item->expr;
}

// `*` | [NAME `=`] EXPR
static bool item_named(struct reading *r, struct item *item)
{
    if ((r->shape->flags & ARG_STAR) && token_kind(r->ps) == TOKEN_STAR) {
        r->ps->lex.token.kind = TOKEN_ALL;
        lex_next(&r->ps->lex);
        item->is_star = true;
        return true;
    }
    return item_name(r, item) && item_expr(r, item);
}

// EXPR [`asc` | `desc`]
static bool item_sort_key(struct reading *r, struct item *item)
{
    if (!item_expr(r, item))
        return false;
    item->is_descending = parse_at_word(r->ps, "desc");
    item->has_direction = item->is_descending || parse_at_word(r->ps, "asc");
    if (item->has_direction)
        lex_next(&r->ps->lex);
    return true;
}

// ---- aggregates ----

static bool is_operator(enum token_kind kind)
{
    return kind >= TOKEN_EQ && kind <= TOKEN_IN;
}

// `errors / n`, `round(avg(x))`: what is calculated from aggregates.
static bool is_calculation(const struct parser *ps)
{
    struct lexer ahead = ps->lex;
    lex_next(&ahead);
    return func_find(lex_text(&ps->lex)) || is_operator(ahead.token.kind);
}

// The word at the current token is no aggregate.
static void unknown_aggregate(struct parser *ps)
{
    struct str word = lex_text(&ps->lex);
    struct suggest s = suggest_begin(word);
    for (int i = 0; agg_at(i); i++)
        suggest_offer(&s, agg_at(i)->name);
    diag_error(ps->diag, lex_span(&ps->lex), "unknown aggregate '%.*s'", SHOW(word));
    const char *advice = foreign_advice(FOREIGN_CALL, word);
    if (advice)
        diag_hint(ps->diag, "%s", advice);
    else if (suggest_best(&s))
        diag_hint(ps->diag, "did you mean '%s'? 'weir -h aggregates' lists them", suggest_best(&s));
    else if (is_calculation(ps))
        diag_hint(ps->diag, "calculate in a stage below: ... | set NAME = EXPR");
    else
        diag_hint(ps->diag, "'weir -h aggregates' lists them");
}

// AGG [`(` ... `)`]
static struct node *aggregate_call(struct parser *ps)
{
    if (!agg_find(lex_text(&ps->lex))) {
        unknown_aggregate(ps);
        return NULL;
    }
    struct lexer ahead = ps->lex;
    lex_next(&ahead);
    if (ahead.token.kind == TOKEN_OPEN)
        return parse_call(ps);
    struct node *call = parse_new_node(ps, NODE_CALL);
    call->is_bare = true;
    call->name_span = call->span;
    call->text = lex_text(&ps->lex);
    lex_next(&ps->lex);
    return call;
}

// An aggregate stands alone: what is calculated from it comes later.
static bool no_operator(struct parser *ps)
{
    if (!is_operator(token_kind(ps)))
        return true;
    diag_error(ps->diag, lex_span(&ps->lex), "only an aggregate may stand here, no calculation");
    diag_hint(ps->diag, "give it a name and calculate in a stage below: ... | set NAME = EXPR");
    return false;
}

// [NAME `=`] AGG [`(` ... `)`] [`where` EXPR]
static bool item_aggregate(struct reading *r, struct item *item)
{
    struct parser *ps = r->ps;
    if (!item_name(r, item))
        return false;
    if (token_kind(ps) != TOKEN_WORD) {
        if (parse_at_end(ps) || token_kind(ps) == TOKEN_BAD)
            return parse_needs_here(r);
        diag_error(ps->diag, lex_span(&ps->lex), "only an aggregate may stand here");
        diag_hint(ps->diag, "such as count or avg(x); 'weir -h aggregates' lists them");
        return false;
    }
    item->expr = aggregate_call(ps);
    if (!item->expr || !no_operator(ps))
        return false;
    if (!parse_at_word(ps, "where"))
        return true;
    lex_next(&ps->lex);
    if (parse_at_end(ps)) {
        diag_error(ps->diag, parse_missing_span(ps), "'where' needs a condition");
        return false;
    }
    item->where = parse_expr(ps);
    return item->where;
}

// ---- lists ----

static bool item_assign(struct reading *r, struct item *item)
{
    return item_target(r, item) && item_expr(r, item);
}

static bool item_rename(struct reading *r, struct item *item)
{
    return item_target(r, item) && item_path(r, item);
}

// Behind a wrong item: on to the comma before the next one, or to where the list ends.
static void skip_item(struct reading *r, unsigned depth, uint32_t from)
{
    struct lexer behind;
    struct parser *ps = r->ps;
    unsigned braces = 0;          // brackets to their writer, though not to the lexer
    for (; token_kind(ps) != TOKEN_END; parse_skip_token(ps)) {
        char first = ps->lex.source->text.p[ps->lex.token.from];
        bool is_ours = ps->lex.depth <= depth && !braces;
        if (is_ours && (parse_at_end(ps) || token_kind(ps) == TOKEN_COMMA))
            return;
        if (is_ours && ps->lex.token.from > from && parse_clause_here(ps, r->syntax, &behind) >= 0)
            return;
        braces += first == '{';
        braces -= first == '}' && braces;
    }
}

// ITEM { `,` ITEM }; a wrong one does not hide those behind it
static bool read_list(struct reading *r, bool read(struct reading *r, struct item *item))
{
    unsigned depth = r->ps->lex.depth;
    bool is_sound = true;
    do {
        struct item *item = add_item(r);
        uint32_t from = r->ps->lex.token.from;
        if (parse_at_end(r->ps))
            return parse_needs_here(r);
        bool is_read = read(r, item);
        if (!is_read)
            skip_item(r, depth, from);
        is_sound &= is_read;
        item->span = parse_span_since(r->ps, item->span.from);
    } while (parse_take(r->ps, TOKEN_COMMA));
    return is_sound;
}

static bool read_one(struct reading *r)
{
    struct item *item = add_item(r);
    if (!item_expr(r, item))
        return false;
    item->span = parse_span_since(r->ps, item->span.from);
    return true;
}

// EXPR [`=` EXPR]
static bool read_pair(struct reading *r)
{
    if (!read_one(r))
        return false;
    if (!parse_take(r->ps, TOKEN_ASSIGN))
        return true;
    return parse_at_end(r->ps) ? parse_needs_here(r) : read_one(r);
}

static bool read_path(struct reading *r)
{
    return item_path(r, add_item(r));
}

static bool read_regex(struct reading *r)
{
    if (token_kind(r->ps) != TOKEN_SLASH)
        return parse_needs_here(r);
    struct item *item = add_item(r);
    item->expr = parse_atom(r->ps);
    return item->expr;
}

// NAME [`(` EXPR { `,` EXPR } `)`]
static bool read_format(struct reading *r)
{
    struct parser *ps = r->ps;
    if (token_kind(ps) != TOKEN_WORD)
        return parse_needs_here(r);
    r->arg->text = lex_text(&ps->lex);
    lex_next(&ps->lex);
    if (!parse_take(ps, TOKEN_OPEN))
        return true;
    do {
        struct item *item = add_item(r);
        if (!item_expr(r, item))
            return false;
        item->span = parse_span_since(ps, item->span.from);
    } while (parse_take(ps, TOKEN_COMMA));
    return parse_take(ps, TOKEN_CLOSE) || parse_unexpected(ps, "')'");
}

bool parse_items(struct reading *r)
{
    switch (r->shape->kind) {
    case ARG_EXPR:
        return read_one(r);
    case ARG_PAIR:
        return read_pair(r);
    case ARG_EXPRS:
        return read_list(r, item_expr);
    case ARG_ITEMS:
        return read_list(r, item_named);
    case ARG_ASSIGNS:
        return read_list(r, item_assign);
    case ARG_PATH:
        return read_path(r);
    case ARG_PATHS:
        return read_list(r, item_path);
    case ARG_RENAMES:
        return read_list(r, item_rename);
    case ARG_AGGS:
        return read_list(r, item_aggregate);
    case ARG_SORT_KEYS:
        return read_list(r, item_sort_key);
    case ARG_REGEX:
        return read_regex(r);
    case ARG_FORMAT:
        return read_format(r);
    default:
        return false;
    }
}
