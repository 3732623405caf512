// SPDX-License-Identifier: MIT
// What the families of functions about times share: constant zones, and what reads as a time.
#ifndef FUNCS_TIME_ARGS_H
#define FUNCS_TIME_ARGS_H

#include "funcs/func.h"

#include <stdbool.h>

enum { READS_AS_TIME = TYPE_NUM | TYPE_STR | TYPE_TIME };

// The zone that argument i names, or that of --tz where it is not given or null. False where it is
// none, as prepare functions say it.
bool prepare_zone(struct prepare *p, int i, const struct zone **zone);

#endif
