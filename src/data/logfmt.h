// SPDX-License-Identifier: MIT
// logfmt, as Go's logfmt package reads it: pairs key=value with blanks between them. A value may
// stand in double quotes, with the escapes of JSON; `key=` is an empty text, a key without `=` is
// null. Unlike there, a value without quotes may hold `=` and, behind its first byte, quotes.
#ifndef DATA_LOGFMT_H
#define DATA_LOGFMT_H

#include "data/cuts.h"

// Cut a line; false where it is not logfmt. All bytes up to the space are blanks. A line of nothing
// but blanks has no fields.
bool logfmt_read(struct str line, struct cuts *out);

#endif
