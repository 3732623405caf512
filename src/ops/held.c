// SPDX-License-Identifier: MIT
#include "ops/held.h"

#include "data/time.h"
#include "event/watermark.h"

struct held {
    struct held *next;
    struct row row;
};

struct held_list {
    struct held *first, **last;
    uint64_t count;
};

static struct row *append(struct pane *pane)
{
    if (!pane->rows) {
        struct held_list *list = ARENA_NEW(&pane->arena, struct held_list);
        list->last = &list->first;
        pane->rows = list;
    }
    struct held_list *list = pane->rows;
    struct held *held = ARENA_NEW(&pane->arena, struct held);
    *list->last = held;
    list->last = &held->next;
    list->count++;
    return &held->row;
}

void held_add(struct pane *pane, const struct row *row, int ncells)
{
    char *room = arena_alloc(&pane->arena, row_copy_size(row, ncells));
    *append(pane) = row_copy(room, row, ncells);
}

void held_emit(struct groups *g, struct pane *pane, struct outbox *out)
{
    const struct held_list *list = pane->rows;
    for (struct held *h = list ? list->first : NULL; h && out->flow == FLOW_MORE; h = h->next) {
        if (g->window.kind != WINDOW_GLOBAL)
            h->row.time = time_sub(pane->bounds.end, 1);
        outbox_add(out, &h->row);
    }
    outbox_send(out);
    groups_recycle(g, pane);
}

void held_save(const struct pane *pane, int ncells, struct buf *out)
{
    const struct held_list *list = pane->rows;
    pack_u64(out, list ? list->count : 0);
    for (const struct held *h = list ? list->first : NULL; h; h = h->next)
        row_pack(out, &h->row, ncells);
}

void held_load(struct pane *pane, int ncells, struct unpack *in)
{
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--)
        *append(pane) = row_unpack(&pane->arena, in, ncells);
}
