// SPDX-License-Identifier: MIT
// tcp and unix: rows over a connection that is made anew when it breaks.
//
// Rows that the connection has not taken wait in a queue. It begins with the line of which a part
// was taken, so that a new connection gets that line whole. What the old one had taken is not sent
// again: whether it arrived is not known.
#include "base/clock.h"
#include "base/fail.h"
#include "io/loop.h"
#include "io/net.h"
#include "io/sink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/sockios.h>
#endif

#define SECOND 1000000000ll
enum { BUFFER_USUAL = 8 << 20 };
#define LINGER_USUAL (10 * SECOND)
#define LOOK_AGAIN SECOND         // for a signal that came just before the wait
#define ACK_STEP (SECOND / 500)

struct stream {
    struct sink *sink;
    struct net_place place;
    size_t limit;                 // of the queue, bytes
    int64_t linger;               // how long the end waits for the rest, ns
    struct net_dial dial;
    struct backoff backoff;
    struct watch watch;           // in the loop while fd is open
    struct timer again;           // when to connect anew
    int fd;                       // or -1
    bool is_asking;               // it has the answer about the name, not a connection
    bool is_up;                   // connected
    bool is_down_told;
    const char *why;              // it is not connected
    struct buf queue;
    size_t at;                    // the first byte not handed over ...
    size_t line;                  // ... and where its line begins
    int64_t deadline;             // of the end, ns on the steady clock; 0: it has not come
    size_t lost;                  // lines thrown away behind it
};

static void dial(struct stream *st);

static size_t waiting(const struct stream *st)
{
    return st->queue.n - st->line;
}

// ---- the connection ----

static void drop_connection(struct stream *st)
{
    loop_remove(st->sink->loop, &st->watch);
    if (!st->is_asking)
        close(st->fd);
    st->fd = -1;
    st->is_up = false;
    st->at = st->line;
}

static void try_later(struct stream *st, const char *why)
{
    st->why = why;
    if (!st->is_down_told && !st->deadline)
        warn("%s: %s; trying again", st->sink->name, why);
    st->is_down_told = true;
    loop_arm(st->sink->loop, &st->again, clock_steady() + backoff_next(&st->backoff));
}

static void lose(struct stream *st, const char *why)
{
    drop_connection(st);
    try_later(st, why);
}

// An address did not answer: the name may have more.
static void dial_failed(struct stream *st, const char *why)
{
    if (net_dial_has_more(&st->dial))
        dial(st);
    else
        try_later(st, why);
}

static void come_up(struct stream *st)
{
    st->is_up = true;
    st->backoff = (struct backoff){0};
    net_dial_release(&st->dial);
    if (st->is_down_told)
        warn("%s: connected", st->sink->name);
    st->is_down_told = false;
}

// What the peer says is of no interest, but that it goes is: 0 while it is there, CLOSED when it
// has closed in order, else an errno value.
enum { CLOSED = -1 };
static int look_at_peer(const struct stream *st)
{
    char thrown_away[4096];
    ssize_t n;
    while ((n = recv(st->fd, thrown_away, sizeof thrown_away, MSG_DONTWAIT)) > 0)
        ;
    bool is_there = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    return is_there ? 0 : n == 0 ? CLOSED : errno;
}

// False: the connection is lost.
static bool listen_to_peer(struct stream *st)
{
    int went = look_at_peer(st);
    if (went)
        lose(st, went == CLOSED ? "the other end has closed the connection" : strerror(went));
    return !went;
}

// So many bytes more have been taken. What is behind the last line's end in them may be needed.
static void take_off(struct stream *st, size_t n)
{
    struct buf *q = &st->queue;
    const char *end = memrchr(q->p + st->at, '\n', n);
    if (end)
        st->line = (size_t)(end + 1 - q->p);
    st->at += n;
    if (st->line == q->n) {
        st->at = st->line = q->n = 0;
    } else if (st->line > q->n / 2) {
        memmove(q->p, q->p + st->line, q->n - st->line);
        q->n -= st->line;
        st->at -= st->line;
        st->line = 0;
    }
}

static void send_queue(struct stream *st)
{
    while (st->at < st->queue.n) {
        ssize_t n = send(st->fd, st->queue.p + st->at, st->queue.n - st->at,
                         MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            st->sink->written += (size_t)n;
            take_off(st, (size_t)n);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        } else if (errno != EINTR) {
            lose(st, strerror(errno));
            return;
        }
    }
    loop_set(st->sink->loop, &st->watch, st->at < st->queue.n ? POLLIN | POLLOUT : POLLIN);
}

static void take_answer(struct stream *st)
{
    const char *why;
    drop_connection(st);
    if (net_dial_answer(&st->dial, &why))
        dial(st);
    else
        try_later(st, why);
}

static void on_ready(struct watch *w, short revents)
{
    struct stream *st = (struct stream *)(void *)((char *)w - offsetof(struct stream, watch));
    if (st->is_asking) {
        take_answer(st);
        return;
    }
    if (!st->is_up) {
        int err = net_dial_result(st->fd);
        if (err) {
            drop_connection(st);
            dial_failed(st, strerror(err));
            return;
        }
        come_up(st);
    }
    if ((revents & ~POLLOUT) && !listen_to_peer(st))
        return;
    send_queue(st);
}

static void dial(struct stream *st)
{
    const char *why = "";
    st->fd = net_dial_ask(&st->dial);
    st->is_asking = st->fd >= 0;
    if (!st->is_asking)
        st->fd = net_dial_begin(&st->dial, &why);
    if (st->fd >= 0)
        loop_add(st->sink->loop, &st->watch, st->fd, st->is_asking ? POLLIN : POLLOUT);
    else
        dial_failed(st, why);
}

static void on_again(struct timer *t)
{
    dial((struct stream *)(void *)((char *)t - offsetof(struct stream, again)));
}

// ---- the end ----

// The time that is left once the end has come, ns; else no limit but for a look at the signals.
static int64_t time_left(struct stream *st)
{
    if (!st->deadline && loop_wants_end(st->sink->loop))
        st->deadline = clock_steady() + st->linger;
    if (!st->deadline)
        return LOOK_AGAIN;
    int64_t left = st->deadline - clock_steady();
    return left < 0 ? 0 : left < LOOK_AGAIN ? left : LOOK_AGAIN;
}

// Wait until no more than so much waits. What still does when time is up is lost.
static void wait_for(struct stream *st, size_t limit)
{
    while (waiting(st) > limit) {
        int64_t left = time_left(st);
        if (left == 0) {
            st->lost += sink_count_lines((struct str){st->queue.p + st->line, waiting(st)});
            st->queue.n = st->at = st->line;
            return;
        }
        (void)loop_wait_held(st->sink->loop, left);
    }
}

// How much the other machine has not confirmed to have got.
static int unconfirmed(const struct stream *st)
{
    int n = 0;
#ifdef SIOCOUTQ
    if (!st->place.path && ioctl(st->fd, SIOCOUTQ, &n) != 0)
        n = 0;
#endif
    return n;
}

// All has been handed to the system: a connection that breaks now would lose it unseen. A peer that
// closes in order has read it all. The other outputs go on meanwhile.
static void wait_for_peer(struct stream *st)
{
    int n, went = 0;
    loop_remove(st->sink->loop, &st->watch);
    shutdown(st->fd, SHUT_WR);
    while ((n = unconfirmed(st)) > 0 && went <= 0 && st->deadline > clock_steady()) {
        (void)loop_wait_held(st->sink->loop, ACK_STEP);
        went = look_at_peer(st);
    }
    if (n > 0)
        sink_fail(st->sink, "%s: the last %d bytes may not have arrived%s%s", st->sink->name, n,
                  went > 0 ? ": " : "", went > 0 ? strerror(went) : "");
    close(st->fd);
    st->fd = -1;
}

static void stream_close(struct sink *s)
{
    struct stream *st = s->state;
    if (!st->deadline)
        st->deadline = clock_steady() + st->linger;
    wait_for(st, 0);
    if (st->lost)
        sink_fail(s, "%s: %zu row%s could not be delivered%s%s", s->name, st->lost,
                  st->lost == 1 ? "" : "s", st->is_up ? "" : ": ",
                  st->is_up ? " in time" : st->why ? st->why : "no connection");
    else if (st->is_up)
        wait_for_peer(st);
    loop_disarm(s->loop, &st->again);
    if (st->fd >= 0)
        drop_connection(st);
    net_dial_release(&st->dial);
    buf_release(&st->queue);
}

// ---- rows ----

static void stream_flush(struct sink *s)
{
    struct stream *st = s->state;
    buf_put(&st->queue, s->buf.p, s->buf.n);
    buf_clear(&s->buf);
    if (!st->is_up)
        (void)loop_wait_held(s->loop, 0);
    else if (listen_to_peer(st))
        send_queue(st);
    wait_for(st, st->limit);
}

static void stream_open(struct sink *s)
{
    struct stream *st = s->state;
    st->watch = (struct watch){.ready = on_ready, .while_held = true};
    st->again = (struct timer){.fire = on_again, .while_held = true};
    const char *why;
    buf_init(&st->queue);
    if (net_dial_look_up(&st->dial, &why))
        dial(st);
    else
        try_later(st, why);
}

static bool stream_init(struct sink_reading *r)
{
    struct stream *st = ARENA_NEW(r->sink->arena, struct stream);
    *st = (struct stream){.sink = r->sink, .place = {.type = SOCK_STREAM}, .fd = -1,
                          .limit = BUFFER_USUAL, .linger = LINGER_USUAL};
    st->dial.place = &st->place;
    r->sink->state = st;
    return sink_take_place(r, &st->place) && sink_take_size(r, "buffer", &st->limit) &&
           sink_take_duration(r, "linger", &st->linger);
}

// Two kinds that differ in how they are written.
#define STREAM_KIND(kind_name, kind_usage, kind_summary)                                           \
    {                                                                                              \
        .name = kind_name,                                                                         \
        .usage = kind_usage,                                                                       \
        .summary = kind_summary,                                                                   \
        .note = stream_note,                                                                       \
        .options = {                                                                               \
            {"buffer", "SIZE", "how much may wait (8M)"},                                          \
            {"linger", "D",                                                                        \
             "how long the end may wait for what has not been delivered (10s)"},                   \
        },                                                                                         \
        .init = stream_init,                                                                       \
        .open = stream_open,                                                                       \
        .flush = stream_flush,                                                                     \
        .close = stream_close,                                                                     \
    }

static const char stream_note[] =
    "When there is no connection weir tries again, at growing distances of up to 30 s. Rows wait "
    "meanwhile, as much as 'buffer' says, and then the reading of the input does. A row of which "
    "a part was sent is sent again whole. What the connection had taken when it broke may be "
    "lost: nobody confirms single rows. At the end weir waits for 'linger'; what is not "
    "delivered then is counted and told, and the exit status is 1.";

const struct sink_kind sink_tcp =
    STREAM_KIND("tcp", "tcp://HOST:PORT", "a TCP connection, made anew when it breaks");

const struct sink_kind sink_unix =
    STREAM_KIND("unix", "unix://PATH", "a Unix socket that somebody listens at, in the same way");
