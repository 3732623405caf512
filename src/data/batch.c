// SPDX-License-Identifier: MIT
#include "data/batch.h"

void chunk_add_finding(struct arena *a, struct chunk *chunk, const struct finding *finding)
{
    struct finding *copy = ARENA_NEW(a, struct finding);
    *copy = *finding;
    copy->next = NULL;
    if (!chunk->first)
        chunk->last = &chunk->first;
    *chunk->last = copy;
    chunk->last = &copy->next;
}
