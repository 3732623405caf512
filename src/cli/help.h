// SPDX-License-Identifier: MIT
// Help for people, printed from the registries (cli/entry.h) and the topics.
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdbool.h>

// Print the help on a topic (NULL: the overview) on standard output. False, with a message on
// standard error, if there is no such topic.
bool help_print(const char *topic);

#endif
