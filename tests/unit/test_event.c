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

// All windows of a time, one by one: they hold it, are in order, and the slice is in all of them.
static void check_list(const struct window *w, int64_t t)
{
    struct intervals all = {0};
    window_list(w, t, &all);
    struct interval slice = window_slice(w, t);
    struct interval first = window_first(w, t), last = window_last(w, t);
    CHECK(all.list.n > 0);
    CHECK(slice.start <= t && (t < slice.end || slice.end == TIME_MAX));
    for (size_t i = 0; i < all.list.n; i++) {
        struct interval a = all.list.at[i];
        CHECK(a.start <= t && (t < a.end || a.end == TIME_MAX));
        CHECK(a.start <= slice.start && slice.end <= a.end);
        CHECK(i == 0 || a.end == TIME_MAX || window_is_before(all.list.at[i - 1], a));
    }
    CHECK_INT(first.start, all.list.at[0].start);
    CHECK_INT(first.end, all.list.at[0].end);
    CHECK_INT(last.end, all.list.at[all.list.n - 1].end);
    // Each follows from the one before it, as far as ends have not been cut.
    for (size_t i = 1; i < all.list.n && !w->is_calendar; i++) {
        struct interval next = window_after(w, all.list.at[i - 1]);
        if (all.list.at[i - 1].end == TIME_MAX)
            continue;
        CHECK_INT(next.start, all.list.at[i].start);
        CHECK_INT(next.end, all.list.at[i].end);
    }
    VEC_FREE(&all.list);
}

static const int64_t times[] = {
    0, 1, -1, 9, 10, 11, -10, -11, 29, 30, 31, 1000, -1000, TIME_MIN, TIME_MIN + 1, TIME_MIN + 31,
    TIME_MAX, TIME_MAX - 1, TIME_MAX - 31,
};

static void test_overlapping(void)
{
    static const int64_t offsets[] = {0, 3, -3, 1003, TIME_MAX, TIME_MIN};
    for (size_t o = 0; o < sizeof offsets / sizeof *offsets; o++)
        for (int64_t step = 1; step <= 30; step++) {
            struct window hopping = {
                .kind = WINDOW_HOPPING, .size = 30, .step = step, .offset = offsets[o]};
            struct window cumulative = hopping;
            cumulative.kind = WINDOW_CUMULATIVE;
            for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
                check_list(&hopping, times[i]);
                if (30 % step == 0)
                    check_list(&cumulative, times[i]);
            }
        }
}

static void test_window_counts(void)
{
    struct intervals all = {0};
    struct window w = {.kind = WINDOW_HOPPING, .size = 10, .step = 4};
    window_list(&w, 9, &all);     // [0, 10) [4, 14) [8, 18)
    CHECK_INT(all.list.n, 3);
    CHECK_INT(all.list.at[0].start, 0);
    CHECK_INT(all.list.at[2].end, 18);
    window_list(&w, 10, &all);    // [4, 14) [8, 18)
    CHECK_INT(all.list.n, 2);
    w = (struct window){.kind = WINDOW_CUMULATIVE, .size = 10, .step = 5};
    window_list(&w, 3, &all);     // [0, 5) [0, 10)
    CHECK_INT(all.list.n, 2);
    CHECK_INT(all.list.at[0].end, 5);
    CHECK_INT(all.list.at[1].start, 0);
    VEC_FREE(&all.list);
}

static void test_slice_numbers(void)
{
    struct window w = {.kind = WINDOW_HOPPING, .size = 10, .step = 4};
    for (int64_t t = -50; t < 50; t++) {
        int64_t here = window_slice_number(&w, t), next = window_slice_number(&w, t + 1);
        bool is_same = window_slice(&w, t).start == window_slice(&w, t + 1).start;
        CHECK_INT(next, here + !is_same);
    }
    w = (struct window){.kind = WINDOW_HOPPING, .size = 3, .step = 1};
    CHECK(window_slice_number(&w, TIME_MAX) < INT64_MAX);
    CHECK(window_slice_number(&w, TIME_MIN) < window_slice_number(&w, TIME_MIN + 1));
}

static void test_last_ended(void)
{
    struct window w = {.kind = WINDOW_HOPPING, .size = 10, .step = 4};
    for (int64_t t = -50; t < 50; t++) {
        struct interval last = window_last_ended(&w, t), next = window_after(&w, last);
        CHECK(last.end <= t && t < next.end);
    }
    struct window c = {.kind = WINDOW_CUMULATIVE, .size = 12, .step = 4};
    for (int64_t t = -50; t < 50; t++) {
        struct interval last = window_last_ended(&c, t), next = window_after(&c, last);
        CHECK(last.end <= t && t < next.end);
        CHECK(last.end - last.start <= 12 && last.end > last.start);
    }
    CHECK_INT(window_last_ended(&w, TIME_MIN).end, TIME_NONE);
    CHECK_INT(window_last_ended(&c, TIME_MIN).end, TIME_NONE);
    CHECK_INT(window_after(&w, (struct interval){5, TIME_MAX}).start, TIME_MAX);
    // A start that has been cut does not move the windows after it.
    struct interval first = window_first(&w, TIME_MIN);
    CHECK_INT(window_after(&w, first).end, first.end + 4);
    CHECK_INT(window_after(&w, window_after(&w, window_after(&w, first))).start, first.end + 2);
}

static void test_ticks(void)
{
    struct window w = {.kind = WINDOW_TUMBLING, .size = 100, .tick = 30};
    struct interval at = {200, 300};
    CHECK_INT(window_next_tick(&w, at, TIME_NONE), 230);
    CHECK_INT(window_next_tick(&w, at, 0), 230);
    CHECK_INT(window_next_tick(&w, at, 229), 230);
    CHECK_INT(window_next_tick(&w, at, 230), 260);
    CHECK_INT(window_next_tick(&w, at, 290), TIME_MAX);
    CHECK_INT(window_next_tick(&w, (struct interval){TIME_MAX - 5, TIME_MAX}, 0), TIME_MAX);
    w.tick = TIME_MAX;
    CHECK_INT(window_next_tick(&w, (struct interval){TIME_MIN, TIME_MAX}, TIME_NONE), -1 + 1);
    struct window all = {.kind = WINDOW_GLOBAL, .tick = 7};
    struct interval ever = {TIME_MIN, TIME_MAX};
    CHECK_INT(window_next_tick(&all, ever, -1), 0);
    CHECK_INT(window_next_tick(&all, ever, -8), -7);
    CHECK_INT(window_next_tick(&all, ever, 7), 14);
    CHECK_INT(window_next_tick(&all, ever, TIME_MAX), TIME_MAX);
}

int main(void)
{
    test_overlapping();
    test_window_counts();
    test_slice_numbers();
    test_last_ended();
    test_ticks();
    test_tumbling();
    test_ends_of_time();
    test_closing();
    test_clock();
    test_lateness();
    return check_done("event");
}
