// SPDX-License-Identifier: MIT
#include "aggs/tally.h"

#include <stdlib.h>

static struct value_set_env set_env(const struct tally_env *env)
{
    return (struct value_set_env){env->arena, env->scratch, sizeof(struct tally_entry)};
}

static int compare_counts(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a < b) - (a > b);
}

// Take out an entry: its room goes to the end of those that stay, for the next value to come.
static void swap(struct tally_entry *x, struct tally_entry *y)
{
    struct tally_entry t = *x;
    *x = *y;
    *y = t;
}

// Halve a tally that has gone over its bound: take the count of the first value beyond half of them
// from every value, and drop those that have nothing left.
static void shrink(struct tally *t, const struct tally_env *env)
{
    uint32_t n = t->set.n, left = 0;
    uint64_t *counts = arena_alloc(env->scratch, n * sizeof *counts);
    for (uint32_t i = 0; i < n; i++)
        counts[i] = tally_at(t, i)->count;
    qsort(counts, n, sizeof *counts, compare_counts);
    uint64_t cut = counts[env->most / 2];
    for (uint32_t i = 0; i < n; i++) {
        struct tally_entry *e = tally_at(t, i);
        if (e->count <= cut)
            continue;
        e->count -= cut;
        swap(e, tally_at(t, left++));
    }
    t->error += cut;
    struct value_set_env senv = set_env(env);
    value_set_cut(&t->set, &senv, left);
}

static void note(struct tally *t, const struct tally_env *env, struct value v, uint64_t count,
                 uint64_t first)
{
    struct value_set_env senv = set_env(env);
    uint64_t hash = value_hash(env->scratch, v);
    struct tally_entry *e = value_set_find(&t->set, &senv, v, hash);
    if (!e) {
        e = value_set_add(&t->set, &senv, hash);
        e->count = 0;
        e->first = UINT64_MAX;
        if (first > t->latest)
            t->latest = first;
    }
    if (first < e->first) {
        kept_set(&e->kept, env->arena, v);
        e->first = first;
    }
    e->count += count;
}

void tally_add(struct tally *t, const struct tally_env *env, struct value v, uint64_t arrival)
{
    note(t, env, v, 1, arrival);
    if (UNLIKELY(env->most && t->set.n > env->most))
        shrink(t, env);
}

void tally_merge(struct tally *t, const struct tally_env *env, const struct tally *from)
{
    for (uint32_t i = 0; i < from->set.n; i++) {
        const struct tally_entry *e = tally_at(from, i);
        note(t, env, e->kept.value, e->count, e->first);
    }
    t->error += from->error;
    if (env->most && t->set.n > env->most)
        shrink(t, env);
}

static int by_arrival(const void *x, const void *y)
{
    const struct tally_entry *a = *(struct tally_entry *const *)x,
                             *b = *(struct tally_entry *const *)y;
    return (a->first > b->first) - (a->first < b->first);
}

static int by_count(const void *x, const void *y)
{
    const struct tally_entry *a = *(struct tally_entry *const *)x,
                             *b = *(struct tally_entry *const *)y;
    return a->count != b->count ? (a->count < b->count) - (a->count > b->count) : by_arrival(x, y);
}

static struct tally_entry **sorted(const struct tally *t, struct arena *a,
                                   int (*compare)(const void *, const void *))
{
    struct tally_entry **list = arena_alloc(a, t->set.n * sizeof *list);
    for (uint32_t i = 0; i < t->set.n; i++)
        list[i] = tally_at(t, i);
    qsort(list, t->set.n, sizeof *list, compare);
    return list;
}

struct tally_entry **tally_by_count(const struct tally *t, struct arena *a)
{
    return sorted(t, a, by_count);
}

struct tally_entry **tally_by_arrival(const struct tally *t, struct arena *a)
{
    return sorted(t, a, by_arrival);
}

void tally_save(const struct tally *t, struct buf *out)
{
    pack_u64(out, t->error);
    pack_u64(out, t->set.n);
    for (uint32_t i = 0; i < t->set.n; i++) {
        const struct tally_entry *e = tally_at(t, i);
        value_pack(out, e->kept.value);
        pack_u64(out, e->count);
        pack_u64(out, e->first);
    }
}

void tally_load(struct tally *t, const struct tally_env *env, struct unpack *in)
{
    t->error = unpack_u64(in);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct value v = value_unpack(env->scratch, in);
        uint64_t count = unpack_u64(in), first = unpack_u64(in);
        if (!in->failed)
            note(t, env, v, count, first);
    }
}
