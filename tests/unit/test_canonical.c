// SPDX-License-Identifier: MIT
// A law over every pipeline that is at hand: its canonical text, which --explain prints, reads back
// as the same tree and prints the same again. At hand are the examples of all rows, whatever stands
// in quotes in the tests and documents and reads as a pipeline, and the fuzzer's corpus.
#include "tests/unit/check.h"

#include "aggs/agg.h"
#include "base/fail.h"
#include "funcs/func.h"
#include "lang/parse.h"
#include "lang/unparse.h"
#include "ops/stage.h"
#include "tests/unit/same_tree.h"

#include <glob.h>
#include <stdlib.h>

// Does the law hold for a text? Those that are no pipelines are left out; true if it was one.
static bool hold(const char *file, struct str s)
{
    struct arena arena;
    struct diag d = {.quiet = true};
    arena_init(&arena);
    struct parse p = {&arena, &d, stage_syntaxes()};
    struct source_text source = {file, s};
    struct pipeline first, second;
    parse_pipeline(&p, &source, 1, &first);
    bool is_pipeline = d.errors == 0 && first.first;
    struct buf once, twice;
    buf_init(&once);
    buf_init(&twice);
    if (is_pipeline) {
        unparse_pipeline(&once, &first);
        struct source_text again = {NULL, {once.p, once.n}};
        parse_pipeline(&p, &again, 1, &second);
        unparse_pipeline(&twice, &second);
        bool holds = d.errors == 0 && same_pipeline(&first, &second) &&
                     str_eq((struct str){once.p, once.n}, (struct str){twice.p, twice.n});
        if (!holds)
            printf("of:  %.*s\nis:  %s\nand: %s\n", (int)s.n, s.p, buf_cstr(&once),
                   buf_cstr(&twice));
        CHECK(holds);
    }
    buf_release(&once);
    buf_release(&twice);
    arena_release(&arena);
    return is_pipeline;
}

// Each text between two quotes of that kind on one line; how many were pipelines.
static int hold_quoted(struct str text, char quote)
{
    int n = 0;
    const char *end = text.p + text.n, *open = NULL;
    for (const char *p = text.p; p < end; p++) {
        if (*p == '\n')
            open = NULL;
        if (*p != quote)
            continue;
        if (open)
            n += hold(NULL, (struct str){open, (size_t)(p - open)});
        open = open ? NULL : p + 1;
    }
    return n;
}

static struct buf read_file(const char *path)
{
    struct buf b;
    buf_init(&b);
    FILE *f = fopen(path, "r");
    if (!f)
        fatal("no file %s", path);
    size_t n;
    while ((n = fread(buf_room(&b, 4096), 1, 4096, f)) > 0)
        b.n += n;
    fclose(f);
    return b;
}

static int hold_files(const char *pattern)
{
    glob_t found;
    int n = 0;
    if (glob(pattern, 0, NULL, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct buf b = read_file(found.gl_pathv[i]);
        struct str text = {b.p, b.n};
        n += hold_quoted(text, '\'') + hold_quoted(text, '"') + hold_quoted(text, '`');
        buf_release(&b);
    }
    globfree(&found);
    return n;
}

// The first byte of a piece of the corpus chooses between an argument and a file.
static int hold_corpus(void)
{
    glob_t found;
    int n = 0;
    if (glob("tests/fuzz/corpus/pipeline/*", 0, NULL, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct buf b = read_file(found.gl_pathv[i]);
        if (b.n)
            n += hold(b.p[0] & 1 ? "file" : NULL, (struct str){b.p + 1, b.n - 1});
        buf_release(&b);
    }
    globfree(&found);
    return n;
}

// An example is a pipeline, or a whole command line with stages in quotes.
static void hold_example(const char *example)
{
    struct str text = str_of(example);
    bool is_one = strchr(example, '\'') ? hold_quoted(text, '\'') > 0 : hold(NULL, text);
    if (!is_one)
        printf("no pipeline: %s\n", example);
    CHECK(is_one);
}

static void hold_rows(void)
{
    for (int i = 0; stage_at(i); i++)
        hold_example(stage_at(i)->syntax.example);
    for (int i = 0; agg_at(i); i++)
        hold_example(agg_at(i)->example);
    for (int i = 0; func_at(i); i++) {
        char text[512];
        snprintf(text, sizeof text, "set x = %s", func_at(i)->example);
        CHECK(hold(NULL, str_of(text)));
    }
}

int main(void)
{
    hold_rows();
    CHECK(hold_corpus() > 0);
    CHECK(hold_files("tests/*.bats") > 1000);
    CHECK(hold_files("tests/laws/*.bats") + hold_files("tests/unit/test_parse.c") > 100);
    CHECK(hold_files("README.md") > 0);
    return check_done("canonical");
}
