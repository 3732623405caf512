// SPDX-License-Identifier: MIT
// A time read by the minute of the one before is the time that time_of_value() reads, or is left to
// it.
#include "data/time.h"
#include "data/time_memo.h"
#include "tests/unit/check.h"

static struct value text(const char *s)
{
    return value_str((struct str){s, strlen(s)});
}

static void same(struct time_memo *m, const char *s, bool is_hit)
{
    int64_t want = 0, got = 0;
    bool is_time = time_of_value(text(s), NULL, &want);
    bool hit = time_memo_read(m, text(s), &got);
    CHECK(hit == is_hit);
    CHECK(!hit || (is_time && got == want));
    if (is_time)
        time_memo_note(m, text(s), want);
}

// Each millisecond of a minute.
static void test_milliseconds(void)
{
    struct time_memo m = {0};
    same(&m, "2026-01-01T12:34:00Z", false);
    for (int i = 0; i < 60000; i++) {
        char s[32];
        snprintf(s, sizeof s, "2026-01-01T12:34:%02d.%03dZ", i / 1000, i % 1000);
        same(&m, s, true);
    }
}

int main(void)
{
    test_milliseconds();
    struct time_memo m = {0};
    int64_t ns;
    struct str zeros = {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0:12.345Z", 24};
    CHECK(!time_memo_read(&m, value_str(zeros), &ns));
    same(&m, "2026-01-01T12:34:56Z", false);
    same(&m, "2026-01-01T12:34:00Z", true);
    same(&m, "2026-01-01T12:34:59.999999999Z", true);
    same(&m, "2026-01-01T12:34:59.5Z", true);
    same(&m, "2026-01-01T12:34:59.987Z", true);
    same(&m, "2026-01-01T12:34:00.000Z", true);
    same(&m, "2026-01-01T12:34:60.000Z", false);
    same(&m, "2026-01-01T12:34:99.000Z", false);
    same(&m, "2026-01-01T12:34:59.98:Z", false);
    same(&m, "2026-01-01T12:34:5/.987Z", false);
    same(&m, "2026-01-01T12:34::9.987Z", false);
    same(&m, "2026-01-01T12:34:59,987Z", false);
    same(&m, "2026-01-01T12:34:59.987z", false);
    same(&m, "2026-01-01T12:34:59.9\xc2\xb5Z", false);
    same(&m, "2026-01-01T12:34:60Z", false);          // a leap second
    same(&m, "2026-01-01T12:34:59.Z", false);
    same(&m, "2026-01-01T12:34:59.1234567891Z", false);
    same(&m, "2026-01-01T12:34:59+01:00", false);
    same(&m, "2026-01-01T12:34:59", false);
    same(&m, "2026-01-01T12:34:5Z", false);
    same(&m, "2026-01-01T12:34:", false);
    same(&m, "2026-01-01T12:35:01.25Z", false);
    same(&m, "2026-01-01T12:35:02.25Z", true);
    same(&m, "2026-01-01T12:35:0x.25Z", false);
    same(&m, "1677-09-21T00:12:59Z", false);
    same(&m, "1677-09-21T00:12:00Z", false);          // before what 64 bits hold
    same(&m, "2262-04-11T23:47:16.854775807Z", false);
    same(&m, "2262-04-11T23:47:16.854775808Z", false);
    same(&m, "2262-04-11T23:47:00Z", true);
    CHECK(!time_memo_read(&m, value_int(1), &ns));
    return check_done("time_memo");
}
