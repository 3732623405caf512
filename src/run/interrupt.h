// SPDX-License-Identifier: MIT
// Signals. The first SIGINT or SIGTERM is noted, and ends the input; any after it kills at once,
// also while a write waits for its reader, and sends the commands that weir has begun SIGTERM:
// signals are let in all the time but between a look at interrupt_is_pending() and the wait for
// input that follows it. SIGHUP and SIGUSR1 are wishes, noted until somebody takes them; but where
// SIGHUP says that weir's terminal is gone, it ends the input, too. A signal that is ignored when
// weir starts (nohup) stays so.
#ifndef RUN_INTERRUPT_H
#define RUN_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

enum wish {
    WISH_REOPEN = 1,              // SIGHUP
    WISH_COUNTERS = 2,            // SIGUSR1
};

// Begin to note wishes, and ignore SIGPIPE and SIGXFSZ: first of all, so that none kills.
void interrupt_listen(void);

// Begin to note the signals that end. Opening a fifo may wait without an end, which a signal has to
// be able to break off: to be called behind that.
void interrupt_catch(void);

// The signal that ends the input, or 0.
int interrupt_number(void);

// The wishes that have come since they were last taken, as bits; they are taken then.
unsigned interrupt_take_wishes(void);

// Is there anything of the two?
bool interrupt_is_pending(void);

// Hold signals back until interrupt_let(), so that none slips in between the look and the wait.
// *waiting is the mask for the wait itself (see ppoll).
void interrupt_hold(sigset_t *waiting);
void interrupt_let(const sigset_t *waiting);

// End the process by that signal.
void interrupt_die(int number);

#endif
