// SPDX-License-Identifier: MIT
#include "ops/group_key.h"

// Texts without escapes are hashed and compared as they stand in the line.
static bool is_plain_text(struct value v)
{
    return v.type == VALUE_STR && !(v.flags & STR_ESCAPED);
}

// An integer that is written as it was read (not -0); other numbers keep their text.
static struct value read_integer(struct value v)
{
    struct value i = value_resolve_number(v);
    return i.type == VALUE_INT && (i.i != 0 || *v.p != '-') ? i : v;
}

uint64_t key_hash_other(struct arena *scratch, struct value *key)
{
    if (key->type == VALUE_NUMBER)
        *key = read_integer(*key);
    if (LIKELY(key->type == VALUE_STR)) {
        struct value text = value_decode(scratch, *key);
        return text.len <= SIXTEEN ? hash_sixteen(load_sixteen_of(text.p, text.len), text.len)
                                   : hash_bytes(text.p, text.len);
    }
    return key->type == VALUE_INT ? value_hash_int(key->i) : value_hash(scratch, *key);
}

static bool same_key(struct arena *scratch, const struct value *a, const struct value *b)
{
    if (is_plain_text(*a) && is_plain_text(*b))
        return a->len == b->len && same_bytes(a->p, b->p, a->len);
    if (a->type == VALUE_INT && b->type == VALUE_INT)
        return a->i == b->i;
    return value_equal(scratch, *a, *b);
}

bool keys_are_same(struct arena *scratch, const struct value *a, const struct value *b, int n)
{
    int i = 0;
    while (i < n && same_key(scratch, &a[i], &b[i]))
        i++;
    return i == n;
}
