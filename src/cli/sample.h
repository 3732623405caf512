// SPDX-License-Identifier: MIT
// The fields that the first lines of a file have.
#ifndef CLI_SAMPLE_H
#define CLI_SAMPLE_H

#include "base/mem.h"
#include "base/vec.h"
#include "data/reader.h"

// Names, each once, in the order in which they were found.
struct names {
    struct arena *arena;          // for the texts
    VEC(const char *) list;
};

void names_add(struct names *names, struct str name);
void names_drop(struct names *names, struct str name);

// Add the fields of the first events, and those inside of objects as paths (user.id), as far as
// they can be written without quotes. Only of a regular file, of which at most SAMPLE_SIZE bytes
// are read; of anything else nothing, without a word.
enum { SAMPLE_SIZE = 64 * 1024 };
void sample_fields(struct names *names, const char *path, const struct input_format *from);

#endif
