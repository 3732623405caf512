// SPDX-License-Identifier: MIT
// Regular expressions: PCRE2 with JIT where the machine has it, UTF mode. Texts that are not valid
// UTF-8 (lone surrogates) simply do not match there. The only user of PCRE2 is regex.c.
#ifndef DATA_REGEX_H
#define DATA_REGEX_H

#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>

struct regex;

// Compile `pattern` with the flags i, m, s, x (in any order, "" for none). The regex lives in the
// arena; it keeps its last match, so a thread needs one of its own. On failure NULL, with *error
// (in the arena, in lower case) and *fault, the offset in the pattern.
struct regex *regex_new(struct arena *a, struct str pattern, struct str flags, const char **error,
                        size_t *fault);
// Return what is not in the arena (the JIT's machine code), before the arena goes. NULL is fine.
void regex_free(struct regex *r);

enum regex_result { REGEX_NO, REGEX_YES, REGEX_GAVE_UP };

// Does the pattern match anywhere in the text? REGEX_GAVE_UP when the match limit was reached.
enum regex_result regex_match(struct regex *r, struct str text);

// After REGEX_YES: the bounds of group `n` (0 is the whole match); false if it took no part.
bool regex_group(const struct regex *r, unsigned n, size_t *from, size_t *to);

#endif
