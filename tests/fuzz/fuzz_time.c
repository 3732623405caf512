// SPDX-License-Identifier: MIT
// Times and durations: what is read from any bytes is written and read back as the same, and the
// two widths of time agree; the first bytes as an instant and a step keep the laws of truncation.
#include "base/mem.h"
#include "data/number.h"
#include "data/time.h"
#include "data/zone.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok, const char *what, struct str text)
{
    if (ok)
        return;
    fprintf(stderr, "%s: %.*s\n", what, (int)text.n, text.p);
    abort();
}

static bool same_time(struct value a, struct value b)
{
    return a.type == VALUE_TIME && b.type == VALUE_TIME && a.i == b.i && a.len == b.len;
}

// What was read is in order, and is the same instant when it is written and read again.
static void check_time(struct value t, struct str text)
{
    char out[TIME_TEXT_MAX];
    struct value again;
    check(t.type == VALUE_TIME && time_is_in_range(t.i) && t.len < NS_SECOND, "out of range", text);
    struct str written = {out, time_write_rfc3339(out, t)};
    check(written.n <= sizeof out, "too long", text);
    check(time_value_read(written, NULL, &again) && same_time(t, again), "read back", text);
    check(time_value_from_ns(time_value_ns(t), &again) && same_time(t, again), "in ns", text);
    char epoch[NUMBER_MAX];
    size_t n = time_write_epoch(epoch, t, TIME_NS);
    check(time_value_from_epoch(value_slice(VALUE_NUMBER, epoch, n), 1, &again) &&
              same_time(t, again), "as an epoch", text);
    struct civil c = civil_at(t);
    int64_t ns, narrow;
    bool fits = value_time_ns(t, &narrow);
    if (civil_to_ns(&c, &ns) && fits)
        check(ns == narrow, "on the wall", text);
    int64_t days = civil_to_days(c.year, c.month, c.day);
    check(days * 86400 + c.hour * 3600 + c.minute * 60 + c.second == t.i, "day", text);
}

// The narrow reading is the wide one, where it fits.
static void check_both(bool read, int64_t ns, bool wide_read, struct value t, struct str text)
{
    int64_t want;
    bool fits = wide_read && value_time_ns(t, &want);
    check(read == fits, "one width only", text);
    if (read)
        check(ns == want, "the widths differ", text);
    if (wide_read)
        check_time(t, text);
}

static void check_text(struct str text, const struct zone *zone)
{
    int64_t ns = 0;
    struct value t = value_null();
    bool read = time_read(text, zone, &ns), wide = time_value_read(text, zone, &t);
    check_both(read, ns, wide, t, text);
    bool any = time_read_any(text, zone, &ns);
    bool wide_any = time_value_read_any(text, zone, &t);
    check_both(any, ns, wide_any, t, text);
    check((!read || any) && (!wide || wide_any), "a time, but not any", text);
    struct value v = value_str(text);
    bool of = time_of_value(v, zone, &ns), wide_of = time_value_of(v, zone, &t);
    check_both(of, ns, wide_of, t, text);
    check(of == any && wide_of == wide_any, "of a value", text);
    time_looks_like(v);
    if (number_is(text.p, text.n)) {
        v = value_slice(VALUE_NUMBER, text.p, text.n);
        of = time_of_value(v, zone, &ns);
        wide_of = time_value_of(v, zone, &t);
        check_both(of, ns, wide_of, t, text);
        time_looks_like(v);
    }
}

static void check_duration(struct str text)
{
    struct duration d, again;
    size_t fault = 0;
    if (!duration_read(text, &d, &fault)) {
        check(fault <= text.n, "a fault outside", text);
        return;
    }
    struct buf b;
    buf_init(&b);
    duration_print(&b, d);
    check(duration_read((struct str){b.p, b.n}, &again, &fault), "not read again", text);
    check(again.ns == d.ns && again.months == d.months, "another duration", text);
    buf_release(&b);
    char out[NUMBER_MAX];
    size_t n = duration_write(out, d.ns);
    check(n <= sizeof out && number_is(out, n), "as seconds", text);
}

static int64_t word(const uint8_t *data)
{
    int64_t i;
    memcpy(&i, data, sizeof i);
    return i;
}

// truncate(t) <= t < next(t); truncating again changes nothing, nor does the width.
static void check_step(int64_t t, struct duration step, const struct zone *zone)
{
    struct str where = zone ? str_of(zone_name(zone)) : STR("UTC");
    int64_t begin = time_truncate(t, step, zone), next = time_next(t, step, zone);
    check(begin <= t && (t < next || next == TIME_MAX), "outside its step", where);
    check(time_truncate(begin, step, zone) == begin, "truncated twice", where);
    struct value wide;
    check(time_value_truncate(value_time(t), step, zone, &wide), "not truncated", where);
    int64_t ns;
    if (value_time_ns(wide, &ns))
        check(ns == begin, "the widths differ", where);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"UTC", "Europe/Berlin", "America/St_Johns", "+05:45"};
    const struct zone *zone = zone_find(str_of(names[size % 4]));
    char *text = mem_alloc(size ? size : 1);
    memcpy(text, data, size);
    check_text((struct str){text, size}, NULL);
    check_text((struct str){text, size}, zone);
    check_duration((struct str){text, size});
    mem_free(text);
    if (size < 24 || word(data) == TIME_NONE)
        return 0;
    struct duration step = {.ns = word(data + 8) & INT64_MAX, .months = (word(data + 16) & 0xfff)};
    if (step.months & 1)
        step.months = 0;
    if (step.ns || step.months) {
        check_step(word(data), step, NULL);
        check_step(word(data), step, zone);
    }
    return 0;
}
