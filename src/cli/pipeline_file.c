// SPDX-License-Identifier: MIT
#include "cli/pipeline_file.h"

#include "base/fail.h"
#include "base/str.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool cannot_read(const char *path)
{
    warn("cannot read the pipeline file %s: %s", path, strerror(errno));
    return false;
}

bool pipeline_file_read(struct arena *a, const char *path, struct source_text *out)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *f = is_stdin ? stdin : fopen(path, "r");
    if (!f)
        return cannot_read(path);
    struct buf text;
    buf_init(&text);
    size_t n;
    while ((n = fread(buf_room(&text, 4096), 1, 4096, f)) > 0)
        text.n += n;
    bool is_read = !ferror(f) || cannot_read(path);
    if (!is_stdin)
        fclose(f);
    *out = (struct source_text){is_stdin ? "standard input" : path,
                                {arena_strndup(a, text.p, text.n), text.n}};
    buf_release(&text);
    return is_read;
}
