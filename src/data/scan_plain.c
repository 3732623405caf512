// SPDX-License-Identifier: MIT
// The scan in plain C, for machines without a level of their own and as the measure of the others:
// a table of kinds of bytes outside strings, eight bytes at a time inside.
#include "data/scan_level.h"

enum kind { SCALAR, SPACE, BRACKET, QUOTE, NEWLINE };

static const uint8_t kind_of[256] = {
    [' '] = SPACE, ['\t'] = SPACE, ['\r'] = SPACE, ['\n'] = NEWLINE, ['"'] = QUOTE,
    ['{'] = BRACKET, ['}'] = BRACKET, ['['] = BRACKET, [']'] = BRACKET, [':'] = BRACKET,
    [','] = BRACKET,
};

// Where the scan of a line stands.
struct line {
    const char *base;             // of the chunk
    uint32_t *mark, *escape;
    unsigned char seen;           // all bytes or'ed: is there one from 0x80 up?
    bool suspect;                 // a control in a string, or a string that does not end
};

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

// Not zero if one of the eight bytes ends the fast way through a string: a quote, a backslash or a
// control (S. E. Anderson, Bit Twiddling Hacks: a zero byte in a word, a byte below n in a word).
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
    return p;
}

// From behind the opening quote to behind the closing one, or to the newline.
static const char *string(struct line *l, const char *p)
{
    for (;;) {
        p = skip_ordinary(l, p);
        unsigned char c = (unsigned char)*p;
        while (c >= 0x20 && c != '"' && c != '\\') {
            l->seen |= c;
            c = (unsigned char)*++p;
        }
        if (c == '"')
            return p + 1;
        if (c == '\\') {
            *l->escape++ = (uint32_t)(p - l->base);
            p += p[1] == '"' || p[1] == '\\' ? 2 : 1;
            continue;
        }
        l->suspect = true;
        if (c == '\n')
            return p;
        p++;
    }
}

// From the first byte of a token that is no string to behind its last.
static const char *scalar(struct line *l, const char *p)
{
    do {
        l->seen |= (unsigned char)*p;
        p += *p == '\\' && (p[1] == '"' || p[1] == '\\') ? 2 : 1;
    } while (kind_of[(unsigned char)*p] == SCALAR);
    return p;
}

static void settle(struct scan *s, const struct line *l, const char *start, const char *newline)
{
    if (LIKELY(!l->suspect && l->seen < 0x80))
        return;
    uint32_t fault = scan_line_fault(l->base, (size_t)(start - l->base),
                                     (size_t)(newline - l->base), l->suspect);
    if (fault != UINT32_MAX)
        s->faults[s->nfaults++] = fault;
}

// Mark the line that begins at p; returns its newline.
static const char *line(struct line *l, const char *p)
{
    for (;;) {
        enum kind kind = kind_of[(unsigned char)*p];
        if (kind == SPACE) {
            p++;
            continue;
        }
        *l->mark++ = (uint32_t)(p - l->base);
        if (kind == BRACKET)
            p++;
        else if (kind == QUOTE)
            p = string(l, p + 1);
        else if (kind == SCALAR)
            p = scalar(l, p);
        else
            return p;
    }
}

void scan_plain(struct scan *s, const char *p, size_t n)
{
    struct line l = {.base = p, .mark = s->marks, .escape = s->escapes};
    for (const char *end = p + n; p < end; p++) {
        const char *start = p;
        l.seen = 0;
        l.suspect = false;
        p = line(&l, p);
        settle(s, &l, start, p);
        s->nlines++;
    }
    s->nmarks = (size_t)(l.mark - s->marks);
    s->nescapes = (size_t)(l.escape - s->escapes);
}
