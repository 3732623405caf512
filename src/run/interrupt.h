// SPDX-License-Identifier: MIT
// The signals that end a run. The first SIGINT or SIGTERM is noted, and ends the input; any after
// it kills at once, also while a write waits for its reader: the signals are let in all the time
// but between a look at interrupt_number() and the wait for input that follows it.
#ifndef RUN_INTERRUPT_H
#define RUN_INTERRUPT_H

#include <signal.h>

// Begin to note signals (one that is ignored stays so), and ignore SIGPIPE. Opening a fifo may wait
// without an end, which a signal has to be able to break off: to be called behind that.
void interrupt_catch(void);

// The signal that came, or 0.
int interrupt_number(void);

// Hold signals back until interrupt_let(), so that none slips in between the look and the wait.
// *waiting is the mask for the wait itself (see ppoll).
void interrupt_hold(sigset_t *waiting);
void interrupt_let(const sigset_t *waiting);

// End the process by that signal.
void interrupt_die(int number);

#endif
