// SPDX-License-Identifier: MIT
// Tokens are found by a table of spellings, longest first, after the few that have a shape of their
// own. The table also holds what people bring along from other languages, with the right spelling.
#include "lang/lex.h"

#include "data/text.h"

static const struct spelling {
    const char *text;
    enum token_kind kind;
    const char *fault, *advice;
} spellings[] = {
    {"===", TOKEN_BAD, "'===' is no operator", "write '=='"},
    {"!==", TOKEN_BAD, "'!==' is no operator", "write '!='"},
    {"==", TOKEN_EQ, NULL, NULL},
    {"!=", TOKEN_NE, NULL, NULL},
    {"<>", TOKEN_BAD, "'<>' is no operator", "write '!='"},
    {"<=", TOKEN_LE, NULL, NULL},
    {">=", TOKEN_GE, NULL, NULL},
    {"=~", TOKEN_MATCH, NULL, NULL},
    {"!~", TOKEN_NO_MATCH, NULL, NULL},
    {"??", TOKEN_COALESCE, NULL, NULL},
    {"..", TOKEN_DOTS, NULL, NULL},
    {"&&", TOKEN_BAD, "'&&' is no operator", "write 'and'"},
    {"||", TOKEN_BAD, "'||' is no operator", "write 'or'"},
    {"|", TOKEN_PIPE, NULL, NULL},
    {"(", TOKEN_OPEN, NULL, NULL},
    {")", TOKEN_CLOSE, NULL, NULL},
    {"[", TOKEN_OPEN_LIST, NULL, NULL},
    {"]", TOKEN_CLOSE_LIST, NULL, NULL},
    {",", TOKEN_COMMA, NULL, NULL},
    {".", TOKEN_DOT, NULL, NULL},
    {"=", TOKEN_ASSIGN, NULL, NULL},
    {"<", TOKEN_LT, NULL, NULL},
    {">", TOKEN_GT, NULL, NULL},
    {"+", TOKEN_PLUS, NULL, NULL},
    {"-", TOKEN_MINUS, NULL, NULL},
    {"*", TOKEN_STAR, NULL, NULL},
    {"/", TOKEN_SLASH, NULL, NULL},
    {"%", TOKEN_PERCENT, NULL, NULL},
    {"&", TOKEN_BAD, "'&' is no operator", "write 'and'"},
    {"!", TOKEN_BAD, "'!' is no operator", "write 'not'"},
    {"{", TOKEN_BAD, "'{' begins nothing here",
     "to keep some fields: project a, b; one in an object: set a.b = 1"},
    {"}", TOKEN_BAD, "'}' ends nothing here", NULL},
    {":", TOKEN_BAD, "unexpected ':'", "a name stands before '=': NAME = EXPR"},
    {"?", TOKEN_BAD, "'?' is no operator", "write 'if(condition, a, b)', or 'a ?? b' for null"},
    {"^", TOKEN_BAD, "'^' is no operator", "write 'pow(x, y)'"},
    {"~", TOKEN_BAD, "'~' is no operator", "write '=~' to match a regex"},
    {";", TOKEN_BAD, "';' does not end a stage", "write '|' between two stages"},
    {"#", TOKEN_BAD, "unexpected '#'", "comments stand in pipeline files"},
    {"\"", TOKEN_BAD, "this '\"' is not closed", NULL},
    {"'", TOKEN_BAD, "this \"'\" is not closed", NULL},
    {"`", TOKEN_BAD, "this '`' is not closed", NULL},
    {"$", TOKEN_BAD, "a name must follow '$'", "'--arg NAME=VALUE' gives $NAME its value"},
};

static const struct {
    const char *text;
    enum token_kind kind;
} reserved[] = {
    {"and", TOKEN_AND}, {"or", TOKEN_OR}, {"not", TOKEN_NOT}, {"in", TOKEN_IN},
    {"true", TOKEN_TRUE}, {"false", TOKEN_FALSE}, {"null", TOKEN_NULL},
};

// Signs that word processors put in place of plain ones, and spaces that are none. Ascending.
static const struct odd_sign {
    uint32_t from, to;
    const char *fault, *advice;
} odd_signs[] = {
    {0x80, 0xa0, "a space or control character that is not plain", "write a plain space"},
    {0xab, 0xab, "a typographic quote", "write a plain quote, \" or '"},
    {0xb4, 0xb4, "a typographic quote", "write a plain quote, \" or '"},
    {0xbb, 0xbb, "a typographic quote", "write a plain quote, \" or '"},
    {0xd7, 0xd7, "'\xc3\x97' is no operator", "write '*'"},
    {0x2000, 0x200f, "a space that is not plain", "write a plain space"},
    {0x2010, 0x2015, "a typographic dash", "write a plain '-'"},
    {0x2018, 0x201f, "a typographic quote", "write a plain quote, \" or '"},
    {0x2026, 0x2026, "a typographic ellipsis", "write '..'"},
    {0x2028, 0x202f, "a space that is not plain", "write a plain space"},
    {0x2032, 0x2037, "a typographic quote", "write a plain quote, \" or '"},
    {0x2039, 0x203a, "a typographic quote", "write a plain quote, \" or '"},
    {0x205f, 0x206f, "a space that is not plain", "write a plain space"},
    {0x2212, 0x2212, "a typographic minus", "write a plain '-'"},
    {0x2260, 0x2260, "'\xe2\x89\xa0' is no operator", "write '!='"},
    {0x2264, 0x2264, "'\xe2\x89\xa4' is no operator", "write '<='"},
    {0x2265, 0x2265, "'\xe2\x89\xa5' is no operator", "write '>='"},
    {0x3000, 0x3000, "a space that is not plain", "write a plain space"},
    {0xfeff, 0xfeff, "a byte order mark", "it may only begin a file"},
};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static const struct odd_sign *odd_sign(uint32_t code)
{
    for (size_t i = 0; i < LENGTH(odd_signs); i++)
        if (code >= odd_signs[i].from && code <= odd_signs[i].to)
            return &odd_signs[i];
    return NULL;
}

size_t lex_word_length(const char *p, const char *end)
{
    const char *from = p;
    while (p < end) {
        int n = 1;
        bool fits = is_letter(*p) || *p == '@' || (p > from && is_digit(*p));
        if ((unsigned char)*p >= 0x80)
            fits = !odd_sign(text_decode(p, end, &n));
        if (!fits)
            break;
        p += n;
    }
    return (size_t)(p - from);
}

static enum token_kind word_kind(struct str word)
{
    for (size_t i = 0; i < LENGTH(reserved); i++)
        if (str_is(word, reserved[i].text))
            return reserved[i].kind;
    return TOKEN_WORD;
}

bool lex_is_reserved(struct str word)
{
    return word_kind(word) != TOKEN_WORD;
}

struct span lex_span(const struct lexer *lx)
{
    return (struct span){lx->source, lx->token.from, lx->token.to};
}

struct str lex_text(const struct lexer *lx)
{
    return span_text(lex_span(lx));
}

static void set_bad(struct token *t, const char *fault, const char *advice)
{
    t->kind = TOKEN_BAD;
    t->fault = fault;
    t->advice = advice;
}

// ---- the shapes ----

// What has a spelling, right or wrong.
static const char *scan_sign(struct token *t, const char *p, const char *end)
{
    for (size_t i = 0; i < LENGTH(spellings); i++) {
        const struct spelling *s = &spellings[i];
        size_t n = strlen(s->text);
        if ((size_t)(end - p) < n || memcmp(p, s->text, n) != 0)
            continue;
        t->kind = s->kind;
        t->fault = s->fault;
        t->advice = s->advice;
        return p + n;
    }
    int n;
    const struct odd_sign *odd = odd_sign(text_decode(p, end, &n));
    if (odd)
        set_bad(t, odd->fault, odd->advice);
    else
        set_bad(t, NULL, NULL);
    return p + n;
}

// From one quote to the next of its kind; a text does not go beyond its line, nor does the fault
// where it is not closed.
static const char *scan_quoted(struct token *t, const char *p, const char *end)
{
    char quote = *p;
    scan_sign(t, p, end);
    for (p++; p < end && *p != '\n'; p++) {
        if (*p == quote) {
            t->kind = quote == '`' ? TOKEN_QUOTED_NAME : TOKEN_TEXT;
            return p + 1;
        }
        if (*p == '\\' && quote != '`' && p + 1 < end && p[1] != '\n')
            p++;
    }
    return p;
}

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && is_digit(*p))
        p++;
    return p;
}

// 12, 1.5, 1e3; a letter behind it makes it a duration, of which the parser says whether it is one.
static const char *scan_number(struct token *t, const char *p, const char *end)
{
    const char *from = p;
    p = skip_digits(p, end);
    const char *whole = p;
    if (end - p > 1 && *p == '.' && is_digit(p[1]))
        p = skip_digits(p + 1, end);
    if (p < end && (*p == 'e' || *p == 'E')) {
        const char *exponent = p + 1;
        if (exponent < end && (*exponent == '+' || *exponent == '-'))
            exponent++;
        if (exponent < end && is_digit(*exponent))
            p = skip_digits(exponent, end);
    }
    t->kind = TOKEN_NUMBER;
    size_t letters = lex_word_length(p, end);
    if (letters) {
        t->kind = TOKEN_DURATION;
        return p + letters;
    }
    if (*from == '0' && whole - from > 1)
        set_bad(t, "a number does not begin with 0", "digits that are a text stand in quotes");
    return p;
}

static const char *scan_word(struct token *t, const char *p, const char *end, bool is_key)
{
    size_t n = lex_word_length(p, end);
    if (n)
        t->kind = is_key ? TOKEN_WORD : word_kind((struct str){p, n});
    return n ? p + n : NULL;
}

// `is_key`: an adjacent dot came before, so that any word is a plain key.
static const char *scan(struct token *t, const char *p, const char *end, bool is_key)
{
    const char *to = NULL;
    if (*p == '"' || *p == '\'' || *p == '`')
        to = scan_quoted(t, p, end);
    else if (is_digit(*p))
        to = scan_number(t, p, end);
    else if (*p == '$') {
        size_t n = lex_word_length(p + 1, end);
        t->kind = TOKEN_DOLLAR;
        to = n ? p + 1 + n : skip_digits(p + 1, end);
        if (!n && to > p + 1)
            set_bad(t, "fields have no numbers", "write the field's name");
        else if (!n)
            to = NULL;
    } else
        to = scan_word(t, p, end, is_key);
    return to ? to : scan_sign(t, p, end);
}

// ---- space and the ends of lines ----

// Behind spaces and, in a file, comments. Tells whether a line ended on the way.
static const char *skip_space(const struct lexer *lx, const char *p, bool *newline)
{
    struct str text = lx->source->text;
    const char *end = text.p + text.n;
    for (; p < end; p++) {
        if (*p == '#' && lx->source->file && (p == text.p || is_space(p[-1]))) {
            while (p < end && *p != '\n')
                p++;
            if (p == end)
                break;
        }
        if (!is_space(*p))
            break;
        *newline |= *p == '\n';
    }
    return p;
}

// Does a line that ends in this token go on below?
static bool is_unfinished(enum token_kind kind)
{
    return kind == TOKEN_START || kind == TOKEN_PIPE || kind == TOKEN_COMMA ||
           kind == TOKEN_ASSIGN || kind == TOKEN_DOTS || (kind >= TOKEN_EQ && kind <= TOKEN_IN);
}

// Does what begins the line at p belong to the line above?
static bool begins_continuation(const char *p, const char *end)
{
    static const char *const words[] = {"by", "per", "and", "or", "within"};
    if (p < end && (*p == '|' || *p == ','))
        return true;
    struct str word = {p, lex_word_length(p, end)};
    for (size_t i = 0; i < LENGTH(words); i++)
        if (str_is(word, words[i]))
            return true;
    return false;
}

static bool is_opening(enum token_kind kind)
{
    return kind == TOKEN_OPEN || kind == TOKEN_OPEN_LIST;
}

static bool is_closing(enum token_kind kind)
{
    return kind == TOKEN_CLOSE || kind == TOKEN_CLOSE_LIST;
}

void lex_next(struct lexer *lx)
{
    struct token last = lx->token;
    struct str text = lx->source->text;
    const char *end = text.p + text.n;
    if (is_opening(last.kind))
        lx->depth++;
    else if (is_closing(last.kind) && lx->depth)
        lx->depth--;
    if (last.kind != TOKEN_NEWLINE)
        lx->last_to = last.to;
    bool newline = false;
    const char *p = skip_space(lx, text.p + last.to, &newline);
    lx->token = (struct token){.kind = TOKEN_END, .from = (uint32_t)(p - text.p)};
    lx->token.is_spaced = lx->token.from > last.to;
    bool ends = newline && lx->source->file && !lx->depth && last.kind != TOKEN_NEWLINE &&
                !is_unfinished(last.kind) && p < end && !begins_continuation(p, end);
    if (ends)
        lx->token.kind = TOKEN_NEWLINE;
    else if (p < end)
        p = scan(&lx->token, p, end, last.kind == TOKEN_DOT && !lx->token.is_spaced);
    if (lx->token.kind == TOKEN_BAD && lx->source->file && text.p[lx->token.from] == '#')
        lx->token.advice = "a comment begins at the start of a line or after a space";
    lx->token.to = (uint32_t)(p - text.p);
}

struct lexer lex_begin(const struct source_text *source)
{
    struct lexer lx = {.source = source};
    if (source->file && source->text.n >= 3 && memcmp(source->text.p, "\xef\xbb\xbf", 3) == 0)
        lx.token.to = 3;          // a byte order mark
    lex_next(&lx);
    return lx;
}

// ---- reading anew ----

void lex_regex(struct lexer *lx)
{
    struct str text = lx->source->text;
    const char *end = text.p + text.n;
    const char *p = text.p + lx->token.from + 1;
    for (; p < end && *p != '/' && *p != '\n'; p++)
        if (*p == '\\' && p + 1 < end && p[1] != '\n')
            p++;
    if (p == end || *p == '\n') {
        set_bad(&lx->token, "this regex is not closed", "write '/' at its end");
        lx->token.to = (uint32_t)(p - text.p);
        return;
    }
    lx->token.kind = TOKEN_REGEX;
    lx->token.inner_to = (uint32_t)(p - text.p);
    for (p++; p < end && is_letter(*p);)
        p++;
    lx->token.to = (uint32_t)(p - text.p);
}

void lex_bare_word(struct lexer *lx)
{
    struct str text = lx->source->text;
    uint32_t to = lx->token.from;
    while (to < text.n && !is_space(text.p[to]) && text.p[to] != '|')
        to++;
    lx->token.kind = TOKEN_WORD;
    lx->token.to = to;
}
