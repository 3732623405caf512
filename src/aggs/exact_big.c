// SPDX-License-Identifier: MIT
#include "aggs/exact_big.h"

#include "aggs/exact_wide.h"

enum {
    LIMB_DIGITS = 18,
    WIDEN_LIMBS = 22,             // 396 digits, which a struct exact_wide holds
    WIDEN_WORDS = 42,             // the same in words of 32 bits
};

static const int64_t BASE = 1000000000000000000;

static void grow(struct exact_big *b, struct arena *a, size_t n)
{
    if (n > b->cap) {
        size_t cap = n > 2 * b->cap ? n : 2 * b->cap;
        int64_t *limbs = arena_alloc(a, cap * sizeof *limbs);
        if (b->n)
            memcpy(limbs, b->limbs, b->n * sizeof *limbs);
        b->limbs = limbs;
        b->cap = cap;
    }
    while (b->n < n)
        b->limbs[b->n++] = 0;
}

// Add x (of a limb's range) at limb i, and what is carried to the limbs above.
static void add_limb(struct exact_big *b, struct arena *a, size_t i, int64_t x)
{
    for (; x; i++) {
        if (i >= b->n)
            grow(b, a, i + 1);
        int64_t sum = b->limbs[i] + x;
        x = sum >= BASE ? 1 : sum <= -BASE ? -1 : 0;
        b->limbs[i] = sum - x * BASE;
    }
}

void exact_big_add(struct exact_big *b, struct arena *a, struct str text)
{
    int64_t sign = text.n && text.p[0] == '-' ? -1 : 1;
    const char *first = text.p + (sign < 0), *end = text.p + text.n;
    grow(b, a, (size_t)(end - first + LIMB_DIGITS - 1) / LIMB_DIGITS);
    for (size_t i = 0; end > first; i++) {
        const char *p = end - first > LIMB_DIGITS ? end - LIMB_DIGITS : first;
        int64_t limb = 0;
        for (const char *q = p; q < end; q++)
            limb = limb * 10 + (*q - '0');
        add_limb(b, a, i, sign * limb);
        end = p;
    }
}

void exact_big_add_int128(struct exact_big *b, struct arena *a, __int128 x)
{
    for (size_t i = 0; x; i++, x /= BASE)
        add_limb(b, a, i, (int64_t)(x % BASE));
}

void exact_big_merge(struct exact_big *b, struct arena *a, const struct exact_big *from)
{
    grow(b, a, from->n);
    for (size_t i = 0; i < from->n; i++)
        add_limb(b, a, i, from->limbs[i]);
}

// A copy without leading zeros and with all limbs positive or zero; *negative tells the sign.
static struct exact_big plain(const struct exact_big *b, struct arena *a, bool *negative)
{
    struct exact_big x = {0};
    grow(&x, a, b->n);
    while (x.n && b->limbs[x.n - 1] == 0)
        x.n--;
    *negative = x.n && b->limbs[x.n - 1] < 0;
    int64_t borrow = 0;
    for (size_t i = 0; i < x.n; i++) {
        int64_t limb = (*negative ? -b->limbs[i] : b->limbs[i]) - borrow;
        borrow = limb < 0;
        x.limbs[i] = limb + borrow * BASE;
    }
    while (x.n && x.limbs[x.n - 1] == 0)
        x.n--;
    return x;
}

struct str exact_big_write(const struct exact_big *b, struct arena *a)
{
    bool negative;
    struct exact_big x = plain(b, a, &negative);
    size_t most = x.n * LIMB_DIGITS + 2;
    char *text = arena_alloc(a, most), *p = text + most;
    for (size_t i = 0; i < x.n; i++)
        for (int digit = 0; digit < LIMB_DIGITS; digit++, x.limbs[i] /= 10)
            *--p = (char)('0' + x.limbs[i] % 10);
    while (p < text + most && *p == '0')
        p++;
    if (p == text + most)
        *--p = '0';
    if (negative)
        *--p = '-';
    return (struct str){p, (size_t)(text + most - p)};
}

bool exact_big_widen(const struct exact_big *b, struct arena *a, struct exact_wide *w)
{
    bool negative;
    struct exact_big x = plain(b, a, &negative);
    if (x.n > WIDEN_LIMBS)
        return false;
    uint32_t words[WIDEN_WORDS] = {0};
    for (size_t i = x.n; i-- > 0;) {
        unsigned __int128 carry = (uint64_t)x.limbs[i];
        for (int j = 0; j < WIDEN_WORDS; j++) {
            carry += (unsigned __int128)words[j] * (uint64_t)BASE;
            words[j] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    for (int j = 0; j < WIDEN_WORDS; j++)
        exact_wide_add(w, negative ? -(int64_t)words[j] : words[j], 32 * j);
    return true;
}

void exact_big_save(const struct exact_big *b, struct buf *out)
{
    pack_u64(out, b->n);
    for (size_t i = 0; i < b->n; i++)
        pack_i64(out, b->limbs[i]);
}

void exact_big_load(struct exact_big *b, struct arena *a, struct unpack *in)
{
    *b = (struct exact_big){0};
    uint64_t n = unpack_u64(in);
    if (n > (uint64_t)(in->end - in->p) / 8)
        in->failed = true;
    for (size_t i = 0; i < n && !in->failed; i++) {
        int64_t limb = unpack_i64(in);
        if (limb <= -BASE || limb >= BASE)
            in->failed = true;
        else
            grow(b, a, i + 1), b->limbs[i] = limb;
    }
    if (in->failed)
        *b = (struct exact_big){0};
}
