// SPDX-License-Identifier: MIT
// The wall clock. Tests set it: WEIR_TEST_NOW in the environment, nanoseconds since 1970 UTC, stops
// it there, and with `+STEP` behind it lets each reading be STEP nanoseconds later than the one
// before, so that nothing has to sleep to be right.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

// Nanoseconds since 1970-01-01 UTC.
int64_t clock_wall(void);

#endif
