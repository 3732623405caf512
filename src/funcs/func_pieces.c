// SPDX-License-Identifier: MIT
// Functions that take texts apart, put them together, and replace parts of them. Where a separator
// or what is replaced is a text, it is looked for as it is; a /regex/ is matched.
#include "base/str.h"
#include "data/regex.h"
#include "data/text.h"
#include "data/walk.h"
#include "data/write.h"
#include "funcs/func.h"

extern const struct func_row func_pieces[];

static const struct write_style plain_style = {.time = TIME_RFC3339};

static bool is_literal_regex(const struct prepare *p, int i)
{
    return p->is_const[i] && (p->args[i].unused & FUNC_REGEX_LITERAL);
}

// ---- where the text is cut ----

// The places at which a text or a regex is found, from left to right.
struct search {
    struct str text;
    struct regex *regex;          // or NULL
    struct str wanted;            // without a regex; not empty
    struct regex_place at;
};

static enum regex_result search_next(struct search *s)
{
    if (s->regex)
        return regex_next(s->regex, s->text, &s->at);
    struct str rest = {s->text.p + s->at.to, s->text.n - s->at.to};
    const char *found = s->text.n ? text_find(rest, s->wanted) : NULL;
    if (!found)
        return REGEX_NO;
    s->at.from = (size_t)(found - s->text.p);
    s->at.to = s->at.from + s->wanted.n;
    return REGEX_YES;
}

// ---- split ----

static bool prepare_split(struct prepare *p, void **out)
{
    return !is_literal_regex(p, 1) || (*out = prepare_pattern(p, 1)) != NULL;
}

static void put_element(struct buf *b, struct value text)
{
    if (b->n > 1)
        buf_putc(b, ',');
    write_value(b, text, &plain_style);
}

static struct value split_characters(struct call *call, struct value text)
{
    struct buf b;
    buf_init_in(&b, call->arena);
    buf_putc(&b, '[');
    const char *p = text.p, *end = p + text.len;
    for (int bytes; p < end; p += bytes) {
        text_decode(p, end, &bytes);
        put_element(&b, text_part(text, (size_t)(p - text.p), (size_t)(p - text.p + bytes)));
        if (is_too_long(call, &b, 16))
            return value_null();
    }
    buf_putc(&b, ']');
    struct str json = buf_take(&b);
    return value_slice(VALUE_ARRAY, json.p, json.n);
}

static struct value call_split(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value text = args[0];
    struct search search = {.text = value_bytes(text), .regex = call->prepared,
                            .wanted = value_bytes(args[1])};
    if (!search.regex && search.wanted.n == 0)
        return split_characters(call, text);
    struct buf b;
    buf_init_in(&b, call->arena);
    buf_room(&b, 2 * (size_t)text.len + 16);
    buf_putc(&b, '[');
    size_t from = 0;
    enum regex_result result;
    while ((result = search_next(&search)) == REGEX_YES) {
        // An empty separator cuts nothing off at the ends, nor behind another separator.
        if (search.at.from == search.at.to && (search.at.to == from || search.at.to == text.len))
            continue;
        put_element(&b, text_part(text, from, search.at.from));
        from = search.at.to;
        if (is_too_long(call, &b, 16))
            return value_null();
    }
    if (result == REGEX_GAVE_UP)
        return call_fail(call, "made the regex give up");
    put_element(&b, text_part(text, from, text.len));
    buf_putc(&b, ']');
    struct str json = buf_take(&b);
    return value_slice(VALUE_ARRAY, json.p, json.n);
}

// ---- join ----

static struct value call_join(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct str separator = value_bytes(args[1]);
    struct buf b;
    buf_init_in(&b, call->arena);
    bool is_first = true;
    struct value v;
    for (struct walk w = walk_begin(args[0]); walk_element(&w, &v); is_first = false) {
        struct value text = value_to_text(call, value_decode(call->arena, value_resolve(v)));
        if (call->error || is_too_long(call, &b, separator.n + text.len))
            return value_null();
        if (!is_first)
            buf_puts_str(&b, separator);
        if (text.type == VALUE_STR)
            buf_put(&b, text.p, text.len);
    }
    return value_str(buf_take(&b));
}

// ---- replace ----

// A literal piece of what is put in, and the group behind it.
struct part {
    struct str text;
    int group;                    // -1: none
};

struct replacement {
    struct regex *regex;          // NULL: a text is replaced by a text
    struct part *parts;
    size_t n;                     // 0: what is put in is no constant, and goes in as it is
};

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// The group that the name, or the number, means; -1 if there is none.
static int find_group(const struct regex *r, struct str name)
{
    if (name.n == 0)
        return -1;
    int number = 0;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] < '0' || name.p[i] > '9')
            return regex_group_named(r, name);
        number = number * 10 + (name.p[i] - '0');
        if ((unsigned)number > regex_groups(r))
            return -1;
    }
    return number;
}

static bool bad_reference(struct prepare *p, const char *at, const char *end)
{
    p->error_offset = (size_t)(at - p->args[2].p);
    p->error_length = (size_t)(end - at);
    if (p->error_length == 1)
        return prepare_fail(p, 2, "a dollar sign itself is written $$");
    return prepare_fail(p, 2, arena_printf(p->arena, "the regex has no group '%.*s'",
                                           (int)(end - at), at));
}

// The reference whose dollar sign is at *p: $1, $name, ${1}, ${name}; or $$.
static bool read_reference(struct prepare *p, struct regex *r, struct part *part, const char **at)
{
    const char *dollar = *at, *end = p->args[2].p + p->args[2].len;
    if (dollar + 1 < end && dollar[1] == '$') {
        part->text.n++;
        *at = dollar + 2;
        return true;
    }
    bool in_braces = dollar + 1 < end && dollar[1] == '{';
    const char *name = dollar + 1 + in_braces, *stop = name;
    // A number ends before a letter, so that $1st is the first group and "st".
    bool is_number = !in_braces && name < end && *name >= '0' && *name <= '9';
    while (stop < end && (is_number ? *stop >= '0' && *stop <= '9' : is_word(*stop)))
        stop++;
    *at = stop + in_braces;
    part->group = find_group(r, (struct str){name, (size_t)(stop - name)});
    if (in_braces && (stop == end || *stop != '}'))
        return bad_reference(p, dollar, stop);
    return part->group >= 0 || bad_reference(p, dollar, *at);
}

static bool read_parts(struct prepare *p, struct replacement *r)
{
    const char *at = p->args[2].p, *end = at + p->args[2].len;
    r->parts = ARENA_ARRAY(p->arena, struct part, (size_t)p->args[2].len + 1);
    do {
        const char *dollar = at < end ? memchr(at, '$', (size_t)(end - at)) : NULL;
        struct part *part = &r->parts[r->n++];
        *part = (struct part){{at, (size_t)((dollar ? dollar : end) - at)}, -1};
        at = dollar ? dollar : end;
        if (dollar && !read_reference(p, r->regex, part, &at))
            return false;
    } while (at < end);
    return true;
}

static bool prepare_replace(struct prepare *p, void **out)
{
    struct replacement *r = *out = ARENA_NEW(p->arena, struct replacement);
    if (!is_literal_regex(p, 1))
        return true;
    r->regex = prepare_pattern(p, 1);
    if (!r->regex)
        return false;
    return !p->is_const[2] || p->args[2].type != VALUE_STR || read_parts(p, r);
}

// Append what is put in for the match just found.
static bool put_parts(struct call *call, struct buf *b, struct str text)
{
    const struct replacement *r = call->prepared;
    for (size_t i = 0; i < r->n; i++) {
        const struct part *part = &r->parts[i];
        size_t from = 0, to = 0;
        if (part->group >= 0 && !regex_group(r->regex, (unsigned)part->group, &from, &to))
            from = to = 0;
        if (is_too_long(call, b, part->text.n + (to - from)))
            return false;
        buf_puts_str(b, part->text);
        buf_put(b, text.p + from, to - from);
    }
    return true;
}

static bool put_replacement(struct call *call, struct buf *b, struct str text, struct str new)
{
    const struct replacement *r = call->prepared;
    if (r->n > 0)
        return put_parts(call, b, text);
    if (is_too_long(call, b, new.n))
        return false;
    buf_puts_str(b, new);
    return true;
}

static struct value call_replace(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    const struct replacement *r = call->prepared;
    struct str text = value_bytes(args[0]);
    struct search search = {.text = text, .regex = r->regex, .wanted = value_bytes(args[1])};
    if (!r->regex && search.wanted.n == 0)
        return args[0];
    struct buf b;
    buf_init_in(&b, call->arena);
    size_t from = 0;
    bool is_changed = false;
    enum regex_result result;
    while ((result = search_next(&search)) == REGEX_YES) {
        if (is_too_long(call, &b, search.at.from - from))
            return value_null();
        buf_put(&b, text.p + from, search.at.from - from);
        if (!put_replacement(call, &b, text, value_bytes(args[2])))
            return value_null();
        from = search.at.to;
        is_changed = true;
    }
    if (result == REGEX_GAVE_UP)
        return call_fail(call, "made the regex give up");
    if (!is_changed)
        return args[0];
    if (is_too_long(call, &b, text.n - from))
        return value_null();
    buf_put(&b, text.p + from, text.n - from);
    return value_str(buf_take(&b));
}

const struct func_row func_pieces[] = {
    {
        .name = "split",
        .usage = "split(text, separator)",
        .summary = "the pieces between the separators, a text or a /regex/, as an array of texts",
        .note = "There is always one piece more than separators, so an empty text gives one empty "
                "piece. An empty separator gives the code points; a regex that matches nothing "
                "cuts there, but not at the ends. A constant text is a text, not a regex.",
        .example = "split(path, \"/\")",
        .input = "{\"path\":\"/api/v1\"}",
        .output = "[\"\",\"api\",\"v1\"]",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_STR, TYPE_STR | TYPE_REGEX},
        .result = TYPE_ARRAY,
        .call = call_split,
        .prepare = prepare_split,
    },
    {
        .name = "join",
        .usage = "join(array, separator)",
        .summary = "the elements as one text with the separator between them",
        .note = "Elements that are no texts are written as by str(), null as nothing. A result of "
                "more than 16 MiB is null, and counted.",
        .example = "join(tags, \", \")",
        .input = "{\"tags\":[\"a\",1,true]}",
        .output = "\"a, 1, true\"",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_ARRAY, TYPE_STR},
        .result = TYPE_STR,
        .call = call_join,
    },
    {
        .name = "replace",
        .usage = "replace(text, old, new)",
        .summary = "with every occurrence of old, a text or a /regex/, replaced by new",
        .note = "Behind a regex a constant new may refer to groups: $1, $name, ${1}, ${name}, $0 "
                "for the whole match, $$ for a dollar sign; a group that took no part is empty. "
                "A new that is no constant, and one behind a text, goes in as it is. An empty "
                "old text changes nothing. A regex that gives up, and a result of more than 16 "
                "MiB, is null, and counted.",
        .example = "replace(path, /\\/(\\d+)/, \"/<$1>\") + replace(msg, \".\", \"!\")",
        .input = "{\"path\":\"/user/17/cart\",\"msg\":\"done.\"}",
        .output = "\"/user/<17>/cartdone!\"",
        .min_args = 3,
        .max_args = 3,
        .args = {TYPE_STR, TYPE_STR | TYPE_REGEX, TYPE_STR},
        .result = TYPE_STR,
        .call = call_replace,
        .prepare = prepare_replace,
    },
    {0},
};
