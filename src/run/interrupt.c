// SPDX-License-Identifier: MIT
#include "run/interrupt.h"

#include "io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t caught;
static volatile sig_atomic_t wants_reopen, wants_counters;
static volatile sig_atomic_t is_catching;     // interrupt_catch() has been called
static bool had_terminal;

// ---- what comes ----

// The second of the two kills, and nothing that weir has begun goes on unseen.
static void on_end(int number)
{
    if (caught) {
        child_signal_all(SIGTERM);
        signal(number, SIG_DFL);
        raise(number);
    }
    caught = number;
}

static bool has_terminal(void)
{
    int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

// A terminal that goes takes its programs with it; a daemon has none, and is asked to reopen.
static void on_hangup(int number)
{
    int err = errno;
    if (!had_terminal || has_terminal())
        wants_reopen = 1;
    else if (!is_catching)
        interrupt_die(number);
    else if (!caught)             // it comes from the kernel and from the shell
        caught = number;
    errno = err;
}

static void on_counters(int number)
{
    (void)number;
    wants_counters = 1;
}

// ---- from when on ----

static void take_up(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, old;
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

static sigset_t all(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGUSR1);
    return set;
}

void interrupt_listen(void)
{
    had_terminal = has_terminal();
    take_up(SIGHUP, on_hangup, SA_RESTART);
    take_up(SIGUSR1, on_counters, SA_RESTART);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);     // the write fails, and the output is named
    sigset_t set = all();
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void interrupt_catch(void)
{
    take_up(SIGINT, on_end, 0);
    take_up(SIGTERM, on_end, 0);
    is_catching = 1;
}

// ---- what has come ----

int interrupt_number(void)
{
    return caught;
}

unsigned interrupt_take_wishes(void)
{
    unsigned wishes = 0;
    if (wants_reopen)
        wishes |= WISH_REOPEN;
    if (wants_counters)
        wishes |= WISH_COUNTERS;
    if (wishes & WISH_REOPEN)
        wants_reopen = 0;
    if (wishes & WISH_COUNTERS)
        wants_counters = 0;
    return wishes;
}

bool interrupt_is_pending(void)
{
    return caught || wants_reopen || wants_counters;
}

void interrupt_hold(sigset_t *waiting)
{
    sigset_t set = all();
    sigprocmask(SIG_BLOCK, &set, waiting);
}

void interrupt_let(const sigset_t *waiting)
{
    sigprocmask(SIG_SETMASK, waiting, NULL);
}

void interrupt_die(int number)
{
    signal(number, SIG_DFL);
    sigset_t mask;
    sigemptyset(&mask);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    raise(number);
}
