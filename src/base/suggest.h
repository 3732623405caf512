// SPDX-License-Identifier: MIT
// Did you mean: the nearest of some names to a word that is none of them, by optimal string
// alignment distance (insertions, deletions, changes, swaps of neighbours), case folded. A letter
// doubled or not counts half an edit.
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/str.h"

struct suggest {
    struct str word;
    const char *best;             // so far, or NULL
    unsigned best_distance;       // in half edits
};

// Start with the word, offer every name, ask for the best: NULL if none is near enough (at most a
// third of the word's length, rounded up, in edits). The first of equally near names wins.
struct suggest suggest_begin(struct str word);
void suggest_offer(struct suggest *s, const char *name);
const char *suggest_best(const struct suggest *s);

#endif
