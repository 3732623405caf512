// SPDX-License-Identifier: MIT
// What names sources and destinations, taken apart.
#include "tests/unit/check.h"

#include "io/url.h"

static struct arena arena;

static void test_kinds(void)
{
    struct url u;
    url_init(&u, &arena, "dir:///var/log?every=5m&zstd&every=1h&");
    CHECK(str_is(u.kind, "dir"));
    CHECK_STR(u.place, "/var/log");
    CHECK_STR(url_take(&u, "every"), "1h");
    CHECK(str_is(url_untaken(&u)->name, "zstd"));
    CHECK_STR(url_take(&u, "zstd"), "");
    CHECK(!url_take(&u, "size"));
    CHECK(!url_untaken(&u));
    url_release(&u);
}

// Nothing is cut off a file's name.
static void test_files(void)
{
    static const char *const names[] = {"-", "a?b=c", "./tcp://x", "://x", "A://x", "c:/x?y", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct url u;
        url_init(&u, &arena, names[i]);
        CHECK(u.kind.n == 0 && u.options.n == 0);
        CHECK_STR(u.place, names[i]);
        url_release(&u);
    }
}

static void check_place(const char *place, const char *host, const char *port)
{
    const char *h, *p;
    CHECK(url_host_port(place, &arena, &h, &p));
    CHECK_STR(h ? h : "none", host);
    CHECK_STR(p, port);
}

static void test_places(void)
{
    const char *h, *p;
    check_place("localhost:80", "localhost", "80");
    check_place(":80", "none", "80");
    check_place("[::1]:80", "::1", "80");
    check_place("10.0.0.1:http", "10.0.0.1", "http");
    check_place("::1:80", "::1", "80");
    CHECK(!url_host_port("localhost", &arena, &h, &p));
    CHECK(!url_host_port("localhost:", &arena, &h, &p));
    CHECK(!url_host_port("[::1]", &arena, &h, &p));
    CHECK(!url_host_port("[::1", &arena, &h, &p));
    CHECK(!url_host_port("", &arena, &h, &p));
}

int main(void)
{
    arena_init(&arena);
    test_kinds();
    test_files();
    test_places();
    arena_release(&arena);
    return check_done("url");
}
