// SPDX-License-Identifier: MIT
// Datagrams that hold whole lines. All senders are one stream: a datagram's last line may lack its
// newline. Many are taken with one system call; what the system had to drop for want of room is
// counted by it, and told.
#include "base/fail.h"
#include "io/amount.h"
#include "io/net.h"
#include "io/source_internal.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    AT_ONCE = 64,                 // datagrams with one call
    DATAGRAM_MOST = 64 * 1024,    // no datagram is larger
    ROOM_USUAL = 8 << 20,         // bytes that the system is asked to hold for us
    MEMINFO_DROPS = 8,            // where SO_MEMINFO has the datagrams dropped
    MEMINFO_WORDS = 9,
};

struct udp {
    struct net_place place;
    size_t room;                  // rcvbuf
    char *bytes;                  // AT_ONCE datagrams of DATAGRAM_MOST bytes
    size_t sizes[AT_ONCE];
    int n, at;                    // datagrams held, and which is given out ...
    size_t done;                  // ... and how much of it
    uint32_t dropped;
    bool is_drop_told;
};

// ---- what the system drops ----

static uint32_t count_dropped(int fd)
{
#ifdef SO_MEMINFO
    uint32_t words[MEMINFO_WORDS] = {0};
    socklen_t size = sizeof words;
    if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, words, &size) == 0)
        return words[MEMINFO_DROPS];
#else
    (void)fd;
#endif
    return 0;
}

static void note_dropped(struct source *s, int fd)
{
    struct udp *u = s->state;
    u->dropped = count_dropped(fd);
    if (u->dropped == 0 || u->is_drop_told)
        return;
    u->is_drop_told = true;
    warn("%s: datagrams come faster than they are read, and the system drops some (rcvbuf=SIZE "
         "holds more, as far as net.core.rmem_max allows)", s->title);
}

// ---- reading ----

static char *datagram(const struct udp *u, int i)
{
    return u->bytes + (size_t)i * DATAGRAM_MOST;
}

// Take what has come. False with errno where nothing has.
static bool take(struct udp *u, int fd)
{
    u->n = u->at = 0;
    u->done = 0;
#ifdef __linux__
    struct mmsghdr headers[AT_ONCE] = {0};
    struct iovec parts[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++) {
        parts[i] = (struct iovec){datagram(u, i), DATAGRAM_MOST};
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    int got = recvmmsg(fd, headers, AT_ONCE, MSG_DONTWAIT, NULL);
    for (int i = 0; i < got; i++)
        u->sizes[i] = headers[i].msg_len;
#else
    ssize_t size = recv(fd, u->bytes, DATAGRAM_MOST, MSG_DONTWAIT);
    int got = size < 0 ? -1 : 1;
    u->sizes[0] = size < 0 ? 0 : (size_t)size;
#endif
    u->n = got < 0 ? 0 : got;
    return got > 0;
}

// Move up to n bytes of the datagrams held, with the newlines that they lack.
static size_t move(struct udp *u, char *into, size_t n)
{
    size_t moved = 0;
    while (u->at < u->n && moved < n) {
        size_t size = u->sizes[u->at], left = size - u->done;
        size_t part = left < n - moved ? left : n - moved;
        memcpy(into + moved, datagram(u, u->at) + u->done, part);
        moved += part;
        u->done += part;
        bool lacks = size > 0 && datagram(u, u->at)[size - 1] != '\n';
        if (u->done < size || (lacks && moved == n))
            return moved;
        if (lacks)
            into[moved++] = '\n';
        u->at++;
        u->done = 0;
    }
    return moved;
}

static ssize_t udp_stream_read(struct stream *t, char *into, size_t n)
{
    struct udp *u = t->source->state;
    for (;;) {
        size_t moved = move(u, into, n);
        if (moved)
            return (ssize_t)moved;
        if (!take(u, t->fd))
            return -1;
        if (u->n == AT_ONCE)      // there was more than a little
            note_dropped(t->source, t->fd);
    }
}

static bool udp_holds(const struct stream *t)
{
    const struct udp *u = t->source->state;
    return u->at < u->n;
}

static void udp_ended(struct stream *t, int error)
{
    struct source *s = t->source;
    if (error)
        s->error = arena_printf(&s->arena, "%s", strerror(error));
    stream_close_fd(t);
    s->is_over = true;
}

static const struct stream_kind udp_kind = {
    .wake = WAKE_POLL, .read = udp_stream_read, .holds = udp_holds, .ended = udp_ended};

// ---- the source ----

static const char *udp_read(struct source *s, struct url *url)
{
    struct udp *u = ARENA_NEW(&s->arena, struct udp);
    *u = (struct udp){.place = {.type = SOCK_DGRAM, .listens = true}, .room = ROOM_USUAL};
    s->state = u;
    const char *wrong = net_read_host_port(&u->place, &s->arena, url->place);
    const char *room = url_take(url, "rcvbuf");
    if (!wrong && room && (!amount_read_size(room, &u->room) || u->room > INT32_MAX / 2))
        wrong = arena_printf(&s->arena, "rcvbuf wants a size below 1G such as 64M, not '%s'", room);
    return wrong;
}

// The system's limit binds those who are not root.
static void make_room(int fd, size_t room)
{
    int size = (int)room;
#ifdef SO_RCVBUFFORCE
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) == 0)
        return;
#endif
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

static void udp_open(struct source *s)
{
    struct udp *u = s->state;
    const char *why;
    char name[NET_TEXT_MAX];
    int fd = net_listen(&u->place, -1, &why);
    if (fd < 0)
        fatal("cannot listen on %s: %s", s->title, why);
    make_room(fd, u->room);
    if (strcmp(u->place.port, "0") == 0)
        warn("listening on %s", net_local(fd, name));
    u->bytes = mem_alloc((size_t)AT_ONCE * DATAGRAM_MOST);
    stream_new(s, &udp_kind, sizeof(struct stream), fd, s->text);
}

static void udp_close(struct source *s)
{
    struct udp *u = s->state;
    mem_free(u->bytes);
}

static void udp_tell(struct source *s)
{
    struct udp *u = s->state;
    if (s->streams && s->streams->fd >= 0)
        u->dropped = count_dropped(s->streams->fd);
    if (u->dropped)
        warn("%s: the system dropped %lu datagram%s that came faster than they were read", s->title,
             (unsigned long)u->dropped, u->dropped == 1 ? "" : "s");
}

const struct source_kind source_udp_listen = {
    .name = "udp-listen",
    .usage = "udp-listen://[HOST]:PORT",
    .summary = "datagrams that hold whole lines",
    .note = "Host and port are as those of tcp-listen://. The last line of a datagram may lack\n"
            "its newline. What the system drops because it comes too fast is counted and told.",
    .options = (const struct source_option[]){
        {"rcvbuf", "SIZE", "how much the system shall hold for us (8M)"}, {NULL, NULL, NULL}},
    .example = "weir -i udp-listen://:5140 'window 10s | avg(value) by sensor'",
    .read = udp_read,
    .open = udp_open,
    .close = udp_close,
    .tell = udp_tell,
};
