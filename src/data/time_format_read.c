// SPDX-License-Identifier: MIT
// Reading times by a compiled format.
#include "data/time.h"
#include "data/time_format.h"
#include "data/time_format_internal.h"
#include "data/zone.h"

#include <strings.h>

enum { DAY_SECONDS = 86400, EPOCH_DIGITS = 12, FRACTION_DIGITS = 9 };

// What has been read so far. What a format does not name keeps its first value.
struct reading {
    const char *at, *end;
    int64_t year, month, day;     // from 1
    int64_t hour, minute, second;
    int64_t half;                 // of the day: 0 AM, 12 PM, with an hour of 12
    int64_t week, weekday;        // weekday from 1 Monday; 0: none
    int64_t day_of_year;          // from 1
    int64_t epoch;
    int64_t offset;               // seconds east of UTC
    bool has_offset;
    uint32_t nanosecond;
    struct str letters;           // an abbreviation of the zone
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct reading *r)
{
    while (r->at < r->end && (*r->at == ' ' || (*r->at >= '\t' && *r->at <= '\r')))
        r->at++;
}

// One to `most` digits, at least `least` of them.
static bool take_digits(struct reading *r, int least, int most, int64_t *out)
{
    int n = 0;
    *out = 0;
    for (; n < most && r->at < r->end && is_digit(*r->at); n++)
        *out = *out * 10 + (*r->at++ - '0');
    return n >= least;
}

static bool take_between(struct reading *r, const struct time_item *item, int64_t low,
                         int64_t high, int64_t *out)
{
    if (item->pad == '_')
        skip_blanks(r);
    return take_digits(r, 1, item->width, out) && *out >= low && *out <= high;
}

static bool take_text(struct reading *r, struct str s)
{
    if ((size_t)(r->end - r->at) < s.n || memcmp(r->at, s.p, s.n) != 0)
        return false;
    r->at += s.n;
    return true;
}

static bool take_word(struct reading *r, const char *word, size_t n)
{
    if ((size_t)(r->end - r->at) < n || strncasecmp(r->at, word, n) != 0)
        return false;
    r->at += n;
    return true;
}

// One of some names, or its first three letters. *out is its number from 1.
static bool take_name(struct reading *r, const char *const *names, int n, int64_t *out)
{
    for (int i = 0; i < n; i++)
        if (take_word(r, names[i], strlen(names[i])) || take_word(r, names[i], 3)) {
            *out = i + 1;
            return true;
        }
    return false;
}

static bool take_half(struct reading *r)
{
    if (take_word(r, "AM", 2))
        return true;
    r->half = 12;
    return take_word(r, "PM", 2);
}

// Digits of a fraction: exactly so many, or any number, cut after the ninth.
static bool take_fraction(struct reading *r, int exactly)
{
    uint32_t scale = 100000000, sum = 0;
    const char *begin = r->at;
    for (; r->at < r->end && is_digit(*r->at) && (!exactly || r->at - begin < exactly); r->at++) {
        sum += (uint32_t)(*r->at - '0') * scale;
        scale /= 10;
    }
    r->nanosecond = sum;
    return exactly ? r->at - begin == exactly : r->at > begin;
}

static bool take_point_fraction(struct reading *r)
{
    if (r->at == r->end || (*r->at != '.' && *r->at != ','))
        return true;
    r->at++;
    return take_fraction(r, 0);
}

static bool take_epoch(struct reading *r)
{
    bool negative = take_text(r, STR("-"));
    if (!take_digits(r, 1, EPOCH_DIGITS, &r->epoch))
        return false;
    r->epoch = negative ? -r->epoch : r->epoch;
    return true;
}

// Z, +hh, +hhmm, +hh:mm.
static bool take_offset(struct reading *r)
{
    r->has_offset = true;
    if (take_word(r, "Z", 1))
        return true;
    bool negative = take_text(r, STR("-"));
    int64_t hours, minutes = 0;
    if ((!negative && !take_text(r, STR("+"))) || !take_digits(r, 2, 2, &hours))
        return false;
    bool has_colon = take_text(r, STR(":"));
    if ((has_colon || (r->at < r->end && is_digit(*r->at))) && !take_digits(r, 2, 2, &minutes))
        return false;
    r->offset = (negative ? -60 : 60) * (hours * 60 + minutes);
    return hours < 24 && minutes < 60;
}

static bool take_letters(struct reading *r)
{
    const char *begin = r->at;
    for (; r->at < r->end; r->at++) {
        char letter = (char)(*r->at | 0x20);
        bool is_letter = letter >= 'a' && letter <= 'z';
        if (!is_letter && !is_digit(*r->at) && *r->at != '+' && *r->at != '-')
            break;
    }
    struct str s = {begin, (size_t)(r->at - begin)};
    if (str_is(s, "UTC") || str_is(s, "GMT") || str_is(s, "Z") || str_is(s, "UT"))
        r->has_offset = true;
    else
        r->letters = s;
    return s.n > 0;
}

static bool take_short_year(struct reading *r)
{
    if (!take_digits(r, 2, 2, &r->year))
        return false;
    r->year += r->year < 69 ? 2000 : 1900;
    return true;
}

static bool take_number(struct reading *r, const struct time_item *item)
{
    switch (item->what) {
    case 'Y':
    case 'G':
        return take_digits(r, 4, 4, &r->year);
    case 'y':
        return take_short_year(r);
    case 'm':
        return take_between(r, item, 1, 12, &r->month);
    case 'd':
    case 'e':
        return take_between(r, item, 1, 31, &r->day);
    case 'j':
        return take_between(r, item, 1, 366, &r->day_of_year);
    case 'H':
    case 'k':
        return take_between(r, item, 0, 23, &r->hour);
    case 'I':
    case 'l':
        return take_between(r, item, 1, 12, &r->hour);
    case 'M':
        return take_between(r, item, 0, 59, &r->minute);
    case 'S':
        return take_between(r, item, 0, 60, &r->second);
    case 'U':
    case 'W':
    case 'V':
        return take_between(r, item, item->what == 'V', 53, &r->week);
    case 'u':
        return take_between(r, item, 1, 7, &r->weekday);
    case 'w':
        if (!take_between(r, item, 0, 6, &r->weekday))
            return false;
        r->weekday = r->weekday ? r->weekday : 7;
        return true;
    default:
        return take_epoch(r);           // %s
    }
}

static bool take_item(struct reading *r, const struct time_item *item)
{
    switch (item->what) {
    case ITEM_TEXT:
        return take_text(r, item->text);
    case ITEM_SPACE:
        skip_blanks(r);
        return true;
    case 'f':
    case 'N':
        return take_fraction(r, item->is_exact ? item->width : 0);
    case ITEM_POINT_FRACTION:
        return take_point_fraction(r);
    case 'z':
        return take_offset(r);
    case 'Z':
        return take_letters(r);
    case 'p':
    case 'P':
        return take_half(r);
    case 'a':
    case 'A':
        return take_name(r, weekday_names, 7, &r->weekday);
    case 'b':
    case 'h':
    case 'B':
        return take_name(r, month_names, 12, &r->month);
    default:
        return take_number(r, item);
    }
}

// The day since 1970-01-01, from what of it the format names: a week and a weekday, a day of the
// year, or month and day. False where there is no such day.
static bool find_day(const struct time_format *f, const struct reading *r, int64_t *days)
{
    int64_t first = civil_to_days(r->year, 1, 1), weekday = r->weekday ? r->weekday : 1;
    bool is_month = format_has(f, "mbhB");
    if (format_has(f, "V") && format_has(f, "G")) {
        int64_t fourth = first + 3;     // of January, always in week 1
        *days = fourth - day_weekday(fourth) + weekday + (r->week - 1) * 7;
        int64_t thursday = *days - weekday + 4;
        return thursday - first < 365 + (civil_month_days(r->year, 2) == 29);
    }
    if (format_has(f, "j")) {
        *days = first + r->day_of_year - 1;
        return r->day_of_year <= 365 + (civil_month_days(r->year, 2) == 29);
    }
    if (!is_month && format_has(f, "UW")) {
        bool sunday = format_has(f, "U");
        int64_t place = sunday ? (r->weekday ? weekday % 7 : 0) : weekday - 1;
        int64_t place_first = sunday ? day_weekday(first) % 7 : day_weekday(first) - 1;
        int64_t in_week_1 = place_first ? first - place_first + 7 : first;
        *days = in_week_1 + (r->week - 1) * 7 + place;
        return *days >= first && *days < civil_to_days(r->year + 1, 1, 1);
    }
    *days = civil_to_days(r->year, (int)r->month, (int)r->day);
    return r->day <= civil_month_days(r->year, (int)r->month);
}

// The instant of a wall time.
static bool find_utc(const struct reading *r, const struct zone *zone, int64_t *seconds)
{
    if (r->has_offset)
        *seconds -= r->offset;
    else if (r->letters.n)
        return zone && zone_to_utc_by(zone, *seconds, r->letters, seconds);
    else if (zone)
        *seconds = zone_to_utc(zone, *seconds);
    return true;
}

static bool find_time(const struct time_format *f, const struct reading *r,
                      const struct zone *zone, struct value *t)
{
    if (format_has(f, "s")) {
        *t = value_time_at(r->epoch, r->nanosecond);
        return time_is_in_range(r->epoch);
    }
    int64_t days;
    if (!find_day(f, r, &days))
        return false;
    int64_t hour = format_has(f, "Il") ? r->hour % 12 + r->half : r->hour;
    int64_t seconds = days * DAY_SECONDS + hour * 3600 + r->minute * 60 + r->second;
    uint32_t nanosecond = r->nanosecond;
    bool is_leap = r->second == 60;     // it reads as the last nanosecond of :59
    if (is_leap) {
        seconds--;
        nanosecond = NS_SECOND - 1;
    }
    if (!find_utc(r, zone, &seconds) || (is_leap && (seconds + 1) % DAY_SECONDS != 0))
        return false;
    *t = value_time_at(seconds, nanosecond);
    return time_is_in_range(seconds);
}

bool time_format_read(const struct time_format *f, struct str s, const struct zone *zone,
                      struct value *t)
{
    struct reading r = {.at = s.p, .end = s.p + s.n, .month = 1, .day = 1};
    for (size_t i = 0; i < f->n; i++)
        if (!take_item(&r, &f->items[i]))
            return false;
    return r.at == r.end && find_time(f, &r, zone, t);
}
