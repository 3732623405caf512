// SPDX-License-Identifier: MIT
// Times as values, in the years 0001 to 9999, beyond the 64-bit nanoseconds of event times.
#include "data/time.h"
#include "data/write.h"
#include "data/zone.h"
#include "tests/unit/check.h"

static struct arena arena;

static const char *write_in(struct value v, enum time_style style)
{
    struct buf b;
    buf_init(&b);
    write_value(&b, v, &(struct write_style){.time = style});
    const char *text = arena_strndup(&arena, b.p, b.n);
    buf_release(&b);
    return text;
}

static const char *print(struct value t)
{
    char text[TIME_TEXT_MAX];
    CHECK(t.type == VALUE_TIME && t.len < NS_SECOND);
    return arena_strndup(&arena, text, time_write_rfc3339(text, t));
}

static const char *read_in(const char *text, const struct zone *zone)
{
    struct value t;
    return time_value_read_any(str_of(text), zone, &t) ? print(t) : "none";
}

static const char *of_value(struct value v)
{
    struct value t;
    return time_value_of(v, NULL, &t) ? print(t) : "none";
}

static const char *in_unit(const char *number, int64_t unit)
{
    struct value t;
    struct value v = value_slice(VALUE_NUMBER, number, strlen(number));
    return time_value_from_epoch(v, unit, &t) ? print(t) : "none";
}

static struct value time_of(const char *text)
{
    struct value t = value_null();
    CHECK(time_value_read(str_of(text), NULL, &t));
    return t;
}

static void test_texts(void)
{
    CHECK_STR(read_in("0001-01-01T00:00:00Z", NULL), "0001-01-01T00:00:00Z");
    CHECK_STR(read_in("0001-01-01 00:00:00", NULL), "0001-01-01T00:00:00Z");
    CHECK_STR(read_in("9999-12-31", NULL), "9999-12-31T00:00:00Z");
    CHECK_STR(read_in("9999-12-31T23:59:59.999999999Z", NULL), "9999-12-31T23:59:59.999999999Z");
    CHECK_STR(read_in("99991231T235959,5Z", NULL), "9999-12-31T23:59:59.500Z");
    CHECK_STR(read_in("1000-02-28T23:59:59.25-01:00", NULL), "1000-03-01T00:59:59.250Z");
    CHECK_STR(read_in("2024-02-29T12:00:00.5+02:00", NULL), "2024-02-29T10:00:00.500Z");
    CHECK_STR(read_in("2024-02-28T12:00:00.123456789Z", NULL), "2024-02-28T12:00:00.123456789Z");
    CHECK_STR(read_in("0001-01-01T00:00:00+00:01", NULL), "none");
    CHECK_STR(read_in("0001-01-01T00:00:00-00:01", NULL), "0001-01-01T00:01:00Z");
    CHECK_STR(read_in("9999-12-31T23:59:59-00:01", NULL), "none");
    CHECK_STR(read_in("0000-12-31T23:59:59Z", NULL), "none");
    CHECK_STR(read_in("1500-01-01T00:00:00", zone_find(STR("+05:30"))), "1499-12-31T18:30:00Z");
    CHECK_STR(read_in("0001-01-01", zone_find(STR("+05:30"))), "none");
    CHECK_STR(read_in("9998-12-31T23:59:60Z", NULL), "9998-12-31T23:59:59.999999999Z");
}

static void test_epochs(void)
{
    CHECK_STR(of_value(value_int(99999999999)), "5138-11-16T09:46:39Z");
    CHECK_STR(of_value(value_int(-62135596800)), "0001-01-01T00:00:00Z");
    CHECK_STR(of_value(value_int(-62135596801)), "none");
    CHECK_STR(of_value(value_int(INT64_MIN)), "1677-09-21T00:12:43.145224192Z");
    CHECK_STR(of_value(value_double(9300000000.5)), "2264-09-14T21:20:00.500Z");
    CHECK_STR(of_value(value_double(-9300000000.25)), "1675-04-18T02:39:59.750Z");
    CHECK_STR(of_value(value_double(1e300)), "none");
    CHECK_STR(of_value(value_bool(true)), "none");
    CHECK_STR(read_in("9300000000", NULL), "2264-09-14T21:20:00Z");
    CHECK_STR(read_in("9223372036854775808", NULL), "2262-04-11T23:47:16.854775808Z");
    CHECK_STR(read_in("253402300799999999999", NULL), "9999-12-31T23:59:59.999999999Z");
    CHECK_STR(read_in("253402300800000000000", NULL), "none");
    CHECK_STR(read_in("1e400", NULL), "none");
    CHECK_STR(read_in("-1e400", NULL), "none");
    CHECK_STR(in_unit("253402300799.999999999", NS_SECOND), "9999-12-31T23:59:59.999999999Z");
    CHECK_STR(in_unit("253402300799.9999999999", NS_SECOND), "9999-12-31T23:59:59.999999999Z");
    CHECK_STR(in_unit("253402300800", NS_SECOND), "none");
    CHECK_STR(in_unit("-62135596800000.001", 1000000), "none");
    CHECK_STR(in_unit("-62135596799999.999", 1000000), "0001-01-01T00:00:00.000001Z");
    CHECK_STR(in_unit("-9300000000000000", 1000), "1675-04-18T02:40:00Z");
}

// Event times keep their range, and say so.
static void test_event_times(void)
{
    int64_t ns;
    CHECK(!time_of_value(value_str(STR("0001-01-01")), NULL, &ns));
    CHECK(!time_of_value(value_int(99999999999), NULL, &ns));
    CHECK(!time_of_value(time_of("9999-12-31"), NULL, &ns));
    CHECK(!time_looks_like(value_str(STR("9999-12-31"))));
    CHECK(!time_looks_like(time_of("9999-12-31")));
    static const int64_t edges[] = {TIME_MIN, TIME_MIN + 1, -NS_SECOND - 1, -NS_SECOND, -1, 0, 1,
                                    NS_SECOND - 1, NS_SECOND, TIME_MAX - 1, TIME_MAX};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        CHECK(time_of_value(value_time(edges[i]), NULL, &ns) && ns == edges[i]);
    CHECK(!value_time_ns(value_time(TIME_NONE), &ns));
    CHECK(!value_time_ns(time_of("2262-04-11T23:47:16.854775808Z"), &ns));
    CHECK(value_time_ns(time_of("1677-09-21T00:12:43.145224193Z"), &ns) && ns == TIME_MIN);
    CHECK(!value_time_ns(time_of("1677-09-21T00:12:43.145224191Z"), &ns));
    CHECK_STR(print(value_time(TIME_MIN)), "1677-09-21T00:12:43.145224193Z");
    CHECK_STR(print(value_time(TIME_MAX)), "2262-04-11T23:47:16.854775807Z");
}

static void test_styles(void)
{
    struct value t = time_of("9999-12-31T23:59:59.123456789Z");
    CHECK_STR(write_in(t, TIME_RFC3339), "\"9999-12-31T23:59:59.123456789Z\"");
    CHECK_STR(write_in(t, TIME_S), "253402300799");
    CHECK_STR(write_in(t, TIME_MS), "253402300799123");
    CHECK_STR(write_in(t, TIME_US), "253402300799123456");
    CHECK_STR(write_in(t, TIME_NS), "253402300799123456789");
    t = time_of("0001-01-01T00:00:00.000000001Z");
    CHECK_STR(write_in(t, TIME_S), "-62135596800");
    CHECK_STR(write_in(t, TIME_MS), "-62135596800000");
    CHECK_STR(write_in(t, TIME_US), "-62135596800000000");
    CHECK_STR(write_in(t, TIME_NS), "-62135596799999999999");
    CHECK_STR(write_in(time_of("0001-01-01"), TIME_NS), "-62135596800000000000");
    CHECK_STR(write_in(value_time(-1), TIME_S), "-1");
    CHECK_STR(write_in(value_time(-1), TIME_US), "-1");
    CHECK_STR(write_in(value_time(-1), TIME_NS), "-1");
    CHECK_STR(write_in(value_time(1999), TIME_US), "1");
}

static void test_order(void)
{
    static const char *ascending[] = {
        "0001-01-01", "1677-09-21T00:12:43.1Z", "1677-09-21T00:12:43.2Z", "1969-12-31T23:59:59.9Z",
        "1970-01-01", "1970-01-01T00:00:00.000000001Z", "2262-04-12", "9999-12-31",
    };
    enum { COUNT = sizeof ascending / sizeof *ascending };
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            struct value x = time_of(ascending[i]), y = time_of(ascending[j]);
            int c = value_compare(&arena, x, y);
            CHECK_INT((c > 0) - (c < 0), (i > j) - (i < j));
            CHECK(value_equal(&arena, x, y) == (i == j));
            CHECK((value_hash(&arena, x) == value_hash(&arena, y)) == (i == j));
        }
    }
}

static void test_saved(void)
{
    struct value t = time_of("9999-12-31T23:59:59.123456789Z");
    struct buf b;
    buf_init(&b);
    value_pack(&b, t);
    struct unpack u = unpack_from(b.p, b.n);
    CHECK_STR(print(value_unpack(&arena, &u)), "9999-12-31T23:59:59.123456789Z");
    CHECK(!u.failed && u.p == u.end);
    b.n = 0;
    value_pack(&b, value_time_at(TIME_LAST_SECOND + 1, 0));
    u = unpack_from(b.p, b.n);
    CHECK(value_is_null(value_unpack(&arena, &u)) && u.failed);
    b.n = 0;
    value_pack(&b, value_time_at(0, 1000000000));
    u = unpack_from(b.p, b.n);
    CHECK(value_is_null(value_unpack(&arena, &u)) && u.failed);
    buf_release(&b);
}

static const char *truncated(const char *text, const char *step, const char *zone)
{
    struct duration d = {0};
    size_t fault;
    struct value begin;
    CHECK(duration_read(str_of(step), &d, &fault));
    const struct zone *z = zone ? zone_find(str_of(zone)) : NULL;
    return time_value_truncate(time_of(text), d, z, &begin) ? print(begin) : "none";
}

static void test_truncate(void)
{
    CHECK_STR(truncated("9999-12-31T23:59:59.9Z", "5m", NULL), "9999-12-31T23:55:00Z");
    CHECK_STR(truncated("9999-12-31T23:59:59.9Z", "1d", NULL), "9999-12-31T00:00:00Z");
    CHECK_STR(truncated("9999-12-31T23:59:59.9Z", "1mo", NULL), "9999-12-01T00:00:00Z");
    CHECK_STR(truncated("9999-12-31T23:59:59.9Z", "1y", "+05:30"), "9999-12-31T18:30:00Z");
    CHECK_STR(truncated("9998-12-31T23:59:59.9Z", "1h", "+05:30"), "9998-12-31T23:30:00Z");
    CHECK_STR(truncated("1066-10-14T09:07:00.5Z", "100ms", NULL), "1066-10-14T09:07:00.500Z");
    CHECK_STR(truncated("1066-10-14T09:07:00.5Z", "1h", "-00:30"), "1066-10-14T08:30:00Z");
    CHECK_STR(truncated("1066-10-14T09:07:00.5Z", "1w", "UTC"), "1066-10-08T00:00:00Z");
    CHECK_STR(truncated("0001-01-01T00:00:00.5Z", "1s", NULL), "0001-01-01T00:00:00Z");
    CHECK_STR(truncated("0001-01-01T00:00:00.5Z", "1h", "+00:30"), "none");
    CHECK_STR(truncated("0001-01-01T00:00:00.5Z", "1000y", "+05:30"), "none");
    CHECK_STR(truncated("1677-09-21T00:12:43.2Z", "1h", NULL), "1677-09-21T00:00:00Z");
}

// A day of each month of all years, through printing, reading, nanoseconds and back.
static void test_round_trip(void)
{
    uint64_t seed = 1;
    for (int64_t day = TIME_FIRST_SECOND / 86400; day * 86400 < TIME_LAST_SECOND; day += 29) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        uint32_t nanosecond = day % 3 ? (uint32_t)(seed >> 33) % 1000000000 : 0;
        struct value t = value_time_at(day * 86400 + (int64_t)(seed >> 11) % 86400, nanosecond);
        struct value back, again;
        char text[TIME_TEXT_MAX], digits[TIME_TEXT_MAX];
        struct str s = {text, time_write_rfc3339(text, t)};
        bool same = time_value_read(s, NULL, &back) && back.i == t.i && back.len == t.len;
        s = (struct str){digits, time_write_epoch(digits, t, TIME_NS)};
        same &= time_value_from_epoch(value_slice(VALUE_NUMBER, s.p, s.n), 1, &again);
        same &= again.i == t.i && again.len == t.len;
        same &= time_value_from_ns(time_value_ns(t), &back) && back.i == t.i && back.len == t.len;
        if (!same)
            CHECK_STR(print(t), "another time");
    }
}

int main(void)
{
    arena_init(&arena);
    test_texts();
    test_epochs();
    test_event_times();
    test_styles();
    test_order();
    test_saved();
    test_truncate();
    test_round_trip();
    arena_release(&arena);
    return check_done("wide_time");
}
