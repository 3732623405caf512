// SPDX-License-Identifier: MIT
// Formats of times (the bytes before the first newline) over any text (those after it): what is
// read is in range and what is written fits; durations in texts, addresses and networks.
#include "base/mem.h"
#include "data/ip.h"
#include "data/number.h"
#include "data/time.h"
#include "data/time_format.h"
#include "data/zone.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok, const char *what, struct str text)
{
    if (ok)
        return;
    fprintf(stderr, "%s: %.*s\n", what, (int)text.n, text.p);
    abort();
}

static struct str write_as(struct arena *a, const struct time_format *f, struct value t,
                           const struct zone *zone)
{
    size_t max = time_format_max(f);
    char *out = arena_alloc(a, max);
    struct str written = {out, time_format_write(f, t, zone, out)};
    check(written.n <= max, "longer than the most", written);
    return written;
}

static void check_format(struct arena *a, struct str format, struct str text,
                         const struct zone *zone)
{
    struct format_fault fault = {0};
    const struct time_format *f = time_format_new(a, format, false, &fault);
    if (!f) {
        check(fault.error && fault.from <= fault.to && fault.to <= format.n, "fault", format);
        return;
    }
    write_as(a, f, value_time_at(TIME_FIRST_SECOND, 1), zone);
    write_as(a, f, value_time_at(TIME_LAST_SECOND, 999999999), zone);
    f = time_format_new(a, format, true, &fault);
    struct value t;
    if (!f || !time_format_read(f, text, zone, &t))
        return;
    check(t.type == VALUE_TIME && time_is_in_range(t.i) && t.len < NS_SECOND, "range", text);
    struct value wide;
    check(time_value_from_ns(time_value_ns(t), &wide) && wide.i == t.i && wide.len == t.len,
          "in ns", text);
    write_as(a, f, t, zone);
}

static void check_duration(struct str text)
{
    int64_t ns, again;
    if (!duration_read_text(text, &ns))
        return;
    char out[NUMBER_MAX];
    struct str written = {out, duration_write(out, ns)};
    check(ns != INT64_MIN && duration_read_text(written, &again) && again == ns, "duration", text);
}

static void check_address(struct str text)
{
    struct ip address;
    struct ip_network network;
    bool is_address = ip_read(text, &address), is_network = ip_network_read(text, &network);
    check(!is_address || is_network, "an address, no network", text);
    check(!is_address || ip_is_in(address, &network), "not in itself", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"UTC", "Europe/Berlin", "America/St_Johns", "+05:45"};
    const struct zone *zone = size % 5 < 4 ? zone_find(str_of(names[size % 5])) : NULL;
    char *copy = mem_alloc(size ? size : 1);
    memcpy(copy, data, size);
    const char *newline = size ? memchr(copy, '\n', size) : NULL;
    size_t n = newline ? (size_t)(newline - copy) : size;
    size_t skipped = n + (newline != NULL);
    struct str format = {copy, n}, text = {copy + skipped, size - skipped};
    struct arena a;
    arena_init(&a);
    check_format(&a, format, text, zone);
    check_duration(text);
    check_address(text);
    arena_release(&a);
    mem_free(copy);
    return 0;
}
