// SPDX-License-Identifier: MIT
// The scan by vectors: one text, compiled once for each level by the file that includes it. It
// looks at 64 bytes at a time, makes a bit mask for each class of bytes (bit i: byte i) and finds
// the marks by arithmetic on the masks.
//
// Sources: G. Langdale and D. Lemire, Parsing Gigabytes of JSON per Second (2019) for the masks;
// J. Keiser and D. Lemire, Validating UTF-8 in Less than One Instruction per Byte (2021). What is
// wrong is only noticed here: scan_block_faults() then finds the place.
//
// Before it, the level defines
//   SCAN_LEVEL, SCAN_TARGET    the name of its function, and the attribute for its instructions
//   vec, hit, VECS             a vector, the result of comparing two, how many vectors make a block
//   load, all                  from memory; a byte in all places
//   equal, below               comparisons (below: unsigned), each giving a hit
//   either, both, differ, minus   or, and, xor, saturating subtraction
//   high_nibbles               each byte shifted right by four
//   lookup                     table of 16 by the low four bits of each byte; where the byte is
//                              from 0x80 up, that or zero
//   table                      the 16 bytes at a place as such a table
//   before                     (now, last, n): the vector n bytes back, n from 1 to 3
//   bits                       the 64 bits of a block's hits
//   is_ascii, is_zero          of one vector
//   lowest                     the number of the lowest bit set; anything where none is
//   flatten                    append the offsets of the bits set (SCAN_OWN_FLATTEN), or nothing
#include "data/scan_level.h"

#define SCAN_FN SCAN_HELPER SCAN_TARGET

// What one block leaves for the next.
struct state {
    uint32_t *mark, *escape;      // where the next ones go
    uint64_t after_escape;        // 1 if the first byte is escaped
    vec last;                     // the last vector of the block before
    bool last_ascii;              // was that block ASCII?
};

// --- UTF-8 ---

// What can be wrong with two neighbouring bytes, a bit each, and which values of the first byte's
// high and low half and of the second byte's high half are part of each mistake.
enum {
    SHORT = 0x01,                 // a lead byte without a continuation
    LONG = 0x02,                  // a continuation after ASCII
    OVER_3 = 0x04,                // an overlong form of three bytes
    LARGE = 0x08,                 // beyond U+10FFFF, by a second byte from 0x90 up
    SURROGATE = 0x10,
    OVER_2 = 0x20,
    OVER_4 = 0x40,                // overlong, or by a lead from F5 up beyond U+10FFFF
    TWO = 0x80,                   // two continuations: fine in third and fourth place
    ANY_LOW = SHORT | LONG | TWO, // these do not depend on the first byte's low half
};

static const uint8_t first_high[16] = {
    LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, TWO, TWO, TWO, TWO,
    SHORT | OVER_2, SHORT, SHORT | OVER_3 | SURROGATE, SHORT | LARGE | OVER_4,
};

static const uint8_t first_low[16] = {
    ANY_LOW | OVER_2 | OVER_3 | OVER_4, ANY_LOW | OVER_2, ANY_LOW, ANY_LOW, ANY_LOW | LARGE,
    ANY_LOW | LARGE | OVER_4, ANY_LOW | LARGE | OVER_4, ANY_LOW | LARGE | OVER_4,
    ANY_LOW | LARGE | OVER_4, ANY_LOW | LARGE | OVER_4, ANY_LOW | LARGE | OVER_4,
    ANY_LOW | LARGE | OVER_4, ANY_LOW | LARGE | OVER_4, ANY_LOW | LARGE | OVER_4 | SURROGATE,
    ANY_LOW | LARGE | OVER_4, ANY_LOW | LARGE | OVER_4,
};

static const uint8_t second_high[16] = {
    SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
    LONG | TWO | OVER_2 | OVER_3 | OVER_4, LONG | TWO | OVER_2 | OVER_3 | LARGE,
    LONG | TWO | OVER_2 | SURROGATE | LARGE, LONG | TWO | OVER_2 | SURROGATE | LARGE,
    SHORT, SHORT, SHORT, SHORT,
};

// Zero where the vector, after the one before, is part of valid UTF-8.
SCAN_FN vec utf8_wrong(vec now, vec last)
{
    vec back1 = before(now, last, 1), back2 = before(now, last, 2), back3 = before(now, last, 3);
    vec low = both(back1, all(0x0f));
    vec pairs = both(both(lookup(table(first_high), high_nibbles(back1)),
                          lookup(table(first_low), low)),
                     lookup(table(second_high), high_nibbles(now)));
    // From 0x80 up where the place is third after E0.. or fourth after F0..: there TWO must be.
    vec third = minus(back2, all(0xe0 - 0x80)), fourth = minus(back3, all(0xf0 - 0x80));
    return differ(both(either(third, fourth), all(0x80)), pairs);
}

// Does a sequence go on behind p, where the next byte is ASCII?
static inline bool cut_off(const char *p)
{
    return (unsigned char)p[-1] >= 0xc0 || (unsigned char)p[-2] >= 0xe0 ||
           (unsigned char)p[-3] >= 0xf0;
}

// Is the block, which stands at `where` in the text, no valid UTF-8 after the one before?
SCAN_FN bool bad_utf8(struct state *st, const vec *in, const char *where)
{
    vec any = in[0];
    SCAN_UNROLL
    for (int i = 1; i < VECS; i++)
        any = either(any, in[i]);
    bool ascii = is_ascii(any), bad;
    if (LIKELY(ascii)) {
        bad = !st->last_ascii && cut_off(where);
    } else {
        vec wrong = utf8_wrong(in[0], st->last);
        SCAN_UNROLL
        for (int i = 1; i < VECS; i++)
            wrong = either(wrong, utf8_wrong(in[i], in[i - 1]));
        bad = !is_zero(wrong);
    }
    st->last = in[VECS - 1];
    st->last_ascii = ascii;
    return bad;
}

// --- marks ---

// The backslashes that begin an escape: every second one of a run. *after is carried from block to
// block. Backslashes are rare, so a loop over them will do.
static inline uint64_t escape_starts(uint64_t backslash, uint64_t *after)
{
    uint64_t starts = 0, left = backslash & ~*after;
    *after = 0;
    while (left) {
        uint64_t lowest = left & (~left + 1);
        starts |= lowest;
        left &= ~(lowest | lowest << 1);
        *after = lowest >> 63;
    }
    return starts;
}

#ifndef SCAN_OWN_FLATTEN
// Append the offsets of the bits set. Writing a few too many costs less than counting.
SCAN_FN uint32_t *flatten(uint32_t *to, uint32_t at, uint64_t set)
{
    enum { USUAL = 12 };
    int n = __builtin_popcountll(set);
    SCAN_UNROLL
    for (int i = 0; i < USUAL; i++) {
        to[i] = at + (uint32_t)lowest(set);
        set &= set - 1;
    }
    for (int done = USUAL; UNLIKELY(done < n); done += USUAL) {
        SCAN_UNROLL
        for (int i = 0; i < USUAL; i++) {
            to[done + i] = at + (uint32_t)lowest(set);
            set &= set - 1;
        }
    }
    return to + n;
}
#endif

SCAN_FN uint64_t all_equal(const vec *in, int byte)
{
    hit same[VECS];
    SCAN_UNROLL
    for (int i = 0; i < VECS; i++)
        same[i] = equal(in[i], all(byte));
    return bits(same);
}

// The quotes and controls: with bit 1 turned these are the bytes up to 0x20, and no others are.
SCAN_FN uint64_t quotes_and_controls(const vec *in)
{
    hit low[VECS];
    SCAN_UNROLL
    for (int i = 0; i < VECS; i++)
        low[i] = below(differ(in[i], all(2)), 0x21);
    return bits(low);
}

// Mark the block, which stands at the offset `at`.
SCAN_FN void mark_block(struct state *st, const vec *in, uint32_t at)
{
    uint64_t marks = quotes_and_controls(in), backslash = all_equal(in, '\\');
    if (UNLIKELY(backslash | st->after_escape)) {
        uint64_t escaped = st->after_escape;
        uint64_t escapes = escape_starts(backslash, &st->after_escape);
        marks &= ~((escaped | escapes << 1) & all_equal(in, '"'));
        st->escape = flatten(st->escape, at, escapes);
    }
    st->mark = flatten(st->mark, at, marks);
}

// The block of 64 bytes at `block`, which stands at the offset `at` of the text; is it no UTF-8?
SCAN_FN bool do_block(struct state *st, struct str text, size_t at, const char *block)
{
    vec in[VECS];
    SCAN_UNROLL
    for (int i = 0; i < VECS; i++)
        in[i] = load(block + (size_t)i * sizeof(vec));
    mark_block(st, in, (uint32_t)at);
    return bad_utf8(st, in, text.p + at);
}

SCAN_TARGET void SCAN_LEVEL(struct scan *s, const char *p, size_t n)
{
    struct state st = {.mark = s->marks, .escape = s->escapes, .last = all(0), .last_ascii = true};
    struct str text = {p, n};
    size_t at = 0;
    for (; at + SCAN_BLOCK <= n; at += SCAN_BLOCK)
        if (UNLIKELY(do_block(&st, text, at, p + at)))
            scan_block_faults(s, text, at);
    if (at < n) {
        char tail[SCAN_BLOCK];    // the rest, filled up with white space
        memset(tail, ' ', sizeof tail);
        memcpy(tail, p + at, n - at);
        if (UNLIKELY(do_block(&st, text, at, tail)))
            scan_block_faults(s, text, at);
    }
    s->nmarks = (size_t)(st.mark - s->marks);
    s->nescapes = (size_t)(st.escape - s->escapes);
}
