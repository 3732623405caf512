// SPDX-License-Identifier: MIT
// The walk over one line: the whole grammar of RFC 8259, and slices of what is wanted.
//
// It goes from token to token. Strings are jumped over by their marks: the mark behind that of an
// opening quote must be a closing quote. Escapes are not looked into here; the caller checks those
// of the whole line. No function may go past the line's newline, which no rule takes.
//
// Of a line that is found wrong only a careful walk can say where it first is: another may have
// left something before that place unread.
#include "data/extract_internal.h"

#include "data/extract_scalar.h"
#include "data/text.h"

static struct place fail(struct reader *r, const char *at)
{
    r->fault = (size_t)(at - r->p);
    return (struct place){NULL, NULL};
}

// Behind the string that begins at x.
static inline struct place skip_string(struct reader *r, struct place x)
{
    const char *end = r->p + x.mark[1];
    if (UNLIKELY(*end != '"'))
        return fail(r, end);
    return (struct place){end + 1, x.mark + 2};
}

// Where a number or literal may end.
static const bool ends_scalar[256] = {
    [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, ['"'] = true, ['{'] = true,
    ['}'] = true, ['['] = true,  [']'] = true,  [':'] = true,  [','] = true,
};

// Read the value at x, which is no container, into *out (NULL: only check it).
static ATTR_INLINE struct place scalar(struct reader *r, struct place x, struct value *out)
{
    if (*x.at == '"') {
        if (out)
            *out = string_value(r, x.mark);
        return skip_string(r, x);
    }
    struct value v;
    const char *end = scalar_end(x.at, r->end, &v);
    if (UNLIKELY(!end) || UNLIKELY(!ends_scalar[(unsigned char)*end]))
        return fail(r, x.at);
    if (out)
        *out = v;
    return (struct place){end, x.mark};
}

// Behind the colon of the key that ends before x.
static ATTR_INLINE struct place colon(struct reader *r, struct place x)
{
    x = skip_space(x);
    if (UNLIKELY(*x.at != ':'))
        return fail(r, x.at);
    x.at++;
    return skip_space(x);
}

// --- containers nobody looks into ---

static inline struct place key(struct reader *r, struct place x)
{
    if (UNLIKELY(*x.at != '"'))
        return fail(r, x.at);
    x = skip_string(r, x);
    return LIKELY(x.at != NULL) ? colon(r, x) : x;
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
static ATTR_INLINE struct place go_on(struct reader *r, struct place x, struct nest *nest)
{
    for (x = skip_space(x); *x.at != ','; x = skip_space(x)) {
        if (UNLIKELY(*x.at != (nest->objects & 1 ? '}' : ']')))
            return fail(r, x.at);
        leave(nest);
        x.at++;
        if (nest->level == 0)
            return x;
    }
    x.at++;
    x = skip_space(x);
    return nest->objects & 1 ? key(r, x) : x;
}

// Behind the object at x if there is neither white space nor a container in it; NULL if it is
// something else.
static ATTR_INLINE struct place skip_flat(struct reader *r, struct place x)
{
    const char *p = r->p, *at = x.at;
    const uint32_t *m = x.mark;
    do {
        const char *close = p + m[1];
        if (at[1] != '"' || !is_key_end(close))
            break;
        if (close[2] == '"') {
            at = p + m[3];
            if (*at++ != '"')
                break;
            m += 4;
        } else {
            struct value v;
            at = scalar_end(close + 2, r->end, &v);
            if (!at)
                break;
            m += 2;
        }
        if (*at == '}')
            return (struct place){at + 1, m};
    } while (*at == ',');
    return (struct place){NULL, NULL};
}

// Check the container at x, which is inside `depth` others, whatever is in it.
static ATTR_NOINLINE struct place skip_any(struct reader *r, struct place x, int depth)
{
    struct nest nest;             // the array is written before it is read
    nest.objects = 0;
    nest.level = 0;
    nest.most = (unsigned)(JSON_MAX_DEPTH - depth);
    do {
        char c = *x.at;
        if (c == '{' || c == '[') {
            if (nest.level == nest.most)
                return fail(r, x.at);
            enter(&nest, c == '{');
            x.at++;
            x = skip_space(x);
            if (*x.at != c + 2) {
                x = c == '{' ? key(r, x) : x;
                continue;
            }
        } else {
            x = scalar(r, x, NULL);
        }
        if (x.at)
            x = go_on(r, x, &nest);
    } while (x.at && nest.level > 0);
    return x;
}

// The same. Most are empty or flat.
static ATTR_INLINE struct place skip(struct reader *r, struct place x, int depth)
{
    if (UNLIKELY(depth == JSON_MAX_DEPTH))
        return fail(r, x.at);
    if (x.at[1] == *x.at + 2)     // closing brackets come two after the opening ones
        return (struct place){x.at + 2, x.mark};
    struct place end = *x.at == '{' ? skip_flat(r, x) : (struct place){NULL, NULL};
    return LIKELY(end.at != NULL) ? end : skip_any(r, x, depth);
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
    struct str text = {r->p + m[0] + 1, m[1] - m[0] - 1};
    if (UNLIKELY(has_escape(r, m)))
        return match_escaped(r, o, text);
    uint64_t head = load_eight(text.p);
    uint64_t hash = wanted_hash(head, text.n);
    if (!(o->filter >> (hash >> 58) & 1))
        return NULL;
    for (size_t i = hash & o->mask; o->slots[i]; i = (i + 1) & o->mask)
        if (LIKELY(wanted_is(o->slots[i], text, head)))
            return o->slots[i];
    return NULL;
}

// Read what is no short number; the cell is changed unless its key has been repeated since.
static ATTR_NOINLINE bool settle_other(struct reader *r, const struct object *o, const uint32_t *m)
{
    const struct known *k = known_at(o, r->p + m[0], r->p + m[1]);
    struct value v, *cell = &r->cells[k->cell];
    const char *from = r->p + m[1] + 2, *to = r->p + m[2] - 1;
    if (from < to && *from >= 'a' ? literal_end(from, &v) != to : !is_scalar(from, to, &v))
        return false;
    if (cell->type == VALUE_NUMBER && cell->p == from)
        *cell = v;
    return true;
}

// Read what has been left unread of the object; false if any of it is neither a number nor a
// literal.
static bool settle(struct reader *r, const struct object *o)
{
    const char *p = r->p;
    const uint32_t **u = r->unread, **end = u + r->nunread;
    r->nunread = 0;
    for (; u < end; u++) {
        const uint32_t *m = *u;
        size_t from = (size_t)m[1] + 2;
        if (UNLIKELY(!is_short_number(p + from, m[2] - 1 - from)) && !settle_other(r, o, m))
            return false;
    }
    return true;
}

// Read the container at x into a cell; `inner` has the wanted keys in it, or is NULL.
static ATTR_INLINE struct place container(struct reader *r, struct place x, struct object *inner,
                                          uint32_t cell, int depth)
{
    bool object = *x.at == '{';
    struct place end = object && inner ? reader_object(r, x, inner, depth) : skip(r, x, depth);
    if (end.at)
        r->cells[cell] = value_slice(object ? VALUE_OBJECT : VALUE_ARRAY, x.at,
                                     (size_t)(end.at - x.at));
    return end;
}

// Behind the member of `o` whose key begins at x, whatever it is.
static ATTR_NOINLINE struct place any_member(struct reader *r, struct place x, struct object *o,
                                             int depth)
{
    const uint32_t *name = x.mark;
    x = key(r, x);
    if (UNLIKELY(!x.at))
        return x;
    struct wanted *w = match(r, name, o);
    struct object *inner = w ? w->inner : NULL;
    uint32_t cell = w && w->cell != CELL_NONE ? (uint32_t)w->cell : o->spare;
    if (inner) {
        if (UNLIKELY(!settle(r, o)))
            return fail(r, x.at); // what is unread is always of one object
        if (w->seen == r->line)
            forget(r, inner);     // a repeated key: what it was before does not count
        w->seen = r->line;
    }
    if (*x.at == '{' || *x.at == '[')
        return container(r, x, inner, cell, depth);
    return scalar(r, x, &r->cells[cell]);
}

// Behind the member of `o` whose key begins at x, which is not one of the usual.
static ATTR_NOINLINE struct place other_member(struct reader *r, struct place x, struct object *o,
                                               int depth)
{
    if (UNLIKELY(r->nunread == UNREAD_MOST) && UNLIKELY(!settle(r, o)))
        return fail(r, x.at);
    const char *close = r->p + x.mark[1];
    if (!is_key_end(close) || (close[2] != '{' && close[2] != '[') || has_escape(r, x.mark))
        return any_member(r, x, o, depth);
    const struct known *k = known_at(o, x.at, close);
    if (!pattern_is(&k->text, x.at))
        return any_member(r, x, o, depth);
    return container(r, (struct place){close + 2, x.mark + 2}, NULL, k->cell, depth);
}

// --- the usual members: no white space; a text without an escape, a number or a literal ---
//
// Where keys come in any order nothing foretells what the next member is. So none of this asks
// whether it is wanted, or a text or not: what nobody wants goes into the spare cell, and what is
// no text is left unread until the object ends. And where the next member is depends on marks
// alone, so that several are under way at once.
//
// Why a member that passes is sound: up to the next key there is no escape, so that each quote is a
// mark. The key goes from mark to mark, and the second one is a quote. If the next mark is two
// bytes behind, it is right behind the colon, a quote, since no control begins a value; and the
// text goes on to the mark before the next key, which is a quote as well. Else there is no mark
// before the next key, and all up to the comma is yet to be found a number or literal.
//
// Of a line that ends too early marks beyond it are looked at, in vain.

// What the walk over them works with: copies, for the compiler to keep in registers.
struct usual {
    const char *p;
    const struct known **places;
    struct value *cells;
    const uint32_t **unread, **unread_end;
    uint32_t escape;
};

// 1 if the value of the member at m[0] is a text, else 0.
static ATTR_INLINE size_t is_text(const uint32_t *m)
{
    return ((uint64_t)m[2] - m[1] - 3) >> 63;
}

// Does the key that ends at `close` have its colon right behind it, and behind that what may be a
// text, a number or a literal?
static ATTR_INLINE bool begins_usual(const char *close)
{
    static const bool begins[256] = {
        ['"'] = true, ['-'] = true, ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true,
        ['4'] = true, ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true,
        ['t'] = true, ['f'] = true, ['n'] = true,
    };
    return LIKELY(is_key_end(close)) && LIKELY(begins[(unsigned char)close[2]]);
}

// Is a value, a text or not, followed by a comma and the quote of a key at `next`?
static ATTR_INLINE bool goes_on(const struct usual *u, size_t text, uint32_t next)
{
    // What counts of the four bytes up to that quote: the last three after a text, else two.
    static const uint32_t counts[2] = {0xffff0000, 0xffffff00};
    uint32_t unlike = load_four(u->p + next - 3) ^ ('"' << 8 | ',' << 16 | (uint32_t)'"' << 24);
    return LIKELY(!(unlike & counts[text])) && LIKELY(next <= u->escape);
}

// Is the member at m[0], with a text or not, the last of the object? Then *end is behind it.
static ATTR_INLINE bool is_last(const struct usual *u, const uint32_t *m, size_t text,
                                const char **end)
{
    const char *mark = u->p + m[2 + text];        // a text's closing quote, else the next mark
    *end = mark - 1 + 2 * text;
    return **end == '}' && LIKELY((*mark == '"') | !text) && LIKELY(m[2 + text] <= u->escape);
}

// Does a value that ends with this byte end there, and not an object or array around it? Around the
// outermost object there is none.
static ATTR_INLINE bool ends_value(char last, bool is_inner)
{
    return !is_inner || (last | 0x20) != '}';     // the closing brackets differ in that bit alone
}

// Take the value, a text or not, of the member at m[0]. False, and nothing has changed, if its key
// is not like what it is compared with, or there is no room.
static ATTR_INLINE bool take_value(struct usual *u, const uint32_t *m, size_t text)
{
    static const uint8_t kinds[2][offsetof(struct value, len)] = {{VALUE_NUMBER},
                                                                  {VALUE_STR, STR_JSON}};
    const char *open = u->p + m[0], *close = u->p + m[1];
    const struct known *k = u->places[known_hash(open, close)];
    if (UNLIKELY(!pattern_is(&k->text, open)) || UNLIKELY(u->unread == u->unread_end))
        return false;
    *u->unread = m;
    u->unread += 1 - text;        // a text is not kept there
    struct value *out = &u->cells[k->cell];
    memcpy(out, kinds[text], sizeof kinds[text]);
    out->len = m[2 + text] - m[1] - 3;
    out->p = close + 2 + text;
    return true;
}

// Read the members of `o` from x on, where a key begins, as long as they are usual. Stands then at
// the key of one that is not, or at the bracket behind the last.
static ATTR_INLINE struct place usual_members(struct reader *r, struct place x,
                                              const struct object *o, bool is_inner)
{
    const uint32_t *m = x.mark;
    while (UNLIKELY(*r->escape < m[0]))
        r->escape++;
    struct usual u = {
        .p = r->p,
        .places = o->places,
        .cells = r->cells,
        .unread = r->unread + r->nunread,
        .unread_end = r->unread + r->unread_most,
        .escape = *r->escape,
    };
    for (;;) {
        size_t text = is_text(m);
        const uint32_t *next = m + 2 + 2 * text;
        if (UNLIKELY(!begins_usual(u.p + m[1])) || UNLIKELY(!goes_on(&u, text, *next)) ||
            UNLIKELY(!ends_value(u.p[*next - 2], is_inner)) || UNLIKELY(!take_value(&u, m, text)))
            break;
        m = next;
    }
    size_t text = is_text(m);
    const char *end;
    if (begins_usual(u.p + m[1]) && is_last(&u, m, text, &end) && ends_value(end[-1], is_inner) &&
        take_value(&u, m, text))
        x = (struct place){end, m + 2 + 2 * text};
    else
        x = (struct place){u.p + *m, m};
    r->nunread = (size_t)(u.unread - r->unread);
    return x;
}

// From x, behind a member, to the next, or to the bracket behind the last.
static ATTR_INLINE struct place next_member(struct reader *r, struct place x)
{
    if (LIKELY(*x.at == ',' && x.at[1] == '"'))
        return (struct place){x.at + 1, x.mark};
    x = skip_space(x);
    if (*x.at == '}')
        return x;
    if (UNLIKELY(*x.at != ','))
        return fail(r, x.at);
    x.at++;
    x = skip_space(x);
    return LIKELY(*x.at == '"') ? x : fail(r, x.at);
}

struct place reader_object(struct reader *r, struct place x, struct object *o, int depth)
{
    if (depth == JSON_MAX_DEPTH)
        return fail(r, x.at);
    x.at++;
    x = skip_space(x);
    while (*x.at == '"') {
        x = depth ? usual_members(r, x, o, true) : usual_members(r, x, o, false);
        if (LIKELY(*x.at == '}'))
            break;
        x = other_member(r, x, o, depth + 1);
        if (LIKELY(x.at != NULL))
            x = next_member(r, x);
        if (UNLIKELY(!x.at))
            return x;
    }
    if (UNLIKELY(*x.at != '}') || UNLIKELY(!settle(r, o)))
        return fail(r, x.at);
    return (struct place){x.at + 1, x.mark};
}
