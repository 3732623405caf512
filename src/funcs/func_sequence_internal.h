// SPDX-License-Identifier: MIT
// Between the files of the sequence functions. Private to funcs/func_sequence*.c.
#ifndef FUNCS_FUNC_SEQUENCE_INTERNAL_H
#define FUNCS_FUNC_SEQUENCE_INTERNAL_H

#include "funcs/func.h"

extern const struct sequence sequence_ewma, sequence_zscore;

// Argument 1, a whole number from `least` to `most`, or nothing: then 1. *out is an int64_t.
bool sequence_prepare_number(struct prepare *p, void **out, int64_t least, int64_t most);
bool sequence_prepare_ewma(struct prepare *p, void **out);
bool sequence_prepare_zscore(struct prepare *p, void **out);

#endif
