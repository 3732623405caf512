// SPDX-License-Identifier: MIT
// Pairs with separators of one's own, such as `a=1, b=2`. Blanks around keys and values do not
// count. A value that begins with a double quote goes on to the closing one, with the escapes of
// JSON, and may hold separators.
#ifndef DATA_KV_H
#define DATA_KV_H

#include "data/cuts.h"

struct kv {
    struct str pair, key;         // what stands between pairs, and between key and value; not empty
};

// Cut a text; false where a pair has no key or no separator. Empty pairs are nothing.
bool kv_read(const struct kv *kv, struct str text, struct cuts *out);

#endif
