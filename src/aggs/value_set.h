// SPDX-License-Identifier: MIT
// A set of values in an arena, in the order in which they came: a table of hashes and numbers
// beside entries of any size, which begin with their value. Values are equal as groups are: 1 and
// 1.0 are one, texts by code point. Nothing is moved when the set grows, so entries stay where they
// are.
#ifndef AGGS_VALUE_SET_H
#define AGGS_VALUE_SET_H

#include "base/mem.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct value_slot;

// Zeros are the empty set.
struct value_set {
    struct value_slot *slots;
    char **chunks;                // of entries: 8, 16, 32, ...
    uint32_t nslots;              // a power of two, or 0
    uint32_t n;                   // entries
    bool is_long;                 // private: the list of chunks has its full length
};

// What an operation needs besides.
struct value_set_env {
    struct arena *arena;          // of the set
    struct arena *scratch;        // for decoding while values are compared
    size_t entry_size;            // bytes, a multiple of 8; always the same for a set
};

// The entry of a value, or NULL.
void *value_set_find(const struct value_set *s, const struct value_set_env *env, struct value v,
                     uint64_t hash);
// A new entry for a value that is not in the set, as the caller's memory of it: all but a fresh
// chunk's zeros is what an entry taken out by value_set_cut() left there. The caller stores the
// value.
void *value_set_add(struct value_set *s, const struct value_set_env *env, uint64_t hash);

// Entry i, from 0 on, in the order of addition.
void *value_set_at(const struct value_set *s, size_t entry_size, uint32_t i);

// Keep only the first n entries, which the caller may have put into another order.
void value_set_cut(struct value_set *s, const struct value_set_env *env, uint32_t n);

#endif
