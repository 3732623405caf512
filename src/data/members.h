// SPDX-License-Identifier: MIT
// The members of an object as a list without repeated keys: a key stands where it was first put,
// and what was put last counts, as in the objects of jq. It is found by hash once there are many.
// Everything lives in an arena; keys and values borrow from the objects they came from.
#ifndef DATA_MEMBERS_H
#define DATA_MEMBERS_H

#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"
#include "data/write.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct member_entry {
    struct str key;               // decoded text
    struct value name;            // the key as a text as it came
    struct value v;
};

struct members {
    struct arena *arena;
    struct member_entry *at;
    size_t n, cap;
    uint32_t *slots;              // index + 1 by hash, 0 is free; NULL while there are few
    size_t nslots;                // a power of two
};

void members_init(struct members *m, struct arena *arena);
// Put one member, its key a VALUE_STR; then all members of an object.
void members_put(struct members *m, struct value name, struct value v);
void members_put_all(struct members *m, struct value object);
// The member of that decoded key, or NULL.
struct member_entry *members_find(const struct members *m, struct str key);
// As a VALUE_OBJECT in the arena, without white space; times in it are written in that style.
struct value members_object(struct members *m, const struct write_style *style);

#endif
