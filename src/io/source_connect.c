// SPDX-License-Identifier: MIT
// Connecting to who sends lines: over TCP and through a Unix socket. A connection that cannot be
// made, or ends, is tried again, at growing distances, for ever. Each connection is a stream of its
// own, and there is one at a time.
#include "base/clock.h"
#include "base/fail.h"
#include "io/net.h"
#include "io/source_internal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_LIMIT 10000000000ll      // ns, for a connection to be made

struct connector {
    struct source *source;
    struct net_place place;
    struct net_dial dial;
    struct backoff backoff;
    bool is_once;                 // the end of the connection is that of the input
    int64_t idle;                 // how long it may be silent, ns; 0: for ever
    int fd;                       // being connected, or with the answer about the name; or -1
    bool is_asking;               // it is the latter
    struct watch watch;           // of that one
    struct timer limit;           // the time for that one, or later for silence, is over
    struct timer again;           // the next try
    struct stream *stream;        // connected, or NULL
    int64_t heard;                // when something came last
    bool is_down;                 // that has been told
};

static void connect_next(struct connector *c);

static struct connector *connector_of(const struct stream *t)
{
    return t->source->state;
}

// ---- the connection ----

// It cannot be had for now: say so once, and try again later.
static void come_back(struct connector *c, const char *why)
{
    struct source *s = c->source;
    if (c->is_once) {
        s->error = arena_printf(&s->arena, "%s", why);
        s->is_over = true;
        return;
    }
    if (!c->is_down)
        warn("%s: %s; trying to connect again", s->title, why);
    c->is_down = true;
    loop_arm(s->setup.loop, &c->again, clock_steady() + backoff_next(&c->backoff));
}

static ssize_t connection_read(struct stream *t, char *into, size_t n)
{
    struct connector *c = connector_of(t);
    ssize_t got = read(t->fd, into, n);
    if (got <= 0)
        return got;
    c->backoff = (struct backoff){0};        // not before: who lets us in may close at once
    if (c->idle)
        c->heard = clock_steady();
    return got;
}

static void connection_ended(struct stream *t, int error)
{
    struct connector *c = connector_of(t);
    stream_close_fd(t);
    c->stream = NULL;
    loop_disarm(c->source->setup.loop, &c->limit);
    if (c->is_once && !error)
        c->source->is_over = true;
    else
        come_back(c, error ? strerror(error) : "the other side closed the connection");
}

static const struct stream_kind connection_kind = {
    .wake = WAKE_POLL, .cuts_end = true, .read = connection_read, .ended = connection_ended};

static void begin(struct connector *c, int fd)
{
    struct source *s = c->source;
    if (c->is_down)
        warn("%s: connected", s->title);
    c->is_down = false;
    net_keep_alive(fd);
    net_dial_release(&c->dial);
    c->heard = clock_steady();
    c->stream = stream_new(s, &connection_kind, sizeof *c->stream, fd, s->text);
    if (c->idle)
        loop_arm(s->setup.loop, &c->limit, c->heard + c->idle);
}

// ---- connecting ----

static int stop_connecting(struct connector *c)
{
    int fd = c->fd;
    loop_remove(c->source->setup.loop, &c->watch);
    loop_disarm(c->source->setup.loop, &c->limit);
    c->fd = -1;
    return fd;
}

static void failed(struct connector *c, const char *why)
{
    if (net_dial_has_more(&c->dial))
        connect_next(c);
    else
        come_back(c, why);
}

static void answered(struct connector *c)
{
    const char *why;
    if (net_dial_answer(&c->dial, &why))
        connect_next(c);
    else
        come_back(c, why);
}

static void connected(struct watch *w, short revents)
{
    (void)revents;
    struct connector *c = (struct connector *)((char *)w - offsetof(struct connector, watch));
    int fd = stop_connecting(c);
    if (c->is_asking) {
        answered(c);
        return;
    }
    int err = net_dial_result(fd);
    if (err == 0) {
        begin(c, fd);
        return;
    }
    close(fd);
    failed(c, strerror(err));
}

// Connecting has taken too long; or nothing has come for too long, which ends the connection.
static void limit_over(struct timer *timer)
{
    struct connector *c = (struct connector *)((char *)timer - offsetof(struct connector, limit));
    if (c->fd >= 0) {
        close(stop_connecting(c));
        failed(c, strerror(ETIMEDOUT));
        return;
    }
    int64_t now = clock_steady();
    if (c->stream->is_ready)
        c->heard = now;
    if (now - c->heard >= c->idle)
        shutdown(c->stream->fd, SHUT_RDWR);
    else
        loop_arm(c->source->setup.loop, &c->limit, c->heard + c->idle);
}

static void connect_next(struct connector *c)
{
    const char *why;
    struct loop *loop = c->source->setup.loop;
    c->fd = net_dial_ask(&c->dial);
    c->is_asking = c->fd >= 0;
    if (c->is_asking) {
        loop_add(loop, &c->watch, c->fd, POLLIN);
        return;
    }
    c->fd = net_dial_begin(&c->dial, &why);
    if (c->fd < 0) {
        failed(c, why);
        return;
    }
    loop_add(loop, &c->watch, c->fd, POLLOUT);
    loop_arm(loop, &c->limit, clock_steady() + CONNECT_LIMIT);
}

static void try_again(struct timer *timer)
{
    connect_next((struct connector *)((char *)timer - offsetof(struct connector, again)));
}

// ---- the source ----

static struct connector *connector_new(struct source *s)
{
    struct connector *c = ARENA_NEW(&s->arena, struct connector);
    *c = (struct connector){.source = s, .fd = -1, .place = {.type = SOCK_STREAM}};
    c->dial.place = &c->place;
    c->watch.ready = connected;
    c->limit.fire = limit_over;
    c->again.fire = try_again;
    s->state = c;
    return c;
}

static const char *read_options(struct source *s, struct connector *c, struct url *url)
{
    const char *once = url_take(url, "once");
    c->is_once = once != NULL;
    if (once && *once)
        return "once takes no value";
    return option_duration(s, url, "idle", &c->idle);
}

static const char *tcp_read(struct source *s, struct url *url)
{
    struct connector *c = connector_new(s);
    const char *wrong = net_read_host_port(&c->place, &s->arena, url->place);
    return wrong ? wrong : read_options(s, c, url);
}

static const char *unix_read(struct source *s, struct url *url)
{
    struct connector *c = connector_new(s);
    const char *wrong = net_read_path(&c->place, url->place);
    return wrong ? wrong : read_options(s, c, url);
}

// A name that is not known is mistyped, more likely than not: that is fatal at the start, unlike
// what does not answer yet.
static void connector_open(struct source *s)
{
    struct connector *c = s->state;
    const char *why;
    if (!net_dial_look_up(&c->dial, &why))
        fatal("cannot connect to %s: %s", s->title, why);
    connect_next(c);
}

static void connector_close(struct source *s)
{
    struct connector *c = s->state;
    loop_disarm(s->setup.loop, &c->again);
    int fd = c->fd >= 0 ? stop_connecting(c) : -1;
    if (fd >= 0 && !c->is_asking)
        close(fd);
    loop_disarm(s->setup.loop, &c->limit);
    net_dial_release(&c->dial);
}

static const struct source_option options[] = {
    {"once", NULL, "the end of the connection is that of the input; else it is made again"},
    {"idle", "D", "hang up and connect again when nothing has come for so long (never)"},
    {NULL, NULL, NULL},
};

const struct source_kind source_tcp = {
    .name = "tcp",
    .usage = "tcp://HOST:PORT",
    .summary = "connect over TCP and read lines",
    .note = "What does not answer, or ends, is tried again, after 0.1 s at first and up to 30 s\n"
            "later. A line that is cut off is a bad line.",
    .options = options,
    .example = "weir -i tcp://collector:4000 'count by level'",
    .read = tcp_read,
    .open = connector_open,
    .close = connector_close,
};

const struct source_kind source_unix = {
    .name = "unix",
    .usage = "unix://PATH",
    .summary = "connect to a Unix socket and read lines",
    .note = "As tcp:// does.",
    .options = options,
    .example = "weir -i unix:///run/events.sock 'count by level'",
    .read = unix_read,
    .open = connector_open,
    .close = connector_close,
};
