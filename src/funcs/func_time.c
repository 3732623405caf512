// SPDX-License-Identifier: MIT
// Functions of times and durations.
#include "data/number.h"
#include "data/time.h"
#include "data/zone.h"
#include "funcs/func.h"

extern const struct func_row func_time[];

static struct value fail(struct call *call, const char *error)
{
    call->error = error;
    return value_null();
}

static bool refuse(struct prepare *p, int arg, const char *error)
{
    p->error_arg = arg;
    p->error = error;
    return false;
}

// The zone that argument i names, or that of --tz where it is not given.
static bool prepare_zone(struct prepare *p, int i, const struct zone **zone)
{
    *zone = p->zone;
    if (i >= p->nargs || (p->is_const[i] && value_is_null(p->args[i])))
        return true;
    if (!p->is_const[i])
        return refuse(p, i, "the time zone must be a constant text");
    struct value name = p->args[i];
    *zone = zone_find(value_bytes(name));
    if (*zone)
        return true;
    return refuse(p, i, arena_printf(p->arena, "'%.*s' is not a time zone this system knows",
                                     (int)name.len, name.p));
}

// ---- time(x, format, tz) ----

struct time_format {
    int64_t unit;                 // of numbers, in ns; 0: by their size, and texts as dates
    const struct zone *zone;
};

static bool prepare_format(struct prepare *p, int64_t *unit)
{
    static const struct {
        const char *name;
        int64_t unit;
    } units[] = {{"s", NS_SECOND}, {"ms", NS_SECOND / 1000}, {"us", 1000}, {"ns", 1}};
    *unit = 0;
    if (p->nargs < 2 || (p->is_const[1] && value_is_null(p->args[1])))
        return true;
    if (!p->is_const[1])
        return refuse(p, 1, "the format must be a constant text");
    struct str name = value_bytes(p->args[1]);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(name, units[i].name))
            *unit = units[i].unit;
    if (*unit)
        return true;
    return refuse(p, 1, arena_printf(p->arena,
                                     "'%.*s' is not a format this version knows: s, ms, us, ns",
                                     (int)name.n, name.p));
}

static bool prepare_time(struct prepare *p, void **out)
{
    struct time_format *format = *out = ARENA_NEW(p->arena, struct time_format);
    return prepare_format(p, &format->unit) && prepare_zone(p, 2, &format->zone);
}

static bool read_in_unit(struct value v, int64_t unit, struct value *t)
{
    if (v.type == VALUE_STR) {
        if (!number_is(v.p, v.len))
            return false;
        v = value_slice(VALUE_NUMBER, v.p, v.len);
    }
    return time_value_from_epoch(v, unit, t);
}

static struct value call_time(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    const struct time_format *format = call->prepared;
    struct value t;
    if (args[0].type == VALUE_TIME)
        return args[0];
    if (format->unit ? read_in_unit(args[0], format->unit, &t)
                     : time_value_of(args[0], format->zone, &t))
        return t;
    return fail(call, "is not a time");
}

// ---- truncate(t, step, tz) ----

struct truncation {
    struct duration step;         // 0: the argument's, which is not a constant
    const struct zone *zone;
};

static bool prepare_truncate(struct prepare *p, void **out)
{
    struct truncation *t = *out = ARENA_NEW(p->arena, struct truncation);
    struct value step = p->args[1];
    if (p->is_const[1] && step.type == VALUE_DURATION) {
        t->step = (struct duration){.ns = step.i, .months = step.len};
        if (step.i < 0 || (step.i == 0 && step.len == 0))
            return refuse(p, 1, "the step must be longer than nothing");
        if (step.i && step.len)
            return refuse(p, 1, "a step of months or years cannot have other units too");
    }
    return prepare_zone(p, 2, &t->zone);
}

static struct value call_truncate(struct call *call, const struct value *args,
                                  int nargs ATTR_UNUSED)
{
    const struct truncation *t = call->prepared;
    struct duration step = t->step;
    if (!step.ns && !step.months) {
        if (args[1].i <= 0)
            return fail(call, "cannot be truncated to a step that is not longer than nothing");
        step.ns = args[1].i;
    }
    struct value time, begin;
    if (!time_value_of(args[0], t->zone, &time))
        return fail(call, "is not a time");
    if (!time_value_truncate(time, step, t->zone, &begin))
        return fail(call, "is in a step that begins before the year 1");
    return begin;
}

enum { READS_AS_TIME = TYPE_NUM | TYPE_STR | TYPE_TIME };

const struct func_row func_time[] = {
    {
        .name = "time",
        .usage = "time(x[, format[, tz]])",
        .summary = "a text or a number as a time; the format s, ms, us or ns is a number's unit, "
                   "tz the zone of a text without an offset",
        .example = "time(at)",
        .input = "{\"at\":\"2024-05-01 12:00:00.5+02:00\"}",
        .output = "\"2024-05-01T10:00:00.500Z\"",
        .min_args = 1,
        .max_args = 3,
        .args = {READS_AS_TIME, TYPE_STR | TYPE_NULL, TYPE_STR},
        .result = TYPE_TIME,
        .call = call_time,
        .prepare = prepare_time,
    },
    {
        .name = "truncate",
        .usage = "truncate(t, step[, tz])",
        .summary = "the start of the step that the time is in; days, weeks, months and years begin "
                   "at local midnight of tz",
        .example = "truncate(at, 5m)",
        .input = "{\"at\":\"2024-05-01T12:34:56Z\"}",
        .output = "\"2024-05-01T12:30:00Z\"",
        .min_args = 2,
        .max_args = 3,
        .args = {READS_AS_TIME, TYPE_DURATION, TYPE_STR},
        .result = TYPE_TIME,
        .call = call_truncate,
        .prepare = prepare_truncate,
    },
    {0},
};
