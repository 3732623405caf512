// SPDX-License-Identifier: MIT
// What --explain tells, gathered from a plan and its settings before it is written for people or
// for programs. All of it lives in the arena that is given.
#ifndef RUN_FACTS_H
#define RUN_FACTS_H

#include "base/vec.h"
#include "run/plan.h"
#include "run/settings.h"

struct fact {
    const char *name;
    const char *value;            // as on the command line; NULL: none
    const char *said;             // for people, where that is to say more; else NULL
};

struct stage_facts {
    const char *name;
    const char *text;             // canonical
    bool is_parallel;             // may run before the in-order half
    const char *keeps, *exempt;   // NULL: nothing
    const char *speaks;
    struct fact *settings;        // what the stage has settled
    size_t nsettings;
};

struct names {
    const char **at;
    size_t n;
};

struct facts {
    struct arena *arena;
    struct stage_facts *stages;
    int nstages;
    struct names reads;           // fields of the input that are looked at, those for the default
                                  // event time aside
    struct names columns;         // of the output; none: the events' own fields
    bool is_open;                 // the output's rows are events of the input, perhaps changed
    bool is_changed;
    struct names exempt;          // what is not determined by the input
    VEC(struct fact) settings;
};

void facts_init(struct facts *f, struct arena *a, const struct plan *p,
                const struct settings *settings);
void facts_release(struct facts *f);

#endif
