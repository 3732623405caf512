// SPDX-License-Identifier: MIT
// Percent-encoding (RFC 3986) and base64 (RFC 4648) of the UTF-8 of texts.
#include "data/text.h"
#include "funcs/func.h"

extern const struct func_row func_encode[];

// Decoded bytes as a text.
static struct value decoded(struct call *call, struct str s)
{
    return text_is_sound(s) ? value_str(s) : call_fail(call, "does not decode to UTF-8");
}

// ---- percent-encoding ----

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.' || c == '~';
}

static struct value call_url_encode(struct call *call, const struct value *args,
                                    int nargs ATTR_UNUSED)
{
    static const char digits[] = "0123456789ABCDEF";
    if (args[0].len > RESULT_MOST / 3)
        return call_fail(call, RESULT_TOO_LONG);
    char *result = arena_alloc(call->arena, 3 * (size_t)args[0].len), *out = result;
    for (uint32_t i = 0; i < args[0].len; i++) {
        unsigned char c = (unsigned char)args[0].p[i];
        if (is_unreserved(c)) {
            *out++ = (char)c;
            continue;
        }
        *out++ = '%';
        *out++ = digits[c >> 4];
        *out++ = digits[c & 15];
    }
    arena_resize(call->arena, result, 3 * (size_t)args[0].len, (size_t)(out - result));
    return value_str((struct str){result, (size_t)(out - result)});
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct value call_url_decode(struct call *call, const struct value *args,
                                    int nargs ATTR_UNUSED)
{
    if (args[0].len == 0 || !memchr(args[0].p, '%', args[0].len))
        return args[0];
    const char *p = args[0].p, *end = p + args[0].len;
    char *result = arena_alloc(call->arena, args[0].len), *out = result;
    while (p < end) {
        int high = *p == '%' && end - p > 2 ? hex_value(p[1]) : -1;
        int low = high >= 0 ? hex_value(p[2]) : -1;
        char byte = *p;
        if (low >= 0)
            byte = (char)(high << 4 | low);
        *out++ = byte;
        p += low >= 0 ? 3 : 1;
    }
    return decoded(call, (struct str){result, (size_t)(out - result)});
}

// ---- base64 ----

static struct value call_base64_encode(struct call *call, const struct value *args,
                                       int nargs ATTR_UNUSED)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (args[0].len / 3 >= RESULT_MOST / 4)
        return call_fail(call, RESULT_TOO_LONG);
    const unsigned char *p = (const unsigned char *)args[0].p;
    size_t left = args[0].len;
    char *result = arena_alloc(call->arena, (left + 2) / 3 * 4), *out = result;
    for (; left > 0; out += 4) {
        size_t n = left < 3 ? left : 3;
        uint32_t x = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) | (n > 2 ? p[2] : 0);
        out[0] = letters[x >> 18];
        out[1] = letters[x >> 12 & 63];
        out[2] = '=';
        out[3] = '=';
        if (n > 1)
            out[2] = letters[x >> 6 & 63];
        if (n > 2)
            out[3] = letters[x & 63];
        p += n;
        left -= n;
    }
    struct value v = value_slice(VALUE_STR, result, (size_t)(out - result));
    v.flags = STR_JSON;
    return v;
}

// The six bits of a letter of either alphabet; -1 if it is none.
static int six_bits(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

// The length without padding; SIZE_MAX where there is padding that does not fit.
static size_t unpadded(struct str s)
{
    size_t n = s.n;
    while (n > 0 && s.n - n < 2 && s.p[n - 1] == '=')
        n--;
    bool fits = n == s.n || s.n % 4 == 0;
    return fits && n % 4 != 1 ? n : SIZE_MAX;
}

static struct value call_base64_decode(struct call *call, const struct value *args,
                                       int nargs ATTR_UNUSED)
{
    size_t n = unpadded(value_bytes(args[0]));
    if (n == SIZE_MAX)
        return call_fail(call, "is not base64");
    char *result = arena_alloc(call->arena, n), *out = result;
    uint32_t bits = 0;
    int nbits = 0;
    for (size_t i = 0; i < n; i++) {
        int six = six_bits(args[0].p[i]);
        if (six < 0)
            return call_fail(call, "is not base64");
        bits = bits << 6 | (uint32_t)six;
        nbits += 6;
        if (nbits < 8)
            continue;
        nbits -= 8;
        *out++ = (char)(bits >> nbits & 0xff);
        bits &= (1u << nbits) - 1;
    }
    if (bits)
        return call_fail(call, "is not base64");
    return decoded(call, (struct str){result, (size_t)(out - result)});
}

const struct func_row func_encode[] = {
    {
        .name = "url_encode",
        .usage = "url_encode(text)",
        .summary = "percent-encoded: all but letters, digits and -._~",
        .note = "A result of more than 16 MiB is null, and counted.",
        .example = "url_encode(q)",
        .input = "{\"q\":\"a b/\\u00e9\"}",
        .output = "\"a%20b%2F%C3%A9\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR},
        .result = TYPE_STR,
        .call = call_url_encode,
    },
    {
        .name = "url_decode",
        .usage = "url_decode(text)",
        .summary = "with percent-encoding undone",
        .note = "A % without two hex digits behind it stays, and so does + (for form data: "
                "url_decode(replace(q, \"+\", \" \"))). What decodes to no valid UTF-8 is null, "
                "and counted.",
        .example = "url_decode(q)",
        .input = "{\"q\":\"a%20b%2F%C3%A9 100%\"}",
        .output = "\"a b/\303\251 100%\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR},
        .result = TYPE_STR,
        .call = call_url_decode,
    },
    {
        .name = "base64_encode",
        .usage = "base64_encode(text)",
        .summary = "the text's UTF-8 as base64, with padding",
        .note = "A result of more than 16 MiB is null, and counted.",
        .example = "base64_encode(user + \":\" + pass)",
        .input = "{\"user\":\"ann\",\"pass\":\"x\"}",
        .output = "\"YW5uOng=\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR},
        .result = TYPE_STR,
        .call = call_base64_encode,
    },
    {
        .name = "base64_decode",
        .usage = "base64_decode(text)",
        .summary = "the text that base64 stands for",
        .note = "The alphabet for URLs (- and _) is read too, and padding may be left out. What "
                "is no base64 (white space in it included), or decodes to no valid UTF-8, is "
                "null, and counted.",
        .example = "base64_decode(auth)",
        .input = "{\"auth\":\"YW5uOng\"}",
        .output = "\"ann:x\"",
        .min_args = 1,
        .max_args = 1,
        .args = {TYPE_STR},
        .result = TYPE_STR,
        .call = call_base64_decode,
    },
    {0},
};
