// SPDX-License-Identifier: MIT
// The names of the time zones that the system knows.
#ifndef CLI_ZONES_H
#define CLI_ZONES_H

#include "cli/sample.h"

void zones_add(struct names *names);

#endif
