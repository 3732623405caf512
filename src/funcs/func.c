// SPDX-License-Identifier: MIT
#include "funcs/func.h"

#define FAMILY(name, heading) extern const struct func_row func_##name[];
#include "funcs/families.def"
#undef FAMILY

static const struct func_row *const FAMILIES[] = {
#define FAMILY(name, heading) func_##name,
#include "funcs/families.def"
#undef FAMILY
    NULL,
};

static const char *const HEADINGS[] = {
#define FAMILY(name, heading) heading,
#include "funcs/families.def"
#undef FAMILY
};

const struct func_row *func_find(struct str name)
{
    for (int i = 0; FAMILIES[i]; i++)
        for (const struct func_row *row = FAMILIES[i]; row->name; row++)
            if (str_is(name, row->name))
                return row;
    return NULL;
}

const struct func_row *func_at(int i)
{
    for (int family = 0; FAMILIES[family]; family++)
        for (const struct func_row *row = FAMILIES[family]; row->name; row++)
            if (i-- == 0)
                return row;
    return NULL;
}

const char *func_heading(const struct func_row *row)
{
    for (int family = 0; FAMILIES[family]; family++)
        if (row == FAMILIES[family])
            return HEADINGS[family];
    return NULL;
}

unsigned func_arg_types(const struct func_row *row, int i)
{
    int places = sizeof row->args / sizeof *row->args;
    if (i >= places)
        i = places - 1;
    while (i > 0 && !row->args[i])
        i--;
    return row->args[i];
}
