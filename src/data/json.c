// SPDX-License-Identifier: MIT
// Two readers besides the fast one: a plain check of a text that is no line of the input, and the
// diagnosis of bad lines. The diagnosis begins with the mistakes people make, named in our words;
// for plain mistakes of grammar jansson finds the words, where it agrees about the place.
#include "data/json.h"

#include "data/extract.h"
#include "data/number.h"
#include "data/text.h"
#include "data/walk.h"

#include <jansson.h>

// --- the check of a whole text ---

struct cursor {
    const char *p, *end;
    uint64_t object[JSON_MAX_DEPTH / 64 + 1];   // which of the containers around are objects
    int depth;
};

static void skip_space(struct cursor *c)
{
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\n' || *c->p == '\r'))
        c->p++;
}

static bool skip_char(struct cursor *c, char want)
{
    skip_space(c);
    if (c->p == c->end || *c->p != want)
        return false;
    c->p++;
    return true;
}

static bool skip_string(struct cursor *c)
{
    if (!skip_char(c, '"'))
        return false;
    const char *inside = c->p;
    while (c->p < c->end && *c->p != '"')
        c->p += *c->p == '\\' && c->p + 1 < c->end ? 2 : 1;
    size_t n = (size_t)(c->p - inside);
    return skip_char(c, '"') && text_escape_fault(inside, n) == n;
}

static bool skip_text(struct cursor *c, struct str text)
{
    if ((size_t)(c->end - c->p) < text.n || memcmp(c->p, text.p, text.n) != 0)
        return false;
    c->p += text.n;
    return true;
}

static bool skip_scalar(struct cursor *c)
{
    skip_space(c);
    if (c->p == c->end)
        return false;
    if (*c->p == '"')
        return skip_string(c);
    size_t n = number_length(c->p, c->end);
    c->p += n;
    return n || skip_text(c, STR("true")) || skip_text(c, STR("false")) ||
           skip_text(c, STR("null"));
}

static bool skip_key(struct cursor *c)
{
    skip_space(c);
    return skip_string(c) && skip_char(c, ':');
}

static bool in_object(const struct cursor *c)
{
    return c->object[c->depth / 64] >> (c->depth % 64) & 1;
}

// Into a container, up to its first value; an empty one, up to its closing bracket (*empty).
static bool go_in(struct cursor *c, bool *empty)
{
    bool object = *c->p++ == '{';
    if (++c->depth > JSON_MAX_DEPTH)
        return false;
    uint64_t *word = &c->object[c->depth / 64], bit = UINT64_C(1) << (c->depth % 64);
    *word = object ? *word | bit : *word & ~bit;
    skip_space(c);
    *empty = c->p < c->end && *c->p == (object ? '}' : ']');
    return *empty || !object || skip_key(c);
}

// Behind a value: out of all containers that end, and up to the next value.
static bool go_on(struct cursor *c)
{
    for (; c->depth > 0; c->depth--) {
        bool object = in_object(c);
        if (skip_char(c, ','))
            return !object || skip_key(c);
        if (!skip_char(c, object ? '}' : ']'))
            return false;
    }
    return true;
}

static bool skip_json(struct cursor *c)
{
    c->depth = 0;
    do {
        skip_space(c);
        bool behind_value = true;
        bool open = c->p < c->end && (*c->p == '{' || *c->p == '[');
        if (!(open ? go_in(c, &behind_value) : skip_scalar(c)))
            return false;
        if (behind_value && !go_on(c))
            return false;
    } while (c->depth > 0);
    return true;
}

bool json_parse(struct str text, struct value *out)
{
    struct cursor c = {.p = text.p, .end = text.p + text.n};
    if (text_utf8_fault(text.p, text.n) != text.n)
        return false;
    skip_space(&c);
    const char *start = c.p;
    if (!skip_json(&c))
        return false;
    const char *end = c.p;
    skip_space(&c);
    if (c.p != c.end)
        return false;
    if (*start == '-' || (*start >= '0' && *start <= '9'))
        *out = value_slice(VALUE_NUMBER, start, (size_t)(end - start));
    else
        *out = walk_value(start, &start);
    return true;
}

// --- what is wrong with a line ---

#define SPLIT_OBJECTS "jq -c . puts each object on one line"
#define SPLIT_ARRAY "jq -c '.[]' puts each element on one line"

// A bad line, and where in its structure the fault is.
struct patient {
    struct arena *arena;
    struct str line;
    struct str trimmed;           // without white space around it
    size_t fault;
    size_t depth;                 // containers open at the fault
    size_t string;                // offset of the string that is open there, or SIZE_MAX
};

static struct str trim(struct str s)
{
    while (s.n && strchr(" \t\r", s.p[0]) && s.p[0])
        s.p++, s.n--;
    while (s.n && strchr(" \t\r", s.p[s.n - 1]) && s.p[s.n - 1])
        s.n--;
    return s;
}

static void find_place(struct patient *x)
{
    x->string = SIZE_MAX;
    for (size_t i = 0; i < x->fault; i++) {
        char c = x->line.p[i];
        if (c == '\\')
            i++;
        else if (c == '"')
            x->string = x->string == SIZE_MAX ? i : SIZE_MAX;
        else if (x->string == SIZE_MAX)
            x->depth += (size_t)(c == '{' || c == '[') - (size_t)(c == '}' || c == ']');
    }
}

static bool starts(const struct patient *x, size_t at, const char *text)
{
    size_t n = strlen(text);
    return x->line.n >= at + n && memcmp(x->line.p + at, text, n) == 0;
}

// Is this a line from the middle of an object that was printed over many: `"key": 1,` or `}`?
static bool is_member_line(const struct patient *x)
{
    struct str s = x->trimmed;
    if (str_is(s, "}") || str_is(s, "},") || str_is(s, "]") || str_is(s, "],"))
        return true;
    struct cursor c = {.p = s.p, .end = s.p + s.n};
    return skip_string(&c) && skip_char(&c, ':');
}

static const char *not_an_object(const struct patient *x)
{
    struct value v;
    if (starts(x, 0, "\xef\xbb\xbf"))
        return "a byte order mark inside the input";
    if (starts(x, 0, "\x1f\x8b"))
        return "compressed by gzip; read it with: gzip -dc FILE | weir ...";
    if (starts(x, 0, "\x28\xb5\x2f\xfd"))
        return "compressed by zstd; read it with: zstd -dc FILE | weir ...";
    if (x->trimmed.p[0] == '[')
        return "an array where an object was expected; " SPLIT_ARRAY;
    if (is_member_line(x))
        return "a piece of a pretty-printed object; " SPLIT_OBJECTS;
    if (json_parse(x->trimmed, &v))
        return arena_printf(x->arena, "%s where an object was expected",
                            v.type == VALUE_STR ? "a string"
                            : v.type == VALUE_NUMBER ? "a number"
                            : v.type == VALUE_NULL ? "null" : "a boolean");
    return "not a JSON object";
}

// What follows a whole object on its line.
static const char *behind_object(const struct patient *x)
{
    struct value v;
    struct str before = {x->line.p, x->fault};
    if (!json_parse(before, &v))
        return NULL;
    if (x->line.p[x->fault] == ',' && x->trimmed.p + x->trimmed.n == x->line.p + x->fault + 1)
        return "a comma after the object, as in an array; " SPLIT_ARRAY;
    if (x->line.p[x->fault] == '{')
        return "two objects on one line; " SPLIT_OBJECTS;
    return "more text after the object";
}

static const char *name_token(const struct patient *x)
{
    static const char *const names[] = {"NaN", "Infinity", "-Infinity", "None", "True", "False",
                                        "undefined"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (starts(x, x->fault, names[i]))
            return arena_printf(x->arena, "%s is not JSON", names[i]);
    return NULL;
}

// A fault in the bytes themselves.
static const char *bad_bytes(const struct patient *x)
{
    unsigned char c = (unsigned char)x->line.p[x->fault];
    if (text_utf8_fault(x->line.p, x->line.n) == x->fault)
        return "not valid UTF-8";
    if (x->string == SIZE_MAX)
        return NULL;
    if (c < 0x20)
        return arena_printf(x->arena, "control character 0x%02x in a string", c);
    return c == '\\' ? "not a valid escape in a string" : NULL;
}

// jansson's words, without what it found near, if it stumbles where the reader did and not before:
// it takes less than RFC 8259 allows (numbers beyond its types, lone surrogates).
static const char *ask_jansson(const struct patient *x)
{
    enum { LINE_MOST = 1 << 20 };
    json_error_t error;
    if (x->line.n > LINE_MOST)
        return NULL;
    json_t *json = json_loadb(x->line.p, x->line.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    json_decref(json);
    if (json || error.position < 0 || (size_t)error.position <= x->fault)
        return NULL;
    return arena_strndup(x->arena, error.text, strlen(error.text));
}

static const char *in_object_fault(struct patient *x)
{
    bool at_end = x->line.p + x->fault >= x->trimmed.p + x->trimmed.n;
    if (at_end && x->string != SIZE_MAX) {
        x->fault = x->string;
        return "a string that does not end on this line";
    }
    if (at_end)
        return "an object that does not end on this line; " SPLIT_OBJECTS;
    if (x->depth >= JSON_MAX_DEPTH)
        return "nested deeper than 1024";
    const char *reason = bad_bytes(x);
    if (!reason && x->depth == 0)
        reason = behind_object(x);
    if (!reason)
        reason = name_token(x);
    if (!reason)
        reason = ask_jansson(x);
    return reason ? reason : "not JSON from here on";
}

const char *json_diagnose(struct arena *a, struct str line, size_t fault, uint32_t *column)
{
    struct patient x = {.arena = a, .line = line, .trimmed = trim(line)};
    x.fault = fault < line.n ? fault : line.n;
    *column = 0;
    if (x.trimmed.n == 0)
        return "an empty line";
    find_place(&x);
    const char *reason = x.trimmed.p[0] == '{' ? in_object_fault(&x) : not_an_object(&x);
    *column = (uint32_t)x.fault + 1;
    return reason;
}
