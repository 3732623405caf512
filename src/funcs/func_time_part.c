// SPDX-License-Identifier: MIT
// The parts of a time on the clock and the calendar of a zone.
#include "data/time.h"
#include "data/zone.h"
#include "funcs/time_args.h"

extern const struct func_row func_time_part[];

static bool prepare_part(struct prepare *p, void **out)
{
    const struct zone *zone;
    bool found = prepare_zone(p, 1, &zone);
    *out = (void *)(uintptr_t)zone;
    return found;
}

// The time on the wall of the zone. False, and the call failed, where the argument is no time.
static bool wall_of(struct call *call, struct value v, struct value *t, int32_t *offset)
{
    const struct zone *zone = call->prepared;
    if (UNLIKELY(!time_value_of(v, zone, t))) {
        call->error = "is not a time";
        return false;
    }
    *offset = zone ? zone_offset(zone, t->i) : 0;
    return true;
}

// Of the time of day no date is needed.
static struct value second_of_day(struct call *call, struct value v, int divisor, int modulus)
{
    struct value t;
    int32_t offset;
    if (!wall_of(call, v, &t, &offset))
        return value_null();
    // A multiple of days makes all times positive.
    uint64_t seconds = (uint64_t)(t.i + offset + (INT64_C(1) << 40) / 86400 * 86400);
    uint32_t of_day = (uint32_t)(seconds % 86400);
    return value_int((int64_t)(of_day / (uint32_t)divisor % (uint32_t)modulus));
}

static struct value call_hour(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return second_of_day(call, args[0], 3600, 24);
}

static struct value call_minute(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return second_of_day(call, args[0], 60, 60);
}

static struct value call_second(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    return second_of_day(call, args[0], 1, 60);
}

static bool date_of(struct call *call, struct value v, struct civil *c, int64_t *days)
{
    struct value t;
    int32_t offset;
    if (!wall_of(call, v, &t, &offset))
        return false;
    *c = civil_on_wall(t, offset, days);
    return true;
}

static struct value call_year(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct civil c;
    int64_t days;
    return date_of(call, args[0], &c, &days) ? value_int(c.year) : value_null();
}

static struct value call_month(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct civil c;
    int64_t days;
    return date_of(call, args[0], &c, &days) ? value_int(c.month) : value_null();
}

static struct value call_day(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct civil c;
    int64_t days;
    return date_of(call, args[0], &c, &days) ? value_int(c.day) : value_null();
}

static struct value call_weekday(struct call *call, const struct value *args,
                                 int nargs ATTR_UNUSED)
{
    struct civil c;
    int64_t days;
    return date_of(call, args[0], &c, &days) ? value_int(day_weekday(days)) : value_null();
}

#define ZONE_NOTE \
    "Texts and numbers are read as time() does. Without tz that of --tz is taken (UTC)."

// What all of these rows have in common.
#define PART(function)                                                                            \
    .min_args = 1, .max_args = 2, .args = {READS_AS_TIME, TYPE_STR | TYPE_NULL},                  \
    .result = TYPE_INT, .as_came = true, .call = function, .prepare = prepare_part

const struct func_row func_time_part[] = {
    {
        .name = "year",
        .usage = "year(t[, tz])",
        .summary = "the year of a time",
        .note = ZONE_NOTE,
        .example = "year(at)",
        .input = "{\"at\":\"2024-05-01T12:34:56Z\"}",
        .output = "2024",
        PART(call_year),
    },
    {
        .name = "month",
        .usage = "month(t[, tz])",
        .summary = "the month of a time, 1 to 12",
        .note = ZONE_NOTE,
        .example = "month(at)",
        .input = "{\"at\":\"2024-05-01T12:34:56Z\"}",
        .output = "5",
        PART(call_month),
    },
    {
        .name = "day",
        .usage = "day(t[, tz])",
        .summary = "the day of the month of a time, 1 to 31",
        .note = ZONE_NOTE,
        .example = "day(at, \"Asia/Tokyo\")",
        .input = "{\"at\":\"2024-05-01T22:34:56Z\"}",
        .output = "2",
        PART(call_day),
    },
    {
        .name = "weekday",
        .usage = "weekday(t[, tz])",
        .summary = "the weekday of a time, 1 Monday to 7 Sunday (ISO 8601)",
        .note = ZONE_NOTE,
        .example = "weekday(at) > 5",
        .input = "{\"at\":\"2024-05-05T12:34:56Z\"}",
        .output = "true",
        PART(call_weekday),
    },
    {
        .name = "hour",
        .usage = "hour(t[, tz])",
        .summary = "the hour of a time, 0 to 23",
        .note = ZONE_NOTE,
        .example = "hour(at, \"Europe/Berlin\")",
        .input = "{\"at\":\"2024-05-01T12:34:56Z\"}",
        .output = "14",
        PART(call_hour),
    },
    {
        .name = "minute",
        .usage = "minute(t[, tz])",
        .summary = "the minute of a time, 0 to 59",
        .note = ZONE_NOTE,
        .example = "minute(at)",
        .input = "{\"at\":\"2024-05-01T12:34:56Z\"}",
        .output = "34",
        PART(call_minute),
    },
    {
        .name = "second",
        .usage = "second(t[, tz])",
        .summary = "the second of a time, 0 to 59, without its fraction",
        .note = ZONE_NOTE,
        .example = "second(at)",
        .input = "{\"at\":\"2024-05-01T12:34:56.789Z\"}",
        .output = "56",
        PART(call_second),
    },
    {0},
};
