// SPDX-License-Identifier: MIT
// Formats of times: what is written is read back, over days, clocks and zones; faults; durations in
// texts.
#include "data/time.h"
#include "data/time_format.h"
#include "data/zone.h"
#include "tests/unit/check.h"

static struct arena arena;

static const struct time_format *format(const char *text, bool reads)
{
    struct format_fault fault = {0};
    const struct time_format *f = time_format_new(&arena, str_of(text), reads, &fault);
    if (!f)
        CHECK_STR(fault.error, text);
    return f;
}

// Formats that tell a second of a zone without doubt, and which fraction they keep.
static const struct {
    const char *text;
    uint32_t kept;                // ns
} exact[] = {
    {"%Y-%m-%dT%H:%M:%S%z", 1000000000},   {"%d %B %Y %I:%M:%S.%f %p %z", 1000},
    {"%G-W%V-%u %T.%N %:z", 1},            {"%Y/%j %k:%M:%S%.f%z", 1},
    {"%Y %U %w %l.%M.%S %P %6N %z", 1000}, {"%W %A %Y %R:%S %1N %z", 100000000},
    {"%s.%f", 1000},                       {"%a, %d %h %Y %T %z %Z", 1000000000},
    {"%c%z", 1000000000},                  {"%Y%m%d%H%M%S%9N%z", 1},
};

static void check_back(struct value t, const struct zone *zone)
{
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        static const struct time_format *formats[sizeof exact / sizeof *exact];
        if (!formats[i])
            formats[i] = format(exact[i].text, true);
        char text[600];
        CHECK(time_format_max(formats[i]) <= sizeof text);
        size_t n = time_format_write(formats[i], t, zone, text);
        CHECK(n <= time_format_max(formats[i]));
        struct value back;
        if (strstr(exact[i].text, "%Z") && zone)
            continue;             // an abbreviation overrides nothing, but may be another zone's
        bool is_read = time_format_read(formats[i], (struct str){text, n}, zone, &back);
        uint32_t kept = t.len - t.len % exact[i].kept;
        if (!is_read || back.i != t.i || back.len != kept) {
            printf("%s: %.*s\n", exact[i].text, (int)n, text);
            CHECK(is_read && back.i == t.i && back.len == kept);
        }
    }
}

static void test_back(void)
{
    const struct zone *zones[] = {NULL, zone_find(STR("+05:45")), zone_find(STR("-11"))};
    uint64_t random = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // A day away from the ends, where the wall may show the year 0 or 10000.
        int64_t span = TIME_LAST_SECOND - TIME_FIRST_SECOND - 2 * 86400;
        int64_t seconds = TIME_FIRST_SECOND + 86400 + (int64_t)(random % (uint64_t)span);
        check_back(value_time_at(seconds, (uint32_t)(random >> 32) % 1000000000), zones[i % 3]);
    }
    // Every day of some years, leap and not, beginning on every weekday.
    for (int64_t day = civil_to_days(1999, 12, 20); day < civil_to_days(2028, 1, 10); day++)
        check_back(value_time_at(day * 86400 + day % 86400, 5), NULL);
}

static const char *fault_of(const char *text, bool reads, size_t from, size_t to)
{
    struct format_fault fault = {0};
    CHECK(!time_format_new(&arena, str_of(text), reads, &fault));
    CHECK_INT(fault.from, from);
    CHECK_INT(fault.to, to);
    return fault.error ? fault.error : "nothing";
}

static void test_faults(void)
{
    CHECK_STR(fault_of("a%Qb", false, 1, 3), "there is no '%Q' in formats of times");
    CHECK_STR(fault_of("%:Y", false, 0, 3), "there is no '%:Y' in formats of times");
    CHECK_STR(fault_of("%3f", false, 0, 3), "there is no '%3f' in formats of times");
    CHECK_STR(fault_of("%-F", false, 0, 3), "there is no '%-F' in formats of times");
    CHECK_STR(fault_of("%.N", false, 0, 3), "there is no '%.N' in formats of times");
    CHECK_STR(fault_of("%-%", false, 0, 3), "there is no '%-%' in formats of times");
    CHECK_STR(fault_of("%-", false, 0, 2), "the format ends in a % without its letter");
    CHECK_STR(fault_of("a", false, 0, 1), "the format has nothing of a time in it");
    CHECK_STR(fault_of("%H", true, 0, 2), "the format has no year");
    CHECK_STR(fault_of("%V", true, 0, 2), "the format has no year");
    CHECK(format("%%", false));
    CHECK(format("%H", false));
}

static void test_plain(void)
{
    CHECK(time_format_is_plain(format("%c %Z T", false)));
    CHECK(!time_format_is_plain(format("%Y\"", false)));
    CHECK(!time_format_is_plain(format("%Y\\", false)));
    CHECK(!time_format_is_plain(format("%Y%n", false)));
}

static void test_letters(void)
{
    const struct zone *z = zone_find(STR("Europe/Berlin"));
    if (!z)
        return;
    int64_t wall, utc;
    CHECK(time_read(STR("2026-10-25T02:30:00Z"), NULL, &wall));
    wall /= NS_SECOND;
    CHECK(zone_to_utc_by(z, wall, STR("CEST"), &utc) && utc == wall - 7200);
    CHECK(zone_to_utc_by(z, wall, STR("CET"), &utc) && utc == wall - 3600);
    CHECK(!zone_to_utc_by(z, wall, STR("PST"), &utc));
    CHECK_STR(zone_letters(z, wall - 7200), "CEST");
    CHECK_STR(zone_letters(z, wall - 3600), "CET");
    CHECK_STR(zone_letters(zone_find(STR("Z")), 0), "UTC");
    CHECK_STR(zone_letters(zone_find(STR("+02:00")), 0), "+02:00");
}

static void test_durations(void)
{
    static const struct {
        const char *text;
        int64_t ns;
    } good[] = {
        {"1h", NS_HOUR}, {"1.5h", NS_HOUR * 3 / 2}, {"0.0000000019s", 1},
        {"106751d", 106751 * NS_DAY},
        {"9223372036.854775807s", INT64_MAX}, {"-9223372036.854775807s", -INT64_MAX},
        {"P15250W", 15250 * 7 * NS_DAY}, {"2562047:47:16.854775807", INT64_MAX}, {"+1ns", 1},
        {"1e2", 100 * NS_SECOND}, {"-0", 0}, {"PT0S", 0},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t ns = -2;
        CHECK(duration_read_text(str_of(good[i].text), &ns));
        CHECK_INT(ns, good[i].ns);
    }
    static const char *bad[] = {"9223372036.854775808s", "2562047:47:16.854775808", "P15251W",
                                "106752d", "18446744073709551617h", "1h1", "--1h", "1.h", ".5h",
                                "PT1D", "P1D1D", "PT1S1M", "1:02", "1:02:3", "1::2", "1:2.5:03"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ns;
        if (duration_read_text(str_of(bad[i]), &ns))
            CHECK_STR(bad[i], "no duration");
    }
}

int main(void)
{
    arena_init(&arena);
    test_back();
    test_faults();
    test_plain();
    test_letters();
    test_durations();
    arena_release(&arena);
    return check_done("time_format");
}
