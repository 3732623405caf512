// SPDX-License-Identifier: MIT
#include "cli/manual.h"

#include "cli/entry.h"
#include "cli/topics.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define DATE "November 29, 2026"

// ---- text ----

// What stands for this character in mdoc.
static void put_char(char c)
{
    switch (c) {
    case '\\':
        fputs("\\e", stdout);
        break;
    case '\'':
        fputs("\\(aq", stdout);
        break;
    case '`':
        fputs("\\(ga", stdout);
        break;
    case '"':
        fputs("\\(dq", stdout);
        break;
    case '^':
        fputs("\\(ha", stdout);
        break;
    case '~':
        fputs("\\(ti", stdout);
        break;
    case '-':
        fputs("\\-", stdout);
        break;
    default:
        putchar(c);
    }
}

// Lines as they are; the last one's end may be left out.
static void put_literal(const char *text)
{
    puts(".Bd -literal -offset indent -compact");
    for (size_t n; *text; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        if (n == 0 || *text == '.')
            fputs("\\&", stdout);
        for (size_t i = 0; i < n; i++)
            put_char(text[i]);
        putchar('\n');
    }
    puts(".Ed");
}

// Does a sentence end before the blank at `p`, and another one begin behind it?
static bool is_between_sentences(const char *p)
{
    return (p[-1] == '.' || p[-1] == '?') && !islower((unsigned char)p[1]);
}

// Sentences, each on a line of its own, and in lines of 80 columns.
static void put_sentences(const char *text)
{
    int column = 0;
    for (const char *p = text; *p; p++) {
        bool is_long = column + (int)strcspn(p + 1, " ") > 78;
        if (*p == ' ' && p > text && column && (is_between_sentences(p) || is_long)) {
            putchar('\n');
            fputs(p[1] == '.' ? "\\&" : "", stdout);
            column = 0;
            continue;
        }
        if (*p == '-' && p > text && isalnum((unsigned char)p[-1]))
            putchar('-');         // a hyphen
        else
            put_char(*p);
        column += strchr("\\'`\"^~", *p) ? 4 : 1;
    }
    putchar('\n');
}

// A summary as a sentence.
static void put_summary(const char *summary)
{
    char sentence[400];
    size_t n = strlen(summary);
    snprintf(sentence, sizeof sentence, "%c%s%s", toupper((unsigned char)*summary), summary + 1,
             summary[n - 1] == '?' ? "" : ".");
    put_sentences(sentence);
}

// ---- usage ----

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

// Is the word what stands for something: capitals, or what stands between a call's parentheses?
static bool is_placeholder(const char *word, size_t n, int depth)
{
    if (depth)
        return true;
    for (size_t i = 0; i < n; i++)
        if (!isupper((unsigned char)word[i]))
            return false;
    return true;
}

static void put_word(const char *word, size_t n, bool is_arg, bool is_first)
{
    printf("%s%.*s", is_arg ? "Ar " : is_first ? "Ic " : "Cm ", (int)n, word);
}

// "head N [per EXPR, ...]" in macros: words, what stands for something, and marks.
static void put_usage(const char *usage, bool is_call)
{
    int depth = 0;
    fputs(".It ", stdout);
    for (const char *p = usage; *p;) {
        size_t n = 0;
        while (is_word(p[n]))
            n++;
        if (n) {
            put_word(p, n, is_placeholder(p, n, is_call ? depth : 0), p == usage);
        } else {
            depth += (*p == '(') - (*p == ')');
            fputs("No \\&", stdout);
            put_char(*p);
            n = 1;
        }
        p += n;
        fputs(!*p ? "" : *p == ' ' ? " " : " Ns ", stdout);
        p += strspn(p, " ");
    }
    putchar('\n');
}

// ---- entries ----

static void put_example(const struct registry *r, const struct entry *e)
{
    const char *quote = strchr(e->example, '\'') ? "" : "'";
    char command[1000];
    bool is_pipeline = r->form == EXAMPLE_PIPELINE;
    snprintf(command, sizeof command, is_pipeline ? "weir %s%s%s" : "%s%s%s",
             is_pipeline ? quote : "", e->example, is_pipeline ? quote : "");
    puts(".Pp");
    put_literal(command);
    if (*e->input && strcmp(e->input, "{}") != 0) {
        puts("over");
        put_literal(e->input);
    }
    puts(r->form == EXAMPLE_EXPR ? "is" : "prints");
    put_literal(e->output);
}

static void put_facts(const struct entry *e)
{
    if (!e->keeps)
        return;
    char facts[400];
    snprintf(facts, sizeof facts, "It keeps %s, and speaks %s.%s%s%s", e->keeps, e->speaks,
             e->exempt ? " Not determined by the input: " : "", e->exempt ? e->exempt : "",
             e->exempt ? "." : "");
    puts(".Pp");
    put_sentences(facts);
}

static void put_entry(const struct registry *r, const struct entry *e)
{
    bool is_call = strcmp(r->name, "functions") == 0 || strcmp(r->name, "aggregates") == 0;
    put_usage(e->usage, is_call);
    put_summary(e->summary);
    if (e->also)
        printf(".Ic %s\nis the same.\n", e->also);
    if (e->note)
        put_sentences(e->note);
    put_facts(e);
    put_example(r, e);
}

static void put_section(const char *registry)
{
    const struct registry *r = registry_find(registry);
    struct entry e;
    bool is_open = false;
    fputs(".Sh ", stdout);
    for (const char *p = registry; *p; p++)
        putchar(toupper((unsigned char)*p));
    putchar('\n');
    for (int i = 0; r->at(i, &e); i++) {
        if (e.group || !is_open) {
            fputs(is_open ? ".El\n" : "", stdout);
            if (e.group)
                printf(".Ss %c%s\n", toupper((unsigned char)*e.group), e.group + 1);
            puts(".Bl -tag -width Ds");
            is_open = true;
        }
        put_entry(r, &e);
    }
    puts(".El");
}

// ---- pages ----

static const struct page {
    const char *name, *title, *about;
    const char *paragraphs[6];    // of the description, NULL-ended
    const char *registries[3];    // NULL-ended
} pages[] = {
    {
        "weir-aggregates",
        "WEIR-AGGREGATES",
        "the aggregates of weir",
        {
            "Aggregates stand in an aggregate stage; see weir-stages(7). Each may have a condition "
            "of its own: count() where status >= 500.",
            "Nulls are left out by all but collect. Over nothing count, distinct and "
            "approx_distinct are 0, and the others are null. A value of a wrong type is counted as "
            "an error, and left out.",
            "No result depends on the order of events, but for those that say so: first arrivals "
            "in collect, mode and top.",
        },
        {"aggregates"},
    },
    {
        "weir-functions",
        "WEIR-FUNCTIONS",
        "the functions of weir",
        {
            "A function may stand wherever an expression may. What is in brackets may be left out.",
            "An argument that is null makes the result null, unless it is said otherwise. A value "
            "of a wrong type, and what has no result, such as sqrt(-1), is null, too; that is "
            "counted, and the first such cases are told. No function makes a text or container of "
            "more than 16 MiB.",
            "Texts are counted in code points, from 0; a negative start counts from the end. A "
            "regex is one of PCRE2, with the flags i m s x, as in /get/i; one that needs more than "
            "a million steps of backtracking on a text is given up. Where a tz may stand, that of "
            "--tz holds without it. A local time that does not exist is the first instant after "
            "the "
            "gap, one that exists twice the earlier of the two.",
            "The functions of sequences set a row beside the rows before it, in order of arrival; "
            "with by KEY behind the call, or by [KEY, KEY], beside those of its key. Each call "
            "keeps a state for each key for as long as the run lasts. They stand in filter, set "
            "and "
            "project, and see every row that comes there, whatever and, or, if and ?? would leave "
            "out.",
        },
        {"functions"},
    },
    {
        "weir-stages",
        "WEIR-STAGES",
        "the stages of weir, and the kinds of its windows",
        {
            "A pipeline is a chain of stages. Each argument of weir that is no option holds one, "
            "or "
            "several joined by |.",
            "A condition that stands alone is a filter, an aggregate that stands alone an "
            "aggregate "
            "stage, and a /regex/ that stands alone is looked for in the whole line as it came.",
            "Capitals stand for something: EXPR for an expression (see weir(1)), PATH for a field "
            "such as user.id, D for a duration such as 5s or 1h30m, N for a whole number, NAME for "
            "the name of a field. What is in brackets may be left out; | stands between "
            "alternatives. Clauses such as by, per and within may come in any order.",
        },
        {"stages", "windows"},
    },
};
enum { PAGES = sizeof pages / sizeof *pages };

static void put_page(const struct page *page)
{
    printf(".\\\" SPDX-License-Identifier: MIT\n"
           ".\\\" Made by \"make man\" from the rows of the program: change those.\n"
           ".Dd " DATE "\n.Dt %s 7\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n.Sh DESCRIPTION\n",
           page->title, page->name, page->about);
    for (int i = 0; page->paragraphs[i]; i++) {
        fputs(i ? ".Pp\n" : "", stdout);
        put_sentences(page->paragraphs[i]);
    }
    for (int i = 0; page->registries[i]; i++)
        put_section(page->registries[i]);
    puts(".Sh SEE ALSO\n.Xr weir 1 ,");
    for (int i = 0; i < PAGES; i++)
        if (&pages[i] != page)
            printf(".Xr %s 7 ,\n", pages[i].name);
    puts(".Xr weir-tutorial 7");
}

bool manual_print(const char *page)
{
    for (int i = 0; i < PAGES; i++) {
        size_t n = strlen(pages[i].name);
        if (strncmp(page, pages[i].name, n) == 0 && strcmp(page + n, ".7") == 0) {
            put_page(&pages[i]);
            return true;
        }
    }
    return false;
}
