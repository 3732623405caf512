// SPDX-License-Identifier: MIT
// The addresses of a host's name: at once, where nothing else is to be done meanwhile, or on a
// thread of its own, since the system's resolver may take half a minute and cannot be asked
// otherwise.
#ifndef IO_LOOKUP_H
#define IO_LOOKUP_H

struct addrinfo;
struct lookup;
struct net_place;

// The addresses of the place, for freeaddrinfo(); NULL with the reason in *why, which stays.
struct addrinfo *lookup_now(const struct net_place *p, const char **why);
// The same where no resolver is needed: NULL where the host is a name.
struct addrinfo *lookup_numeric(const struct net_place *p);

// Begin to look the name up; NULL where that cannot be done besides.
struct lookup *lookup_begin(const struct net_place *p);
// Readable when the answer is there.
int lookup_fd(const struct lookup *l);
// The answer, waited for where it is not there yet: as lookup_now(). The lookup is gone then.
struct addrinfo *lookup_end(struct lookup *l, const char **why);
// Nobody wants to know any more; comes back at once. The lookup is gone.
void lookup_abandon(struct lookup *l);

#endif
