// SPDX-License-Identifier: MIT
// poll() over an array that is kept as it is between the waits, so that a change of interest costs
// no system call. Timers are few (reconnecting, idle clients, a tick): they are looked through.
#include "io/loop.h"

#include "base/clock.h"
#include "base/fail.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

void loop_init(struct loop *l)
{
    *l = (struct loop){0};
}

void loop_release(struct loop *l)
{
    VEC_FREE(&l->polled);
    VEC_FREE(&l->watches);
    VEC_FREE(&l->timers);
}

// ---- descriptors ----

void loop_add(struct loop *l, struct watch *w, int fd, short events)
{
    w->place = l->watches.n;
    *VEC_PUSH(&l->watches) = w;
    *VEC_PUSH(&l->polled) = (struct pollfd){.fd = fd, .events = events};
}

void loop_set(struct loop *l, struct watch *w, short events)
{
    l->polled.at[w->place].events = events;
}

// The last one takes its place.
void loop_remove(struct loop *l, struct watch *w)
{
    size_t last = --l->watches.n;
    l->polled.n = last;
    l->watches.at[w->place] = l->watches.at[last];
    l->polled.at[w->place] = l->polled.at[last];
    l->watches.at[w->place]->place = w->place;
}

// Backwards, so that a watch that is removed meanwhile lets none be passed over: the one that takes
// its place has had its turn.
static bool tell_ready(struct loop *l)
{
    bool any = false;
    for (size_t i = l->watches.n; i-- > 0;) {
        if (i >= l->watches.n)
            continue;
        short revents = l->polled.at[i].revents;
        l->polled.at[i].revents = 0;
        if (!revents)
            continue;
        any = true;
        l->watches.at[i]->ready(l->watches.at[i], revents);
    }
    return any;
}

// ---- timers ----

void loop_disarm(struct loop *l, struct timer *t)
{
    if (!t->is_armed)
        return;
    t->is_armed = false;
    for (size_t i = 0; i < l->timers.n; i++)
        if (l->timers.at[i] == t)
            l->timers.at[i] = l->timers.at[--l->timers.n];
}

void loop_arm(struct loop *l, struct timer *t, int64_t due)
{
    loop_disarm(l, t);
    t->due = due;
    t->order = l->armed++;
    t->is_armed = true;
    *VEC_PUSH(&l->timers) = t;
}

// The one that fires first of those armed before that one (of outputs, while held), or NULL.
static struct timer *next_timer(const struct loop *l, uint64_t before, bool is_held)
{
    struct timer *first = NULL;
    for (size_t i = 0; i < l->timers.n; i++) {
        struct timer *t = l->timers.at[i];
        if (t->order >= before || (is_held && !t->while_held))
            continue;
        if (!first || t->due < first->due || (t->due == first->due && t->order < first->order))
            first = t;
    }
    return first;
}

// Those armed while others fire have to wait for the next turn, so that this one ends.
static bool fire_due(struct loop *l, bool is_held)
{
    uint64_t before = l->armed;
    bool any = false;
    int64_t now = l->timers.n ? clock_steady() : 0;
    for (struct timer *t; (t = next_timer(l, before, is_held)) && t->due <= now; any = true) {
        loop_disarm(l, t);
        t->fire(t);
    }
    return any;
}

// ---- waiting ----

static int64_t patience(const struct loop *l, int64_t timeout, bool is_held)
{
    const struct timer *first = next_timer(l, l->armed, is_held);
    if (!first)
        return timeout;
    int64_t left = clock_is_set() ? 0 : first->due - clock_steady();
    if (left < 0)
        left = 0;
    return timeout < 0 || left < timeout ? left : timeout;
}

static bool poll_all(struct pollfd *polled, size_t n, int64_t ns, const sigset_t *mask)
{
    struct timespec limit = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)};
    int found = ppoll(polled, (nfds_t)n, ns < 0 ? NULL : &limit, mask);
    if (found < 0 && errno != EINTR)
        fatal_errno(errno, "cannot wait for input");
    return found > 0;
}

bool loop_wait(struct loop *l, int64_t timeout, const sigset_t *mask)
{
    int64_t limit = patience(l, timeout, false);
    bool any = poll_all(l->polled.at, l->polled.n, limit, mask) && tell_ready(l);
    return fire_due(l, false) || any;
}

// poll() passes over what is below zero, and says that nothing happened there.
bool loop_wait_held(struct loop *l, int64_t timeout)
{
    size_t n = l->polled.n;
    struct pollfd *polled = mem_alloc((n + 1) * sizeof *polled);
    for (size_t i = 0; i < n; i++) {
        polled[i] = l->polled.at[i];
        if (!l->watches.at[i]->while_held)
            polled[i].fd = -1;
    }
    bool any = poll_all(polled, n, patience(l, timeout, true), NULL);
    for (size_t i = 0; any && i < n; i++)
        l->polled.at[i].revents = polled[i].revents;
    mem_free(polled);
    any = any && tell_ready(l);
    return fire_due(l, true) || any;
}
