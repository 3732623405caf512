// SPDX-License-Identifier: MIT
// A value: 16 bytes, a type and a number or a slice. Values borrow what they point to: a value read
// from a line lives as long as the batch of that line, and value_copy() is the only way to keep it.
//
// Numbers of the input stay text (VALUE_NUMBER) until somebody calculates or compares with them, so
// that what is only passed on keeps its digits. Texts and containers stay slices of the line.
#ifndef DATA_VALUE_H
#define DATA_VALUE_H

#include "base/hash.h"
#include "base/mem.h"
#include "base/pack.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum value_type {
    VALUE_MISSING,                // no such field; reads as null everywhere but in exists()
    VALUE_NULL,
    VALUE_BOOL,                   // .i is 0 or 1
    VALUE_INT,                    // .i
    VALUE_DOUBLE,                 // .d, finite or not
    VALUE_NUMBER,                 // .p: the text of a JSON number not yet read
    VALUE_STR,                    // .p: text, see the flags
    VALUE_ARRAY,                  // .p: JSON text, known to be valid
    VALUE_OBJECT,                 // .p: JSON text, known to be valid
    VALUE_TIME,                   // .i: seconds since 1970-01-01 UTC, .len: nanoseconds after it
    VALUE_DURATION,               // .i: nanoseconds
};

// Flags of a VALUE_STR. Without either the slice is plain decoded text (UTF-8, lone surrogates as
// their three bytes), which must be escaped when written.
enum {
    STR_JSON = 1,                 // the slice may stand between quotes in JSON as it is
    STR_ESCAPED = 2,              // with STR_JSON: it holds backslashes; decode before comparing
};

struct value {
    uint8_t type;                 // enum value_type
    uint8_t flags;
    uint16_t unused;
    uint32_t len;                 // bytes at p; nanoseconds of a time
    union {
        int64_t i;
        double d;
        const char *p;
    };
};

_Static_assert(sizeof(struct value) == 16, "values travel in two registers");

// Sets of types, for the checker and the rows of functions and aggregates.
enum {
    TYPE_NULL = 1 << 0,           // missing or null
    TYPE_BOOL = 1 << 1,
    TYPE_INT = 1 << 2,
    TYPE_DOUBLE = 1 << 3,
    TYPE_STR = 1 << 4,
    TYPE_ARRAY = 1 << 5,
    TYPE_OBJECT = 1 << 6,
    TYPE_TIME = 1 << 7,
    TYPE_DURATION = 1 << 8,
    TYPE_REGEX = 1 << 9,          // a regex literal, or a constant text that is read as one
    TYPE_NUM = TYPE_INT | TYPE_DOUBLE,
    TYPE_ANY = (1 << 9) - 1,
};

static inline struct value value_slice(enum value_type type, const char *p, size_t n)
{
    return (struct value){.type = (uint8_t)type, .len = (uint32_t)n, .p = p};
}

static inline struct value value_missing(void)
{
    return (struct value){.type = VALUE_MISSING};
}

static inline struct value value_null(void)
{
    return (struct value){.type = VALUE_NULL};
}

static inline struct value value_bool(bool b)
{
    return (struct value){.type = VALUE_BOOL, .i = b};
}

static inline struct value value_int(int64_t i)
{
    return (struct value){.type = VALUE_INT, .i = i};
}

static inline struct value value_double(double d)
{
    return (struct value){.type = VALUE_DOUBLE, .d = d};
}

// A time in the years 0001 to 9999; the nanosecond is below 10^9.
static inline struct value value_time_at(int64_t seconds, uint32_t nanosecond)
{
    return (struct value){.type = VALUE_TIME, .len = nanosecond, .i = seconds};
}

// An event time: nanoseconds since 1970.
static inline struct value value_time(int64_t ns)
{
    int64_t rest = ns % 1000000000;
    int64_t before = rest < 0;
    return value_time_at(ns / 1000000000 - before, (uint32_t)(rest + before * 1000000000));
}

static inline struct value value_duration(int64_t ns)
{
    return (struct value){.type = VALUE_DURATION, .i = ns};
}

// Plain decoded text.
static inline struct value value_str(struct str s)
{
    return value_slice(VALUE_STR, s.p, s.n);
}

static inline struct str value_bytes(struct value v)
{
    return (struct str){v.p, v.len};
}

static inline bool value_is_null(struct value v)
{
    return v.type <= VALUE_NULL;
}

static inline bool value_is_true(struct value v)
{
    return v.type == VALUE_BOOL && v.i;
}

// Does the value point to bytes?
static inline bool value_has_bytes(struct value v)
{
    return v.type >= VALUE_NUMBER && v.type <= VALUE_OBJECT;
}

// A VALUE_TIME as an event time. False where it is outside 64-bit nanoseconds (or their least).
static inline bool value_time_ns(struct value v, int64_t *ns)
{
    // Towards zero first, for the second in which the range ends may begin outside it.
    int64_t before = v.i < 0, rest = (int64_t)v.len - before * 1000000000;
    return !__builtin_mul_overflow(v.i + before, INT64_C(1000000000), ns) &&
           !__builtin_add_overflow(*ns, rest, ns) && *ns != INT64_MIN;
}

// Read a VALUE_NUMBER: a VALUE_INT where it is an integer of 64 bits, a VALUE_DOUBLE where it has a
// fraction or an exponent (infinite beyond the range of doubles), and itself, still a VALUE_NUMBER,
// where it is an integer beyond 64 bits. Other values are returned as they are.
struct value value_resolve_number(struct value v);
static inline struct value value_resolve(struct value v)
{
    return v.type == VALUE_NUMBER ? value_resolve_number(v) : v;
}

// Any number as a double, rounded to nearest. Must be a number.
double value_as_double(struct value v);

// A VALUE_STR without escapes: decoded into the arena if it had any.
struct value value_decode_escapes(struct arena *a, struct value v);
static inline struct value value_decode(struct arena *a, struct value v)
{
    return v.flags & STR_ESCAPED ? value_decode_escapes(a, v) : v;
}

// The set (of one) of types of a value. A VALUE_NUMBER is looked at; TYPE_INT stands for integers
// of any length.
unsigned value_type_set(struct value v);
// "null", "bool", "int", "float", "str", "array", "object", "time", "duration": what type() says.
const char *value_type_name(struct value v);

// The total order of sort and groups: null < false < true < numbers < durations < times < texts <
// arrays < objects; numbers by exact value, texts by code point, arrays element by element, objects
// by their sorted keys and then by the values under them (as jq orders). The arena is for decoding.
int value_compare(struct arena *a, struct value x, struct value y);
bool value_equal(struct arena *a, struct value x, struct value y);
// Equal values have equal hashes.
uint64_t value_hash(struct arena *a, struct value v);
static inline uint64_t value_hash_int(int64_t i)     // of an integer, the same
{
    return hash_word((uint64_t)i);
}

// Append bytes that are the same exactly where the values are equal, and that end by themselves, so
// that they may stand one after the other: a key that can be kept and compared without its type.
void value_put_key(struct buf *b, struct arena *a, struct value v);

// The only way to keep a value beyond its batch.
struct value value_copy(struct arena *a, struct value v);

// For saved state.
void value_pack(struct buf *b, struct value v);
struct value value_unpack(struct arena *a, struct unpack *u);

#endif
