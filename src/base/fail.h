// SPDX-License-Identifier: MIT
// The two ways in which the program ends itself: the system failed it (fatal), or it is wrong
// (bug). Mistakes of the user go through base/diag.h, bad data through the findings of a batch.
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

#include "base/attr.h"

// Print "weir: MESSAGE" on standard error and exit with status 1.
// The message says what was being done and to which file.
void fatal(const char *format, ...) ATTR_PRINTF(1, 2) ATTR_NORETURN ATTR_COLD;

// Like fatal(), with ": REASON" for the errno value `err` after the message.
void fatal_errno(int err, const char *format, ...) ATTR_PRINTF(2, 3) ATTR_NORETURN ATTR_COLD;

// Print "weir: MESSAGE" on standard error and go on.
void warn(const char *format, ...) ATTR_PRINTF(1, 2) ATTR_COLD;

// The same for a failure of the run: also with -q.
void complain(const char *format, ...) ATTR_PRINTF(1, 2) ATTR_COLD;

// -q: warn() says nothing from here on.
void warn_silence(void);

// Before each message that function is called, so that a line which is redrawn on the terminal
// makes room; NULL: none.
void say_after(void (*before)(void));

// What cannot be has happened: say where, and abort.
#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
void bug_at(const char *file, int line, const char *format, ...)
    ATTR_PRINTF(3, 4) ATTR_NORETURN ATTR_COLD;

#endif
