// SPDX-License-Identifier: MIT
// Help on what has no row in a table: the language, event time, errors, everyday tasks. A topic
// that is called as a registry is (windows, formats) stands above its list.
#ifndef CLI_TOPICS_H
#define CLI_TOPICS_H

struct topic {
    const char *name;
    const char *summary;          // one line
    const char *text;             // whole lines but for the last line's end
};

// All of them, from 0; NULL at the end.
const struct topic *topic_at(int i);

// Where a word is explained that has no entry of its own: the name of a topic, or of an entry
// ("clf": "parse"); NULL if nowhere.
const char *topic_of_word(const char *word);

#endif
