// SPDX-License-Identifier: MIT
// Pipelines and stages: what kind of stage begins here, and how to go on after a mistake.
#include "lang/parse_internal.h"

#include "aggs/agg.h"
#include "base/fail.h"
#include "base/suggest.h"
#include "data/text.h"
#include "funcs/func.h"
#include "lang/foreign.h"

enum { SOURCE_MAX = 1 << 30 };    // bytes of a text; its spans are 32 bits

// ---- tokens ----

bool parse_take(struct parser *ps, enum token_kind kind)
{
    if (token_kind(ps) != kind)
        return false;
    lex_next(&ps->lex);
    return true;
}

bool parse_is_adjacent(const struct parser *ps, enum token_kind kind)
{
    return token_kind(ps) == kind && !ps->lex.token.is_spaced;
}

bool parse_at_word(const struct parser *ps, const char *word)
{
    return token_kind(ps) == TOKEN_WORD && str_is(lex_text(&ps->lex), word);
}

static bool is_end(enum token_kind kind)
{
    return kind == TOKEN_END || kind == TOKEN_NEWLINE || kind == TOKEN_PIPE;
}

bool parse_at_end(const struct parser *ps)
{
    return is_end(token_kind(ps));
}

bool parse_at_name(const struct parser *ps)
{
    enum token_kind kind = token_kind(ps);
    return kind == TOKEN_WORD || kind == TOKEN_QUOTED_NAME || kind == TOKEN_DOT;
}

struct span parse_span_since(const struct parser *ps, uint32_t from)
{
    return (struct span){ps->lex.source, from, ps->lex.last_to > from ? ps->lex.last_to : from};
}

struct span parse_missing_span(const struct parser *ps)
{
    return (struct span){ps->lex.source, ps->lex.last_to, ps->lex.last_to};
}

static struct lexer peek(const struct parser *ps)
{
    struct lexer ahead = ps->lex;
    lex_next(&ahead);
    return ahead;
}

void *parse_grow(struct arena *a, void *array, size_t n, size_t size)
{
    if (n & (n - 1))              // room for a power of two
        return array;
    void *more = arena_alloc(a, size * (n ? 2 * n : 1));
    if (n)
        memcpy(more, array, size * n);
    return more;
}

// `=`, or what is left of `|=`, whose `|` has ended a stage.
static void lone_assign(struct parser *ps)
{
    struct span here = lex_span(&ps->lex);
    bool is_update = here.from > 0 && here.source->text.p[here.from - 1] == '|';
    if (is_update) {
        here.from--;
        diag_error(ps->diag, here, "'|=' is no operator");
        diag_hint(ps->diag, "write set NAME = EXPR");
        return;
    }
    diag_error(ps->diag, here, "a lone '=' does not compare");
    diag_hint(ps->diag, "write '=='");
}

// The word that ends where the last token did; empty if that was none.
static struct str last_word(const struct parser *ps)
{
    struct str text = ps->lex.source->text;
    size_t to = ps->lex.last_to, from = to;
    while (from > 0 && ((text.p[from - 1] | 0x20) >= 'a' && (text.p[from - 1] | 0x20) <= 'z'))
        from--;
    return (struct str){text.p + from, to - from};
}

static bool is_behind_number(const struct parser *ps)
{
    uint32_t to = ps->lex.last_to;
    char last = to > 0 ? ps->lex.source->text.p[to - 1] : 0;
    return last >= '0' && last <= '9';
}

bool parse_hint_foreign(struct parser *ps)
{
    const char *advice = NULL;
    if (token_kind(ps) == TOKEN_WORD)
        advice = foreign_advice(FOREIGN_COMPARE, lex_text(&ps->lex));
    if (!advice && token_kind(ps) == TOKEN_WORD)
        advice = foreign_advice(FOREIGN_CLAUSE, lex_text(&ps->lex));
    if (!advice && token_kind(ps) == TOKEN_WORD && is_behind_number(ps))
        advice = foreign_advice(FOREIGN_UNIT, lex_text(&ps->lex));
    if (!advice && token_kind(ps) == TOKEN_DURATION)
        advice = foreign_advice(FOREIGN_LENGTH, last_word(ps));
    if (!advice)
        advice = foreign_advice(FOREIGN_BEFORE, last_word(ps));
    if (advice)
        diag_hint(ps->diag, "%s", advice);
    return advice != NULL;
}

bool parse_unexpected(struct parser *ps, const char *expected)
{
    const struct token *t = &ps->lex.token;
    struct str text = lex_text(&ps->lex);
    if (t->kind == TOKEN_BAD) {
        if (t->fault)
            diag_error(ps->diag, lex_span(&ps->lex), "%s", t->fault);
        else
            diag_error(ps->diag, lex_span(&ps->lex), "unexpected '%.*s'", SHOW(text));
        if (t->advice)
            diag_hint(ps->diag, "%s", t->advice);
    } else if (is_end(t->kind)) {
        diag_error(ps->diag, parse_missing_span(ps), "expected %s here", expected);
    } else if (t->kind == TOKEN_ASSIGN) {
        lone_assign(ps);
    } else {
        diag_error(ps->diag, lex_span(&ps->lex), "expected %s, not '%.*s'", expected, SHOW(text));
        if (lex_is_reserved(text))
            diag_hint(ps->diag, "a field of this name is written .%.*s", SHOW(text));
        else
            parse_hint_foreign(ps);
    }
    return false;
}

// ---- what stands at a stage's place ----

// The word there is followed by this: is it a field then, though stages have such a name?
static bool makes_field(struct lexer next)
{
    enum token_kind kind = next.token.kind;
    struct lexer then = next;
    if (kind == TOKEN_STAR)
        then.token.kind = TOKEN_ALL;
    lex_next(&then);
    switch (kind) {
    case TOKEN_DOT:
    case TOKEN_OPEN_LIST:
    case TOKEN_OPEN:
        return !next.token.is_spaced;
    case TOKEN_STAR:
        return then.token.kind != TOKEN_COMMA && !is_end(then.token.kind);
    case TOKEN_NOT:
        return then.token.kind == TOKEN_IN;
    case TOKEN_MINUS:
    case TOKEN_SLASH:
        return false;
    default:
        return kind >= TOKEN_ASSIGN && kind <= TOKEN_IN;
    }
}

// Is this first word neither followed by an operator nor by anything else that goes on from a
// field?
static bool cannot_be_field(struct parser *ps)
{
    struct lexer next = peek(ps);
    enum token_kind kind = next.token.kind;
    if (kind == TOKEN_OPEN)
        return next.token.is_spaced && !func_find(lex_text(&ps->lex)) &&
               !agg_find(lex_text(&ps->lex));
    if (kind == TOKEN_DOT)
        return next.token.is_spaced;
    if (kind == TOKEN_SLASH) {    // `grep /x/`: no division, as nothing follows
        lex_regex(&next);
        lex_next(&next);
        return is_end(next.token.kind);
    }
    return kind == TOKEN_NOT ? !makes_field(next)
                             : (kind >= TOKEN_WORD && kind <= TOKEN_DOLLAR) ||
                                   (kind >= TOKEN_TRUE && kind <= TOKEN_NULL);
}

static bool is_reserved_stage(const struct parser *ps, struct str name)
{
    for (const char *const *p = ps->table->reserved; p && *p; p++)
        if (str_is(name, *p))
            return true;
    return false;
}

// `path like "a%"`: not a stage of that name, but a field and a comparison of another language.
static bool foreign_comparison(struct parser *ps)
{
    struct lexer next = peek(ps);
    if (next.token.kind != TOKEN_WORD)
        return false;
    const char *advice = foreign_advice(FOREIGN_COMPARE, lex_text(&next));
    if (!advice)
        return false;
    diag_error(ps->diag, lex_span(&next), "unexpected '%.*s'", SHOW(lex_text(&next)));
    diag_hint(ps->diag, "%s", advice);
    return true;
}

// No stage has this name: tell, with the nearest of those that stand at a stage's place.
static bool unknown_stage(struct parser *ps)
{
    struct str word = lex_text(&ps->lex);
    struct suggest s = suggest_begin(word);
    for (const struct syntax *const *row = ps->table->rows; *row; row++) {
        suggest_offer(&s, (*row)->name);
        if ((*row)->alias)
            suggest_offer(&s, (*row)->alias);
    }
    for (int i = 0; agg_at(i); i++)
        suggest_offer(&s, agg_at(i)->name);
    const char *advice = foreign_advice(FOREIGN_STAGE, word);
    if (!advice && foreign_comparison(ps))
        return false;
    diag_error(ps->diag, lex_span(&ps->lex), "unknown stage '%.*s'", SHOW(word));
    if (advice)
        diag_hint(ps->diag, "%s", advice);
    else if (suggest_best(&s))
        diag_hint(ps->diag, "did you mean '%s'? 'weir -h stages' lists them", suggest_best(&s));
    else
        diag_hint(ps->diag, "'weir -h stages' lists them");
    return false;
}

enum verdict { NO, YES, FAILED };

// At `PATH =`, the current token being behind it: an aggregate that gets a name?
static enum verdict named_aggregate(struct parser *ps, struct span assign)
{
    struct str word = lex_text(&ps->lex);
    bool is_call = token_kind(ps) == TOKEN_WORD && peek(ps).token.kind == TOKEN_OPEN;
    if (token_kind(ps) == TOKEN_WORD && (agg_find(word) || (is_call && !func_find(word))))
        return YES;
    diag_error(ps->diag, assign, "a lone '=' does not compare");
    diag_hint(ps->diag, "write '==', or 'set NAME = EXPR' to set a field");
    return FAILED;
}

// Does the operand that was read at a stage's place go on as an aggregate stage does?
static bool goes_on_as_aggregate(const struct parser *ps)
{
    return token_kind(ps) == TOKEN_COMMA || parse_at_word(ps, "by") || parse_at_word(ps, "where");
}

static bool is_operator(const struct parser *ps)
{
    return token_kind(ps) >= TOKEN_ASSIGN && token_kind(ps) <= TOKEN_IN;
}

// Is it an implied aggregate stage? Reads on as far as it needs.
static enum verdict look_for_aggregate(struct parser *ps)
{
    if (!parse_at_name(ps))
        return NO;
    bool is_word = token_kind(ps) == TOKEN_WORD, is_call = peek(ps).token.kind == TOKEN_OPEN;
    bool is_aggregate = is_word && agg_find(lex_text(&ps->lex));
    ps->leaves_by = is_word && (is_aggregate || !func_find(lex_text(&ps->lex)));
    struct node *operand = parse_operand(ps);
    ps->leaves_by = false;
    if (!operand)
        return FAILED;
    struct span here = lex_span(&ps->lex);
    if (operand->kind == NODE_PATH && parse_take(ps, TOKEN_ASSIGN))
        return named_aggregate(ps, here);
    bool goes_on = goes_on_as_aggregate(ps);
    if (is_word && is_call && !is_aggregate && goes_on)
        return YES;               // of an unknown name, which is told when it is read
    if (operand->kind == NODE_PATH && operand->nsteps > 1)
        return NO;
    return is_aggregate && !is_operator(ps) ? YES : NO;
}

// Which stage begins here; its name is taken if it has one. NULL after a mistake.
static const struct syntax *find_stage(struct parser *ps, struct stage_ast *stage)
{
    struct lexer start = ps->lex;
    struct str word = lex_text(&ps->lex);
    if (token_kind(ps) == TOKEN_WORD && !makes_field(peek(ps))) {
        const struct syntax *syntax = syntax_find(ps->table, word);
        if (syntax) {
            lex_next(&ps->lex);
            return syntax;
        }
        if (is_reserved_stage(ps, word)) {
            diag_error(ps->diag, lex_span(&ps->lex), "'%.*s' is not in this version", SHOW(word));
            const char *advice = foreign_advice(FOREIGN_STAGE, word);
            diag_hint(ps->diag, "%s", advice ? advice : "'weir -h stages' lists what is");
            return NULL;
        }
    }
    stage->is_implied = true;
    enum verdict verdict = look_for_aggregate(ps);
    ps->lex = start;
    if (verdict == NO && token_kind(ps) == TOKEN_WORD && cannot_be_field(ps)) {
        unknown_stage(ps);
        verdict = FAILED;
    }
    if (verdict == FAILED)
        return NULL;
    const char *name = verdict == YES ? "aggregate" : "filter";
    const struct syntax *syntax = syntax_find(ps->table, str_of(name));
    if (!syntax)
        bug("the table of stages has no '%s'", name);
    return syntax;
}

// STAGE := NAME ARGS | AGGREGATES | EXPR
static struct stage_ast *parse_stage(struct parser *ps)
{
    struct stage_ast *stage = ARENA_NEW(ps->arena, struct stage_ast);
    stage->name_span = lex_span(&ps->lex);
    ps->nesting = ps->operators = 0;
    stage->syntax = find_stage(ps, stage);
    ps->nesting = ps->operators = 0;
    if (!stage->syntax || !parse_args(ps, stage))
        return NULL;
    stage->span = parse_span_since(ps, stage->name_span.from);
    return stage;
}

// ---- pipelines ----

void parse_skip_token(struct parser *ps)
{
    struct lexer *lx = &ps->lex;
    if (token_kind(ps) == TOKEN_SLASH && lx->token.is_spaced) {
        struct lexer mark = *lx;
        lex_regex(lx);
        if (token_kind(ps) == TOKEN_BAD)
            *lx = mark;
    }
    lex_next(lx);
}

// After a mistake: on to the end of the stage.
static void skip_stage(struct parser *ps)
{
    while (token_kind(ps) != TOKEN_END && (!parse_at_end(ps) || ps->lex.depth))
        parse_skip_token(ps);
}

static bool is_readable(struct parser *ps, const struct source_text *source)
{
    struct str text = source->text;
    if (text.n > SOURCE_MAX) {
        diag_error(ps->diag, (struct span){source, 0, 0}, "this text is longer than 1 GiB");
        return false;
    }
    uint32_t fault = (uint32_t)text_utf8_fault(text.p, text.n);
    if (fault == text.n)
        return true;
    diag_error(ps->diag, (struct span){source, fault, fault + 1}, "this byte is not UTF-8");
    return false;
}

// SOURCE := [STAGE { (`|` | newline) STAGE }]
static struct stage_ast **parse_source(struct parser *ps, struct stage_ast **tail, int *nstages)
{
    bool after_pipe = false;
    while (token_kind(ps) != TOKEN_END || after_pipe) {
        if (parse_take(ps, TOKEN_NEWLINE))
            continue;
        struct stage_ast *stage = NULL;
        ++*nstages;
        if (parse_at_end(ps)) {
            diag_error(ps->diag, after_pipe ? parse_missing_span(ps) : lex_span(&ps->lex),
                       "a stage is missing %s '|'", after_pipe ? "after" : "before");
        } else {
            stage = parse_stage(ps);
            if (!stage)
                skip_stage(ps);
        }
        if (stage) {
            stage->number = *nstages;
            *tail = stage;
            tail = &stage->next;
        }
        after_pipe = parse_take(ps, TOKEN_PIPE);
    }
    return tail;
}

static struct parser begin(struct parse *p)
{
    return (struct parser){.arena = p->arena, .diag = p->diag, .table = p->table};
}

void parse_pipeline(struct parse *p, const struct source_text *sources, size_t n,
                    struct pipeline *out)
{
    struct parser ps = begin(p);
    *out = (struct pipeline){0};
    struct stage_ast **tail = &out->first;
    for (size_t i = 0; i < n; i++) {
        if (!sources[i].text.n || !is_readable(&ps, &sources[i]))
            continue;
        ps.lex = lex_begin(&sources[i]);
        tail = parse_source(&ps, tail, &out->nstages);
    }
}

struct node *parse_expression(struct parse *p, const struct source_text *source)
{
    struct parser ps = begin(p);
    if (!source->text.n)
        diag_error(p->diag, (struct span){source, 0, 0}, "expected an expression here");
    if (!source->text.n || !is_readable(&ps, source))
        return NULL;
    ps.lex = lex_begin(source);
    struct node *node = parse_expr(&ps);
    if (node && token_kind(&ps) != TOKEN_END) {
        parse_unexpected(&ps, "the end of the expression");
        return NULL;
    }
    return node;
}
