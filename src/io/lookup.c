// SPDX-License-Identifier: MIT
// The thread has copies of all that it reads and shares nothing but the lookup itself, which the
// second of the two that are done with it frees: the thread or who asked.
#include "io/lookup.h"

#include "base/fail.h"
#include "base/mem.h"
#include "io/net.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

struct lookup {
    struct net_place place;       // with host and port of its own
    struct addrinfo *found;
    const char *why;
    int ends[2];                  // the writing one is closed when the answer is there ...
    atomic_bool is_answered;      // ... behind this, which hands over what was found
    atomic_bool is_half_done;     // one of the two is done with it
};

// ---- at once ----

static struct addrinfo *ask(const struct net_place *p, int flags, const char **why)
{
    struct addrinfo hints = {.ai_socktype = p->type, .ai_flags = AI_NUMERICSERV | flags};
    struct addrinfo *found = NULL;
    const char *host = p->host ? p->host : "127.0.0.1";
    if (p->listens)
        hints.ai_flags |= AI_PASSIVE;
    if (strcmp(host, "*") == 0)
        host = NULL;
    int fault = getaddrinfo(host, p->port, &hints, &found);
    if (fault)
        *why = fault == EAI_SYSTEM ? strerror(errno) : gai_strerror(fault);
    return fault ? NULL : found;
}

struct addrinfo *lookup_now(const struct net_place *p, const char **why)
{
    return ask(p, 0, why);
}

struct addrinfo *lookup_numeric(const struct net_place *p)
{
    const char *why;
    return ask(p, AI_NUMERICHOST, &why);
}

// ---- besides ----

static void free_lookup(struct lookup *l)
{
    if (l->found)
        freeaddrinfo(l->found);
    mem_free((char *)l->place.host);
    mem_free((char *)l->place.port);
    mem_free(l);
}

static void let_go(struct lookup *l)
{
    if (atomic_exchange(&l->is_half_done, true))
        free_lookup(l);
}

static void *answer(void *arg)
{
    struct lookup *l = arg;
    l->found = ask(&l->place, 0, &l->why);
    atomic_store(&l->is_answered, true);
    close(l->ends[1]);
    let_go(l);
    return NULL;
}

static char *copy(const char *text)
{
    return text ? strcpy(mem_alloc(strlen(text) + 1), text) : NULL;
}

// A thread nobody waits for; signals are for the main one. False: there is none to be had.
static bool begin_thread(struct lookup *l)
{
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool has_begun = pthread_create(&thread, NULL, answer, l) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (has_begun)
        pthread_detach(thread);
    return has_begun;
}

struct lookup *lookup_begin(const struct net_place *p)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return NULL;
    struct lookup *l = mem_zalloc(sizeof *l);
    l->place = (struct net_place){
        .type = p->type, .listens = p->listens, .host = copy(p->host), .port = copy(p->port)};
    l->ends[0] = ends[0];
    l->ends[1] = ends[1];
    if (begin_thread(l))
        return l;
    close(ends[0]);
    close(ends[1]);
    free_lookup(l);
    return NULL;
}

int lookup_fd(const struct lookup *l)
{
    return l->ends[0];
}

struct addrinfo *lookup_end(struct lookup *l, const char **why)
{
    char none;
    while (read(l->ends[0], &none, 1) < 0 && errno == EINTR)
        ;
    if (!atomic_load(&l->is_answered))
        bug("a name without an answer");
    struct addrinfo *found = l->found;
    *why = l->why;
    l->found = NULL;
    lookup_abandon(l);
    return found;
}

void lookup_abandon(struct lookup *l)
{
    close(l->ends[0]);
    let_go(l);
}
