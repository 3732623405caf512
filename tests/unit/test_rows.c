// SPDX-License-Identifier: MIT
// The rows of all tables (cli/entry.h): names are unique and plain, usage and summary are fit to be
// shown, and every example is true: it is run through the program that the environment variable
// WEIR names (./weir), and what it prints is compared whole.
#include "tests/unit/check.h"

#include "aggs/agg.h"
#include "cli/entry.h"
#include "cli/option_docs.h"
#include "cli/topics.h"
#include "data/format.h"
#include "funcs/func.h"
#include "ops/stage.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { NAMES_MAX = 500, TEXT_MAX = 1 << 16 };

// The names of a table.
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

static void check_note(const char *kind, const char *name, const char *note)
{
    size_t n = note ? strlen(note) : 0;
    expect(!note || (n && note[0] != ' ' && note[n - 1] == '.'), kind, name,
           "has a note that is no sentence");
}

static void check_summary(const char *kind, const char *name, const char *summary)
{
    expect(summary && *summary, kind, name, "has no summary");
    if (!summary || !*summary)
        return;
    expect(!strchr(summary, '\n'), kind, name, "has a summary of several lines");
    expect(summary[strlen(summary) - 1] != '.', kind, name, "has a summary that ends in a period");
}

// A usage names what it is the usage of; most begin with it.
static void check_usage(const struct registry *r, const struct entry *e)
{
    const char *usage = e->usage, *at = strstr(usage, e->name);
    size_t n = strlen(e->name);
    bool is_place = r->form == EXAMPLE_SHOWN;   // FILE, -F -i FILE
    expect(at != NULL || is_place, r->one, e->name, "has a usage that does not name it");
    expect(!strchr(usage, '\n') && !strchr(usage, '\t'), r->one, e->name,
           "has a usage of several lines or with tabs");
    bool is_call = r->form == EXAMPLE_EXPR || strcmp(r->one, "stage") == 0 ||
                   strcmp(r->one, "aggregate") == 0;
    expect(!is_call || (at == usage && (!usage[n] || strchr(" ([", usage[n]))), r->one, e->name,
           "has a usage that does not begin with its name");
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

// Run the lines in the scratch folder, in which events.ndjson is the input; what they print, errors
// too, is in `out`.
static bool run(const char *lines, const char *input, char *out)
{
    char path[64], *command = malloc(TEXT_MAX);
    snprintf(path, sizeof path, "%s/events.ndjson", directory);
    snprintf(command, TEXT_MAX, "cd %s && weir() { \"$WEIR\" \"$@\"; } && { %s\n} 2>&1", directory,
             lines);
    *out = 0;
    FILE *f = write_input(path, input) ? popen(command, "r") : NULL;
    free(command);
    if (!f)
        return false;
    size_t n = fread(out, 1, TEXT_MAX - 1, f);
    out[n] = 0;
    return pclose(f) == 0;
}

// Append the text as one argument of a shell command, behind `before`.
static void quote(char *to, const char *before, const char *text)
{
    char *end = to + TEXT_MAX - 8;
    to += strlen(to);
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

static void check_lines(const struct registry *r, const struct entry *e, const char *lines,
                        const char *output)
{
    char *got = malloc(TEXT_MAX);
    bool ok = run(lines, e->input, got);
    size_t n = strlen(output);
    bool is_same =
        strncmp(got, output, n) == 0 &&
        (!got[n] || (got[n] == '\n' && !got[n + 1] && (n == 0 || output[n - 1] != '\n')));
    if (strstr(got, "was built without"))     // an optional library
        ok = is_same = true;
    expect(ok && is_same, r->one, e->name, "has an example that is not true");
    if (!ok || !is_same)
        printf("    %s\nover\n%s\nexpected\n%s\ngot\n%s\n", lines, e->input, output, got);
    free(got);
}

// A pipeline is one word, or several words of a command line if it has quotes or options.
static void check_pipeline(const struct registry *r, const struct entry *e)
{
    char *lines = malloc(TEXT_MAX);
    strcpy(lines, "weir ");
    bool is_words = *e->example == '-' || *e->example == '\'';
    if (is_words)
        strncat(lines, e->example, TEXT_MAX - 100);
    else
        quote(lines, "", e->example);
    strcat(lines, " <events.ndjson");
    check_lines(r, e, lines, e->output);
    free(lines);
}

static void check_expression(const struct registry *r, const struct entry *e)
{
    char *lines = malloc(TEXT_MAX), *output = malloc(TEXT_MAX);
    strcpy(lines, "weir <events.ndjson ");
    quote(lines, "project out = ", e->example);
    *output = 0;
    for (const char *at = e->output; *at;) {
        size_t n = strcspn(at, "\n"), used = strlen(output);
        snprintf(output + used, TEXT_MAX - used, "{\"out\":%.*s}\n", (int)n, at);
        at += n + (at[n] == '\n');
    }
    check_lines(r, e, lines, output);
    free(lines);
    free(output);
}

static void check_example(const struct registry *r, const struct entry *e)
{
    if (r->form == EXAMPLE_SHOWN)
        return;
    if (!e->example || !e->input || !e->output) {
        complain(r->one, e->name, "has no example");
        return;
    }
    switch (r->form) {
    case EXAMPLE_PIPELINE:
        check_pipeline(r, e);
        break;
    case EXAMPLE_EXPR:
        check_expression(r, e);
        break;
    case EXAMPLE_COMMAND:
        check_lines(r, e, e->example, e->output);
        break;
    case EXAMPLE_SHOWN:
        break;
    }
    bool is_format = strcmp(r->name, "formats") == 0 || strcmp(r->name, "windows") == 0;
    bool has_letter = e->also && strlen(e->also) == 1;
    expect(is_format || has_letter || strstr(e->example, e->name) != NULL || e->also, r->one,
           e->name, "is not in its example");
}

// ---- the tables ----

static void test_registry(const struct registry *r)
{
    struct named names = {.kind = r->one};
    struct entry e, first;
    bool repeats = strcmp(r->name, "formats") == 0;   // csv may be read and written
    for (int i = 0; r->at(i, &e); i++) {
        if (!repeats && strcmp(e.name, "-") != 0)
            check_name(&names, e.name, "_-");
        if (e.also && !*r->dashes)
            check_name(&names, e.also, "_");
        check_usage(r, &e);
        check_summary(r->one, e.name, e.summary);
        check_note(r->one, e.name, e.note);
        check_example(r, &e);
        int at = 0;
        CHECK(registry_next(r, str_of(e.name), &at, &first) && strcmp(first.name, e.name) == 0);
    }
    CHECK(names.n > 0 || repeats);
    CHECK(registry_find(r->name) == r);
}

static void test_lookups(void)
{
    for (int i = 0; stage_at(i); i++)
        CHECK(syntax_find(stage_syntaxes(), str_of(stage_at(i)->syntax.name)) ==
              &stage_at(i)->syntax);
    for (int i = 0; func_at(i); i++) {
        CHECK(func_find(str_of(func_at(i)->name)) == func_at(i));
        CHECK(func_at(i)->min_args <= func_at(i)->max_args);
    }
    for (int i = 0; agg_at(i); i++) {
        CHECK(agg_find(str_of(agg_at(i)->name)) == agg_at(i));
        CHECK(agg_at(i)->min_args <= agg_at(i)->max_args);
    }
    for (int i = 0; output_format_at(i); i++)
        CHECK(output_format_find(str_of(output_format_at(i)->name)) == output_format_at(i));
}

// The words that the help gives for an option's value are values that it takes.
static void check_values(const char *name, const char *values)
{
    char word[32], command[128], got[4096];
    while (*values) {
        int n = (int)strcspn(values, " ");
        snprintf(word, sizeof word, "%.*s", n, values);
        snprintf(command, sizeof command, "weir --%s=%s --explain count >/dev/null", name, word);
        expect(run(command, "", got), "option", name, "does not take a value of its help");
        values += n + (values[n] == ' ');
    }
}

static void test_options(void)
{
    struct entry e;
    const struct registry *options = registry_find("options");
    char letters[256] = {0};
    for (int i = 0; options->at(i, &e); i++) {
        unsigned char letter = e.also ? (unsigned char)*e.also : 0;
        expect(!letter || !letters[letter], "option", e.name, "has a letter that is there twice");
        letters[letter] = 1;
        if (e.values)
            check_values(e.name, e.values);
    }
    for (int i = 0; option_doc_at(i); i++) {
        int at = 0;
        expect(registry_next(options, str_of(option_doc_at(i)->name), &at, &e), "option",
               option_doc_at(i)->name, "is explained and is none");
    }
}

static void test_topics(void)
{
    struct named names = {.kind = "topic"};
    for (int i = 0; topic_at(i); i++) {
        check_name(&names, topic_at(i)->name, "");
        check_summary("topic", topic_at(i)->name, topic_at(i)->summary);
    }
    CHECK(names.n > 0);
}

int main(void)
{
    static char program[PATH_MAX], got[4096];
    const char *weir = getenv("WEIR");
    if (!mkdtemp(directory) || !realpath(weir ? weir : "./weir", program) ||
        access(program, X_OK) != 0) {
        printf("rows: no program to run: set WEIR\n");
        return 1;
    }
    setenv("WEIR", program, 1);
    run("ln -s \"$OLDPWD/tests\" .", "", got);     // some examples read files of the project
    for (int i = 0; registry_at(i); i++)
        test_registry(registry_at(i));
    test_lookups();
    test_options();
    test_topics();
    CHECK(run("rm -r \"$PWD\"", "", got));
    return check_done("rows");
}
