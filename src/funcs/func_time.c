// SPDX-License-Identifier: MIT
// Functions of times and durations.
#include "base/clock.h"
#include "data/number.h"
#include "data/time.h"
#include "data/time_format.h"
#include "funcs/time_args.h"

#include <math.h>

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

// ---- formats: of time() and format_time() ----

struct format {
    int64_t unit;                 // of numbers, in ns; 0: by their size, and texts as dates
    const struct time_format *format;   // or NULL
    const struct zone *zone;
};

static int64_t unit_of(struct str name)
{
    static const struct {
        const char *name;
        int64_t unit;
    } units[] = {{"s", NS_SECOND}, {"ms", NS_SECOND / 1000}, {"us", 1000}, {"ns", 1}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(name, units[i].name))
            return units[i].unit;
    return 0;
}

// Argument 1, if it is there.
static bool prepare_format(struct prepare *p, struct format *out, bool reads)
{
    if (p->nargs < 2 || (p->is_const[1] && value_is_null(p->args[1])))
        return true;
    if (!p->is_const[1])
        return refuse(p, 1, "the format must be a constant text");
    struct str text = value_bytes(p->args[1]);
    out->unit = unit_of(text);
    if (out->unit)
        return true;
    // A zone's clock is shown with its offset.
    if (str_is(text, "rfc3339"))
        text = out->zone ? STR("%Y-%m-%dT%H:%M:%S%.f%:z") : STR("%Y-%m-%dT%H:%M:%S%.fZ");
    struct format_fault fault;
    out->format = time_format_new(p->arena, text, reads, &fault);
    if (out->format)
        return true;
    if (!memchr(text.p, '%', text.n)) {
        p->hint = "formats are s, ms, us, ns, rfc3339 and those of strftime: \"%Y-%m-%d %H:%M:%S\"";
        return refuse(p, 1, arena_printf(p->arena, "'%.*s' is not a format of times", (int)text.n,
                                         text.p));
    }
    p->error_offset = fault.from;
    p->error_length = fault.to - fault.from;
    p->hint = fault.hint;
    return refuse(p, 1, fault.error);
}

static bool prepare_time(struct prepare *p, void **out)
{
    struct format *format = *out = ARENA_NEW(p->arena, struct format);
    if (!prepare_zone(p, 2, &format->zone))
        return false;
    if (p->nargs > 1 && p->is_const[1] && p->args[1].type == VALUE_STR &&
        str_is(value_bytes(p->args[1]), "rfc3339"))
        return true;              // it is read anyway
    return prepare_format(p, format, true);
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

// A number in a format is read by its digits: 20260131 is one of %Y%m%d.
static bool read_in_format(struct value v, const struct format *f, struct value *t)
{
    char digits[NUMBER_MAX];
    struct str text = {digits, 0};
    if (v.type == VALUE_INT)
        text.n = number_write_int(digits, v.i);
    else if (v.type == VALUE_DOUBLE && isfinite(v.d))
        text.n = number_write_double(digits, v.d);
    else
        text = value_bytes(v);
    return time_format_read(f->format, text, f->zone, t);
}

static struct value call_time(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    const struct format *f = call->prepared;
    struct value x = value_decode(call->arena, args[0]), t;
    if (x.type == VALUE_TIME)
        return x;
    if (f->format)
        return read_in_format(x, f, &t) ? t : fail(call, "is not a time of this format");
    if (f->unit ? read_in_unit(x, f->unit, &t) : time_value_of(x, f->zone, &t))
        return t;
    return fail(call, "is not a time");
}

static bool prepare_format_time(struct prepare *p, void **out)
{
    struct format *format = *out = ARENA_NEW(p->arena, struct format);
    if (p->is_const[1] && value_is_null(p->args[1]))
        return refuse(p, 1, "the format must be a constant text");
    return prepare_zone(p, 2, &format->zone) && prepare_format(p, format, false);
}

static struct value count_units(struct call *call, struct value t, int64_t unit)
{
    enum time_style style = unit == NS_SECOND ? TIME_S
                            : unit == 1000    ? TIME_US
                            : unit == 1       ? TIME_NS
                                              : TIME_MS;
    char *out = arena_alloc(call->arena, NUMBER_MAX);
    return value_resolve(value_slice(VALUE_NUMBER, out, time_write_epoch(out, t, style)));
}

static struct value call_format_time(struct call *call, const struct value *args,
                                     int nargs ATTR_UNUSED)
{
    const struct format *f = call->prepared;
    struct value t;
    if (!time_value_of(args[0], f->zone, &t))
        return fail(call, "is not a time");
    if (f->unit)
        return count_units(call, t, f->unit);
    char *out = arena_alloc(call->arena, time_format_max(f->format));
    struct value v = value_slice(VALUE_STR, out, time_format_write(f->format, t, f->zone, out));
    v.flags = time_format_is_plain(f->format) ? STR_JSON : 0;
    return v;
}

static struct value call_now(struct call *call ATTR_UNUSED, const struct value *args ATTR_UNUSED,
                             int nargs ATTR_UNUSED)
{
    return value_time(clock_wall());
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

// ---- duration(x) ----

static struct value call_duration(struct call *call, const struct value *args,
                                  int nargs ATTR_UNUSED)
{
    struct value x = value_decode(call->arena, args[0]);
    int64_t ns;
    if (x.type == VALUE_DURATION)
        return x;
    bool is_text = x.type == VALUE_STR;
    if (is_text ? duration_read_text(value_bytes(x), &ns) : duration_from_seconds(x, &ns))
        return value_duration(ns);
    return fail(call, is_text ? "is not a duration" : "seconds are beyond the range of durations");
}

const struct func_row func_time[] = {
    {
        .name = "now",
        .usage = "now()",
        .summary = "the wall clock's time, of each event anew",
        .note = "Two runs over the same input differ. Event time, and what depends on it, never "
                "looks at it.",
        .example = "now() > time(at)",
        .input = "{\"at\":\"2024-05-01T12:00:00Z\"}",
        .output = "true",
        .impure = true,
        .result = TYPE_TIME,
        .call = call_now,
    },
    {
        .name = "time",
        .usage = "time(x[, format[, tz]])",
        .summary = "a text or a number as a time; the format is strptime's, or s, ms, us, ns for "
                   "numbers; tz is the zone of a text without an offset",
        .note = "Without a format: RFC 3339, ISO 8601, or a number by its size. A format has a "
                "year or %s, and is matched by the whole text; the directives are those of "
                "format_time. Numbers are read by their digits. A local time that does not exist "
                "is the first instant after the gap, of one that exists twice it is the earlier, "
                "unless %Z tells. Without tz that of --tz is taken (UTC).",
        .example = "time(at, \"%d/%b/%Y:%H:%M:%S %z\")",
        .input = "{\"at\":\"10/Oct/2024:13:55:36 -0700\"}",
        .output = "\"2024-10-10T20:55:36Z\"",
        .min_args = 1,
        .max_args = 3,
        .args = {READS_AS_TIME, TYPE_STR | TYPE_NULL, TYPE_STR | TYPE_NULL},
        .result = TYPE_TIME,
        .as_came = true,
        .call = call_time,
        .prepare = prepare_time,
    },
    {
        .name = "format_time",
        .usage = "format_time(t, format[, tz])",
        .summary = "a time as strftime writes it, on the clock of tz; or rfc3339; or, as a number, "
                   "s, ms, us, ns",
        .note = "Directives: %Y %C %y %G %g, %m %b %B %h, %d %e %j, %a %A %u %w, %U %W %V, %H %k "
                "%I %l %p %P %M %S %s, %f (microseconds), %N (nanoseconds), %3N (that many "
                "digits), %.f (a point and 3, 6 or 9 digits, nothing when zero), %z %:z %Z, %F %T "
                "%R %D %r %c %x %X, %n %t %%; %-d, %_d and %0d choose no, blank and zero padding. "
                "Names are English. Without tz that of --tz is taken (UTC).",
        .example = "format_time(at, \"%a %e %b %H:%M %Z\", \"Europe/Berlin\")",
        .input = "{\"at\":\"2024-05-01T12:34:56Z\"}",
        .output = "\"Wed  1 May 14:34 CEST\"",
        .min_args = 2,
        .max_args = 3,
        .args = {READS_AS_TIME, TYPE_STR, TYPE_STR | TYPE_NULL},
        .result = TYPE_STR | TYPE_INT,
        .as_came = true,
        .call = call_format_time,
        .prepare = prepare_format_time,
    },
    {
        .name = "truncate",
        .usage = "truncate(t, step[, tz])",
        .summary = "the start of the step that the time is in; days, weeks, months and years begin "
                   "at local midnight of tz",
        .note = "Steps are counted as windows are: without tz and --tz from 1970, so that 1w "
                "begins on a Thursday; with one, also \"UTC\", weeks begin on Monday.",
        .example = "truncate(at, 5m)",
        .input = "{\"at\":\"2024-05-01T12:34:56Z\"}",
        .output = "\"2024-05-01T12:30:00Z\"",
        .min_args = 2,
        .max_args = 3,
        .args = {READS_AS_TIME, TYPE_DURATION, TYPE_STR | TYPE_NULL},
        .result = TYPE_TIME,
        .as_came = true,
        .call = call_truncate,
        .prepare = prepare_truncate,
    },
    {
        .name = "duration",
        .usage = "duration(x)",
        .summary = "a number of seconds, or a text such as 1h30m, 1.5s, PT1H30M or 01:02:03.5, as "
                   "a duration",
        .note = "A text may have a sign, and be a number of seconds too. Months and years have no "
                "fixed length and are refused, as is 02:03, which could be two things. Digits "
                "beyond nanoseconds are cut.",
        .example = "duration(took) > 1h",
        .input = "{\"took\":\"1h2m3.5s\"}",
        .output = "true",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_NUM | TYPE_STR | TYPE_DURATION},
        .result = TYPE_DURATION,
        .as_came = true,
        .call = call_duration,
    },
    {0},
};
