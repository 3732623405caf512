// SPDX-License-Identifier: MIT
// How many different hashes there were: exactly while they are few, then estimated from registers.
// Neither the order of hashes nor the way in which they were split and merged shows.
// Sources: P. Flajolet et al., HyperLogLog: the analysis of a near-optimal cardinality estimation
// algorithm, 2007; the estimator is that of O. Ertl, New cardinality estimation algorithms for
// HyperLogLog sketches, 2017 (section 4: "improved raw estimator"), without tables of bias.
#ifndef AGGS_HYPERLOGLOG_H
#define AGGS_HYPERLOGLOG_H

#include "base/mem.h"
#include "base/pack.h"

#include <stdint.h>

enum {
    HLL_BITS = 13,
    HLL_REGISTERS = 1 << HLL_BITS,    // a standard error of 1.04 / sqrt(8192) = 1.15 %
    HLL_EXACT = 768,                  // hashes kept as they are
};

// Zeros are none.
struct hyperloglog {
    uint64_t *hashes;             // a table of `size`, 0: free; or NULL
    uint8_t *registers;           // instead, once there are more than HLL_EXACT; or NULL
    uint32_t size;                // a power of two
    uint32_t n;                   // hashes kept
};

void hyperloglog_add(struct hyperloglog *h, struct arena *a, uint64_t hash);
void hyperloglog_merge(struct hyperloglog *h, struct arena *a, const struct hyperloglog *from);
double hyperloglog_estimate(const struct hyperloglog *h);

void hyperloglog_save(const struct hyperloglog *h, struct buf *out);
void hyperloglog_load(struct hyperloglog *h, struct arena *a, struct unpack *in);

#endif
