// SPDX-License-Identifier: MIT
// Order, equality, hashes and keys of values (declared in data/value.h). Equal values have equal
// hashes and keys: numbers are brought to one form first (an integer of 64 bits where they are one,
// else the nearest double where that is exact, else their digits), containers are gone through
// member by member.
#include "base/fail.h"
#include "base/hash.h"
#include "data/number.h"
#include "data/value.h"
#include "data/walk.h"

#include <math.h>
#include <stdlib.h>

static int rank(struct value v)
{
    switch ((enum value_type)v.type) {
    case VALUE_MISSING:
    case VALUE_NULL:
        return 0;
    case VALUE_BOOL:
        return 1;
    case VALUE_INT:
    case VALUE_DOUBLE:
    case VALUE_NUMBER:
        return 2;
    case VALUE_DURATION:
        return 3;
    case VALUE_TIME:
        return 4;
    case VALUE_STR:
        return 5;
    case VALUE_ARRAY:
        return 6;
    case VALUE_OBJECT:
        return 7;
    }
    bug("no such type of value: %d", v.type);
}

#define COMPARE(x, y) (((x) > (y)) - ((x) < (y)))

static int compare_bytes(struct str x, struct str y)
{
    size_t n = x.n < y.n ? x.n : y.n;
    int c = n ? memcmp(x.p, y.p, n) : 0;
    return c ? c : COMPARE(x.n, y.n);
}

// Decimal digits of a 64-bit integer, to compare it with one beyond 64 bits.
static struct str int_digits(char *out, int64_t i)
{
    return (struct str){out, number_write_int(out, i)};
}

// Both resolved: an INT, a DOUBLE, or a NUMBER beyond 64 bits.
static int compare_numbers(struct value x, struct value y)
{
    if (x.type == VALUE_INT && y.type == VALUE_INT)
        return COMPARE(x.i, y.i);
    if (x.type == VALUE_DOUBLE && y.type == VALUE_DOUBLE)
        return COMPARE(x.d, y.d);
    if (x.type == VALUE_INT && y.type == VALUE_DOUBLE)
        return number_compare_int_double(x.i, y.d);
    if (x.type == VALUE_NUMBER && y.type == VALUE_DOUBLE)
        return number_compare_big_double(value_bytes(x), y.d);
    if (x.type == VALUE_DOUBLE || y.type == VALUE_DOUBLE)
        return -compare_numbers(y, x);
    char dx[NUMBER_MAX], dy[NUMBER_MAX];
    return number_compare_big(x.type == VALUE_INT ? int_digits(dx, x.i) : value_bytes(x),
                              y.type == VALUE_INT ? int_digits(dy, y.i) : value_bytes(y));
}

static int compare_arrays(struct arena *a, struct value x, struct value y)
{
    struct walk wx = walk_begin(x), wy = walk_begin(y);
    for (;;) {
        struct value vx, vy;
        bool has_x = walk_element(&wx, &vx), has_y = walk_element(&wy, &vy);
        if (!has_x || !has_y)
            return COMPARE(has_x, has_y);
        int c = value_compare(a, vx, vy);
        if (c)
            return c;
    }
}

struct member {
    struct str key;
    struct value value;
    size_t place;
};

static int by_key(const void *x, const void *y)
{
    const struct member *a = x, *b = y;
    int c = compare_bytes(a->key, b->key);
    return c ? c : COMPARE(a->place, b->place);
}

// The members of an object sorted by key; of repeated keys only the last.
static struct member *sorted_members(struct arena *a, struct value object, size_t *n)
{
    size_t count = 0;
    struct value key, v;
    for (struct walk w = walk_begin(object); walk_member(&w, &key, &v);)
        count++;
    struct member *members = ARENA_ARRAY(a, struct member, count + 1);
    size_t i = 0;
    for (struct walk w = walk_begin(object); walk_member(&w, &key, &v); i++)
        members[i] = (struct member){value_bytes(value_decode(a, key)), v, i};
    qsort(members, count, sizeof *members, by_key);
    size_t kept = 0;
    for (i = 0; i < count; i++)
        if (i + 1 == count || !str_eq(members[i].key, members[i + 1].key))
            members[kept++] = members[i];
    *n = kept;
    return members;
}

static int compare_objects(struct arena *a, struct value x, struct value y)
{
    size_t nx, ny;
    struct member *mx = sorted_members(a, x, &nx), *my = sorted_members(a, y, &ny);
    size_t n = nx < ny ? nx : ny;
    for (size_t i = 0; i < n; i++) {
        int c = compare_bytes(mx[i].key, my[i].key);
        if (c)
            return c;
    }
    if (nx != ny)
        return COMPARE(nx, ny);
    for (size_t i = 0; i < n; i++) {
        int c = value_compare(a, mx[i].value, my[i].value);
        if (c)
            return c;
    }
    return 0;
}

int value_compare(struct arena *a, struct value x, struct value y)
{
    int rx = rank(x), ry = rank(y);
    if (rx != ry)
        return rx - ry;
    switch (rx) {
    case 0:
        return 0;
    case 2:
        return compare_numbers(value_resolve(x), value_resolve(y));
    case 4:
        return x.i != y.i ? COMPARE(x.i, y.i) : COMPARE(x.len, y.len);
    case 5:
        return compare_bytes(value_bytes(value_decode(a, x)), value_bytes(value_decode(a, y)));
    case 6:
        return compare_arrays(a, x, y);
    case 7:
        return compare_objects(a, x, y);
    default:
        return COMPARE(x.i, y.i);
    }
}

bool value_equal(struct arena *a, struct value x, struct value y)
{
    // The usual case, a key seen before: the same bytes.
    if (x.type == y.type && x.flags == y.flags && value_has_bytes(x) && x.len == y.len &&
        memcmp(x.p, y.p, x.len) == 0)
        return true;
    return value_compare(a, x, y) == 0;
}

// The one form of all numbers that are equal: an INT, a DOUBLE that is none, or a NUMBER.
static struct value one_form(struct value v)
{
    v = value_resolve(v);
    if (v.type == VALUE_NUMBER) {
        double d = value_as_double(v);
        if (number_compare_big_double(value_bytes(v), d) == 0)
            v = value_double(d);
    }
    if (v.type == VALUE_DOUBLE && v.d >= -0x1p63 && v.d < 0x1p63 && v.d == floor(v.d))
        v = value_int((int64_t)v.d);
    return v;
}

static uint64_t hash_number(struct value v)
{
    v = one_form(v);
    return v.type == VALUE_NUMBER ? hash_bytes(v.p, v.len) : hash_word((uint64_t)v.i);
}

static uint64_t hash_container(struct arena *a, struct value v)
{
    uint64_t hash = (uint64_t)rank(v);
    if (v.type == VALUE_ARRAY) {
        struct value element;
        for (struct walk w = walk_begin(v); walk_element(&w, &element);)
            hash = hash_join(hash, value_hash(a, element));
        return hash;
    }
    size_t n;
    struct member *members = sorted_members(a, v, &n);
    for (size_t i = 0; i < n; i++) {
        hash = hash_join(hash, hash_bytes(members[i].key.p, members[i].key.n));
        hash = hash_join(hash, value_hash(a, members[i].value));
    }
    return hash;
}

uint64_t value_hash(struct arena *a, struct value v)
{
    switch ((enum value_type)v.type) {
    case VALUE_MISSING:
    case VALUE_NULL:
        return 0x6e756c6c;
    case VALUE_INT:
        return value_hash_int(v.i);
    case VALUE_DOUBLE:
    case VALUE_NUMBER:
        return hash_number(v);
    case VALUE_STR:
        v = value_decode(a, v);
        return hash_bytes(v.p, v.len);
    case VALUE_ARRAY:
    case VALUE_OBJECT:
        return hash_container(a, v);
    case VALUE_TIME:
        return hash_join(hash_join((uint64_t)v.type, (uint64_t)v.i), v.len);
    case VALUE_BOOL:
    case VALUE_DURATION:
        break;
    }
    return hash_join((uint64_t)v.type, (uint64_t)v.i);
}

// ---- keys ----

static void put_length(struct buf *b, size_t n)
{
    for (; n >= 0x80; n >>= 7)
        buf_putc(b, (char)(n | 0x80));
    buf_putc(b, (char)n);
}

static void put_text(struct buf *b, struct str s)
{
    put_length(b, s.n);
    buf_puts_str(b, s);
}

static void put_members(struct buf *b, struct arena *a, struct value v)
{
    if (v.type == VALUE_ARRAY) {
        struct value element;
        for (struct walk w = walk_begin(v); walk_element(&w, &element);)
            value_put_key(b, a, element);
    } else {
        size_t n;
        struct member *members = sorted_members(a, v, &n);
        for (size_t i = 0; i < n; i++) {
            buf_putc(b, VALUE_STR);
            put_text(b, members[i].key);
            value_put_key(b, a, members[i].value);
        }
    }
    buf_putc(b, '\xff');
}

// A byte for the type, then what tells apart the values of that type.
void value_put_key(struct buf *b, struct arena *a, struct value v)
{
    if (v.type == VALUE_MISSING)
        v = value_null();
    else if (v.type >= VALUE_INT && v.type <= VALUE_NUMBER)
        v = one_form(v);
    buf_putc(b, (char)v.type);
    switch ((enum value_type)v.type) {
    case VALUE_MISSING:
    case VALUE_NULL:
        break;
    case VALUE_STR:
        v = value_decode(a, v);
        put_text(b, value_bytes(v));
        break;
    case VALUE_NUMBER:
        put_text(b, value_bytes(v));
        break;
    case VALUE_ARRAY:
    case VALUE_OBJECT:
        put_members(b, a, v);
        break;
    case VALUE_TIME:
        pack_u64(b, v.len);
        pack_i64(b, v.i);
        break;
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_DOUBLE:
    case VALUE_DURATION:
        pack_i64(b, v.i);         // of a double: its bits
        break;
    }
}
