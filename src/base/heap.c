// SPDX-License-Identifier: MIT
#include "base/heap.h"

#include "base/fail.h"
#include "base/mem.h"

#include <stdbool.h>

void heap_init(struct heap *h)
{
    *h = (struct heap){0};
}

void heap_release(struct heap *h)
{
    mem_free(h->at);
    *h = (struct heap){0};
}

static bool before(const struct heap_entry *a, const struct heap_entry *b)
{
    return a->key != b->key ? a->key < b->key : a->order < b->order;
}

void heap_push(struct heap *h, int64_t key, void *item)
{
    if (h->n == h->cap) {
        h->cap = h->cap ? h->cap * 2 : 16;
        h->at = mem_realloc(h->at, h->cap * sizeof *h->at);
    }
    struct heap_entry entry = {key, h->inserted++, item};
    size_t i = h->n++;
    while (i > 0 && before(&entry, &h->at[(i - 1) / 2])) {
        h->at[i] = h->at[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    h->at[i] = entry;
}

struct heap_entry heap_pop(struct heap *h)
{
    if (h->n == 0)
        bug("heap_pop from an empty heap");
    struct heap_entry first = h->at[0], last = h->at[--h->n];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < h->n; i = child) {
        if (child + 1 < h->n && before(&h->at[child + 1], &h->at[child]))
            child++;
        if (!before(&h->at[child], &last))
            break;
        h->at[i] = h->at[child];
    }
    if (h->n > 0)
        h->at[i] = last;
    return first;
}
