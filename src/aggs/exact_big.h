// SPDX-License-Identifier: MIT
// A sum of integers of any length. It is kept in base 10^18 with signed digits: adding a decimal
// text and writing the result are then linear in its length, however long a line a hostile input
// has, and carries stop early. (A. Avizienis, Signed-Digit Number Representations, 1961.)
#ifndef AGGS_EXACT_BIG_H
#define AGGS_EXACT_BIG_H

#include "base/mem.h"
#include "base/pack.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exact_wide;

// Zeros are the number 0.
struct exact_big {
    int64_t *limbs;               // lowest first, each of (-10^18, 10^18); in the arena
    size_t n, cap;
};

// Add a decimal integer (digits, with or without "-").
void exact_big_add(struct exact_big *b, struct arena *a, struct str text);
void exact_big_add_int128(struct exact_big *b, struct arena *a, __int128 x);
void exact_big_merge(struct exact_big *b, struct arena *a, const struct exact_big *from);

// Its decimal text, in the arena.
struct str exact_big_write(const struct exact_big *b, struct arena *a);
// Add the number to `w`. False where its size is far beyond any double.
bool exact_big_widen(const struct exact_big *b, struct arena *a, struct exact_wide *w);

void exact_big_save(const struct exact_big *b, struct buf *out);
void exact_big_load(struct exact_big *b, struct arena *a, struct unpack *in);

#endif
