// SPDX-License-Identifier: MIT
// Writing times by a compiled format.
#include "data/number.h"
#include "data/time.h"
#include "data/time_format.h"
#include "data/time_format_internal.h"
#include "data/zone.h"

// A moment as the clock of a zone shows it.
struct moment {
    struct value t;
    const struct zone *zone;
    struct civil c;
    int64_t days;                 // since 1970-01-01, on the wall
    int32_t offset;
};

static struct moment moment_of(struct value t, const struct zone *zone)
{
    struct moment m = {.t = t, .zone = zone, .offset = zone ? zone_offset(zone, t.i) : 0};
    m.c = civil_on_wall(t, m.offset, &m.days);
    return m;
}

static int64_t day_of_year(const struct moment *m)
{
    return m->days - civil_to_days(m->c.year, 1, 1);
}

// The ISO week is that of its Thursday (ISO 8601:2004, 3.2.2).
static int64_t iso_week(const struct moment *m, int64_t *year)
{
    int64_t thursday = m->days - day_weekday(m->days) + 4;
    int month, day;
    civil_from_days(thursday, year, &month, &day);
    return (thursday - civil_to_days(*year, 1, 1)) / 7 + 1;
}

static int64_t week_number(const struct moment *m, char letter)
{
    int64_t year, weekday = day_weekday(m->days);
    switch (letter) {
    case 'U':
        return (day_of_year(m) + 7 - weekday % 7) / 7;
    case 'W':
        return (day_of_year(m) + 8 - weekday) / 7;
    case 'V':
        return iso_week(m, &year);
    case 'G':
    case 'g':
        iso_week(m, &year);
        return letter == 'g' ? year % 100 : year;
    case 'u':
        return weekday;
    case 'w':
        return weekday % 7;
    default:
        return day_of_year(m) + 1;      // %j
    }
}

static int64_t number_of(const struct moment *m, char letter)
{
    switch (letter) {
    case 'Y':
        return m->c.year;
    case 'C':
        return m->c.year / 100;
    case 'y':
        return m->c.year % 100;
    case 'm':
        return m->c.month;
    case 'd':
    case 'e':
        return m->c.day;
    case 'H':
    case 'k':
        return m->c.hour;
    case 'I':
    case 'l':
        return (m->c.hour + 11) % 12 + 1;
    case 'M':
        return m->c.minute;
    case 'S':
        return m->c.second;
    case 's':
        return m->t.i;
    default:
        return week_number(m, letter);
    }
}

static char *put_pair(char *out, uint32_t pair)
{
    out[0] = (char)('0' + pair / 10);
    out[1] = (char)('0' + pair % 10);
    return out + 2;
}

static char *put_number(char *out, int64_t number, const struct time_item *item)
{
    uint64_t size = (uint64_t)number;
    if (item->pad == '0' && item->width == 2 && size < 100)
        return put_pair(out, (uint32_t)size);
    if (item->pad == '0' && item->width == 4 && size < 10000)
        return put_pair(put_pair(out, (uint32_t)size / 100), (uint32_t)size % 100);
    char digits[NUMBER_MAX];
    size_t n = number_write_int(digits, number);
    if (item->pad != '-')
        for (size_t i = n; i < item->width; i++)
            *out++ = item->pad == '_' ? ' ' : '0';
    memcpy(out, digits, n);
    return out + n;
}

static char *put_fraction(char *out, uint32_t nanosecond, int digits)
{
    char all[9];
    for (int i = 9; i-- > 0; nanosecond /= 10)
        all[i] = (char)('0' + nanosecond % 10);
    memcpy(out, all, (size_t)digits);
    return out + digits;
}

static char *put_point_fraction(char *out, uint32_t nanosecond)
{
    if (nanosecond == 0)
        return out;
    *out = '.';
    int digits = nanosecond % 1000 ? 9 : nanosecond % 1000000 ? 6 : 3;
    return put_fraction(out + 1, nanosecond, digits);
}

// Seconds of an offset, which only times before standard ones have, are left out.
static char *put_offset(char *out, int32_t offset, bool has_colon)
{
    uint32_t minutes = (uint32_t)(offset < 0 ? -offset : offset) / 60;
    *out++ = offset < 0 ? '-' : '+';
    out = put_pair(out, minutes / 60);
    if (has_colon)
        *out++ = ':';
    return put_pair(out, minutes % 60);
}

static char *put_text(char *out, const char *text, size_t n)
{
    memcpy(out, text, n);
    return out + n;
}

static char *put_letters(char *out, const struct moment *m)
{
    const char *letters = m->zone ? zone_letters(m->zone, m->t.i) : "UTC";
    return put_text(out, letters, strlen(letters));
}

static char *put_item(char *out, const struct moment *m, const struct time_item *item)
{
    const char *name;
    switch (item->what) {
    case ITEM_TEXT:
    case ITEM_SPACE:
        return put_text(out, item->text.p, item->text.n);
    case 'f':
    case 'N':
        return put_fraction(out, m->t.len, item->width);
    case ITEM_POINT_FRACTION:
        return put_point_fraction(out, m->t.len);
    case 'z':
        return put_offset(out, m->offset, item->has_colon);
    case 'Z':
        return put_letters(out, m);
    case 'p':
        return put_text(out, m->c.hour < 12 ? "AM" : "PM", 2);
    case 'P':
        return put_text(out, m->c.hour < 12 ? "am" : "pm", 2);
    case 'a':
    case 'A':
        name = weekday_names[day_weekday(m->days) - 1];
        return put_text(out, name, item->what == 'a' ? 3 : strlen(name));
    case 'b':
    case 'h':
    case 'B':
        name = month_names[m->c.month - 1];
        return put_text(out, name, item->what == 'B' ? strlen(name) : 3);
    default:
        return put_number(out, number_of(m, item->what), item);
    }
}

size_t time_format_write(const struct time_format *f, struct value t, const struct zone *zone,
                         char *out)
{
    struct moment m = moment_of(t, zone);
    char *at = out;
    for (size_t i = 0; i < f->n; i++)
        at = put_item(at, &m, &f->items[i]);
    return (size_t)(at - out);
}
