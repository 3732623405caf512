// SPDX-License-Identifier: MIT
// Durations as data has them: 1h2m3.5s (Go prints so), PT1H2M3.5S (ISO 8601-1:2019, 5.5.2, without
// months and years), 01:02:03.5, and numbers of seconds.
#include "data/number.h"
#include "data/time.h"

struct cursor {
    const char *at, *end;
};

// Far beyond 64 bits of nanoseconds, far below those of __int128 when multiplied by a week's.
#define NUMBER_LIMIT ((__int128)1 << 64)

struct amount {
    __int128 whole;
    uint32_t billionths;          // of one
};

static bool take(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool is_digit(struct cursor *c)
{
    return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

// Digits, and more after a point or comma; those beyond the ninth are cut.
static bool take_amount(struct cursor *c, struct amount *out)
{
    *out = (struct amount){0};
    if (!is_digit(c))
        return false;
    for (; is_digit(c); c->at++) {
        out->whole = out->whole * 10 + (*c->at - '0');
        if (out->whole > NUMBER_LIMIT)
            return false;
    }
    if (!take(c, '.') && !take(c, ','))
        return true;
    if (!is_digit(c))
        return false;
    for (uint32_t scale = 100000000; is_digit(c); scale /= 10)
        out->billionths += (uint32_t)(*c->at++ - '0') * scale;
    return true;
}

static bool add_amount(__int128 *sum, struct amount a, int64_t unit)
{
    *sum += a.whole * unit + (__int128)a.billionths * unit / NS_SECOND;
    return *sum <= TIME_MAX;
}

static bool take_word(struct cursor *c, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(c->end - c->at) < n || memcmp(c->at, word, n) != 0)
        return false;
    c->at += n;
    return true;
}

// The unit that stands here, in ns; 0 if none does.
static int64_t take_unit(struct cursor *c)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {
        {"ns", 1},        {"us", 1000},      {"\xc2\xb5s", 1000}, {"\xce\xbcs", 1000},
        {"ms", 1000000},  {"s", NS_SECOND},  {"m", NS_MINUTE},    {"h", NS_HOUR},
        {"d", NS_DAY},    {"w", 7 * NS_DAY},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct cursor before = *c;
        if (!take_word(c, units[i].name))
            continue;
        // The whole word: "mo" and "min" are not minutes.
        if (c->at == c->end || is_digit(c) || *c->at == ' ')
            return units[i].ns;
        *c = before;
    }
    return 0;
}

// 1h 30m 2.5s
static bool read_parts(struct cursor *c, __int128 *sum)
{
    do {
        struct amount amount;
        if (!take_amount(c, &amount))
            return false;
        take(c, ' ');
        int64_t unit = take_unit(c);
        if (!unit || !add_amount(sum, amount, unit))
            return false;
        take(c, ' ');
    } while (c->at < c->end);
    return c->at[-1] != ' ';
}

// What follows the P: 3W, 1DT2H, T2H30M1.5S. The largest unit first, each once at most.
static bool read_iso(struct cursor *c, __int128 *sum)
{
    static const struct {
        char letter;
        bool is_clock;
        int64_t ns;
    } units[] = {{'W', false, 7 * NS_DAY}, {'D', false, NS_DAY},   {'H', true, NS_HOUR},
                 {'M', true, NS_MINUTE},   {'S', true, NS_SECOND}};
    size_t next = 0, n = sizeof units / sizeof *units;
    bool is_clock = false;
    do {
        struct amount amount;
        if (!is_clock && take(c, 'T'))
            is_clock = true;
        if (!take_amount(c, &amount) || c->at == c->end)
            return false;
        while (next < n && (units[next].letter != *c->at || units[next].is_clock != is_clock))
            next++;
        if (next == n || !add_amount(sum, amount, units[next++].ns))
            return false;
        c->at++;
    } while (c->at < c->end);
    return true;
}

// h:mm:ss and a fraction; the hours may be any number.
static bool read_clock(struct cursor *c, __int128 *sum)
{
    static const int64_t units[] = {NS_HOUR, NS_MINUTE, NS_SECOND};
    for (int i = 0; i < 3; i++) {
        const char *begin = c->at;
        struct amount amount;
        if (!take_amount(c, &amount) || !add_amount(sum, amount, units[i]))
            return false;
        if (i < 2 && (amount.billionths || !take(c, ':')))
            return false;
        const char *end = begin;
        while (end < c->at && *end >= '0' && *end <= '9')
            end++;
        if (i > 0 && (amount.whole >= 60 || end - begin != 2))
            return false;
    }
    return c->at == c->end;
}

bool duration_read_text(struct str s, int64_t *ns)
{
    if (number_is(s.p, s.n))
        return duration_from_seconds(value_slice(VALUE_NUMBER, s.p, s.n), ns);
    struct cursor c = {s.p, s.p + s.n};
    bool negative = take(&c, '-');
    if (!negative)
        take(&c, '+');
    if (c.at == c.end)
        return false;
    __int128 sum = 0;
    bool read;
    if (take(&c, 'P'))
        read = read_iso(&c, &sum);
    else
        read = memchr(c.at, ':', (size_t)(c.end - c.at)) ? read_clock(&c, &sum)
                                                         : read_parts(&c, &sum);
    *ns = negative ? -(int64_t)sum : (int64_t)sum;
    return read;
}
