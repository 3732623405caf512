// SPDX-License-Identifier: MIT
// Zones: known changes of the clock, invariants over all spans of some hundred years, rounding on a
// zone's wall, and files made here, good and broken.
#include "data/time.h"
#include "data/zone.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t seconds_of(const char *text)
{
    int64_t ns;
    if (!time_read(str_of(text), NULL, &ns)) {
        CHECK_STR(text, "a time");
        return 0;
    }
    return ns / NS_SECOND;
}

static const char *print(int64_t ns)
{
    static char text[TIME_TEXT_MAX + 1];
    text[time_write_rfc3339(text, value_time(ns))] = '\0';
    return text;
}

static int32_t offset(const struct zone *z, const char *utc)
{
    return zone_offset(z, seconds_of(utc));
}

static const char *utc_of(const struct zone *z, const char *wall)
{
    return print(zone_to_utc(z, seconds_of(wall)) * NS_SECOND);
}

static void test_fixed(void)
{
    CHECK_INT(zone_offset(zone_find(STR("UTC")), 0), 0);
    CHECK_INT(zone_offset(zone_find(STR("Z")), 0), 0);
    CHECK_INT(zone_offset(zone_find(STR("+02:00")), 0), 7200);
    CHECK_INT(zone_offset(zone_find(STR("-0930")), 0), -9 * 3600 - 1800);
    CHECK_INT(zone_offset(zone_find(STR("+14")), 0), 14 * 3600);
    CHECK_INT(zone_to_utc(zone_find(STR("+02:00")), 7200), 0);
    CHECK(zone_find(STR("+02:00")) == zone_find(STR("+02:00")));
    CHECK_STR(zone_name(zone_find(STR("+02:00"))), "+02:00");
    static const char *wrong[] = {"",       "+",      "+2",        "+24:00", "+02:60", "+02:0",
                                  "+02-00", "+002",   "02:00",     "+aa:00", "+02:000",
                                  "..",     "../UTC", "Europe/..", "/etc/localtime",
                                  "Europe", "Europe/", "Europe//Berlin", "./UTC",
                                  "Mars/Olympus", "zone.tab", "Europe/Berlin\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (zone_find(str_of(wrong[i])))
            CHECK_STR(wrong[i], "no zone");
    CHECK(!zone_find((struct str){"UTC\0x", 5}));
}

static void test_berlin(const struct zone *z)
{
    CHECK_INT(offset(z, "2026-01-01T00:00:00Z"), 3600);
    CHECK_INT(offset(z, "2026-03-29T00:59:59Z"), 3600);
    CHECK_INT(offset(z, "2026-03-29T01:00:00Z"), 7200);
    CHECK_INT(offset(z, "2026-10-25T00:59:59Z"), 7200);
    CHECK_INT(offset(z, "2026-10-25T01:00:00Z"), 3600);
    CHECK_INT(offset(z, "2150-07-01T00:00:00Z"), 7200);
    CHECK_INT(offset(z, "2261-12-01T00:00:00Z"), 3600);
    CHECK_INT(offset(z, "1700-01-01T00:00:00Z"), 53 * 60 + 28);
    CHECK_STR(utc_of(z, "2026-03-29T01:59:59Z"), "2026-03-29T00:59:59Z");
    CHECK_STR(utc_of(z, "2026-03-29T02:00:00Z"), "2026-03-29T01:00:00Z");
    CHECK_STR(utc_of(z, "2026-03-29T02:59:59Z"), "2026-03-29T01:00:00Z");
    CHECK_STR(utc_of(z, "2026-03-29T03:00:00Z"), "2026-03-29T01:00:00Z");
    CHECK_STR(utc_of(z, "2026-10-25T02:00:00Z"), "2026-10-25T00:00:00Z");
    CHECK_STR(utc_of(z, "2026-10-25T02:59:59Z"), "2026-10-25T00:59:59Z");
    CHECK_STR(utc_of(z, "2026-10-25T03:00:00Z"), "2026-10-25T02:00:00Z");
    // Far away the rule goes on: the same day 4000 years later.
    int64_t cycle = INT64_C(146097) * 86400;
    for (int64_t day = 0; day < 366; day++) {
        int64_t t = seconds_of("2040-01-01T00:30:00Z") + day * 86400;
        CHECK_INT(zone_offset(z, t + 10 * cycle), zone_offset(z, t));
        CHECK_INT(zone_to_utc(z, t + 10 * cycle), zone_to_utc(z, t) + 10 * cycle);
    }
}

static void test_reading(const struct zone *z)
{
    int64_t ns;
    CHECK(time_read(STR("2026-07-01T12:00:00"), z, &ns));
    CHECK_STR(print(ns), "2026-07-01T10:00:00Z");
    CHECK(time_read(STR("2026-07-01"), z, &ns));
    CHECK_STR(print(ns), "2026-06-30T22:00:00Z");
    CHECK(time_read(STR("2017-01-01T00:59:60"), z, &ns));
    CHECK_STR(print(ns), "2016-12-31T23:59:59.999999999Z");
}

// Every wall time leads back to the clock that shows it, or to the end of the gap that lacks it;
// and of two instants with one wall time the earlier is found.
static void check_walls(const char *name)
{
    const struct zone *z = zone_find(str_of(name));
    if (!z)
        return;
    int64_t end = seconds_of("2200-01-01"), wrong = 0;
    for (int64_t t = seconds_of("1880-01-01"); t < end; t += 7 * 3601) {
        int64_t wall = t + zone_offset(z, t), back = zone_to_utc(z, wall);
        bool good = back <= t && back + zone_offset(z, back) == wall;
        int64_t gap = zone_to_utc(z, t);
        good &= gap + zone_offset(z, gap) == t ||
                (gap + zone_offset(z, gap) > t && gap - 1 + zone_offset(z, gap - 1) < t);
        wrong += !good;
    }
    if (wrong)
        CHECK_STR(name, "wall times that lead back");
}

static struct duration step_of(const char *text)
{
    struct duration d = {0};
    size_t fault;
    CHECK(duration_read(str_of(text), &d, &fault));
    return d;
}

static const char *truncated(const struct zone *z, const char *utc, const char *step)
{
    return print(time_truncate(seconds_of(utc) * NS_SECOND, step_of(step), z));
}

static void test_truncate(const struct zone *z)
{
    CHECK_STR(truncated(z, "2026-03-29T12:00:00Z", "1d"), "2026-03-28T23:00:00Z");
    CHECK_STR(truncated(z, "2026-03-29T22:00:00Z", "1d"), "2026-03-29T22:00:00Z");
    CHECK_STR(truncated(z, "2026-10-25T22:30:00Z", "1d"), "2026-10-24T22:00:00Z");
    CHECK_STR(truncated(z, "2026-10-25T23:00:00Z", "1d"), "2026-10-25T23:00:00Z");
    CHECK_STR(truncated(z, "2026-03-29T21:59:59Z", "1w"), "2026-03-22T23:00:00Z");
    CHECK_STR(truncated(z, "2026-03-29T22:00:00Z", "1w"), "2026-03-29T22:00:00Z");
    CHECK_STR(truncated(z, "2026-04-15T00:00:00Z", "1mo"), "2026-03-31T22:00:00Z");
    CHECK_STR(truncated(z, "2026-04-15T00:00:00Z", "1y"), "2025-12-31T23:00:00Z");
    CHECK_STR(truncated(z, "2026-07-31T12:00:00Z", "6h"), "2026-07-31T10:00:00Z");
    // The hour shown twice is two hours; steps that reach over the change begin before it.
    CHECK_STR(truncated(z, "2026-10-25T00:40:00Z", "1h"), "2026-10-25T00:00:00Z");
    CHECK_STR(truncated(z, "2026-10-25T01:40:00Z", "1h"), "2026-10-25T01:00:00Z");
    CHECK_STR(truncated(z, "2026-10-25T01:40:00Z", "15m"), "2026-10-25T01:30:00Z");
    CHECK_STR(truncated(z, "2026-10-25T01:40:00Z", "6h"), "2026-10-24T22:00:00Z");
    CHECK_STR(truncated(z, "2026-03-29T01:40:00Z", "2h"), "2026-03-29T01:00:00Z");
    CHECK_STR(truncated(z, "2026-03-29T01:40:00Z", "3h"), "2026-03-29T01:00:00Z");
    CHECK_STR(truncated(z, "2026-03-29T01:40:00Z", "6h"), "2026-03-28T23:00:00Z");
    CHECK_STR(print(time_next(seconds_of("2026-03-28T23:00:00Z") * NS_SECOND, step_of("1d"), z)),
              "2026-03-29T22:00:00Z");
    CHECK_STR(print(time_next(seconds_of("2026-10-24T22:00:00Z") * NS_SECOND, step_of("1d"), z)),
              "2026-10-25T23:00:00Z");
}

// Does the clock show a multiple of the step (of a day at most), or has it just skipped one?
static bool on_grid(const struct zone *z, int64_t ns, int64_t step)
{
    int64_t utc = ns / NS_SECOND, wall = utc + zone_offset(z, utc);
    int64_t multiple = wall - wall % 86400 % (step / NS_SECOND);
    return multiple == wall || multiple >= utc + zone_offset(z, utc - 1);
}

// Boundaries cut time into pieces: all of [b, next) rounds to b.
static void check_pieces(const char *name, const char *step_text)
{
    const struct zone *z = zone_find(str_of(name));
    if (!z)
        return;
    struct duration step = step_of(step_text);
    int64_t wrong = 0, t = seconds_of("1985-01-01T00:00:00Z") * NS_SECOND;
    t = time_truncate(t, step, z);
    for (int i = 0; i < 20000 && t < TIME_MAX - 800 * NS_DAY; i++) {
        int64_t next = time_next(t, step, z);
        bool good = next > t && time_truncate(t, step, z) == t;
        good &= time_truncate(next - 1, step, z) == t && time_truncate(next, step, z) == next;
        good &= time_truncate(t + (next - t) / 3, step, z) == t;
        good &= time_next(next - 1, step, z) == next;
        good &= step.months || step.ns > NS_DAY || on_grid(z, t, step.ns);
        wrong += !good;
        t = next;
    }
    if (wrong) {
        CHECK_STR(name, "a zone with pieces");
        CHECK_STR(step_text, "");
    }
}

// --- files made here ---

static void put32(struct buf *b, uint32_t x)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_putc(b, (char)(x >> shift & 0xff));
}

// A block with one transition at `at` (NULL: none) to `offset`, from ten minutes before.
static void put_block(struct buf *b, char version, int wide, const int64_t *at, int32_t offset)
{
    buf_puts(b, "TZif");
    buf_putc(b, version);
    for (int i = 0; i < 15; i++)
        buf_putc(b, 0);
    uint32_t counts[] = {0, 0, 0, at != NULL, 2, 4};
    for (int i = 0; i < 6; i++)
        put32(b, counts[i]);
    if (at && wide)
        put32(b, (uint32_t)((uint64_t)*at >> 32));
    if (at) {
        put32(b, (uint32_t)*at);
        buf_putc(b, 1);
    }
    put32(b, 600);
    buf_put(b, "\0\0", 2);
    put32(b, (uint32_t)offset);
    buf_put(b, "\0\0ABC", 6);
}

static void write_file(const char *folder, const char *name, struct buf *b)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite(b->p, 1, b->n, f) == b->n);
    if (f)
        fclose(f);
    buf_clear(b);
}

// A zone by a footer alone.
static const struct zone *zone_by_rule(const char *folder, const char *name, const char *footer)
{
    struct buf b;
    buf_init(&b);
    put_block(&b, '2', 0, NULL, 0);
    put_block(&b, '2', 1, NULL, 0);
    buf_printf(&b, "\n%s\n", footer);
    write_file(folder, name, &b);
    buf_release(&b);
    return zone_find(str_of(name));
}

static void test_rules(const char *folder)
{
    const struct zone *z = zone_by_rule(folder, "J", "AAA-1BBB,J60/0,J300");
    CHECK_INT(offset(z, "2023-02-28T22:59:59Z"), 3600);
    CHECK_INT(offset(z, "2023-02-28T23:00:00Z"), 7200);
    CHECK_INT(offset(z, "2024-02-28T23:00:00Z"), 3600);
    CHECK_INT(offset(z, "2024-02-29T23:00:00Z"), 7200);
    CHECK_INT(offset(z, "2024-10-26T23:59:59Z"), 7200);
    CHECK_INT(offset(z, "2024-10-27T00:00:00Z"), 3600);
    z = zone_by_rule(folder, "N", "<-03>3<-02>2:30,59/1:30:15,299/-1");
    CHECK_INT(offset(z, "2024-02-29T04:30:14Z"), -3 * 3600);
    CHECK_INT(offset(z, "2024-02-29T04:30:15Z"), -2 * 3600 - 1800);
    CHECK_INT(offset(z, "2024-10-26T01:29:59Z"), -2 * 3600 - 1800);
    CHECK_INT(offset(z, "2024-10-26T01:30:00Z"), -3 * 3600);
    z = zone_by_rule(folder, "South", "AAA-10BBB,M10.1.0,M4.1.0/3");
    CHECK_INT(offset(z, "2100-01-01T00:00:00Z"), 11 * 3600);
    CHECK_INT(offset(z, "2100-07-01T00:00:00Z"), 10 * 3600);
    z = zone_by_rule(folder, "Greenland", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    CHECK_INT(offset(z, "2030-03-31T00:59:59Z"), -7200);
    CHECK_INT(offset(z, "2030-03-31T01:00:00Z"), -3600);
    z = zone_by_rule(folder, "Long", "IST-2IDT,M3.4.4/26,M10.5.0");
    CHECK_INT(offset(z, "2026-03-26T23:59:59Z"), 7200);
    CHECK_INT(offset(z, "2026-03-27T00:00:00Z"), 10800);
    z = zone_by_rule(folder, "Always", "XXX3EDT4,0/0,J365/23");
    for (int year = 2000; year < 2100; year++) {
        int64_t t = civil_to_days(year, 1, 1) * 86400 + 4 * 3600;
        CHECK_INT(zone_offset(z, t - 1), -4 * 3600);
        CHECK_INT(zone_offset(z, t), -4 * 3600);
        CHECK_INT(zone_offset(z, t + 3600), -4 * 3600);
    }
    z = zone_by_rule(folder, "Nothing", "");
    CHECK_INT(offset(z, "2026-01-01"), 600);
    static const char *wrong[] = {"A1",    "AAA",       "AAA1BBB",       "AAA1BBB,J0,J5",
                                  "AAA25", "AAA1BBB,1", "AAA1BBB,366,1", "AAA1BBB,M13.1.0,1",
                                  "<AAA1", "AAA1:60",   "AAA1BBB,1,2x",  "AAA1BBB,1/168,2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!zone_by_rule(folder, "Wrong", wrong[i]));
}

static void test_files(const char *folder)
{
    int64_t at = 1000;
    struct buf b;
    buf_init(&b);
    put_block(&b, '\0', 0, &at, -3600);
    write_file(folder, "One", &b);
    const struct zone *z = zone_find(STR("One"));
    CHECK(z && zone_offset(z, 999) == 600 && zone_offset(z, 1000) == -3600);
    CHECK(z && zone_to_utc(z, 500) == -100 && zone_to_utc(z, 1700) == 5300);
    // Every file cut short is refused, and no byte past its end is looked at.
    at = -5000000000;
    put_block(&b, '2', 0, NULL, 0);
    put_block(&b, '2', 1, &at, 3600);
    buf_puts(&b, "\nAAA-1\n");
    size_t n = b.n;
    char *copy = malloc(n);
    memcpy(copy, b.p, n);
    for (size_t i = 0; i <= n; i++) {
        b.n = i;
        memcpy(b.p, copy, i);
        write_file(folder, "Cut", &b);
        z = zone_find(STR("Cut"));
        CHECK((z != NULL) == (i == n));
    }
    CHECK(z && zone_offset(z, at) == 3600 && zone_offset(z, at - 1) == 600);
    free(copy);
    buf_release(&b);
}

static void remove_files(const char *folder)
{
    static const char *names[] = {"J", "N", "South", "Greenland", "Long", "Always", "Nothing",
                                  "Wrong", "One", "Cut"};
    char path[256];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void test_system_zones(const struct zone *berlin)
{
    static const char *zones[] = {"Europe/Berlin",    "America/New_York",    "America/Sao_Paulo",
                                  "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia",
                                  "Asia/Kathmandu",   "Africa/Casablanca",   "America/Havana",
                                  "Europe/Dublin",    "Antarctica/Troll",    "Asia/Tehran"};
    static const char *steps[] = {"1d", "1w", "1mo", "1h", "20m", "6h", "90m", "36h", "1y", "3d"};
    test_berlin(berlin);
    test_reading(berlin);
    test_truncate(berlin);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        check_walls(zones[i]);
        for (size_t k = 0; k < sizeof steps / sizeof *steps; k++)
            check_pieces(zones[i], steps[k]);
    }
}

int main(void)
{
    char folder[] = "/tmp/weir-zones-XXXXXX";
    test_fixed();
    const struct zone *berlin = zone_find(STR("Europe/Berlin"));
    if (berlin)
        test_system_zones(berlin);
    else
        printf("zone: tests of the system's zones skipped: there are none\n");
    if (!mkdtemp(folder) || setenv("TZDIR", folder, 1) != 0) {
        printf("zone: tests with files skipped: no folder for them\n");
        return check_done("zone");
    }
    test_rules(folder);
    test_files(folder);
    remove_files(folder);
    return check_done("zone");
}
