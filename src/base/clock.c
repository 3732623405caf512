// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

int64_t clock_wall(void)
{
    static int64_t readings;      // by tests
    const char *set = getenv("WEIR_TEST_NOW");
    if (set) {
        char *end;
        int64_t start = strtoll(set, &end, 10);
        return *end == '+' ? start + readings++ * strtoll(end + 1, NULL, 10) : start;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool clock_is_set(void)
{
    return getenv("WEIR_TEST_NOW") != NULL;
}

int64_t clock_steady(void)
{
    if (clock_is_set())
        return clock_wall();
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
