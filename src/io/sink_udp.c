// SPDX-License-Identifier: MIT
// udp: datagrams of whole lines. Nobody confirms them; what this machine says of them is counted.
#include "base/fail.h"
#include "io/net.h"
#include "io/sink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SIZE_USUAL = 1400,            // fits into one packet of an Ethernet
    SIZE_MAX_UDP = 65507,
};

struct datagrams {
    struct net_place place;
    size_t size;                  // of a datagram, bytes; a longer line has one of its own
    size_t refused;               // datagrams: nobody listened when one before was sent
    size_t lost;                  // rows
    int why;                      // the errno value of the first of these
};

static bool udp_init(struct sink_reading *r)
{
    struct datagrams *d = ARENA_NEW(r->sink->arena, struct datagrams);
    *d = (struct datagrams){.place = {.type = SOCK_DGRAM}, .size = SIZE_USUAL};
    r->sink->state = d;
    if (!sink_take_place(r, &d->place) || !sink_take_size(r, "size", &d->size))
        return false;
    return d->size <= SIZE_MAX_UDP ||
           sink_wrong(r, NULL, "a datagram has at most %d bytes", SIZE_MAX_UDP);
}

static void udp_open(struct sink *s)
{
    struct datagrams *d = s->state;
    struct net_dial dial = {.place = &d->place};
    const char *why = "";
    do
        s->fd = net_dial_begin(&dial, &why);
    while (s->fd < 0 && net_dial_has_more(&dial));
    net_dial_release(&dial);
    if (s->fd < 0)
        fatal("cannot send to %s: %s", s->name, why);
}

// Send once; false where it has to be done again.
static bool send_once(struct sink *s, struct str text)
{
    struct datagrams *d = s->state;
    if (send(s->fd, text.p, text.n, MSG_NOSIGNAL) >= 0) {
        s->written += text.n;
        return true;
    }
    if (errno == ECONNREFUSED) {  // said of one before; this one has not been sent
        if (d->refused++ == 0)
            warn("%s: nobody listens there", s->name);
        return false;
    }
    int err = errno;
    if (err == EAGAIN || err == EWOULDBLOCK)
        (void)poll(&(struct pollfd){s->fd, POLLOUT, 0}, 1, -1);
    if (err == ENOBUFS)           // which nothing announces the end of
        (void)poll(NULL, 0, 1);
    if (err == EAGAIN || err == EWOULDBLOCK || err == ENOBUFS || err == EINTR)
        return false;
    d->lost += sink_count_lines(text);
    if (!d->why)
        d->why = err;
    return true;
}

static void send_datagram(struct sink *s, struct str text)
{
    while (!send_once(s, text))
        ;
}

// As many whole lines from the front as there is room for; one where there is not.
static struct str next_datagram(struct str rest, size_t size)
{
    const char *end = rest.n <= size ? rest.p + rest.n - 1 : memrchr(rest.p, '\n', size);
    if (!end)
        end = memchr(rest.p, '\n', rest.n);
    return end ? (struct str){rest.p, (size_t)(end + 1 - rest.p)} : rest;
}

static void udp_flush(struct sink *s)
{
    const struct datagrams *d = s->state;
    struct str rest = {s->buf.p, s->buf.n};
    while (rest.n) {
        struct str one = next_datagram(rest, d->size);
        send_datagram(s, one);
        rest.p += one.n;
        rest.n -= one.n;
    }
}

static void udp_close(struct sink *s)
{
    const struct datagrams *d = s->state;
    if (d->refused > 1)
        warn("%s: %zu datagrams were refused, for nobody listened", s->name, d->refused);
    if (d->lost)
        sink_fail(s, "%s: %zu row%s could not be sent: %s", s->name, d->lost,
                  d->lost == 1 ? "" : "s", strerror(d->why));
    close(s->fd);
    s->fd = -1;
}

const struct sink_kind sink_udp = {
    .name = "udp",
    .usage = "udp://HOST:PORT",
    .summary = "datagrams, each of as many whole rows as fit",
    .note = "A row longer than 'size' has a datagram of its own; one over 65507 bytes cannot be "
            "sent, which is counted and told, and the exit status is 1. Whether a datagram "
            "arrives nobody says; that nobody listens is told where the other machine says so. "
            "The name is looked up once, at the start.",
    .options = {{"size", "SIZE", "the largest datagram of several rows (1400)"}},
    .init = udp_init,
    .open = udp_open,
    .flush = udp_flush,
    .close = udp_close,
};
