// SPDX-License-Identifier: MIT
#include "aggs/array.h"

#include "data/write.h"

static const struct write_style STYLE = {.time = TIME_RFC3339};

void array_put(struct buf *b, struct value v)
{
    array_next(b);
    write_value(b, v, &STYLE);
}

void array_member(struct buf *b, char before, const char *key, struct value v)
{
    buf_putc(b, before);
    buf_putc(b, '"');
    buf_puts(b, key);
    buf_puts_str(b, STR("\":"));
    write_value(b, v, &STYLE);
}

struct value array_take(struct buf *b, struct arena *a)
{
    if (b->n == 0)
        buf_putc(b, '[');
    buf_putc(b, ']');
    struct value v = value_null();
    if (b->n <= UINT32_MAX)
        v = value_copy(a, value_slice(VALUE_ARRAY, b->p, b->n));
    buf_release(b);
    return v;
}
