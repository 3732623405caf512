// SPDX-License-Identifier: MIT
// The walk over the marks of one line: the whole grammar of RFC 8259, and slices of what is wanted.
//
// A mark is where a token begins, so what stands between two marks is one token and white space,
// and a string's closing quote is the last byte before the next mark that is no white space.
// Escapes are not looked into here; the caller checks those of the whole line. No function may go
// past the line's newline, which is a mark that no rule takes.
#include "data/extract_internal.h"

#include "data/number.h"
#include "data/text.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static const uint32_t *fail(struct reader *r, size_t at)
{
    r->fault = at;
    return NULL;
}

// The offset behind the token that ends before the mark `next`.
static inline size_t token_end(const char *p, size_t next)
{
    while (UNLIKELY(is_space(p[next - 1])))
        next--;
    return next;
}

// The text between the quotes of the string that begins at m[0].
static inline struct str inside(const char *p, const uint32_t *m)
{
    size_t end = m[1];
    while (UNLIKELY(p[end - 1] != '"'))
        end--;
    return (struct str){p + m[0] + 1, end - m[0] - 2};
}

// --- numbers ---

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

// The top bit of each byte that is no digit.
static inline uint64_t not_digits(uint64_t word)
{
    uint64_t x = word ^ EACH('0');
    return ((x & EACH(0x7f)) + EACH(0x76)) | x;
}

// Is the token of n bytes a number? Short ones without an exponent are decided eight digits at a
// time, by where their bytes are that are no digits: none, or one point in the middle.
static ATTR_INLINE bool number_sound(const char *p, size_t n)
{
    const char *whole = p;
    size_t whole_n = n;
    if (*p == '-')
        p++, n--;
    if (LIKELY(n - 1 < 8)) {
        size_t spare = 8 * (8 - n);           // bits beyond the token
        uint64_t odd = (not_digits(load_word(p)) & EACH(0x80)) << spare;
        bool zero = *p == '0' && n > 1;
        if (LIKELY(!odd))
            return !zero;
        size_t at = (size_t)__builtin_ctzll(odd >> spare) / 8;
        if (LIKELY(!(odd & (odd - 1)) && p[at] == '.' && at > 0 && at < n - 1))
            return !zero || at == 1;
    }
    return number_length(whole, whole + whole_n) == whole_n;
}

// --- values ---

static const uint32_t *literal(struct reader *r, const uint32_t *m, struct str text)
{
    size_t end = m[0] + text.n;
    if (memcmp(r->p + m[0], text.p, text.n) != 0 || (end != m[1] && !is_space(r->p[end])))
        return fail(r, m[0]);
    return m + 1;
}

static inline void take(struct value *out, struct value v)
{
    if (out)
        *out = v;
}

// Does the string that begins at m[0] have a backslash?
static inline bool has_escape(struct reader *r, const uint32_t *m)
{
    while (UNLIKELY(*r->escape < m[0]))
        r->escape++;
    return *r->escape < m[1];
}

static inline struct value string(struct reader *r, const uint32_t *m)
{
    struct str text = inside(r->p, m);
    struct value v = value_slice(VALUE_STR, text.p, text.n);
    v.flags = STR_JSON;
    if (UNLIKELY(has_escape(r, m)))
        v.flags |= STR_ESCAPED;
    return v;
}

static ATTR_INLINE const uint32_t *number(struct reader *r, const uint32_t *m, struct value *out)
{
    size_t n = token_end(r->p, m[1]) - m[0];
    if (!number_sound(r->p + m[0], n))
        return fail(r, m[0]);
    take(out, value_slice(VALUE_NUMBER, r->p + m[0], n));
    return m + 1;
}

static const uint32_t *word(struct reader *r, const uint32_t *m, struct value *out)
{
    switch (r->p[m[0]]) {
    case 't':
        take(out, value_bool(true));
        return literal(r, m, STR("true"));
    case 'f':
        take(out, value_bool(false));
        return literal(r, m, STR("false"));
    case 'n':
        take(out, value_null());
        return literal(r, m, STR("null"));
    default:
        return fail(r, m[0]);
    }
}

// Read the value at m[0], which is no container, into *out (NULL: only check it).
static ATTR_INLINE const uint32_t *scalar(struct reader *r, const uint32_t *m, struct value *out)
{
    char c = r->p[m[0]];
    if (c == '"') {
        if (out)
            *out = string(r, m);
        return m + 1;
    }
    return c == '-' || (c >= '0' && c <= '9') ? number(r, m, out) : word(r, m, out);
}

// --- containers nobody looks into ---

static inline const uint32_t *key(struct reader *r, const uint32_t *m)
{
    if (UNLIKELY(r->p[m[0]] != '"'))
        return fail(r, m[0]);
    if (UNLIKELY(r->p[m[1]] != ':'))
        return fail(r, m[1]);
    return m + 2;
}

// Which of the containers that are being skipped are objects: the innermost 64 of them in a word, a
// bit each, the innermost lowest; those around them put away.
struct nest {
    uint64_t objects;
    unsigned level, most;
    uint64_t outer[JSON_MAX_DEPTH / 64 + 1];
};

static inline void enter(struct nest *nest, bool object)
{
    if (UNLIKELY(nest->level % 64 == 0))
        nest->outer[nest->level / 64] = nest->objects;
    nest->level++;
    nest->objects = nest->objects << 1 | object;
}

static inline void leave(struct nest *nest)
{
    nest->level--;
    nest->objects >>= 1;
    if (UNLIKELY(nest->level % 64 == 0))
        nest->objects = nest->outer[nest->level / 64];
}

// Behind a value: out of the containers that end here and, where that is not all of them, over a
// comma to the next value.
static ATTR_INLINE const uint32_t *go_on(struct reader *r, const uint32_t *m, struct nest *nest)
{
    for (; r->p[m[0]] != ','; m++) {
        if (UNLIKELY(r->p[m[0]] != (nest->objects & 1 ? '}' : ']')))
            return fail(r, m[0]);
        leave(nest);
        if (nest->level == 0)
            return m + 1;
    }
    return nest->objects & 1 ? key(r, m + 1) : m + 1;
}

// Check the container at m[0], which is inside `depth` others.
static const uint32_t *skip(struct reader *r, const uint32_t *m, int depth)
{
    struct nest nest;             // the array is written before it is read
    nest.objects = 0;
    nest.level = 0;
    nest.most = (unsigned)(JSON_MAX_DEPTH - depth);
    do {
        char c = r->p[m[0]];
        if (c == '{' || c == '[') {
            if (nest.level == nest.most)
                return fail(r, m[0]);
            enter(&nest, c == '{');
            if (r->p[m[1]] != c + 2) {        // closing brackets come two after the opening ones
                m = c == '{' ? key(r, m + 1) : m + 1;
                continue;
            }
            m++;                  // an empty one ends here
        } else {
            m = scalar(r, m, NULL);
        }
        if (m)
            m = go_on(r, m, &nest);
    } while (m && nest.level > 0);
    return m;
}

// --- the objects that are looked into ---

static void forget(struct reader *r, const struct object *o)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct wanted *w = &o->members[i];
        if (w->cell != CELL_NONE)
            r->cells[w->cell] = value_missing();
        if (w->inner)
            forget(r, w->inner);
    }
}

// The wanted field of a key with a backslash.
static ATTR_COLD struct wanted *match_escaped(struct reader *r, struct object *o, struct str text)
{
    if (text_escape_fault(text.p, text.n) != text.n)
        return NULL;              // the line is bad and will be found to be
    struct str plain = text_unescape(r->arena, text);
    for (size_t i = 0; i < o->n; i++)
        if (str_eq(o->members[i].key, plain))
            return &o->members[i];
    return NULL;
}

// Which wanted field, if any, has the key at m[0]?
static inline struct wanted *match(struct reader *r, const uint32_t *m, struct object *o)
{
    struct str text = inside(r->p, m);
    if (UNLIKELY(has_escape(r, m)))
        return match_escaped(r, o, text);
    uint64_t head;
    memcpy(&head, text.p, sizeof head);
    uint64_t hash = wanted_hash(head, text.n);
    if (!(o->filter >> (hash >> 58) & 1))
        return NULL;
    for (size_t i = hash & o->mask; o->slots[i]; i = (i + 1) & o->mask)
        if (LIKELY(wanted_is(o->slots[i], text, head)))
            return o->slots[i];
    return NULL;
}

// Read the container at m[0] as the value of a wanted key.
static const uint32_t *container(struct reader *r, const uint32_t *m, struct wanted *w, int depth)
{
    bool object = r->p[m[0]] == '{';
    const uint32_t *end =
        object && w->inner ? reader_object(r, m, w->inner, depth) : skip(r, m, depth);
    if (end && w->cell != CELL_NONE)
        r->cells[w->cell] = value_slice(object ? VALUE_OBJECT : VALUE_ARRAY, r->p + m[0],
                                        end[-1] - m[0] + 1);
    return end;
}

static inline const uint32_t *wanted_value(struct reader *r, const uint32_t *m, struct wanted *w,
                                           int depth)
{
    if (w->inner) {
        if (w->seen == r->line)
            forget(r, w->inner);  // a repeated key: what it was before does not count
        w->seen = r->line;
    }
    char c = r->p[m[0]];
    if (c == '{' || c == '[')
        return container(r, m, w, depth);
    return scalar(r, m, w->cell == CELL_NONE ? NULL : &r->cells[w->cell]);
}

const uint32_t *reader_object(struct reader *r, const uint32_t *m, struct object *o, int depth)
{
    if (depth == JSON_MAX_DEPTH)
        return fail(r, m[0]);
    const char *p = r->p;
    m++;
    if (p[m[0]] == '}')
        return m + 1;
    for (;;) {
        const uint32_t *value = key(r, m);
        if (UNLIKELY(!value))
            return NULL;
        struct wanted *w = match(r, m, o);
        char c = p[value[0]];
        if (w)
            m = wanted_value(r, value, w, depth + 1);
        else if (c == '"')
            m = value + 1;
        else if (c == '{' || c == '[')
            m = skip(r, value, depth + 1);
        else
            m = scalar(r, value, NULL);
        if (UNLIKELY(!m))
            return NULL;
        c = p[*m++];
        if (c == '}')
            return m;
        if (UNLIKELY(c != ','))
            return fail(r, m[-1]);
    }
}
