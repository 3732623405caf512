// SPDX-License-Identifier: MIT
// The value of --from.
#ifndef CLI_FROM_H
#define CLI_FROM_H

#include "base/mem.h"
#include "data/reader.h"

// NAME, or NAME(a, b) for the columns of an input without a header; what is kept lives in the arena
// and in the value. False after a mistake, which has been reported.
bool from_read(struct arena *a, const char *value, struct input_format *from);

#endif
