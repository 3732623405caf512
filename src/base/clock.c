// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

int64_t clock_wall(void)
{
    const char *set = getenv("WEIR_TEST_NOW");
    if (set)
        return strtoll(set, NULL, 10);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
