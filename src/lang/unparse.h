// SPDX-License-Identifier: MIT
// The way back: the canonical text of stages and expressions, which parses to the same tree.
#ifndef LANG_UNPARSE_H
#define LANG_UNPARSE_H

#include "base/str.h"
#include "lang/ast.h"

void unparse_expr(struct buf *b, const struct node *node);
void unparse_stage(struct buf *b, const struct stage_ast *stage);
void unparse_pipeline(struct buf *b, const struct pipeline *pipeline);   // stages joined by " | "

#endif
