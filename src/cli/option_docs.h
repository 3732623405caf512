// SPDX-License-Identifier: MIT
// What there is to say of the options beyond their summaries (cli/options.c): a note, the words
// that may be a value, and an example, by the option's name.
#ifndef CLI_OPTION_DOCS_H
#define CLI_OPTION_DOCS_H

struct option_doc {
    const char *name;             // of the option
    const char *values;           // words that may be its value, with spaces between; or NULL
    const char *note;             // what else is to be known, or NULL
    const char *example;          // lines for a shell, over ...
    const char *input;            // ... the file events.ndjson, which print ...
    const char *output;           // ... this
};

const struct option_doc *option_doc(const char *name);    // NULL: nothing
const struct option_doc *option_doc_at(int i);             // NULL at the end

#endif
