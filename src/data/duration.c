// SPDX-License-Identifier: MIT
// Durations as users write them (1h30m), and as results show them (seconds).
#include "data/time.h"

#include "data/number.h"

struct unit {
    const char *name;
    int64_t ns;                   // or 0: a number of months
    int64_t months;
};

// The largest first, as duration_print() takes them.
static const struct unit units[] = {
    {"y", 0, 12},          {"mo", 0, 1},       {"w", 7 * NS_DAY, 0},
    {"d", NS_DAY, 0},      {"h", NS_HOUR, 0},  {"m", NS_MINUTE, 0},
    {"s", NS_SECOND, 0},   {"ms", 1000000, 0}, {"us", 1000, 0},
    {"ns", 1, 0},
};

enum { UNITS = sizeof units / sizeof *units };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const struct unit *find_unit(struct str name)
{
    for (int i = 0; i < UNITS; i++)
        if (str_is(name, units[i].name))
            return &units[i];
    return NULL;
}

static bool add_product(int64_t *sum, int64_t a, int64_t b)
{
    int64_t product;
    return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*sum, product, sum);
}

// Read a number and its unit at *at. On failure *at is where it went wrong.
static bool read_part(struct str s, size_t *at, struct duration *sum)
{
    size_t i = *at, begin = i;
    int64_t number = 0;
    for (; i < s.n && is_digit(s.p[i]); i++)
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, s.p[i] - '0', &number))
            return false;
    *at = i;
    size_t name = i;
    while (i < s.n && !is_digit(s.p[i]))
        i++;
    const struct unit *unit = find_unit((struct str){s.p + name, i - name});
    if (name == begin || !unit)
        return false;
    *at = begin;
    if (!add_product(&sum->ns, number, unit->ns))
        return false;
    if (!add_product(&sum->months, number, unit->months))
        return false;
    *at = i;
    return true;
}

bool duration_read(struct str s, struct duration *out, size_t *fault)
{
    struct duration sum = {0};
    size_t at = 0;
    do {
        if (!read_part(s, &at, &sum)) {
            *fault = at;
            return false;
        }
    } while (at < s.n);
    *out = sum;
    return true;
}

static uint64_t magnitude(int64_t i)
{
    return i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
}

static void print_part(struct buf *b, uint64_t number, const char *unit)
{
    b->n += number_write_int128(buf_room(b, NUMBER_MAX), (__int128)number);
    buf_puts(b, unit);
}

void duration_print(struct buf *b, struct duration d)
{
    uint64_t ns = magnitude(d.ns), months = magnitude(d.months);
    if (ns == 0 && months == 0) {
        buf_puts(b, "0s");
        return;
    }
    if (d.ns < 0 || d.months < 0)
        buf_putc(b, '-');
    for (int i = 0; i < UNITS; i++) {
        const struct unit *unit = &units[i];
        uint64_t *rest = unit->ns ? &ns : &months;
        uint64_t size = (uint64_t)(unit->ns ? unit->ns : unit->months);
        bool weeks = size == 7 * (uint64_t)NS_DAY;
        // Weeks only where nothing but weeks is left: 10d stays 10d.
        if (*rest < size || (weeks && *rest % size != 0))
            continue;
        print_part(b, *rest / size, unit->name);
        *rest %= size;
    }
}

size_t duration_write(char *out, int64_t ns)
{
    uint64_t size = magnitude(ns);
    size_t n = 0;
    if (ns < 0)
        out[n++] = '-';
    n += number_write_int(out + n, (int64_t)(size / (uint64_t)NS_SECOND));
    uint32_t rest = (uint32_t)(size % (uint64_t)NS_SECOND);
    if (rest == 0)
        return n;
    out[n++] = '.';
    for (uint32_t place = (uint32_t)NS_SECOND / 10; rest; place /= 10) {
        out[n++] = (char)('0' + rest / place);
        rest %= place;
    }
    return n;
}
