// SPDX-License-Identifier: MIT
#include "io/net.h"

#include "base/clock.h"
#include "io/lookup.h"
#include "io/url.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 };          // clients that wait to be let in; the system may allow fewer

#define BACKOFF_FIRST 100000000ll
#define BACKOFF_MOST 30000000000ll

// ---- before the run ----

// A whole number up to 65535, and where that makes sense 0.
static bool is_port(const char *port, bool may_be_zero)
{
    size_t n = strspn(port, "0123456789");
    unsigned long number = strtoul(port, NULL, 10);
    return n > 0 && n <= 5 && port[n] == '\0' && number <= 65535 && (number > 0 || may_be_zero);
}

const char *net_read_host_port(struct net_place *p, struct arena *a, const char *text)
{
    if (!url_host_port(text, a, &p->host, &p->port))
        return p->listens ? "the port is missing: it is written [HOST]:PORT"
                          : "the port is missing: it is written HOST:PORT";
    if (!is_port(p->port, p->listens))
        return p->listens ? "the port is a number up to 65535 (0: one that is free)"
                          : "the port is a number from 1 to 65535";
    if (!p->host && !p->listens)
        return "the host is missing: it is written HOST:PORT";
    if (p->host && text[0] != '[' && strchr(p->host, ':'))
        return "an IPv6 address stands in brackets: [::1]:PORT";
    return NULL;
}

const char *net_read_path(struct net_place *p, const char *text)
{
    if (!*text)
        return "the path is missing";
    if (strlen(text) >= sizeof ((struct sockaddr_un *)NULL)->sun_path)
        return "the path is too long for a socket";
    p->path = text;
    return NULL;
}

// ---- addresses ----

static struct sockaddr_un unix_address(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return address;
}

// A socket with the flags that all have.
static int socket_new(int family, int type)
{
    int fd = socket(family, type, 0);
    if (fd >= 0) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        fcntl(fd, F_SETFL, O_NONBLOCK);
    }
    return fd;
}

// Close it, and keep errno.
static int give_up(int fd)
{
    int err = errno;
    if (fd >= 0)
        close(fd);
    errno = err;
    return -1;
}

// ---- listening ----

static int listen_at(const struct addrinfo *at)
{
    int fd = socket_new(at->ai_family, at->ai_socktype), on = 1;
    if (fd < 0)
        return -1;
    // A port that was in use a moment ago can be taken again. Not for datagrams, where two could
    // then share one.
    if (at->ai_socktype == SOCK_STREAM)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, at->ai_addr, at->ai_addrlen) != 0 ||
        (at->ai_socktype == SOCK_STREAM && listen(fd, BACKLOG) != 0))
        return give_up(fd);
    return fd;
}

// The file is created with its mode: at no moment may more people connect.
static int bind_path(int fd, const struct sockaddr_un *address, int mode)
{
    mode_t mask = mode < 0 ? 0 : umask((mode_t)(0777 & ~mode));
    int result = bind(fd, (const struct sockaddr *)address, sizeof *address);
    if (mode >= 0)
        umask(mask);
    return result;
}

// Is the path a socket's at which nobody listens, left by one that did?
static bool is_stale(const struct sockaddr_un *address, int type)
{
    struct stat st;
    if (lstat(address->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
        return false;
    int fd = socket_new(AF_UNIX, type);
    bool is_refused = fd >= 0 &&
                      connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
                      errno == ECONNREFUSED;
    close(fd);
    return is_refused;
}

static int listen_path(const struct net_place *p, int mode)
{
    struct sockaddr_un address = unix_address(p->path);
    int fd = socket_new(AF_UNIX, p->type);
    int bound = fd < 0 ? -1 : bind_path(fd, &address, mode);
    if (fd >= 0 && bound != 0 && errno == EADDRINUSE) {
        if (is_stale(&address, p->type) && unlink(p->path) == 0)
            bound = bind_path(fd, &address, mode);
        else
            errno = EADDRINUSE;
    }
    if (bound != 0)
        return give_up(fd);
    if (p->type != SOCK_STREAM || listen(fd, BACKLOG) == 0)
        return fd;
    return give_up(fd);
}

int net_listen(const struct net_place *p, int mode, const char **why)
{
    int fd = -1;
    if (p->path) {
        fd = listen_path(p, mode);
    } else {
        struct addrinfo *all = lookup_now(p, why);
        if (!all)
            return -1;
        for (struct addrinfo *at = all; at && fd < 0; at = at->ai_next)
            fd = listen_at(at);
        int err = errno;
        freeaddrinfo(all);
        errno = err;
    }
    if (fd < 0)
        *why = strerror(errno);
    return fd;
}

// ---- connecting ----

void net_keep_alive(int fd)
{
    static const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
#ifdef TCP_KEEPIDLE
    static const int first = 60, distance = 15, tries = 4;
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &first, sizeof first);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &distance, sizeof distance);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &tries, sizeof tries);
#endif
}

static int connect_to(int family, int type, const struct sockaddr *address, socklen_t n)
{
    int fd = socket_new(family, type);
    if (fd < 0)
        return -1;
    if (connect(fd, address, n) != 0 && errno != EINPROGRESS && errno != EINTR)
        return give_up(fd);
    return fd;
}

static int dial_path(const struct net_place *p, const char **why)
{
    struct sockaddr_un address = unix_address(p->path);
    int fd = connect_to(AF_UNIX, p->type, (const struct sockaddr *)&address, sizeof address);
    if (fd < 0)
        *why = strerror(errno);
    return fd;
}

bool net_dial_look_up(struct net_dial *d, const char **why)
{
    if (d->place->path)
        return true;
    net_dial_release(d);
    d->all = d->next = lookup_now(d->place, why);
    return d->all != NULL;
}

int net_dial_ask(struct net_dial *d)
{
    if (d->place->path || d->next)
        return -1;
    net_dial_release(d);
    d->all = d->next = lookup_numeric(d->place);
    if (!d->all)
        d->lookup = lookup_begin(d->place);
    return d->lookup ? lookup_fd(d->lookup) : -1;
}

bool net_dial_answer(struct net_dial *d, const char **why)
{
    d->all = d->next = lookup_end(d->lookup, why);
    d->lookup = NULL;
    return d->all != NULL;
}

int net_dial_begin(struct net_dial *d, const char **why)
{
    if (d->place->path)
        return dial_path(d->place, why);
    if (!d->next && !net_dial_look_up(d, why))
        return -1;
    const struct addrinfo *at = d->next;
    d->next = at->ai_next;
    int fd = connect_to(at->ai_family, at->ai_socktype, at->ai_addr, at->ai_addrlen);
    if (fd < 0)
        *why = strerror(errno);
    return fd;
}

bool net_dial_has_more(const struct net_dial *d)
{
    return d->next != NULL;
}

int net_dial_result(int fd)
{
    int err = 0;
    socklen_t n = sizeof err;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &n) == 0 ? err : errno;
}

void net_dial_release(struct net_dial *d)
{
    if (d->all)
        freeaddrinfo(d->all);
    if (d->lookup)
        lookup_abandon(d->lookup);
    d->all = d->next = NULL;
    d->lookup = NULL;
}

// The jitter needs no more chance than the clock's last digits have, mixed with who asks.
int64_t backoff_next(struct backoff *b)
{
    b->step = b->step ? b->step * 2 : BACKOFF_FIRST;
    if (b->step > BACKOFF_MOST)
        b->step = BACKOFF_MOST;
    uint64_t mixed = ((uint64_t)clock_steady() ^ (uint64_t)getpid() << 32) * 0x9E3779B97F4A7C15u;
    return b->step * 3 / 4 + (int64_t)(mixed >> 32) % (b->step / 2);
}

// ---- names ----

static const char *address_text(const struct sockaddr *address, socklen_t n,
                                char out[NET_TEXT_MAX])
{
    char host[64], port[8];
    out[0] = '\0';
    if (address->sa_family == AF_UNIX) {
        const struct sockaddr_un *at = (const struct sockaddr_un *)(const void *)address;
        size_t room = n > offsetof(struct sockaddr_un, sun_path)
                          ? n - offsetof(struct sockaddr_un, sun_path) : 0;
        snprintf(out, NET_TEXT_MAX, "%.*s", (int)room, at->sun_path);
    } else if (getnameinfo(address, n, host, sizeof host, port, sizeof port,
                           NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
        snprintf(out, NET_TEXT_MAX, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
    }
    return out;
}

const char *net_local(int fd, char out[NET_TEXT_MAX])
{
    struct sockaddr_storage address = {0};
    socklen_t n = sizeof address;
    out[0] = '\0';
    if (getsockname(fd, (struct sockaddr *)&address, &n) != 0)
        return out;
    return address_text((struct sockaddr *)&address, n, out);
}

const char *net_peer(int fd, char out[NET_TEXT_MAX])
{
    struct sockaddr_storage address = {0};
    socklen_t n = sizeof address;
    out[0] = '\0';
    if (getpeername(fd, (struct sockaddr *)&address, &n) != 0)
        return out;
    return address_text((struct sockaddr *)&address, n, out);
}

// By then the peer may be gone, and only accept() knows who it was.
int net_accept(int listener, char peer[NET_TEXT_MAX])
{
    struct sockaddr_storage address = {0};
    socklen_t n = sizeof address;
    int fd = accept(listener, (struct sockaddr *)&address, &n);
    if (fd >= 0) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        fcntl(fd, F_SETFL, O_NONBLOCK);
        address_text((struct sockaddr *)&address, n, peer);
    }
    return fd;
}
