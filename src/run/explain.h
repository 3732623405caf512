// SPDX-License-Identifier: MIT
// --explain: a plan told before it is carried out: its canonical text, what each stage keeps and
// when its rows come out, what is not determined by the input, and every setting with its value.
// Nothing is read for it, and nothing opened.
#ifndef RUN_EXPLAIN_H
#define RUN_EXPLAIN_H

#include "run/plan.h"
#include "run/settings.h"

// For people: aligned, about a screen.
void explain_text(const struct plan *p, const struct settings *settings, struct buf *out);
// For programs: one JSON object, on one line. Its names are listed in the man page.
void explain_json(const struct plan *p, const struct settings *settings, struct buf *out);

#endif
