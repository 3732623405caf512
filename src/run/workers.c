// SPDX-License-Identifier: MIT
#include "run/workers.h"

#include <signal.h>

enum {
    FULL = 64 * 1024,             // bytes of a block that is worth handing on
    FULL_FIRST = 4,               // full blocks before the first thread is begun: what ends before
                                  // is done sooner than threads are made
};

struct helper {
    struct workers *workers;
    struct worker worker;
    pthread_t thread;
};

// ---- the jobs that wait; all under the lock ----

static void put(struct workers *w, struct job *job)
{
    job->state = JOB_WAITING;
    job->waiting = NULL;
    *w->last = job;
    w->last = &job->waiting;
    w->nwaiting++;
}

// Take the job at that place of the list, to work on it.
static struct job *take_at(struct workers *w, struct job **at)
{
    struct job *job = *at;
    *at = job->waiting;
    if (!job->waiting)
        w->last = at;
    w->nwaiting--;
    job->state = JOB_AT_WORK;
    return job;
}

static struct job **place_of(struct workers *w, const struct job *job)
{
    struct job **at = &w->first;
    while (*at != job)
        at = &(*at)->waiting;
    return at;
}

// Work on a job that has been taken; the lock is free meanwhile.
static void work(struct workers *w, struct worker *worker, struct job *job)
{
    pthread_mutex_unlock(&w->lock);
    worker_do(worker, job);
    pthread_mutex_lock(&w->lock);
    job->state = JOB_DONE;
}

// ---- the threads ----

static void *help(void *arg)
{
    struct helper *h = arg;
    struct workers *w = h->workers;
    pthread_mutex_lock(&w->lock);
    while (!w->is_over) {
        if (w->first) {
            work(w, &h->worker, take_at(w, &w->first));
            pthread_cond_signal(&w->has_done);
        } else {
            w->nidle++;
            pthread_cond_wait(&w->has_work, &w->lock);
            w->nidle--;
        }
    }
    pthread_mutex_unlock(&w->lock);
    worker_end_thread();
    return NULL;
}

// One more thread; without, where there is none to be had. Signals are for the main one.
static void begin_helper(struct workers *w)
{
    sigset_t all, before;
    struct helper *h = &w->helpers[w->nhelpers];
    h->workers = w;
    worker_init(&h->worker, w->setup, WORKER_HELPS);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&h->thread, NULL, help, h) == 0) {
        w->nhelpers++;
    } else {
        worker_release(&h->worker);
        w->nmost = w->nhelpers;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void workers_init(struct workers *w, const struct input_setup *setup)
{
    *w = (struct workers){.setup = setup, .nmost = setup->njobs - 1};
    worker_init(&w->own, setup, WORKER_OWNS);
    w->helpers = mem_zalloc(w->nmost * sizeof *w->helpers);
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->has_work, NULL);
    pthread_cond_init(&w->has_done, NULL);
}

void workers_release(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->is_over = true;
    pthread_cond_broadcast(&w->has_work);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->nhelpers; i++) {
        pthread_join(w->helpers[i].thread, NULL);
        worker_release(&w->helpers[i].worker);
    }
    mem_free(w->helpers);
    worker_release(&w->own);
    pthread_cond_destroy(&w->has_done);
    pthread_cond_destroy(&w->has_work);
    pthread_mutex_destroy(&w->lock);
}

// ---- for the main thread ----

// Tests read little at once.
static bool is_full(const struct workers *w, const struct job *job)
{
    size_t least = w->setup->settings->read_size / 2;
    return job->block && (job->block->is_unread ||
                          job->block->text.n >= (least && least < FULL ? least : FULL));
}

void workers_hand(struct workers *w, struct job *job)
{
    if (w->nmost == 0 || job->reader || !is_full(w, job) || ++w->nfull <= FULL_FIRST)
        return;
    job->is_handed = true;
    pthread_mutex_lock(&w->lock);
    put(w, job);
    bool needs_more = w->nwaiting > w->nidle && w->nhelpers < w->nmost;
    pthread_cond_signal(&w->has_work);
    pthread_mutex_unlock(&w->lock);
    if (needs_more)
        begin_helper(w);
}

void workers_finish(struct workers *w, struct job *job)
{
    if (!job->is_handed) {
        worker_do(&w->own, job);
        return;
    }
    pthread_mutex_lock(&w->lock);
    while (job->state != JOB_DONE) {
        if (job->state == JOB_WAITING)
            work(w, &w->own, take_at(w, place_of(w, job)));
        else if (w->first)
            work(w, &w->own, take_at(w, &w->first));
        else
            pthread_cond_wait(&w->has_done, &w->lock);
    }
    pthread_mutex_unlock(&w->lock);
}
