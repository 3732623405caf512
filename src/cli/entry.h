// SPDX-License-Identifier: MIT
// Everything that has a row in a table, seen alike: stages, functions, aggregates, windows,
// formats, options. Help, lists, manual pages, completions and the tests of the rows read these
// registries, so a new row is in all of them. A new table is one function here.
#ifndef CLI_ENTRY_H
#define CLI_ENTRY_H

#include "base/str.h"

#include <stdbool.h>

// How an example is written.
enum example_form {
    EXAMPLE_PIPELINE,             // a pipeline, or several words of a command line
    EXAMPLE_EXPR,                 // an expression; the output is its value for each event
    EXAMPLE_COMMAND,              // lines for a shell; the input is the file events.ndjson
    EXAMPLE_SHOWN,                // a command line, which needs another end: hosts, ports
};

// A setting of an entry, as in tcp://HOST:PORT?spool=SIZE.
struct entry_part {
    const char *name;
    const char *value;            // what its value is called; NULL: it has none
    const char *summary;
};
enum { PARTS_MAX = 16 };

struct entry {
    const char *name;             // "head"; of an option "lateness"
    const char *also;             // another name (of an option its letter), or NULL
    const char *usage;            // "head N [per EXPR, ...]"
    const char *summary;          // one line
    const char *note;             // what else is to be known, or NULL; its lines are filled anew
    const char *group;            // the heading above it in lists, or NULL
    const char *keeps, *speaks, *exempt;   // of a stage (ops/stage.h)
    const char *values;           // of an option: words that may be its value, or NULL
    const char *example, *input, *output;
    struct entry_part parts[PARTS_MAX + 1];   // ended by one without a name
    char text[100], letter[2];    // of what had to be put together
};

struct registry {
    const char *name;             // of all: "stages"
    const char *one;              // of one: "stage"
    const char *dashes;           // before a name in lists: "--" of options, else ""
    enum example_form form;
    bool (*at)(int i, struct entry *e);   // i from 0; false at the end
};

const struct registry *registry_at(int i);         // NULL at the end
const struct registry *registry_find(const char *name);   // "stages"; or NULL

// The first entry from number *i on that is called so; *i is then behind it. Names may repeat in a
// registry: csv is a format of the input and of the output.
bool registry_next(const struct registry *r, struct str name, int *i, struct entry *e);

#endif
