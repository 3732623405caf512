// SPDX-License-Identifier: MIT
// A count of the events that came too late, and by how much: the advice given at the end of a run.
// Memory is fixed: the lateness each would have needed is counted in buckets a sixteenth apart.
#ifndef EVENT_LATENESS_H
#define EVENT_LATENESS_H

#include "base/pack.h"

#include <stdint.h>

enum { LATENESS_BUCKETS = 64 * 16 };

struct lateness {
    uint64_t count;
    int64_t most;                 // ns: with this lateness none would have been late
    uint64_t buckets[LATENESS_BUCKETS];
};

// An event was late whose window would still have been open with a lateness of `needed` ns (> 0).
void lateness_count(struct lateness *l, int64_t needed);

// A lateness, in ns, that would have kept at least `percent` of the late events (1 to 100), rounded
// up to a length that people write; 0 if there were none.
int64_t lateness_to_keep(const struct lateness *l, int percent);

// The lateness, in ns, that the rank-th smallest of them needed (1 to count), rounded up likewise.
int64_t lateness_of_rank(const struct lateness *l, uint64_t rank);

// Round up to a length that people write: whole ms under a second, s under two minutes, m under two
// hours, h beyond.
int64_t lateness_round(int64_t ns);

void lateness_save(const struct lateness *l, struct buf *out);
void lateness_load(struct lateness *l, struct unpack *in);

#endif
