// SPDX-License-Identifier: MIT
// The parser: recursive descent over a pull lexer (lang/lex.h). The grammar is design's "Grammar"
// section; each parsing function carries its rule. Mistakes are reported (base/diag.h), one a
// stage, and parsing goes on with the next stage, so that all stages are looked at before giving
// up.
#ifndef LANG_PARSE_H
#define LANG_PARSE_H

#include "base/diag.h"
#include "base/mem.h"
#include "lang/ast.h"
#include "lang/syntax.h"

struct parse {
    struct arena *arena;          // the plan's: the tree
    struct diag *diag;
    const struct syntax_table *table;
};

// Read a pipeline from n sources (arguments of the command line, or one file), joined by `|`.
// The sources must outlive the tree. Mistakes are counted in the diag; the stages that could be
// read are in *out all the same.
void parse_pipeline(struct parse *p, const struct source_text *sources, size_t n,
                    struct pipeline *out);

// Read one expression that is all of a text (an option's value); NULL after a mistake.
struct node *parse_expression(struct parse *p, const struct source_text *source);

#endif
