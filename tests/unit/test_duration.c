// SPDX-License-Identifier: MIT
// Durations: reading, where a wrong one is wrong, printing as users write them and as seconds.
#include "data/number.h"
#include "data/time.h"
#include "tests/unit/check.h"

static struct duration duration(const char *text)
{
    struct duration d = {0};
    size_t fault;
    CHECK(duration_read(str_of(text), &d, &fault));
    return d;
}

static long fault_of(const char *text)
{
    struct duration d;
    size_t fault;
    return duration_read(str_of(text), &d, &fault) ? -1 : (long)fault;
}

static void check_print(const char *text, const char *want)
{
    struct buf b;
    buf_init(&b);
    duration_print(&b, duration(text));
    CHECK_STR(buf_cstr(&b), want);
    buf_release(&b);
}

static const char *seconds(int64_t ns)
{
    static char text[NUMBER_MAX + 1];
    text[duration_write(text, ns)] = '\0';
    return text;
}

static void test_durations(void)
{
    CHECK_INT(duration("250ms").ns, 250000000);
    CHECK_INT(duration("1h30m").ns, 90 * NS_MINUTE);
    CHECK_INT(duration("1m").ns, NS_MINUTE);
    CHECK_INT(duration("1mo").months, 1);
    CHECK_INT(duration("1mo").ns, 0);
    CHECK_INT(duration("2y3mo").months, 27);
    CHECK_INT(duration("2w1d").ns, 15 * NS_DAY);
    CHECK_INT(duration("1us5ns").ns, 1005);
    CHECK_INT(duration("0s").ns, 0);
    CHECK_INT(fault_of(""), 0);
    CHECK_INT(fault_of("m"), 0);
    CHECK_INT(fault_of("5"), 1);
    CHECK_INT(fault_of("5xx"), 1);
    CHECK_INT(fault_of("1h30"), 4);
    CHECK_INT(fault_of("1h 30m"), 1);
    CHECK_INT(fault_of("-1h"), 0);
    CHECK_INT(fault_of("1.5h"), 1);
    CHECK_INT(fault_of("1H"), 1);
    CHECK_INT(fault_of("1h99999999999999999999s"), 2);
    CHECK_INT(fault_of("106752d"), 0);
    CHECK_INT(fault_of("106751d1d"), 7);
    check_print("90s", "1m30s");
    check_print("0m", "0s");
    check_print("14d", "2w");
    check_print("10d", "10d");
    check_print("36h", "1d12h");
    check_print("14mo", "1y2mo");
    check_print("1500us", "1ms500us");
    check_print("1mo1h", "1mo1h");
    CHECK_STR(seconds(90 * NS_SECOND), "90");
    CHECK_STR(seconds(250000000), "0.25");
    CHECK_STR(seconds(-1500000000), "-1.5");
    CHECK_STR(seconds(0), "0");
    CHECK_STR(seconds(1), "0.000000001");
    CHECK_STR(seconds(INT64_MIN), "-9223372036.854775808");
}

int main(void)
{
    test_durations();
    return check_done("duration");
}
