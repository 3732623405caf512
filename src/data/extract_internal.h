// SPDX-License-Identifier: MIT
// Inside the reader: the wanted fields made ready for matching, and the walk over one line. Only
// extract*.c include this file.
#ifndef DATA_EXTRACT_INTERNAL_H
#define DATA_EXTRACT_INTERNAL_H

#include "base/attr.h"
#include "base/load.h"
#include "base/mem.h"
#include "data/extract.h"
#include "data/fields.h"
#include "data/pattern.h"
#include "data/time.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// What is compared with a key, with its quotes and colon, and where its value goes then.
struct known {
    struct pattern text;
    uint32_t cell;
};

enum { KNOWN_BITS = 11 };

// A wanted key. Its text is also there as a word, so that most keys are compared at once.
struct wanted {
    struct str key;               // decoded
    uint64_t head, mask;          // the first eight bytes, and which of them count
    int cell;                     // or CELL_NONE
    struct object *inner;         // the wanted keys of the object under this key, or NULL
    uint64_t seen;                // the last line this key was met in (only kept with `inner`)
    struct known known;           // like no key where comparing is not enough: where there is
};                                // `inner`, and where the key is long or empty

// An object with wanted keys, in a hash table by the first eight bytes and the length of a key.
struct object {
    const struct known **places;  // by known_hash(): what to compare a key with
    struct known unwanted;        // where no wanted key has its place: like any key
    uint32_t spare;               // the cell for what nobody wants
    struct wanted *members;
    size_t n;
    uint64_t filter;              // bit i: some key has i in the top six bits of its hash
    struct wanted **slots;        // open addressing; at most half of them taken
    size_t mask;
};

// The first eight bytes of a key of n bytes, the first one lowest, and its length, spread.
static inline uint64_t wanted_hash(uint64_t head, size_t n)
{
    static const uint64_t masks[9] = {
        0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff,
        UINT64_MAX};
    uint64_t x = ((head & masks[n < 8 ? n : 8]) + n) * UINT64_C(0x9e3779b97f4a7c15);
    return x ^ x >> 32;
}

struct object *object_new(struct arena *a, const struct field *field, uint32_t spare);

// Is the text the wanted key? Its first eight bytes are given too, the first one lowest.
static inline bool wanted_is(const struct wanted *w, struct str text, uint64_t head)
{
    return ((head ^ w->head) & w->mask) == 0 && w->key.n == text.n &&
           (text.n <= 8 || memcmp(w->key.p + 8, text.p + 8, text.n - 8) == 0);
}

// A number of KNOWN_BITS for the key whose quotes are at `open` and `close`, with a colon behind:
// by its first three bytes and its last two. (That of the empty key depends on what is around it.)
static inline size_t known_hash(const char *open, const char *close)
{
    uint64_t x = load_four(open) | (uint64_t)load_four(close - 2) << 32;
    return x * UINT64_C(0x9e3779b97f4a7c15) >> (64 - KNOWN_BITS);
}

// What to compare the key with whose quotes are there. Where that is not like it, it may be wanted
// all the same.
static inline const struct known *known_at(const struct object *o, const char *open,
                                           const char *close)
{
    return o->places[known_hash(open, close)];
}

// Is this the closing quote of a key with its colon right behind it?
static inline bool is_key_end(const char *close)
{
    return load_two(close) == ('"' | ':' << 8);
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

enum { UNREAD_MOST = 64 };

// The reading of one line.
struct reader {
    const char *p;                // what has been scanned
    const char *end;              // of that; the byte before is a newline
    const uint32_t *marks_end;    // behind the last mark
    const uint32_t *escape;       // the next backslash not yet passed
    struct value *cells;          // of the row to be filled, and a spare one
    uint64_t line;                // counts the lines ever walked, from 1
    size_t fault;                 // where the walk failed
    const uint32_t **unread;      // members of one object whose values, no texts, have been left
    size_t nunread;               // unread so far: the marks of their keys; room for UNREAD_MOST
    size_t unread_most;           // 0: the walk is careful and leaves nothing unread
    struct arena *arena;          // of the batch, for keys that must be decoded
};

// A place in a line that is in no string, and the first mark from there on.
struct place {
    const char *at;
    const uint32_t *mark;
};

static inline struct place skip_space(struct place x)
{
    for (; UNLIKELY((unsigned char)*x.at <= ' '); x.at++) {
        if (*x.at == '\t' || *x.at == '\r')
            x.mark++;
        else if (*x.at != ' ')
            break;
    }
    return x;
}

// Does the string that begins at m[0] have a backslash? To be asked from left to right.
static inline bool has_escape(struct reader *r, const uint32_t *m)
{
    while (UNLIKELY(*r->escape < m[0]))
        r->escape++;
    return *r->escape < m[1];
}

// The value of the string that begins at m[0].
static inline struct value string_value(struct reader *r, const uint32_t *m)
{
    struct value v = value_slice(VALUE_STR, r->p + m[0] + 1, m[1] - m[0] - 1);
    v.flags = STR_JSON;
    if (UNLIKELY(has_escape(r, m)))
        v.flags |= STR_ESCAPED;
    return v;
}

// Where the reading of a chunk stands: at the beginning of a line.
struct pass {
    struct reader reader;         // reader.p is the window
    const uint32_t *mark;         // the line's first
    const uint32_t *escape;       // the next one, in this line or behind
    const uint32_t *fault;        // the next one, in this line or behind
    size_t start;                 // offset of the line in the window
    size_t end;                   // offset of its newline, once that is known
    struct batch *out;
    size_t capacity;              // rows that out->rows has room for
    size_t cells_left;            // rows that there are cells for
};

// The line from p up to its newline, without a CR before that.
static inline struct str line_text(const char *p, const char *newline)
{
    return (struct str){p, (size_t)(newline - p) - (newline > p && newline[-1] == '\r')};
}

// Make the row of a line that has been read. (Made in place: a copy would wait for its parts.)
static inline void put_row(struct row *row, struct str raw, uint32_t line, struct value *cells)
{
    *row = (struct row){
        .raw = raw.p,
        .raw_len = (uint32_t)raw.n,
        .line = line,
        .cells = cells,
        .time = TIME_NONE,
        .watermark = TIME_NONE,
    };
}

// Read the object whose opening bracket is at x. Returns the place behind its closing bracket, or
// one at NULL where the text is not JSON. UTF-8 and escapes are the caller's business.
// Numbers and literals may be left unread, and what is said of a line that is not JSON is not final
// then.
struct place reader_object(struct reader *r, struct place x, struct object *o, int depth);

#endif
