// SPDX-License-Identifier: MIT
#include "event/disorder.h"

int64_t disorder_quantile(const struct disorder *d, unsigned percent)
{
    uint64_t timed = d->seen - d->untimed, in_order = timed - d->behind.count;
    uint64_t rank = timed / 100 * percent + (timed % 100 * percent + 99) / 100;
    if (rank <= in_order)
        return 0;
    return percent == 100 ? lateness_to_keep(&d->behind, 100)
                          : lateness_of_rank(&d->behind, rank - in_order);
}
