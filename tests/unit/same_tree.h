// SPDX-License-Identifier: MIT
// Are two pipelines the same tree? Places in the text aside, and what has two spellings: a leading
// dot of an odd name, the parentheses of count().
#ifndef TESTS_UNIT_SAME_TREE_H
#define TESTS_UNIT_SAME_TREE_H

#include "lang/ast.h"
#include "lang/lex.h"
#include "lang/syntax.h"

static inline bool same_path(const struct step *a, size_t na, const struct step *b, size_t nb)
{
    bool same = na == nb;
    for (size_t i = 0; same && i < na; i++)
        same = a[i].is_index == b[i].is_index && a[i].index == b[i].index &&
               str_eq(a[i].key, b[i].key);
    return same;
}

static inline bool same_const(const struct node *a, const struct node *b)
{
    if (a->value.type != b->value.type)
        return false;
    if (value_has_bytes(a->value))
        return str_eq(value_bytes(a->value), value_bytes(b->value));
    return a->value.type == VALUE_NULL ||
           (a->value.i == b->value.i && a->duration.ns == b->duration.ns &&
            a->duration.months == b->duration.months);
}

static inline bool same_node(const struct node *a, const struct node *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->op != b->op || a->nargs != b->nargs || !str_eq(a->text, b->text) ||
        !str_eq(a->flags, b->flags))
        return false;
    if (a->kind == NODE_CONST && !same_const(a, b))
        return false;
    if (a->kind == NODE_PATH && a->is_dotted != b->is_dotted) {
        struct str key = a->steps[0].key;
        if (key.n && lex_word_length(key.p, key.p + key.n) == key.n && !lex_is_reserved(key))
            return false;
    }
    for (size_t i = 0; i < a->nargs; i++)
        if (!same_node(a->args[i], b->args[i]))
            return false;
    if (a->nkeys != b->nkeys)
        return false;
    for (size_t i = 0; i < a->nkeys; i++)
        if (!same_node(a->keys[i], b->keys[i]))
            return false;
    return same_path(a->steps, a->nsteps, b->steps, b->nsteps);
}

static inline bool same_item(const struct item *a, const struct item *b)
{
    return str_eq(a->name, b->name) && same_path(a->target, a->ntarget, b->target, b->ntarget) &&
           same_node(a->expr, b->expr) && same_node(a->where, b->where) &&
           a->is_star == b->is_star && a->is_descending == b->is_descending &&
           a->has_direction == b->has_direction;
}

static inline bool same_arg(const struct arg *a, const struct arg *b)
{
    bool same = a->given == b->given && a->nitems == b->nitems && a->number == b->number &&
                a->is_negative == b->is_negative && a->duration.ns == b->duration.ns &&
                a->duration.months == b->duration.months && str_eq(a->text, b->text);
    for (size_t i = 0; same && i < a->nitems; i++)
        same = same_item(&a->items[i], &b->items[i]);
    return same;
}

static inline bool same_pipeline(const struct pipeline *p, const struct pipeline *q)
{
    const struct stage_ast *a = p->first, *b = q->first;
    for (; a && b; a = a->next, b = b->next) {
        if (a->syntax != b->syntax)
            return false;
        for (int i = 0; a->syntax->args[i].kind != ARG_END; i++)
            if (!same_arg(&a->args[i], &b->args[i]))
                return false;
    }
    return !a && !b;
}

#endif
