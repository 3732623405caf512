// SPDX-License-Identifier: MIT
// --metrics: the counters of a run and the latest rows of its aggregate, for Prometheus to scrape.
// Nothing is counted for it that would not be counted anyway; a page is written when it is asked
// for.
#ifndef RUN_METRICS_H
#define RUN_METRICS_H

struct metrics;
struct run;

// Begin to serve at the run's settings' place; what cannot be is fatal(). NULL where none is
// wanted. To be called when the plan is complete, and ends before it does.
struct metrics *metrics_open(struct run *r);
void metrics_close(struct metrics *m);

#endif
