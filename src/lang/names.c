// SPDX-License-Identifier: MIT
#include "lang/names.h"

struct str name_last_key(const struct node *node)
{
    if (node->kind == NODE_PATH)
        for (size_t i = node->nsteps; i-- > 0;)
            if (!node->steps[i].is_index)
                return node->steps[i].key;
    return (struct str){NULL, 0};
}

// The name without complaint; {NULL, 0} if there is none.
static struct str quiet_name(const struct item *item)
{
    if (item->name.p || !item->expr)
        return item->name;
    return name_last_key(item->expr);
}

bool name_of_item(struct diag *d, const struct item *item, struct str *name)
{
    *name = quiet_name(item);
    if (name->p)
        return true;
    struct str text = span_text(item->span);
    diag_error(d, item->span, "an expression needs a name");
    diag_hint(d, "write NAME = %.*s", (int)text.n, text.p);
    return false;
}

bool name_of_aggregate(struct diag *d, struct arena *a, const struct item *item, struct str *name)
{
    const struct node *call = item->expr;
    if (item->name.p) {
        *name = item->name;
        return true;
    }
    if (call->nargs == 0) {
        *name = call->text;
        return true;
    }
    struct str last = name_last_key(call->args[0]);
    if (!last.p) {
        struct str text = span_text(call->span);
        diag_error(d, call->span, "an aggregate of an expression needs a name");
        diag_hint(d, "write NAME = %.*s", (int)text.n, text.p);
        return false;
    }
    *name =
        str_of(arena_printf(a, "%.*s_%.*s", (int)call->text.n, call->text.p, (int)last.n, last.p));
    return true;
}

void name_clash(struct diag *d, struct span first, struct span second, struct str name)
{
    struct str a = span_text(first), b = span_text(second);
    diag_error(d, second, "two fields would be called '%.*s'", (int)name.n, name.p);
    diag_hint(d, "'%.*s' and '%.*s': give one of them another name with NAME = ...", (int)a.n, a.p,
              (int)b.n, b.p);
}

bool name_check_clashes(struct diag *d, const struct item *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct str name = quiet_name(&items[i]);
        for (size_t j = 0; name.p && j < i; j++)
            if (str_eq(quiet_name(&items[j]), name)) {
                name_clash(d, items[j].span, items[i].span, name);
                return false;
            }
    }
    return true;
}
