// SPDX-License-Identifier: MIT
#include "io/amount.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// strtoull() takes signs and spaces, too.
static bool read_whole(const char **text, unsigned long long *n)
{
    char *end;
    if (**text < '0' || **text > '9')
        return false;
    errno = 0;
    *n = strtoull(*text, &end, 10);
    *text = end;
    return errno == 0;
}

bool amount_read_size(const char *text, size_t *bytes)
{
    static const char units[] = "kKmMgG";
    unsigned long long n;
    if (!read_whole(&text, &n))
        return false;
    const char *unit = *text ? strchr(units, *text) : NULL;
    int shift = unit ? 10 * (1 + (int)(unit - units) / 2) : 0;
    text += unit != NULL;
    bool is_rest = *text == '\0' || strcmp(text, "B") == 0 || strcmp(text, "iB") == 0;
    if (!is_rest || n == 0 || n > (UINT32_MAX >> shift))
        return false;
    *bytes = (size_t)n << shift;
    return true;
}

static int64_t unit_of(const char *name, size_t n)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {
        {"ns", 1},           {"us", 1000},         {"ms", 1000000},       {"s", 1000000000},
        {"m", 60000000000},  {"h", 3600000000000}, {"d", 86400000000000},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == n && memcmp(units[i].name, name, n) == 0)
            return units[i].ns;
    return 0;
}

bool amount_read_duration(const char *text, int64_t *ns)
{
    *ns = 0;
    do {
        unsigned long long n;
        if (!read_whole(&text, &n))
            return false;
        size_t length = strspn(text, "numshd");
        int64_t unit = unit_of(text, length);
        if (unit == 0 || n > (unsigned long long)((INT64_MAX - *ns) / unit))
            return false;
        *ns += (int64_t)n * unit;
        text += length;
    } while (*text);
    return *ns > 0;
}
