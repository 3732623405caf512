// SPDX-License-Identifier: MIT
// Lists for programs (--list).
#ifndef CLI_LIST_H
#define CLI_LIST_H

#include <stdbool.h>

// Print "NAME<tab>USAGE<tab>SUMMARY" lines of a registry or of the topics on standard output.
// False, with a message, for anything else.
bool list_print(const char *what);

#endif
