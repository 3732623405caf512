// SPDX-License-Identifier: MIT
// The scan in plain C, for machines without a level of their own and as the measure of the others:
// eight bytes at a time while there is nothing to mark.
#include "data/scan_level.h"

// Where the scan of a line stands.
struct line {
    const char *base;             // of the chunk
    uint32_t *mark, *escape;
    unsigned char seen;           // all bytes or'ed: is there one from 0x80 up?
};

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

// Not zero if one of the eight bytes is a quote, a backslash or a control (S. E. Anderson, Bit
// Twiddling Hacks: a zero byte in a word, a byte below n in a word).
static uint64_t special_in(uint64_t word)
{
    uint64_t quote = word ^ EACH('"'), backslash = word ^ EACH('\\');
    uint64_t hits = ((quote - EACH(1)) & ~quote) | ((backslash - EACH(1)) & ~backslash) |
                    ((word - EACH(0x20)) & ~word);
    return hits & EACH(0x80);
}

static const char *skip_ordinary(struct line *l, const char *p)
{
    uint64_t seen = 0, word;
    for (;; p += 8) {
        memcpy(&word, p, 8);
        if (special_in(word))
            break;
        seen |= word;
    }
    if (seen & EACH(0x80))
        l->seen |= 0x80;
    unsigned char c = (unsigned char)*p;
    for (; c >= 0x20 && c != '"' && c != '\\'; c = (unsigned char)*++p)
        l->seen |= c;
    return p;
}

// Mark the line that begins at p; returns its newline.
static const char *line(struct line *l, const char *p)
{
    for (;; p++) {
        p = skip_ordinary(l, p);
        if (*p == '\\') {
            *l->escape++ = (uint32_t)(p - l->base);
            p += p[1] == '"' || p[1] == '\\';
            continue;
        }
        *l->mark++ = (uint32_t)(p - l->base);
        if (*p == '\n')
            return p;
    }
}

void scan_plain(struct scan *s, const char *p, size_t n)
{
    struct line l = {.base = p, .mark = s->marks, .escape = s->escapes};
    for (const char *end = p + n; p < end; p++) {
        const char *start = p;
        l.seen = 0;
        p = line(&l, p);
        if (UNLIKELY(l.seen >= 0x80))
            scan_check_line(s, l.base, (size_t)(start - l.base), (size_t)(p - l.base));
    }
    s->nmarks = (size_t)(l.mark - s->marks);
    s->nescapes = (size_t)(l.escape - s->escapes);
}
