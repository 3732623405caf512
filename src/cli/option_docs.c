// SPDX-License-Identifier: MIT
#include "cli/option_docs.h"

#include <stddef.h>
#include <string.h>

#define TIMES "{\"ts\":10}\n{\"ts\":70}\n{\"ts\":55}\n"

static const struct option_doc docs[] = {
    {.name = "file",
     .note = "A newline ends a stage, unless a bracket is open, the line ends in a comma or an "
             "operator, or the next one begins with |, a comma, by, per, and, or. # begins a "
             "comment. With the first line #!/usr/bin/env -S weir -f the file is a command. - is "
             "standard input.",
     .example = "printf 'a > 1\\nset b = a * 10\\n' >big.weir\nweir -f big.weir -i events.ndjson",
     .input = "{\"a\":1}\n{\"a\":2}\n",
     .output = "{\"a\":2,\"b\":20}\n"},
    {.name = "arg",
     .note = "Repeatable; of one name the last holds. So nobody has to put shell variables into "
             "the text of a pipeline.",
     .example = "weir -i events.ndjson --arg least=2 'a >= $least'",
     .input = "{\"a\":1}\n{\"a\":2}\n",
     .output = "{\"a\":2}\n"},
    {.name = "seed",
     .note = "The same input and seed give the same sample.",
     .example = "weir -i events.ndjson --seed 3 'sample 50%'",
     .input = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n",
     .output = "{\"n\":2}\n"},
    {.name = "explain",
     .values = "text json",
     .note = "Nothing is read and no output is opened. It shows what each stage keeps in memory, "
             "when its rows come out, and every setting with its value.",
     .example = "weir --explain 'level == \"error\"' | head -n 2",
     .input = "",
     .output = "pipeline\n  filter level == \"error\"\n"},
    {.name = "input",
     .note = "Several regular files are merged by event time if a stage needs time, else read one "
             "after the other. Of other inputs whichever has something to say is read. "
             "See -h sources.",
     .example = "weir -i events.ndjson -i events.ndjson count",
     .input = "{\"a\":1}\n{\"a\":2}\n",
     .output = "{\"count\":4}\n"},
    {.name = "follow",
     .note = "A file is read from its start and never ends; a partial last line waits until it is "
             "whole. What is renamed or removed is read to its end before what takes its place; "
             "what is cut back is read anew; what is not there is waited for. With a pattern in "
             "quotes, files that come later are taken up, too. A fifo is kept open.",
     .example = "weir -F -i events.ndjson 'head 1'",
     .input = "{\"a\":1}\n{\"a\":2}\n",
     .output = "{\"a\":1}\n"},
    {.name = "from",
     .note = "csv(NAME, ...) and tsv(NAME, ...) name the columns of an input without a header. See "
             "-h formats.",
     .example = "weir -i events.ndjson --from 'csv(name, age)' 'age > 30'",
     .input = "ann,34\nbob,27\n",
     .output = "{\"name\":\"ann\",\"age\":34}\n"},
    {.name = "text",
     .note = "Also those that parse finds. Without it 12 becomes a number, 007 does not.",
     .example = "weir -i events.ndjson --from csv --text 'set kind = type(zip)'",
     .input = "zip\n10115\n",
     .output = "{\"zip\":\"10115\",\"kind\":\"str\"}\n"},
    {.name = "max-line",
     .note = "In bytes, or with k, M or G. A longer line is a bad line.",
     .example = "weir -q -i events.ndjson --max-line 10 || echo status $?",
     .input = "{\"a\":1}\n{\"a\":\"too long\"}\n",
     .output = "{\"a\":1}\nstatus 3\n"},
    {.name = "time",
     .values = "arrival",
     .note = "Without it, the first of the fields @timestamp timestamp time ts datetime date that "
             "holds a time in the first event that has any; -v says which. time(x, \"ms\") and "
             "time(x, \"%d/%b/%Y:%H:%M:%S %z\") read other forms. See -h time.",
     .example = "weir -i events.ndjson -t at 'window 1m' 'count | drop window_end'",
     .input = "{\"at\":\"2026-01-01T00:00:10Z\"}\n",
     .output = "{\"window_start\":\"2026-01-01T00:00:00Z\",\"count\":1}\n"},
    {.name = "lateness",
     .note = "A window's rows come out when the watermark reaches its end + lateness. A larger one "
             "keeps more late events and lets results come later. At the end weir says what would "
             "have been enough.",
     .example = "weir -i events.ndjson -t ts -l 20s 'window 1m' 'count | drop window_end'",
     .input = TIMES,
     .output = "{\"window_start\":\"1970-01-01T00:00:00Z\",\"count\":2}\n"
               "{\"window_start\":\"1970-01-01T00:01:00Z\",\"count\":1}\n"},
    {.name = "delay",
     .note = "It moves the clock of the whole run back; --lateness keeps each window open longer. "
             "With 'emit final' both make a window wait for the same events.",
     .example =
         "weir -i events.ndjson -t ts -l 0s --delay 20s 'window 1m' 'count | drop window_end'",
     .input = TIMES,
     .output = "{\"window_start\":\"1970-01-01T00:00:00Z\",\"count\":2}\n"
               "{\"window_start\":\"1970-01-01T00:01:00Z\",\"count\":1}\n"},
    {.name = "skew",
     .note = "So that one wrong clock does not make everyone else late. Such an event is in its "
             "window all the same; the first is told, their number at the end. Not for regular "
             "files.",
     .example = "weir --skew 1m 'count' <events.ndjson",
     .input = "{\"ts\":10}\n",
     .output = "{\"count\":1}\n"},
    {.name = "idle",
     .values = "never",
     .note =
         "Only on a live input: no regular file, and its newest event within --skew of the wall "
         "clock. So the last windows of an input that falls silent close, too.",
     .example = "weir --idle 30s 'count' <events.ndjson",
     .input = "{\"ts\":10}\n",
     .output = "{\"count\":1}\n"},
    {.name = "replay",
     .note = "The first event goes at once, each further one when as much time has passed as lies "
             "between the two, divided by the factor; one that is behind an earlier one at once. "
             "The events need a time where they enter: a usual field, or -t.",
     .example = "weir -i events.ndjson --replay 1000000x 'a > 1'",
     .input = "{\"ts\":\"2026-01-01T00:00:00Z\",\"a\":1}\n"
              "{\"ts\":\"2026-01-01T00:01:00Z\",\"a\":2}\n",
     .output = "{\"ts\":\"2026-01-01T00:01:00Z\",\"a\":2}\n"},
    {.name = "tz",
     .note =
         "A name of the system's zoneinfo. Windows of days and longer are those of its calendar.",
     .example = "weir -i events.ndjson --tz Europe/Berlin 'project t = time(at)'",
     .input = "{\"at\":\"2026-01-01 00:30\"}\n",
     .output = "{\"t\":\"2025-12-31T23:30:00Z\"}\n"},
    {.name = "output",
     .note = "All get the same rows. A file that exists is appended to. See -h destinations.",
     .example = "weir -i events.ndjson -o big.ndjson 'a > 1'\ncat big.ndjson",
     .input = "{\"a\":1}\n{\"a\":2}\n",
     .output = "{\"a\":2}\n"},
    {.name = "to",
     .note = "See -h formats.",
     .example = "weir -i events.ndjson --to csv",
     .input = "{\"name\":\"ann\",\"age\":34}\n",
     .output = "name,age\nann,34\n"},
    {.name = "time-format",
     .values = "rfc3339 s ms us ns",
     .note = "By the clock of --tz. It holds for times (time(ts), window_start), not for a field "
             "that is still a text.",
     .example = "weir -i events.ndjson --time-format '%d.%m.%Y %H:%M' 'set ts = time(ts)'",
     .input = "{\"ts\":\"2026-03-02T09:15:00Z\"}\n",
     .output = "{\"ts\":\"02.03.2026 09:15\"}\n"},
    {.name = "late",
     .note = "They are in no result. Without it they are counted, and told at the end.",
     .example = "weir -q -i events.ndjson -t ts -l 0s --late late.ndjson 'window 1m' "
                "'sum(ts) | drop window_end'\ncat late.ndjson",
     .input = TIMES,
     .output = "{\"window_start\":\"1970-01-01T00:00:00Z\",\"sum_ts\":10}\n"
               "{\"window_start\":\"1970-01-01T00:01:00Z\",\"sum_ts\":70}\n{\"ts\":55}\n"},
    {.name = "bad",
     .note = "Each as JSON with source, line, column, error and text. The exit status is then not "
             "3.",
     .example =
         "weir -q -i events.ndjson --bad bad.ndjson\nweir -i bad.ndjson 'project line, text'",
     .input = "{\"a\":1}\noops\n",
     .output = "{\"a\":1}\n{\"line\":2,\"text\":\"oops\"}\n"},
    {.name = "strict",
     .note = "The exit status is then 1.",
     .example = "weir -i events.ndjson --strict -o good.ndjson || echo failed",
     .input = "{\"a\":1}\noops\n{\"a\":3}\n",
     .output = "weir: stopped by --strict: bad line, line 2 of events.ndjson: column 1: "
               "not a JSON object\nfailed\n"},
    {.name = "jobs",
     .note = "What comes out is the same for every number. Reading lines, and the stages before "
             "the first that keeps something, run side by side; the rest goes on one thread, in "
             "order. A small input, and one that trickles, is dealt with by one thread alone.",
     .example = "weir -i events.ndjson -j 2 'a > 1'",
     .input = "{\"a\":1}\n{\"a\":2}\n",
     .output = "{\"a\":2}\n"},
    {.name = "fail-empty",
     .note = "As grep does.",
     .example = "weir -i events.ndjson --fail-empty 'a > 5' || echo nothing",
     .input = "{\"a\":1}\n",
     .output = "nothing\n"},
    {.name = "stats",
     .note =
         "Lines, rows in and out of each stage, late events, errors, memory, and how far events "
         "come behind, which tells the --lateness that is needed. SIGUSR1 asks for them at any "
         "time.",
     .example = "weir -i events.ndjson --stats count 2>&1 | grep written",
     .input = "{\"a\":1}\n{\"a\":2}\n",
     .output = "written    1 row\n"},
    {.name = "progress",
     .note = "Percent, pace and time left, on standard error, in place and gone at the end. "
             "Nothing where that is no terminal, where rows go to the terminal, or where any input "
             "is no regular file.",
     .example = "weir -i events.ndjson --progress 'sum(a)' >sum.json && cat sum.json",
     .input = "{\"a\":1}\n{\"a\":2}\n",
     .output = "{\"sum_a\":3}\n"},
    {.name = "metrics",
     .note = "At /metrics, in the text format of Prometheus: events, bytes, bad and late ones, the "
             "watermark and its lag, rows in and out of each stage, state, and as weir_row each "
             "number of the latest rows of the last aggregate, with the keys as labels. Without a "
             "host, as in :9100, only this machine is served; *:9100 serves all. Port 0 takes a "
             "free one, which is told.",
     .example = "weir -q -i events.ndjson --metrics :0 'count by k'",
     .input = "{\"k\":1}\n",
     .output = "{\"k\":1,\"count\":1}\n"},
    {.name = "quiet",
     .note = "The exit status stays.",
     .example = "weir -q -i events.ndjson || echo status $?",
     .input = "oops\n{\"a\":1}\n",
     .output = "{\"a\":1}\nstatus 3\n"},
    {.name = "verbose",
     .example = "weir -v -i events.ndjson 'window 1m' 'count | drop window_end'",
     .input = "{\"date\":\"2026-01-01T00:00:10Z\"}\n",
     .output = "weir: reading events.ndjson, 32 bytes\nweir: writing to standard output\n"
               "weir: events.ndjson: event time is the field 'date'\n"
               "{\"window_start\":\"2026-01-01T00:00:00Z\",\"count\":1}\n"},
    {.name = "color",
     .values = "auto always never",
     .note = "auto also heeds the variable NO_COLOR.",
     .example = "weir --color never -i events.ndjson --to table",
     .input = "{\"name\":\"ann\",\"age\":34}\n",
     .output = "name  age\nann    34\n"},
    {.name = "help",
     .note = "Any name will do: of a stage, a function, an aggregate, an option, a kind of window, "
             "a format, or a topic (-h topics).",
     .example = "weir -h upper",
     .input = "",
     .output = "upper(text)\n    in upper case, letter by letter\n\nexample:\n    upper(method)\n"
               "over\n    {\"method\":\"get\"}\nis\n    \"GET\"\n"},
    {.name = "list",
     .note = "A line for each: name, usage and summary, with tabs between. WHAT is stages, "
             "functions, aggregates, windows, formats, options or topics.",
     .example = "weir --list stages | cut -f 1,2 | head -n 2",
     .input = "",
     .output = "filter\tfilter EXPR\nproject\tproject [NAME =] EXPR, ...\n"},
    {.name = "version", .example = "weir -V | cut -d ' ' -f 1", .input = "", .output = "weir\n"},
};

const struct option_doc *option_doc_at(int i)
{
    return (size_t)i < sizeof docs / sizeof *docs ? &docs[i] : NULL;
}

const struct option_doc *option_doc(const char *name)
{
    for (size_t i = 0; i < sizeof docs / sizeof *docs; i++)
        if (strcmp(docs[i].name, name) == 0)
            return &docs[i];
    return NULL;
}
