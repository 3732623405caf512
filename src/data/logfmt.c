// SPDX-License-Identifier: MIT
#include "data/logfmt.h"

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ';
}

// The value that begins at *at; *at is moved behind it.
static bool read_value(struct str line, size_t *at, struct cuts *out, struct str *value)
{
    size_t i = *at;
    if (i < line.n && line.p[i] == '"') {
        if (!cuts_quoted(out, line, i, value, at))
            return false;
        if (*at < line.n && !is_blank(line.p[*at]))
            return cuts_fail(out, *at, "text behind a closing quote");
        return true;
    }
    while (i < line.n && !is_blank(line.p[i]))
        i++;
    *value = (struct str){line.p + *at, i - *at};
    *at = i;
    return true;
}

static bool read_pair(struct str line, size_t *at, struct cuts *out)
{
    size_t from = *at, i = from;
    for (; i < line.n && !is_blank(line.p[i]) && line.p[i] != '='; i++)
        if (line.p[i] == '"')
            return cuts_fail(out, i, "a quote in a key");
    struct str name = {line.p + from, i - from}, value;
    if (name.n == 0)
        return cuts_fail(out, i, "a '=' without a key");
    *at = i;
    if (i == line.n || line.p[i] != '=') {
        cuts_add_value(out, name, value_null());
        return true;
    }
    *at = i + 1;
    if (!read_value(line, at, out, &value))
        return false;
    cuts_add_value(out, name, cuts_value(out, value));
    return true;
}

bool logfmt_read(struct str line, struct cuts *out)
{
    size_t at = 0;
    for (;;) {
        while (at < line.n && is_blank(line.p[at]))
            at++;
        if (at == line.n)
            return true;
        if (!read_pair(line, &at, out))
            return false;
    }
}
