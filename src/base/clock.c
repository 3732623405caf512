// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

// The clock that tests set: START, START+STEP or START+STEP-BACK@READING.
static int64_t read_set(const char *set, bool is_wall)
{
    static int64_t readings;
    char *end;
    int64_t now = strtoll(set, &end, 10);
    if (*end == '+')
        now += readings++ * strtoll(end + 1, &end, 10);
    if (*end == '-' && is_wall) {
        int64_t back = strtoll(end + 1, &end, 10);
        if (*end == '@' && readings > strtoll(end + 1, NULL, 10))
            now -= back;
    }
    return now;
}

static int64_t read_system(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_wall(void)
{
    const char *set = getenv("WEIR_TEST_NOW");
    return set ? read_set(set, true) : read_system(CLOCK_REALTIME);
}

bool clock_is_set(void)
{
    return getenv("WEIR_TEST_NOW") != NULL;
}

int64_t clock_steady(void)
{
    const char *set = getenv("WEIR_TEST_NOW");
    return set ? read_set(set, false) : read_system(CLOCK_MONOTONIC);
}
