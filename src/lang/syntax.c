// SPDX-License-Identifier: MIT
#include "lang/syntax.h"

const struct syntax *syntax_find(const struct syntax_table *t, struct str name)
{
    for (const struct syntax *const *row = t->rows; *row; row++)
        if (str_is(name, (*row)->name) || ((*row)->alias && str_is(name, (*row)->alias)))
            return *row;
    return NULL;
}
