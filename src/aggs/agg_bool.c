// SPDX-License-Identifier: MIT
// any and every: over booleans, as SQL's bool_or and bool_and.
#include "aggs/agg.h"

struct seen {
    bool yes, no;
};

static void bool_add(const struct agg_use *use ATTR_UNUSED, const struct agg_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct seen *s = items[i].state;
        bool is_true = items[i].args[0].i;
        s->yes |= is_true;
        s->no |= !is_true;
    }
}

static void bool_merge(const struct agg_use *use ATTR_UNUSED, void *into,
                       struct arena *arena ATTR_UNUSED, const void *from)
{
    struct seen *s = into;
    const struct seen *other = from;
    s->yes |= other->yes;
    s->no |= other->no;
}

static void bool_save(const struct agg_use *use ATTR_UNUSED, const void *state, struct buf *out)
{
    const struct seen *s = state;
    pack_u8(out, (uint8_t)(s->yes | s->no << 1));
}

static void bool_load(const struct agg_use *use ATTR_UNUSED, void *state,
                      struct arena *arena ATTR_UNUSED, struct unpack *in)
{
    unsigned both = unpack_u8(in);
    *(struct seen *)state = (struct seen){both & 1, both >> 1 & 1};
}

static struct value any_result(const struct agg_use *use ATTR_UNUSED,
                               const struct agg_reading *reading)
{
    const struct seen *s = reading->state;
    return s->yes || s->no ? value_bool(s->yes) : value_null();
}

static struct value every_result(const struct agg_use *use ATTR_UNUSED,
                                 const struct agg_reading *reading)
{
    const struct seen *s = reading->state;
    return s->yes || s->no ? value_bool(!s->no) : value_null();
}

static const struct agg_state bool_state = {
    .size = sizeof(struct seen),
    .nargs = 1,
    .add = bool_add,
    .merge = bool_merge,
    .save = bool_save,
    .load = bool_load,
};

const struct agg_row agg_any = {
    .name = "any",
    .usage = "any(cond)",
    .summary = "is the condition true for some event? null where it is neither true nor false for "
               "any",
    .note = "Nulls do not count, as in SQL's bool_or; what is no boolean is an error, and left "
            "out. Memory per group: 2 bytes.",
    .example = "failed = any(status >= 500)",
    .input = "{\"status\":200}\n{\"status\":503}\n{}\n",
    .output = "{\"failed\":true}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_BOOL},
    .result_types = TYPE_BOOL | TYPE_NULL,
    .state = &bool_state,
    .result = any_result,
};

const struct agg_row agg_every = {
    .name = "every",
    .usage = "every(cond)",
    .summary = "is the condition true for every event for which it is not null? null where it is "
               "neither true nor false for any",
    .note = "Nulls do not count, as in SQL's bool_and; what is no boolean is an error, and left "
            "out. Memory per group: 2 bytes.",
    .example = "fine = every(status < 500)",
    .input = "{\"status\":200}\n{\"status\":503}\n{}\n",
    .output = "{\"fine\":false}\n",
    .min_args = 1,
    .max_args = 1,
    .args = {TYPE_BOOL},
    .result_types = TYPE_BOOL | TYPE_NULL,
    .state = &bool_state,
    .result = every_result,
};
