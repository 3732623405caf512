// SPDX-License-Identifier: MIT
// A binary heap of (key, item), smallest key first; equal keys leave in the order in which they
// came, so that timers with one deadline fire in a fixed order.
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_entry {
    int64_t key;
    uint64_t order;               // the number of its insertion
    void *item;
};

struct heap {
    struct heap_entry *at;
    size_t n, cap;
    uint64_t inserted;            // how many have ever come
};

void heap_init(struct heap *h);
void heap_release(struct heap *h);
void heap_push(struct heap *h, int64_t key, void *item);
// Take out the first entry. The heap must not be empty.
struct heap_entry heap_pop(struct heap *h);

#endif
