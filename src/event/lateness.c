// SPDX-License-Identifier: MIT
// Bucket 16 * e + m holds the values v with floor(log2 v) = e and m the four bits after the leading
// one; values under 16 ns share the buckets of their exponent.
#include "event/lateness.h"

#include "data/time.h"
#include "event/watermark.h"

static unsigned bucket_of(int64_t ns)
{
    unsigned exponent = 63u - (unsigned)__builtin_clzll((unsigned long long)ns);
    unsigned mantissa = exponent >= 4 ? (unsigned)(ns >> (exponent - 4)) & 15u : 0;
    return exponent * 16 + mantissa;
}

// The largest value of a bucket.
static int64_t bucket_end(unsigned bucket)
{
    unsigned exponent = bucket / 16, mantissa = bucket % 16;
    if (exponent < 4)
        return (INT64_C(2) << exponent) - 1;
    __int128 end = ((__int128)(16 + mantissa + 1) << (exponent - 4)) - 1;
    return end > INT64_MAX ? INT64_MAX : (int64_t)end;
}

void lateness_count(struct lateness *l, int64_t needed)
{
    l->count++;
    l->buckets[bucket_of(needed)]++;
    if (needed > l->most)
        l->most = needed;
}

int64_t lateness_round(int64_t ns)
{
    int64_t unit = ns <= NS_SECOND      ? NS_SECOND / 1000
                   : ns <= 2 * NS_MINUTE ? NS_SECOND
                   : ns <= 2 * NS_HOUR   ? NS_MINUTE
                                         : NS_HOUR;
    return time_add(ns - 1, unit - (ns - 1) % unit);
}

int64_t lateness_of_rank(const struct lateness *l, uint64_t rank)
{
    uint64_t seen = 0;
    for (unsigned i = 0; i < LATENESS_BUCKETS; i++) {
        seen += l->buckets[i];
        if (seen >= rank)
            return lateness_round(bucket_end(i) < l->most ? bucket_end(i) : l->most);
    }
    return lateness_round(l->most);
}

int64_t lateness_to_keep(const struct lateness *l, int percent)
{
    if (l->count == 0)
        return 0;
    if (percent == 100)
        return lateness_round(l->most);
    return lateness_of_rank(l, l->count / 100 * (uint64_t)percent +
                                   (l->count % 100 * (uint64_t)percent + 99) / 100);
}

void lateness_save(const struct lateness *l, struct buf *out)
{
    pack_u64(out, l->count);
    pack_i64(out, l->most);
    for (unsigned i = 0; i < LATENESS_BUCKETS; i++)
        pack_u64(out, l->buckets[i]);
}

void lateness_load(struct lateness *l, struct unpack *in)
{
    l->count = unpack_u64(in);
    l->most = unpack_i64(in);
    for (unsigned i = 0; i < LATENESS_BUCKETS; i++)
        l->buckets[i] = unpack_u64(in);
}
