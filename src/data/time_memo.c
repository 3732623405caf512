// SPDX-License-Identifier: MIT
#include "data/time_memo.h"

#include "base/load.h"
#include "data/time.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// The usual form of seconds, SS.mmmZ, read together with the colon before; -1 for any other.
static int64_t read_milliseconds(const char *p)
{
    const uint64_t form = 0x5a3030302e30303au;       // :00.000Z, the first byte lowest
    const uint64_t above_9 = 0x7676767676767676u, above_5 = UINT64_C(0x7a) << 8;
    const uint64_t fixed = UINT64_C(0xff000000ff0000ff), tops = 0x8080808080808080u;
    uint64_t x = load_eight(p - 1) ^ form;
    if ((x & fixed) || ((x | (x + above_9) | (x + above_5)) & tops))
        return -1;
    uint64_t seconds = (x >> 8 & 15) * 10 + (x >> 16 & 15);
    uint64_t fraction = (x >> 32 & 15) * 100 + (x >> 40 & 15) * 10 + (x >> 48 & 15);
    return (int64_t)(seconds * 1000 + fraction) * (NS_SECOND / 1000);
}

// The seconds behind the minute and its colon, as SS[.fraction]Z, in ns; -1 where they are not in
// that form.
static int64_t read_seconds(const char *p, size_t n)
{
    if (LIKELY(n == 7))
        return read_milliseconds(p);
    if (n < 3 || n > 13 || p[0] < '0' || p[0] > '5' || !is_digit(p[1]) || p[n - 1] != 'Z')
        return -1;
    int64_t seconds = (p[0] - '0') * 10 + (p[1] - '0'), fraction = 0, unit = NS_SECOND;
    if (n > 3 && (p[2] != '.' || n == 4))
        return -1;
    for (size_t i = 3; i + 1 < n; i++) {
        if (!is_digit(p[i]))
            return -1;
        fraction = fraction * 10 + (p[i] - '0');
        unit /= 10;
    }
    return seconds * NS_SECOND + fraction * unit;
}

static bool is_same_minute(const char *a, const char *b)
{
    return load_eight(a) == load_eight(b) && load_eight(a + 8) == load_eight(b + 8) &&
           a[TIME_MEMO_BYTES - 1] == b[TIME_MEMO_BYTES - 1];
}

static unsigned place_of(const char *text)
{
    return (unsigned)text[TIME_MEMO_BYTES - 2] & 15u;
}

bool time_memo_read(const struct time_memo *m, struct value v, int64_t *ns)
{
    if (v.type != VALUE_STR || v.len <= TIME_MEMO_BYTES)
        return false;
    const struct time_memo_minute *minute = &m->minutes[place_of(v.p)];
    if (!is_same_minute(v.p, minute->text))
        return false;
    int64_t seconds = read_seconds(v.p + TIME_MEMO_BYTES, v.len - TIME_MEMO_BYTES);
    return seconds >= 0 && !__builtin_add_overflow(minute->ns, seconds, ns) && *ns != TIME_NONE;
}

void time_memo_note(struct time_memo *m, struct value v, int64_t ns)
{
    if (v.type != VALUE_STR || v.len <= TIME_MEMO_BYTES)
        return;
    bool is_extended = v.p[4] == '-' && v.p[7] == '-' && v.p[10] == 'T' && v.p[13] == ':' &&
                       v.p[16] == ':';
    int64_t seconds = read_seconds(v.p + TIME_MEMO_BYTES, v.len - TIME_MEMO_BYTES), begin;
    if (!is_extended || seconds < 0 || __builtin_sub_overflow(ns, seconds, &begin))
        return;
    struct time_memo_minute *minute = &m->minutes[place_of(v.p)];
    memcpy(minute->text, v.p, TIME_MEMO_BYTES);
    minute->ns = begin;
}
