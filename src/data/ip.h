// SPDX-License-Identifier: MIT
// IP addresses and networks in texts. IPv4 addresses are kept as IPv6 has them mapped
// (::ffff:10.0.0.1, RFC 4291 2.5.5.2), so that either spelling is the same address.
#ifndef DATA_IP_H
#define DATA_IP_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct ip {
    uint64_t high, low;           // in the machine's order
};

struct ip_network {
    struct ip first, mask;
};

// Read dotted IPv4 (four decimal numbers, no leading zeros) or IPv6 (RFC 4291), perhaps with a zone
// (fe80::1%eth0), which is not kept. False if the text is not one, as a whole.
bool ip_read(struct str s, struct ip *out);

static inline bool ip_is_v4(struct ip a)
{
    return a.high == 0 && a.low >> 32 == 0xffff;
}

// Read ADDRESS/BITS, or an address, which is a network of one. Bits of the address outside of the
// mask are ignored.
bool ip_network_read(struct str s, struct ip_network *out);

// Is the address in the network? IPv4 addresses are in networks of IPv4 (also written as mapped)
// only: ::/0 holds none of them.
static inline bool ip_is_in(struct ip a, const struct ip_network *n)
{
    bool is_inside = ((a.high ^ n->first.high) & n->mask.high) == 0 &&
                     ((a.low ^ n->first.low) & n->mask.low) == 0;
    return is_inside && (n->mask.low >> 32 == 0xffffffff || !ip_is_v4(a));
}

#endif
