// SPDX-License-Identifier: MIT
// What expressions are made of: literals and paths.
#include "lang/parse_internal.h"

#include "data/number.h"

struct node *parse_new_node(struct parser *ps, enum node_kind kind)
{
    struct node *node = ARENA_NEW(ps->arena, struct node);
    node->kind = kind;
    node->span = lex_span(&ps->lex);
    return node;
}

// ---- literals ----

bool parse_text(struct parser *ps, struct str *out)
{
    struct span inner = lex_span(&ps->lex);
    inner.from++;
    inner.to--;
    size_t fault;
    if (!lex_unescape(ps->arena, span_text(inner), out, &fault)) {
        inner.from += (uint32_t)fault;
        inner.to = inner.from + 2 < inner.to ? inner.from + 2 : inner.to;
        struct str escape = span_text(inner);
        diag_error(ps->diag, inner, "'%.*s' is no escape", SHOW(escape));
        if (escape.n > 1 && escape.p[1] == '(')
            diag_hint(ps->diag, "a text holds no expressions; join texts: \"a \" + str(x)");
        else
            diag_hint(ps->diag, "JSON's escapes are: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; "
                            "a backslash itself is \\\\");
        return false;
    }
    lex_next(&ps->lex);
    return true;
}

// Is it an amount as in `1.5h`, which no unit takes?
static bool has_fraction(struct str s)
{
    return memchr(s.p, '.', s.n) != NULL;
}

struct duration parse_duration(struct parser *ps, bool *ok)
{
    struct duration d = {0};
    struct str text = lex_text(&ps->lex);
    size_t fault;
    *ok = duration_read(text, &d, &fault);
    if (*ok) {
        lex_next(&ps->lex);
        return d;
    }
    diag_error(ps->diag, lex_span(&ps->lex), "'%.*s' is neither a number nor a duration",
               SHOW(text));
    if (has_fraction(text))
        diag_hint(ps->diag, "durations are whole numbers of ns us ms s m h d w mo y: 1h30m");
    else
        diag_hint(ps->diag, "durations are written 250ms, 1h30m, 7d; "
                            "a field of this name is written `%.*s`, in backticks", SHOW(text));
    return d;
}

static struct node *constant(struct parser *ps, struct value v)
{
    struct node *node = parse_new_node(ps, NODE_CONST);
    node->value = v;
    lex_next(&ps->lex);
    return node;
}

static struct node *text_constant(struct parser *ps)
{
    struct node *node = parse_new_node(ps, NODE_CONST);
    struct str text;
    if (!parse_text(ps, &text))
        return NULL;
    node->value = value_str(text);
    return node;
}

static struct node *duration_constant(struct parser *ps)
{
    struct node *node = parse_new_node(ps, NODE_CONST);
    bool ok;
    node->duration = parse_duration(ps, &ok);
    node->value = value_duration(node->duration.ns);
    return ok ? node : NULL;
}

// The pattern without the backslashes of `\/`.
static struct str unescape_slashes(struct arena *a, struct str s)
{
    if (!s.n || !memchr(s.p, '/', s.n))
        return s;
    char *out = arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\') {
            if (s.p[i + 1] != '/')
                out[n++] = s.p[i];
            i++;
        }
        out[n++] = s.p[i];
    }
    return (struct str){out, n};
}

// REGEX := `/` pattern `/` flags
static struct node *regex(struct parser *ps)
{
    lex_regex(&ps->lex);
    if (token_kind(ps) == TOKEN_BAD) {
        parse_unexpected(ps, "a regex");
        return NULL;
    }
    struct node *node = parse_new_node(ps, NODE_REGEX);
    struct span inner = node->span, flags = node->span;
    inner.from++;
    inner.to = ps->lex.token.inner_to;
    flags.from = inner.to + 1;
    node->text = unescape_slashes(ps->arena, span_text(inner));
    node->flags = span_text(flags);
    lex_next(&ps->lex);
    return node;
}

static struct node *dollar(struct parser *ps)
{
    struct node *node = parse_new_node(ps, NODE_ARG);
    struct str text = lex_text(&ps->lex);
    node->text = (struct str){text.p + 1, text.n - 1};
    lex_next(&ps->lex);
    return node;
}

// ---- paths ----

static struct step *add_step(struct parser *ps, struct node *path)
{
    path->steps = parse_grow(ps->arena, path->steps, path->nsteps, sizeof *path->steps);
    path->steps[path->nsteps] = (struct step){0};
    return &path->steps[path->nsteps++];
}

// KEY := WORD | `odd key` | "odd key", the last only behind a dot
static bool add_key(struct parser *ps, struct node *path)
{
    struct str text = lex_text(&ps->lex);
    struct step *step = add_step(ps, path);
    switch (token_kind(ps)) {
    case TOKEN_TEXT:
        return parse_text(ps, &step->key);
    case TOKEN_QUOTED_NAME:
        step->key = (struct str){text.p + 1, text.n - 2};
        break;
    case TOKEN_WORD:
        step->key = text;
        break;
    case TOKEN_NUMBER:
    case TOKEN_DURATION:
        diag_error(ps->diag, lex_span(&ps->lex), "a key that begins with a digit needs quotes");
        if (path->is_dotted && path->nsteps == 1)
            diag_hint(ps->diag, "write .\"%.*s\", or 0.%.*s for a number", SHOW(text), SHOW(text));
        else
            diag_hint(ps->diag, "write .\"%.*s\", or [%.*s] for an element of an array",
                      SHOW(text), SHOW(text));
        return false;
    case TOKEN_OPEN_LIST:
        diag_error(ps->diag, lex_span(&ps->lex), "expected a field's name after '.', not '['");
        diag_hint(ps->diag, "an element is tags[0]; 'unnest tags' makes an event of each");
        return false;
    default:
        return parse_unexpected(ps, "a field's name after '.'");
    }
    lex_next(&ps->lex);
    return true;
}

// INDEX := [`-`] NUMBER
static bool read_index(struct parser *ps, struct step *step)
{
    bool negative = parse_take(ps, TOKEN_MINUS);
    struct str text = lex_text(&ps->lex);
    struct number number = {.kind = NUMBER_DOUBLE};
    if (token_kind(ps) == TOKEN_NUMBER)
        number = number_read(text.p, text.n);
    if (number.kind != NUMBER_INT) {
        parse_unexpected(ps, "a whole number or a text in quotes");
        if (token_kind(ps) == TOKEN_DURATION)
            diag_hint(ps->diag, "for a stretch of time use a window: window 5m | rate(x) by KEY");
        else if (token_kind(ps) == TOKEN_CLOSE_LIST)
            diag_hint(ps->diag, "an element is tags[0]; 'unnest tags' makes an event of each");
        return false;
    }
    step->is_index = true;
    step->index = negative ? -number.i : number.i;
    lex_next(&ps->lex);
    return true;
}

static bool is_slice(const struct parser *ps)
{
    return !parse_at_end(ps) && lex_text(&ps->lex).p[0] == ':';
}

static bool refuse_slice(struct parser *ps)
{
    diag_error(ps->diag, lex_span(&ps->lex), "a path holds no slices");
    diag_hint(ps->diag, "an element is tags[0], the last one tags[-1]; a part of a text is "
                        "substr(x, from, length)");
    return false;
}

// `[` INDEX `]` | `[` TEXT `]`
static bool add_subscript(struct parser *ps, struct node *path)
{
    struct span open = lex_span(&ps->lex);
    lex_next(&ps->lex);
    struct step *step = add_step(ps, path);
    if (is_slice(ps))
        return refuse_slice(ps);
    bool ok = token_kind(ps) == TOKEN_TEXT ? parse_text(ps, &step->key) : read_index(ps, step);
    if (!ok || parse_take(ps, TOKEN_CLOSE_LIST))
        return ok;
    if (is_slice(ps))
        return refuse_slice(ps);
    if (!parse_at_end(ps))
        return parse_unexpected(ps, "']'");
    diag_error(ps->diag, open, "this '[' is not closed");
    return false;
}

// PATH := [`.`] KEY { `.` KEY | `[` INDEX `]` | `[` TEXT `]` }, without spaces
struct node *parse_path(struct parser *ps)
{
    uint32_t from = ps->lex.token.from;
    struct node *path = parse_new_node(ps, NODE_PATH);
    path->is_dotted = parse_take(ps, TOKEN_DOT);
    if (path->is_dotted && ps->lex.token.is_spaced) {
        parse_unexpected(ps, "a field's name right after '.'");
        return NULL;
    }
    bool ok = add_key(ps, path);
    while (ok) {
        if (parse_is_adjacent(ps, TOKEN_OPEN_LIST)) {
            ok = add_subscript(ps, path);
        } else if (parse_is_adjacent(ps, TOKEN_DOT)) {
            lex_next(&ps->lex);
            ok = add_key(ps, path);
        } else {
            path->span = parse_span_since(ps, from);
            return path;
        }
    }
    return NULL;
}

// ---- any of them ----

struct node *parse_atom(struct parser *ps)
{
    struct str text = lex_text(&ps->lex);
    switch (token_kind(ps)) {
    case TOKEN_TEXT:
        return text_constant(ps);
    case TOKEN_NUMBER:
        return constant(ps, value_slice(VALUE_NUMBER, text.p, text.n));
    case TOKEN_DURATION:
        return duration_constant(ps);
    case TOKEN_TRUE:
    case TOKEN_FALSE:
        return constant(ps, value_bool(token_kind(ps) == TOKEN_TRUE));
    case TOKEN_NULL:
        return constant(ps, value_null());
    case TOKEN_DOLLAR:
        return dollar(ps);
    case TOKEN_SLASH:
        return regex(ps);
    case TOKEN_WORD:
    case TOKEN_QUOTED_NAME:
    case TOKEN_DOT:
        return parse_path(ps);
    default:
        parse_unexpected(ps, "an expression");
        return NULL;
    }
}
