// SPDX-License-Identifier: MIT
// The command line: options are rows of a table, read by the parser, the help and --list alike.
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/mem.h"
#include "base/vec.h"
#include "run/settings.h"

enum options_todo {
    OPTIONS_RUN,
    OPTIONS_HELP,                 // -h: print the topic
    OPTIONS_LIST,                 // --list: print the names of the topic
    OPTIONS_VERSION,
    OPTIONS_COMPLETE,             // --complete, for the shells' scripts: complete the words
    OPTIONS_WRONG,                // a mistake, which has been reported
};

struct options {
    enum options_todo todo;
    const char *topic;            // of the help or list, or NULL
    char **words;                 // of --complete: the rest of the command line
    struct settings settings;
    bool is_stdin_taken;          // read as a pipeline (-f -)
    // What the settings point to.
    struct arena arena;
    VEC(struct source_text) stages;
    VEC(const char *) inputs;
    VEC(const char *) outputs;
    VEC(struct named_value) args;
};

// Read the command line into *o. Everything it points to lives until options_release().
void options_read(struct options *o, int argc, char **argv);
void options_release(struct options *o);

struct option {
    char letter;                  // or 0
    const char *name;
    const char *value;            // what its value is called, or NULL if it takes none; one that
                                  // may be left out is "[X]", and "[=X]" if it stands only behind
                                  // a =
    const char *summary;          // one line
    // Take the value; false after a mistake, which has been reported.
    bool (*take)(struct options *o, const char *value);
    const char *group;            // the heading above it in the help; NULL: none
};

// All options in the order of the help: i from 0; NULL at the end.
const struct option *option_at(int i);
// The option of that name, or letter; or NULL.
const struct option *option_of_name(struct str name);
const struct option *option_of_letter(char letter);

// Is it the name, or the letter, of an option of a later version?
bool option_is_reserved(struct str name);

#endif
