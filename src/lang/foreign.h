// SPDX-License-Identifier: MIT
// Words that people bring along from other languages, and how weir says it. They are looked up only
// where a mistake is being told: none of them is reserved.
#ifndef LANG_FOREIGN_H
#define LANG_FOREIGN_H

#include "base/str.h"

enum foreign_place {
    FOREIGN_STAGE,                // where a stage's name is wanted
    FOREIGN_CALL,                 // the name of a call
    FOREIGN_COMPARE,              // behind something complete: a word that would compare it
    FOREIGN_CLAUSE,               // behind something complete: any other
    FOREIGN_UNIT,                 // behind a number, with a space between
    FOREIGN_LENGTH,               // before a duration that cannot stand there
    FOREIGN_BEFORE,               // before something that does not go on from it
};

// What to write instead of this word (in small or capital letters), as a hint; or NULL.
const char *foreign_advice(enum foreign_place place, struct str word);

#endif
