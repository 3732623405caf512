// SPDX-License-Identifier: MIT
// How stages declare the shape of their arguments. The parser reads any stage by its declaration,
// and the canonical text, the help and the completions are made from it; the table of stages
// itself is handed in from above.
#ifndef LANG_SYNTAX_H
#define LANG_SYNTAX_H

#include "base/str.h"

#include <stddef.h>

enum arg_kind {
    ARG_END,                      // ends the declaration
    ARG_EXPR,                     // an expression
    ARG_PAIR,                     // EXPR [= EXPR]               keys of two sides: two items
    ARG_EXPRS,                    // EXPR, ...
    ARG_ITEMS,                    // [NAME =] EXPR, ...          `*` where ARG_STAR is set
    ARG_ASSIGNS,                  // NAME = EXPR, ...            a NAME may be a path
    ARG_PATH,                     // PATH
    ARG_PATHS,                    // PATH, ...
    ARG_RENAMES,                  // NEW = OLD, ...              both paths
    ARG_AGGS,                     // [NAME =] AGG[(...)] [where EXPR], ...
    ARG_SORT_KEYS,                // EXPR [asc|desc], ...
    ARG_COUNT,                    // a whole number from 1 up
    ARG_PERCENT,                  // 10%, 0.5%: above 0, at most 100
    ARG_DURATION,                 // 1h30m
    ARG_SIGNED_DURATION,          // -5s
    ARG_STEP,                     // a duration, or a whole number from 1 up (100, 100 rows)
    ARG_TEXT,                     // a quoted text, or a word up to the next space
    ARG_CHOICE,                   // one of the words in `choices`
    ARG_REGEX,                    // /regex/flags
    ARG_FORMAT,                   // NAME or NAME(EXPR, ...)
};

enum {
    ARG_OPTIONAL = 1,             // a positional argument that may be left out
    ARG_REQUIRED = 2,             // a clause that must be there
    ARG_STAR = 4,                 // ARG_ITEMS: a `*` may be among them
};

// One argument. First the positional ones (keyword NULL), in their order; then the clauses, each
// begun by its keyword (one word or several: "fill for"), in any order, at most once.
struct arg_syntax {
    enum arg_kind kind;
    const char *keyword;
    unsigned flags;
    const char *choices;          // ARG_CHOICE: words with spaces between
    const char *what;             // for messages: "a number of rows", "a condition"
};

enum { SYNTAX_ARGS_MAX = 16 };

struct syntax {
    const char *name;
    const char *alias;            // or NULL
    const char *usage;            // "head N [per EXPR, ...]"
    const char *summary;          // one line
    const char *note;             // what else is to be known: a few sentences, or NULL
    const char *example;          // a pipeline, over ...
    const char *input;            // ... these events (JSON lines), which prints ...
    const char *output;           // ... these rows
    struct arg_syntax args[SYNTAX_ARGS_MAX];
};

// A table of stages: NULL-ended. Two words have a meaning for the parser itself: the stage called
// "filter" is the one that an expression standing alone means, "aggregate" the one that an
// aggregate standing alone means.
struct syntax_table {
    const struct syntax *const *rows;
    const char *const *reserved;  // names of later versions, NULL-ended: "not in this version"
};

// The row with that name or alias, or NULL.
const struct syntax *syntax_find(const struct syntax_table *t, struct str name);

#endif
