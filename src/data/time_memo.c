// SPDX-License-Identifier: MIT
#include "data/time_memo.h"

#include "data/time.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// The seconds behind the minute and its colon, as SS[.fraction]Z, in ns; -1 where they are not in
// that form.
static int64_t read_seconds(const char *p, size_t n)
{
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

// Texts without milliseconds, or with other fractions.
bool time_memo_read_other(const struct time_memo *m, struct value v, int64_t *ns)
{
    if (v.type != VALUE_STR || v.len <= TIME_MEMO_BYTES)
        return false;
    const struct time_memo_minute *minute = &m->minutes[time_memo_place(v.p)];
    if (!time_memo_is_of(minute, v.p))
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
    struct time_memo_minute *minute = &m->minutes[time_memo_place(v.p)];
    memcpy(minute->text, v.p, TIME_MEMO_BYTES);
    minute->ns = begin;
}
