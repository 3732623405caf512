// SPDX-License-Identifier: MIT
#include "data/kv.h"

#include "data/text.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The text without the blanks around it.
static struct str trim(struct str s)
{
    while (s.n && is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

static size_t skip_blanks(struct str text, size_t at)
{
    while (at < text.n && is_blank(text.p[at]))
        at++;
    return at;
}

// The place of the separator at or behind `at`, or the end of the text.
static size_t find(struct str text, size_t at, struct str separator)
{
    const char *p = text_find((struct str){text.p + at, text.n - at}, separator);
    return p ? (size_t)(p - text.p) : text.n;
}

// Is the separator at that place?
static bool stands_at(struct str text, size_t at, struct str separator)
{
    return text.n - at >= separator.n && memcmp(text.p + at, separator.p, separator.n) == 0;
}

// The value from `at` on; *next is the pair separator behind it, or the end.
static bool read_value(const struct kv *kv, struct str text, size_t at, struct cuts *out,
                       size_t *next)
{
    struct cut *cut = &out->at[out->n - 1];
    size_t from = at, to;
    while (from < text.n && is_blank(text.p[from]) && !stands_at(text, from, kv->pair))
        from++;
    if (from == text.n || text.p[from] != '"') {
        *next = find(text, at, kv->pair);
        cut->value = cuts_value(out, trim((struct str){text.p + at, *next - at}));
        return true;
    }
    struct str value;
    if (!cuts_quoted(out, text, from, &value, &to))
        return false;
    cut->value = cuts_value(out, value);
    while (to < text.n && is_blank(text.p[to]) && !stands_at(text, to, kv->pair))
        to++;
    *next = to;
    return to == text.n || stands_at(text, to, kv->pair) ||
           cuts_fail(out, to, "text behind a closing quote");
}

static bool read_pair(const struct kv *kv, struct str text, size_t at, struct cuts *out,
                      size_t *next)
{
    size_t end = find(text, at, kv->pair);
    if (skip_blanks(text, at) >= end) {
        *next = end;
        return true;
    }
    size_t equals = find((struct str){text.p, end}, at, kv->key);
    if (equals == end)
        return cuts_fail(out, skip_blanks(text, at), "a key without a value");
    struct str name = trim((struct str){text.p + at, equals - at});
    if (name.n == 0)
        return cuts_fail(out, equals, "a value without a key");
    cuts_add_value(out, name, value_null());
    return read_value(kv, text, equals + kv->key.n, out, next);
}

bool kv_read(const struct kv *kv, struct str text, struct cuts *out)
{
    size_t at = 0, next = 0;
    while (at < text.n) {
        if (!read_pair(kv, text, at, out, &next))
            return false;
        at = next + kv->pair.n;
    }
    return true;
}
