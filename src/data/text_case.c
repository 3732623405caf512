// SPDX-License-Identifier: MIT
// Case mapping: the simple mappings of UnicodeData.txt (Unicode 14) for the blocks that text.h
// names, as ranges. No mapping of these blocks takes more bytes than what it maps.
#include "data/text.h"

struct case_range {
    uint16_t first, last;
    uint8_t step;                 // 1: all of the range; 2: every other one
    int16_t delta;                // to the other case
};

// Capitals by code point.
static const struct case_range capitals[] = {
    {0x00c0, 0x00d6, 1, 32},    {0x00d8, 0x00de, 1, 32},    {0x0100, 0x012e, 2, 1},
    {0x0130, 0x0130, 1, -199},  {0x0132, 0x0136, 2, 1},     {0x0139, 0x0147, 2, 1},
    {0x014a, 0x0176, 2, 1},     {0x0178, 0x0178, 1, -121},  {0x0179, 0x017d, 2, 1},
    {0x0370, 0x0372, 2, 1},     {0x0376, 0x0376, 1, 1},     {0x037f, 0x037f, 1, 116},
    {0x0386, 0x0386, 1, 38},    {0x0388, 0x038a, 1, 37},    {0x038c, 0x038c, 1, 64},
    {0x038e, 0x038f, 1, 63},    {0x0391, 0x03a1, 1, 32},    {0x03a3, 0x03ab, 1, 32},
    {0x03cf, 0x03cf, 1, 8},     {0x03d8, 0x03ee, 2, 1},     {0x03f4, 0x03f4, 1, -60},
    {0x03f7, 0x03f7, 1, 1},     {0x03f9, 0x03f9, 1, -7},    {0x03fa, 0x03fa, 1, 1},
    {0x03fd, 0x03ff, 1, -130},  {0x0400, 0x040f, 1, 80},    {0x0410, 0x042f, 1, 32},
    {0x0460, 0x0480, 2, 1},     {0x048a, 0x04be, 2, 1},     {0x04c0, 0x04c0, 1, 15},
    {0x04c1, 0x04cd, 2, 1},     {0x04d0, 0x052e, 2, 1},     {0x0531, 0x0556, 1, 48},
    {0x1e00, 0x1e94, 2, 1},     {0x1e9e, 0x1e9e, 1, -7615}, {0x1ea0, 0x1efe, 2, 1},
};

// Small letters by code point. Some lead to a capital whose own small letter is another one: micro,
// dotless i, long s, final sigma, the Greek symbols.
static const struct case_range smalls[] = {
    {0x00b5, 0x00b5, 1, 743},  {0x00e0, 0x00f6, 1, -32},  {0x00f8, 0x00fe, 1, -32},
    {0x00ff, 0x00ff, 1, 121},  {0x0101, 0x012f, 2, -1},   {0x0131, 0x0131, 1, -232},
    {0x0133, 0x0137, 2, -1},   {0x013a, 0x0148, 2, -1},   {0x014b, 0x0177, 2, -1},
    {0x017a, 0x017e, 2, -1},   {0x017f, 0x017f, 1, -300}, {0x0371, 0x0373, 2, -1},
    {0x0377, 0x0377, 1, -1},   {0x037b, 0x037d, 1, 130},  {0x03ac, 0x03ac, 1, -38},
    {0x03ad, 0x03af, 1, -37},  {0x03b1, 0x03c1, 1, -32},  {0x03c2, 0x03c2, 1, -31},
    {0x03c3, 0x03cb, 1, -32},  {0x03cc, 0x03cc, 1, -64},  {0x03cd, 0x03ce, 1, -63},
    {0x03d0, 0x03d0, 1, -62},  {0x03d1, 0x03d1, 1, -57},  {0x03d5, 0x03d5, 1, -47},
    {0x03d6, 0x03d6, 1, -54},  {0x03d7, 0x03d7, 1, -8},   {0x03d9, 0x03ef, 2, -1},
    {0x03f0, 0x03f0, 1, -86},  {0x03f1, 0x03f1, 1, -80},  {0x03f2, 0x03f2, 1, 7},
    {0x03f3, 0x03f3, 1, -116}, {0x03f5, 0x03f5, 1, -96},  {0x03f8, 0x03f8, 1, -1},
    {0x03fb, 0x03fb, 1, -1},   {0x0430, 0x044f, 1, -32},  {0x0450, 0x045f, 1, -80},
    {0x0461, 0x0481, 2, -1},   {0x048b, 0x04bf, 2, -1},   {0x04c2, 0x04ce, 2, -1},
    {0x04cf, 0x04cf, 1, -15},  {0x04d1, 0x052f, 2, -1},   {0x0561, 0x0586, 1, -48},
    {0x1e01, 0x1e95, 2, -1},   {0x1e9b, 0x1e9b, 1, -59},  {0x1ea1, 0x1eff, 2, -1},
};

// Look for the last range that does not begin above the code point, and map by it.
static uint32_t map_by(const struct case_range *range, size_t n, uint32_t code)
{
    while (n > 1) {
        size_t half = n / 2;
        range += range[half].first <= code ? half : 0;
        n -= half;
    }
    bool is_in = code >= range->first && code <= range->last;
    if (!is_in || ((code - range->first) & (range->step - 1u)) != 0)
        return code;
    return (uint32_t)((int32_t)code + range->delta);
}

static uint32_t to_lower(uint32_t code)
{
    return map_by(capitals, sizeof capitals / sizeof *capitals, code);
}

static uint32_t to_upper(uint32_t code)
{
    return map_by(smalls, sizeof smalls / sizeof *smalls, code);
}

// Flip the case of those of eight ASCII bytes that are in a range of 26 letters: adding (128 - c)
// sets the high bit of a byte exactly if it is not below c.
static uint64_t flip_eight(uint64_t x, unsigned char first)
{
    const uint64_t every_byte = 0x0101010101010101u;
    uint64_t from = x + every_byte * (128u - first);
    uint64_t beyond = x + every_byte * (128u - 26 - first);
    return x ^ ((from & ~beyond & every_byte * 128) >> 2);
}

// Map the character at p and append it; returns the place after it.
static const char *map_one(const char *p, const char *end, char **out, uint32_t (*map)(uint32_t))
{
    int bytes;
    uint32_t code = text_decode(p, end, &bytes);
    uint32_t mapped = bytes > 1 ? map(code) : code;
    if (mapped == code) {         // also an invalid byte
        memcpy(*out, p, (size_t)bytes);
        *out += bytes;
    } else {
        *out += text_encode(*out, mapped);
    }
    return p + bytes;
}

// Map all of s: `first` is the first of the ASCII letters to be mapped, `map` does the others.
static struct str map_case(struct arena *a, struct str s, unsigned char first,
                           uint32_t (*map)(uint32_t))
{
    if (s.n == 0)
        return s;
    char *result = arena_alloc(a, s.n), *out = result;
    const char *p = s.p, *end = s.p + s.n;
    while (p < end) {
        uint64_t eight = 0x80;
        if (end - p >= 8)
            memcpy(&eight, p, 8);
        if ((eight & 0x8080808080808080u) == 0) {
            eight = flip_eight(eight, first);
            memcpy(out, &eight, 8);
            p += 8;
            out += 8;
        } else if ((unsigned char)*p < 0x80) {
            unsigned char c = (unsigned char)*p++;
            *out++ = (char)((unsigned)(c - first) < 26 ? c ^ 0x20 : c);
        } else {
            p = map_one(p, end, &out, map);
        }
    }
    return (struct str){result, (size_t)(out - result)};
}

struct str text_lower(struct arena *a, struct str s)
{
    return map_case(a, s, 'A', to_lower);
}

struct str text_upper(struct arena *a, struct str s)
{
    return map_case(a, s, 'a', to_upper);
}
