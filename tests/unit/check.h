// SPDX-License-Identifier: MIT
// The smallest frame for a unit test program: checks that count and report, and a closing line.
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int check_failures, check_count;

#define CHECK(cond)                                                                              \
    do {                                                                                         \
        check_count++;                                                                           \
        if (!(cond)) {                                                                           \
            check_failures++;                                                                    \
            printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #cond);                            \
        }                                                                                        \
    } while (0)

#define CHECK_INT(got, want)                                                                     \
    do {                                                                                         \
        long long got_ = (long long)(got), want_ = (long long)(want);                            \
        check_count++;                                                                           \
        if (got_ != want_) {                                                                     \
            check_failures++;                                                                    \
            printf("%s:%d: %s is %lld, expected %lld\n", __FILE__, __LINE__, #got, got_, want_); \
        }                                                                                        \
    } while (0)

#define CHECK_STR(got, want)                                                                     \
    do {                                                                                         \
        const char *got_ = (got), *want_ = (want);                                               \
        check_count++;                                                                           \
        if (strcmp(got_, want_) != 0) {                                                          \
            check_failures++;                                                                    \
            printf("%s:%d: %s is \"%s\", expected \"%s\"\n", __FILE__, __LINE__, #got, got_,     \
                   want_);                                                                       \
        }                                                                                        \
    } while (0)

// Say how it went; the exit status of the program.
static inline int check_done(const char *name)
{
    if (check_failures == 0)
        printf("%s: %d checks passed\n", name, check_count);
    else
        printf("%s: %d of %d checks failed\n", name, check_failures, check_count);
    return check_failures != 0;
}

#endif
