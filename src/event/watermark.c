// SPDX-License-Identifier: MIT
#include "event/watermark.h"

int64_t time_add(int64_t a, int64_t b)
{
    int64_t sum;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum == TIME_NONE ? TIME_MIN : sum;
    return b > 0 ? TIME_MAX : TIME_MIN;
}

void clock_init(struct clock *c, int64_t delay)
{
    *c = (struct clock){.largest = TIME_NONE, .delay = delay};
}

void clock_save(const struct clock *c, struct buf *out)
{
    pack_i64(out, c->largest);
}

void clock_load(struct clock *c, struct unpack *in)
{
    c->largest = unpack_i64(in);
}
