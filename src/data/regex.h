// SPDX-License-Identifier: MIT
// Regular expressions: PCRE2 with JIT where the machine has it, UTF mode. What is not valid UTF-8
// in a text (lone surrogates) matches nothing, and no match reaches across it. The only user of
// PCRE2 is regex.c.
#ifndef DATA_REGEX_H
#define DATA_REGEX_H

#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>

struct regex;

// Compile `pattern` with the flags i, m, s, x (in any order, "" for none). The regex lives in the
// arena and never changes, so that threads may share it. On failure NULL, with *error (in the
// arena, in lower case) and *fault, the offset in the pattern.
struct regex *regex_new(struct arena *a, struct str pattern, struct str flags, const char **error,
                        size_t *fault);
// Return what is not in the arena (the JIT's machine code), before the arena goes. NULL is fine.
void regex_free(struct regex *r);

enum regex_result { REGEX_NO, REGEX_YES, REGEX_GAVE_UP };

// Does the pattern match anywhere in the text? REGEX_GAVE_UP when the match limit was reached.
enum regex_result regex_match(const struct regex *r, struct str text);

// The matches of a text one after the other, from left to right, none overlapping another. An empty
// one counts where it is not the place at which the last one, empty too, was found: `x*` is found
// in "axb" at 0, 1 to 2, 2 and 3. Begin with {0}; REGEX_YES sets the bounds of the next match.
struct regex_place {
    size_t from, to;
    bool has_matched;
};
enum regex_result regex_next(const struct regex *r, struct str text, struct regex_place *place);

// What matching needs is made at the first match of a thread and kept for all its regexes. A thread
// other than the main one gives it back at its end.
void regex_end_thread(void);

// How many groups that capture the pattern has, and the number of the one of that name, or -1.
unsigned regex_groups(const struct regex *r);
int regex_group_named(const struct regex *r, struct str name);

// After REGEX_YES, and before the thread's next match of any regex: the bounds of group `n` (0 is
// the whole match); false if it took no part.
bool regex_group(const struct regex *r, unsigned n, size_t *from, size_t *to);

// The groups that have a name, in the order of their numbers, from 0; false at the end. The name
// lives as long as the regex. With (?J) several may have the same.
bool regex_name(const struct regex *r, size_t i, struct str *name, unsigned *group);

// The same: the bounds of all groups, those of group n at [2 n] and [2 n + 1]; SIZE_MAX where it
// took no part.
const size_t *regex_bounds(void);

#endif
