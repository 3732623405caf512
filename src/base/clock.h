// SPDX-License-Identifier: MIT
// The wall clock. Tests set it: WEIR_TEST_NOW in the environment, nanoseconds since 1970 UTC, stops
// it there, and with `+STEP` behind it lets each reading be STEP nanoseconds later than the one
// before, so that nothing has to sleep to be right. With `-BACK@N` behind that the wall clock is
// set back by BACK nanoseconds after N readings of the two.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

// Nanoseconds since 1970-01-01 UTC.
int64_t clock_wall(void);

// Nanoseconds since some moment, never back: for how long something has lasted. Where tests set the
// wall clock, that, but never set back.
int64_t clock_steady(void);

// Is the clock one that tests set? Then nothing is waited for.
bool clock_is_set(void);

#endif
