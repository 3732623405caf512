// SPDX-License-Identifier: MIT
// The threads of a run (-j). The main one reads blocks (or says from which part of a file one is to
// be read) and does the second half of their jobs, in order; the others do first halves, and so
// does the main one while it has to wait for one of them: N jobs at a time are N threads in all,
// and one is no thread besides. A thread is begun when there is work for it; few blocks, and small
// ones that come now and then, never leave the main one.
#ifndef RUN_WORKERS_H
#define RUN_WORKERS_H

#include "run/worker.h"

#include <pthread.h>

struct helper;

struct workers {
    struct worker own;            // of the main thread
    const struct input_setup *setup;
    struct helper *helpers;       // the other threads, nhelpers of nmost
    size_t nhelpers, nmost;
    size_t nfull;                 // full blocks that have come
    pthread_mutex_t lock;         // of all below, and of `state` and `waiting` in jobs
    pthread_cond_t has_work, has_done;
    struct job *first, **last;    // jobs that wait for a thread
    size_t nwaiting, nidle;       // these jobs, and threads that wait for them
    bool is_over;
};

// The setup is complete and stays.
void workers_init(struct workers *w, const struct input_setup *setup);
// Wait for what is being worked on, and end the threads. What waits is left undone.
void workers_release(struct workers *w);

// A job has come: let another thread do its first half, if that is worth it.
void workers_hand(struct workers *w, struct job *job);
// Come back when the job's first half is done.
void workers_finish(struct workers *w, struct job *job);

#endif
