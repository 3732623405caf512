// SPDX-License-Identifier: MIT
// Sockets: names taken apart, listeners and those who connect to them, over loopback and in a
// scratch folder.
#include "tests/unit/check.h"

#include "base/fail.h"
#include "base/str.h"
#include "io/net.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void wait_for(int fd, short events)
{
    CHECK(poll(&(struct pollfd){fd, events, 0}, 1, 30000) == 1);
}

static void test_read(void)
{
    static const struct {
        const char *text, *host, *port;
        bool listens, is_wrong;
    } cases[] = {
        {"host:1", "host", "1", false, false},  {":1", NULL, "1", true, false},
        {":0", NULL, "0", true, false},         {"[::1]:65535", "::1", "65535", false, false},
        {"*:80", "*", "80", true, false},       {"host", NULL, NULL, false, true},
        {"host:", NULL, NULL, false, true},     {"host:x", NULL, NULL, false, true},
        {"host:0", NULL, NULL, false, true},    {":80", NULL, NULL, false, true},
        {"host:65536", NULL, NULL, false, true}, {"host:1x", NULL, NULL, false, true},
        {"::1:80", NULL, NULL, false, true},    {"host:000001", NULL, NULL, false, true},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct net_place p = {.type = SOCK_STREAM, .listens = cases[i].listens};
        const char *wrong = net_read_host_port(&p, &a, cases[i].text);
        CHECK((wrong != NULL) == cases[i].is_wrong);
        if (wrong || cases[i].is_wrong)
            continue;
        CHECK((!p.host && !cases[i].host) || str_is(str_of(p.host), cases[i].host));
        CHECK(str_is(str_of(p.port), cases[i].port));
    }
    struct net_place p = {.type = SOCK_STREAM};
    char path[200];
    memset(path, 'x', sizeof path);
    path[sizeof path - 1] = '\0';
    CHECK(net_read_path(&p, "") && net_read_path(&p, path) && !net_read_path(&p, "/tmp/x"));
    arena_release(&a);
}

// Connect to what listens at the place, and say a byte.
static void talk(int listener, const struct net_place *to)
{
    const char *why = NULL;
    struct net_dial dial = {.place = to};
    int fd = net_dial_begin(&dial, &why);
    CHECK(fd >= 0);
    wait_for(fd, POLLOUT);
    CHECK_INT(net_dial_result(fd), 0);
    wait_for(listener, POLLIN);
    char mine[NET_TEXT_MAX], theirs[NET_TEXT_MAX], c;
    int client = net_accept(listener, theirs);
    CHECK(client >= 0 && str_is(str_of(theirs), net_local(fd, mine)));
    CHECK(net_accept(listener, theirs) < 0 && errno == EAGAIN);
    CHECK(read(client, &c, 1) < 0 && errno == EAGAIN);
    CHECK(write(fd, "x", 1) == 1);
    wait_for(client, POLLIN);
    CHECK(read(client, &c, 1) == 1 && c == 'x');
    CHECK(str_is(str_of(net_local(fd, mine)), net_peer(client, theirs)));
    close(fd);
    close(client);
    net_dial_release(&dial);
}

static void test_tcp(void)
{
    const char *why = NULL;
    struct net_place at = {.type = SOCK_STREAM, .listens = true, .port = "0"};
    int listener = net_listen(&at, -1, &why);
    CHECK(listener >= 0);
    char name[NET_TEXT_MAX];
    net_local(listener, name);
    CHECK(memcmp(name, "127.0.0.1:", 10) == 0);
    struct net_place to = {.type = SOCK_STREAM, .host = "127.0.0.1", .port = name + 10};
    talk(listener, &to);
    struct net_place taken = {.type = SOCK_STREAM, .listens = true, .port = name + 10};
    CHECK(net_listen(&taken, -1, &why) < 0 && str_is(str_of(why), "Address already in use"));
    close(listener);
    struct net_dial dial = {.place = &to};
    int fd = net_dial_begin(&dial, &why);
    if (fd >= 0) {
        wait_for(fd, POLLOUT);
        CHECK_INT(net_dial_result(fd), ECONNREFUSED);
        close(fd);
    }
    net_dial_release(&dial);
}

static void test_unix(void)
{
    char folder[] = "/tmp/test_net.XXXXXX", path[64];
    if (!mkdtemp(folder))
        fatal("no scratch folder");
    snprintf(path, sizeof path, "%s/socket", folder);
    const char *why = NULL;
    struct net_place at = {.type = SOCK_STREAM, .listens = true, .path = path};
    struct stat st;
    int listener = net_listen(&at, 0640, &why);
    CHECK(listener >= 0 && stat(path, &st) == 0 && (st.st_mode & 0777) == 0640);
    talk(listener, &at);
    CHECK(net_listen(&at, -1, &why) < 0);      // somebody listens there
    close(listener);
    listener = net_listen(&at, 0600, &why);    // nobody does any more
    CHECK(listener >= 0 && stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    close(listener);
    unlink(path);
    FILE *f = fopen(path, "w");
    CHECK(f && net_listen(&at, -1, &why) < 0 && stat(path, &st) == 0);   // no socket: left alone
    fclose(f);
    unlink(path);
    rmdir(folder);
}

static void test_unknown(void)
{
    const char *why = NULL;
    struct net_place to = {.type = SOCK_STREAM, .host = "no such name", .port = "1"};
    struct net_dial dial = {.place = &to};
    CHECK(net_dial_begin(&dial, &why) < 0 && why);
    net_dial_release(&dial);
}

// The answer about a name comes while others go on; of an address nothing has to be asked.
static void test_ask(void)
{
    const char *why = NULL;
    struct net_place to = {.type = SOCK_STREAM, .host = "127.0.0.1", .port = "1"};
    struct net_dial dial = {.place = &to};
    CHECK(net_dial_ask(&dial) < 0 && net_dial_has_more(&dial));
    net_dial_release(&dial);
    to.host = "localhost";
    int fd = net_dial_ask(&dial);
    CHECK(fd >= 0 && !net_dial_has_more(&dial));
    wait_for(fd, POLLIN);
    CHECK(net_dial_answer(&dial, &why) && net_dial_has_more(&dial));
    CHECK(net_dial_ask(&dial) < 0);            // there are addresses left
    net_dial_release(&dial);
    to.host = "no such name";
    CHECK(net_dial_ask(&dial) >= 0);
    CHECK(!net_dial_answer(&dial, &why) && why && !net_dial_has_more(&dial));
    for (int i = 0; i < 20; i++) {             // nobody wants to know
        CHECK(net_dial_ask(&dial) >= 0);
        net_dial_release(&dial);
    }
}

static void test_backoff(void)
{
    struct backoff b = {0};
    int64_t expected = 100000000;
    for (int i = 0; i < 20; i++) {
        int64_t wait = backoff_next(&b);
        CHECK(wait >= expected * 3 / 4 && wait <= expected * 5 / 4);
        expected = expected < 15000000000 ? expected * 2 : 30000000000;
    }
}

int main(void)
{
    test_read();
    test_tcp();
    test_unix();
    test_unknown();
    test_ask();
    test_backoff();
    return check_done("net");
}
