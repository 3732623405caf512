// SPDX-License-Identifier: MIT
#include "cli/complete.h"

#include "aggs/agg.h"
#include "base/fail.h"
#include "cli/entry.h"
#include "cli/options.h"
#include "cli/place.h"
#include "cli/sample.h"
#include "cli/topics.h"
#include "cli/zones.h"
#include "run/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// ---- candidates ----

struct completion {
    struct arena arena;
    struct str token;             // what is there of the word
    struct names offered;         // each once, whatever offers it
};

static bool begins(const char *name, struct str token)
{
    return strncmp(name, token.p, token.n) == 0;
}

// A candidate: the name, with `suffix` behind it.
static void offer(struct completion *c, const char *name, const char *suffix, const char *summary)
{
    size_t before = c->offered.list.n;
    if (!begins(name, c->token))
        return;
    names_add(&c->offered, str_of(name));
    if (c->offered.list.n > before)
        printf("%s%s\t%s\n", name, suffix, summary);
}

// What a kind or a clause of a window is.
static const char *window_summary(const char *name)
{
    struct entry e;
    int i = 0;
    size_t n = strcspn(name, " ");
    bool is_known = registry_next(registry_find("windows"), (struct str){name, n}, &i, &e);
    return is_known ? e.summary : "";
}

static void offer_words(struct completion *c, const char *words, const char *suffix)
{
    while (words && *words) {
        size_t n = strcspn(words, " ");
        const char *word = arena_strndup(&c->arena, words, n);
        offer(c, word, suffix, *suffix ? window_summary(word) : "");
        words += n + (words[n] == ' ');
    }
}

static void offer_registry(struct completion *c, const char *name, const char *suffix)
{
    const struct registry *r = registry_find(name);
    struct entry e;
    for (int i = 0; r->at(i, &e); i++) {
        const char *text = e.name;
        if (*r->dashes)
            text = arena_printf(&c->arena, "%s%s", r->dashes, e.name);
        offer(c, text, suffix, e.summary);
    }
}

static void offer_zones(struct completion *c)
{
    struct names zones = {.arena = &c->arena};
    zones_add(&zones);
    for (size_t i = 0; i < zones.list.n; i++)
        offer(c, zones.list.at[i], "", "");
    VEC_FREE(&zones.list);
}

static void begin(struct completion *c, const char *kind)
{
    printf("%s\t%.*s\n", kind, (int)c->token.n, c->token.p);
}

// ---- inside of a stage ----

static void sample_inputs(struct names *fields, const struct settings *settings)
{
    for (size_t i = 0; i < settings->ninputs; i++)
        sample_fields(fields, settings->inputs[i], &settings->from);
}

// The plan would read the table.
static bool reads_tables(const struct settings *settings)
{
    for (size_t i = 0; i < settings->npipeline; i++)
        if (memmem(settings->pipeline[i].text.p, settings->pipeline[i].text.n, "enrich", 6))
            return true;
    return false;
}

static void add_columns(struct names *fields, const struct shape *shape)
{
    for (size_t i = 0; !shape->is_open && i < shape->ncolumns; i++)
        names_add(fields, shape->columns[i].name);
    for (struct edit *edit = shape->edits; edit; edit = edit->next) {
        if (edit->kind == EDIT_SET)
            names_add(fields, edit->column.name);
        else if (edit->kind == EDIT_DROP)
            names_drop(fields, edit->column.name);
    }
}

// The fields of the rows at the end of the stages before: those that stages made, as far as the
// plan knows them, else also those of the input.
static void find_fields(struct names *fields, const struct settings *settings)
{
    struct diag diag = {.quiet = true};
    struct plan plan;
    if (settings->npipeline == 0 || reads_tables(settings)) {
        sample_inputs(fields, settings);
        return;
    }
    plan_build(&plan, settings, &diag);
    bool is_sound = diag.errors == 0;
    if (!is_sound || plan.shape->is_open)
        sample_inputs(fields, settings);
    if (is_sound)
        add_columns(fields, plan.shape);
    plan_release(&plan);
}

// To read a pipeline from anything but a regular file could take for ever.
static bool reads_pipelines(char **words, int nwords)
{
    struct stat st;
    for (int i = 0; i + 1 < nwords; i++)
        if (strncmp(words[i], "-f", 2) == 0 || strncmp(words[i], "--file", 6) == 0)
            if (stat(words[i + 1], &st) != 0 || !S_ISREG(st.st_mode))
                return true;
    return false;
}

// The command line so far, without the word that is completed and the unfinished stage.
static void offer_fields(struct completion *c, char **words, int nwords, struct str before)
{
    if (reads_pipelines(words, nwords))
        return;
    struct options options;
    char **argv = arena_alloc(&c->arena, ((size_t)nwords + 3) * sizeof *argv);
    int argc = 0;
    argv[argc++] = words[0];      // in place of the program's name
    for (int i = 0; i < nwords; i++)
        argv[argc++] = words[i];
    if (before.n)
        argv[argc++] = arena_strndup(&c->arena, before.p, before.n);
    argv[argc] = NULL;
    options_read(&options, argc, argv);
    struct names fields = {.arena = &c->arena};
    if (options.todo == OPTIONS_RUN)
        find_fields(&fields, &options.settings);
    for (size_t i = 0; i < fields.list.n; i++)
        offer(c, fields.list.at[i], "", "field");
    VEC_FREE(&fields.list);
    options_release(&options);
}

static void offer_aggregates(struct completion *c)
{
    for (int i = 0; agg_at(i); i++)
        offer(c, agg_at(i)->name, agg_at(i)->min_args ? "(" : "", agg_at(i)->summary);
}

static void offer_clauses(struct completion *c, const struct syntax *stage)
{
    bool is_window = stage && strcmp(stage->name, "window") == 0;
    for (const struct arg_syntax *arg = stage ? stage->args : NULL; arg && arg->kind != ARG_END;
         arg++)
        if (arg->keyword)
            offer(c, arg->keyword, " ",
                  is_window ? window_summary(arg->keyword) : arg->what ? arg->what : "");
    if (stage && strcmp(stage->name, "aggregate") == 0)
        offer(c, "where", " ", "only the events for which this is true");
    if (stage && (strcmp(stage->name, "sort") == 0 || strcmp(stage->name, "top") == 0))
        offer_words(c, "asc desc", " ");
}

// Complete the pipeline's text; with `is_expr` an expression of an option.
static void complete_text(struct completion *c, char **words, int nwords, bool is_expr)
{
    struct place place;
    place_find(&place, c->token);
    c->token = place.token;
    if (is_expr && place.wants)
        place = (struct place){.wants = PLACE_OPERAND};
    begin(c, place.wants & PLACE_FILE ? "files" : "text");
    if (place.wants & PLACE_STAGE)
        offer_registry(c, "stages", " ");
    if (place.wants & PLACE_CHOICE)
        offer_words(c, place.choices, " ");
    if (place.wants & PLACE_CLAUSE)
        offer_clauses(c, place.stage);
    if (place.wants & PLACE_ZONE)
        offer_zones(c);
    if (place.wants & PLACE_OPERAND)
        offer_fields(c, words, nwords - (is_expr ? 2 : 1), place.before);
    if (place.wants & PLACE_AGGREGATE)
        offer_aggregates(c);
    // Of so many only those that have begun.
    if (place.wants & PLACE_OPERAND && c->token.n)
        offer_registry(c, "functions", "(");
}

// ---- options ----

static void offer_formats(struct completion *c, const char *option)
{
    const struct registry *r = registry_find("formats");
    struct entry e;
    size_t n = strlen(option);
    for (int i = 0; r->at(i, &e); i++)
        if (strncmp(e.usage, "--", 2) == 0 && strncmp(e.usage + 2, option, n) == 0 &&
            e.usage[2 + n] == ' ')
            offer(c, e.name, "", e.summary);
}

static void offer_names(struct completion *c)
{
    for (int i = 0; registry_at(i); i++)
        offer(c, registry_at(i)->name, "", "");
    for (int i = 0; topic_at(i); i++)
        offer(c, topic_at(i)->name, "", topic_at(i)->summary);
    offer(c, "topics", "", "");
}

static void offer_help(struct completion *c)
{
    offer_names(c);
    for (int i = 0; registry_at(i); i++)
        offer_registry(c, registry_at(i)->name, "");
}

static void offer_kinds(struct completion *c, const char *name)
{
    const struct registry *r = registry_find(name);
    struct entry e;
    for (int i = 0; r && r->at(i, &e); i++) {
        const char *slashes = strstr(e.usage, "://");
        if (slashes && strcmp(e.name, "file") != 0)
            offer(c, arena_printf(&c->arena, "%s://", e.name), "", e.summary);
    }
}

static bool is_value(const struct option *o, const char *name)
{
    return strcmp(o->value, name) == 0;
}

static void complete_value(struct completion *c, const struct option *o)
{
    bool is_source = is_value(o, "SOURCE"), is_dest = is_value(o, "DEST");
    begin(c, is_source || is_dest || is_value(o, "FILE") ? "files" : "words");
    struct entry e;
    int i = 0;
    if (registry_next(registry_find("options"), str_of(o->name), &i, &e))
        offer_words(c, e.values, "");
    if (is_source)
        offer_kinds(c, "sources");
    else if (is_dest)
        offer_kinds(c, "destinations");
    else if (is_value(o, "FORMAT"))
        offer_formats(c, o->name);
    else if (is_value(o, "ZONE"))
        offer_zones(c);
    else if (is_value(o, "WHAT"))
        offer_names(c);
    else if (is_value(o, "[TOPIC]"))
        offer_help(c);
}

// The option in a word of letters whose value is the next word, or NULL.
static const struct option *letters_option(const char *letters)
{
    for (; *letters; letters++) {
        const struct option *o = option_of_letter(*letters);
        if (!o || o->value)
            return o && !letters[1] ? o : NULL;
    }
    return NULL;
}

// The option whose value the word behind `word` is, or NULL.
static const struct option *option_before(const char *word)
{
    if (word[0] != '-' || strchr(word, '='))
        return NULL;
    const struct option *o =
        word[1] == '-' ? option_of_name(str_of(word + 2)) : letters_option(word + 1);
    return o && o->value && o->value[1] != '=' ? o : NULL;
}

// The option whose value the last word is; *is_rest: it stands behind a --.
static const struct option *option_of_last(char **words, int nwords, bool *is_rest)
{
    const struct option *o = NULL;
    *is_rest = false;
    for (int i = 0; i + 1 < nwords && !*is_rest; i++) {
        *is_rest = !o && strcmp(words[i], "--") == 0;
        o = o ? NULL : option_before(words[i]);
    }
    return o;
}

static void complete_option(struct completion *c, const char *word)
{
    const char *equals = strchr(word, '=');
    struct str name = {word + 2, equals ? (size_t)(equals - word) - 2 : 0};
    const struct option *o = equals && word[1] == '-' ? option_of_name(name) : NULL;
    if (o && o->value) {
        c->token = str_of(equals + 1);
        complete_value(c, o);
        return;
    }
    c->token = str_of(word);
    begin(c, "words");
    if (!equals)
        offer_registry(c, "options", "");
}

void complete_print(char **words)
{
    int nwords = 0;
    while (words[nwords])
        nwords++;
    const char *last = nwords ? words[nwords - 1] : "";
    struct completion c = {.token = str_of(last)};
    arena_init(&c.arena);
    c.offered.arena = &c.arena;
    warn_silence();
    bool is_rest;
    const struct option *o = option_of_last(words, nwords, &is_rest);
    if (o && strcmp(o->value, "EXPR") != 0)
        complete_value(&c, o);
    else if (!is_rest && !o && last[0] == '-')
        complete_option(&c, last);
    else
        complete_text(&c, words, nwords, o != NULL);
    VEC_FREE(&c.offered.list);
    arena_release(&c.arena);
}
