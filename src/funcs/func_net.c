// SPDX-License-Identifier: MIT
// Functions of addresses and identifiers.
#include "data/ip.h"
#include "data/time.h"
#include "data/walk.h"
#include "funcs/func.h"

extern const struct func_row func_net[];

static struct value fail(struct call *call, int arg, const char *error)
{
    call->error_arg = arg;
    call->error = error;
    return value_null();
}

// ---- ip_in ----

// The networks of the constant arguments; those of the others are read for each event.
struct networks {
    struct ip_network *at;
    size_t n;
    bool *is_read;                // by argument
};

static size_t array_length(struct value array)
{
    struct value v;
    size_t n = 0;
    for (struct walk w = walk_begin(array); walk_element(&w, &v);)
        n++;
    return n;
}

// Read the network, or array of networks, that an argument is, behind those at `to`; how many
// these are, or -1 with the text that is none. The array must have room.
static int64_t read_networks(struct arena *a, struct value v, struct ip_network *to,
                             struct value *wrong)
{
    if (v.type != VALUE_ARRAY) {
        *wrong = v;
        return ip_network_read(value_bytes(v), to) ? 1 : -1;
    }
    int64_t n = 0;
    for (struct walk w = walk_begin(v); walk_element(&w, wrong); n++) {
        if (wrong->type != VALUE_STR)
            return -1;
        *wrong = value_decode(a, *wrong);
        if (!ip_network_read(value_bytes(*wrong), &to[n]))
            return -1;
    }
    return n;
}

static size_t room_for(struct value v)
{
    return v.type == VALUE_ARRAY ? array_length(v) : 1;
}

static bool refuse_network(struct prepare *p, int i, struct value wrong)
{
    p->error_arg = i;
    p->hint = "networks are written as 10.0.0.0/8, 2001:db8::/32, or as one address";
    p->error = wrong.type == VALUE_STR
                   ? arena_printf(p->arena, "'%.*s' is not a network", (int)wrong.len, wrong.p)
                   : "this list holds something that is not a text";
    return false;
}

static bool prepare_ip_in(struct prepare *p, void **out)
{
    struct networks *networks = *out = ARENA_NEW(p->arena, struct networks);
    networks->is_read = ARENA_ARRAY(p->arena, bool, (size_t)p->nargs);
    size_t room = 0;
    for (int i = 1; i < p->nargs; i++)
        if (p->is_const[i] && !value_is_null(p->args[i]))
            room += room_for(p->args[i]);
    networks->at = ARENA_ARRAY(p->arena, struct ip_network, room);
    for (int i = 1; i < p->nargs; i++) {
        if (!p->is_const[i] || value_is_null(p->args[i]))
            continue;
        struct value wrong;
        int64_t n = read_networks(p->arena, p->args[i], networks->at + networks->n, &wrong);
        if (n < 0)
            return refuse_network(p, i, wrong);
        networks->n += (size_t)n;
        networks->is_read[i] = true;
    }
    return true;
}

static bool is_in_any(struct ip address, const struct ip_network *networks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ip_is_in(address, &networks[i]))
            return true;
    return false;
}

static struct value call_ip_in(struct call *call, const struct value *args, int nargs)
{
    const struct networks *known = call->prepared;
    struct ip address;
    struct value wrong;
    if (!ip_read(value_bytes(args[0]), &address))
        return fail(call, 0, "is not an IP address");
    bool is_inside = is_in_any(address, known->at, known->n);
    for (int i = 1; i < nargs; i++) {
        if (known->is_read[i])
            continue;
        struct ip_network one, *networks = &one;
        if (args[i].type == VALUE_ARRAY)
            networks = arena_alloc(call->arena, array_length(args[i]) * sizeof *networks);
        int64_t n = read_networks(call->arena, args[i], networks, &wrong);
        if (n < 0)
            return fail(call, i, "is not a network, or a list of networks");
        is_inside |= is_in_any(address, networks, (size_t)n);
    }
    return value_bool(is_inside);
}

// ---- uuid_time ----

// The digits of a UUID: 8-4-4-4-12, or without hyphens.
static bool read_uuid(struct str s, unsigned char *out)
{
    bool has_hyphens = s.n == 36;
    if (!has_hyphens && s.n != 32)
        return false;
    int n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], letter = (char)(c | 0x20);
        if (has_hyphens && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (c != '-')
                return false;
            continue;
        }
        if (c >= '0' && c <= '9')
            out[n++] = (unsigned char)(c - '0');
        else if (letter >= 'a' && letter <= 'f')
            out[n++] = (unsigned char)(letter - 'a' + 10);
        else
            return false;
    }
    return true;
}

static uint64_t join_digits(const unsigned char *digits, int n)
{
    uint64_t all = 0;
    for (int i = 0; i < n; i++)
        all = all << 4 | digits[i];
    return all;
}

// Versions 1 and 6 count 100 ns since 1582-10-15, version 7 ms since 1970 (RFC 9562). *ns is from
// 1970. False where there is no time in it.
static bool time_of_uuid(const unsigned char *digits, __int128 *ns)
{
    static const int64_t gregorian = INT64_C(0x01b21dd213814000);
    bool is_variant = digits[16] >> 2 == 2;
    uint64_t ticks;
    switch (is_variant ? digits[12] : 0) {
    case 1:
        ticks = join_digits(digits + 13, 3) << 48 | join_digits(digits + 8, 4) << 32 |
                join_digits(digits, 8);
        break;
    case 6:
        ticks = join_digits(digits, 12) << 12 | join_digits(digits + 13, 3);
        break;
    case 7:
        *ns = (__int128)join_digits(digits, 12) * 1000000;
        return true;
    default:
        return false;
    }
    *ns = ((__int128)ticks - gregorian) * 100;
    return true;
}

// A ULID: 26 digits of base 32 (D. Crockford's), the first ten of which are 48 bits of ms.
static bool time_of_ulid(struct str s, __int128 *ns)
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint64_t ms = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] >= 'a' ? (char)(s.p[i] - 0x20) : s.p[i];
        const char *digit = c ? strchr(digits, c) : NULL;
        if (!digit)
            return false;
        if (i < 10)
            ms = ms << 5 | (uint64_t)(digit - digits);
    }
    *ns = (__int128)ms * 1000000;
    return s.n == 26 && s.p[0] <= '7';
}

static struct value call_uuid_time(struct call *call, const struct value *args,
                                   int nargs ATTR_UNUSED)
{
    unsigned char digits[32];
    __int128 ns;
    struct value t;
    struct str s = value_bytes(args[0]);
    if (read_uuid(s, digits)) {
        if (!time_of_uuid(digits, &ns))
            return value_null();
    } else if (!time_of_ulid(s, &ns)) {
        return fail(call, 0, "is not a UUID");
    }
    return time_value_from_ns(ns, &t) ? t : fail(call, 0, "has a time beyond the year 9999");
}

const struct func_row func_net[] = {
    {
        .name = "ip_in",
        .usage = "ip_in(ip, network, ...)",
        .summary = "is the address in one of the networks (10.0.0.0/8, 2001:db8::/32, an address, "
                   "or a list of them)?",
        .note = "IPv4 mapped into IPv6 (::ffff:10.0.0.1) is IPv4, which ::/0 does not hold. "
                "Constant networks are read before the run; bits below the mask are ignored. "
                "A null is null; a text that is no address, or no network, is null and counted.",
        .example = "ip_in(ip, \"10.0.0.0/8\", \"fd00::/8\")",
        .input = "{\"ip\":\"10.1.2.3\"}",
        .output = "true",
        .min_args = 2,
        .max_args = FUNC_ANY_NUMBER,
        .args = {TYPE_STR, TYPE_STR | TYPE_ARRAY},
        .result = TYPE_BOOL,
        .call = call_ip_in,
        .prepare = prepare_ip_in,
    },
    {
        .name = "uuid_time",
        .usage = "uuid_time(x)",
        .summary = "the time in a UUID of version 1, 6 or 7, or in a ULID",
        .note = "Null for UUIDs of other versions; what is no UUID is null and counted.",
        .example = "uuid_time(id)",
        .input = "{\"id\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\"}",
        .output = "\"2022-02-22T19:22:22Z\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR},
        .result = TYPE_TIME,
        .call = call_uuid_time,
    },
    {0},
};
