// SPDX-License-Identifier: MIT
// Bytes packed as they are written. A kind is a row in gzip.c or zstd.c, where the library is there
// to build with (WEIR_ZLIB, WEIR_ZSTD); without, the row only says what is missing.
#ifndef IO_PACK_H
#define IO_PACK_H

#include "base/str.h"

struct pack_kind {
    const char *name;             // "gzip"
    const char *suffix;           // ".gz"
    const char *library;          // what is missing to pack it here; NULL: nothing
    void *(*begin)(void);
    // Take the bytes; what is packed of them so far, perhaps nothing, is put behind `out`.
    void (*add)(void *state, struct str bytes, struct buf *out);
    // There are no more: put the rest behind `out`. The state is gone then.
    void (*end)(void *state, struct buf *out);
};

extern const struct pack_kind pack_gzip, pack_zstd;

#endif
