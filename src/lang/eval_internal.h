// SPDX-License-Identifier: MIT
// The evaluation functions that the checker puts into expressions. Private to lang/.
#ifndef LANG_EVAL_INTERNAL_H
#define LANG_EVAL_INTERNAL_H

#include "lang/expr.h"

struct value eval_constant(const struct expr *e, struct eval *ev);
struct value eval_path(const struct expr *e, struct eval *ev);        // steps below a cell
struct value eval_list(const struct expr *e, struct eval *ev);
struct value eval_call(const struct expr *e, struct eval *ev);
struct value eval_sequence(const struct expr *e, struct eval *ev);
struct value eval_if(const struct expr *e, struct eval *ev);
struct value eval_coalesce(const struct expr *e, struct eval *ev);    // the function and `??`
struct value eval_exists(const struct expr *e, struct eval *ev);
struct value eval_line_match(const struct expr *e,
                             struct eval *ev); // a regex alone: the whole line

struct value eval_and(const struct expr *e, struct eval *ev);
struct value eval_or(const struct expr *e, struct eval *ev);
struct value eval_not(const struct expr *e, struct eval *ev);
struct value eval_compare(const struct expr *e, struct eval *ev);     // == != < <= > >=
struct value eval_compare_int(const struct expr *e,
                              struct eval *ev); // the same, with a constant int
struct value eval_equal_str(const struct expr *e,
                            struct eval *ev); // == !=: a cell, a constant text
struct value eval_in(const struct expr *e, struct eval *ev);          // in, not in
struct value eval_in_list(const struct expr *e,
                          struct eval *ev); // the same: args[1..] are the list
struct value eval_match(const struct expr *e, struct eval *ev);       // =~ !~
struct value eval_arithmetic(const struct expr *e, struct eval *ev);  // + - * / %
struct value eval_negate(const struct expr *e, struct eval *ev);

// What + - * / % yield for operands of these type sets; 0 if never anything.
unsigned arithmetic_types(enum node_op op, unsigned left, unsigned right);

#endif
