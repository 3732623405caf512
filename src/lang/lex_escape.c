// SPDX-License-Identifier: MIT
// Escapes in quoted texts of the pipeline: those of JSON, and \' besides.
#include "lang/lex.h"

#include "data/text.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The four digits of a \u at p.
static bool hex_unit(const char *p, const char *end, uint32_t *code)
{
    *code = 0;
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return false;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return false;
        *code = *code << 4 | (uint32_t)digit;
    }
    return true;
}

// The escape at p, as UTF-8 at *out; returns where it ends, NULL if it is none.
static const char *take_escape(const char *p, const char *end, char **out)
{
    static const char from[] = "\"'\\/bfnrt", to[] = "\"'\\/\b\f\n\r\t";
    const char *simple = end - p > 1 && p[1] ? strchr(from, p[1]) : NULL;
    if (simple) {
        *(*out)++ = to[simple - from];
        return p + 2;
    }
    uint32_t high, low;
    if (!hex_unit(p, end, &high))
        return NULL;
    p += 6;
    bool is_high = high >= 0xd800 && high < 0xdc00;
    if (is_high && hex_unit(p, end, &low) && low >= 0xdc00 && low < 0xe000) {
        high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        p += 6;
    }
    *out += text_encode(*out, high);
    return p;
}

bool lex_unescape(struct arena *a, struct str s, struct str *out, size_t *fault)
{
    *out = s;
    if (!s.n || !memchr(s.p, '\\', s.n))
        return true;
    char *at = arena_alloc(a, s.n);
    out->p = at;
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end;) {
        if (*p != '\\') {
            *at++ = *p++;
            continue;
        }
        const char *next = take_escape(p, end, &at);
        if (!next) {
            *fault = (size_t)(p - s.p);
            return false;
        }
        p = next;
    }
    out->n = (size_t)(at - out->p);
    return true;
}
