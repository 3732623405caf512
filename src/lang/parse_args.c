// SPDX-License-Identifier: MIT
// The arguments of any stage, read by its declaration (struct arg_syntax): positional ones in their
// order, then clauses, each begun by its keyword, in any order. A word is looked at as a clause
// only where an operand is complete.
#include "lang/parse_internal.h"

#include "base/suggest.h"

static bool is_wordy(enum token_kind kind)
{
    return kind == TOKEN_WORD || (kind >= TOKEN_AND && kind <= TOKEN_NULL);
}

// Behind the words of a keyword, if they stand here.
static bool skip_keyword(struct lexer *lx, const char *keyword)
{
    while (*keyword) {
        struct str word = {keyword, strcspn(keyword, " ")};
        if (!is_wordy(lx->token.kind) || !str_eq(lex_text(lx), word))
            return false;
        lex_next(lx);
        keyword += word.n + (keyword[word.n] == ' ');
    }
    return true;
}

int parse_clause_here(const struct parser *ps, const struct syntax *syntax, struct lexer *behind)
{
    int found = -1;
    for (int i = 0; syntax->args[i].kind != ARG_END; i++) {
        struct lexer ahead = ps->lex;
        const char *keyword = syntax->args[i].keyword;
        if (!keyword || !skip_keyword(&ahead, keyword))
            continue;
        if (found < 0 || ahead.last_to > behind->last_to) {
            found = i;
            *behind = ahead;
        }
    }
    return found;
}

// May the current token begin this argument, which need not be there?
static bool may_begin(const struct reading *r)
{
    enum token_kind kind = token_kind(r->ps);
    struct lexer behind;
    switch (r->shape->kind) {
    case ARG_COUNT:
    case ARG_PERCENT:
        return kind == TOKEN_NUMBER;
    case ARG_DURATION:
        return kind == TOKEN_DURATION;
    case ARG_STEP:
        return kind == TOKEN_DURATION || kind == TOKEN_NUMBER;
    case ARG_SIGNED_DURATION:
        return kind == TOKEN_DURATION || kind == TOKEN_MINUS;
    case ARG_REGEX:
        return kind == TOKEN_SLASH;
    case ARG_CHOICE:
        return kind == TOKEN_WORD && parse_is_choice(r->shape->choices, lex_text(&r->ps->lex));
    default:
        return parse_clause_here(r->ps, r->syntax, &behind) < 0;
    }
}

static bool read_arg(struct reading *r)
{
    uint32_t from = r->ps->lex.token.from;
    if (parse_at_end(r->ps))
        return parse_needs_here(r);
    r->arg->given = true;
    if (!parse_value(r))
        return false;
    r->arg->span = parse_span_since(r->ps, from);
    return true;
}

static bool read_positional(struct parser *ps, struct stage_ast *stage)
{
    const struct syntax *syntax = stage->syntax;
    for (int i = 0; syntax->args[i].kind != ARG_END; i++) {
        struct reading r = {ps, syntax, &syntax->args[i], &stage->args[i]};
        if (r.shape->keyword)
            continue;
        if ((r.shape->flags & ARG_OPTIONAL) && (parse_at_end(ps) || !may_begin(&r)))
            continue;
        if (!read_arg(&r))
            return false;
    }
    return true;
}

// ---- what does not belong there ----

static bool has_clause(const struct syntax *syntax, const char *keyword)
{
    for (int i = 0; syntax->args[i].kind != ARG_END; i++)
        if (syntax->args[i].keyword && strcmp(syntax->args[i].keyword, keyword) == 0)
            return true;
    return false;
}

// What the word at the current token is near to, of all that the stage could go on with; or NULL.
static const char *meant_argument(struct parser *ps, const struct stage_ast *stage)
{
    struct suggest s = suggest_begin(lex_text(&ps->lex));
    if (token_kind(ps) != TOKEN_WORD)
        return NULL;
    for (int i = 0; stage->syntax->args[i].kind != ARG_END; i++) {
        const struct arg_syntax *shape = &stage->syntax->args[i];
        if (shape->keyword)
            suggest_offer(&s, shape->keyword);
        if (shape->kind == ARG_CHOICE && !shape->keyword && !stage->args[i].given)
            parse_offer_choices(ps, &s, shape->choices);
        if (shape->kind == ARG_AGGS)
            suggest_offer(&s, "where");
        if (shape->kind == ARG_SORT_KEYS) {
            suggest_offer(&s, "desc");
            suggest_offer(&s, "asc");
        }
    }
    return suggest_best(&s);
}

// `sort by a`: the keys of sort stand alone, so that 'by' was read as one of them.
static bool is_behind_by(const struct parser *ps, const struct syntax *syntax)
{
    const struct str text = ps->lex.source->text;
    uint32_t to = ps->lex.last_to;
    return syntax->args[0].kind == ARG_SORT_KEYS && token_kind(ps) == TOKEN_WORD && to >= 3 &&
           memcmp(text.p + to - 3, " by", 3) == 0;
}

// The clause of two words of which this is the first, or NULL.
static const char *whole_keyword(const struct syntax *syntax, struct str word)
{
    for (int i = 0; syntax->args[i].kind != ARG_END; i++) {
        const char *keyword = syntax->args[i].keyword;
        if (keyword && strncmp(keyword, word.p, word.n) == 0 && keyword[word.n] == ' ')
            return keyword;
    }
    return NULL;
}

static void advise_clause(struct parser *ps, const struct stage_ast *stage)
{
    const struct syntax *syntax = stage->syntax;
    struct str word = lex_text(&ps->lex);
    if (is_behind_by(ps, syntax)) {
        diag_hint(ps->diag, "without 'by': %s %.*s", syntax->name, SHOW(word));
        return;
    }
    const char *meant = meant_argument(ps, stage);
    if (!meant && parse_hint_foreign(ps))
        return;
    if (str_is(word, "by") && has_clause(syntax, "per")) {
        diag_hint(ps->diag, "did you mean 'per'? usage: %s", syntax->usage);
        return;
    }
    if (str_is(word, "by") && !has_clause(syntax, "by")) {
        diag_hint(ps->diag, "'by' goes with aggregates, and with functions that remember rows: "
                            "prev(x) by KEY");
        return;
    }
    const char *whole = whole_keyword(syntax, word);
    if (whole)
        diag_hint(ps->diag, "the clause is '%s': usage: %s", whole, syntax->usage);
    else if (meant)
        diag_hint(ps->diag, "did you mean '%s'? usage: %s", meant, syntax->usage);
    else
        diag_hint(ps->diag, "usage: %s", syntax->usage);
}

// The stage's arguments are complete, yet it goes on.
static bool left_over(struct parser *ps, const struct stage_ast *stage)
{
    const struct syntax *syntax = stage->syntax;
    struct str word = lex_text(&ps->lex);
    if (token_kind(ps) == TOKEN_BAD || token_kind(ps) == TOKEN_ASSIGN)
        return parse_unexpected(ps, "the end of the stage");
    if (syntax->args[0].kind == ARG_AGGS && parse_at_word(ps, "where")) {
        const struct arg *aggs = &stage->args[0];
        if (ps->lex.last_to == aggs->span.to) {
            diag_error(ps->diag, lex_span(&ps->lex), "'where' is given twice");
            diag_hint(ps->diag, "write one condition: where a and b");
            return false;
        }
        diag_error(ps->diag, lex_span(&ps->lex), "'where' of an aggregate stands before 'by'");
        diag_hint(ps->diag, "to keep some events only, use a stage before this one: "
                            "filter EXPR | ...");
        return false;
    }
    diag_error(ps->diag, lex_span(&ps->lex), "unexpected '%.*s'", SHOW(word));
    advise_clause(ps, stage);
    return false;
}

static bool read_clause(struct parser *ps, struct stage_ast *stage)
{
    struct lexer behind;
    int i = parse_clause_here(ps, stage->syntax, &behind);
    if (i < 0)
        return left_over(ps, stage);
    if (stage->args[i].given) {
        diag_error(ps->diag, lex_span(&ps->lex), "'%s' is given twice",
                   stage->syntax->args[i].keyword);
        return false;
    }
    ps->lex = behind;
    struct reading r = {ps, stage->syntax, &stage->syntax->args[i], &stage->args[i]};
    return read_arg(&r);
}

static bool nothing_missing(struct parser *ps, const struct stage_ast *stage)
{
    const struct syntax *syntax = stage->syntax;
    for (int i = 0; syntax->args[i].kind != ARG_END; i++) {
        const struct arg_syntax *shape = &syntax->args[i];
        if (!(shape->flags & ARG_REQUIRED) || stage->args[i].given)
            continue;
        diag_error(ps->diag, parse_missing_span(ps), "%s needs '%s' and %s", syntax->name,
                   shape->keyword, shape->what);
        diag_hint(ps->diag, "usage: %s", syntax->usage);
        return false;
    }
    return true;
}

// ARGS := POSITIONAL... { KEYWORD VALUE }
bool parse_args(struct parser *ps, struct stage_ast *stage)
{
    size_t n = 0;
    while (stage->syntax->args[n].kind != ARG_END)
        n++;
    stage->args = ARENA_ARRAY(ps->arena, struct arg, n);
    if (!read_positional(ps, stage))
        return false;
    while (!parse_at_end(ps))
        if (!read_clause(ps, stage))
            return false;
    return nothing_missing(ps, stage);
}
