// SPDX-License-Identifier: MIT
#include "cli/help.h"

#include "aggs/agg.h"
#include "base/fail.h"
#include "base/suggest.h"
#include "cli/options.h"
#include "cli/topics.h"
#include "data/format.h"
#include "funcs/func.h"
#include "lang/foreign.h"
#include "ops/stage.h"

#include <stdio.h>

// ---- one entry ----

enum { WIDTH = 96 };              // of lines

// Sentences in lines, indented; those behind the first deeper by `more`.
static void print_wrapped(const char *text, int more)
{
    int column = 4;
    printf("    ");
    while (*text) {
        int n = (int)strcspn(text, " ");
        if (column + n > WIDTH && column > 4) {
            printf("\n%*s", 4 + more, "");
            column = 4 + more;
        }
        printf("%.*s", n, text);
        text += n + (text[n] == ' ');
        column += n + 1;
        if (*text && column + (int)strcspn(text, " ") <= WIDTH)
            putchar(' ');
    }
    putchar('\n');
}

static void print_note(const char *note)
{
    if (note)
        print_wrapped(note, 0);
}

// What a stage keeps, when it speaks: "keeps X; rows come out Y".
static void print_fact(const char *name, const char *text)
{
    if (!text)
        return;
    struct buf b;
    buf_init(&b);
    buf_printf(&b, "%s %s", name, text);
    print_wrapped(buf_cstr(&b), (int)strlen(name) + 1);
    buf_release(&b);
}

// Text of several lines, each indented.
static void print_indented(const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        printf("    %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

static void print_example(const char *command, const char *input, const char *output)
{
    // As a shell wants it: an example with quotes of its own is a whole command line.
    const char *quote = strchr(command, '\'') ? "" : "'";
    printf("\nexample:\n    weir %s%s%s\nover\n", quote, command, quote);
    print_indented(input);
    puts("prints");
    print_indented(output);
}

static bool print_stage(struct str name)
{
    for (int i = 0; stage_at(i); i++) {
        const struct syntax *s = &stage_at(i)->syntax;
        if (!str_is(name, s->name) && !(s->alias && str_is(name, s->alias)))
            continue;
        const struct stage_row *row = stage_at(i);
        puts(s->usage);
        print_wrapped(s->summary, 0);
        if (s->alias)
            printf("    also called %s\n", s->alias);
        print_note(s->note);
        print_fact("keeps", row->keeps ? row->keeps : row->speaks ? "nothing" : NULL);
        print_fact("speaks", row->speaks);
        if (!row->keeps && !row->speaks)
            print_fact("keeps", "nothing, speaks at once");
        print_fact("not determined by the input:", row->exempt);
        print_example(s->example, s->input, s->output);
        return true;
    }
    return false;
}

static bool print_function(struct str name)
{
    const struct func_row *f = func_find(name);
    if (!f)
        return false;
    puts(f->usage);
    print_wrapped(f->summary, 0);
    print_note(f->note);
    printf("\nexample:\n    %s\n", f->example);
    if (strcmp(f->input, "{}") != 0) {
        puts("over");
        print_indented(f->input);
    }
    puts("is");
    print_indented(f->output);
    return true;
}

static bool print_aggregate(struct str name)
{
    const struct agg_row *a = agg_find(name);
    if (!a)
        return false;
    puts(a->usage);
    print_wrapped(a->summary, 0);
    print_note(a->note);
    print_example(a->example, a->input, a->output);
    return true;
}

// ---- lists ----

enum { COLUMN = 34 };             // where summaries begin

static void print_pair(const char *usage, const char *summary)
{
    if (strlen(usage) > COLUMN - 4)
        printf("  %s\n%*s%s\n", usage, COLUMN, "", summary);
    else
        printf("  %-*s%s\n", COLUMN - 2, usage, summary);
}

static void print_stages(void)
{
    for (int i = 0; stage_at(i); i++)
        print_pair(stage_at(i)->syntax.usage, stage_at(i)->syntax.summary);
}

static void print_functions(void)
{
    for (int i = 0; func_at(i); i++)
        print_pair(func_at(i)->usage, func_at(i)->summary);
}

static void print_aggregates(void)
{
    for (int i = 0; agg_at(i); i++)
        print_pair(agg_at(i)->usage, agg_at(i)->summary);
}

static void print_option_row(const struct option *o)
{
    char usage[64], letter[8] = "    ";
    const char *value = o->value ? o->value : "";
    bool is_attached = !o->value || value[1] == '=';
    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    snprintf(usage, sizeof usage, "%s--%s%s%s", letter, o->name, is_attached ? "" : " ", value);
    print_pair(usage, o->summary);
}

static void print_options(void)
{
    for (int i = 0; option_at(i); i++) {
        if (option_at(i)->group)
            printf(" %s\n", option_at(i)->group);
        print_option_row(option_at(i));
    }
}

static void print_formats(void)
{
    puts("of the input (--from):");
    print_pair("json", "JSON, one object a line");
    print_pair("text", "lines as they are: one field, line");
    print_pair("logfmt", "key=value pairs with blanks between them");
    print_pair("csv, csv(a, b)", "comma-separated values (RFC 4180) under a header, "
                                 "or with these names");
    print_pair("tsv, tsv(a, b)", "tab-separated values, with \\t \\n \\r \\\\ in texts");
    puts("  What reads as a JSON number is a number in logfmt, csv and tsv, not with --text;\n"
         "  an empty field of csv is an empty text. Other lines are read as text and then parsed:\n"
         "      weir --from text 'parse line as clf | count by status'      (access logs)\n"
         "      weir --from text 'parse line /^(?<day>[^;]*);(?<n>[^;]*)/'   (weir -h parse)\n"
         "\n"
         "of the output (--to):");
    for (int i = 0; output_format_at(i); i++)
        print_pair(output_format_at(i)->name, output_format_at(i)->summary);
}

static bool print_option(struct str name)
{
    for (int i = 0; option_at(i); i++)
        if (str_is(name, option_at(i)->name)) {
            print_option_row(option_at(i));
            return true;
        }
    return false;
}

static void print_overview(void)
{
    puts("weir - streams of events in a shell: filter, window and aggregate by event time\n"
         "\n"
         "usage: weir [OPTION]... STAGE...\n"
         "\n"
         "Reads events (one JSON object a line), pushes them through the stages, and writes the\n"
         "results as they become known. Stages are arguments, or stand in one, joined by |:\n"
         "\n"
         "    tail -F app.log | weir 'filter status >= 500' 'window 1m' 'count by service'\n"
         "\n"
         "A condition alone is a filter, an aggregate alone an aggregate stage, /regex/ alone "
         "looks at the\n"
         "whole line.\n"
         "\nstages:");
    print_stages();
    puts("\noptions:");
    print_options();
    printf("\nmore: weir -h functions, -h aggregates, -h formats,");
    for (int i = 0; topic_at(i); i++)
        printf(" -h %s,", topic_at(i)->name);
    puts("\n      -h and any name; man weir");
}

static const struct {
    const char *name;
    void (*print)(void);
} lists[] = {
    {"stages", print_stages},
    {"functions", print_functions},
    {"aggregates", print_aggregates},
    {"options", print_options},
    {"formats", print_formats},
};
enum { LISTS = sizeof lists / sizeof *lists };

static void offer_names(struct suggest *near)
{
    for (int i = 0; i < LISTS; i++)
        suggest_offer(near, lists[i].name);
    for (int i = 0; topic_at(i); i++)
        suggest_offer(near, topic_at(i)->name);
    for (int i = 0; stage_at(i); i++)
        suggest_offer(near, stage_at(i)->syntax.name);
    for (int i = 0; func_at(i); i++)
        suggest_offer(near, func_at(i)->name);
    for (int i = 0; agg_at(i); i++)
        suggest_offer(near, agg_at(i)->name);
    for (int i = 0; option_at(i); i++)
        suggest_offer(near, option_at(i)->name);
}

// A name may be that of a stage, a function and an aggregate: all that there are.
static bool print_named(struct str name)
{
    bool found = print_stage(name);
    if (func_find(name)) {
        if (found)
            puts("\nthe function:");
        found = print_function(name);
    }
    if (agg_find(name)) {
        if (found)
            puts("\nthe aggregate:");
        found = print_aggregate(name);
    }
    return found || print_option(name);
}

// `time` is a stage, a function, an option and a topic.
static bool print_topic(const char *name, bool is_more)
{
    for (int i = 0; topic_at(i); i++)
        if (strcmp(name, topic_at(i)->name) == 0) {
            printf("%s%s\n", is_more ? "\n" : "", topic_at(i)->text);
            return true;
        }
    return false;
}

// Words that stand in a topic and have no entry of their own.
static const struct {
    const char *word, *topic;
} within[] = {
    {"text", "formats"},       {"json", "formats"},        {"logfmt", "formats"},
    {"csv", "formats"},        {"tsv", "formats"},         {"table", "formats"},
    {"raw", "formats"},        {"clf", "parse"},           {"kv", "parse"},
    {"tumbling", "windows"},   {"hopping", "windows"},     {"sliding", "windows"},
    {"cumulative", "windows"}, {"session", "windows"},     {"sessions", "windows"},
    {"global", "windows"},     {"watermark", "time"},      {"operators", "expressions"},
    {"regex", "expressions"},  {"durations", "expressions"},
};

static void tell_no_help(const char *topic)
{
    struct str word = str_of(topic);
    const char *advice = foreign_advice(FOREIGN_STAGE, word);
    if (!advice)
        advice = foreign_advice(FOREIGN_CALL, word);
    if (advice) {
        warn("there is no help on '%s'; %s", topic, advice);
        return;
    }
    struct suggest near = suggest_begin(word);
    offer_names(&near);
    const char *best = suggest_best(&near);
    if (best)
        warn("there is no help on '%s'; did you mean '%s'?", topic, best);
    else
        warn("there is no help on '%s'; 'weir -h' names all there is", topic);
}

bool help_print(const char *topic)
{
    if (!topic) {
        print_overview();
        return true;
    }
    for (int i = 0; i < LISTS; i++)
        if (strcmp(topic, lists[i].name) == 0) {
            lists[i].print();
            return true;
        }
    bool is_named = print_named(str_of(topic));
    if (print_topic(topic, is_named) || is_named)
        return true;
    for (size_t i = 0; i < sizeof within / sizeof *within; i++)
        if (strcmp(topic, within[i].word) == 0)
            return help_print(within[i].topic);
    tell_no_help(topic);
    return false;
}

static void list_pair(const char *name, const char *summary)
{
    printf("%s\t%s\n", name, summary);
}

bool help_list(const char *what)
{
    if (strcmp(what, "stages") == 0) {
        for (int i = 0; stage_at(i); i++)
            list_pair(stage_at(i)->syntax.name, stage_at(i)->syntax.summary);
    } else if (strcmp(what, "functions") == 0) {
        for (int i = 0; func_at(i); i++)
            list_pair(func_at(i)->name, func_at(i)->summary);
    } else if (strcmp(what, "aggregates") == 0) {
        for (int i = 0; agg_at(i); i++)
            list_pair(agg_at(i)->name, agg_at(i)->summary);
    } else if (strcmp(what, "options") == 0) {
        for (int i = 0; option_at(i); i++)
            printf("--%s\t%s\n", option_at(i)->name, option_at(i)->summary);
    } else {
        warn("--list wants stages, functions, aggregates or options, not '%s'", what);
        return false;
    }
    return true;
}
