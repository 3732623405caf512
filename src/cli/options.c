// SPDX-License-Identifier: MIT
#include "cli/options.h"

#include "base/fail.h"
#include "base/suggest.h"
#include "cli/from.h"
#include "cli/pipeline_file.h"
#include "data/number.h"
#include "data/text.h"
#include "data/time_format.h"
#include "data/zone.h"
#include "io/amount.h"
#include "io/http.h"
#include "io/net.h"
#include "io/sink.h"
#include "io/source.h"
#include "run/live.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

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

static bool take_size(const char *option, const char *value, size_t *bytes)
{
    if (amount_read_size(value, bytes))
        return true;
    warn("%s wants a size below 4G such as 64k or 16M, not '%s'", option, value);
    return false;
}

static bool take_input(struct options *o, const char *value)
{
    *VEC_PUSH(&o->inputs) = value;
    return source_check(value);
}

static bool take_follow(struct options *o, const char *value)
{
    (void)value;
    return o->settings.follow = true;
}

static bool is_destination(struct options *o, const char *value)
{
    struct sink_fault fault;
    if (sink_check_spec(&o->arena, value, &fault))
        return true;
    warn("'%s': %s%s%s", value, fault.error, fault.hint ? "; " : "",
         fault.hint ? fault.hint : "");
    return false;
}

static bool take_output(struct options *o, const char *value)
{
    if (!is_destination(o, value))
        return false;
    *VEC_PUSH(&o->outputs) = value;
    return true;
}

static bool take_file(struct options *o, const char *value)
{
    o->is_stdin_taken |= strcmp(value, "-") == 0;
    struct source_text text;
    if (!pipeline_file_read(&o->arena, value, &text))
        return false;
    *VEC_PUSH(&o->stages) = text;
    return true;
}

static bool take_time(struct options *o, const char *value)
{
    struct source_text *text = ARENA_NEW(&o->arena, struct source_text);
    *text = (struct source_text){NULL, str_of(value)};
    o->settings.time = text;
    return true;
}

static bool take_idle(struct options *o, const char *value)
{
    if (strcmp(value, "never") != 0)
        return take_duration("--idle", value, &o->settings.idle);
    o->settings.idle = LIVE_NEVER;
    return true;
}

static bool take_skew(struct options *o, const char *value)
{
    return take_duration("--skew", value, &o->settings.skew);
}

enum { JOBS_MAX = 256 };

static bool take_jobs(struct options *o, const char *value)
{
    char *end;
    long n = strtol(value, &end, 10);
    bool is_number = *value >= '0' && *value <= '9' && !*end;
    if (!is_number || n < 1 || n > JOBS_MAX) {
        warn("-j wants a number from 1 to %d, not '%s'", JOBS_MAX, value);
        return false;
    }
    o->settings.jobs = (size_t)n;
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
    o->settings.time_text = value;
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

// The place of $NAME: what a script gives holds until its command line gives it again.
static struct named_value *arg_of_name(struct options *o, struct str name)
{
    for (size_t i = 0; i < o->args.n; i++)
        if (str_eq(o->args.at[i].name, name))
            return &o->args.at[i];
    return VEC_PUSH(&o->args);
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
    struct named_value arg = {{value, (size_t)(equals - value)}, value_resolve(v)};
    *arg_of_name(o, arg.name) = arg;
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

static bool take_seed(struct options *o, const char *value)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(value, &end, 10);
    bool is_digit = *value >= '0' && *value <= '9';   // strtoull() takes signs and spaces, too
    o->settings.seed = n;
    if (is_digit && !*end && errno == 0)
        return true;
    warn("--seed wants a whole number below 2^64, not '%s'", value);
    return false;
}

static bool take_late(struct options *o, const char *value)
{
    o->settings.late = value;
    return is_destination(o, value);
}

static bool take_bad(struct options *o, const char *value)
{
    o->settings.bad = value;
    return is_destination(o, value);
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

static bool take_stats(struct options *o, const char *value)
{
    o->settings.stats = true;
    return !value || take_duration("--stats", value, &o->settings.stats_every);
}

static bool take_progress(struct options *o, const char *value)
{
    (void)value;
    return o->settings.progress = true;
}

// A factor such as 60x; the x may be left out.
static bool take_replay(struct options *o, const char *value)
{
    char *end = NULL;
    size_t n = strspn(value, "0123456789.");
    double speed = n ? strtod(arena_strndup(&o->arena, value, n), &end) : 0;
    bool is_whole = n && *end == '\0' && (value[n] == '\0' || strcmp(value + n, "x") == 0);
    o->settings.replay_speed = speed;
    if (is_whole && speed > 0 && speed <= 1e12)
        return true;
    warn("--replay wants how many times as fast as recorded, such as 1x or 60x, not '%s'", value);
    return false;
}

static bool take_metrics(struct options *o, const char *value)
{
    struct net_place place = {.type = SOCK_STREAM, .listens = true};
    const char *fault = net_read_host_port(&place, &o->arena, value);
    if (!http_is_available())
        fault = "this weir was built without libmicrohttpd";
    o->settings.metrics = value;
    if (fault)
        warn("--metrics %s: %s", value, fault);
    return !fault;
}

static bool take_explain(struct options *o, const char *value)
{
    bool is_json = value && strcmp(value, "json") == 0;
    o->settings.explain = is_json ? EXPLAIN_JSON : EXPLAIN_TEXT;
    if (!value || is_json || strcmp(value, "text") == 0)
        return true;
    warn("--explain wants text or json, not '%s'", value);
    return false;
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

// In groups, of which the first option has the heading.
static const struct option options[] = {
    {'f', "file", "FILE", "the pipeline's text", take_file, "pipeline"},
    {0, "arg", "NAME=VALUE", "$NAME in the pipeline: a text, or a number if it reads as one",
     take_arg, NULL},
    {0, "seed", "N", "which sample 'sample' draws (0)", take_seed, NULL},
    {0, "explain", "[=FORMAT]", "print the plan, as text or json, with every default; then exit",
     take_explain, NULL},
    {'i', "input", "SOURCE", "where to read: a file, a fifo, - (the default), tcp-listen:// and "
                             "more (weir -h sources); repeatable",
     take_input, "input"},
    {'F', "follow", NULL, "go on reading files as they grow, through rotation; -i may be a pattern",
     take_follow, NULL},
    {0, "from", "FORMAT", "how the input is read: json (the default), text, logfmt, csv, tsv",
     take_from, NULL},
    {0, "text", NULL, "numbers in text formats stay text", take_text, NULL},
    {0, "max-line", "SIZE", "the longest line that is read (16M)", take_max_line, NULL},
    {'t', "time", "EXPR", "event time at entry; 'arrival' is the wall clock", take_time, "time"},
    {'l', "lateness", "D", "how long windows stay open for late events (5s)", take_lateness, NULL},
    {0, "delay", "D", "how far the watermark stays behind the newest event (0s)", take_delay,
     NULL},
    {0, "skew", "D", "how far ahead of the wall clock an event may move the watermark (5m)",
     take_skew, NULL},
    {0, "idle", "D", "time goes on by the wall clock when nothing has come for so long (5s), or "
                     "never",
     take_idle, NULL},
    {0, "tz", "ZONE", "for times without an offset, and the days of windows (UTC)", take_zone,
     NULL},
    {0, "replay", "SPEED", "files at the pace of their event time, or so many times as fast: 60x",
     take_replay, NULL},
    {'o', "output", "DEST", "where to write: a file, - (the default) or another destination; "
                            "repeatable",
     take_output, "output"},
    {0, "to", "FORMAT", "how rows are written: json (the default), csv, tsv, table, chart, "
                        "logfmt, raw",
     take_format, NULL},
    {0, "time-format", "F", "how times are written: rfc3339 (the default), s, ms, us, ns, or as "
                            "strftime does: %d.%m.%Y %H:%M",
     take_time_format, NULL},
    {0, "late", "DEST", "write events that came too late there, as they came",
     take_late, NULL},
    {0, "bad", "DEST", "write what could not be used there, with the reason",
     take_bad, NULL},
    {0, "strict", NULL, "the first bad line, late event or expression error ends the run",
     take_strict, "run"},
    {'j', "jobs", "N", "threads at most, where there is enough to do (the processors)", take_jobs,
     NULL},
    {0, "fail-empty", NULL, "exit with 1 if nothing was written", take_fail_empty, NULL},
    {0, "stats", "[=D]", "counters on standard error at the end, and every D while reading",
     take_stats, NULL},
    {0, "progress", NULL, "while files are read, tell on the terminal how far that is",
     take_progress, NULL},
    {0, "metrics", "HOST:PORT", "serve the counters and the latest rows of aggregate to Prometheus",
     take_metrics, NULL},
    {'q', "quiet", NULL, "say nothing about bad lines, late events and errors", take_quiet, NULL},
    {'v', "verbose", NULL, "say more: what was opened, which field is the event time", take_verbose,
     NULL},
    {0, "color", "WHEN", "colours in messages and tables: auto (on a terminal), always, never",
     take_color, NULL},
    {'h', "help", "[TOPIC]", "this help, or that on any name or topic (-h topics)", take_help,
     "help"},
    {0, "list", "WHAT", "stages, functions, aggregates, ... for programs: name, usage, summary",
     take_list, NULL},
    {'V', "version", NULL, "print the version", take_version, NULL},
};

// Options of later versions.
static const char *const reserved[] = {
    "spool",
    "state",  "state-reset", "checkpoint", "max-memory",
    NULL};

bool option_is_reserved(struct str name)
{
    for (int i = 0; reserved[i]; i++)
        if (str_is(name, reserved[i]))
            return true;
    return false;
}

const struct option *option_at(int i)
{
    return (size_t)i < sizeof options / sizeof *options ? &options[i] : NULL;
}
