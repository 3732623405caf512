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

#include "data/extract_scalar.h"
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
    for (size_t i = 0; i < TEMPLATES; i++)
        arena_release(&t->at[i].arena);
}

// ---- pieces ----

// Does what the piece has beyond its first sixteen bytes stand there too?
static ATTR_NOINLINE bool has_rest(const struct template *t, const struct piece *s, const char *at)
{
    const struct pattern *word = t->words + s->more;
    for (uint32_t done = 16; done < s->length; done += 16)
        if (!pattern_is(word++, at + done))
            return false;
    return true;
}

// Does the piece stand at `at`? Where it does so far, the line goes on there, so that nothing more
// than 16 bytes behind its end is looked at.
static ATTR_INLINE bool is_piece(const struct template *t, const struct piece *s, const char *at)
{
    return pattern_is(&s->text, at) && (LIKELY(s->length <= 16) || has_rest(t, s, at));
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
    const char *end = scalar_end(at, r->end, &v);
    if (LIKELY(end != NULL) && s->cell != CELL_NONE)
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

// A loop over the lanes, which must not stay one.
#if defined(__clang__)
#define EACH_LANE _Pragma("unroll") for (int i = 0; i < LANES; i++)
#else
#define EACH_LANE _Pragma("GCC unroll 8") for (int i = 0; i < LANES; i++)
#endif

// The same for several lines at once; the lanes whose lines are not like it, a bit each. Where a
// piece begins depends on where the value before it ends, so that the reading of one line is a
// chain of small waits; several chains fill each other's waits.
static ATTR_INLINE unsigned read_lanes(const struct template *t, struct reader *const r[LANES],
                                       const char *lines[LANES])
{
    const struct piece *last = t->pieces + t->npieces - 1;
    const bool has_captures = t->ncaptures != 0;
    const char *at[LANES];
    int foreign[LANES] = {0};
    EACH_LANE
        at[i] = lines[i];
    for (const struct piece *s = t->pieces;; s++) {
        unsigned odd = 0;
        EACH_LANE
            odd |= (unsigned)!is_piece(t, s, at[i]) << i;
        if (UNLIKELY(odd))
            return odd;
        if (UNLIKELY(has_captures)) {
            EACH_LANE
                t->places[i][s - t->pieces] = at[i];
        }
        EACH_LANE
            at[i] += s->length;
        if (s == last)
            break;
        if (s->is_text) {
            EACH_LANE
                at[i] = read_string(s, r[i], at[i], &foreign[i]);
        } else {
            EACH_LANE
                at[i] = read_scalar(s, r[i], at[i]);
        }
        EACH_LANE
            odd |= (unsigned)!at[i] << i;
        if (UNLIKELY(odd))
            return odd;
    }
    for (int i = 0; i < LANES && has_captures; i++)
        take_captures(t, r[i], t->places[i]);
    EACH_LANE
        lines[i] = at[i];
    return 0;
}

unsigned templates_read_lanes(struct templates *t, struct reader *const r[LANES],
                              const char *lines[LANES])
{
    enum { ALL = (1 << LANES) - 1 };
    if (t->n == 0)
        return ALL;
    unsigned odd = read_lanes(&t->at[t->usual], r, lines);
    if (LIKELY(!odd)) {
        t->hits += LANES;
        return 0;
    }
    for (int i = 0; i < LANES; i++)
        memset((void *)r[i]->cells, 0, t->ncells * sizeof *r[i]->cells);
    if (odd == ALL)
        t->usual = t->recent;
    return odd;
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
