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

// Check the container at x, which is inside `depth` others.
static struct place skip(struct reader *r, struct place x, int depth)
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
            if (*x.at != c + 2) { // closing brackets come two after the opening ones
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

// Read the container at x into a cell; `inner` has the wanted keys in it, or is NULL.
static struct place container(struct reader *r, struct place x, struct object *inner, uint32_t cell,
                              int depth)
{
    bool object = *x.at == '{', empty = x.at[1] == *x.at + 2 && depth < JSON_MAX_DEPTH;
    struct place end = empty             ? (struct place){x.at + 2, x.mark}
                       : object && inner ? reader_object(r, x, inner, depth)
                                         : skip(r, x, depth);
    if (end.at)
        r->cells[cell] = value_slice(object ? VALUE_OBJECT : VALUE_ARRAY, x.at,
                                     (size_t)(end.at - x.at));
    return end;
}

// Behind the member whose key begins at x, whatever it is.
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
    if (!inner) {
        known_add(o, (struct str){r->p + name[0] + 1, name[1] - name[0] - 1}, cell);
    } else {
        if (w->seen == r->line)
            forget(r, inner);     // a repeated key: what it was before does not count
        w->seen = r->line;
    }
    if (*x.at == '{' || *x.at == '[')
        return container(r, x, inner, cell, depth);
    return scalar(r, x, &r->cells[cell]);
}

// Read what is no short number; the cell is changed unless its key has been repeated since.
static ATTR_NOINLINE bool settle_other(struct reader *r, const struct unread *u)
{
    struct value v, *cell = &r->cells[u->cell];
    const char *from = r->p + u->from, *to = r->p + u->to;
    if (from < to && *from >= 'a' ? literal_end(from, &v) != to : !is_scalar(from, to, &v))
        return false;
    if (cell->type == VALUE_NUMBER && cell->p == from)
        *cell = v;
    return true;
}

bool reader_settle(struct reader *r)
{
    const struct unread *u = r->unread, *end = u + r->nunread;
    r->nunread = 0;
    for (; u < end; u++)
        if (UNLIKELY(!is_short_number(r->p + u->from, u->to - u->from)) && !settle_other(r, u))
            return false;
    return true;
}

// Behind the member whose key begins at x, which is not one of the usual.
static ATTR_NOINLINE struct place other_member(struct reader *r, struct place x, struct object *o,
                                               int depth)
{
    if (UNLIKELY(*x.at != '"'))
        return fail(r, x.at);
    if (r->nunread == UNREAD_MOST && !reader_settle(r))
        return fail(r, x.at);
    const struct known *k = known_at(o, x.at, r->p + x.mark[1]);
    const char *at = x.at + k->length;
    if (!pattern_is(&k->text, x.at) || (*at != '{' && *at != '['))
        return any_member(r, x, o, depth);
    return container(r, (struct place){at, x.mark + 2}, NULL, k->cell, depth);
}

// Read the member whose key begins at *x, and go behind it, if it is of the usual kind: its key
// known, its value a text without an escape, or bytes up to a comma or bracket right before the
// next mark, which are left unread. Neither which of both it is nor whether it is wanted is asked,
// since where keys come in any order nothing foretells the answer; and where the next member is
// depends on marks alone. (Of a line that ends too early marks beyond it are looked at, in vain.)
static ATTR_INLINE bool usual_member(struct reader *r, struct place *x, const struct object *o)
{
    const char *p = r->p;
    const uint32_t *m = x->mark;
    if (UNLIKELY(*x->at != '"'))
        return false;
    const struct known *k = known_at(o, x->at, p + m[1]);
    size_t from = (size_t)m[1] + 2;           // behind the colon, if the key is known
    char first = p[from];
    size_t text = first == '"';               // 1 or 0
    size_t to = (size_t)m[2 + text] - 1 + text;
    char last = p[to], behind = p[to + text];
    bool is_usual = pattern_is(&k->text, x->at) & ((behind == ',') | (behind == '}')) &
                    (text == (last == '"')) & ((first | 0x20) != '{') & (*r->escape > to) &
                    (r->nunread < r->unread_most);
    if (UNLIKELY(!is_usual))
        return false;
    r->unread[r->nunread] = (struct unread){(uint32_t)from, (uint32_t)to, k->cell};
    r->nunread += text ^ 1;                   // a text is not kept there
    from += text;
    struct value *out = &r->cells[k->cell];
    out->type = (uint8_t)(VALUE_NUMBER + text * (VALUE_STR - VALUE_NUMBER));
    out->flags = (uint8_t)(text * STR_JSON);
    out->len = (uint32_t)(to - from);
    out->p = p + from;
    *x = (struct place){p + to + text, m + 2 + 2 * text};
    return true;
}

struct place reader_object(struct reader *r, struct place x, struct object *o, int depth)
{
    if (depth == JSON_MAX_DEPTH)
        return fail(r, x.at);
    x.at++;
    x = skip_space(x);
    if (*x.at == '}')
        return (struct place){x.at + 1, x.mark};
    for (;;) {
        if (UNLIKELY(!usual_member(r, &x, o))) {
            x = other_member(r, x, o, depth + 1);
            if (UNLIKELY(!x.at))
                return x;
        }
        if (LIKELY(*x.at == ',' && x.at[1] == '"')) {
            x.at++;
            continue;
        }
        x = skip_space(x);
        if (*x.at == '}')
            return (struct place){x.at + 1, x.mark};
        if (UNLIKELY(*x.at != ','))
            return fail(r, x.at);
        x.at++;
        x = skip_space(x);
    }
}
