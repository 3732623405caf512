// SPDX-License-Identifier: MIT
// Times: texts, numbers, printing, the calendar, rounding. The first argument may
// name a file of outside vectors, one JSON object a line: {"src", "kind", "input", "valid", ...}.
#include "data/time.h"
#include "data/zone.h"
#include "tests/unit/check.h"

#include <stdlib.h>

static const char *print(int64_t ns)
{
    static char text[TIME_TEXT_MAX + 1];
    text[time_write_rfc3339(text, value_time(ns))] = '\0';
    return text;
}

// How a text reads, printed; "none" if it does not.
static const char *read_in(const char *text, const struct zone *zone)
{
    int64_t ns;
    return time_read(str_of(text), zone, &ns) ? print(ns) : "none";
}

static const char *read_any(const char *text)
{
    int64_t ns;
    return time_read_any(str_of(text), NULL, &ns) ? print(ns) : "none";
}

static void test_usual(void)
{
    CHECK_STR(read_in("1970-01-01T00:00:00Z", NULL), "1970-01-01T00:00:00Z");
    CHECK_STR(read_in("2026-01-01T00:00:00.123Z", NULL), "2026-01-01T00:00:00.123Z");
    CHECK_STR(read_in("2024-02-29t23:59:59.5z", NULL), "2024-02-29T23:59:59.500Z");
    CHECK_STR(read_in("2026-01-01 00:00:00", NULL), "2026-01-01T00:00:00Z");
    CHECK_STR(read_in("2026-01-01T00:00:00,25", NULL), "2026-01-01T00:00:00.250Z");
    CHECK_STR(read_in("2026-01-01T00:00:00.1234567899", NULL), "2026-01-01T00:00:00.123456789Z");
    CHECK_STR(read_in("2026-01-01T00:00:00.000001-08:00", NULL), "2026-01-01T08:00:00.000001Z");
    CHECK_STR(read_in("2026-01-01T00:00:00+0530", NULL), "2025-12-31T18:30:00Z");
    CHECK_STR(read_in("2026-01-01 00:00:00 +01", NULL), "2025-12-31T23:00:00Z");
    CHECK_STR(read_in("2026-01-01T00:00:00\xe2\x88\x92" "01:00", NULL), "2026-01-01T01:00:00Z");
    CHECK_STR(read_in("1969-12-31T23:59:59.999999999Z", NULL), "1969-12-31T23:59:59.999999999Z");
}

static void test_other_shapes(void)
{
    CHECK_STR(read_in("20260203T040506Z", NULL), "2026-02-03T04:05:06Z");
    CHECK_STR(read_in("20260203T040506.5+0100", NULL), "2026-02-03T03:05:06.500Z");
    CHECK_STR(read_in("2026-02-03", NULL), "2026-02-03T00:00:00Z");
    CHECK_STR(read_in("20260203", NULL), "2026-02-03T00:00:00Z");
    CHECK_STR(read_in("2026-02-03T04", NULL), "2026-02-03T04:00:00Z");
    CHECK_STR(read_in("2026-02-03T04+02", NULL), "2026-02-03T02:00:00Z");
    CHECK_STR(read_in("2026-02-03T04:05", NULL), "2026-02-03T04:05:00Z");
    CHECK_STR(read_in("2026-02-03 04:05-07:00", NULL), "2026-02-03T11:05:00Z");
    CHECK_STR(read_in("20260203T0405Z", NULL), "2026-02-03T04:05:00Z");
}

static void test_refused(void)
{
    static const char *texts[] = {
        "", "T", "2026", "2026-01", "2026-01-01T", "2026-01-01Z", "2026-01-01T1", "2026-01-01T1:00",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
        "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "2025-02-29", "2100-02-29",
        "2026-04-31T00:00:00Z", "2026-01-01T00:00:00.", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00 ",
        "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00+1",
        "2026-01-01T00:00:00+01:", "2026-01-01T00:00:00+01:0", "2026-01-01T00:00:00+01:00:00",
        "2026-01-01T00:00:00 01:00", "2026-01-01T00:00:00 GMT", "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00.5", "2026-01-01T0000:00", "2026-01-01T00:0000", "2026-0101",
        "202601-01", "2026/01/01", "2026-01-01x00:00:00", "2026-01-01_00:00:00Z",
        "2026-01-0\xe0\xa7\xaa", "2026-01-01T00:00:0\xb0Z", "\262026-01-01T00:00:00Z",
        "2026-W01-1", "2026-001", "+2026-01-01", "-2026-01-01T00:00:00Z", "12026-01-01",
        "0001-01-01", "9999-12-31T23:59:59Z", "0000-02-29", "now",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_STR(read_in(texts[i], NULL), "none");
    int64_t ns;
    CHECK(!time_read((struct str){"2026-01-01\0", 11}, NULL, &ns));
}

// Each byte of a usual time changed to each other byte: a digit stays one, or the text is refused.
static void test_each_byte(void)
{
    const char *usual = "2026-01-01T00:00:00Z";
    for (size_t i = 0; i < 19; i++) {
        for (int c = 0; c < 256; c++) {
            char text[21];
            int64_t ns;
            memcpy(text, usual, sizeof text);
            text[i] = (char)c;
            bool is_digit = c >= '0' && c <= '9', was_digit = usual[i] >= '0' && usual[i] <= '9';
            bool same = c == usual[i] || (i == 10 && (c == ' ' || c == 't'));
            bool read = time_read((struct str){text, 20}, NULL, &ns);
            CHECK(!same || read);
            CHECK(same || !read || (is_digit && was_digit));
        }
    }
}

static void test_leap_second(void)
{
    CHECK_STR(read_in("1998-12-31T23:59:60Z", NULL), "1998-12-31T23:59:59.999999999Z");
    CHECK_STR(read_in("1998-12-31T15:59:60.123-08:00", NULL), "1998-12-31T23:59:59.999999999Z");
    CHECK_STR(read_in("20161231T235960", NULL), "2016-12-31T23:59:59.999999999Z");
    CHECK_STR(read_in("1998-12-31T23:58:60Z", NULL), "none");
    CHECK_STR(read_in("1998-12-31T22:59:60Z", NULL), "none");
    CHECK_STR(read_in("1998-12-31T23:59:60+01:00", NULL), "none");
    CHECK_STR(read_in("1969-12-31T23:59:60Z", NULL), "1969-12-31T23:59:59.999999999Z");
    const struct zone *east = zone_find(STR("+09:00"));
    CHECK_STR(read_in("2017-01-01T08:59:60", east), "2016-12-31T23:59:59.999999999Z");
    CHECK_STR(read_in("2016-12-31T23:59:60", east), "none");
}

static void test_range(void)
{
    CHECK_STR(read_in("2262-04-11T23:47:16.854775807Z", NULL), "2262-04-11T23:47:16.854775807Z");
    CHECK_STR(read_in("2262-04-11T23:47:16.854775808Z", NULL), "none");
    CHECK_STR(read_in("1677-09-21T00:12:43.145224193Z", NULL), "1677-09-21T00:12:43.145224193Z");
    CHECK_STR(read_in("1677-09-21T00:12:43.145224192Z", NULL), "none");
    struct civil c = civil_at(value_time(TIME_MAX));
    int64_t ns;
    CHECK(civil_to_ns(&c, &ns) && ns == TIME_MAX);
    c.nanosecond++;
    CHECK(!civil_to_ns(&c, &ns));
    c = civil_at(value_time(TIME_MIN));
    CHECK(civil_to_ns(&c, &ns) && ns == TIME_MIN);
    c.nanosecond--;
    CHECK(!civil_to_ns(&c, &ns));
}

static void test_zone_of_wall(void)
{
    const struct zone *zone = zone_find(STR("-05:00"));
    CHECK_STR(read_in("2026-01-01T00:00:00", zone), "2026-01-01T05:00:00Z");
    CHECK_STR(read_in("2026-01-01", zone), "2026-01-01T05:00:00Z");
    CHECK_STR(read_in("2026-01-01T00:00:00Z", zone), "2026-01-01T00:00:00Z");
    CHECK_STR(read_in("2026-01-01T00:00:00+01:00", zone), "2025-12-31T23:00:00Z");
}

static void test_numbers_as_text(void)
{
    CHECK_STR(read_any("1654646404"), "2022-06-08T00:00:04Z");
    CHECK_STR(read_any("1654646404.123456"), "2022-06-08T00:00:04.123456Z");
    CHECK_STR(read_any("1654646404123.456"), "2022-06-08T00:00:04.123456Z");
    CHECK_STR(read_any("1654646404123456789"), "2022-06-08T00:00:04.123456789Z");
    CHECK_STR(read_any("1654646404.1234567891"), "2022-06-08T00:00:04.123456789Z");
    CHECK_STR(read_any("-1654646404.123456"), "1917-07-26T23:59:55.876544Z");
    CHECK_STR(read_any("1.6546464e9"), "2022-06-08T00:00:00Z");
    CHECK_STR(read_any("16546464040000E-4"), "2022-06-08T00:00:04Z");
    CHECK_STR(read_any("20260203"), "2026-02-03T00:00:00Z");
    CHECK_STR(read_any("99999999"), "none");
    CHECK_STR(read_any("100000000"), "1973-03-03T09:46:40Z");
    CHECK_STR(read_any("0"), "1970-01-01T00:00:00Z");
    CHECK_STR(read_any("0.0000000001"), "1970-01-01T00:00:00Z");
    CHECK_STR(read_any("1e400"), "none");
    CHECK_STR(read_any("0e99999"), "1970-01-01T00:00:00Z");
    CHECK_STR(read_any("1e-400"), "1970-01-01T00:00:00Z");
    CHECK_STR(read_any("9223372036854775807"), "2262-04-11T23:47:16.854775807Z");
    CHECK_STR(read_any("9223372036854775808"), "none");
    CHECK_STR(read_any("-9223372036854775808"), "none");
    CHECK_STR(read_any("99999999999999999999999"), "none");
    CHECK_STR(read_any("007000000"), "none");
    CHECK_STR(read_any("+1654646404"), "none");
}

static int64_t epoch(struct value v)
{
    int64_t ns;
    return time_from_epoch(v, &ns) ? ns : TIME_NONE;
}

static int64_t epoch_in(struct value v, int64_t unit)
{
    struct value t;
    int64_t ns;
    return time_value_from_epoch(v, unit, &t) && value_time_ns(t, &ns) ? ns : TIME_NONE;
}

static void test_epochs(void)
{
    CHECK_INT(epoch(value_int(99999999999)), TIME_NONE);
    CHECK_INT(epoch(value_int(9223372036)), 9223372036 * NS_SECOND);
    CHECK_INT(epoch(value_int(9223372037)), TIME_NONE);
    CHECK_INT(epoch(value_int(100000000000)), 100000000000 * 1000000);
    CHECK_INT(epoch(value_int(-100000000000)), -100000000000 * 1000000);
    CHECK_INT(epoch(value_int(100000000000000)), 100000000000000 * 1000);
    CHECK_INT(epoch(value_int(100000000000000000)), 100000000000000000);
    CHECK_INT(epoch(value_int(INT64_MAX)), INT64_MAX);
    CHECK_INT(epoch(value_int(INT64_MIN)), TIME_NONE);
    CHECK_INT(epoch(value_int(INT64_MIN + 1)), TIME_MIN);
    CHECK_INT(epoch(value_double(1654646404.123456)), 1654646404123456000);
    CHECK_INT(epoch(value_double(-0.5)), -500000000);
    CHECK_INT(epoch(value_double(1e300)), TIME_NONE);
    CHECK_INT(epoch(value_double(1.0 / 0.0)), TIME_NONE);
    CHECK_INT(epoch(value_slice(VALUE_NUMBER, "1654646404.25", 13)), 1654646404250000000);
    CHECK_INT(epoch(value_null()), TIME_NONE);
    CHECK_INT(epoch_in(value_int(5), 1000000), 5000000);
    CHECK_INT(epoch_in(value_int(INT64_MAX), 2), TIME_NONE);
    CHECK_INT(epoch_in(value_double(1.5), NS_SECOND), 1500000000);
    CHECK_INT(epoch_in(value_slice(VALUE_NUMBER, "0.0000015", 9), NS_SECOND), 1500);
}

static void test_values(void)
{
    int64_t ns;
    CHECK(time_of_value(value_str(STR("2026-01-01")), NULL, &ns) && ns == 1767225600 * NS_SECOND);
    CHECK(time_of_value(value_time(7), NULL, &ns) && ns == 7);
    CHECK(time_of_value(value_int(7), NULL, &ns) && ns == 7 * NS_SECOND);
    CHECK(!time_of_value(value_bool(true), NULL, &ns));
    CHECK(!time_of_value(value_missing(), NULL, &ns));
    CHECK(!time_of_value(value_str(STR("soon")), NULL, &ns));
    struct value escaped = value_str(STR("2026-01-01T00:00:00\\u002b01:00"));
    escaped.flags = STR_JSON | STR_ESCAPED;
    CHECK(time_of_value(escaped, NULL, &ns) && ns == 1767222000 * NS_SECOND);
    CHECK(time_looks_like(value_str(STR("2026-01-01 10:00:00"))));
    CHECK(time_looks_like(value_str(STR("20260101"))));
    CHECK(time_looks_like(value_str(STR("1767225600"))));
    CHECK(!time_looks_like(value_str(STR("17672256"))));
    CHECK(!time_looks_like(value_str(STR("12"))));
    CHECK(time_looks_like(value_int(100000000)));
    CHECK(!time_looks_like(value_int(99999999)));
    CHECK(!time_looks_like(value_int(-100000000)));
    CHECK(!time_looks_like(value_double(3.5)));
    CHECK(time_looks_like(value_slice(VALUE_NUMBER, "1.7e9", 5)));
    CHECK(!time_looks_like(value_null()));
}

static void test_calendar(void)
{
    CHECK_INT(civil_to_days(1970, 1, 1), 0);
    CHECK_INT(civil_to_days(2000, 3, 1), 11017);
    CHECK_INT(civil_to_days(1, 1, 1), -719162);
    CHECK_INT(civil_to_days(-400, 3, 1), -719468 - 146097);
    int64_t want_year = -401;
    int want_month = 1, want_day = 1;
    for (int64_t days = civil_to_days(-401, 1, 1); want_year < 2401; days++) {
        int64_t year;
        int month, day;
        civil_from_days(days, &year, &month, &day);
        bool good = year == want_year && month == want_month && day == want_day;
        if (!good || civil_to_days(year, month, day) != days)
            CHECK_INT(days, TIME_NONE);
        if (++want_day > civil_month_days(want_year, want_month)) {
            want_day = 1;
            want_month = want_month % 12 + 1;
            want_year += want_month == 1;
        }
    }
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; month++)
        CHECK_INT(civil_month_days(2024, month), lengths[month - 1]);
    CHECK_INT(civil_month_days(1900, 2), 28);
}

// All days of the range, and random instants, through printing and reading.
static void test_round_trip(void)
{
    uint64_t seed = 1;
    for (int64_t day = -106751; day <= 106750; day++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        int64_t ns = day * NS_DAY + (int64_t)(seed >> 11) % NS_DAY, back;
        if (day % 3)
            ns -= ns % (day % 3 == 1 ? NS_SECOND : 1000);
        const char *text = print(ns);
        if (!time_read(str_of(text), NULL, &back) || back != ns)
            CHECK_STR(text, "another time");
    }
}

static struct duration duration(const char *text)
{
    struct duration d = {0};
    size_t fault;
    CHECK(duration_read(str_of(text), &d, &fault));
    return d;
}

static const char *truncated(const char *text, const char *step, const struct zone *zone)
{
    int64_t ns;
    if (!time_read(str_of(text), NULL, &ns))
        return "none";
    return print(time_truncate(ns, duration(step), zone));
}

static void test_truncate(void)
{
    CHECK_STR(truncated("2026-07-31T12:34:56.7Z", "5m", NULL), "2026-07-31T12:30:00Z");
    CHECK_STR(truncated("1969-12-31T23:59:59Z", "1h", NULL), "1969-12-31T23:00:00Z");
    CHECK_STR(truncated("2026-07-31T12:34:56Z", "1d", NULL), "2026-07-31T00:00:00Z");
    CHECK_STR(truncated("2026-07-31T12:34:56Z", "1w", NULL), "2026-07-30T00:00:00Z");
    CHECK_STR(truncated("2026-07-31T12:34:56Z", "1mo", NULL), "2026-07-01T00:00:00Z");
    CHECK_STR(truncated("2026-07-31T12:34:56Z", "5mo", NULL), "2026-04-01T00:00:00Z");
    CHECK_STR(truncated("1969-07-31T12:34:56Z", "1y", NULL), "1969-01-01T00:00:00Z");
    CHECK_STR(truncated("2026-07-31T12:34:56Z", "9999999y", NULL), "1970-01-01T00:00:00Z");
    const struct zone *zone = zone_find(STR("+05:30"));
    CHECK_STR(truncated("2026-07-31T18:29:59Z", "1d", zone), "2026-07-30T18:30:00Z");
    CHECK_STR(truncated("2026-07-31T18:30:00Z", "1d", zone), "2026-07-31T18:30:00Z");
    CHECK_STR(truncated("2026-07-31T18:30:00Z", "1w", zone), "2026-07-26T18:30:00Z");
    CHECK_STR(truncated("2026-07-31T18:30:00Z", "1mo", zone), "2026-07-31T18:30:00Z");
    CHECK_STR(truncated("2026-07-31T12:34:56Z", "1h", zone), "2026-07-31T12:30:00Z");
    CHECK_STR(truncated("2026-07-31T12:34:56Z", "7h", zone), "2026-07-31T08:30:00Z");
    CHECK_STR(truncated("2026-07-31T12:34:56Z", "36h", zone), "2026-07-31T06:30:00Z");
    CHECK_INT(time_truncate(TIME_MIN, duration("1h"), NULL), TIME_MIN);
    CHECK_INT(time_truncate(TIME_MIN, duration("1d"), zone), TIME_MIN);
    CHECK_INT(time_truncate(TIME_MIN, duration("1y"), zone), TIME_MIN);
    CHECK_INT(time_truncate(TIME_MIN, duration("1h"), zone), TIME_MIN);
    CHECK_INT(time_next(TIME_MAX, duration("1h"), zone), TIME_MAX);
    CHECK_INT(time_next(TIME_MAX - 5, duration("1y"), zone), TIME_MAX);
    CHECK_INT(time_next(0, duration("1mo"), NULL), 31 * NS_DAY);
    CHECK_INT(time_next(-1, duration("1mo"), NULL), 0);
    CHECK_INT(time_next(0, duration("5m"), NULL), 5 * NS_MINUTE);
}

// --- the vectors ---

// Read, although the source calls them wrong: each source checks one profile, weir reads ISO 8601
// liberally. What they have in common is one of: basic form, an hour or minute alone, a comma, an
// offset without a colon or minutes, more than six digits, a time where a date is asked for.
static const char *liberal[] = {
    "1985-04-12T23:20:50+01", "20230328", "2020-11-28T23:55:45Z", "2020-01-01 00:00:00Z",
    "2015-01-20T17:35:20-0800", "2015-01-20T17:35:20-08", "1987-07-05T17:45Z", "1987-07-05T17:45",
    "1997-09-09T09:09:09.09+0909", "1997-09-09T09:09:09.09+09",
    "2025-01-02", "2025-01-02T03", "2025-01-02T0304", "2025-01-02T030405",
    "2025-01-02T030405.678901", "2025-01-02T030405,678901", "2025-01-02T03:04:05.6789010",
    "2009-04-19T03:15:45.1234567", "20250102", "20250102T03", "20250102T03:04",
    "20250102T03:04:05", "20250102T030405", "20250102T03:04:05.6", "20250102T03:04:05,6",
    "20250102T03:04:05.678", "20250102T03:04:05,678", "20250102T03:04:05.678901",
    "20250102T030405.678901", "20250102T030405,678901", "20250102T030405.6789010",
    "2025-01-02T03:04:05+00", "2000-01-01T00+21", "2025-01-02T03:05:06+03",
    "2025-01-02T03:05:06-03",
};

static bool is_liberal(const char *text)
{
    for (size_t i = 0; i < sizeof liberal / sizeof *liberal; i++)
        if (strcmp(liberal[i], text) == 0)
            return true;
    return false;
}

// Not read, although the source reads them: years beyond 64-bit nanoseconds, `_` as separator,
// numbers (which are not dates; time_read_any reads them).
static bool is_unreadable(const char *text)
{
    int year = atoi(text);
    return strlen(text) < 10 || year < 1678 || year > 2261 || text[10] == '_';
}

// The text of a member of a line, decoded; false if it is not there or not a text.
static bool member(const char *line, const char *name, char *out)
{
    const char *p = strstr(line, name);
    if (!p)
        return false;
    for (p += strlen(name); *p != '"'; p++) {
        if (*p != '\\') {
            *out++ = *p;
            continue;
        }
        unsigned code = (unsigned char)*++p;
        if (*p == 'n')
            code = '\n';
        if (*p == 'u') {
            sscanf(p + 1, "%4x", &code);
            p += 4;
        }
        // Two bytes of UTF-8 or three; a NUL becomes a control byte as wrong as it.
        if (code >= 0x800)
            *out++ = (char)(0xe0 | code >> 12);
        if (code >= 0x80)
            *out++ = (char)(code >= 0x800 ? 0x80 | (code >> 6 & 0x3f) : 0xc0 | code >> 6);
        *out++ = code == 0 ? 1 : code < 0x80 ? (char)code : (char)(0x80 | (code & 0x3f));
    }
    *out = '\0';
    return true;
}

static void check_vector(const char *line)
{
    char input[512], kind[64], canonical[512];
    int64_t ns, want, fraction = 0;
    if (!member(line, "\"input\": \"", input) || !member(line, "\"kind\": \"", kind))
        return;
    bool valid = strstr(line, "\"valid\": true") != NULL;
    if (strncmp(kind, "time", 4) == 0 || strcmp(kind, "duration") == 0)
        valid = false;
    valid = (valid && !is_unreadable(input)) || is_liberal(input);
    bool read = time_read(str_of(input), NULL, &ns);
    if (read != valid)
        CHECK_STR(input, read ? "refused" : "read");
    check_count++;
    const char *epoch_at = strstr(line, "\"epoch_s\": "), *ns_at = strstr(line, "\"ns\": ");
    if (ns_at)
        fraction = atoll(ns_at + 6);
    if (read && epoch_at)
        CHECK_INT(ns, atoll(epoch_at + 11) * NS_SECOND + fraction);
    if (read && member(line, "\"canonical\": \"", canonical) && strlen(canonical) >= 10) {
        CHECK(time_read(str_of(canonical), NULL, &want));
        CHECK_INT(ns, want);
    }
}

static void check_vectors(const char *path)
{
    char line[4096];
    FILE *f = fopen(path, "r");
    if (!f) {
        printf("time: vectors skipped: %s is not there\n", path);
        return;
    }
    while (fgets(line, sizeof line, f))
        check_vector(line);
    fclose(f);
}

int main(int argc, char **argv)
{
    test_usual();
    test_other_shapes();
    test_refused();
    test_each_byte();
    test_leap_second();
    test_range();
    test_zone_of_wall();
    test_numbers_as_text();
    test_epochs();
    test_values();
    test_calendar();
    test_round_trip();
    test_truncate();
    if (argc > 1)
        check_vectors(argv[1]);
    return check_done("time");
}
