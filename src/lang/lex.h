// SPDX-License-Identifier: MIT
// The pull lexer: one current token, read on demand, so that the parser, which alone knows what may
// stand at a place, can have the token read anew as a regex or as a bare word. It reports nothing:
// what is no token becomes a TOKEN_BAD that knows its fault, and whoever stumbles over it tells.
//
// A lexer is a plain value: a copy of it is a mark to go back to.
#ifndef LANG_LEX_H
#define LANG_LEX_H

#include "base/diag.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum token_kind {
    TOKEN_START,                  // before the first token
    TOKEN_END,                    // the end of the text
    TOKEN_NEWLINE,                // in a file: a newline that ends a stage
    TOKEN_PIPE,
    TOKEN_WORD,
    TOKEN_QUOTED_NAME,            // in backticks
    TOKEN_TEXT,                   // in quotes of either kind
    TOKEN_NUMBER,
    TOKEN_DURATION,
    TOKEN_DOLLAR,                 // $NAME
    TOKEN_REGEX,                  // only from lex_regex()
    TOKEN_OPEN, TOKEN_CLOSE,      // ( )
    TOKEN_OPEN_LIST, TOKEN_CLOSE_LIST,   // [ ]
    TOKEN_COMMA, TOKEN_DOT, TOKEN_DOTS, TOKEN_ASSIGN,
    TOKEN_ALL,                    // a `*` that the parser took for "the rest"
    // The operators; a line that ends in one goes on.
    TOKEN_EQ, TOKEN_NE, TOKEN_LT, TOKEN_LE, TOKEN_GT, TOKEN_GE, TOKEN_MATCH, TOKEN_NO_MATCH,
    TOKEN_COALESCE, TOKEN_PLUS, TOKEN_MINUS, TOKEN_STAR, TOKEN_SLASH, TOKEN_PERCENT,
    TOKEN_AND, TOKEN_OR, TOKEN_NOT, TOKEN_IN,
    TOKEN_TRUE, TOKEN_FALSE, TOKEN_NULL,
    TOKEN_BAD,
};

struct token {
    enum token_kind kind;
    uint32_t from, to;            // bytes of the source
    uint32_t inner_to;            // TOKEN_REGEX: where its pattern ends
    bool is_spaced;               // something separates it from the token before
    const char *fault;            // TOKEN_BAD: what is wrong; NULL: only unexpected
    const char *advice;           // what to do, or NULL
};

struct lexer {
    const struct source_text *source;
    struct token token;           // the current one
    uint32_t last_to;             // where the one before ended
    unsigned depth;               // brackets open before the current token
};

// At the first token of a source, whose text is valid UTF-8 and shorter than 2 GiB.
struct lexer lex_begin(const struct source_text *source);
// To the next token. At the end it stays there.
void lex_next(struct lexer *lx);

// Read the current token anew: as the regex that begins at this slash (TOKEN_BAD if it is not
// closed), or as a word up to the next space, `|` or end of line (TOKEN_WORD).
void lex_regex(struct lexer *lx);
void lex_bare_word(struct lexer *lx);

struct span lex_span(const struct lexer *lx);        // of the current token
struct str lex_text(const struct lexer *lx);         // its bytes

// Decode the inside of a quoted text. False where an escape is none: *fault is its offset.
bool lex_unescape(struct arena *a, struct str s, struct str *out, size_t *fault);

// The length of the word that begins at p (0 if none does): a letter, `_`, `@` or anything beyond
// ASCII that is neither a space nor a typographic sign; digits from the second place on.
size_t lex_word_length(const char *p, const char *end);
// Is the text, as a whole, one of the words that are never a name: and, or, not, in, true, ...?
bool lex_is_reserved(struct str word);

#endif
