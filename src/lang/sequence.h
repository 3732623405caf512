// SPDX-License-Identifier: MIT
// The calls of sequence functions in a stage, and what they remember: for each call a state for
// each key. The checker makes them, evaluation steps them once for each row that reaches the
// stage; the plan saves, loads and frees them without the stage's knowing.
#ifndef LANG_SEQUENCE_H
#define LANG_SEQUENCE_H

#include "base/map.h"
#include "base/mem.h"
#include "base/pack.h"
#include "base/vec.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>

struct expr;
struct sequence;

// One call, in a list in the order of the text.
struct sequence_site {
    struct sequence_site *next;
    const struct sequence *sequence;
    int nkeys;
    struct expr **keys;
    struct map map;               // hash of the keys -> place in blocks
    VEC(struct value *) blocks;   // the keys, then the state; in the order in which they came
    struct arena arena;
    bool has_escapes;             // some key is a text with escapes
};

// Those of a stage. Zeros but for has_time before the stage is opened.
struct sequences {
    struct sequence_site *first, **last;
    bool has_time;                // the rows that come have an event time
    bool uses_time;               // some call looks at it
};

// A new call with room for so many keys; it lives in the plan's arena.
struct sequence_site *sequence_add(struct sequences *s, struct arena *a,
                                   const struct sequence *sequence, int nkeys);
void sequences_release(struct sequences *s);

// The state of these keys; a new one is zeros. `scratch` is for decoding.
void *sequence_state(struct sequence_site *site, struct arena *scratch, const struct value *keys);

void sequences_save(const struct sequences *s, struct buf *out);
void sequences_load(struct sequences *s, struct unpack *in);
// Memory held, in bytes.
size_t sequences_bytes(const struct sequences *s);

#endif
