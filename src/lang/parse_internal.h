// SPDX-License-Identifier: MIT
// What the files of the parser share: parse.c reads pipelines and stages, parse_args.c the
// arguments of a stage by its declaration, parse_expr.c expressions.
//
// A function that fails has reported the mistake and left the current token anywhere; the stage is
// then given up. Functions take the current token as the first of what they read and leave it at
// the first behind that.
#ifndef LANG_PARSE_INTERNAL_H
#define LANG_PARSE_INTERNAL_H

#include "lang/lex.h"
#include "lang/parse.h"

struct parser {
    struct arena *arena;
    struct diag *diag;
    const struct syntax_table *table;
    struct lexer lex;
    unsigned nesting;             // parentheses, calls, lists and signs around this place
    unsigned operators;           // in this stage so far; both bound the depth of a tree
    bool leaves_by;               // a `by` behind the call that comes belongs to its stage
};

// ---- tokens ----

static inline enum token_kind token_kind(const struct parser *ps)
{
    return ps->lex.token.kind;
}

// Is the current token of that kind? Then take it.
bool parse_take(struct parser *ps, enum token_kind kind);
// Is the current token this word, of whatever kind?
bool parse_at_word(const struct parser *ps, const char *word);
// Is the current token of that kind, with nothing between it and the one before?
bool parse_is_adjacent(const struct parser *ps, enum token_kind kind);
// Does the stage end here?
bool parse_at_end(const struct parser *ps);
// Does the lexer stand at something that begins with the same bytes as a path: a name or a dot?
bool parse_at_name(const struct parser *ps);

// The text since byte `from`, up to the end of the last token taken.
struct span parse_span_since(const struct parser *ps, uint32_t from);
// The place behind the last token taken: where something is missing.
struct span parse_missing_span(const struct parser *ps);

// The current token is not what belongs here; `expected` as "an expression". Returns false.
bool parse_unexpected(struct parser *ps, const char *expected);

// After a mistake at the current token: a hint if it, or the word before it, is one of another
// language. False if it is not.
bool parse_hint_foreign(struct parser *ps);

// To the next token when all that matters is where a list or a stage ends: a slash where a regex
// may begin is read as one, so that a `|` or `,` in it is not taken for the end.
void parse_skip_token(struct parser *ps);

// A user's text in a message: SHOW() for "%.*s", cut where it is very long.
#define SHOW(s) (int)((s).n < 60 ? (s).n : 60), (s).p

// ---- arrays in the arena that grow by one ----

// `array`, which has n elements of `size` bytes, with room for one more.
void *parse_grow(struct arena *a, void *array, size_t n, size_t size);

// ---- expressions (parse_expr.c) ----

struct node *parse_expr(struct parser *ps);
struct node *parse_operand(struct parser *ps);       // without operators around it
struct node *parse_call(struct parser *ps);          // at a word that `(` follows

// ---- literals and paths (parse_atom.c) ----

struct node *parse_atom(struct parser *ps);
struct node *parse_path(struct parser *ps);          // at a name
bool parse_text(struct parser *ps, struct str *out); // at a quoted text
struct duration parse_duration(struct parser *ps, bool *ok);   // at a TOKEN_DURATION
// A node whose span is the current token.
struct node *parse_new_node(struct parser *ps, enum node_kind kind);

// ---- arguments (parse_args.c) ----

// The arguments of stage->syntax, up to the end of the stage.
bool parse_args(struct parser *ps, struct stage_ast *stage);

// ---- their values (parse_values.c) ----

// One argument on its way: where it goes, and what the messages need.
struct reading {
    struct parser *ps;
    const struct syntax *syntax;
    const struct arg_syntax *shape;
    struct arg *arg;
};

// The value at the current token, which is not the end of the stage.
bool parse_value(struct reading *r);
// The same of an argument that consists of expressions (parse_items.c).
bool parse_items(struct reading *r);
// It is missing at a place: "head needs a number of rows", or "'per' needs ..." for a clause; with
// the usage. Returns false.
bool parse_needs(struct reading *r, struct span span);
// The same where the current token is something else. Returns false.
bool parse_needs_here(struct reading *r);
// The clause of a stage whose keyword stands here (the longest one) and the place behind it, or -1.
int parse_clause_here(const struct parser *ps, const struct syntax *syntax, struct lexer *behind);
// Offer the choices, which have spaces between.
struct suggest;
void parse_offer_choices(struct parser *ps, struct suggest *s, const char *choices);
// Is the word among the choices, which have spaces between?
bool parse_is_choice(const char *choices, struct str word);

#endif
