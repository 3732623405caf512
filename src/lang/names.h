// SPDX-License-Identifier: MIT
// The names that items of a stage get: NAME = ..., or made from a bare path or an aggregate call.
#ifndef LANG_NAMES_H
#define LANG_NAMES_H

#include "base/diag.h"
#include "base/mem.h"
#include "lang/ast.h"

#include <stdbool.h>

// The name of [NAME =] EXPR: a bare path is named by its last key. An expression without a NAME is
// a mistake, which is reported.
bool name_of_item(struct diag *d, const struct item *item, struct str *name);

// The name of [NAME =] AGG(...): `count`, `avg_latency_ms` (aggregate and last key of the path).
bool name_of_aggregate(struct diag *d, struct arena *a, const struct item *item, struct str *name);

// The last key of a path; {NULL, 0} where it has none (only indexes), or the node is no path.
struct str name_last_key(const struct node *node);

// Do two items of a list have one name? That is a mistake which names both.
bool name_check_clashes(struct diag *d, const struct item *items, size_t n);

// Report that a name is given twice.
void name_clash(struct diag *d, struct span first, struct span second, struct str name);

#endif
