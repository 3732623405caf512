// SPDX-License-Identifier: MIT
// Sockets: where they are (HOST:PORT or a path), listening there, connecting to it. Every
// descriptor that comes out does not block and is closed on exec. What goes wrong comes out as a
// reason for a message, which lives as long as the program or until the next call; nothing is
// printed here.
#ifndef IO_NET_H
#define IO_NET_H

#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>

struct addrinfo;
struct lookup;

// Where a socket listens, or what it connects to.
struct net_place {
    int type;                     // SOCK_STREAM or SOCK_DGRAM
    bool listens;
    const char *host;             // NULL: this machine alone (loopback)
    const char *port;             // digits; "0", of a listener only: one that the system chooses
    const char *path;             // of a Unix socket, which has neither; else NULL
};

// ---- before the run ----

// Take HOST:PORT apart, whose parts live in the arena. NULL, or what is wrong with it, to be put
// behind the whole name and ": ". p->type and p->listens are set before.
const char *net_read_host_port(struct net_place *p, struct arena *a, const char *text);
// The same for the path of a Unix socket, which must stay.
const char *net_read_path(struct net_place *p, const char *text);

// ---- listening ----

// A descriptor bound to the place, of a stream one that listens; below zero with the reason in
// *why. A Unix socket's file that nobody listens at any more is replaced, and a new one has `mode`
// (below zero: what the umask says).
int net_listen(const struct net_place *p, int mode, const char **why);

enum { NET_TEXT_MAX = 128 };

// The next client, or below zero with errno as accept() sets it. *peer is its address, as
// net_peer() has it.
int net_accept(int listener, char peer[NET_TEXT_MAX]);

// ---- connecting ----

// Have the system ask now and then whether the peer is still there, so that one that vanished is an
// error at last (after two minutes). Of other sockets than TCP it does nothing.
void net_keep_alive(int fd);

// The addresses of a place, tried one after the other. All zero but for the place at first.
struct net_dial {
    const struct net_place *place;
    struct addrinfo *all, *next;
    struct lookup *lookup;        // of the name, at work; or NULL
};

// Look the name up; false with the reason in *why. Of a path there is nothing to look up.
bool net_dial_look_up(struct net_dial *d, const char **why);
// Have the name looked up meanwhile, where there is no address left to try: a descriptor that is
// readable when net_dial_answer() has to be called, which owns it. -1: there is nothing to wait
// for.
int net_dial_ask(struct net_dial *d);
// Take the answer. False: the name is not known, with the reason in *why.
bool net_dial_answer(struct net_dial *d, const char **why);
// Begin to connect to the next address; where there is none left the name is looked up anew, which
// may take as long as the system's resolver does. The descriptor is connected
// when it is writable and net_dial_result() is 0. Below zero: that address failed at once, or the
// name is not known; the reason is in *why.
int net_dial_begin(struct net_dial *d, const char **why);
// Are there addresses that have not been tried since the name was looked up?
bool net_dial_has_more(const struct net_dial *d);
// 0, or the errno value of the connection that failed.
int net_dial_result(int fd);
void net_dial_release(struct net_dial *d);

// How long to wait before the next try, ns: 100 ms, then twice as long each time, up to 30 s, give
// or take a quarter so that many who lost one peer do not come back all at once. All zero at first,
// and again when a connection stands.
struct backoff {
    int64_t step;
};
int64_t backoff_next(struct backoff *b);

// ---- names ----

// "127.0.0.1:4000", "[::1]:4000", or a Unix socket's path: the address that the descriptor is bound
// to, or that of its peer. "" where it has none.
const char *net_local(int fd, char out[NET_TEXT_MAX]);
const char *net_peer(int fd, char out[NET_TEXT_MAX]);

#endif
