// SPDX-License-Identifier: MIT
#include "data/ip.h"

#include <arpa/inet.h>

enum { V6_TEXT_MAX = 64, MAPPED_BITS = 96 };

// A number below 256 without leading zeros; *at is moved behind it.
static bool read_byte(const char **at, const char *end, uint32_t *out)
{
    const char *p = *at;
    uint32_t n = 0;
    while (p < end && *p >= '0' && *p <= '9' && p - *at < 3)
        n = n * 10 + (uint32_t)(*p++ - '0');
    bool is_sound = p > *at && n < 256 && (**at != '0' || p - *at == 1);
    *at = p;
    *out = n;
    return is_sound;
}

static bool read_v4(struct str s, struct ip *out)
{
    const char *at = s.p, *end = s.p + s.n;
    uint32_t address = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t byte;
        if (i > 0 && (at == end || *at++ != '.'))
            return false;
        if (!read_byte(&at, end, &byte))
            return false;
        address = address << 8 | byte;
    }
    *out = (struct ip){0, UINT64_C(0xffff) << 32 | address};
    return at == end;
}

static uint64_t big64(const unsigned char *p)
{
    uint64_t word = 0;
    for (int i = 0; i < 8; i++)
        word = word << 8 | p[i];
    return word;
}

// The name of an interface, or its number.
static bool is_zone(const char *p, const char *end)
{
    for (const char *at = p; at < end; at++) {
        char letter = (char)(*at | 0x20);
        bool is_letter = letter >= 'a' && letter <= 'z';
        if (!is_letter && (*at < '0' || *at > '9') && (!*at || !strchr("-_.", *at)))
            return false;
    }
    return p < end;
}

static bool read_v6(struct str s, struct ip *out)
{
    char text[V6_TEXT_MAX];
    unsigned char bytes[16];
    const char *zone = memchr(s.p, '%', s.n);
    if (zone && !is_zone(zone + 1, s.p + s.n))
        return false;
    size_t n = zone ? (size_t)(zone - s.p) : s.n;
    if (n >= sizeof text || memchr(s.p, '\0', n))
        return false;
    memcpy(text, s.p, n);
    text[n] = '\0';
    if (inet_pton(AF_INET6, text, bytes) != 1)
        return false;
    *out = (struct ip){big64(bytes), big64(bytes + 8)};
    return true;
}

bool ip_read(struct str s, struct ip *out)
{
    if (s.n == 0)
        return false;
    return memchr(s.p, ':', s.n) ? read_v6(s, out) : read_v4(s, out);
}

// The highest n of 64 bits.
static uint64_t ones(int n)
{
    return n <= 0 ? 0 : n >= 64 ? UINT64_MAX : UINT64_MAX << (64 - n);
}

bool ip_network_read(struct str s, struct ip_network *out)
{
    const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
    struct str address = {s.p, slash ? (size_t)(slash - s.p) : s.n};
    if (!ip_read(address, &out->first))
        return false;
    bool is_dotted = !memchr(address.p, ':', address.n);
    uint32_t bits = is_dotted ? 32 : 128;
    if (slash) {
        const char *at = slash + 1, *end = s.p + s.n;
        if (!read_byte(&at, end, &bits) || at != end || bits > (is_dotted ? 32 : 128))
            return false;
    }
    int all = (int)bits + (is_dotted ? MAPPED_BITS : 0);
    out->mask = (struct ip){ones(all), ones(all - 64)};
    return true;
}
