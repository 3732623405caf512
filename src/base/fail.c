// SPDX-License-Identifier: MIT
#include "base/fail.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool silent;
static void (*make_room)(void);

static void say(const char *format, va_list args, const char *reason)
{
    if (make_room)
        make_room();
    fputs("weir: ", stderr);
    vfprintf(stderr, format, args);
    if (reason)
        fprintf(stderr, ": %s", reason);
    fputc('\n', stderr);
}

void fatal(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args, NULL);
    va_end(args);
    exit(1);
}

void fatal_errno(int err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args, strerror(err));
    va_end(args);
    exit(1);
}

void warn(const char *format, ...)
{
    if (silent)
        return;
    va_list args;
    va_start(args, format);
    say(format, args, NULL);
    va_end(args);
}

void complain(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args, NULL);
    va_end(args);
}

void warn_silence(void)
{
    silent = true;
}

void say_after(void (*before)(void))
{
    make_room = before;
}

void bug_at(const char *file, int line, const char *format, ...)
{
    fprintf(stderr, "weir: this should not happen, please report it: %s:%d: ", file, line);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}
