// SPDX-License-Identifier: MIT
// A template is learned from a line that has been walked. Its pieces begin behind a value (or at
// the line's first bracket) and go up to the next value; the closing quote of a text and the
// opening quote of the next belong to the pieces, the newline to the last. A line is then read
// without marks: compare a piece, read a value, compare a piece ...
//
// Why this validates the line in full: each value read here is checked to be one token of JSON (a
// string with its escapes and its UTF-8, a number, a literal); the pieces, equal byte for byte to
// those of a line that the walk has found sound, are the tokens between; so the line's tokens are
// those of a sound line, with scalars in the places of scalars.
//
// Repeated keys need no care: learning says which occurrence counts, and the template fills the
// cells from the same places.
#include "data/extract_template.h"

#include "data/number.h"
#include "data/plain_run.h"
#include "data/text.h"

// Sequences beyond ASCII in a line: with more of them the scan is faster.
enum { MOST_FOREIGN = 12 };

struct templates *templates_new(struct arena *a, const struct object *root, size_t ncells)
{
    struct templates *t = ARENA_NEW(a, struct templates);
    t->root = root;
    t->ncells = ncells;
    t->patience = 1;
    return t;
}

void templates_release(struct templates *t)
{
    for (size_t i = 0; i < t->n; i++)
        arena_release(&t->at[i].arena);
}

// ---- reading ----

// Does the piece stand at `at`? Where it does so far, the line goes on there, so that nothing more
// than 16 bytes behind its end is looked at.
static ATTR_INLINE bool is_piece(const struct template *t, const struct piece *s, const char *at)
{
    const struct word *w = t->words + s->first_word;
    uint64_t text[2];
    memcpy(text, at, sizeof text);
    uint64_t differ = ((text[0] ^ w[0].text) & w[0].mask) | ((text[1] ^ w[1].text) & w[1].mask);
    for (unsigned i = 2; UNLIKELY(i < s->nwords) && !differ; i++) {
        memcpy(text, at + (size_t)8 * i, 8);
        differ |= (text[0] ^ w[i].text) & w[i].mask;
    }
    return differ == 0;
}

// ---- values ----

// Behind the sequence of UTF-8 at p, whose first byte is not ASCII, or NULL where it is none. Reads
// no further than the first byte that does not belong to it.
static const char *skip_foreign(const char *p)
{
    unsigned char lead = (unsigned char)*p;
    if (lead >= 0xc2 && lead < 0xe0)          // the usual two and three bytes
        return ((unsigned char)p[1] & 0xc0) == 0x80 ? p + 2 : NULL;
    if (lead > 0xe0 && lead < 0xf0 && lead != 0xed)
        return ((unsigned char)p[1] & 0xc0) == 0x80 && ((unsigned char)p[2] & 0xc0) == 0x80
                   ? p + 3
                   : NULL;
    size_t n = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    for (size_t i = 1; i < n; i++)
        if (((unsigned char)p[i] & 0xc0) != 0x80)
            return NULL;
    return text_utf8_fault(p, n) == n ? p + n : NULL;
}

// The closing quote of the string whose inside begins at p, with what is odd in it checked; NULL
// where the string is not sound, or not worth reading here.
static ATTR_NOINLINE const char *odd_string_end(const char *p, int *foreign, uint8_t *flags)
{
    for (;;) {
        p = plain_run_end(p);
        if (*p == '"')
            return p;
        if (*p == '\\') {
            *flags |= STR_ESCAPED;
            size_t n = escape_length(p);
            p = n ? p + n : NULL;
        } else if ((unsigned char)*p < 0x80 || ++*foreign > MOST_FOREIGN) {
            return NULL;
        } else {
            p = skip_foreign(p);
        }
        if (!p)
            return NULL;
    }
}

static inline uint64_t load_word(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

// How many digits there are at p, at most 8.
static inline unsigned count_digits(const char *p)
{
    uint64_t x = load_word(p) ^ EACH('0');
    uint64_t odd = (((x & EACH(0x7f)) + EACH(0x76)) | x) & EACH(0x80);
    return odd ? (unsigned)__builtin_ctzll(odd) / 8 : 8;
}

// The end of the number at p, or NULL where there is none. Few digits are counted at once; the rest
// is for number_length(). What stands behind it is the next piece's business, so that an exponent
// cannot be missed: no piece begins with an `e`.
static ATTR_INLINE const char *number_end(const char *p, const char *end)
{
    const char *digits = p + (*p == '-');
    unsigned n = count_digits(digits);
    if (LIKELY(n > 0 && n < 8 && (*digits != '0' || n == 1))) {
        const char *q = digits + n;
        if (*q != '.')
            return q;
        unsigned decimals = count_digits(q + 1);
        if (LIKELY(decimals > 0 && decimals < 8))
            return q + 1 + decimals;
    }
    size_t length = number_length(p, end);
    return length ? p + length : NULL;
}

// The end of the literal at p, or NULL.
static const char *literal_end(const char *p, struct value *v)
{
    if (memcmp(p, "true", 4) == 0)
        return *v = value_bool(true), p + 4;
    if (memcmp(p, "null", 4) == 0)
        return *v = value_null(), p + 4;
    if (memcmp(p, "false", 5) == 0)
        return *v = value_bool(false), p + 5;
    return NULL;
}

// ---- reading ----

static void take_captures(const struct template *t, const struct reader *r, const char **places)
{
    for (size_t i = 0; i < t->ncaptures; i++) {
        const struct capture *c = &t->captures[i];
        const char *open = places[c->open_piece] + c->open_at;
        const char *close = places[c->close_piece] + c->close_at;
        r->cells[c->cell] = value_slice(c->is_object ? VALUE_OBJECT : VALUE_ARRAY, open,
                                        (size_t)(close - open));
    }
}

// Read the scalar at `at`, which is no string; where it ends, or NULL.
static ATTR_INLINE const char *read_scalar(const struct piece *s, struct reader *r, const char *at)
{
    struct value v;
    const char *end;
    if (LIKELY(*at == '-' || (*at >= '0' && *at <= '9'))) {
        end = number_end(at, r->end);
        if (UNLIKELY(!end))
            return NULL;
        v = value_slice(VALUE_NUMBER, at, (size_t)(end - at));
    } else {
        end = literal_end(at, &v);
        if (UNLIKELY(!end))
            return NULL;
    }
    if (s->cell != CELL_NONE)
        r->cells[s->cell] = v;
    return end;
}

// The closing quote of the string whose inside begins at `at`, or NULL.
static ATTR_INLINE const char *read_string(const struct piece *s, struct reader *r, const char *at,
                                           int *foreign)
{
    const char *end = plain_run_end(at);
    uint8_t flags = STR_JSON;
    if (UNLIKELY(*end != '"')) {
        end = odd_string_end(end, foreign, &flags);
        if (!end)
            return NULL;
    }
    if (s->cell != CELL_NONE) {
        struct value v = value_slice(VALUE_STR, at, (size_t)(end - at));
        v.flags = flags;
        r->cells[s->cell] = v;
    }
    return end;
}

static ATTR_INLINE const char *read_like(const struct template *t, struct reader *r, const char *at)
{
    const struct piece *last = t->pieces + t->npieces - 1;
    const bool has_captures = t->ncaptures != 0;
    int foreign = 0;
    for (const struct piece *s = t->pieces;; s++) {
        if (UNLIKELY(!is_piece(t, s, at)))
            return NULL;
        if (UNLIKELY(has_captures))
            t->places[0][s - t->pieces] = at;
        at += s->length;
        if (s == last)
            break;
        at = s->is_text ? read_string(s, r, at, &foreign) : read_scalar(s, r, at);
        if (UNLIKELY(!at))
            return NULL;
    }
    if (has_captures)
        take_captures(t, r, t->places[0]);
    return at;
}

// The same for two lines at once. Where a piece begins depends on where the value before it ends,
// so that the reading of one line is a chain of small waits; two chains fill each other's waits.
static ATTR_INLINE bool read_pair(const struct template *t, struct reader *r[2], const char *at[2])
{
    const struct piece *last = t->pieces + t->npieces - 1;
    const bool has_captures = t->ncaptures != 0;
    const char *a = at[0], *b = at[1];
    int foreign_a = 0, foreign_b = 0;
    for (const struct piece *s = t->pieces;; s++) {
        if (UNLIKELY(!is_piece(t, s, a)) || UNLIKELY(!is_piece(t, s, b)))
            return false;
        if (UNLIKELY(has_captures)) {
            t->places[0][s - t->pieces] = a;
            t->places[1][s - t->pieces] = b;
        }
        a += s->length;
        b += s->length;
        if (s == last)
            break;
        if (s->is_text) {
            a = read_string(s, r[0], a, &foreign_a);
            b = read_string(s, r[1], b, &foreign_b);
        } else {
            a = read_scalar(s, r[0], a);
            b = read_scalar(s, r[1], b);
        }
        if (UNLIKELY(!a) || UNLIKELY(!b))
            return false;
    }
    for (int i = 0; i < 2 && has_captures; i++)
        take_captures(t, r[i], t->places[i]);
    at[0] = a;
    at[1] = b;
    return true;
}

bool templates_read_pair(struct templates *t, struct reader *r[2], const char *lines[2])
{
    if (t->n == 0)
        return false;
    if (LIKELY(read_pair(&t->at[t->recent], r, lines))) {
        t->hits += 2;
        return true;
    }
    for (int i = 0; i < 2; i++)
        memset((void *)r[i]->cells, 0, t->ncells * sizeof *r[i]->cells);
    return false;
}

const char *templates_read(struct templates *t, struct reader *r, const char *line)
{
    for (size_t i = 0; i < t->n; i++) {
        // The one that was right last first, then the others.
        size_t k = i == 0 ? t->recent : i <= t->recent ? i - 1 : i;
        const char *end = read_like(&t->at[k], r, line);
        if (LIKELY(end != NULL)) {
            t->recent = k;
            t->hits++;
            return end;
        }
        memset((void *)r->cells, 0, t->ncells * sizeof *r->cells);
    }
    return NULL;
}
