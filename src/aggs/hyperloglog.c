// SPDX-License-Identifier: MIT
#include "aggs/hyperloglog.h"

#include <math.h>

enum {
    RANKS = 64 - HLL_BITS,        // a register goes up to RANKS + 1
    FIRST_SIZE = 8,
    LAST_SIZE = HLL_REGISTERS / 8,    // a table that then makes room for the registers
};

_Static_assert(HLL_EXACT <= LAST_SIZE * 3 / 4, "the last table is not too full");

static void note_register(struct hyperloglog *h, uint64_t hash)
{
    uint32_t at = (uint32_t)(hash >> RANKS);
    uint64_t rest = hash << HLL_BITS;
    uint8_t rank = (uint8_t)(rest ? __builtin_clzll(rest) + 1 : RANKS + 1);
    if (rank > h->registers[at])
        h->registers[at] = rank;
}

// Put a hash into the table if it is not there; is it new?
static bool put(struct hyperloglog *h, uint64_t hash)
{
    uint32_t mask = h->size - 1, at = (uint32_t)hash & mask;
    while (h->hashes[at] && h->hashes[at] != hash)
        at = (at + 1) & mask;
    bool is_new = !h->hashes[at];
    h->hashes[at] = hash;
    return is_new;
}

static void grow(struct hyperloglog *h, struct arena *a)
{
    const uint64_t *old = h->hashes;
    uint32_t n = h->size;
    h->size = n ? 2 * n : FIRST_SIZE;
    h->hashes = ARENA_ARRAY(a, uint64_t, h->size);
    for (uint32_t i = 0; i < n; i++)
        if (old[i])
            put(h, old[i]);
}

// From hashes to registers, in the same memory where it is large enough.
static void condense(struct hyperloglog *h, struct arena *a)
{
    uint64_t hashes[LAST_SIZE];
    uint32_t n = h->size;
    if (n)
        memcpy(hashes, h->hashes, n * sizeof *hashes);
    h->registers = n == LAST_SIZE ? (uint8_t *)h->hashes : arena_alloc(a, HLL_REGISTERS);
    memset(h->registers, 0, HLL_REGISTERS);
    for (uint32_t i = 0; i < n; i++)
        if (hashes[i])
            note_register(h, hashes[i]);
    h->hashes = NULL;
    h->size = h->n = 0;
}

void hyperloglog_add(struct hyperloglog *h, struct arena *a, uint64_t hash)
{
    hash += !hash;                // 0 marks what is free
    if (h->registers) {
        note_register(h, hash);
        return;
    }
    if (h->n >= h->size / 4 * 3 && h->size < LAST_SIZE)
        grow(h, a);
    h->n += put(h, hash);
    if (h->n > HLL_EXACT)
        condense(h, a);
}

void hyperloglog_merge(struct hyperloglog *h, struct arena *a, const struct hyperloglog *from)
{
    for (uint32_t i = 0; i < from->size; i++)
        if (from->hashes[i])
            hyperloglog_add(h, a, from->hashes[i]);
    if (!from->registers)
        return;
    if (!h->registers)
        condense(h, a);
    for (int i = 0; i < HLL_REGISTERS; i++)
        if (from->registers[i] > h->registers[i])
            h->registers[i] = from->registers[i];
}

// x + sum of x^(2^k) 2^(k-1), k from 1 on; infinite for 1.
static double sigma(double x)
{
    if (x == 1)
        return INFINITY;
    double y = 1, z = x, before;
    do {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    } while (z != before);
    return z;
}

// (1 - x - sum of (1 - x^(2^-k))^2 2^-k) / 3, k from 1 on.
static double tau(double x)
{
    if (x == 0 || x == 1)
        return 0;
    double y = 1, z = 1 - x, before;
    do {
        x = sqrt(x);
        before = z;
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
}

double hyperloglog_estimate(const struct hyperloglog *h)
{
    if (!h->registers)
        return h->n;
    double count[RANKS + 2] = {0}, m = HLL_REGISTERS;
    for (int i = 0; i < HLL_REGISTERS; i++)
        count[h->registers[i]]++;
    double z = m * tau(1 - count[RANKS + 1] / m);
    for (int k = RANKS; k >= 1; k--)
        z = 0.5 * (z + count[k]);
    z += m * sigma(count[0] / m);
    return m * m / (2 * M_LN2 * z);
}

void hyperloglog_save(const struct hyperloglog *h, struct buf *out)
{
    pack_u8(out, h->registers != NULL);
    if (h->registers) {
        buf_put(out, (const char *)h->registers, HLL_REGISTERS);
        return;
    }
    pack_u64(out, h->n);
    for (uint32_t i = 0; i < h->size; i++)
        if (h->hashes[i])
            pack_u64(out, h->hashes[i]);
}

static void load_registers(struct hyperloglog *h, struct arena *a, struct unpack *in)
{
    condense(h, a);
    for (int i = 0; i < HLL_REGISTERS && !in->failed; i++) {
        h->registers[i] = unpack_u8(in);
        if (h->registers[i] > RANKS + 1) {
            h->registers[i] = 0;
            in->failed = true;
        }
    }
}

void hyperloglog_load(struct hyperloglog *h, struct arena *a, struct unpack *in)
{
    *h = (struct hyperloglog){0};
    if (unpack_u8(in)) {
        load_registers(h, a, in);
        return;
    }
    uint64_t n = unpack_u64(in);
    if (n > HLL_EXACT)
        in->failed = true;
    for (uint64_t i = 0; i < n && !in->failed; i++)
        hyperloglog_add(h, a, unpack_u64(in));
}
