// SPDX-License-Identifier: MIT
// The checker's part for comparisons. What can never be true, by the types of both sides, is a
// mistake; but not between two constants, which may come from the command line.
#include "data/number.h"
#include "data/time.h"
#include "lang/check_internal.h"

#include <math.h>

static bool is_type_pair(unsigned left, unsigned right, unsigned one, unsigned other)
{
    return ((left & one) && (right & other)) || ((left & other) && (right & one));
}

// Could a value of one set be equal to one of the other, nulls included, or be less?
static bool may_meet(unsigned left, unsigned right)
{
    return (left & right) || is_type_pair(left, right, TYPE_INT, TYPE_DOUBLE) ||
           is_type_pair(left, right, TYPE_TIME, TYPE_STR);
}

// ---- hints ----

// A number as a duration of so many seconds, as one writes it; false if there is none such.
static bool put_seconds(struct buf *b, struct value v)
{
    double seconds = v.type == VALUE_INT ? (double)v.i : v.type == VALUE_DOUBLE ? v.d : -1;
    if (!(seconds >= 0 && seconds < 1e6))
        return false;
    double ms = round(seconds * 1000);
    if (v.type == VALUE_INT)
        buf_printf(b, "%llds", (long long)v.i);
    else
        buf_printf(b, "%.0fms", ms);
    return v.type == VALUE_INT || ms == seconds * 1000;
}

bool check_hint_seconds(struct check *c, struct value v)
{
    struct buf b;
    buf_init(&b);
    bool can = put_seconds(&b, v);
    if (can)
        diag_hint(c->diag, "write %s", buf_cstr(&b));
    buf_release(&b);
    return can;
}

static bool is_only(const struct expr *e, unsigned types)
{
    return (e->types & types) && !(e->types & ~(types | TYPE_NULL));
}

static bool is_constant_number(const struct expr *e)
{
    return e->is_constant && is_only(e, TYPE_NUM);
}

static bool reads_as_number(const struct expr *e)
{
    return e->is_constant && e->constant.type == VALUE_STR &&
           number_is(e->constant.p, e->constant.len);
}

// Of a text and a number, one of them constant.
static void hint_text(struct check *c, const struct expr *text, const struct expr *number)
{
    if (reads_as_number(text))
        diag_hint(c->diag, "write %.*s, without the quotes", (int)value_bytes(text->constant).n,
                  value_bytes(text->constant).p);
    else if (is_constant_number(number) && !text->is_constant)
        diag_hint(c->diag, "write \"%.*s\", or read the text: float(%.*s)", (int)number->text.n,
                  number->text.p, (int)text->text.n, text->text.p);
}

void check_hint_mixed(struct check *c, const struct node *node, const struct expr *e)
{
    for (int i = 0; i < 2; i++) {
        const struct expr *x = e->args[i], *y = e->args[!i];
        if ((x->types & TYPE_DURATION) && is_constant_number(y) &&
            check_hint_seconds(c, y->constant))
            return;
        if (is_only(x, TYPE_TIME) && is_only(y, TYPE_NUM)) {
            if (node->op == OP_ADD || node->op == OP_SUB)
                (void)(y->is_constant && check_hint_seconds(c, y->constant));
            else
                diag_hint(c->diag, "write time(%.*s)", (int)y->text.n, y->text.p);
            return;
        }
        if (is_only(x, TYPE_TIME) && is_only(y, TYPE_DURATION)) {
            diag_hint(c->diag, "a time less a time is a duration");
            return;
        }
        if (is_only(x, TYPE_STR) && is_only(y, TYPE_NUM)) {
            hint_text(c, x, y);
            return;
        }
    }
}

// ---- comparisons ----

static bool never(struct check *c, const struct node *node, const struct expr *e, const char *what)
{
    struct buf a, b;
    buf_init(&a);
    buf_init(&b);
    check_name_types(&a, e->args[0]->types & ~(unsigned)TYPE_NULL);
    check_name_types(&b, e->args[1]->types & ~(unsigned)TYPE_NULL);
    diag_error(c->diag, node->span, what, buf_cstr(&a), buf_cstr(&b));
    buf_release(&a);
    buf_release(&b);
    check_hint_mixed(c, node, e);
    return false;
}

// A constant null, other than a field that a stage has dropped.
static bool is_null(const struct node *node, const struct expr *e)
{
    return e->is_constant && node->kind == NODE_CONST && e->constant.type == VALUE_NULL;
}

// `<` and its kin between types that never compare would always be null.
static bool check_order(struct check *c, const struct node *node, const struct expr *e)
{
    unsigned left = e->args[0]->types, right = e->args[1]->types;
    for (int i = 0; i < 2; i++) {
        if (!is_null(node->args[i], e->args[i]) || e->args[!i]->is_constant)
            continue;
        diag_error(c->diag, node->span, "nothing is less or greater than null: this is never true");
        diag_hint(c->diag, "write '== null' or '!= null'");
        return false;
    }
    if (left == TYPE_NULL || right == TYPE_NULL ||
        may_meet(left & ~(unsigned)TYPE_NULL, right & ~(unsigned)TYPE_NULL))
        return true;
    return never(c, node, e, "%s and %s never compare");
}

static bool check_equality(struct check *c, const struct node *node, const struct expr *e)
{
    const struct expr *x = e->args[0], *y = e->args[1];
    if ((x->is_constant && y->is_constant) || may_meet(x->types, y->types) ||
        x->types == TYPE_NULL || y->types == TYPE_NULL)
        return true;
    return never(c, node, e, "%s is never equal to %s");
}

// A time compares with a text by reading it: a constant one has to be a time.
static bool check_time_text(struct check *c, const struct node *node, const struct expr *e)
{
    for (int i = 0; i < 2; i++) {
        const struct expr *text = e->args[i];
        if (!is_only(e->args[!i], TYPE_TIME) || !text->is_constant ||
            text->constant.type != VALUE_STR)
            continue;
        struct value v = value_decode(c->arena, text->constant), t;
        if (time_value_read_any(value_bytes(v), c->zone, &t))
            continue;
        diag_error(c->diag, node->args[i]->span, "this is compared with a time, and is none");
        diag_hint(c->diag, "times are written \"2026-01-31T09:30:00Z\"");
        return false;
    }
    return true;
}

struct expr *check_compare(struct check *c, const struct node *node, struct expr *e)
{
    bool is_equality = node->op == OP_EQ || node->op == OP_NE;
    e->eval = eval_compare;
    e->types = is_equality ? TYPE_BOOL : TYPE_BOOL | TYPE_NULL;
    if (!(is_equality ? check_equality(c, node, e) : check_order(c, node, e)) ||
        !check_time_text(c, node, e))
        return NULL;
    if (!e->args[1]->is_constant)
        return e;
    struct value y = e->args[1]->constant;
    if (y.type == VALUE_INT)
        e->eval = eval_compare_int;
    bool is_cell = e->args[0]->eval == eval_cell;
    if (is_cell && is_equality && y.type == VALUE_STR && !(y.flags & STR_ESCAPED))
        e->eval = eval_equal_str;
    return e;
}

// ---- in ----

// Element i of the list can never be what stands before `in`.
static bool check_element(struct check *c, const struct node *node, const struct expr *e, int i)
{
    struct expr *pair[2] = {e->args[0], e->args[i]};
    struct expr compared = {.args = pair, .nargs = 2, .op = OP_EQ};
    struct node at = *node;
    at.op = OP_EQ;
    at.span = node->args[1]->args[i - 1]->span;
    return check_equality(c, &at, &compared);
}

struct expr *check_in_list(struct check *c, const struct node *node)
{
    const struct node *list = node->args[1];
    struct expr *e = check_new(c, node, eval_in_list, TYPE_BOOL);
    if (list->nargs > 254) {
        diag_error(c->diag, list->span, "a list after 'in' holds at most 254 values");
        return NULL;
    }
    e->args = ARENA_ARRAY(c->arena, struct expr *, list->nargs + 1);
    e->nargs = (unsigned char)(list->nargs + 1);
    bool is_sound = true;
    for (int i = 0; i < e->nargs; i++) {
        e->args[i] = check_expr(c, i == 0 ? node->args[0] : list->args[i - 1]);
        is_sound &= e->args[i] != NULL;
        check_adopt(e, e->args[i]);
    }
    for (int i = 1; i < e->nargs && is_sound; i++)
        is_sound = check_element(c, node, e, i);
    return is_sound ? e : NULL;
}

struct expr *check_in(struct check *c, const struct node *node, struct expr *e)
{
    e->eval = eval_in;
    e->types = TYPE_BOOL | TYPE_NULL;
    if (check_types(c, e->args[1], node->args[1]->span, TYPE_ARRAY, "'in'"))
        return e;
    if (e->args[1]->types == TYPE_STR)
        diag_hint(c->diag, "to look for a part of a text: contains(text, part)");
    return NULL;
}
