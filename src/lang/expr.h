// SPDX-License-Identifier: MIT
// Expressions, checked and ready to be evaluated on rows. A node is a function pointer and what it
// needs; evaluation walks the tree. Names, types, arities, regexes and zones have been seen to
// before the run: what can go wrong on a row is a value of a wrong type, which makes the result
// null and is a finding.
#ifndef LANG_EXPR_H
#define LANG_EXPR_H

#include "base/diag.h"
#include "base/mem.h"
#include "data/batch.h"
#include "data/value.h"
#include "lang/ast.h"
#include "lang/scope.h"

#include <stdbool.h>

struct expr;
struct func_row;
struct regex;
struct write_style;
struct sequence_site;
struct sequences;
struct zone;

// Where expressions are evaluated: one stage at work on one batch.
struct eval {
    struct batch *batch;          // findings go to its chunk
    struct arena *arena;          // for results; the batch's
    const struct row *row;        // the row at hand
    int stage;                    // its number, for findings
    bool stopped;                 // --strict: an expression failed on this row
};

typedef struct value (*eval_fn)(const struct expr *e, struct eval *ev);

struct expr {
    eval_fn eval;
    unsigned types;               // what it can yield: a set of TYPE_ (data/value.h)
    int cell;                     // a field: its cell; else CELL_NONE
    struct value constant;        // a constant's value
    bool is_constant;
    bool uses_cells;              // reads something that a stage made
    bool has_sequence;            // calls a sequence function somewhere, which sees every row
    bool is_impure;               // calls a function that looks at more than its arguments (now)
    unsigned char nargs;
    enum node_op op;
    struct expr **args;
    const struct func_row *func;
    void *prepared;               // of the function
    struct sequence_site *sequence;   // of a sequence function: what this call remembers
    struct regex *regex;
    struct step *steps;           // a path below `cell` or args[0]
    size_t nsteps;
    const struct zone *zone;      // for texts that are read as times
    const struct write_style *style;   // for times that are put into arrays and objects
    struct str text;              // as it stands in the pipeline, for messages
};

// A field as it is: what most expressions are.
struct value eval_cell(const struct expr *e, struct eval *ev);

static inline struct value expr_eval(const struct expr *e, struct eval *ev)
{
    return e->eval == eval_cell ? ev->row->cells[e->cell] : e->eval(e, ev);
}

// Begin the evaluation on a batch by stage number `stage`.
struct eval eval_begin(struct batch *batch, int stage);

// A row's value was not what it had to be: count it, keep it as a finding. The result is null.
// The sentence continues "TEXT: VALUE ...", such as "is not a number".
struct value eval_error(struct eval *ev, struct str text, struct value v, const char *reason);

// ---- checking ----

// $NAME and its value (--arg): a text, or a number if it reads as one.
struct named_value {
    struct str name;
    struct value value;
};

// How fields of the line are asked for (see data/fields.h).
enum asking {
    ASK_FIELD,                    // an event without it is a surprise
    ASK_OPTIONAL,                 // an expression that is ready for a missing field
    ASK_NOT,                      // a stage's own need
};

struct check {
    struct arena *arena;          // the plan's
    struct diag *diag;
    struct scope *scope;          // what names mean where the expression stands
    struct sequences *sequences;  // where the stage keeps what its calls of sequence functions
                                  // remember; NULL: they cannot stand there
    const struct named_value *args;
    size_t nargs;
    const struct zone *zone;      // --tz; NULL is UTC
    const struct write_style *style;   // --time-format; must outlive the expressions
    enum asking asking;
};

// Check an expression and make it ready; NULL after a mistake, which has been reported.
struct expr *check_expr(struct check *c, const struct node *node);

// The same for a field that may well be missing.
struct expr *check_optional(struct check *c, const struct node *node);
// The same for a stage's own need of a field, of which the user has said nothing.
struct expr *check_unasked(struct check *c, const struct node *node);

// The same where a condition stands: a regex alone means the whole line, and a value that can never
// be true or false is a mistake.
struct expr *check_condition(struct check *c, const struct node *node);

// Compile a regex (a literal's pattern and flags) into the arena; NULL after a mistake, which has
// been reported.
struct regex *check_regex(struct check *c, struct span span, struct str pattern, struct str flags);

// Is it a function of the line as it came alone, so that it can be evaluated at entry?
static inline bool expr_is_of_line(const struct expr *e)
{
    return !e->uses_cells;
}

// Report that an argument's possible types have nothing in common with those wanted.
bool check_types(struct check *c, const struct expr *e, struct span span, unsigned wanted,
                 const char *who);

#endif
