// SPDX-License-Identifier: MIT
// The keys of a group: how they are hashed and compared. Two keys are the same where value_equal()
// says so, whatever they are and however they are spelled; what is usual, one short text or one
// integer, is quick.
#ifndef OPS_GROUP_KEY_H
#define OPS_GROUP_KEY_H

#include "base/hash.h"
#include "data/number.h"
#include "data/value.h"

#include <stdbool.h>
#include <stdint.h>

struct group_key {
    const struct value *keys;     // as many as the groups have
    uint64_t hash;
};

// The hash of a row's n keys. Integers among them are read in place, which makes comparing quick.
// The arena is for decoding.
uint64_t key_hash_other(struct arena *scratch, struct value *key);
static inline uint64_t key_hash(struct arena *scratch, struct value *key)
{
    int64_t i = key->type == VALUE_NUMBER ? number_read_few_digits(key->p, key->len) : -1;
    if (i < 0)
        return key_hash_other(scratch, key);
    *key = value_int(i);
    return value_hash_int(i);
}

static inline uint64_t keys_hash(struct arena *scratch, struct value *keys, int n)
{
    uint64_t hash = n ? key_hash(scratch, &keys[0]) : 0;
    for (int i = 1; i < n; i++)
        hash = hash_join(hash, key_hash(scratch, &keys[i]));
    return hash;
}

// Are these n keys the same? The arena is for decoding.
bool keys_are_same(struct arena *scratch, const struct value *a, const struct value *b, int n);

// ---- short keys ----

// A text of at most 16 bytes without escapes. Where 16 bytes can be read at its place, it is hashed
// and compared without a branch on its length, which nobody can foresee.
static inline bool key_is_short(const struct value *key)
{
    return key->type == VALUE_STR && !(key->flags & STR_ESCAPED) && key->len <= SIXTEEN;
}

// That of key_hash().
static inline uint64_t key_hash_short(const struct value *key)
{
    return hash_sixteen(load_sixteen(key->p, key->len), key->len);
}

static inline bool key_same_short(const struct value *x, const struct value *y)
{
    if (UNLIKELY(!key_is_short(x) || x->len != y->len))
        return false;
    struct sixteen a = load_sixteen(x->p, x->len), b = load_sixteen(y->p, x->len);
    return a.low == b.low && a.high == b.high;
}

#endif
