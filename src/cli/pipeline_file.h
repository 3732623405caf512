// SPDX-License-Identifier: MIT
// -f: a pipeline that stands in a file.
#ifndef CLI_PIPELINE_FILE_H
#define CLI_PIPELINE_FILE_H

#include "base/diag.h"
#include "base/mem.h"

// Read the file ("-": standard input) whole. False, after a message, where it cannot be read.
bool pipeline_file_read(struct arena *a, const char *path, struct source_text *out);

#endif
