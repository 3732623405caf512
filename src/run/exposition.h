// SPDX-License-Identifier: MIT
// The text format in which Prometheus reads metrics: families, each with its samples below it.
#ifndef RUN_EXPOSITION_H
#define RUN_EXPOSITION_H

#include "base/str.h"

// Begin a family: its help and its type (counter, gauge).
void exposition_family(struct buf *b, const char *name, const char *type, const char *help);
// A sample of it: labels as in `stage="1",name="filter"`, or "".
void exposition_sample(struct buf *b, const char *name, const char *labels, double value);

// The pieces of which samples are made.
void exposition_put_escaped(struct buf *b, struct str text);      // between quotes
void exposition_put_number(struct buf *b, double value);
// Any name as one that a label may have.
void exposition_put_label_name(struct buf *b, struct str name);

#endif
