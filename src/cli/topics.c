// SPDX-License-Identifier: MIT
#include "cli/topics.h"

#include <stddef.h>
#include <string.h>

static const struct topic topics[] = {
    {"expressions", "fields, values, operators, null",
     "fields      status   user.id   tags[0]   tags[-1]   `odd key`   .count\n"
     "values      12   1.5e3   \"text\"   'text'   true   false   null   [1, 2]   $NAME\n"
     "durations   250ms   30s   5m   1h30m   7d   (units ns us ms s m h d w; mo y)\n"
     "logic       and   or   not\n"
     "compare     ==   !=   <   <=   >   >=   in (1, 2)   not in [1, 2]\n"
     "regex       field =~ /^GET/i   field !~ /x/   /x/ alone: the whole line\n"
     "null        a ?? b   exists(a)\n"
     "arithmetic  +   -   *   /   %   (+ also joins texts; times and durations work too)\n"
     "calls       lower(msg)   if(status >= 500, \"bad\", \"ok\")   (weir -h functions)\n"
     "\n"
     "Two texts compare as texts, also where they read as times: ts >= time(\"2026-03-02\") and\n"
     "time(ts) - prev(time(ts)) go by time. s == 200 is false where s is the text \"200\".\n"
     "A missing field reads as null. == and != are always true or false; < and its kin are null\n"
     "with null or between types; filter keeps only true. A wrong type gives null, and is told."},
    {"time", "event time, the watermark, lateness",
     "event time\n"
     "    Looked at only if a stage needs it. Where it comes from, in this order:\n"
     "      on EXPR, time EXPR   in the pipeline\n"
     "      -t EXPR              where events enter; -t arrival is the wall clock\n"
     "      by itself            the first of @timestamp timestamp time ts datetime date that\n"
     "                           holds a time in the first event that has any (-v says which)\n"
     "    A time is a text as in RFC 3339 or a number since 1970 in s, ms, us or ns, by its size.\n"
     "    time(x, \"ms\") and time(x, \"%d/%b/%Y:%H:%M:%S %z\") leave no doubt; --tz is for texts\n"
     "    without an offset.\n"
     "watermark\n"
     "    The largest event time seen, less --delay. It moves with every event, never back.\n"
     "    A window closes when the watermark reaches its end + lateness (-l, 5s). Events whose\n"
     "    window has closed are late: counted, written to --late, in no result.\n"
     "    weir --stats shows how far events come behind; weir --explain the rules in force."},
    {"windows", "what a window stage does, its kinds and clauses",
     "A window stage puts each event into a window [start, end) of event time; window_start and\n"
     "window_end are names below it, and the first fields of its rows.\n"
     "Inside the window above them work aggregate, top, sort, head, tail and dedup: their rows\n"
     "come out when the watermark reaches the window's end + lateness, or at the end of input.\n"
     "Other stages pass rows on at once. The rows of a window have its last instant as their\n"
     "time, so a longer window may follow:\n"
     "    window 1m | count by host | window 1h | max(count) by host\n"
     "More: weir -h window, weir -h time, weir --explain"},
    {"formats", "how input is read and rows are written (--from, --to)",
     "Lines in a form of their own are read as text and then parsed (weir -h parse):\n"
     "    weir --from text 'parse line as clf | count by status'       (access logs)\n"
     "    weir --from text 'parse line /^(?<day>[^;]*);(?<n>[^;]*)/'   (any others)"},
    {"sources", "where events are read from (-i)",
     "-i SOURCE, repeatable. Settings stand behind the place: KIND://PLACE?NAME=VALUE&NAME=VALUE;\n"
     "-h and a kind's name shows them.\n"
     "Several regular files are merged by event time if a stage needs time, else read one after\n"
     "the other. Of other inputs whichever has something to say is read."},
    {"destinations", "where rows are written to (-o, --late, --bad, tee)",
     "-o DEST, repeatable; --late DEST, --bad DEST; the stage tee DEST\n"
     "All outputs get the same. A result is written as soon as it is known. Settings stand behind\n"
     "the place: KIND://PLACE?NAME=VALUE&NAME=VALUE; -h and a kind's name shows them."},
    {"errors", "bad lines, late events, wrong types, mistakes; the exit status",
     "mistakes in the pipeline   are shown where they stand, before anything is read\n"
     "bad lines                  are no JSON object (or no record of --from); counted, told, left\n"
     "                           out; --bad FILE keeps them, with the reason\n"
     "bad events                 have no time where a window needs one; the same\n"
     "late events                came when their window had closed; counted, told at the end with\n"
     "                           the --lateness that would have kept them; --late FILE keeps them\n"
     "wrong types                (1 + \"a\", sqrt(-1)) give null; counted, the first ones told\n"
     "missing fields             read as null; a field that no event has is named at the end\n"
     "--strict ends the run at the first of these, -q says nothing of them.\n"
     "\n"
     "exit status\n"
     "    0  all went well        1  reading or writing failed, --strict, --fail-empty\n"
     "    2  the command line or the pipeline is wrong; nothing was read\n"
     "    3  there were bad lines or bad events, and no --bad\n"
     "    a signal ends weir as it ends other programs, after open windows have been written"},
    {"delivery", "when results come out, live input, what is kept",
     "A result is written as soon as it is known; weir never waits for a buffer to fill.\n"
     "    filter, set, project ...     at once, row by row\n"
     "    below a window               when the watermark reaches its end + lateness\n"
     "    emit updates, emit every D   before that, and again when something changes\n"
     "    sort, top, tail, count by    without a window: at the end of input\n"
     "weir --explain says it of each stage of a pipeline.\n"
     "The end of input, or the first Ctrl-C, closes all windows in order. A live input that falls\n"
     "silent does not keep its last windows open: see --idle. A slow reader of the output slows\n"
     "the reading of the input; nothing is dropped for it.\n"
     "The same events in the same order give the same rows, however fast they come. What is open\n"
     "is kept in memory and ends with the process."},
    {"examples", "everyday tasks",
     "errors of an access log, by the minute\n"
     "    weir --from text -i access.log 'parse line as clf' 'time time' \\\n"
     "        'status >= 500' 'window 1m' count\n"
     "the ten busiest addresses\n"
     "    weir -i app.ndjson 'count by ip | top 10 by count'\n"
     "percentiles for each path and minute, as a table\n"
     "    weir -i app.ndjson --to table 'window 1m' 'p50(ms), p99(ms) by path'\n"
     "an alert when a rate passes a threshold, and once only: a command gets the row\n"
     "    weir -F -i app.ndjson 'window 1m' 'failed = count where status >= 500' \\\n"
     "        'changed failed > 10' 'failed > 10' \"exec 'cat >>alerts'\"\n"
     "a table joined in\n"
     "    weir -i app.ndjson 'enrich users.csv on user_id = id' 'count by country'\n"
     "from CSV to JSON, and back\n"
     "    weir --from csv -i people.csv 'age >= 18'\n"
     "    weir --to csv -i people.ndjson 'project name, age'\n"
     "no repeats\n"
     "    weir -i app.ndjson 'dedup by request_id within 10m'\n"
     "how long sessions are\n"
     "    weir -i clicks.ndjson 'window session 30m' 'count by user' \\\n"
     "        'set length = time(window_end) - time(window_start) - 30m'\n"
     "the rate of a counter\n"
     "    weir -i counters.ndjson 'set per_second = rate(bytes) by host'\n"
     "late events kept, and looked at\n"
     "    weir -i app.ndjson --late late.ndjson 'window 1m' count; weir -i late.ndjson"},
};

const struct topic *topic_at(int i)
{
    return (size_t)i < sizeof topics / sizeof *topics ? &topics[i] : NULL;
}

static const struct {
    const char *word, *topic;
} words[] = {
    {"clf", "parse"},           {"kv", "parse"},            {"sessions", "session"},
    {"watermark", "time"},      {"operators", "expressions"}, {"regex", "expressions"},
    {"regexes", "expressions"}, {"durations", "expressions"}, {"null", "expressions"},
    {"fields", "expressions"},  {"types", "expressions"},   {"language", "expressions"},
    {"source", "sources"},      {"files", "sources"},       {"stdin", "sources"},
    {"dest", "destinations"},   {"destination", "destinations"}, {"stdout", "destinations"},
    {"exit", "errors"},         {"status", "errors"},       {"exit-status", "errors"},
    {"error", "errors"},        {"updates", "emit"},        {"pane", "emit"},
    {"final", "emit"},          {"live", "delivery"},       {"latency", "delivery"},
    {"signals", "delivery"},    {"example", "examples"},    {"recipes", "examples"},
    {"stage", "stages"},        {"function", "functions"},  {"percentiles", "quantile"},
    {"option", "options"},      {"format", "formats"},      {"topic", "topics"},
    {"alert", "exec"},          {"threshold", "examples"},  {"rotation", "follow"},
    {"by", "aggregate"},        {"limit", "head"},
    {"logs", "examples"},       {"alerts", "examples"},     {"strftime", "format_time"},
};

const char *topic_of_word(const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].topic;
    return NULL;
}
