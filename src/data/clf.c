// SPDX-License-Identifier: MIT
#include "data/clf.h"

const char *const clf_names[CLF_FIELDS] = {
    "host", "ident", "user", "time", "method", "path", "protocol", "status", "bytes", "referer",
    "agent"};

static struct str slice(const char *from, const char *to)
{
    return (struct str){from, (size_t)(to - from)};
}

// A field of the record; `-` is null.
static void add(struct cuts *out, struct str text)
{
    bool is_none = text.n == 1 && text.p[0] == '-';
    struct value v = is_none ? value_null() : cuts_value(out, text);
    cuts_add_value(out, (struct str){"", 0}, v);
}

static void add_null(struct cuts *out)
{
    cuts_add_value(out, (struct str){"", 0}, value_null());
}

static bool fail(struct cuts *out, struct str line, const char *p, const char *reason)
{
    return cuts_fail(out, (size_t)(p - line.p), reason);
}

// The number of the month, from 1, or 0.
static int month_of(const char *p)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++)
        if (memcmp(p, names + 3 * i, 3) == 0)
            return i + 1;
    return 0;
}

// Does the text have the form, in which `0` is any digit and `+` either sign?
static bool has_form(const char *p, const char *form)
{
    for (; *form; p++, form++) {
        bool is_digit = *p >= '0' && *p <= '9';
        if (*form == '0' ? !is_digit
            : *form == '+' ? *p != '+' && *p != '-'
                           : *form != 'A' && *p != *form)
            return false;
    }
    return true;
}

// 10/Oct/2000:13:55:36 -0700, in brackets, becomes 2000-10-10T13:55:36-07:00.
static bool add_time(struct cuts *out, const char *p, const char *end)
{
    if (end - p < 28 || !has_form(p, "[00/AAA/0000:00:00:00 +0000]"))
        return false;
    int month = month_of(p + 4);
    if (month == 0)
        return false;
    char *t = arena_alloc(out->arena, 25);
    memcpy(t, p + 8, 4);
    t[4] = t[7] = '-';
    t[5] = (char)('0' + month / 10);
    t[6] = (char)('0' + month % 10);
    memcpy(t + 8, p + 1, 2);
    t[10] = 'T';
    memcpy(t + 11, p + 13, 8);
    memcpy(t + 19, p + 22, 3);
    t[22] = ':';
    memcpy(t + 23, p + 25, 2);
    cuts_add_value(out, (struct str){"", 0}, value_str((struct str){t, 25}));
    return true;
}

// Without the backslashes before quotes and backslashes.
static struct str decode(struct arena *a, struct str s)
{
    if (s.n == 0 || !memchr(s.p, '\\', s.n))
        return s;
    char *p = arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\'))
            i++;
        p[n++] = s.p[i];
    }
    return (struct str){p, n};
}

// The text in quotes that begins at *p, with an escaped quote not ending it; *p is moved behind the
// closing quote.
static bool take_quoted(struct cuts *out, const char **p, const char *end, struct str *text)
{
    const char *from = *p + 1, *at = from;
    if (*p == end || **p != '"')
        return false;
    while (at < end && *at != '"')
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    if (at >= end)
        return false;
    *text = decode(out->arena, slice(from, at));
    *p = at + 1;
    return true;
}

// The word that begins at *p; *p is moved behind it and a space.
static bool take_word(const char **p, const char *end, struct str *word)
{
    const char *from = *p;
    while (*p < end && **p != ' ')
        ++*p;
    *word = slice(from, *p);
    if (*p < end)
        ++*p;
    return word->n > 0;
}

static bool is_method(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return s.n > 0;
}

static const char *find_last(const char *from, const char *end, char c)
{
    const char *p = from < end ? memrchr(from, c, (size_t)(end - from)) : NULL;
    return p ? p : end;
}

// METHOD PATH PROTOCOL
static void add_request(struct cuts *out, struct str request)
{
    const char *p = request.p, *end = p + request.n;
    const char *space = request.n ? memchr(p, ' ', request.n) : NULL;
    if (space && is_method(slice(p, space))) {
        add(out, slice(p, space));
        p = space + 1;
    } else {
        add_null(out);
    }
    const char *last = find_last(p, end, ' ');
    bool has_protocol = end - last > 5 && memcmp(last + 1, "HTTP/", 5) == 0;
    const char *path_end = has_protocol ? last : end;
    if (p == path_end)
        add_null(out);
    else
        add(out, slice(p, path_end));
    if (has_protocol)
        add(out, slice(last + 1, end));
    else
        add_null(out);
}

static bool add_word(struct cuts *out, const char **p, const char *end)
{
    struct str word;
    if (!take_word(p, end, &word))
        return false;
    add(out, word);
    return true;
}

// referer and agent, of which there are both or none
static bool add_combined(struct cuts *out, const char *p, const char *end)
{
    for (int i = 0; i < 2; i++) {
        struct str text;
        if (p == end) {
            add_null(out);
            continue;
        }
        if (!take_quoted(out, &p, end, &text) || (p < end && *p != ' '))
            return false;
        add(out, text);
        p += p < end;
    }
    return true;
}

bool clf_read(struct str line, struct cuts *out)
{
    const char *p = line.p, *end = line.p + line.n;
    struct str request;
    if (!add_word(out, &p, end) || !add_word(out, &p, end))
        return fail(out, line, p, "there should be a host, an identity and a user");
    // The name of a user may have spaces in it.
    const char *bracket = p < end ? memmem(p, (size_t)(end - p), " [", 2) : NULL;
    if (!bracket || bracket == p)
        return fail(out, line, p, "there should be a user and a time in brackets");
    add(out, slice(p, bracket));
    p = bracket + 1;
    if (!add_time(out, p, end))
        return fail(out, line, p, "there should be a time such as [10/Oct/2000:13:55:36 -0700]");
    p += 28;
    if (p == end || *p++ != ' ' || !take_quoted(out, &p, end, &request))
        return fail(out, line, p, "there should be a request in quotes");
    add_request(out, request);
    if (p == end || *p++ != ' ' || !add_word(out, &p, end) || !add_word(out, &p, end))
        return fail(out, line, p, "there should be a status and a number of bytes");
    return add_combined(out, p, end) ||
           fail(out, line, p, "there should be a referer and an agent in quotes");
}
