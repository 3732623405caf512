// SPDX-License-Identifier: MIT
// The proleptic Gregorian calendar, the writing of times, and rounding down on the calendar. Days
// are counted from 1970-01-01; the conversions work in eras of 400 years that begin on 1 March, so
// that the leap day is the last of a year (H. Hinnant, chrono-Compatible Low-Level Date
// Algorithms).
//
// Rounding: the boundaries of a step are a set of instants, and the result is the last one not
// after the time asked for. So every time lies between time_truncate() and time_next(), whatever
// the zone's clock does.
#include "data/time.h"

#include "data/number.h"
#include "data/zone.h"

enum {
    DAY_SECONDS = 86400,
    DAYS_BEFORE_1970 = 719162,    // from 0001-01-01
    ERA_DAYS = 146097,            // days in 400 years
    ERA_BEFORE_1970 = 719468,     // days from 0000-03-01 to 1970-01-01
    MONDAY = -3,                  // 1969-12-29, from which weeks are counted
    MONTHS_MAX = 12 * 300,        // longer steps are as good as for ever
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t floor_seconds(__int128 ns)
{
    if (LIKELY(ns >= INT64_MIN && ns <= INT64_MAX))
        return floor_div((int64_t)ns, NS_SECOND);
    return (int64_t)(ns / NS_SECOND) - (ns % NS_SECOND < 0);
}

static int64_t floor_mod(int64_t a, int64_t b)
{
    int64_t rest = a % b;
    return rest < 0 ? rest + b : rest;
}

int64_t civil_to_days(int64_t year, int month, int day)
{
    int64_t march_year = year - (month <= 2);
    int march_month = month <= 2 ? month + 9 : month - 3;
    int64_t era = floor_div(march_year, 400);
    int64_t y = march_year - era * 400;
    int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
    return era * ERA_DAYS + y * 365 + y / 4 - y / 100 + day_of_year - ERA_BEFORE_1970;
}

void civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    int64_t since = days + ERA_BEFORE_1970;
    int64_t era = floor_div(since, ERA_DAYS);
    uint32_t d = (uint32_t)(since - era * ERA_DAYS);
    uint32_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
    uint32_t day_of_year = d - (365 * y + y / 4 - y / 100);
    uint32_t march_month = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    *month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    *year = era * 400 + y + (march_month >= 10);
}

int civil_month_days(int64_t year, int month)
{
    if (month == 2)
        return 28 + (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    return 30 + ((month + (month >> 3)) & 1);
}

struct civil civil_at(struct value t)
{
    uint64_t since = (uint64_t)(t.i - TIME_FIRST_SECOND);
    int second = (int)(since % DAY_SECONDS);
    int64_t year;
    int month, day;
    civil_from_days((int64_t)(since / DAY_SECONDS) - DAYS_BEFORE_1970, &year, &month, &day);
    // Not field by field into a variable: to copy it then would have to wait for the last of them.
    return (struct civil){
        .year = year, .month = month, .day = day,
        .hour = second / 3600, .minute = second / 60 % 60, .second = second % 60,
        .nanosecond = (int)t.len,
    };
}

struct civil civil_on_wall(struct value t, int32_t offset, int64_t *days)
{
    int64_t wall = t.i + offset;
    *days = floor_div(wall, DAY_SECONDS);
    int second = (int)(wall - *days * DAY_SECONDS);
    int64_t year;
    int month, day;
    civil_from_days(*days, &year, &month, &day);
    return (struct civil){
        .year = year, .month = month, .day = day,
        .hour = second / 3600, .minute = second / 60 % 60, .second = second % 60,
        .nanosecond = (int)t.len,
    };
}

static bool ns_of_seconds(int64_t seconds, int nanosecond, int64_t *ns)
{
    __int128 wide = (__int128)seconds * NS_SECOND + nanosecond;
    if (wide < TIME_MIN || wide > TIME_MAX)
        return false;
    *ns = (int64_t)wide;
    return true;
}

bool time_value_from_ns(__int128 ns, struct value *t)
{
    if (LIKELY(ns >= TIME_MIN && ns <= TIME_MAX)) {
        *t = value_time((int64_t)ns);
        return true;
    }
    if (ns < (__int128)TIME_FIRST_SECOND * NS_SECOND ||
        ns >= (__int128)(TIME_LAST_SECOND + 1) * NS_SECOND)
        return false;
    int64_t seconds = floor_seconds(ns);
    *t = value_time_at(seconds, (uint32_t)(ns - (__int128)seconds * NS_SECOND));
    return true;
}

bool civil_to_ns(const struct civil *c, int64_t *ns)
{
    if (c->year < 1600 || c->year > 2400)
        return false;
    int64_t seconds = civil_to_days(c->year, c->month, c->day) * 86400;
    seconds += c->hour * 3600 + c->minute * 60 + c->second;
    return ns_of_seconds(seconds, c->nanosecond, ns);
}

static inline char *put_pair(char *out, unsigned pair)
{
    out[0] = (char)('0' + pair / 10);
    out[1] = (char)('0' + pair % 10);
    return out + 2;
}

static inline char *put_triple(char *out, unsigned triple)
{
    *out++ = (char)('0' + triple / 100);
    return put_pair(out, triple % 100);
}

// A point and 3, 6 or 9 digits.
static char *put_fraction(char *out, unsigned nanosecond)
{
    unsigned below_milli = nanosecond % 1000000, nano = nanosecond % 1000;
    *out++ = '.';
    out = put_triple(out, nanosecond / 1000000);
    if (below_milli)
        out = put_triple(out, below_milli / 1000);
    return nano ? put_triple(out, nano) : out;
}

size_t time_write_rfc3339(char *out, struct value t)
{
    struct civil c = civil_at(t);
    char *at = put_pair(out, (unsigned)c.year / 100);
    at = put_pair(at, (unsigned)c.year % 100);
    *at++ = '-';
    at = put_pair(at, (unsigned)c.month);
    *at++ = '-';
    at = put_pair(at, (unsigned)c.day);
    *at++ = 'T';
    at = put_pair(at, (unsigned)c.hour);
    *at++ = ':';
    at = put_pair(at, (unsigned)c.minute);
    *at++ = ':';
    at = put_pair(at, (unsigned)c.second);
    if (c.nanosecond)
        at = put_fraction(at, (unsigned)c.nanosecond);
    *at++ = 'Z';
    return (size_t)(at - out);
}

size_t time_write_epoch(char *out, struct value t, enum time_style style)
{
    static const int per_second[] = {[TIME_S] = 1, [TIME_MS] = 1000, [TIME_US] = 1000000};
    if (style != TIME_NS)
        return number_write_int(out, t.i * per_second[style] +
                                         t.len / (1000000000u / (unsigned)per_second[style]));
    int64_t ns;
    if (value_time_ns(t, &ns))
        return number_write_int(out, ns);
    // Beyond 64 bits: the seconds towards zero, and nine digits.
    bool before = t.i < 0;
    unsigned rest = before && t.len ? 1000000000u - t.len : t.len;
    size_t n = number_write_int(out, t.i + (before && t.len));
    put_triple(put_triple(put_triple(out + n, rest / 1000000), rest / 1000 % 1000), rest % 1000);
    return n + 9;
}

static int64_t to_utc(const struct zone *zone, int64_t wall_seconds)
{
    return zone ? zone_to_utc(zone, wall_seconds) : wall_seconds;
}

static int32_t offset_at(const struct zone *zone, int64_t seconds)
{
    return zone ? zone_offset(zone, seconds) : 0;
}

// Calendar steps: every `count` months, or every `count` days from the day `first` on.
struct steps {
    int64_t count;
    bool months;
    int first;
    const struct zone *zone;
};

// The number of the step in which a wall time lies.
static int64_t step_of(const struct steps *s, int64_t wall_seconds)
{
    int64_t days = floor_div(wall_seconds, 86400);
    if (!s->months)
        return floor_div(days - s->first, s->count);
    int64_t year;
    int month, day;
    civil_from_days(days, &year, &month, &day);
    return floor_div((year - 1970) * 12 + month - 1, s->count);
}

// The instant at which step number k begins.
static int64_t step_begin(const struct steps *s, int64_t k)
{
    int64_t days = k * s->count + s->first;
    if (s->months) {
        int64_t months = k * s->count;
        days = civil_to_days(1970 + floor_div(months, 12), (int)floor_mod(months, 12) + 1, 1);
    }
    return to_utc(s->zone, days * 86400);
}

static int64_t truncate_calendar(int64_t seconds, const struct steps *s)
{
    int64_t k = step_of(s, seconds + offset_at(s->zone, seconds));
    // Where midnight exists twice, the clock goes back into a day that is already over.
    while (step_begin(s, k) > seconds)
        k--;
    while (step_begin(s, k + 1) <= seconds)
        k++;
    return step_begin(s, k);
}

static __int128 floor_mod_wide(__int128 a, int64_t b)
{
    if (LIKELY(a >= INT64_MIN && a <= INT64_MAX))
        return floor_mod((int64_t)a, b);
    __int128 rest = a % b;
    return rest < 0 ? rest + b : rest;
}

// On the wall: from its midnight, or, where the step is longer than a day, from 1970-01-01.
static __int128 truncate_wall(__int128 wall, int64_t step)
{
    return wall - floor_mod_wide(step < NS_DAY ? floor_mod_wide(wall, NS_DAY) : wall, step);
}

// The first second of the offset in force at `to`, where that at `from` was another.
static int64_t offset_since(const struct zone *zone, int64_t from, int64_t to)
{
    int32_t offset = zone_offset(zone, to);
    while (to - from > 1) {
        int64_t middle = from + (to - from) / 2;
        if (zone_offset(zone, middle) == offset)
            to = middle;
        else
            from = middle;
    }
    return to;
}

// Boundaries are all instants at which the clock of the zone shows a multiple of the step, both of
// them where it shows it twice, and the end of a gap that swallowed one.
static __int128 truncate_clock(__int128 ns, int64_t step, const struct zone *zone)
{
    for (;;) {
        int64_t seconds = floor_seconds(ns);
        int64_t offset = zone_offset(zone, seconds) * NS_SECOND;
        __int128 wall = truncate_wall(ns + offset, step);
        int64_t begin = floor_seconds(wall - offset);
        if (zone_offset(zone, begin) * NS_SECOND == offset)
            return wall - offset;
        int64_t change = offset_since(zone, begin, seconds);
        if (wall >= (__int128)(change + zone_offset(zone, change - 1)) * NS_SECOND)
            return (__int128)change * NS_SECOND;
        ns = (__int128)change * NS_SECOND - 1;
    }
}

static __int128 truncate_wide(__int128 ns, struct duration step, const struct zone *zone)
{
    if (step.months > 0) {
        int64_t count = step.months < MONTHS_MAX ? step.months : MONTHS_MAX;
        struct steps s = {count, true, 0, zone};
        return (__int128)truncate_calendar(floor_seconds(ns), &s) * NS_SECOND;
    }
    if (step.ns <= 0)
        return ns;
    if (zone && step.ns % NS_DAY == 0) {
        int first = step.ns % (7 * NS_DAY) == 0 ? MONDAY : 0;
        struct steps s = {step.ns / NS_DAY, false, first, zone};
        return (__int128)truncate_calendar(floor_seconds(ns), &s) * NS_SECOND;
    }
    // A step of centuries crosses too many changes of the clock to be asked about them.
    if (zone && step.ns < NS_DAY * 36500)
        return truncate_clock(ns, step.ns, zone);
    return ns - floor_mod_wide(ns, step.ns);
}

int64_t time_truncate(int64_t ns, struct duration step, const struct zone *zone)
{
    __int128 begin = truncate_wide(ns, step, zone);
    return begin < TIME_MIN ? TIME_MIN : (int64_t)begin;
}

bool time_value_truncate(struct value t, struct duration step, const struct zone *zone,
                         struct value *begin)
{
    return time_value_from_ns(truncate_wide(time_value_ns(t), step, zone), begin);
}

int64_t time_next(int64_t ns, struct duration step, const struct zone *zone)
{
    int64_t months = step.months < MONTHS_MAX ? step.months : MONTHS_MAX;
    int64_t stride = step.months > 0 ? months * 28 * NS_DAY : step.ns;
    if (stride <= 0)
        return ns < TIME_MAX ? ns + 1 : TIME_MAX;
    int64_t probe = ns, next;
    do {
        if (__builtin_add_overflow(probe, stride, &probe))
            return TIME_MAX;
        next = time_truncate(probe, step, zone);
    } while (next <= ns);
    for (int64_t before; (before = time_truncate(next - 1, step, zone)) > ns;)
        next = before;
    return next;
}
