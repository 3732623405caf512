// SPDX-License-Identifier: MIT
// The keys of a stage, its `by` or `per`: expressions whose values tell the groups apart.
#ifndef OPS_KEYS_H
#define OPS_KEYS_H

#include "ops/stage.h"

struct keys {
    int n;
    const struct expr **at;
};

// Check the keys of a list (which may not have been given: no keys). False after a mistake.
bool keys_open(struct stage_open *o, const struct arg *list, struct keys *keys);

// Room for the values of the keys of one row.
struct value *keys_room(struct arena *a, const struct keys *keys);

// The values of the keys on the row at hand.
static inline void keys_eval(const struct keys *keys, struct eval *ev, struct value *out)
{
    for (int i = 0; i < keys->n; i++)
        out[i] = expr_eval(keys->at[i], ev);
}

#endif
