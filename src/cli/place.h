// SPDX-License-Identifier: MIT
// Where in a pipeline's text its end is, which is being typed: what may stand there. A guess by
// words and marks, made for texts that no parser would take yet.
#ifndef CLI_PLACE_H
#define CLI_PLACE_H

#include "base/str.h"
#include "lang/syntax.h"

enum {
    PLACE_STAGE = 1,              // a stage begins
    PLACE_AGGREGATE = 2,
    PLACE_OPERAND = 4,            // fields and functions
    PLACE_CLAUSE = 8,             // clauses of the stage
    PLACE_CHOICE = 16,            // one of `choices`
    PLACE_FILE = 32,
    PLACE_ZONE = 64,
};

struct place {
    unsigned wants;               // PLACE_ bits; 0: a text, a regex, a number: nothing is known
    struct str token;             // the word at the end, perhaps empty
    struct str before;            // the text of the stages before
    const struct syntax *stage;   // the one that the end is in; NULL: none, or one without a name
    const char *choices;          // words with spaces between
};

void place_find(struct place *place, struct str text);

#endif
