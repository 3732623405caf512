// SPDX-License-Identifier: MIT
// Reading times as texts (as numbers: data/epoch.c). The usual shape, 2026-01-01T00:00:00.123Z, is
// read eight bytes at a time: XOR with the pattern "00-00-00" leaves the values of the digits, and
// zero where a separator belongs, so that one addition shows every wrong byte, and another every
// number too large (SIMD within a register; L. Lamport, Multiple Byte Processing with Full-Word
// Instructions, 1975). All other shapes go piece by piece.
#include "data/time.h"

#include "base/load.h"
#include "data/zone.h"

#include <limits.h>

enum { DAY_SECONDS = 86400, MARCH_1996 = 9556, NO_OFFSET = INT_MAX };

#define HIGH_BITS UINT64_C(0x8080808080808080)

// A time as it is written, not yet checked.
struct reading {
    unsigned year, month, day, hour, minute, second;
    unsigned nanosecond;
    int offset;                   // seconds east of UTC, or NO_OFFSET
};

struct cursor {
    const char *at, *end;
};

static inline unsigned digit(char c)
{
    return (unsigned)(unsigned char)c - '0';
}

// High bits where a byte of `word` and the one of `slack` make 0x80 and more.
static inline uint64_t too_large(uint64_t word, uint64_t slack)
{
    return (word | (word + slack)) & HIGH_BITS;
}

// In each byte: its digit and the next one as a number.
static inline uint64_t join_digits(uint64_t word)
{
    return word * 10 + (word >> 8);
}

static inline unsigned byte_of(uint64_t word, int i)
{
    return (unsigned)(word >> (8 * i) & 0xff);
}

static bool take(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool take_pair(struct cursor *c, unsigned *out)
{
    if (c->end - c->at < 2 || digit(c->at[0]) > 9 || digit(c->at[1]) > 9)
        return false;
    *out = digit(c->at[0]) * 10 + digit(c->at[1]);
    c->at += 2;
    return true;
}

static bool read_date(struct cursor *c, struct reading *r)
{
    unsigned century;
    if (!take_pair(c, &century) || !take_pair(c, &r->year))
        return false;
    r->year += century * 100;
    bool extended = take(c, '-');
    return take_pair(c, &r->month) && (!extended || take(c, '-')) && take_pair(c, &r->day);
}

// hh, hh:mm, hh:mm:ss, or without the colons. *seconds: were there any?
static bool read_clock(struct cursor *c, struct reading *r, bool *seconds)
{
    if (!take_pair(c, &r->hour))
        return false;
    bool extended = take(c, ':');
    if (!take_pair(c, &r->minute))
        return !extended;
    if (extended && !take(c, ':'))
        return true;
    *seconds = take_pair(c, &r->second);
    return *seconds || !extended;
}

// The digits after a point, cut after the ninth. False if there are none.
static inline bool read_fraction(struct cursor *c, struct reading *r)
{
    static const unsigned scale[] = {1000000000, 100000000, 10000000, 1000000, 100000,
                                     10000,      1000,      100,      10,      1};
    const char *begin = c->at;
    const char *nine = c->end - begin > 9 ? begin + 9 : c->end;
    unsigned value = 0;
    for (; c->at < nine && digit(*c->at) <= 9; c->at++)
        value = value * 10 + digit(*c->at);
    r->nanosecond = value * scale[c->at - begin];
    bool some = c->at > begin;
    while (c->at < c->end && digit(*c->at) <= 9)
        c->at++;
    return some;
}

// +hh, +hhmm, +hh:mm to the end. ISO 8601 prefers U+2212 as the minus sign.
static bool read_offset_digits(struct cursor *c, struct reading *r)
{
    int sign = 1;
    if (c->end - c->at > 3 && memcmp(c->at, "\xe2\x88\x92", 3) == 0) {
        sign = -1;
        c->at += 3;
    } else if (take(c, '-')) {
        sign = -1;
    } else if (!take(c, '+')) {
        return false;
    }
    unsigned hour, minute = 0;
    if (!take_pair(c, &hour))
        return false;
    if (c->at < c->end) {
        take(c, ':');
        if (!take_pair(c, &minute))
            return false;
    }
    r->offset = sign * (int)(hour * 3600 + minute * 60);
    return c->at == c->end && hour < 24 && minute < 60;
}

// What follows the clock: nothing, or an offset, perhaps after a space.
static inline bool read_offset(struct cursor *c, struct reading *r)
{
    r->offset = NO_OFFSET;
    if (c->at == c->end)
        return true;
    if (*c->at == ' ')
        c->at++;
    if (c->end - c->at == 1) {
        r->offset = 0;
        return (*c->at | 0x20) == 'z';
    }
    return read_offset_digits(c, r);
}

static bool read_loosely(struct cursor *c, struct reading *r, bool *seconds)
{
    *r = (struct reading){.offset = NO_OFFSET};
    if (!read_date(c, r))
        return false;
    if (c->at == c->end)
        return true;
    if (!take(c, 'T') && !take(c, 't') && !take(c, ' '))
        return false;
    return read_clock(c, r, seconds);
}

// What follows the seconds.
static bool read_end(struct cursor *c, struct reading *r)
{
    if (c->at < c->end && (*c->at == '.' || *c->at == ',')) {
        c->at++;
        if (!read_fraction(c, r))
            return false;
    }
    return read_offset(c, r);
}

static bool read_text(struct str s, struct reading *r)
{
    struct cursor c = {s.p, s.p + s.n};
    bool seconds = false;
    if (!read_loosely(&c, r, &seconds))
        return false;
    return seconds ? read_end(&c, r) : read_offset(&c, r);
}

static bool is_sound(const struct reading *r)
{
    return r->month - 1 < 12 && r->day - 1 < (unsigned)civil_month_days(r->year, (int)r->month) &&
           r->hour < 24 && r->minute < 60 && r->second <= 60;
}

// Read 20YY-MM-DDThh:mm:ss from 19 bytes, in seconds as if the wall were UTC. False only says that
// it is something else; so are leap days and leap seconds.
static inline bool read_usual(const char *p, int64_t *seconds)
{
    // Days in a month, and before it since March, for January and February since the March before.
    static const struct {
        short days, before;
    } months[100] = {
        {0},       {31, 306}, {28, 337}, {31, 0},   {30, 31},  {31, 61},  {30, 92},
        {31, 122}, {31, 153}, {30, 184}, {31, 214}, {30, 245}, {31, 275},
    };
    uint64_t date = load_eight(p + 2) ^ load_eight("00-00-00");
    uint64_t time = load_eight(p + 11) ^ load_eight("00:00:00");
    // To a digit 0x76 is added, to a separator 0x7f.
    uint64_t wrong = too_large(date, UINT64_C(0x76767f76767f7676)) |
                     too_large(time, UINT64_C(0x76767f76767f7676));
    date = join_digits(date);
    time = join_digits(time);
    // In bytes 0, 3, 6: 24, 60, 60 and more. What stands between is below 0x80.
    wrong |= (time + UINT64_C(0x0044000044000068)) & UINT64_C(0x0080000080000080);
    bool begins = memcmp(p, "20", 2) == 0 && ((p[10] | 0x20) == 't' || p[10] == ' ');
    if (UNLIKELY(wrong || !begins))
        return false;
    unsigned month = byte_of(date, 3), day = byte_of(date, 6);
    if (UNLIKELY(day - 1 >= (unsigned)months[month].days))
        return false;
    // Years from March 1996 on; each fourth is a leap year, 2000 too.
    unsigned year = byte_of(date, 0) + 4 - (month <= 2);
    int64_t days = (int64_t)(year * 1461 / 4 + day) + months[month].before + MARCH_1996 - 1;
    *seconds = days * DAY_SECONDS +
               (byte_of(time, 0) * 3600 + byte_of(time, 3) * 60 + byte_of(time, 6));
    return true;
}

// Read what stands behind these 19 bytes if it is Z, or a point, one to nine digits and Z. Eight
// digits are moved to the front of a word, zeros behind them; neighbours are joined to numbers
// below 100, below 10^4, below 10^8. False only says that it is something else.
static inline bool read_usual_end(struct str s, int64_t *nanosecond)
{
    *nanosecond = 0;
    if (s.n - 20 > 10 || s.n == 21 || s.p[s.n - 1] != 'Z')
        return false;
    if (s.n == 20)
        return true;
    bool nine = s.n == 30;
    unsigned last = nine ? digit(s.p[28]) : 0;
    uint64_t word = load_eight(s.p + s.n - 9 - nine) ^ load_eight("00000000");
    word >>= (29 + nine - s.n) * 8;
    uint64_t wrong = too_large(word, UINT64_C(0x7676767676767676));
    word = join_digits(word) & UINT64_C(0x00ff00ff00ff00ff);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000ffff0000ffff);
    *nanosecond = (int64_t)((word * 10000 + (word >> 32)) & 0xffffffff) * 10 + last;
    return !wrong & (s.p[19] == '.') & (last <= 9);
}

// The instant of a wall time with an offset, or NO_OFFSET; the wall is then that of `zone`.
static bool place(int64_t seconds, const struct reading *r, const struct zone *zone,
                  struct value *t)
{
    uint32_t nanosecond = r->nanosecond;
    if (r->offset != NO_OFFSET)
        seconds -= r->offset;
    else if (zone)
        seconds = zone_to_utc(zone, seconds);
    if (r->second == 60) {
        if ((seconds + 1) % DAY_SECONDS != 0)
            return false;         // leap seconds end a day of UTC
        nanosecond = NS_SECOND - 1;
    }
    *t = value_time_at(seconds, nanosecond);
    return time_is_in_range(seconds);
}

static ATTR_NOINLINE bool read_any_end(struct str s, int64_t seconds, const struct zone *zone,
                                       struct value *t)
{
    struct cursor c = {s.p + 19, s.p + s.n};
    struct reading r = {0};
    return read_end(&c, &r) && place(seconds, &r, zone, t);
}

static ATTR_NOINLINE bool read_any_shape(struct str s, const struct zone *zone, struct value *t)
{
    struct reading r;
    if (!read_text(s, &r) || !is_sound(&r))
        return false;
    int64_t seconds = civil_to_days(r.year, (int)r.month, (int)r.day) * DAY_SECONDS;
    seconds += r.hour * 3600 + r.minute * 60 + r.second - (r.second == 60);
    return place(seconds, &r, zone, t);
}

bool time_read(struct str s, const struct zone *zone, int64_t *ns)
{
    struct value t;
    int64_t seconds, nanosecond;
    if (UNLIKELY(s.n < 19 || !read_usual(s.p, &seconds)))
        return read_any_shape(s, zone, &t) && value_time_ns(t, ns);
    if (UNLIKELY(!read_usual_end(s, &nanosecond)))
        return read_any_end(s, seconds, zone, &t) && value_time_ns(t, ns);
    *ns = seconds * NS_SECOND + nanosecond;
    return true;
}

bool time_value_read(struct str s, const struct zone *zone, struct value *t)
{
    int64_t seconds, nanosecond;
    if (s.n < 19 || !read_usual(s.p, &seconds))
        return read_any_shape(s, zone, t);
    if (!read_usual_end(s, &nanosecond))
        return read_any_end(s, seconds, zone, t);
    *t = value_time_at(seconds, (uint32_t)nanosecond);
    return true;
}
