// SPDX-License-Identifier: MIT
// Help, printed from the rows: options, stages, functions, aggregates, and each by its name.
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdbool.h>

// Print the help on a topic (NULL: the overview) on standard output. False, with a message on
// standard error, if there is no such topic.
bool help_print(const char *topic);

// Print "NAME<tab>SUMMARY" lines of stages, functions, aggregates or options, for programs. False,
// with a message, for anything else.
bool help_list(const char *what);

#endif
