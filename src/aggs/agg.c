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

bool agg_can_share(const struct agg_use *x, const struct agg_use *y)
{
    const struct agg_state *state = x->row->state;
    int nx = x->nargs < state->nargs ? x->nargs : state->nargs;
    int ny = y->nargs < state->nargs ? y->nargs : state->nargs;
    if (y->row->state != state || nx != ny)
        return false;
    struct arena scratch;
    arena_init(&scratch);
    bool same = true;
    for (int i = 0; i < nx && same; i++) {
        bool is_constant = x->row->const_args >> i & 1;
        same = is_constant == (y->row->const_args >> i & 1) &&
               (!is_constant || value_equal(&scratch, x->constants[i], y->constants[i]));
    }
    arena_release(&scratch);
    return same;
}
