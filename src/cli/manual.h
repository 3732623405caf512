// SPDX-License-Identifier: MIT
// The pages of the manual that are made of rows: weir-stages(7), weir-functions(7),
// weir-aggregates(7), as mdoc.
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include <stdbool.h>

// Print the page called so ("weir-stages.7") on standard output; false if there is none.
bool manual_print(const char *page);

#endif
