// SPDX-License-Identifier: MIT
#include "data/walk.h"

#include "data/text.h"
#include "data/write.h"

// --- one value ---

static const char *skip_space(const char *p)
{
    while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
        p++;
    return p;
}

// From behind an opening quote to its closing one; *escaped says whether there is a backslash.
static const char *string_end(const char *p, bool *escaped)
{
    *escaped = false;
    for (; *p != '"'; p++)
        if (*p == '\\') {
            *escaped = true;
            p++;
        }
    return p;
}

static struct value string(const char *p, const char **end)
{
    bool escaped;
    const char *close = string_end(p + 1, &escaped);
    struct value v = value_slice(VALUE_STR, p + 1, (size_t)(close - p) - 1);
    v.flags = escaped ? STR_JSON | STR_ESCAPED : STR_JSON;
    *end = close + 1;
    return v;
}

static struct value container(enum value_type type, const char *p, const char **end)
{
    const char *start = p;
    int depth = 0;
    bool escaped;
    do {
        char c = *p++;
        if (c == '"')
            p = string_end(p, &escaped) + 1;
        else if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
    } while (depth > 0);
    *end = p;
    return value_slice(type, start, (size_t)(p - start));
}

// A slice may end with the number, so what is behind it must not be looked at: the caller says how
// far its text goes.
static struct value number(const char *p, const char *limit, const char **end)
{
    const char *start = p;
    while (p != limit && ((*p >= '0' && *p <= '9') || *p == '.' || *p == '-' || *p == '+' ||
                          *p == 'e' || *p == 'E'))
        p++;
    *end = p;
    return value_slice(VALUE_NUMBER, start, (size_t)(p - start));
}

static struct value value_until(const char *p, const char *limit, const char **end)
{
    switch (*p) {
    case '"':
        return string(p, end);
    case '{':
        return container(VALUE_OBJECT, p, end);
    case '[':
        return container(VALUE_ARRAY, p, end);
    case 't':
        *end = p + 4;
        return value_bool(true);
    case 'f':
        *end = p + 5;
        return value_bool(false);
    case 'n':
        *end = p + 4;
        return value_null();
    default:
        return number(p, limit, end);
    }
}

struct value walk_value(const char *p, const char **end)
{
    return value_until(p, NULL, end);
}

// --- members ---

struct walk walk_begin(struct value container_)
{
    return (struct walk){container_.p + 1, container_.p + container_.len - 1};
}

// Over white space and the comma between members; false at the end.
static bool next_member(struct walk *w)
{
    w->p = skip_space(w->p);
    if (w->p == w->end)
        return false;
    if (*w->p == ',')
        w->p = skip_space(w->p + 1);
    return true;
}

bool walk_member(struct walk *w, struct value *key, struct value *v)
{
    if (!next_member(w))
        return false;
    *key = string(w->p, &w->p);
    w->p = skip_space(w->p) + 1;  // the colon
    w->p = skip_space(w->p);
    *v = value_until(w->p, w->end, &w->p);
    return true;
}

bool walk_element(struct walk *w, struct value *v)
{
    if (!next_member(w))
        return false;
    *v = value_until(w->p, w->end, &w->p);
    return true;
}

bool walk_key_is(struct value key, struct str text)
{
    if (!(key.flags & STR_ESCAPED))
        return str_eq(value_bytes(key), text);
    // An escape is at most six times as long as what it stands for, and never shorter.
    if (key.len < text.n || key.len / 6 > text.n)
        return false;
    struct arena a;
    arena_init(&a);
    bool is = str_eq(text_unescape(&a, value_bytes(key)), text);
    arena_release(&a);
    return is;
}

// --- paths ---

static struct value object_member(struct value object, struct str key)
{
    struct value found = value_missing(), k, v;
    for (struct walk w = walk_begin(object); walk_member(&w, &k, &v);)
        if (walk_key_is(k, key))
            found = v;
    return found;
}

static int64_t array_length(struct value array)
{
    int64_t n = 0;
    struct value v;
    for (struct walk w = walk_begin(array); walk_element(&w, &v);)
        n++;
    return n;
}

static struct value array_element(struct value array, int64_t index)
{
    struct value v;
    if (index < 0)
        index += array_length(array);
    if (index < 0)
        return value_missing();
    for (struct walk w = walk_begin(array); walk_element(&w, &v);)
        if (index-- == 0)
            return v;
    return value_missing();
}

struct value walk_path(struct value v, const struct step *steps, size_t nsteps)
{
    for (const struct step *s = steps; s < steps + nsteps; s++) {
        if (s->is_index && v.type == VALUE_ARRAY)
            v = array_element(v, s->index);
        else if (!s->is_index && v.type == VALUE_OBJECT)
            v = object_member(v, s->key);
        else
            return value_missing();
    }
    return v;
}

// --- setting a value ---

// What is to be set where, and the text that comes out.
struct change {
    const struct step *step, *end;
    struct value v;
    struct buf *out;
};

static void put_value(struct buf *out, struct value v)
{
    static const struct write_style style = {.time = TIME_RFC3339};
    write_value(out, v, &style);
}

static void put_key(struct buf *out, struct str key)
{
    buf_putc(out, '"');
    text_escape(out, key);
    buf_puts(out, "\":");
}

static void set_in(struct change c, struct value object);

// Put the member that the next step names: `old` is what it was. Its key is written already.
static void put_changed(struct change c, struct value old)
{
    c.step++;
    if (c.step < c.end)
        set_in(c, old);
    else
        put_value(c.out, c.v);
}

// The number of the last member with the key, or -1.
static int64_t last_member(struct value object, struct str key)
{
    int64_t last = -1, i = 0;
    struct value k, v;
    for (struct walk w = walk_begin(object); walk_member(&w, &k, &v); i++)
        if (walk_key_is(k, key))
            last = i;
    return last;
}

static void put_comma(struct buf *out)
{
    if (out->p[out->n - 1] != '{')
        buf_putc(out, ',');
}

// Put the members of the object, the changed one in place of the last of its key; others of that
// key go.
static void put_members(struct change c, struct value object, int64_t last)
{
    bool remove = c.v.type == VALUE_MISSING && c.step + 1 == c.end;
    struct value k, v;
    struct walk w = walk_begin(object);
    for (int64_t i = 0; walk_member(&w, &k, &v); i++) {
        bool same = walk_key_is(k, c.step->key);
        if (same && (remove || i != last))
            continue;
        put_comma(c.out);
        buf_put(c.out, k.p - 1, (size_t)k.len + 2);
        buf_putc(c.out, ':');
        if (same)
            put_changed(c, v);
        else
            put_value(c.out, v);
    }
}

// Put `object`, missing or null where it is yet to be made, with the rest of the path set.
static void set_in(struct change c, struct value object)
{
    if (value_is_null(object))
        object = value_slice(VALUE_OBJECT, "{}", 2);
    int64_t last = last_member(object, c.step->key);
    buf_putc(c.out, '{');
    put_members(c, object, last);
    if (last < 0 && c.v.type != VALUE_MISSING) {
        put_comma(c.out);
        put_key(c.out, c.step->key);
        put_changed(c, value_missing());
    }
    buf_putc(c.out, '}');
}

// Does the path lead through something that is neither an object nor absent?
static bool is_blocked(struct value v, const struct step *steps, size_t nsteps)
{
    for (size_t i = 0; i < nsteps; i++) {
        if (value_is_null(v))
            return false;
        if (v.type != VALUE_OBJECT)
            return true;
        v = object_member(v, steps[i].key);
    }
    return false;
}

bool walk_set(struct arena *a, struct value object, struct path at, struct value v,
              struct value *out)
{
    const struct step *steps = at.steps;
    size_t nsteps = at.n;
    if (is_blocked(object, steps, nsteps))
        return false;
    if (v.type == VALUE_MISSING && walk_path(object, steps, nsteps).type == VALUE_MISSING) {
        *out = object;            // there is nothing to take away
        return true;
    }
    struct buf b;
    buf_init_in(&b, a);
    struct change c = {steps, steps + nsteps, v, &b};
    set_in(c, object);
    struct str text = buf_take(&b);
    *out = value_slice(VALUE_OBJECT, text.p, text.n);
    return true;
}
