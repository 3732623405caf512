// SPDX-License-Identifier: MIT
// What a run is told: the command line, read and checked, in the form in which the run wants it.
#ifndef RUN_SETTINGS_H
#define RUN_SETTINGS_H

#include "base/diag.h"
#include "data/format.h"
#include "data/reader.h"
#include "data/time.h"
#include "lang/expr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum explain { EXPLAIN_NOT, EXPLAIN_TEXT, EXPLAIN_JSON };

struct settings {
    const struct source_text *pipeline;   // the arguments, or one file
    size_t npipeline;
    const char **inputs;          // at least one; "-" is standard input
    size_t ninputs;
    bool follow;                  // -F: files are read on as they grow
    const char **outputs;         // at least one; "-" is standard output
    size_t noutputs;
    const char *late, *bad;       // destinations, or NULL
    const struct source_text *time;       // -t, or NULL
    int64_t lateness, delay;      // ns
    int64_t skew;                 // --skew, ns
    int64_t idle;                 // --idle, ns, or LIVE_NEVER
    const struct zone *zone;      // --tz, or NULL for UTC
    const struct named_value *args;       // --arg
    size_t nargs;
    const struct output_format *format;  // --to; NULL is JSON
    enum color color;
    enum time_style time_style;
    const struct time_format *time_format;   // of TIME_FORMATTED
    struct input_format from;     // --from
    const char *time_text;        // --time-format as it was given
    uint64_t seed;                // --seed
    size_t max_line;              // bytes
    size_t jobs;                  // -j: threads at most; 0: the processors, but
                                  // for that of who writes into a pipe or socket
    size_t read_size;             // bytes at once, 0 is the usual; set by tests
    bool strict, quiet, verbose, fail_empty;
    bool stats;                   // counters at the end
    const char *metrics;          // --metrics: HOST:PORT, or NULL
    double replay_speed;          // --replay; 0: all at once
    bool progress;                // a line about how far it is
    int64_t stats_every;          // and each time so much wall clock has passed, ns; 0: not
    enum explain explain;         // print the plan instead of carrying it out
};

#endif
