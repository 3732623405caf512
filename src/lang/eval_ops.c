// SPDX-License-Identifier: MIT
// Operators. `==` and `!=` are total; `<` and its kin are null between different types or with
// null, and null spreads through and, or, not as in SQL's three-valued logic. Arithmetic is exact
// on 64-bit integers and in doubles beyond.
#include "base/fail.h"
#include "data/json.h"
#include "data/time.h"
#include "lang/eval_internal.h"

#include <math.h>

// ---- logic ----

// The operand of a logical operator: 1, 0, or -1 for null. A wrong type is counted, and null.
static int truth(const struct expr *e, const struct expr *arg, struct eval *ev)
{
    struct value v = expr_eval(arg, ev);
    if (v.type == VALUE_BOOL)
        return (int)v.i;
    if (!value_is_null(v))
        eval_error(ev, e->text, v, "is not true or false");
    return -1;
}

static struct value truth_value(int t)
{
    return t < 0 ? value_null() : value_bool(t);
}

struct value eval_and(const struct expr *e, struct eval *ev)
{
    int left = truth(e, e->args[0], ev);
    if (left == 0 && LIKELY(!e->args[1]->has_sequence))
        return value_bool(false);
    int right = truth(e, e->args[1], ev);
    return left == 0 || right == 0 ? value_bool(false) : truth_value(left < 0 ? left : right);
}

struct value eval_or(const struct expr *e, struct eval *ev)
{
    int left = truth(e, e->args[0], ev);
    if (left == 1 && LIKELY(!e->args[1]->has_sequence))
        return value_bool(true);
    int right = truth(e, e->args[1], ev);
    return left == 1 || right == 1 ? value_bool(true) : truth_value(left < 0 ? left : right);
}

struct value eval_not(const struct expr *e, struct eval *ev)
{
    int t = truth(e, e->args[0], ev);
    return truth_value(t < 0 ? t : !t);
}

// ---- comparison ----

static bool is_number(struct value v)
{
    return v.type == VALUE_INT || v.type == VALUE_DOUBLE || v.type == VALUE_NUMBER;
}

static bool same_type(struct value x, struct value y)
{
    return x.type == y.type || (is_number(x) && is_number(y));
}

// A time compares with a text by reading it. False if the text is not a time.
static bool read_times(const struct expr *e, struct eval *ev, struct value *x, struct value *y)
{
    struct value *text = x->type == VALUE_STR ? x : y;
    return time_value_read_any(value_bytes(value_decode(ev->arena, *text)), e->zone, text);
}

static bool time_and_text(struct value x, struct value y)
{
    return (x.type == VALUE_TIME && y.type == VALUE_STR) ||
           (x.type == VALUE_STR && y.type == VALUE_TIME);
}

static bool holds(enum node_op op, int c)
{
    switch (op) {
    case OP_EQ:
        return c == 0;
    case OP_NE:
        return c != 0;
    case OP_LT:
        return c < 0;
    case OP_LE:
        return c <= 0;
    case OP_GT:
        return c > 0;
    default:
        return c >= 0;
    }
}

static bool equal(const struct expr *e, struct eval *ev, struct value x, struct value y)
{
    if (value_is_null(x) || value_is_null(y))
        return value_is_null(x) && value_is_null(y);
    if (time_and_text(x, y) && !read_times(e, ev, &x, &y))
        return false;
    return same_type(x, y) && value_equal(ev->arena, x, y);
}

static struct value compare(const struct expr *e, struct eval *ev, struct value x, struct value y)
{
    if (e->op == OP_EQ || e->op == OP_NE)
        return value_bool(equal(e, ev, x, y) == (e->op == OP_EQ));
    if (value_is_null(x) || value_is_null(y))
        return value_null();
    if (time_and_text(x, y) && !read_times(e, ev, &x, &y))
        return value_null();
    if (!same_type(x, y))
        return value_null();
    return value_bool(holds(e->op, value_compare(ev->arena, x, y)));
}

struct value eval_compare(const struct expr *e, struct eval *ev)
{
    struct value x = expr_eval(e->args[0], ev), y = expr_eval(e->args[1], ev);
    return compare(e, ev, x, y);
}

struct value eval_compare_int(const struct expr *e, struct eval *ev)
{
    struct value x = value_resolve(expr_eval(e->args[0], ev));
    struct value y = e->args[1]->constant;
    if (UNLIKELY(x.type != VALUE_INT))
        return compare(e, ev, x, y);
    return value_bool(holds(e->op, (x.i > y.i) - (x.i < y.i)));
}

struct value eval_equal_str(const struct expr *e, struct eval *ev)
{
    struct value x = ev->row->cells[e->args[0]->cell], y = e->args[1]->constant;
    if (UNLIKELY(x.type != VALUE_STR || (x.flags & STR_ESCAPED)))
        return eval_compare(e, ev);
    bool same = x.len == y.len && same_bytes(x.p, y.p, y.len);
    return value_bool(same == (e->op == OP_EQ));
}

struct value eval_in_list(const struct expr *e, struct eval *ev)
{
    struct value x = expr_eval(e->args[0], ev);
    bool found = false;
    for (int i = 1; i < e->nargs; i++) {
        if (found && LIKELY(!e->args[i]->has_sequence))
            continue;
        found |= equal(e, ev, x, expr_eval(e->args[i], ev));
        if (found && LIKELY(!e->has_sequence))
            break;
    }
    return value_bool(found == (e->op == OP_IN));
}

struct value eval_in(const struct expr *e, struct eval *ev)
{
    struct value x = expr_eval(e->args[0], ev), list = expr_eval(e->args[1], ev), element;
    if (value_is_null(list))
        return value_null();
    if (list.type != VALUE_ARRAY)
        return eval_error(ev, e->text, list, "is not an array");
    for (struct walk w = walk_begin(list); walk_element(&w, &element);)
        if (equal(e, ev, x, element))
            return value_bool(e->op == OP_IN);
    return value_bool(e->op == OP_NOT_IN);
}

// ---- arithmetic ----

// A double result: infinities and NaN become null and are counted.
static struct value finite_double(const struct expr *e, struct eval *ev, double d)
{
    if (LIKELY(isfinite(d)))
        return value_double(d);
    return eval_error(ev, e->text, value_missing(), "is beyond the range of numbers");
}

static struct value double_arithmetic(const struct expr *e, struct eval *ev, double x, double y)
{
    switch (e->op) {
    case OP_ADD:
        return finite_double(e, ev, x + y);
    case OP_SUB:
        return finite_double(e, ev, x - y);
    case OP_MUL:
        return finite_double(e, ev, x * y);
    case OP_DIV:
        return y == 0 ? value_null() : finite_double(e, ev, x / y);
    default:
        return y == 0 ? value_null() : finite_double(e, ev, fmod(x, y));
    }
}

// Integers exactly where the result is an integer of 64 bits; else as doubles.
static struct value int_arithmetic(const struct expr *e, struct eval *ev, int64_t x, int64_t y)
{
    int64_t z;
    if ((e->op == OP_DIV || e->op == OP_MOD) && y == 0)
        return value_null();
    if (e->op == OP_ADD && !__builtin_add_overflow(x, y, &z))
        return value_int(z);
    if (e->op == OP_SUB && !__builtin_sub_overflow(x, y, &z))
        return value_int(z);
    if (e->op == OP_MUL && !__builtin_mul_overflow(x, y, &z))
        return value_int(z);
    if (e->op == OP_MOD)
        return value_int(y == -1 ? 0 : x % y);
    if (e->op == OP_DIV && !(y == -1 && x == INT64_MIN) && x % y == 0)
        return value_int(x / y);
    return double_arithmetic(e, ev, (double)x, (double)y);
}

// A time or duration that is the exact result in ns, or null beyond the years 0001 to 9999, or
// 64 bits.
static struct value exact_ns(const struct expr *e, struct eval *ev, enum value_type type,
                             __int128 ns)
{
    struct value t;
    if (type == VALUE_TIME && time_value_from_ns(ns, &t))
        return t;
    if (type == VALUE_DURATION && ns >= TIME_MIN && ns <= TIME_MAX)
        return value_duration((int64_t)ns);
    return eval_error(ev, e->text, value_double((double)ns / 1e9),
                      type == VALUE_TIME ? "seconds are beyond the range of times"
                                         : "seconds are beyond the range of durations");
}

static struct value scaled_duration(const struct expr *e, struct eval *ev, int64_t ns,
                                    struct value by)
{
    if (by.type == VALUE_INT && e->op == OP_MUL)
        return exact_ns(e, ev, VALUE_DURATION, (__int128)ns * by.i);
    double factor = value_as_double(by);
    if (e->op == OP_DIV && factor == 0)
        return value_null();
    double d = e->op == OP_MUL ? (double)ns * factor : (double)ns / factor;
    if (!(fabs(d) < 9.2e18))
        return finite_double(e, ev, HUGE_VAL);
    return value_duration((int64_t)round(d));
}

static bool is_span(struct value v)
{
    return v.type == VALUE_TIME || v.type == VALUE_DURATION;
}

static __int128 span_ns(struct value v)
{
    return v.type == VALUE_TIME ? time_value_ns(v) : v.i;
}

// Whether times and durations can be combined so is known from arithmetic_types().
static struct value span_arithmetic(const struct expr *e, struct eval *ev, struct value x,
                                    struct value y)
{
    if (is_number(x))
        return scaled_duration(e, ev, y.i, x);
    if (is_number(y))
        return scaled_duration(e, ev, x.i, y);
    bool is_time = (x.type == VALUE_TIME) != (y.type == VALUE_TIME);
    enum value_type type = is_time ? VALUE_TIME : VALUE_DURATION;
    if (e->op == OP_ADD)
        return exact_ns(e, ev, type, span_ns(x) + span_ns(y));
    if (e->op == OP_SUB)
        return exact_ns(e, ev, type, span_ns(x) - span_ns(y));
    if (y.i == 0)
        return value_null();
    if (e->op == OP_DIV)
        return int_arithmetic(e, ev, x.i, y.i);
    return value_duration(y.i == -1 ? 0 : x.i % y.i);
}

static struct value join_texts(struct arena *a, struct value x, struct value y)
{
    x = value_decode(a, x);
    y = value_decode(a, y);
    char *p = arena_alloc(a, (size_t)x.len + y.len);
    memcpy(p, x.p, x.len);
    memcpy(p + x.len, y.p, y.len);
    struct value v = value_slice(VALUE_STR, p, (size_t)x.len + y.len);
    v.flags = x.flags & y.flags & STR_JSON;
    return v;
}

unsigned arithmetic_types(enum node_op op, unsigned left, unsigned right)
{
    unsigned yields = 0;
    if ((left & TYPE_NUM) && (right & TYPE_NUM))
        yields |= TYPE_NUM;
    if (op == OP_ADD && (left & right & TYPE_STR))
        yields |= TYPE_STR;
    if (left & right & TYPE_DURATION)
        yields |= op == OP_DIV ? TYPE_NUM : op == OP_MUL ? 0 : TYPE_DURATION;
    if ((left & TYPE_TIME) && (right & TYPE_DURATION) && (op == OP_ADD || op == OP_SUB))
        yields |= TYPE_TIME;
    if ((left & TYPE_DURATION) && (right & TYPE_TIME) && op == OP_ADD)
        yields |= TYPE_TIME;
    if (left & right & TYPE_TIME)
        yields |= op == OP_SUB ? TYPE_DURATION : 0;
    if ((left & TYPE_DURATION) && (right & TYPE_NUM) && (op == OP_MUL || op == OP_DIV))
        yields |= TYPE_DURATION;
    if ((left & TYPE_NUM) && (right & TYPE_DURATION) && op == OP_MUL)
        yields |= TYPE_DURATION;
    return yields ? yields | TYPE_NULL : 0;
}

// The operand to blame when two do not go together: the one that is not constant, or the first that
// never goes with this operator.
static struct value wrong_operand(const struct expr *e, struct value x, struct value y)
{
    if (e->args[0]->is_constant != e->args[1]->is_constant)
        return e->args[0]->is_constant ? y : x;
    return arithmetic_types(e->op, value_type_set(x), TYPE_ANY) ? y : x;
}

// A text may read as what was meant.
static const char *why_wrong(struct arena *a, struct value v)
{
    if (v.type != VALUE_STR)
        return "is of a wrong type here";
    struct value text = value_decode(a, v), number;
    int64_t t;
    if (json_parse(value_bytes(text), &number) && number.type == VALUE_NUMBER)
        return "is a text here; float(x) reads it as a number";
    if (time_read(value_bytes(text), NULL, &t))
        return "is a text here; time(x) reads it as a time";
    return "is of a wrong type here";
}

struct value eval_arithmetic(const struct expr *e, struct eval *ev)
{
    struct value x = value_resolve(expr_eval(e->args[0], ev));
    struct value y = value_resolve(expr_eval(e->args[1], ev));
    if (LIKELY(x.type == VALUE_INT && y.type == VALUE_INT))
        return int_arithmetic(e, ev, x.i, y.i);
    if (value_is_null(x) || value_is_null(y))
        return value_null();
    if (is_number(x) && is_number(y))
        return double_arithmetic(e, ev, value_as_double(x), value_as_double(y));
    if (!arithmetic_types(e->op, value_type_set(x), value_type_set(y))) {
        struct value wrong = wrong_operand(e, x, y);
        return eval_error(ev, e->text, wrong, why_wrong(ev->arena, wrong));
    }
    if (is_span(x) || is_span(y))
        return span_arithmetic(e, ev, x, y);
    return join_texts(ev->arena, x, y);
}

struct value eval_negate(const struct expr *e, struct eval *ev)
{
    struct value v = value_resolve(expr_eval(e->args[0], ev));
    if (value_is_null(v))
        return value_null();
    if (v.type == VALUE_INT && v.i != INT64_MIN)
        return value_int(-v.i);
    if (is_number(v))
        return finite_double(e, ev, -value_as_double(v));
    if (v.type == VALUE_DURATION)
        return exact_ns(e, ev, VALUE_DURATION, -(__int128)v.i);
    return eval_error(ev, e->text, v, "is not a number");
}
