// SPDX-License-Identifier: MIT
#include "ops/keys.h"

bool keys_open(struct stage_open *o, const struct arg *list, struct keys *keys)
{
    bool is_sound = true;
    struct sequences *sequences = o->check.sequences;
    o->check.sequences = NULL;    // keys have no order of rows
    keys->n = (int)list->nitems;
    keys->at = ARENA_ARRAY(o->check.arena, const struct expr *, list->nitems);
    for (int i = 0; i < keys->n; i++) {
        keys->at[i] = check_expr(&o->check, list->items[i].expr);
        is_sound &= keys->at[i] != NULL;
    }
    o->check.sequences = sequences;
    return is_sound;
}

struct value *keys_room(struct arena *a, const struct keys *keys)
{
    return arena_alloc(a, (size_t)keys->n * sizeof(struct value));
}
