// SPDX-License-Identifier: MIT
// weir: a stream processor for the shell. This comment is the map of the source.
//
// The way of the data:
//
//     io/source -> io/framer -> data/extract -> ops/ stages -> data/write -> io/sink
//       bytes       blocks of      rows           rows           text         bytes
//                   whole lines
//
// The floors, lowest first. A file includes its own folder or a lower floor only; folders on one
// floor do not see each other (tests/tools/layers.sh checks).
//
//     base/    memory and arenas (mem), text (str, load), vectors (vec), hashing (hash, the user of
//              xxHash), hash index (map), timers (heap), binary packing (pack), carets under
//              mistakes (diag), cells on a screen (glyph), did-you-mean (suggest), the processor's
//              abilities (cpu), the wall clock (clock), the ways to die (fail)
//     data/    what an event is made of: value (and order: comparing, hashing), number, text,
//              time (calendar, duration, epoch, zone), regex (the user of PCRE2). Reading: extract
//              (lines to rows: scan marks the strings, then a line is read by the template of one
//              seen before, or by a walk), fields (what is wanted), json (bad lines; the user of
//              jansson), walk (inside values). batch (rows under way), shape (which fields rows
//              have), write (to text), format (--to: a file each), row_members and header (what
//              they are made of)
//     io/      source, framer, sink: descriptors and blocks of lines; extent (part of a file, for
//              any thread); url (their names apart), net (sockets), loop (the one place of waiting)
//     event/   time without I/O: watermark, window, lateness
//     funcs/   scalar functions, a family a file, rows in a table
//     aggs/    aggregates, one (or twins) a file, rows in a table; exact sums
//     lang/    lex, parse -> ast; unparse; syntax (how stages declare their arguments); scope
//              (what names mean); check -> expr; eval
//     ops/     stage (the interface and the table), a file a stage; group (windows x keys ->
//              states), rows, held, compute, clocked, outlet: what stages share
//     run/     plan (pipeline -> chain), explain (the plan told), input, job, worker (its first
//              half: block -> rows), workers (threads), judge (time), run (the loop), interrupt
//              (signals), writer, report, stats, settings
//     cli/     options; entry (all rows seen alike) and topics; help, lists, pages of the manual
//              made of them; complete (for the shells), place (where in a text), sample (fields)
//
// To see a line become a result, read in this order: run/run.c, data/extract.c, lang/eval.c,
// ops/stage_filter.c, ops/stage_window.c, ops/stage_aggregate.c, data/write.c.
#include "base/fail.h"
#include "cli/complete.h"
#include "cli/help.h"
#include "cli/list.h"
#include "cli/options.h"
#include "run/explain.h"
#include "run/plan.h"
#include "run/replay.h"
#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef WEIR_VERSION
#define WEIR_VERSION "unknown"
#endif

enum { STATUS_WRONG = 2 };        // the command line or the pipeline is wrong

// Help and lists go to standard output, whose failures count.
static int close_stdout(bool ok)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        fatal("cannot write to standard output");
    return ok ? 0 : STATUS_WRONG;
}

// `weir window 1m`: the arguments make no pipeline one by one, but joined by spaces they do. Then
// the quotes are what is missing.
static void hint_at_quotes(const struct settings *settings)
{
    for (size_t i = 0; i < settings->npipeline; i++)
        if (settings->pipeline[i].file)
            return;
    struct buf joined;
    buf_init(&joined);
    for (size_t i = 0; i < settings->npipeline; i++)
        buf_printf(&joined, "%s%.*s", i ? " " : "", (int)settings->pipeline[i].text.n,
                   settings->pipeline[i].text.p);
    struct source_text text = {NULL, {joined.p, joined.n}};
    struct settings again = *settings;
    again.pipeline = &text;
    again.npipeline = 1;
    struct diag diag = {.quiet = true};
    struct plan plan;
    plan_build(&plan, &again, &diag);
    if (diag.errors == 0)
        warn("each argument is a stage: put quotes around '%s'", buf_cstr(&joined));
    plan_release(&plan);
    buf_release(&joined);
}

// --explain: nothing is read, and no output is opened.
static int print_plan(const struct plan *plan, const struct settings *settings)
{
    struct buf text;
    buf_init(&text);
    if (settings->explain == EXPLAIN_JSON)
        explain_json(plan, settings, &text);
    else
        explain_text(plan, settings, &text);
    fwrite(text.p, 1, text.n, stdout);
    buf_release(&text);
    return close_stdout(true);
}

// Colours are for a terminal that shows them; NO_COLOR is what people set who want none anywhere.
static bool wants_color(enum color when)
{
    const char *term = getenv("TERM"), *none = getenv("NO_COLOR");
    if (when != COLOR_AUTO)
        return when == COLOR_ALWAYS;
    return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0 && !(none && *none);
}

static int run_pipeline(const struct settings *settings)
{
    struct diag diag = {0};
    struct plan plan;
    if (settings->quiet)
        warn_silence();
    diag_color(wants_color(settings->color));
    plan_build(&plan, settings, &diag);
    if (diag.errors && settings->npipeline > 1)
        hint_at_quotes(settings);
    int status = STATUS_WRONG;
    if (!diag.errors && settings->explain)
        status = print_plan(&plan, settings);
    else if (!diag.errors && replay_check(&plan, settings))
        status = run(&plan, settings);
    plan_release(&plan);
    return status;
}

static int carry_out(const struct options *o)
{
    switch (o->todo) {
    case OPTIONS_HELP:
        return close_stdout(help_print(o->topic));
    case OPTIONS_LIST:
        return close_stdout(list_print(o->topic));
    case OPTIONS_COMPLETE:
        complete_print(o->words);
        return close_stdout(true);
    case OPTIONS_VERSION:
        puts("weir " WEIR_VERSION);
        return close_stdout(true);
    case OPTIONS_WRONG:
        return STATUS_WRONG;
    case OPTIONS_RUN:
        break;
    }
    return run_pipeline(&o->settings);
}

// A standard descriptor that weir was started without would go to the first file that is opened,
// and messages into that file. What stands in for it fails as a closed one does.
static void fill_standard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            fatal_errno(errno, "cannot open /dev/null");
}

int main(int argc, char **argv)
{
    fill_standard();
    struct options options;
    options_read(&options, argc, argv);
    int status = carry_out(&options);
    options_release(&options);
    return status;
}
