// SPDX-License-Identifier: MIT
// What a test's subject prints on standard error, as a text.
#ifndef TESTS_UNIT_CAPTURE_H
#define TESTS_UNIT_CAPTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static FILE *capture_file;
static int capture_saved;
static char capture_text[1 << 16];

static inline void capture_begin(void)
{
    fflush(stderr);
    capture_file = tmpfile();
    capture_saved = dup(STDERR_FILENO);
    if (!capture_file || capture_saved < 0 || dup2(fileno(capture_file), STDERR_FILENO) < 0)
        abort();
}

// Since capture_begin(); the text is good until the next.
static inline const char *capture_end(void)
{
    fflush(stderr);
    if (dup2(capture_saved, STDERR_FILENO) < 0)
        abort();
    close(capture_saved);
    rewind(capture_file);
    size_t n = fread(capture_text, 1, sizeof capture_text - 1, capture_file);
    capture_text[n] = '\0';
    fclose(capture_file);
    return capture_text;
}

#endif
