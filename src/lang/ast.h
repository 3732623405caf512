// SPDX-License-Identifier: MIT
// What a pipeline says, as the parser gives it: stages with their arguments, expressions as trees.
// Nothing is resolved yet: names are names. Everything lives in the plan's arena and borrows texts
// from the pipeline's sources.
#ifndef LANG_AST_H
#define LANG_AST_H

#include "base/diag.h"
#include "base/str.h"
#include "data/time.h"
#include "data/value.h"
#include "data/walk.h"

#include <stdbool.h>
#include <stddef.h>

struct syntax;

enum node_kind {
    NODE_CONST,                   // value: null, bool, VALUE_NUMBER, text (decoded), duration
    NODE_PATH,                    // steps
    NODE_REGEX,                   // text: pattern between the slashes (\/ made /), flags
    NODE_ARG,                     // text: the name after $
    NODE_CALL,                    // text: the name; args
    NODE_LIST,                    // [a, b]: args
    NODE_UNARY,                   // op; args[0]
    NODE_BINARY,                  // op; args[0], args[1]
};

enum node_op {
    OP_OR, OP_AND, OP_NOT, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_MATCH, OP_NO_MATCH, OP_IN,
    OP_NOT_IN, OP_COALESCE, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD, OP_NEG,
};

struct node {
    enum node_kind kind;
    enum node_op op;
    struct span span;             // all of it
    struct span name_span;        // NODE_CALL: the name alone; NODE_BINARY: the operator
    struct value value;           // NODE_CONST
    struct duration duration;     // NODE_CONST of VALUE_DURATION: with its calendar part
    struct str text;              // see above
    struct str flags;             // NODE_REGEX
    struct step *steps;           // NODE_PATH
    size_t nsteps;
    struct node **args;
    size_t nargs;
    struct node **keys;           // NODE_CALL: its `by`
    size_t nkeys;
    bool is_bare;                 // NODE_CALL: written without parentheses (count)
    bool is_dotted;               // NODE_PATH: written with a leading dot, so surely a field
};

// One element of a list argument.
struct item {
    struct span span;
    struct str name;              // NAME = ..., decoded; n == 0 if none was given
    struct span name_span;
    struct step *target;          // ARG_ASSIGNS, ARG_RENAMES: the path before `=`, keys only
    size_t ntarget;
    struct node *expr;            // NULL for `*`
    struct node *where;           // ARG_AGGS: its filter, or NULL
    bool is_star;
    bool is_descending, has_direction;   // ARG_SORT_KEYS
};

// The value of one argument of a stage, in the order of its syntax.
struct arg {
    bool given;
    struct span span;
    struct item *items;           // lists; ARG_EXPR, ARG_PATH, ARG_REGEX (one item)
    size_t nitems;
    struct duration duration;     // ARG_DURATION, ARG_STEP; ARG_SIGNED_DURATION: negated where
                                  // is_negative
    bool is_negative;
    int64_t number;               // ARG_COUNT; ARG_STEP: 0 where it is a duration
    double percent;               // ARG_PERCENT
    struct str text;              // ARG_TEXT, ARG_CHOICE, ARG_FORMAT (whose items are arguments);
                                  // ARG_STEP: "rows", if it was said
};

struct stage_ast {
    struct stage_ast *next;
    const struct syntax *syntax;  // which stage
    struct span span;             // all of its text
    struct span name_span;        // its name (its first token where the stage is implied)
    bool is_implied;              // an expression (filter) or an aggregate standing alone
    int number;                   // its place in the pipeline, from 1
    struct arg *args;             // as many as the syntax has
};

struct pipeline {
    struct stage_ast *first;
    int nstages;
};

#endif
