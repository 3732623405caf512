// SPDX-License-Identifier: MIT
// Scalar functions: a row each, in a table next to its code, a family a file. The parser knows only
// name(args); help, completions, the type checker and the tests read the rows.
//
// The evaluator sees to the rules that hold for all: numbers are resolved and texts decoded before
// a call (unless the row takes both as they came); an argument of a type outside the row's set
// makes the result null and is counted; a null argument makes the result null, silently, unless the
// row takes nulls (TYPE_NULL in its set).
#ifndef FUNCS_FUNC_H
#define FUNCS_FUNC_H

#include "base/attr.h"
#include "base/mem.h"
#include "base/pack.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>

struct regex;
struct write_style;
struct zone;

// What a call has besides its arguments.
struct call {
    struct arena *arena;          // the batch's: for results
    void *prepared;               // what `prepare` made of the constant arguments, or NULL
    const struct write_style *style;   // how times are written inside of arrays and objects
    const char *error;            // set by a function that fails on its arguments' values: what
                                  // went wrong, a constant text ("is not a time"); it returns null
    int error_arg;                // the number of the argument at fault, from 0
};

// What the checker hands to `prepare`, before the run. Two kinds of constants say more than a value
// can: a regex literal comes as its pattern, a text whose `unused` holds FUNC_REGEX_LITERAL and a
// bit for each flag (bit i for the i-th letter of FUNC_REGEX_FLAGS); the `len` of a duration is its
// calendar months.
#define FUNC_REGEX_FLAGS "imsx"
enum { FUNC_REGEX_LITERAL = 1 << 15 };

struct prepare {
    struct arena *arena;          // the plan's
    const struct zone *zone;      // of --tz, NULL is UTC
    const struct value *args;     // constant arguments resolved and decoded; others VALUE_MISSING
    const bool *is_const;
    int nargs;
    // On failure prepare returns false with the message and perhaps advice (as for diag_error and
    // diag_hint), the number of the argument at fault (from 0) and, where error_length is not 0,
    // the bytes of that argument's text.
    const char *error, *hint;
    int error_arg;
    size_t error_offset, error_length;
};

// How a call is evaluated.
enum func_form {
    FUNC_CALL,                    // all arguments, then `call`
    FUNC_IF,                      // if(c, a, b): only the branch taken is evaluated
    FUNC_COALESCE,                // the first argument that is not null, none after it is evaluated
    FUNC_EXISTS,                  // of a path: is it there, null or not?
    FUNC_SOURCE,                  // the name of the input that the event came from
    FUNC_SEQUENCE,                // remembers the rows before, by key: `sequence`
};

// One row for a sequence function, and what it remembers of the rows of that key before it.
struct sequence_call {
    struct call call;             // results go to its arena, the batch's
    void *state;
    struct arena *kept;           // for what the state points to; lives as long as the run
    int64_t time;                 // of the row: event time in ns, or TIME_NONE
};

// The part of the row of a sequence function. A state is a block of fixed size, aligned to 16,
// which is zeros before the key's first row; what grows beyond it lives in the arena it is given.
//
// step() is called for each row, once, in order of arrival, also where an argument is null. What is
// of a wrong type has been counted and comes as null.
struct sequence {
    size_t state_size;
    bool by_time;                 // looks at event time
    bool as_written;              // arguments come as they are, neither resolved nor decoded
    struct value (*step)(struct sequence_call *c, const struct value *args, int nargs);
    void (*save)(const void *state, struct buf *out);
    // Into zeros; what is damaged is told by `in->failed`.
    void (*load)(void *state, struct arena *kept, struct unpack *in);
};

enum { FUNC_ANY_NUMBER = 255 };   // max_args: no limit

struct func_row {
    const char *name;
    const char *usage;            // "round(x[, digits])"
    const char *summary;          // one line, for -h and the man page
    const char *note;             // what else is to be known (edges, what is not done): a few
                                  // sentences, or NULL
    const char *example;          // an expression over an event ...
    const char *input;            // ... such as this one (a JSON object; "{}" if it needs none)
    const char *output;           // ... whose value, as JSON, is this; for FUNC_SEQUENCE, several
                                  // events and their values, one a line
    unsigned char min_args, max_args;
    enum func_form form;
    bool impure;                  // not a function of its arguments alone: never folded
    bool as_came;                 // arguments are passed on: numbers come unread, texts undecoded
    unsigned args[4];             // type sets by position; the last one given (nonzero) goes on
    unsigned result;              // type set
    struct value (*call)(struct call *call, const struct value *args, int nargs);
    // Look at constant arguments once, before the run (a regex, a zone, a format); *out goes to
    // call->prepared. NULL where there is nothing to prepare.
    bool (*prepare)(struct prepare *p, void **out);
    const struct sequence *sequence;   // FUNC_SEQUENCE, in place of `call`
};

// What a function returns that fails on its arguments' values.
static inline struct value call_fail(struct call *call, const char *error)
{
    call->error = error;
    return value_null();
}

// What `prepare` returns when argument i is not right.
static inline bool prepare_fail(struct prepare *p, int i, const char *error)
{
    p->error_arg = i;
    p->error = error;
    return false;
}

// Texts and containers made by functions are at most this long: what would be longer is null.
enum { RESULT_MOST = 16 << 20 };
#define RESULT_TOO_LONG "would make a result of more than 16 MiB"

// Would the result, so far in `b`, be too long with `more` bytes? Then the call has failed.
static inline bool is_too_long(struct call *call, const struct buf *b, size_t more)
{
    if (LIKELY(b->n <= RESULT_MOST && more <= RESULT_MOST - b->n))
        return false;
    call->error = RESULT_TOO_LONG;
    return true;
}

// The slice [from, to) of a text, at character boundaries.
static inline struct value text_part(struct value text, size_t from, size_t to)
{
    struct value part = value_slice(VALUE_STR, text.p + from, to - from);
    part.flags = text.flags;
    return part;
}

// A number, a text, true or false, a time, a duration or a container as a text, as str() gives it;
// null for null.
struct value value_to_text(struct call *call, struct value v);

// The regex that argument i, a constant, stands for, compiled; NULL, refused, if it is none.
struct regex *prepare_pattern(struct prepare *p, int i);

// The row of that name, or NULL.
const struct func_row *func_find(struct str name);
// All rows, family by family, for listing: i from 0; NULL at the end.
const struct func_row *func_at(int i);
// The heading above that row in lists, if it is the first of a family that has one; else NULL.
const char *func_heading(const struct func_row *row);

// The type set of argument i (from 0).
unsigned func_arg_types(const struct func_row *row, int i);

#endif
