// SPDX-License-Identifier: MIT
// Between the files of the checker. Private to lang/check*.c.
#ifndef LANG_CHECK_INTERNAL_H
#define LANG_CHECK_INTERNAL_H

#include "lang/eval_internal.h"

// A new expression for a node; its types are a set.
struct expr *check_new(struct check *c, const struct node *node, eval_fn eval, unsigned types);
// One that is this value.
struct expr *check_constant(struct check *c, const struct node *node, struct value v);

// Append what a set of types is called: "a number", "a text or an array".
void check_name_types(struct buf *b, unsigned types);

// What is true of an expression because it is of its part, which may be NULL after a mistake.
void check_adopt(struct expr *e, const struct expr *part);

// Are all arguments constant? Then the expression can be evaluated now: what goes wrong with
// constants is a mistake in the pipeline (NULL, reported).
bool check_all_constant(const struct expr *e);
struct expr *check_fold(struct check *c, const struct node *node, struct expr *e);

// check_ops.c: unary and binary operators; a regex standing alone.
struct expr *check_operator(struct check *c, const struct node *node);
struct expr *check_line_match(struct check *c, const struct node *node);

// check_compare.c: comparisons, of two arguments that have been checked; `x in [a, b]`, whose
// elements become arguments; a hint for two arguments that do not go together; a number where a
// duration is wanted: false if nothing was said.
struct expr *check_compare(struct check *c, const struct node *node, struct expr *e);
struct expr *check_in(struct check *c, const struct node *node, struct expr *e);
struct expr *check_in_list(struct check *c, const struct node *node);
void check_hint_mixed(struct check *c, const struct node *node, const struct expr *e);
bool check_hint_seconds(struct check *c, struct value v);

// check_call.c: calls of functions.
struct expr *check_call(struct check *c, const struct node *node);

#endif
