// SPDX-License-Identifier: MIT
#include "data/zone_rule.h"

#include "data/time.h"

struct cursor {
    const char *at, *end;
};

static bool take(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool take_number(struct cursor *c, int low, int high, int *out)
{
    int number = 0, digits = 0;
    for (; c->at < c->end && *c->at >= '0' && *c->at <= '9' && digits < 4; c->at++, digits++)
        number = number * 10 + (*c->at - '0');
    *out = number;
    return digits > 0 && number >= low && number <= high;
}

// An abbreviation: letters, or anything in <>.
static bool take_letters(struct cursor *c, struct str *out)
{
    bool is_quoted = take(c, '<');
    const char *begin = c->at;
    if (is_quoted) {
        while (c->at < c->end && *c->at != '>')
            c->at++;
    } else {
        while (c->at < c->end && ((*c->at | 0x20) >= 'a' && (*c->at | 0x20) <= 'z'))
            c->at++;
    }
    *out = (struct str){begin, (size_t)(c->at - begin)};
    return is_quoted ? take(c, '>') : out->n >= 3;
}

// [+-]hh[:mm[:ss]] in seconds.
static bool take_time(struct cursor *c, int hour_max, int32_t *out)
{
    bool negative = take(c, '-');
    if (!negative)
        take(c, '+');
    int hour, minute = 0, second = 0;
    if (!take_number(c, 0, hour_max, &hour))
        return false;
    if (take(c, ':')) {
        if (!take_number(c, 0, 59, &minute))
            return false;
        if (take(c, ':') && !take_number(c, 0, 59, &second))
            return false;
    }
    int32_t time = hour * 3600 + minute * 60 + second;
    *out = negative ? -time : time;
    return true;
}

static bool take_rule_day(struct cursor *c, struct zone_rule_day *d)
{
    *d = (struct zone_rule_day){.form = 'N', .time = 2 * 3600};
    if (!take(c, ','))
        return false;
    if (take(c, 'M')) {
        d->form = 'M';
        if (!take_number(c, 1, 12, &d->month) || !take(c, '.') ||
            !take_number(c, 1, 5, &d->week) || !take(c, '.') || !take_number(c, 0, 6, &d->day))
            return false;
    } else {
        if (take(c, 'J'))
            d->form = 'J';
        if (!take_number(c, d->form == 'J', 365, &d->day))
            return false;
    }
    return !take(c, '/') || take_time(c, 167, &d->time);
}

// POSIX counts offsets to the west.
static bool take_offset(struct cursor *c, int32_t *out)
{
    if (!take_time(c, 24, out))
        return false;
    *out = -*out;
    return true;
}

bool zone_rule_read(struct str text, struct zone_rule *r)
{
    struct cursor c = {text.p, text.p + text.n};
    *r = (struct zone_rule){0};
    if (!take_letters(&c, &r->standard_letters) || !take_offset(&c, &r->standard))
        return false;
    if (c.at == c.end)
        return true;
    r->has_summer = true;
    if (!take_letters(&c, &r->summer_letters))
        return false;
    r->summer = r->standard + 3600;
    if (c.at < c.end && *c.at != ',' && !take_offset(&c, &r->summer))
        return false;
    return take_rule_day(&c, &r->begin) && take_rule_day(&c, &r->end) && c.at == c.end;
}

// The time of a change in a year, in seconds as if the wall were UTC.
static int64_t rule_time(const struct zone_rule_day *d, int64_t year)
{
    int64_t days = civil_to_days(year, 1, 1);
    bool leap = civil_month_days(year, 2) == 29;
    if (d->form == 'N') {
        days += d->day;
    } else if (d->form == 'J') {
        days += d->day - 1 + (leap && d->day >= 60);
    } else {
        days = civil_to_days(year, d->month, 1);
        int64_t weekday = ((days + 4) % 7 + 7) % 7;
        int64_t day = (d->day - weekday + 7) % 7 + (d->week - 1) * 7;
        days += day < civil_month_days(year, d->month) ? day : day - 7;
    }
    return days * 86400 + d->time;
}

void zone_rule_changes(const struct zone_rule *r, int64_t year, int64_t *begin, int64_t *end)
{
    *begin = rule_time(&r->begin, year) - r->standard;
    *end = rule_time(&r->end, year) - r->summer;
}
