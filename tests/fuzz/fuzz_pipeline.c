// SPDX-License-Identifier: MIT
// Any bytes as a pipeline: reading ends, mistakes lie within the text, and what was read without
// one is printed as a text that reads back as the same tree and prints the same again.
#include "lang/parse.h"
#include "lang/unparse.h"
#include "tests/unit/same_tree.h"
#include "tests/unit/stages.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void broken(struct str first, struct str second)
{
    fprintf(stderr, "not read back as it was:\n%.*s\n%.*s\n", (int)first.n, first.p, (int)second.n,
            second.p);
    abort();
}

// The first byte chooses between an argument and a file.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    struct arena arena;
    arena_init(&arena);
    struct diag d = {.quiet = true};
    struct parse p = {&arena, &d, &stage_table};
    struct source_text source = {data[0] & 1 ? "file" : NULL, {(const char *)data + 1, size - 1}};
    struct pipeline first, second;
    parse_pipeline(&p, &source, 1, &first);
    struct buf once, twice;
    buf_init(&once);
    buf_init(&twice);
    if (!d.errors) {
        unparse_pipeline(&once, &first);
        struct source_text again = {NULL, {once.p, once.n}};
        parse_pipeline(&p, &again, 1, &second);
        unparse_pipeline(&twice, &second);
        struct str a = {once.p, once.n}, b = {twice.p, twice.n};
        if (d.errors || !str_eq(a, b) || !same_pipeline(&first, &second))
            broken(a, b);
    }
    buf_release(&once);
    buf_release(&twice);
    arena_release(&arena);
    return 0;
}
