// SPDX-License-Identifier: MIT
// The values that an argument of a stage can have, a reader for each kind (enum arg_kind); those of
// expressions are in parse_items.c.
#include "lang/parse_internal.h"

#include "base/suggest.h"
#include "data/number.h"

void parse_offer_choices(struct parser *ps, struct suggest *s, const char *choices)
{
    while (*choices) {
        size_t n = strcspn(choices, " ");
        suggest_offer(s, arena_strndup(ps->arena, choices, n));
        choices += n + (choices[n] == ' ');
    }
}

// The choice that the current word is near to: one of this argument, or of a positional one that
// was passed over because the word was none of its choices. NULL if there is none.
static const char *meant_choice(const struct reading *r)
{
    struct suggest s = suggest_begin(lex_text(&r->ps->lex));
    if (token_kind(r->ps) != TOKEN_WORD)
        return NULL;
    if (r->shape->kind == ARG_CHOICE)
        parse_offer_choices(r->ps, &s, r->shape->choices);
    for (const struct arg_syntax *shape = r->syntax->args; !r->shape->keyword && shape < r->shape;
         shape++)
        if (shape->kind == ARG_CHOICE && !shape->keyword)
            parse_offer_choices(r->ps, &s, shape->choices);
    return suggest_best(&s);
}

bool parse_needs(struct reading *r, struct span span)
{
    struct diag *d = r->ps->diag;
    if (r->shape->keyword)
        diag_error(d, span, "'%s' needs %s", r->shape->keyword, r->shape->what);
    else
        diag_error(d, span, "%s needs %s", r->syntax->name, r->shape->what);
    const char *meant = meant_choice(r);
    if (meant)
        diag_hint(d, "did you mean '%s'? usage: %s", meant, r->syntax->usage);
    else
        diag_hint(d, "usage: %s", r->syntax->usage);
    return false;
}

bool parse_needs_here(struct reading *r)
{
    if (parse_at_end(r->ps))
        return parse_needs(r, parse_missing_span(r->ps));
    if (token_kind(r->ps) == TOKEN_BAD)
        return parse_unexpected(r->ps, r->shape->what);
    return parse_needs(r, lex_span(&r->ps->lex));
}

static bool read_count(struct reading *r)
{
    struct str text = lex_text(&r->ps->lex);
    if (token_kind(r->ps) != TOKEN_NUMBER)
        return parse_needs_here(r);
    struct number number = number_read(text.p, text.n);
    if (number.kind != NUMBER_INT || number.i < 1) {
        diag_error(r->ps->diag, lex_span(&r->ps->lex), "a whole number from 1 up belongs here");
        diag_hint(r->ps->diag, "usage: %s", r->syntax->usage);
        return false;
    }
    r->arg->number = number.i;
    lex_next(&r->ps->lex);
    return true;
}

// NUMBER `%`. The sign is no operator here, after which a line would go on.
static bool read_percent(struct reading *r)
{
    struct parser *ps = r->ps;
    struct span from = lex_span(&ps->lex);
    struct str text = lex_text(&ps->lex);
    if (token_kind(ps) != TOKEN_NUMBER)
        return parse_needs_here(r);
    r->arg->percent = number_read_double(text.p, text.n);
    lex_next(&ps->lex);
    if (token_kind(ps) != TOKEN_PERCENT) {
        diag_error(ps->diag, from, "a percentage is wanted here");
        diag_hint(ps->diag, "such as %.*s%%", SHOW(text));
        return false;
    }
    ps->lex.token.kind = TOKEN_ALL;
    lex_next(&ps->lex);
    if (r->arg->percent > 0 && r->arg->percent <= 100)
        return true;
    diag_error(ps->diag, parse_span_since(ps, from.from),
               "a percentage is above 0 and at most 100");
    return false;
}

static bool read_duration(struct reading *r)
{
    if (r->shape->kind == ARG_SIGNED_DURATION)
        r->arg->is_negative = parse_take(r->ps, TOKEN_MINUS);
    struct str text = lex_text(&r->ps->lex);
    if (token_kind(r->ps) == TOKEN_NUMBER) {
        diag_error(r->ps->diag, lex_span(&r->ps->lex), "a duration needs a unit");
        diag_hint(r->ps->diag, "such as %.*ss or %.*sm; there are ns us ms s m h d w mo y",
                  SHOW(text), SHOW(text));
        return false;
    }
    if (token_kind(r->ps) != TOKEN_DURATION)
        return parse_needs_here(r);
    bool ok;
    r->arg->duration = parse_duration(r->ps, &ok);
    return ok;
}

static bool read_step(struct reading *r)
{
    if (token_kind(r->ps) != TOKEN_NUMBER)
        return read_duration(r);
    if (!read_count(r))
        return false;
    if (parse_at_word(r->ps, "rows")) {
        r->arg->text = lex_text(&r->ps->lex);
        lex_next(&r->ps->lex);
    }
    return true;
}

static bool read_text(struct reading *r)
{
    if (token_kind(r->ps) == TOKEN_TEXT)
        return parse_text(r->ps, &r->arg->text);
    if (parse_at_end(r->ps))
        return parse_needs_here(r);
    char first = lex_text(&r->ps->lex).p[0];
    if (first == '"' || first == '\'' || first == '|')
        return parse_unexpected(r->ps, r->shape->what);
    lex_bare_word(&r->ps->lex);
    r->arg->text = lex_text(&r->ps->lex);
    lex_next(&r->ps->lex);
    return true;
}

bool parse_is_choice(const char *choices, struct str word)
{
    while (*choices) {
        size_t n = strcspn(choices, " ");
        if (str_eq(word, (struct str){choices, n}))
            return true;
        choices += n + (choices[n] == ' ');
    }
    return false;
}

static bool read_choice(struct reading *r)
{
    struct str word = lex_text(&r->ps->lex);
    if (parse_at_end(r->ps) || token_kind(r->ps) == TOKEN_BAD)
        return parse_needs_here(r);
    if (!parse_is_choice(r->shape->choices, word)) {
        parse_needs(r, lex_span(&r->ps->lex));
        return false;
    }
    r->arg->text = word;
    lex_next(&r->ps->lex);
    return true;
}

bool parse_value(struct reading *r)
{
    switch (r->shape->kind) {
    case ARG_COUNT:
        return read_count(r);
    case ARG_STEP:
        return read_step(r);
    case ARG_PERCENT:
        return read_percent(r);
    case ARG_DURATION:
    case ARG_SIGNED_DURATION:
        return read_duration(r);
    case ARG_TEXT:
        return read_text(r);
    case ARG_CHOICE:
        return read_choice(r);
    default:
        return parse_items(r);
    }
}
