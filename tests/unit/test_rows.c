// SPDX-License-Identifier: MIT
// The tables of stages, functions, aggregates, formats and options: names are unique and plain,
// usage and summary are fit to be shown, and every example is true: it is run through the program
// that the environment variable WEIR names (./weir), and what it prints is compared whole.
#include "tests/unit/check.h"

#include "aggs/agg.h"
#include "cli/options.h"
#include "data/format.h"
#include "funcs/func.h"
#include "ops/stage.h"

#include <stdlib.h>
#include <unistd.h>

enum { NAMES_MAX = 500, TEXT_MAX = 1 << 16 };

// One of the four tables, as far as the checks need it.
struct named {
    const char *kind;
    const char *names[NAMES_MAX];
    int n;
};

static void complain(const char *kind, const char *name, const char *what)
{
    check_failures++;
    printf("%s %s: %s\n", kind, name, what);
}

static void expect(bool is_so, const char *kind, const char *name, const char *what)
{
    check_count++;
    if (!is_so)
        complain(kind, name, what);
}

static bool is_plain_name(const char *name, const char *others)
{
    if (!(*name >= 'a' && *name <= 'z'))
        return false;
    for (; *name; name++)
        if (!(*name >= 'a' && *name <= 'z') && !(*name >= '0' && *name <= '9') &&
            !strchr(others, *name))
            return false;
    return true;
}

static void check_name(struct named *table, const char *name, const char *others)
{
    expect(is_plain_name(name, others), table->kind, name, "is not a plain lower-case name");
    for (int i = 0; i < table->n; i++)
        expect(strcmp(table->names[i], name) != 0, table->kind, name, "is there twice");
    if (table->n < NAMES_MAX)
        table->names[table->n++] = name;
}

static void check_summary(const char *kind, const char *name, const char *summary)
{
    expect(summary && *summary, kind, name, "has no summary");
    if (!summary || !*summary)
        return;
    expect(!strchr(summary, '\n'), kind, name, "has a summary of several lines");
    expect(summary[strlen(summary) - 1] != '.', kind, name, "has a summary that ends in a period");
}

static void check_usage(const char *kind, const char *name, const char *usage)
{
    size_t n = strlen(name);
    expect(usage && strncmp(usage, name, n) == 0 && (!usage[n] || strchr(" ([", usage[n])), kind,
           name, "has a usage that does not begin with its name");
    expect(usage && !strchr(usage, '\n'), kind, name, "has a usage of several lines");
}

// ---- examples ----

static char directory[] = "/tmp/weir-rows-XXXXXX";

static bool write_input(const char *path, const char *input)
{
    FILE *f = fopen(path, "w");
    if (!f)
        return false;
    bool ok = fputs(input, f) >= 0;
    if (*input && input[strlen(input) - 1] != '\n')
        ok &= putc('\n', f) != EOF;
    return fclose(f) == 0 && ok;
}

// Run `weir ARGUMENTS` (as a shell reads them) over the input; what it prints, errors too, is in
// `out`.
static bool run(const char *arguments, const char *input, char *out)
{
    char path[64], *command = malloc(TEXT_MAX);
    snprintf(path, sizeof path, "%s/input", directory);
    snprintf(command, TEXT_MAX, "\"${WEIR:-./weir}\" %s <%s 2>&1", arguments, path);
    *out = 0;
    FILE *f = write_input(path, input) ? popen(command, "r") : NULL;
    free(command);
    if (!f)
        return false;
    size_t n = fread(out, 1, TEXT_MAX - 1, f);
    out[n] = 0;
    return pclose(f) == 0;
}

// The text as one argument of a shell command, behind `before`.
static void quote(char *to, const char *before, const char *text)
{
    char *end = to + TEXT_MAX - 8;
    *to++ = '\'';
    for (; *before && to < end; before++)
        *to++ = *before;
    for (; *text && to < end; text++) {
        if (*text == '\'') {
            memcpy(to, "'\\''", 4);
            to += 4;
        } else {
            *to++ = *text;
        }
    }
    *to++ = '\'';
    *to = 0;
}

static void check_example(const char *kind, const char *name, const char *arguments,
                          const char *input, const char *output)
{
    char *got = malloc(TEXT_MAX);
    bool ok = run(arguments, input, got);
    size_t n = strlen(output);
    bool is_same =
        strncmp(got, output, n) == 0 &&
        (!got[n] || (got[n] == '\n' && !got[n + 1] && (n == 0 || output[n - 1] != '\n')));
    expect(ok && is_same, kind, name, "has an example that is not true");
    if (!ok || !is_same)
        printf("    weir %s\nover\n%s\nexpected\n%s\ngot\n%s\n", arguments, input, output, got);
    free(got);
}

// An example of a stage is one pipeline, or several words of a command line if it has options.
static void check_pipeline(const char *kind, const char *name, const char *example,
                           const char *input, const char *output)
{
    if (!example || !input || !output) {
        complain(kind, name, "has no example");
        return;
    }
    char *quoted = malloc(TEXT_MAX);
    quote(quoted, "", example);
    check_example(kind, name, *example == '-' ? example : quoted, input, output);
    free(quoted);
}

static void check_call(const struct func_row *row)
{
    if (!row->example || !row->input || !row->output) {
        complain("function", row->name, "has no example");
        return;
    }
    char *quoted = malloc(TEXT_MAX), *output = malloc(TEXT_MAX);
    quote(quoted, "project out = ", row->example);
    *output = 0;
    for (const char *at = row->output; *at;) {
        size_t n = strcspn(at, "\n"), used = strlen(output);
        snprintf(output + used, TEXT_MAX - used, "{\"out\":%.*s}\n", (int)n, at);
        at += n + (at[n] == '\n');
    }
    check_example("function", row->name, quoted, row->input, output);
    expect(strstr(row->example, row->name) != NULL, "function", row->name, "is not in its example");
    free(quoted);
    free(output);
}

// ---- the tables ----

static void test_stages(void)
{
    struct named names = {.kind = "stage"};
    for (int i = 0; stage_at(i); i++) {
        const struct syntax *s = &stage_at(i)->syntax;
        check_name(&names, s->name, "_");
        if (s->alias)
            check_name(&names, s->alias, "_");
        check_usage("stage", s->name, s->usage);
        check_summary("stage", s->name, s->summary);
        check_pipeline("stage", s->name, s->example, s->input, s->output);
        CHECK(syntax_find(stage_syntaxes(), str_of(s->name)) == s);
    }
    CHECK(names.n > 0);
}

static void test_functions(void)
{
    struct named names = {.kind = "function"};
    for (int i = 0; func_at(i); i++) {
        const struct func_row *f = func_at(i);
        check_name(&names, f->name, "_");
        check_usage("function", f->name, f->usage);
        check_summary("function", f->name, f->summary);
        expect(f->min_args <= f->max_args, "function", f->name,
               "wants more arguments than it takes");
        check_call(f);
        CHECK(func_find(str_of(f->name)) == f);
    }
    CHECK(names.n > 0);
}

static void test_aggregates(void)
{
    struct named names = {.kind = "aggregate"};
    for (int i = 0; agg_at(i); i++) {
        const struct agg_row *a = agg_at(i);
        check_name(&names, a->name, "_");
        check_usage("aggregate", a->name, a->usage);
        check_summary("aggregate", a->name, a->summary);
        expect(a->min_args <= a->max_args, "aggregate", a->name,
               "wants more arguments than it takes");
        check_pipeline("aggregate", a->name, a->example, a->input, a->output);
        CHECK(agg_find(str_of(a->name)) == a);
    }
    CHECK(names.n > 0);
}

static void test_formats(void)
{
    struct named names = {.kind = "format"};
    for (int i = 0; output_format_at(i); i++) {
        const struct output_format *f = output_format_at(i);
        check_name(&names, f->name, "");
        check_summary("format", f->name, f->summary);
        check_pipeline("format", f->name, f->example, f->input, f->output);
        CHECK(output_format_find(str_of(f->name)) == f);
    }
    CHECK(names.n > 0);
}

static void test_options(void)
{
    struct named names = {.kind = "option"};
    char letters[256] = {0};
    for (int i = 0; option_at(i); i++) {
        const struct option *o = option_at(i);
        check_name(&names, o->name, "-");
        check_summary("option", o->name, o->summary);
        expect(!o->value || *o->value, "option", o->name, "has a value without a name");
        if (!o->letter)
            continue;
        unsigned char letter = (unsigned char)o->letter;
        expect(!letters[letter], "option", o->name, "has a letter that is there twice");
        letters[letter] = 1;
    }
    CHECK(names.n > 0);
}

int main(void)
{
    const char *weir = getenv("WEIR");
    if (!mkdtemp(directory) || access(weir ? weir : "./weir", X_OK) != 0) {
        printf("rows: no program to run: set WEIR\n");
        return 1;
    }
    test_stages();
    test_functions();
    test_aggregates();
    test_formats();
    test_options();
    char path[64];
    snprintf(path, sizeof path, "%s/input", directory);
    unlink(path);
    rmdir(directory);
    return check_done("rows");
}
