// SPDX-License-Identifier: MIT
// Help on what has no row in a table: the language, event time, windows, inputs and outputs.
#ifndef CLI_TOPICS_H
#define CLI_TOPICS_H

struct topic {
    const char *name;
    const char *text;             // whole lines but for the last line's end
};

// All of them, from 0; NULL at the end.
const struct topic *topic_at(int i);

#endif
