// SPDX-License-Identifier: MIT
// Inside the reader: the wanted fields made ready for matching, and the walk over the marks of one
// line. Only extract*.c include this file.
#ifndef DATA_EXTRACT_INTERNAL_H
#define DATA_EXTRACT_INTERNAL_H

#include "base/mem.h"
#include "data/extract.h"
#include "data/fields.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A wanted key. Its text is also there as a word, so that most keys are compared at once.
struct wanted {
    struct str key;               // decoded
    uint64_t head, mask;          // the first eight bytes, and which of them count
    int cell;                     // or CELL_NONE
    struct object *inner;         // the wanted keys of the object under this key, or NULL
    uint64_t seen;                // the last line this key was met in (only kept with `inner`)
};

// An object with wanted keys, in a hash table by the first eight bytes and the length of a key.
struct object {
    struct wanted *members;
    size_t n;
    uint64_t filter;              // bit i: some key has i in the top six bits of its hash
    struct wanted **slots;        // open addressing; at most half of them taken
    size_t mask;
};

// The first eight bytes of a key of n bytes, as they stand in memory, and its length, spread.
static inline uint64_t wanted_hash(uint64_t head, size_t n)
{
    static const uint64_t masks[9] = {
        0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff,
        UINT64_MAX};
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    head = __builtin_bswap64(head);
#endif
    uint64_t x = ((head & masks[n < 8 ? n : 8]) + n) * UINT64_C(0x9e3779b97f4a7c15);
    return x ^ x >> 32;
}

struct object *object_new(struct arena *a, const struct field *field);

// Is the text the wanted key? Its first eight bytes are given too, as they stand in memory.
static inline bool wanted_is(const struct wanted *w, struct str text, uint64_t head)
{
    return ((head ^ w->head) & w->mask) == 0 && w->key.n == text.n &&
           (text.n <= 8 || memcmp(w->key.p + 8, text.p + 8, text.n - 8) == 0);
}

static inline bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// How many bytes the escape of a JSON string whose backslash is at p takes; 0 if it is none. Reads
// no further than the first byte that does not belong to it.
static inline size_t escape_length(const char *p)
{
    switch (p[1]) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        return 2;
    case 'u':
        return is_hex(p[2]) && is_hex(p[3]) && is_hex(p[4]) && is_hex(p[5]) ? 6 : 0;
    default:
        return 0;
    }
}

// The walk over one line.
struct reader {
    const char *p;                // what has been scanned
    const char *end;              // of the chunk
    const uint32_t *escape;       // the next backslash not yet passed
    struct value *cells;          // of the row to be filled
    uint64_t line;                // counts the lines ever read, from 1
    size_t fault;                 // where the walk failed
    struct arena *arena;          // of the batch, for keys that must be decoded
};

// Read the object whose opening bracket is at m[0]. Returns the mark behind its closing bracket, or
// NULL where the text is not JSON. The line must be free of faults of the scan.
const uint32_t *reader_object(struct reader *r, const uint32_t *m, struct object *o, int depth);

#endif
