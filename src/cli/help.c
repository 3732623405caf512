// SPDX-License-Identifier: MIT
#include "cli/help.h"

#include "base/fail.h"
#include "base/suggest.h"
#include "cli/entry.h"
#include "cli/topics.h"
#include "lang/foreign.h"

#include <stdio.h>
#include <string.h>

// ---- one entry ----

enum { WIDTH = 96 };              // of lines

// Sentences in lines, of which the first goes on at `column`, the others begin at `indent`.
static void print_wrapped(const char *text, int column, int indent)
{
    for (bool is_first = true; *text; is_first = false) {
        int n = (int)strcspn(text, " \n");
        bool is_new_line = !is_first && column + 1 + n > WIDTH;
        if (is_new_line)
            printf("\n%*s", indent, "");
        else if (!is_first)
            putchar(' ');
        printf("%.*s", n, text);
        column = is_new_line ? indent + n : column + n + !is_first;
        text += n + (text[n] != '\0');
    }
    putchar('\n');
}

static void print_sentences(const char *text)
{
    printf("    ");
    print_wrapped(text, 4, 4);
}

// What a stage keeps, when it speaks: "keeps X; rows come out Y".
static void print_fact(const char *name, const char *text)
{
    if (!text)
        return;
    int column = printf("    %s ", name);
    print_wrapped(text, column, column);
}

static void print_facts(const struct entry *e)
{
    bool is_plain =
        e->keeps && strcmp(e->keeps, "nothing") == 0 && strcmp(e->speaks, "at once") == 0;
    if (is_plain)
        print_fact("keeps", "nothing, speaks at once");
    else {
        print_fact("keeps", e->keeps);
        print_fact("speaks", e->speaks);
    }
    print_fact("not determined by the input:", e->exempt);
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

// As a shell wants it: an example with quotes of its own is a whole command line.
static void print_example(const struct entry *e, enum example_form form)
{
    const char *quote = strchr(e->example, '\'') ? "" : "'";
    puts("\nexample:");
    if (form == EXAMPLE_PIPELINE)
        printf("    weir %s%s%s\n", quote, e->example, quote);
    else
        print_indented(e->example);
    if (form == EXAMPLE_SHOWN)
        return;
    if (*e->input && strcmp(e->input, "{}") != 0) {
        puts(form == EXAMPLE_COMMAND ? "where events.ndjson holds" : "over");
        print_indented(e->input);
    }
    puts(form == EXAMPLE_EXPR ? "is" : "prints");
    print_indented(e->output);
}

// The settings of a source or a destination, behind a question mark.
static void print_parts(const struct entry *e)
{
    char usage[64];
    for (const struct entry_part *part = e->parts; part->name; part++) {
        snprintf(usage, sizeof usage, "%c%s%s%s", part == e->parts ? '?' : '&', part->name,
                 part->value ? "=" : "", part->value ? part->value : "");
        printf("    %-20s", usage);
        print_wrapped(part->summary, 24, 24);
    }
}

static void print_entry(const struct registry *r, const struct entry *e)
{
    puts(e->usage + strspn(e->usage, " "));
    print_sentences(e->summary);
    if (e->also && !*r->dashes)
        printf("    also called %s\n", e->also);
    if (e->note)
        print_sentences(e->note);
    print_parts(e);
    print_facts(e);
    if (e->example)
        print_example(e, r->form);
}

// A name may be that of a stage, a function, an aggregate and an option: all that there are.
static bool print_named(struct str name)
{
    bool found = false;
    struct entry e;
    for (int k = 0; registry_at(k); k++)
        for (int i = 0; registry_next(registry_at(k), name, &i, &e); found = true) {
            if (found)
                printf("\nthe %s:\n", registry_at(k)->one);
            print_entry(registry_at(k), &e);
        }
    return found;
}

// ---- lists ----

enum { COLUMN = 34 };             // where summaries begin

static void print_pair(const char *usage, const char *summary)
{
    if (strlen(usage) > COLUMN - 4)
        printf("  %s\n%*s", usage, COLUMN, "");
    else
        printf("  %-*s", COLUMN - 2, usage);
    print_wrapped(summary, COLUMN, COLUMN);
}

static void print_all(const struct registry *r)
{
    struct entry e;
    for (int i = 0; r->at(i, &e); i++) {
        if (e.group)
            printf(" %s\n", e.group);
        print_pair(e.usage, e.summary);
    }
}

static void print_topics(void)
{
    for (int i = 0; registry_at(i); i++)
        printf("  %-*sall %s\n", COLUMN - 2, registry_at(i)->name, registry_at(i)->name);
    for (int i = 0; topic_at(i); i++)
        if (!registry_find(topic_at(i)->name))
            print_pair(topic_at(i)->name, topic_at(i)->summary);
    puts("and any name: of a stage, a function, an aggregate, an option, a format, a window");
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
         "    weir -F -i app.log 'filter status >= 500' 'window 1m' 'count by service'\n"
         "\n"
         "A condition alone is a filter, an aggregate alone an aggregate stage, /regex/ alone "
         "looks at the\n"
         "whole line.\n"
         "\nstages:");
    print_all(registry_find("stages"));
    puts("\noptions:");
    print_all(registry_find("options"));
    printf("\nmore: weir -h functions, -h aggregates,");
    for (int i = 0; topic_at(i); i++)
        printf("%s -h %s,", i % 6 == 3 ? "\n     " : "", topic_at(i)->name);
    puts("\n      -h and any name; man weir, weir-tutorial, weir-stages, weir-functions, "
         "weir-aggregates");
}

// ---- topics ----

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

static bool print_list(const char *name)
{
    const struct registry *r = registry_find(name);
    if (r) {
        if (print_topic(name, false))
            putchar('\n');
        print_all(r);
    } else if (strcmp(name, "topics") == 0) {
        print_topics();
    } else {
        return false;
    }
    return true;
}

static void offer_names(struct suggest *near)
{
    for (int i = 0; registry_at(i); i++)
        suggest_offer(near, registry_at(i)->name);
    for (int i = 0; topic_at(i); i++)
        suggest_offer(near, topic_at(i)->name);
    struct entry e;
    for (int k = 0; registry_at(k); k++)
        for (int i = 0; registry_at(k)->at(i, &e); i++)
            suggest_offer(near, *e.name == '-' ? "" : e.name);
}

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
        warn("there is no help on '%s'; 'weir -h topics' names what there is", topic);
}

bool help_print(const char *topic)
{
    if (!topic) {
        print_overview();
        return true;
    }
    if (print_list(topic))
        return true;
    size_t dashes = strspn(topic, "-");
    const char *name = topic[dashes] ? topic + dashes : topic;
    bool is_named = print_named(str_of(name));
    if (print_topic(name, is_named) || is_named)
        return true;
    const char *within = topic_of_word(topic);
    if (within)
        return print_topic(within, false) || help_print(within);
    tell_no_help(topic);
    return false;
}
