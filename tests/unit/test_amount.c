// SPDX-License-Identifier: MIT
#include "tests/unit/check.h"

#include "io/amount.h"

static void check_size(const char *text, size_t want)
{
    size_t bytes = 0;
    CHECK(amount_read_size(text, &bytes) == (want > 0));
    CHECK_INT(want ? bytes : 0, want);
}

static void check_duration(const char *text, int64_t want)
{
    int64_t ns = 0;
    CHECK(amount_read_duration(text, &ns) == (want > 0));
    CHECK_INT(want ? ns : 0, want);
}

int main(void)
{
    check_size("1", 1);
    check_size("64k", 65536);
    check_size("64KiB", 65536);
    check_size("2MB", 2 << 20);
    check_size("3G", 3ull << 30);
    check_size("4G", 0);
    check_size("0", 0);
    check_size("", 0);
    check_size("-1", 0);
    check_size(" 1", 0);
    check_size("1x", 0);
    check_size("99999999999999999999", 0);
    check_duration("1ns", 1);
    check_duration("250ms", 250000000);
    check_duration("1h30m", 5400000000000);
    check_duration("5m", 300000000000);
    check_duration("7d", 604800000000000);
    check_duration("0s", 0);
    check_duration("5", 0);
    check_duration("", 0);
    check_duration("m", 0);
    check_duration("5x", 0);
    check_duration("-5s", 0);
    check_duration("200000000d", 0);
    check_duration("106751d106751d", 0);
    return check_done("amount");
}
