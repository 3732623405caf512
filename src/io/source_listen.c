// SPDX-License-Identifier: MIT
// Listeners for clients that send lines: over TCP and through a Unix socket. Each client is a
// stream of its own, with its partial line and its line numbers. The listener itself never ends.
//
// Where no client can be let in any more (the limit, or no descriptor is left), those who come wait
// in the system's queue until one goes or a moment has passed.
#include "base/clock.h"
#include "base/fail.h"
#include "io/net.h"
#include "io/source_internal.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CLIENTS_USUAL = 1000,         // at once
    LET_IN_MOST = 64,             // in one turn, so that those who are in are heard, too
    LOST_SHOWN = 3,               // messages about clients that were lost
};

#define PAUSE 100000000ll         // ns, before the system is asked again for a descriptor

struct listener {
    struct source *source;
    struct net_place place;
    size_t most;                  // clients at once
    int64_t idle;                 // how long one may be silent, ns; 0: for ever
    int mode;                     // of a new socket file; below zero: as the umask says
    dev_t device;                 // of that file
    ino_t inode;
    int fd;
    struct watch watch;
    bool is_watched;
    struct timer again;           // accepting goes on
    struct timer sweep;           // the longest silence may be over
    size_t nclients;
    uint64_t served, lost;        // clients, ever
    bool is_full, is_short;       // that has been told: of clients, of descriptors
};

struct client {
    struct stream stream;
    int64_t heard;                // when something came last
};

// ---- clients ----

static struct listener *listener_of(const struct stream *t)
{
    return t->source->state;
}

static void let_in_again(struct listener *l)
{
    loop_disarm(l->source->setup.loop, &l->again);
    if (!l->is_watched)
        loop_add(l->source->setup.loop, &l->watch, l->fd, POLLIN);
    l->is_watched = true;
}

static void let_nobody_in(struct listener *l)
{
    if (l->is_watched)
        loop_remove(l->source->setup.loop, &l->watch);
    l->is_watched = false;
}

static ssize_t client_read(struct stream *t, char *into, size_t n)
{
    ssize_t got = read(t->fd, into, n);
    if (got > 0 && listener_of(t)->idle)
        ((struct client *)t)->heard = clock_steady();
    return got;
}

static void client_ended(struct stream *t, int error)
{
    struct listener *l = listener_of(t);
    if (error && l->lost++ < LOST_SHOWN)
        warn("%s: client %s was lost: %s", l->source->title, t->title, strerror(error));
    stream_close_fd(t);
    l->nclients--;
    let_in_again(l);
}

static const struct stream_kind client_kind = {
    .wake = WAKE_POLL, .cuts_end = true, .read = client_read, .ended = client_ended};

// Those who have been silent for too long are hung up on: that is the end of what they sent. One
// with something to read has not been.
static void sweep(struct timer *timer)
{
    struct listener *l = (struct listener *)((char *)timer - offsetof(struct listener, sweep));
    int64_t now = clock_steady(), oldest = INT64_MAX;
    for (struct stream *t = l->source->streams; t; t = t->next) {
        struct client *c = (struct client *)t;
        if (t->has_ended)
            continue;
        if (t->is_ready)
            c->heard = now;
        if (now - c->heard >= l->idle)
            shutdown(t->fd, SHUT_RDWR);
        else if (c->heard < oldest)
            oldest = c->heard;
    }
    if (oldest != INT64_MAX)
        loop_arm(l->source->setup.loop, &l->sweep, oldest + l->idle);
}

static void add_client(struct listener *l, int fd, const char *peer)
{
    struct source *s = l->source;
    l->served++;
    l->nclients++;
    struct buf numbered;
    buf_init(&numbered);
    buf_printf(&numbered, "%s#%llu", s->text, (unsigned long long)l->served);
    struct client *c = stream_new(s, &client_kind, sizeof *c, fd,
                                  l->place.path ? buf_cstr(&numbered) : peer);
    buf_release(&numbered);
    c->heard = clock_steady();
    if (l->idle && !l->sweep.is_armed)
        loop_arm(s->setup.loop, &l->sweep, c->heard + l->idle);
}

// ---- letting in ----

// No client can be let in: because of the one who just came, or for want of something.
static void rest(struct listener *l, int err)
{
    bool is_short = err == EMFILE || err == ENFILE || err == ENOBUFS || err == ENOMEM;
    if (is_short && !l->is_short)
        warn("%s: no more than %zu clients can be let in for now: %s", l->source->title,
             l->nclients, strerror(err));
    l->is_short |= is_short;
    let_nobody_in(l);
    loop_arm(l->source->setup.loop, &l->again, clock_steady() + PAUSE);
}

static bool has_room(struct listener *l)
{
    if (l->nclients < l->most)
        return true;
    if (!l->is_full)
        warn("%s: there are %zu clients, no more are let in until one goes (clients=N)",
             l->source->title, l->nclients);
    l->is_full = true;
    let_nobody_in(l);
    return false;
}

static void let_in(struct watch *w, short revents)
{
    (void)revents;
    struct listener *l = (struct listener *)((char *)w - offsetof(struct listener, watch));
    char peer[NET_TEXT_MAX];
    for (int i = 0; i < LET_IN_MOST && has_room(l); i++) {
        int fd = net_accept(l->fd, peer);
        if (fd >= 0) {
            net_keep_alive(fd);
            add_client(l, fd, peer);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            rest(l, errno);
            return;
        }
    }
}

static void look_again(struct timer *timer)
{
    let_in_again((struct listener *)((char *)timer - offsetof(struct listener, again)));
}

// ---- the source ----

static struct listener *listener_new(struct source *s)
{
    struct listener *l = ARENA_NEW(&s->arena, struct listener);
    *l = (struct listener){.source = s, .most = CLIENTS_USUAL, .mode = -1, .fd = -1};
    l->place = (struct net_place){.type = SOCK_STREAM, .listens = true};
    l->watch.ready = let_in;
    l->again.fire = look_again;
    l->sweep.fire = sweep;
    s->state = l;
    return l;
}

static const char *read_limits(struct source *s, struct listener *l, struct url *url)
{
    const char *wrong = option_count(s, url, "clients", &l->most);
    return wrong ? wrong : option_duration(s, url, "idle", &l->idle);
}

static const char *tcp_read(struct source *s, struct url *url)
{
    struct listener *l = listener_new(s);
    const char *wrong = net_read_host_port(&l->place, &s->arena, url->place);
    return wrong ? wrong : read_limits(s, l, url);
}

static const char *unix_read(struct source *s, struct url *url)
{
    struct listener *l = listener_new(s);
    const char *mode = url_take(url, "mode"), *wrong = net_read_path(&l->place, url->place);
    if (mode && !wrong) {
        size_t n = strspn(mode, "01234567");
        l->mode = (int)strtol(mode, NULL, 8);
        if (n == 0 || mode[n] || l->mode > 0777)
            wrong = arena_printf(&s->arena, "mode wants an octal number such as 0660, not '%s'",
                                 mode);
    }
    return wrong ? wrong : read_limits(s, l, url);
}

static void listener_open(struct source *s)
{
    struct listener *l = s->state;
    const char *why;
    struct stat st;
    l->fd = net_listen(&l->place, l->mode, &why);
    if (l->fd < 0)
        fatal("cannot listen on %s: %s", s->title, why);
    char name[NET_TEXT_MAX];
    if (l->place.port && strcmp(l->place.port, "0") == 0)
        warn("listening on %s", net_local(l->fd, name));
    if (l->place.path && stat(l->place.path, &st) == 0) {
        l->device = st.st_dev;
        l->inode = st.st_ino;
    }
    let_in_again(l);
}

// The socket's file goes with the listener, unless another has taken its place.
static void listener_close(struct source *s)
{
    struct listener *l = s->state;
    struct stat st;
    if (l->fd < 0)
        return;
    let_nobody_in(l);
    loop_disarm(s->setup.loop, &l->again);
    loop_disarm(s->setup.loop, &l->sweep);
    close(l->fd);
    if (l->place.path && stat(l->place.path, &st) == 0 && st.st_dev == l->device &&
        st.st_ino == l->inode)
        unlink(l->place.path);
}

static void listener_tell(struct source *s)
{
    struct listener *l = s->state;
    if (l->lost > LOST_SHOWN)
        warn("%s: %llu clients were lost", s->title, (unsigned long long)l->lost);
}

#define CLIENTS_OPTION {"clients", "N", "how many may be connected at once (1000); more wait"}
#define IDLE_OPTION {"idle", "D", "hang up on a client that has been silent for so long (never)"}

const struct source_kind source_tcp_listen = {
    .name = "tcp-listen",
    .usage = "tcp-listen://[HOST]:PORT",
    .summary = "clients that connect over TCP and send lines",
    .note = "Without a host only this machine can connect; * is every address it has. Port 0 is\n"
            "one that is free, told on standard error. Each client is read by itself; source() is\n"
            "its address. A line that a closing socket cuts off is a bad line.",
    .options = (const struct source_option[]){CLIENTS_OPTION, IDLE_OPTION, {NULL, NULL, NULL}},
    .example = "weir -i tcp-listen://:4000 'window 1m | count by host'",
    .read = tcp_read,
    .open = listener_open,
    .close = listener_close,
    .tell = listener_tell,
};

const struct source_kind source_unix_listen = {
    .name = "unix-listen",
    .usage = "unix-listen://PATH",
    .summary = "clients that connect through a Unix socket, made there",
    .note = "A socket that nobody listens at any more is replaced. It is removed at the end.",
    .options = (const struct source_option[]){
        {"mode", "MODE", "of the new socket, such as 0660 (as the umask says)"},
        CLIENTS_OPTION, IDLE_OPTION, {NULL, NULL, NULL}},
    .example = "weir -i 'unix-listen:///run/weir.sock?mode=0660' 'filter level == \"error\"'",
    .read = unix_read,
    .open = listener_open,
    .close = listener_close,
    .tell = listener_tell,
};
