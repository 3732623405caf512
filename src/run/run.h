// SPDX-License-Identifier: MIT
// The loop: read what is there, push it through the chain, write out before waiting; and the way a
// run ends.
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "run/plan.h"
#include "run/settings.h"

// Carry the plan out. Returns the exit status: 0; 1 after --strict or, with --fail-empty, without a
// row; 3 after bad lines without --bad. After a signal that ended the input in order, and after the
// reader of the output went away, the process ends by that signal (SIGPIPE for the latter) and does
// not return.
int run(struct plan *plan, const struct settings *settings);

#endif
