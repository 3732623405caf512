// SPDX-License-Identifier: MIT
// Linear probing at a load of at most 3/4; of 1/4 in small tables, which stay in the first cache
// even so, and where most entries are then the first that is looked at. Removal moves later entries
// of the run back (Knuth, The Art of Computer Programming 3, 6.4, Algorithm R), so there are no
// tombstones.
#include "base/map.h"

#include "base/fail.h"
#include "base/mem.h"

enum { FIRST_SLOTS = 16, SMALL = 512 };         // slots

void map_init(struct map *m)
{
    *m = (struct map){0};
}

void map_release(struct map *m)
{
    mem_free(m->slots);
    *m = (struct map){0};
}

static void clear_slots(struct map *m)
{
    memset(m->slots, 0xff, (m->mask + 1) * sizeof *m->slots);
}

void map_clear(struct map *m)
{
    if (m->slots)
        clear_slots(m);
    m->n = 0;
}

static void put(struct map *m, uint32_t hash, uint32_t index)
{
    size_t at = hash & m->mask;
    while (m->slots[at].index != MAP_NONE)
        at = (at + 1) & m->mask;
    m->slots[at] = (struct map_slot){.hash = hash, .index = index};
}

static void grow(struct map *m)
{
    struct map old = *m;
    size_t slots = old.slots ? (old.mask + 1) * 2 : FIRST_SLOTS;
    m->slots = mem_alloc(slots * sizeof *m->slots);
    m->mask = slots - 1;
    clear_slots(m);
    for (size_t i = 0; old.slots && i <= old.mask; i++)
        if (old.slots[i].index != MAP_NONE)
            put(m, old.slots[i].hash, old.slots[i].index);
    mem_free(old.slots);
}

void map_add(struct map *m, uint64_t hash, uint32_t index)
{
    size_t quarters = m->mask < SMALL ? 1 : 3;
    if (!m->slots || (m->n + 1) * 4 > (m->mask + 1) * quarters)
        grow(m);
    put(m, (uint32_t)hash, index);
    m->n++;
}

void map_remove(struct map *m, uint64_t hash, uint32_t index)
{
    if (!m->slots)
        bug("map_remove from an empty map");
    size_t hole = (uint32_t)hash & m->mask;
    while (m->slots[hole].index != index) {
        if (m->slots[hole].index == MAP_NONE)
            bug("map_remove of an entry that is not there");
        hole = (hole + 1) & m->mask;
    }
    for (size_t at = (hole + 1) & m->mask; m->slots[at].index != MAP_NONE;
         at = (at + 1) & m->mask) {
        size_t home = m->slots[at].hash & m->mask;
        if (((at - home) & m->mask) >= ((at - hole) & m->mask)) {
            m->slots[hole] = m->slots[at];
            hole = at;
        }
    }
    m->slots[hole].index = MAP_NONE;
    m->n--;
}

size_t map_bytes(const struct map *m)
{
    return m->slots ? (m->mask + 1) * sizeof *m->slots : 0;
}
