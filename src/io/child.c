// SPDX-License-Identifier: MIT
#include "io/child.h"

#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// ---- ends ----

static int told[2] = {-1, -1};    // a byte for the ends that have come

static void on_end(int number)
{
    (void)number;
    int err = errno;
    // When the pipe is full enough has been said.
    if (write(told[1], "x", 1) < 0)
        errno = err;
    errno = err;
}

int child_ends(void)
{
    if (told[0] >= 0)
        return told[0];
    struct sigaction action = {.sa_handler = on_end, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
    if (pipe2(told, O_CLOEXEC | O_NONBLOCK) != 0 || sigaction(SIGCHLD, &action, NULL) != 0)
        fatal_errno(errno, "cannot watch commands");
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    return told[0];
}

void child_note_ends(void)
{
    char bytes[64];
    while (read(told[0], bytes, sizeof bytes) > 0)
        ;
}

// ---- those at work ----

// Whole at any moment: a signal handler may look through it.
static struct child *volatile at_work;

static void note_start(struct child *c)
{
    c->next = at_work;
    atomic_signal_fence(memory_order_seq_cst);
    at_work = c;
}

static void note_end(const struct child *c)
{
    if (at_work == c) {
        at_work = c->next;
        return;
    }
    struct child *before = at_work;
    while (before->next != c)
        before = before->next;
    before->next = c->next;
}

void child_signal_all(int number)
{
    for (const struct child *c = at_work; c; c = c->next)
        child_signal(c, number);
}

// It leaves the list while its number cannot be another's yet.
bool child_has_ended(const struct child *c, int *status)
{
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
        return false;
    note_end(c);
    return waitpid(c->pid, status, 0) == c->pid;
}

void child_forget(const struct child *c)
{
    int status;
    note_end(c);
    (void)waitpid(c->pid, &status, WNOHANG);
}

// ---- a command ----

// Signals are as a shell's command expects them: none held back, and those that weir ignores for
// itself do what they usually do.
static void set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &usual);
    posix_spawnattr_setpgroup(attributes, 0);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                             POSIX_SPAWN_SETPGROUP);
}

static int spawn(struct child *c, const char *command, int input)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    const char *const arguments[] = {"sh", "-c", command, NULL};
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    set_attributes(&attributes);
    int err = posix_spawn(&c->pid, "/bin/sh", &actions, &attributes,
                          (char *const *)(uintptr_t)arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return err;
}

// The same, and noted before any signal comes.
static int spawn_noted(struct child *c, const char *command, int input)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int err = spawn(c, command, input);
    if (!err)
        note_start(c);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return err;
}

int child_start(struct child *c, const char *command)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    int err = spawn_noted(c, command, ends[0]);
    close(ends[0]);
    c->input = ends[1];
    if (err)
        child_close_input(c);
    else
        fcntl(c->input, F_SETFL, O_NONBLOCK);
    return err;
}

void child_close_input(struct child *c)
{
    if (c->input >= 0)
        close(c->input);
    c->input = -1;
}

void child_signal(const struct child *c, int number)
{
    (void)kill(-c->pid, number);
}
