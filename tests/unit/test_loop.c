// SPDX-License-Identifier: MIT
// The loop: who is told what, and when. The clock is one that tests set: nothing waits.
#include "tests/unit/check.h"

#include "base/clock.h"
#include "base/fail.h"
#include "io/loop.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

static struct loop loop;
static char told[64];             // a letter for each call, in order

static void note(char letter)
{
    size_t n = strlen(told);
    told[n] = letter;
    told[n + 1] = '\0';
}

struct end {                      // of a pipe
    struct watch watch;           // first
    char letter;
    int fd;
    struct end *removes;          // whom it removes when it is told
};

static void on_ready(struct watch *w, short revents)
{
    struct end *e = (struct end *)w;
    note(revents & POLLIN ? e->letter : '!');
    if (e->removes)
        loop_remove(&loop, &e->removes->watch);
    e->removes = NULL;
}

static void make_ready(struct end ends[], int n)
{
    for (int i = 0; i < n; i++) {
        int fds[2];
        if (pipe(fds) != 0 || write(fds[1], "x", 1) != 1)
            fatal("no pipe");
        ends[i] = (struct end){{.ready = on_ready}, (char)('a' + i), fds[0], NULL};
        loop_add(&loop, &ends[i].watch, fds[0], POLLIN);
    }
}

static void test_watches(void)
{
    struct end ends[4];
    loop_init(&loop);
    make_ready(ends, 4);
    CHECK(loop_wait(&loop, 0, NULL));
    CHECK_STR(told, "dcba");
    *told = '\0';
    loop_set(&loop, &ends[1].watch, 0);
    ends[3].removes = &ends[0];   // d takes the place of a, and is not told twice
    CHECK(loop_wait(&loop, 0, NULL));
    CHECK_STR(told, "dc");
    *told = '\0';
    ends[2].removes = &ends[2];
    loop_set(&loop, &ends[1].watch, POLLIN);
    CHECK(loop_wait(&loop, 0, NULL));
    CHECK(strlen(told) == 3 && strchr(told, 'b') && strchr(told, 'c') && strchr(told, 'd'));
    *told = '\0';
    loop_remove(&loop, &ends[1].watch);
    loop_remove(&loop, &ends[3].watch);
    CHECK(!loop_wait(&loop, 0, NULL));
    loop_release(&loop);
}

struct alarm {
    struct timer timer;           // first
    char letter;
    bool again;
};

static void on_fire(struct timer *t)
{
    struct alarm *a = (struct alarm *)t;
    CHECK(!t->is_armed);
    note(a->letter);
    if (a->again)
        loop_arm(&loop, t, t->due);
}

static void test_timers(void)
{
    struct alarm a = {{.fire = on_fire}, 'a', false}, b = {{.fire = on_fire}, 'b', false},
                 c = {{.fire = on_fire}, 'c', true};
    loop_init(&loop);
    *told = '\0';
    setenv("WEIR_TEST_NOW", "1000", 1);
    loop_arm(&loop, &c.timer, 900);
    loop_arm(&loop, &b.timer, 1000);
    loop_arm(&loop, &a.timer, 1000);
    CHECK(loop_wait(&loop, -1, NULL));
    CHECK_STR(told, "cba");       // c, armed again in the past, waits for the next turn
    CHECK(loop_wait(&loop, -1, NULL));
    CHECK_STR(told, "cbac");
    loop_disarm(&loop, &c.timer);
    loop_disarm(&loop, &c.timer);
    loop_arm(&loop, &a.timer, 1001);
    CHECK(!loop_wait(&loop, -1, NULL));
    setenv("WEIR_TEST_NOW", "1001", 1);
    loop_arm(&loop, &a.timer, 1001);
    CHECK(loop_wait(&loop, -1, NULL));
    CHECK_STR(told, "cbaca");
    unsetenv("WEIR_TEST_NOW");
    CHECK(!loop_wait(&loop, 0, NULL));
    loop_release(&loop);
}

// A timer ends a wait that has no other end.
static void test_wait(void)
{
    struct alarm a = {{.fire = on_fire}, 'a', false};
    loop_init(&loop);
    *told = '\0';
    loop_arm(&loop, &a.timer, clock_steady() + 1000000);
    while (!*told)
        loop_wait(&loop, -1, NULL);
    CHECK(clock_steady() >= a.timer.due);
    CHECK_STR(told, "a");
    loop_release(&loop);
}

// While an output holds the rest back, only what belongs to outputs goes on.
static void test_held(void)
{
    struct end ends[2];
    struct alarm a = {{.fire = on_fire}, 'x', false},
                 b = {{.fire = on_fire, .while_held = true}, 'y', false};
    loop_init(&loop);
    *told = '\0';
    make_ready(ends, 2);
    ends[1].watch.while_held = true;
    loop_arm(&loop, &a.timer, 1);
    loop_arm(&loop, &b.timer, 1);
    CHECK(loop_wait_held(&loop, -1));
    CHECK_STR(told, "by");
    CHECK(loop_wait(&loop, -1, NULL));
    CHECK_STR(told, "bybax");
    CHECK(!loop_wants_end(&loop));
    loop_release(&loop);
}

int main(void)
{
    test_watches();
    test_timers();
    test_wait();
    test_held();
    return check_done("loop");
}
