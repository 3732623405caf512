// SPDX-License-Identifier: MIT
// Commands that weir runs beside itself: each in a process group of its own, so that it can be
// ended as a whole.
#ifndef IO_CHILD_H
#define IO_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct child {
    pid_t pid;                    // its group's number, too
    int input;                    // what is written here the command reads; does not block
    struct child *next;           // private: of those at work
};

// Run the command by /bin/sh. Its standard output is weir's standard error, and it inherits nothing
// else but that. 0, or the errno value of why it could not be started. *c stays where it is until
// child_has_ended() or child_forget().
int child_start(struct child *c, const char *command);

// Close what it reads, if that is open.
void child_close_input(struct child *c);

// Send a signal to all of its group.
void child_signal(const struct child *c, int number);

// Send all that are at work a signal; from a signal handler of the thread that starts them.
void child_signal_all(int number);

// Has it ended? Then it is gone, and *status is as waitpid() has it.
bool child_has_ended(const struct child *c, int *status);

// Nobody will ask any more, whether it has ended or not.
void child_forget(const struct child *c);

// A descriptor that is readable when some child may have ended since child_note_ends().
int child_ends(void);
void child_note_ends(void);

#endif
