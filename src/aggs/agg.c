// SPDX-License-Identifier: MIT
#include "aggs/agg.h"

#define AGG(name) extern const struct agg_row agg_##name;
#include "aggs/aggs.def"
#undef AGG

static const struct agg_row *const ROWS[] = {
#define AGG(name) &agg_##name,
#include "aggs/aggs.def"
#undef AGG
    NULL,
};

const struct agg_row *agg_find(struct str name)
{
    for (int i = 0; ROWS[i]; i++)
        if (str_is(name, ROWS[i]->name))
            return ROWS[i];
    return NULL;
}

const struct agg_row *agg_at(int i)
{
    return ROWS[i];
}
