// SPDX-License-Identifier: MIT
// UTF-8 after RFC 3629 and the strings of JSON after RFC 8259. Long runs in which nothing is to be
// done are passed eight bytes at a time.
#include "data/text.h"

static const uint64_t every_byte = 0x0101010101010101u;
static const uint64_t high_bits = 0x8080808080808080u;

static uint64_t load_eight(const char *p)
{
    uint64_t x;
    memcpy(&x, p, 8);
    return x;
}

static bool is_continuation(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

static bool is_surrogate(uint32_t code)
{
    return (code & 0xfffff800u) == 0xd800;
}

// ---------------------------------------------------------------------------------------------
// UTF-8

// A character of two or more bytes at p, surrogates among them. Returns its bytes, 0 if it is none.
static inline int decode_long(const unsigned char *p, const unsigned char *end, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    int n = *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;
    if (n == 0 || end - p < n)
        return 0;
    uint32_t x = *p & (0x7fu >> n);
    for (int i = 1; i < n; i++) {
        if (!is_continuation(p[i]))
            return 0;
        x = x << 6 | (p[i] & 0x3f);
    }
    *code = x;
    return x >= least[n] && x <= 0x10ffff ? n : 0;
}

size_t text_utf8_fault(const char *p, size_t n)
{
    const char *start = p, *end = p + n;
    while (p < end) {
        if (end - p >= 8 && (load_eight(p) & high_bits) == 0) {
            p += 8;
            continue;
        }
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        uint32_t code = 0;
        int bytes = decode_long((const unsigned char *)p, (const unsigned char *)end, &code);
        if (bytes == 0 || is_surrogate(code))
            break;
        p += bytes;
    }
    return (size_t)(p - start);
}

uint32_t text_decode(const char *p, const char *end, int *bytes)
{
    unsigned char c = (unsigned char)*p;
    *bytes = 1;
    if (c < 0x80)
        return c;
    uint32_t code = 0;
    int n = decode_long((const unsigned char *)p, (const unsigned char *)end, &code);
    if (n == 0)
        return c;
    *bytes = n;
    return code;
}

int text_encode(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

size_t text_length(struct str s)
{
    size_t length = 0;
    if (s.n == 0)
        return 0;
    const char *p = s.p, *end = s.p + s.n;
    while (p < end) {
        if (end - p >= 8 && (load_eight(p) & high_bits) == 0) {
            p += 8;
            length += 8;
            continue;
        }
        int bytes;
        text_decode(p, end, &bytes);
        p += bytes;
        length++;
    }
    return length;
}

size_t text_offset(struct str s, size_t n)
{
    if (s.n == 0)
        return 0;
    const char *p = s.p, *end = s.p + s.n;
    while (p < end && n > 0) {
        if (n >= 8 && end - p >= 8 && (load_eight(p) & high_bits) == 0) {
            p += 8;
            n -= 8;
            continue;
        }
        int bytes;
        text_decode(p, end, &bytes);
        p += bytes;
        n--;
    }
    return (size_t)(p - s.p);
}

bool text_is_sound(struct str s)
{
    if (s.n == 0)
        return true;
    const char *p = s.p, *end = s.p + s.n;
    while ((p += text_utf8_fault(p, (size_t)(end - p))) < end) {
        int bytes;
        text_decode(p, end, &bytes);
        if (bytes == 1)
            return false;         // no surrogate either
        p += bytes;
    }
    return true;
}

bool text_is_space(uint32_t code)
{
    if (code < 0x80)
        return code == ' ' || (code >= '\t' && code <= '\r');
    return code == 0x85 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
           code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

const char *text_before(const char *start, const char *end)
{
    const char *p = end - 1;
    while (p > start && end - p < 4 && is_continuation((unsigned char)*p))
        p--;
    return p;
}

const char *text_find(struct str hay, struct str needle)
{
    if (needle.n == 0)
        return hay.p ? hay.p : "";
    if (needle.n > hay.n)
        return NULL;
    return memmem(hay.p, hay.n, needle.p, needle.n);
}

// ---------------------------------------------------------------------------------------------
// The escapes of JSON strings

// Bytes to look at: controls, quote, backslash, and what begins a surrogate (0xed).
enum { SAME, ESCAPE_SHORT, ESCAPE_HEX, MAYBE_SURROGATE };

static const unsigned char kinds[256] = {
    [0x00] = ESCAPE_HEX, [0x01] = ESCAPE_HEX, [0x02] = ESCAPE_HEX, [0x03] = ESCAPE_HEX,
    [0x04] = ESCAPE_HEX, [0x05] = ESCAPE_HEX, [0x06] = ESCAPE_HEX, [0x07] = ESCAPE_HEX,
    [0x08] = ESCAPE_SHORT, [0x09] = ESCAPE_SHORT, [0x0a] = ESCAPE_SHORT, [0x0b] = ESCAPE_HEX,
    [0x0c] = ESCAPE_SHORT, [0x0d] = ESCAPE_SHORT, [0x0e] = ESCAPE_HEX, [0x0f] = ESCAPE_HEX,
    [0x10] = ESCAPE_HEX, [0x11] = ESCAPE_HEX, [0x12] = ESCAPE_HEX, [0x13] = ESCAPE_HEX,
    [0x14] = ESCAPE_HEX, [0x15] = ESCAPE_HEX, [0x16] = ESCAPE_HEX, [0x17] = ESCAPE_HEX,
    [0x18] = ESCAPE_HEX, [0x19] = ESCAPE_HEX, [0x1a] = ESCAPE_HEX, [0x1b] = ESCAPE_HEX,
    [0x1c] = ESCAPE_HEX, [0x1d] = ESCAPE_HEX, [0x1e] = ESCAPE_HEX, [0x1f] = ESCAPE_HEX,
    ['"'] = ESCAPE_SHORT, ['\\'] = ESCAPE_SHORT, [0xed] = MAYBE_SURROGATE,
};

// The character that stands after the backslash of a short escape; 0 if there is none.
static char short_of(char c)
{
    switch (c) {
    case '\b': return 'b';
    case '\t': return 't';
    case '\n': return 'n';
    case '\f': return 'f';
    case '\r': return 'r';
    case '"': return '"';
    case '\\': return '\\';
    }
    return 0;
}

// What a short escape stands for, from the character after the backslash; 0 if it is none.
static char meaning_of(char c)
{
    switch (c) {
    case 'b': return '\b';
    case 't': return '\t';
    case 'n': return '\n';
    case 'f': return '\f';
    case 'r': return '\r';
    case '"':
    case '\\':
    case '/': return c;
    }
    return 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The number of four hex digits at p, or -1.
static int32_t read_hex(const char *p, const char *end)
{
    if (end - p < 4)
        return -1;
    int32_t code = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

// The length of the escape that begins with the backslash at p; 0 if it is not a valid one.
static int escape_length(const char *p, const char *end)
{
    if (end - p < 2)
        return 0;
    if (p[1] == 'u')
        return read_hex(p + 2, end) < 0 ? 0 : 6;
    return meaning_of(p[1]) ? 2 : 0;
}

// Is a byte of x below 0x20, or equal to one of the others? (May also say so without cause.)
static bool needs_look(uint64_t x)
{
    uint64_t quote = x ^ every_byte * '"', backslash = x ^ every_byte * '\\';
    uint64_t surrogate = x ^ every_byte * 0xed;
    uint64_t found = ((x - every_byte * 0x20) & ~x) | ((quote - every_byte) & ~quote) |
                     ((backslash - every_byte) & ~backslash) |
                     ((surrogate - every_byte) & ~surrogate);
    return (found & high_bits) != 0;
}

// The first byte that is not SAME.
static const char *skip_same(const char *p, const char *end)
{
    while (end - p >= 8 && !needs_look(load_eight(p)))
        p += 8;
    while (p < end && kinds[(unsigned char)*p] == SAME)
        p++;
    return p;
}

size_t text_escape_fault(const char *p, size_t n)
{
    const char *start = p, *end = p + n;
    while ((p = skip_same(p, end)) < end) {
        int length = (unsigned char)*p == 0xed ? 1 : *p == '\\' ? escape_length(p, end) : 0;
        if (length == 0)
            break;
        p += length;
    }
    return (size_t)(p - start);
}

// Decode \uXXXX at p, and the one after it if they are a pair.
static const char *unescape_hex(const char *p, const char *end, char **out)
{
    uint32_t code = (uint32_t)read_hex(p + 2, end);
    p += 6;
    if (code >> 10 == 0xd800 >> 10 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
        uint32_t low = (uint32_t)read_hex(p + 2, end);
        if (low >> 10 == 0xdc00 >> 10) {
            code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
            p += 6;
        }
    }
    *out += text_encode(*out, code);
    return p;
}

struct str text_unescape(struct arena *a, struct str s)
{
    const char *escape = s.n ? memchr(s.p, '\\', s.n) : NULL;
    if (!escape)
        return s;
    const char *end = s.p + s.n;
    char *result = arena_alloc(a, s.n), *out = result;    // no escape is shorter than its meaning
    for (const char *p = s.p;;) {
        memcpy(out, p, (size_t)(escape - p));
        out += escape - p;
        p = escape;
        if (p == end)
            break;
        if (p[1] == 'u') {
            p = unescape_hex(p, end, &out);
        } else {
            *out++ = meaning_of(p[1]);
            p += 2;
        }
        escape = memchr(p, '\\', (size_t)(end - p));
        if (!escape)
            escape = end;
    }
    return (struct str){result, (size_t)(out - result)};
}

static void put_hex_escape(struct buf *b, uint32_t code)
{
    static const char digits[] = "0123456789abcdef";
    char out[6] = {'\\', 'u', digits[code >> 12], digits[code >> 8 & 15], digits[code >> 4 & 15],
                   digits[code & 15]};
    buf_put(b, out, 6);
}

// Write the character at p, which is not SAME; returns the place after it.
static const char *escape_one(struct buf *b, const char *p, const char *end)
{
    unsigned char c = (unsigned char)*p;
    if (kinds[c] == ESCAPE_SHORT) {
        buf_putc(b, '\\');
        buf_putc(b, short_of(*p));
        return p + 1;
    }
    if (kinds[c] == ESCAPE_HEX) {
        put_hex_escape(b, c);
        return p + 1;
    }
    int bytes;
    uint32_t code = text_decode(p, end, &bytes);
    if (is_surrogate(code))
        put_hex_escape(b, code);
    else
        buf_put(b, p, (size_t)bytes);
    return p + bytes;
}

void text_escape(struct buf *b, struct str s)
{
    if (s.n == 0)
        return;
    const char *p = s.p, *end = s.p + s.n;
    while (p < end) {
        const char *run = skip_same(p, end);
        buf_put(b, p, (size_t)(run - p));
        p = run < end ? escape_one(b, run, end) : end;
    }
}
