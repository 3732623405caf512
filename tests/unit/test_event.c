// SPDX-License-Identifier: MIT
// Time without I/O: windows, the watermark, the advice about lateness.
#include "tests/unit/check.h"

#include "data/time.h"
#include "event/lateness.h"
#include "event/watermark.h"
#include "event/window.h"

static void check_window(const struct window *w, int64_t t, int64_t start, int64_t end)
{
    struct interval got = window_slice(w, t);
    CHECK_INT(got.start, start);
    CHECK_INT(got.end, end);
}

static void test_tumbling(void)
{
    struct window w = {.kind = WINDOW_TUMBLING, .size = 10};
    check_window(&w, 0, 0, 10);
    check_window(&w, 9, 0, 10);
    check_window(&w, 10, 10, 20);
    check_window(&w, -1, -10, 0);
    check_window(&w, -10, -10, 0);
    w.offset = 3;
    check_window(&w, 2, -7, 3);
    check_window(&w, 3, 3, 13);
    w.offset = -3;
    check_window(&w, 6, -3, 7);
    check_window(&w, 7, 7, 17);
    w.offset = 1003;
    check_window(&w, 3, 3, 13);
    w = (struct window){.kind = WINDOW_TUMBLING, .size = 1};
    check_window(&w, TIME_MIN + 5, TIME_MIN + 5, TIME_MIN + 6);
}

static void test_ends_of_time(void)
{
    struct window w = {.kind = WINDOW_TUMBLING, .size = NS_DAY};
    struct interval last = window_slice(&w, TIME_MAX);
    CHECK(last.start <= TIME_MAX && last.end == TIME_MAX);
    struct interval first = window_slice(&w, TIME_MIN);
    CHECK_INT(first.start, TIME_MIN);
    CHECK(first.end > TIME_MIN);
    w.offset = TIME_MAX;
    CHECK(window_slice(&w, TIME_MIN + 7).start <= TIME_MIN + 7);
    w.size = TIME_MAX;
    CHECK(window_slice(&w, -5).end > -5);
}

static void test_closing(void)
{
    struct window w = {.kind = WINDOW_TUMBLING, .size = 10, .lateness = 5};
    CHECK(!window_is_closed(&w, 10, TIME_NONE));
    CHECK(!window_is_closed(&w, 10, 14));
    CHECK(window_is_closed(&w, 10, 15));
    CHECK_INT(window_watermark_out(&w, 15), 10);
    CHECK_INT(window_watermark_out(&w, TIME_NONE), TIME_NONE);
    struct window all = {.kind = WINDOW_GLOBAL};
    CHECK(!window_is_closed(&all, TIME_MAX, TIME_MAX));
}

static void test_clock(void)
{
    struct clock c;
    clock_init(&c, 3);
    CHECK_INT(clock_watermark(&c), TIME_NONE);
    CHECK(!clock_see(&c, TIME_NONE));
    CHECK(clock_see(&c, 10));
    CHECK(!clock_see(&c, 9));
    CHECK_INT(clock_watermark(&c), 7);
    clock_see(&c, TIME_MIN);
    CHECK_INT(clock_watermark(&c), 7);
    clock_init(&c, 3);
    clock_see(&c, TIME_MIN);
    CHECK_INT(clock_watermark(&c), TIME_MIN);
    CHECK_INT(time_add(TIME_MAX, 1), TIME_MAX);
    CHECK_INT(time_sub(TIME_MIN, 1), TIME_MIN);
    CHECK_INT(time_sub(0, TIME_MIN), TIME_MAX);
}

static void test_lateness(void)
{
    static struct lateness l;
    CHECK_INT(lateness_to_keep(&l, 99), 0);
    for (int i = 1; i <= 1000; i++)
        lateness_count(&l, i * NS_SECOND);
    CHECK_INT(l.count, 1000);
    CHECK_INT(lateness_to_keep(&l, 100), 17 * NS_MINUTE);          // 1000 s, in whole minutes
    int64_t most = lateness_to_keep(&l, 99);
    CHECK(most >= 990 * NS_SECOND && most <= 1080 * NS_SECOND);
    lateness_count(&l, 1);
    CHECK_INT(lateness_round(1), NS_SECOND / 1000);
    CHECK_INT(lateness_round(NS_SECOND), NS_SECOND);
    CHECK_INT(lateness_round(NS_SECOND + 1), 2 * NS_SECOND);
    CHECK_INT(lateness_round(3 * NS_HOUR - 5), 3 * NS_HOUR);
    struct buf b;
    buf_init(&b);
    lateness_save(&l, &b);
    static struct lateness again;
    struct unpack u = unpack_from(b.p, b.n);
    lateness_load(&again, &u);
    CHECK(!u.failed && memcmp(&l, &again, sizeof l) == 0);
    buf_release(&b);
}

int main(void)
{
    test_tumbling();
    test_ends_of_time();
    test_closing();
    test_clock();
    test_lateness();
    return check_done("event");
}
