// SPDX-License-Identifier: MIT
// Optimal string alignment distance (the restricted form of Damerau's): three rows of the usual
// table, in half edits.
#include "base/suggest.h"

#include <stdint.h>

enum {
    WORD_MAX = 64,                // longer words are no typing mistakes of a name
    EDIT = 2,
    DOUBLING = 1,                 // a letter too often or once too few: p9 is p99 rather than p90
};

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

// What it costs that s[i] is there and has no partner.
static unsigned lone(const char *s, size_t i)
{
    return i > 0 && fold(s[i]) == fold(s[i - 1]) ? DOUBLING : EDIT;
}

// Half edits between two texts of at most WORD_MAX bytes.
static unsigned distance(struct str a, struct str b)
{
    unsigned rows[3][WORD_MAX + 1];
    unsigned *before = rows[0], *last = rows[1], *now = rows[2];
    last[0] = 0;
    for (size_t j = 0; j < b.n; j++)
        last[j + 1] = last[j] + lone(b.p, j);
    for (size_t i = 0; i < a.n; i++) {
        now[0] = last[0] + lone(a.p, i);
        for (size_t j = 0; j < b.n; j++) {
            unsigned change = fold(a.p[i]) == fold(b.p[j]) ? 0 : EDIT;
            unsigned best = least(last[j] + change, last[j + 1] + lone(a.p, i));
            best = least(best, now[j] + lone(b.p, j));
            if (i && j && fold(a.p[i]) == fold(b.p[j - 1]) && fold(a.p[i - 1]) == fold(b.p[j]))
                best = least(best, before[j - 1] + EDIT);
            now[j + 1] = best;
        }
        unsigned *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[b.n];
}

struct suggest suggest_begin(struct str word)
{
    return (struct suggest){.word = word, .best_distance = UINT32_MAX};
}

void suggest_offer(struct suggest *s, const char *name)
{
    struct str other = str_of(name);
    if (s->word.n > WORD_MAX || other.n > WORD_MAX)
        return;
    unsigned d = distance(s->word, other);
    if (d < s->best_distance) {
        s->best = name;
        s->best_distance = d;
    }
}

const char *suggest_best(const struct suggest *s)
{
    size_t most = (s->word.n < 2 ? 0 : s->word.n < 6 ? 1 : s->word.n / 3) * EDIT;
    return s->best_distance <= most ? s->best : NULL;
}
