// SPDX-License-Identifier: MIT
#include "data/batch.h"

void chunk_add_finding(struct arena *a, struct chunk *chunk, const struct finding *finding)
{
    bool is_made = finding->line == LINE_NONE;
    bool outlives = is_made || (chunk->arena && a != chunk->arena);
    if (outlives)
        a = chunk->arena;
    struct finding *copy = ARENA_NEW(a, struct finding);
    *copy = *finding;
    copy->next = NULL;
    copy->place = is_made ? chunk->moved_line : finding->line;
    if (outlives) {
        copy->reason = arena_strndup(a, finding->reason, strlen(finding->reason));
        copy->text.p = arena_strndup(a, finding->text.p, finding->text.n);
        copy->value = value_copy(a, finding->value);
    }
    if (!chunk->first)
        chunk->last = &chunk->first;
    *chunk->last = copy;
    chunk->last = &copy->next;
}
