// SPDX-License-Identifier: MIT
// The command line read word by word: options by their table (options.c), all else is a stage.
#include "aggs/agg.h"
#include "base/fail.h"
#include "base/suggest.h"
#include "cli/options.h"
#include "io/source.h"
#include "ops/stage.h"

#include <stdlib.h>
#include <sys/stat.h>

const struct option *option_of_letter(char letter)
{
    for (int i = 0; option_at(i); i++)
        if (option_at(i)->letter == letter)
            return option_at(i);
    return NULL;
}

const struct option *option_of_name(struct str name)
{
    for (int i = 0; option_at(i); i++)
        if (str_is(name, option_at(i)->name))
            return option_at(i);
    return NULL;
}

// What such options are called elsewhere.
static const struct {
    const char *name, *here;
} foreign_options[] = {
    {"csv", "--from csv, --to csv"},   {"icsv", "--from csv"},
    {"ocsv", "--to csv"},              {"tsv", "--from tsv, --to tsv"},
    {"itsv", "--from tsv"},            {"otsv", "--to tsv"},
    {"json", "--from json, --to json"}, {"ojson", "--to json"},
    {"opprint", "--to table"},         {"table", "--to table"},
    {"pretty", "--to table"},          {"raw-output", "--to raw"},
    {"format", "--from FORMAT, --to FORMAT"}, {"input-format", "--from FORMAT"},
    {"output-format", "--to FORMAT"},  {"timezone", "--tz ZONE"},
};

static const char *option_here(struct str name)
{
    for (size_t i = 0; i < sizeof foreign_options / sizeof *foreign_options; i++)
        if (str_is(name, foreign_options[i].name))
            return foreign_options[i].here;
    return NULL;
}

static bool wrong_name(struct str name)
{
    if (name.n > 1 && option_is_reserved(name)) {
        warn("the option '--%.*s' is not in this version", (int)name.n, name.p);
        return false;
    }
    if (option_here(name)) {
        warn("unknown option '--%.*s'; write %s", (int)name.n, name.p, option_here(name));
        return false;
    }
    struct suggest near = suggest_begin(name);
    for (int i = 0; option_at(i); i++)
        suggest_offer(&near, option_at(i)->name);
    warn("unknown option '--%.*s'%s%s%s ('weir -h' lists them)", (int)name.n, name.p,
         suggest_best(&near) ? "; did you mean '--" : "",
         suggest_best(&near) ? suggest_best(&near) : "", suggest_best(&near) ? "'?" : "");
    return false;
}

static bool wrong_letter(char letter)
{
    if (option_is_reserved((struct str){&letter, 1}))
        warn("the option '-%c' is not in this version", letter);
    else
        warn("unknown option '-%c' ('weir -h' lists them; a stage that begins with a minus stands "
             "behind --)",
             letter);
    return false;
}

// The value of an option that takes one: behind the name, or the next argument. The help's may be
// left out.
static bool take_value(struct options *o, const struct option *option, const char *attached,
                       char ***next)
{
    bool is_optional = option->value[0] == '[';
    bool is_attached = is_optional && option->value[1] == '=';
    const char *value = attached;
    if (!value && **next && !is_attached)
        value = *(*next)++;
    if (value || is_optional)
        return option->take(o, value);
    warn("the option '--%s' wants a value: --%s %s", option->name, option->name, option->value);
    return false;
}

static bool read_long(struct options *o, const char *text, char ***next)
{
    const char *equals = strchr(text, '=');
    struct str name = equals ? (struct str){text, (size_t)(equals - text)} : str_of(text);
    const struct option *option = option_of_name(name);
    if (!option)
        return wrong_name(name);
    if (option->value)
        return take_value(o, option, equals ? equals + 1 : NULL, next);
    if (!equals)
        return option->take(o, NULL);
    warn("the option '--%s' takes no value", option->name);
    return false;
}

// Letters may stand together; the rest of the word is the value of one that takes a value.
static bool read_letters(struct options *o, const char *text, char ***next)
{
    for (; *text; text++) {
        const struct option *option = option_of_letter(*text);
        if (!option)
            return wrong_letter(*text);
        if (option->value)
            return take_value(o, option, text[1] ? text + 1 : NULL, next);
        if (!option->take(o, NULL))
            return false;
    }
    return true;
}

// `weir count app.log`: awk and grep take files so. A word that names a file is taken for one,
// unless it is a stage or an aggregate; a field of such a name can be written with a dot.
static bool is_file(const char *text)
{
    struct stat st;
    struct str word = str_of(text);
    bool is_dotted = text[0] == '.' && text[1] != '/' && text[1] != '.';
    return !strpbrk(text, " |=<>(,`'\"$") && !is_dotted && !agg_find(word) &&
           !syntax_find(stage_syntaxes(), word) && stat(text, &st) == 0 && !S_ISDIR(st.st_mode);
}

static bool read_stage(struct options *o, const char *text)
{
    if (is_file(text)) {
        warn("'%s' is a file, and stands where a stage is expected; to read it write -i %s%s%s",
             text, text, strchr(text, '/') ? "" : ", for a field of that name .",
             strchr(text, '/') ? "" : text);
        return false;
    }
    *VEC_PUSH(&o->stages) = (struct source_text){NULL, str_of(text)};
    return true;
}

static bool read_all(struct options *o, char **next)
{
    bool is_sound = true, is_rest = false;
    while (*next && o->todo == OPTIONS_RUN) {
        const char *text = *next++;
        if (is_rest || text[0] != '-' || text[1] == '\0')
            is_sound &= read_stage(o, text);
        else if (strcmp(text, "--") == 0)
            is_rest = true;
        else if (text[1] == '-')
            is_sound &= read_long(o, text + 2, &next);
        else
            is_sound &= read_letters(o, text + 1, &next);
    }
    return is_sound;
}

static void complete(struct options *o)
{
    struct settings *s = &o->settings;
    if (o->inputs.n == 0)
        *VEC_PUSH(&o->inputs) = "-";
    if (o->outputs.n == 0)
        *VEC_PUSH(&o->outputs) = "-";
    s->pipeline = o->stages.at;
    s->npipeline = o->stages.n;
    s->inputs = o->inputs.at;
    s->ninputs = o->inputs.n;
    s->outputs = o->outputs.at;
    s->noutputs = o->outputs.n;
    s->args = o->args.at;
    s->from.max_line = s->max_line;
    s->nargs = o->args.n;
    const char *read_size = getenv("WEIR_TEST_READ_SIZE");
    if (read_size)
        s->read_size = strtoul(read_size, NULL, 10);
}

// Standard input cannot be the pipeline and the events at once.
static bool has_stdin_left(const struct options *o)
{
    for (size_t i = 0; i < o->inputs.n && o->is_stdin_taken; i++)
        if (strcmp(o->inputs.at[i], "-") == 0) {
            warn("'-f -' leaves no standard input to read events from: -i FILE names another");
            return false;
        }
    return true;
}

// -F is for files, of which one has to be read.
static bool has_file_to_follow(const struct options *o)
{
    for (size_t i = 0; i < o->inputs.n; i++)
        if (source_is_file(o->inputs.at[i]))
            return true;
    if (o->settings.follow)
        warn("-F follows files, and none is read: name one by -i FILE");
    return !o->settings.follow;
}

void options_read(struct options *o, int argc, char **argv)
{
    *o = (struct options){.settings = {
                              .lateness = 5 * NS_SECOND,
                              .skew = 5 * NS_MINUTE,
                              .idle = 5 * NS_SECOND,
                              .max_line = 16 << 20,
                              .time_text = "rfc3339",
                          }};
    arena_init(&o->arena);
    bool is_completion = argc > 1 && strcmp(argv[1], "--complete") == 0;
    if (is_completion) {
        o->todo = OPTIONS_COMPLETE;
        o->words = argv + 2;
    }
    bool is_sound = argc == 0 || is_completion || read_all(o, argv + 1);
    complete(o);
    if (o->todo == OPTIONS_RUN)
        is_sound = is_sound && has_stdin_left(o) && has_file_to_follow(o);
    if (!is_sound)
        o->todo = OPTIONS_WRONG;
}

void options_release(struct options *o)
{
    VEC_FREE(&o->stages);
    VEC_FREE(&o->inputs);
    VEC_FREE(&o->outputs);
    VEC_FREE(&o->args);
    arena_release(&o->arena);
}
