// SPDX-License-Identifier: MIT
#include "run/interrupt.h"

#include <stddef.h>

static volatile sig_atomic_t caught;

// The handler is gone when it runs (SA_RESETHAND), so that the same signal kills when it comes
// again; the other of the two does here.
static void on_signal(int number)
{
    if (caught)
        raise(number);
    caught = number;
}

static sigset_t both(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

void interrupt_catch(void)
{
    static const int numbers[] = {SIGINT, SIGTERM};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}, old;
    for (int i = 0; i < 2; i++)
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    sigset_t set = both();
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int interrupt_number(void)
{
    return caught;
}

void interrupt_hold(sigset_t *waiting)
{
    sigset_t set = both();
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
