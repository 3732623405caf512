// SPDX-License-Identifier: MIT
#include "cli/options.h"

#include "aggs/agg.h"
#include "base/fail.h"
#include "base/suggest.h"
#include "cli/from.h"
#include "data/number.h"
#include "data/text.h"
#include "data/time_format.h"
#include "data/zone.h"
#include "ops/stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- values ----

static bool take_duration(const char *option, const char *value, int64_t *ns)
{
    struct duration d;
    size_t fault;
    if (duration_read(str_of(value), &d, &fault) && d.months == 0) {
        *ns = d.ns;
        return true;
    }
    warn("%s wants a duration such as 5s or 1m30s, not '%s'", option, value);
    return false;
}

// Bytes, with an optional k, M or G (powers of 1024; KiB, MB and the like mean the same).
static bool take_size(const char *option, const char *value, size_t *bytes)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(value, &end, 10);
    static const char units[] = "kKmMgG";
    const char *unit = *end ? strchr(units, *end) : NULL;
    int shift = unit ? 10 * (1 + (int)(unit - units) / 2) : 0;
    const char *rest = unit ? end + 1 : end;
    bool is_rest = *rest == '\0' || strcmp(rest, "B") == 0 || strcmp(rest, "iB") == 0;
    bool is_digit = *value >= '0' && *value <= '9';   // strtoull() takes signs and spaces, too
    if (is_digit && is_rest && errno == 0 && n > 0 && n <= (UINT32_MAX >> shift)) {
        *bytes = (size_t)n << shift;
        return true;
    }
    warn("%s wants a size below 4G such as 64k or 16M, not '%s'", option, value);
    return false;
}

// Sources and destinations of later versions are written KIND://PLACE.
static bool is_file_name(const char *value)
{
    const char *colon = strstr(value, "://");
    if (!colon || memchr(value, '/', (size_t)(colon - value)))
        return true;
    warn("'%s': %.*s:// is not in this version", value, (int)(colon - value), value);
    return false;
}

static bool take_input(struct options *o, const char *value)
{
    if (!is_file_name(value))
        return false;
    *VEC_PUSH(&o->inputs) = value;
    return true;
}

static bool take_output(struct options *o, const char *value)
{
    if (!is_file_name(value))
        return false;
    *VEC_PUSH(&o->outputs) = value;
    return true;
}

static bool take_file(struct options *o, const char *value)
{
    bool is_stdin = strcmp(value, "-") == 0;
    FILE *f = is_stdin ? stdin : fopen(value, "r");
    if (!f) {
        warn("cannot read the pipeline file %s: %s", value, strerror(errno));
        return false;
    }
    struct buf text;
    buf_init(&text);
    size_t n;
    while ((n = fread(buf_room(&text, 4096), 1, 4096, f)) > 0)
        text.n += n;
    bool failed = ferror(f);
    if (failed)
        warn("cannot read the pipeline file %s: %s", value, strerror(errno));
    if (!is_stdin)
        fclose(f);
    o->is_stdin_taken |= is_stdin;
    *VEC_PUSH(&o->stages) = (struct source_text){
        is_stdin ? "standard input" : value, {arena_strndup(&o->arena, text.p, text.n), text.n}};
    buf_release(&text);
    return !failed;
}

static bool take_time(struct options *o, const char *value)
{
    struct source_text *text = ARENA_NEW(&o->arena, struct source_text);
    *text = (struct source_text){NULL, str_of(value)};
    o->settings.time = text;
    return true;
}

static bool take_lateness(struct options *o, const char *value)
{
    return take_duration("--lateness", value, &o->settings.lateness);
}

static bool take_delay(struct options *o, const char *value)
{
    return take_duration("--delay", value, &o->settings.delay);
}

static bool take_zone(struct options *o, const char *value)
{
    o->settings.zone = zone_find(str_of(value));
    if (!o->settings.zone)
        warn("unknown time zone '%s' (names are those of the system's zoneinfo, such as "
             "Europe/Berlin)",
             value);
    return o->settings.zone != NULL;
}

static bool take_time_format(struct options *o, const char *value)
{
    static const char *const names[] = {[TIME_RFC3339] = "rfc3339",
                                        [TIME_S] = "s",
                                        [TIME_MS] = "ms",
                                        [TIME_US] = "us",
                                        [TIME_NS] = "ns"};
    for (int i = TIME_RFC3339; i <= TIME_NS; i++)
        if (strcmp(value, names[i]) == 0) {
            o->settings.time_style = (enum time_style)i;
            return true;
        }
    if (text_utf8_fault(value, strlen(value)) < strlen(value)) {
        warn("--time-format wants UTF-8, which '%s' is not", value);
        return false;
    }
    struct format_fault fault;
    o->settings.time_style = TIME_FORMATTED;
    o->settings.time_format = time_format_new(&o->arena, str_of(value), false, &fault);
    if (!o->settings.time_format && !strchr(value, '%'))
        warn("--time-format wants rfc3339, s, ms, us, ns or a format as strftime has, not '%s'",
             value);
    else if (!o->settings.time_format)
        warn("--time-format %s: %s", value, fault.error);
    return o->settings.time_format != NULL;
}

static bool take_arg(struct options *o, const char *value)
{
    const char *equals = strchr(value, '=');
    if (!equals || equals == value) {
        warn("--arg wants NAME=VALUE, not '%s'", value);
        return false;
    }
    if (text_utf8_fault(value, strlen(value)) < strlen(value)) {
        warn("--arg wants UTF-8, which '%s' is not", value);
        return false;
    }
    struct str text = str_of(equals + 1);
    struct value v = value_str(text);
    if (number_is(text.p, text.n))
        v = value_slice(VALUE_NUMBER, text.p, text.n);
    *VEC_PUSH(&o->args) =
        (struct named_value){{value, (size_t)(equals - value)}, value_resolve(v)};
    return true;
}

static bool take_format(struct options *o, const char *value)
{
    o->settings.format = output_format_find(str_of(value));
    if (o->settings.format)
        return true;
    struct buf names;
    buf_init(&names);
    for (int i = 0; output_format_at(i); i++)
        buf_printf(&names, "%s%s", i == 0 ? "" : output_format_at(i + 1) ? ", " : " or ",
                   output_format_at(i)->name);
    warn("--to wants %s, not '%s'", buf_cstr(&names), value);
    buf_release(&names);
    return false;
}

static bool take_color(struct options *o, const char *value)
{
    static const char *const names[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
    for (int i = COLOR_AUTO; i <= COLOR_NEVER; i++)
        if (strcmp(value, names[i]) == 0) {
            o->settings.color = (enum color)i;
            return true;
        }
    warn("--color wants auto, always or never, not '%s'", value);
    return false;
}

static bool take_late(struct options *o, const char *value)
{
    o->settings.late = value;
    return is_file_name(value);
}

static bool take_bad(struct options *o, const char *value)
{
    o->settings.bad = value;
    return is_file_name(value);
}

static bool take_from(struct options *o, const char *value)
{
    return from_read(&o->arena, value, &o->settings.from);
}

static bool take_text(struct options *o, const char *value)
{
    (void)value;
    return o->settings.from.keeps_text = true;
}

static bool take_strict(struct options *o, const char *value)
{
    (void)value;
    return o->settings.strict = true;
}

static bool take_fail_empty(struct options *o, const char *value)
{
    (void)value;
    return o->settings.fail_empty = true;
}

static bool take_max_line(struct options *o, const char *value)
{
    return take_size("--max-line", value, &o->settings.max_line);
}

static bool take_quiet(struct options *o, const char *value)
{
    (void)value;
    return o->settings.quiet = true;
}

static bool take_verbose(struct options *o, const char *value)
{
    (void)value;
    return o->settings.verbose = true;
}

static bool take_list(struct options *o, const char *value)
{
    o->todo = OPTIONS_LIST;
    o->topic = value;
    return true;
}

static bool take_version(struct options *o, const char *value)
{
    (void)value;
    o->todo = OPTIONS_VERSION;
    return true;
}

static bool take_help(struct options *o, const char *value)
{
    o->todo = OPTIONS_HELP;
    o->topic = value;
    return true;
}

// ---- the table ----

static const struct option options[] = {
    {'i', "input", "SOURCE", "where to read: a file, a fifo or - (the default); repeatable",
     take_input},
    {0, "from", "FORMAT", "how the input is read: json (the default), text, logfmt, csv, tsv",
     take_from},
    {0, "text", NULL, "numbers in text formats stay text", take_text},
    {'o', "output", "DEST", "where to write: a file (at its end) or - (the default); repeatable",
     take_output},
    {0, "to", "FORMAT", "how rows are written: json (the default), csv, tsv, table, logfmt, raw",
     take_format},
    {'f', "file", "FILE", "the pipeline's text", take_file},
    {'t', "time", "EXPR", "event time at entry; 'arrival' is the wall clock", take_time},
    {'l', "lateness", "D", "how long windows stay open for late events (5s)", take_lateness},
    {0, "delay", "D", "how far the watermark stays behind the newest event (0s)", take_delay},
    {0, "tz", "ZONE", "for times without an offset (UTC)", take_zone},
    {0, "time-format", "F", "how times are written: rfc3339 (the default), s, ms, us, ns, or as "
                            "strftime does: %d.%m.%Y %H:%M",
     take_time_format},
    {0, "arg", "NAME=VALUE", "$NAME in the pipeline: a text, or a number if it reads as one",
     take_arg},
    {0, "late", "DEST", "write events that came too late at the end of that file, as they came",
     take_late},
    {0, "bad", "DEST", "write what could not be used at the end of that file, with the reason",
     take_bad},
    {0, "strict", NULL, "the first bad line, late event or expression error ends the run",
     take_strict},
    {0, "fail-empty", NULL, "exit with 1 if nothing was written", take_fail_empty},
    {0, "max-line", "SIZE", "the longest line that is read (16M)", take_max_line},
    {0, "list", "WHAT", "names and summaries of stages, functions, aggregates or options",
     take_list},
    {0, "color", "WHEN", "the header of a table in bold: auto (on a terminal), always, never",
     take_color},
    {'q', "quiet", NULL, "say nothing about bad lines, late events and errors", take_quiet},
    {'v', "verbose", NULL, "say more, such as which field is the event time", take_verbose},
    {'h', "help", "[TOPIC]", "this help, or stages, functions, aggregates, or any one's name",
     take_help},
    {'V', "version", NULL, "print the version", take_version},
};

// Options of later versions.
static const char *const reserved[] = {
    "follow", "seed",        "metrics",    "spool",
    "state",  "state-reset", "checkpoint", "idle",    "skew",  "max-memory", "jobs",
    "replay", "stats",       "progress",   "explain", NULL};
static const char reserved_letters[] = "Fj";

const struct option *option_at(int i)
{
    return (size_t)i < sizeof options / sizeof *options ? &options[i] : NULL;
}

// ---- reading ----

static const struct option *find_letter(char letter)
{
    for (int i = 0; option_at(i); i++)
        if (option_at(i)->letter == letter)
            return option_at(i);
    return NULL;
}

static const struct option *find_name(struct str name)
{
    for (int i = 0; option_at(i); i++)
        if (str_is(name, option_at(i)->name))
            return option_at(i);
    return NULL;
}

static bool wrong_name(struct str name)
{
    for (int i = 0; reserved[i]; i++)
        if (str_is(name, reserved[i])) {
            warn("the option '--%s' is not in this version", reserved[i]);
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
    if (letter && strchr(reserved_letters, letter))
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
    const char *value = attached;
    if (!value && **next && !(is_optional && (**next)[0] == '-'))
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
    const struct option *option = find_name(name);
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
        const struct option *option = find_letter(*text);
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

void options_read(struct options *o, int argc, char **argv)
{
    *o = (struct options){.settings = {.lateness = 5 * NS_SECOND, .max_line = 16 << 20}};
    arena_init(&o->arena);
    bool is_sound = argc == 0 || read_all(o, argv + 1);
    complete(o);
    if (!is_sound || (o->todo == OPTIONS_RUN && !has_stdin_left(o)))
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
