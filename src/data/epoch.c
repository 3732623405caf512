// SPDX-License-Identifier: MIT
// Numbers as times: seconds, milliseconds, microseconds or nanoseconds since 1970, exactly by their
// decimal digits (a double would lose nanoseconds). And what values are times.
#include "data/time.h"

#include "base/fail.h"
#include "data/number.h"

#include <math.h>

// A decimal number: digits * 10^exponent, cut after the 21st digit, which no time shows.
struct decimal {
    unsigned __int128 digits;
    int exponent;
    bool negative;
};

enum { PLAIN_DIGITS = 18, DECIMAL_DIGITS = 21, EXPONENT_MAX = 10000 };

// Nanoseconds to the end of the year 9999 and more.
#define FAR ((unsigned __int128)1 << 68)

static inline unsigned digit(char c)
{
    return (unsigned)(unsigned char)c - '0';
}

// Read an integer of few digits, without leading zeros: what nearly all epochs are.
static inline bool read_plain(struct str s, int64_t *i)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    const char *p = s.p + negative, *end = s.p + s.n;
    if (end - p < 1 || end - p > PLAIN_DIGITS || (*p == '0' && end - p > 1))
        return false;
    int64_t sum = 0;
    for (; p < end && digit(*p) <= 9; p++)
        sum = sum * 10 + digit(*p);
    *i = negative ? -sum : sum;
    return p == end;
}

static int read_exponent(const char *p, const char *end)
{
    bool negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    int exponent = 0;
    for (; p < end && exponent < EXPONENT_MAX; p++)
        exponent = exponent * 10 + (int)digit(*p);
    return negative ? -exponent : exponent;
}

// The text must be a JSON number.
static struct decimal decimal_of(struct str s)
{
    const char *p = s.p, *end = s.p + s.n;
    struct decimal d = {.negative = *p == '-'};
    bool point = false;
    int taken = 0;
    for (p += d.negative; p < end && (digit(*p) <= 9 || *p == '.'); p++) {
        if (*p == '.') {
            point = true;
            continue;
        }
        bool fits = taken < DECIMAL_DIGITS;
        if (fits)
            d.digits = d.digits * 10 + digit(*p);
        taken += fits && d.digits;
        // A digit that is cut before the point still moves it; one taken behind it moves it back.
        d.exponent += !point && !fits;
        d.exponent -= point && fits;
    }
    if (p < end)
        d.exponent += read_exponent(p + 1, end);
    return d;
}

// |d| * unit, cut to a whole number; above FAR anything that is not below it.
static unsigned __int128 scale(struct decimal d, int64_t unit)
{
    static const uint64_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    const int most = sizeof power / sizeof *power - 1;
    unsigned __int128 x = d.digits * (unsigned __int128)unit;
    for (; d.exponent > 0 && x && x <= FAR; d.exponent--)
        x *= 10;
    for (int n; d.exponent < 0 && x; d.exponent += n) {
        n = d.exponent < -most ? most : -d.exponent;
        x /= power[n];
    }
    return x;
}

static int64_t unit_by_size(unsigned __int128 size)
{
    if (size < UINT64_C(100000000000))
        return NS_SECOND;
    if (size < UINT64_C(100000000000000))
        return 1000000;
    return size < UINT64_C(100000000000000000) ? 1000 : 1;
}

// With `unit` 0 by size. Far from any time the result is only that.
static __int128 ns_of_decimal(struct decimal d, int64_t unit)
{
    unsigned __int128 size = scale(d, unit ? unit : unit_by_size(scale(d, 1)));
    __int128 ns = (__int128)(size < FAR ? size : FAR);
    return d.negative ? -ns : ns;
}

static bool epoch_of_decimal(struct decimal d, int64_t *ns)
{
    __int128 wide = ns_of_decimal(d, 0);
    *ns = (int64_t)wide;
    return wide >= TIME_MIN && wide <= TIME_MAX;
}

static inline int64_t unit_of_int(int64_t i)
{
    return unit_by_size(i < 0 ? 0 - (uint64_t)i : (uint64_t)i);
}

static bool epoch_of_int(int64_t i, int64_t *ns)
{
    return !__builtin_mul_overflow(i, unit_of_int(i), ns) && *ns != TIME_NONE;
}

static bool decimal_of_value(struct value number, struct decimal *d)
{
    char text[NUMBER_MAX];
    if (number.type == VALUE_NUMBER) {
        *d = decimal_of(value_bytes(number));
        return true;
    }
    if (number.type != VALUE_DOUBLE || !isfinite(number.d))
        return false;
    // By its shortest text, so that 1654646404.123456 means the digits that one sees.
    *d = decimal_of((struct str){text, number_write_double(text, number.d)});
    return true;
}

bool time_from_epoch(struct value number, int64_t *ns)
{
    struct decimal d;
    int64_t i;
    if (number.type == VALUE_INT)
        return epoch_of_int(number.i, ns);
    if (number.type == VALUE_NUMBER && read_plain(value_bytes(number), &i))
        return epoch_of_int(i, ns);
    return decimal_of_value(number, &d) && epoch_of_decimal(d, ns);
}

bool time_value_from_epoch(struct value number, int64_t unit, struct value *t)
{
    struct decimal d;
    if (unit < 0 || unit > NS_SECOND)
        bug("an epoch in units of %lld ns", (long long)unit);
    if (number.type == VALUE_INT)
        return time_value_from_ns((__int128)number.i * (unit ? unit : unit_of_int(number.i)), t);
    return decimal_of_value(number, &d) && time_value_from_ns(ns_of_decimal(d, unit), t);
}

bool duration_from_seconds(struct value number, int64_t *ns)
{
    struct decimal d;
    if (number.type == VALUE_INT)
        return !__builtin_mul_overflow(number.i, NS_SECOND, ns) && *ns != INT64_MIN;
    if (!decimal_of_value(number, &d))
        return false;
    __int128 wide = ns_of_decimal(d, NS_SECOND);
    *ns = (int64_t)wide;
    return wide >= TIME_MIN && wide <= TIME_MAX;
}

static bool is_eight_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (digit(s.p[i]) > 9)
            return false;
    return s.n == 8;
}

bool time_read_any(struct str s, const struct zone *zone, int64_t *ns)
{
    int64_t i;
    // Where a date has its hyphen; eight digits are a date.
    if (s.n > 8 && digit(s.p[4]) <= 9 && read_plain(s, &i))
        return epoch_of_int(i, ns);
    if (time_read(s, zone, ns))
        return true;
    return !is_eight_digits(s) && number_is(s.p, s.n) && epoch_of_decimal(decimal_of(s), ns);
}

bool time_value_read_any(struct str s, const struct zone *zone, struct value *t)
{
    if (time_value_read(s, zone, t))
        return true;
    return !is_eight_digits(s) && number_is(s.p, s.n) &&
           time_value_from_epoch(value_slice(VALUE_NUMBER, s.p, s.n), 0, t);
}

// What a text of a JSON line may be: escapes in a time are odd, but allowed.
static bool read_escaped(struct value v, const struct zone *zone, struct value *t)
{
    struct arena a;
    arena_init(&a);
    bool read = time_value_read_any(value_bytes(value_decode(&a, v)), zone, t);
    arena_release(&a);
    return read;
}

bool time_of_value(struct value v, const struct zone *zone, int64_t *ns)
{
    struct value t;
    switch (v.type) {
    case VALUE_TIME:
        return value_time_ns(v, ns);
    case VALUE_STR:
        if (LIKELY(!(v.flags & STR_ESCAPED)))
            return time_read_any(value_bytes(v), zone, ns);
        return read_escaped(v, zone, &t) && value_time_ns(t, ns);
    case VALUE_INT:
    case VALUE_DOUBLE:
    case VALUE_NUMBER:
        return time_from_epoch(v, ns);
    default:
        return false;
    }
}

bool time_value_of(struct value v, const struct zone *zone, struct value *t)
{
    switch (v.type) {
    case VALUE_TIME:
        *t = v;
        return true;
    case VALUE_STR:
        return v.flags & STR_ESCAPED ? read_escaped(v, zone, t)
                                     : time_value_read_any(value_bytes(v), zone, t);
    case VALUE_INT:
    case VALUE_DOUBLE:
    case VALUE_NUMBER:
        return time_value_from_epoch(v, 0, t);
    default:
        return false;
    }
}

static bool is_large(struct decimal d)
{
    int64_t ns;
    return !d.negative && scale(d, 1) >= 100000000 && epoch_of_decimal(d, &ns);
}

static bool text_looks_like(struct str s)
{
    int64_t ns;
    if (time_read(s, NULL, &ns))
        return true;
    return !is_eight_digits(s) && number_is(s.p, s.n) && is_large(decimal_of(s));
}

const char *const time_fields[TIME_FIELDS] = {"@timestamp", "timestamp", "time",
                                              "ts",         "datetime",  "date"};

bool time_looks_like(struct value v)
{
    struct decimal d;
    int64_t ns;
    switch (v.type) {
    case VALUE_TIME:
        return value_time_ns(v, &ns);
    case VALUE_INT:
        return v.i >= 100000000 && time_from_epoch(v, &ns);
    case VALUE_DOUBLE:
    case VALUE_NUMBER:
        return decimal_of_value(v, &d) && is_large(d);
    case VALUE_STR:
        return !(v.flags & STR_ESCAPED) && text_looks_like(value_bytes(v));
    default:
        return false;
    }
}
