// SPDX-License-Identifier: MIT
// Times and durations. Times count from 1970-01-01T00:00:00Z (POSIX time: no leap seconds; :60
// reads as the last nanosecond of :59). An event time is 64-bit nanoseconds (1677 to 2262), as are
// durations; a time as a value (VALUE_TIME, made by the time_value_ functions) lies in the years
// 0001 to 9999. Reading, printing, the proleptic Gregorian calendar (H. Hinnant, chrono-compatible
// low-level date algorithms).
#ifndef DATA_TIME_H
#define DATA_TIME_H

#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stdint.h>

struct zone;

#define TIME_NONE INT64_MIN       // no time; never an event time
#define TIME_MIN (INT64_MIN + 1)  // the earliest
#define TIME_MAX INT64_MAX
#define TIME_FIRST_SECOND INT64_C(-62135596800)     // 0001-01-01T00:00:00Z
#define TIME_LAST_SECOND INT64_C(253402300799)      // 9999-12-31T23:59:59Z
#define NS_SECOND INT64_C(1000000000)
#define NS_MINUTE (60 * NS_SECOND)
#define NS_HOUR (60 * NS_MINUTE)
#define NS_DAY (24 * NS_HOUR)

// A date and time of day on a wall.
struct civil {
    int64_t year;
    int month, day;               // from 1
    int hour, minute, second;
    int nanosecond;
};

int64_t civil_to_days(int64_t year, int month, int day);      // days since 1970-01-01
void civil_from_days(int64_t days, int64_t *year, int *month, int *day);
int civil_month_days(int64_t year, int month);
struct civil civil_at(struct value t);                        // a VALUE_TIME in UTC
// The same on a wall `offset` seconds east of UTC, in the years 0000 to 10000, and its day.
struct civil civil_on_wall(struct value t, int32_t offset, int64_t *days);
// The weekday of a day since 1970-01-01: 1 Monday to 7 Sunday (ISO 8601).
static inline int day_weekday(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7) + 1;
}
// False where the result is outside 64-bit nanoseconds. Fields must be in range.
bool civil_to_ns(const struct civil *c, int64_t *ns);

// Does the second lie in the years 0001 to 9999?
static inline bool time_is_in_range(int64_t seconds)
{
    return seconds >= TIME_FIRST_SECOND && seconds <= TIME_LAST_SECOND;
}

// Nanoseconds since 1970 as a value, and back. False outside the years 0001 to 9999.
bool time_value_from_ns(__int128 ns, struct value *t);
static inline __int128 time_value_ns(struct value t)
{
    return (__int128)t.i * NS_SECOND + t.len;
}

// Read an RFC 3339 / ISO 8601 time: date with `T` or a space and time, extended or basic form, date
// alone, seconds or minutes left out, 0 to 9 fraction digits (more are cut) after a point or comma,
// `Z`, an offset (+01:00, +0100, +01; a space before it is let pass), or none: then the wall time
// of `zone` (NULL: UTC). False if the text is not one, as a whole, or out of range.
bool time_read(struct str s, const struct zone *zone, int64_t *ns);
bool time_value_read(struct str s, const struct zone *zone, struct value *t);

// The same, or a number as text read as an epoch (time_from_epoch). Eight digits are a date.
bool time_read_any(struct str s, const struct zone *zone, int64_t *ns);
bool time_value_read_any(struct str s, const struct zone *zone, struct value *t);

// An epoch in s, ms, us or ns by its size: |x| < 1e11, < 1e14, < 1e17, else ns. The value must be a
// number (resolved or not). False when out of range.
bool time_from_epoch(struct value number, int64_t *ns);
// The same with the unit told: nanoseconds in one, at most NS_SECOND, or 0: by its size.
bool time_value_from_epoch(struct value number, int64_t unit, struct value *t);

// The fields that may hold an event's time where nobody has said which does, in order of
// preference.
enum { TIME_FIELDS = 6 };
extern const char *const time_fields[TIME_FIELDS];

// Is the value fit to be a default event time: a date text, or a number from 1e8 up?
bool time_looks_like(struct value v);

// Event time of a value: a time, a text (time_read_any) or a number (time_from_epoch).
// False for anything else. The value's text need not be decoded.
bool time_of_value(struct value v, const struct zone *zone, int64_t *ns);
bool time_value_of(struct value v, const struct zone *zone, struct value *t);

// How times are written.
enum time_style { TIME_RFC3339, TIME_S, TIME_MS, TIME_US, TIME_NS, TIME_FORMATTED };
enum { TIME_TEXT_MAX = 40 };

// A VALUE_TIME as RFC 3339 in UTC with 0, 3, 6 or 9 fraction digits; returns the length, at most
// TIME_TEXT_MAX.
size_t time_write_rfc3339(char *out, struct value t);
// The same as a whole number of s, ms, us or ns, rounded down.
size_t time_write_epoch(char *out, struct value t, enum time_style style);
// A duration as seconds, shortest: 90, 0.25, -1.5. At most NUMBER_MAX bytes.
size_t duration_write(char *out, int64_t ns);

// A calendar duration: a number of months and of days besides a fixed length. "1mo" is 1 month.
struct duration {
    int64_t ns;                   // the fixed part; d and w as 24 h each
    int64_t months;               // mo, and y as 12
};

// Read a duration as users write it (250ms, 1m, 1h30m, 2w, 1mo): whole numbers, units ns us ms s m
// h d w mo y, no sign. On failure false and *fault, the offset of what is wrong.
bool duration_read(struct str s, struct duration *out, size_t *fault);
// Read a duration in a text of data: as above, with spaces between and a fraction of each part, and
// µs; ISO 8601 with weeks, days and the clock (PT1H30M, P1DT12H); hh:mm:ss; or a number of seconds.
// A sign before it. False if it is none, has months or years, or does not fit 64-bit nanoseconds.
bool duration_read_text(struct str s, int64_t *ns);
// A number of seconds, by its decimal digits, cut after the ninth. False if it does not fit.
bool duration_from_seconds(struct value number, int64_t *ns);
// The way back: 90s is printed as 1m30s; 0 as 0s.
void duration_print(struct buf *b, struct duration d);

// Round down to a multiple of `step` since the epoch, on the wall of `zone` (NULL: UTC): calendar
// months and years, and for zone != NULL whole days and weeks (from Monday), begin at local
// midnight. Shorter steps with a zone count from local midnight; an hour that the clock shows twice
// is two.
// With months the fixed part of the step is not looked at; a step of nothing changes nothing.
int64_t time_truncate(int64_t ns, struct duration step, const struct zone *zone);
// The same of a VALUE_TIME. False where the step begins before the year 0001.
bool time_value_truncate(struct value t, struct duration step, const struct zone *zone,
                         struct value *begin);
// The first boundary after `ns`, TIME_MAX if out of range: time_truncate(t) <= t < time_next(t).
int64_t time_next(int64_t ns, struct duration step, const struct zone *zone);

#endif
