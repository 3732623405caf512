// SPDX-License-Identifier: MIT
// Functions with a regex, which is a constant and compiled before the run.
#include "base/str.h"
#include "data/regex.h"
#include "data/write.h"
#include "funcs/func.h"

extern const struct func_row func_regex[];

static bool prepare_regex(struct prepare *p, void **out)
{
    return (*out = prepare_pattern(p, 1)) != NULL;
}

static struct value call_matches(struct call *call, const struct value *args,
                                 int nargs ATTR_UNUSED)
{
    enum regex_result result = regex_match(call->prepared, value_bytes(args[0]));
    if (UNLIKELY(result == REGEX_GAVE_UP))
        return call_fail(call, "made the regex give up");
    return value_bool(result == REGEX_YES);
}

// ---- extract ----

struct extraction {
    struct regex *regex;
    unsigned group;
};

// The group that argument 2 names, else the first one, else the whole match.
static bool prepare_group(struct prepare *p, struct extraction *x)
{
    unsigned most = regex_groups(x->regex);
    x->group = most > 0;
    if (p->nargs < 3)
        return true;
    struct value v = p->args[2];
    if (!p->is_const[2] || (v.type != VALUE_INT && v.type != VALUE_STR))
        return prepare_fail(p, 2, "the group must be a constant number or name");
    int64_t number = v.type == VALUE_INT ? v.i : regex_group_named(x->regex, value_bytes(v));
    x->group = (unsigned)number;
    if (number >= 0 && number <= most)
        return true;
    if (v.type == VALUE_INT)
        return prepare_fail(p, 2, arena_printf(p->arena, "the regex has %u group%s", most,
                                               most == 1 ? "" : "s"));
    return prepare_fail(p, 2, arena_printf(p->arena, "the regex has no group '%.*s'", (int)v.len,
                                           v.p));
}

static bool prepare_extract(struct prepare *p, void **out)
{
    struct extraction *x = *out = ARENA_NEW(p->arena, struct extraction);
    x->regex = prepare_pattern(p, 1);
    return x->regex && prepare_group(p, x);
}

// What the group took in the match just found; null where it took no part.
static struct value taken(const struct extraction *x, struct value text)
{
    size_t from, to;
    if (!regex_group(x->regex, x->group, &from, &to))
        return value_null();
    return text.len ? text_part(text, from, to) : text;
}

static struct value call_extract(struct call *call, const struct value *args,
                                 int nargs ATTR_UNUSED)
{
    const struct extraction *x = call->prepared;
    enum regex_result result = regex_match(x->regex, value_bytes(args[0]));
    if (UNLIKELY(result == REGEX_GAVE_UP))
        return call_fail(call, "made the regex give up");
    return result == REGEX_YES ? taken(x, args[0]) : value_null();
}

static struct value call_extract_all(struct call *call, const struct value *args,
                                     int nargs ATTR_UNUSED)
{
    const struct extraction *x = call->prepared;
    struct regex_place place = {0};
    enum regex_result result;
    struct buf b;
    buf_init_in(&b, call->arena);
    buf_putc(&b, '[');
    while ((result = regex_next(x->regex, value_bytes(args[0]), &place)) == REGEX_YES) {
        if (b.n > 1)
            buf_putc(&b, ',');
        write_value(&b, taken(x, args[0]), call->style);
        if (is_too_long(call, &b, 16))
            return value_null();
    }
    if (result == REGEX_GAVE_UP)
        return call_fail(call, "made the regex give up");
    buf_putc(&b, ']');
    struct str json = buf_take(&b);
    return value_slice(VALUE_ARRAY, json.p, json.n);
}

#define GAVE_UP_NOTE                                                                             \
    "A match that needs more than a million steps of backtracking is given up: null, and "       \
    "counted."

const struct func_row func_regex[] = {
    {
        .name = "matches",
        .usage = "matches(text, /regex/)",
        .summary = "does the regex (PCRE2) match anywhere in the text? The same as =~",
        .note = GAVE_UP_NOTE " Lone surrogates match nothing. Flags behind the slash: i (any "
                             "case), m (^ and $ at lines), s (. takes newlines), x (spaces and "
                             "comments). \\w, \\d and \\b know ASCII; (*UCP) in front of the "
                             "pattern makes them Unicode's.",
        .example = "matches(msg, /time(d )?out/i)",
        .input = "{\"msg\":\"read Timed Out\"}",
        .output = "true",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_STR, TYPE_REGEX | TYPE_STR},
        .result = TYPE_BOOL,
        .call = call_matches,
        .prepare = prepare_regex,
    },
    {
        .name = "extract",
        .usage = "extract(text, /regex/[, group])",
        .summary = "what the first match's group took: the first group, or the whole match where "
                   "the regex has none, or that of a number or name",
        .note = "Null where nothing matches, or the group took no part. Group 0 is the whole "
                "match. The result is a text; int() makes a number of it. " GAVE_UP_NOTE,
        .example = "extract(msg, /user (\\w+)/) + extract(msg, /(?<a>\\w+)@(?<b>\\w+)/, \"b\")",
        .input = "{\"msg\":\"user ann: ann@example\"}",
        .output = "\"annexample\"",
        .min_args = 2,
        .max_args = 3,
        .args = {TYPE_STR, TYPE_REGEX | TYPE_STR, TYPE_INT | TYPE_STR},
        .result = TYPE_STR,
        .call = call_extract,
        .prepare = prepare_extract,
    },
    {
        .name = "extract_all",
        .usage = "extract_all(text, /regex/[, group])",
        .summary = "what the group took in each match, as an array",
        .note = "Matches do not overlap. The group is chosen as by extract(); null stands where it "
                "took no part, and an array without elements where nothing matches. " GAVE_UP_NOTE,
        .example = "extract_all(msg, /\\d+/)",
        .input = "{\"msg\":\"took 12 of 300 ms\"}",
        .output = "[\"12\",\"300\"]",
        .min_args = 2,
        .max_args = 3,
        .args = {TYPE_STR, TYPE_REGEX | TYPE_STR, TYPE_INT | TYPE_STR},
        .result = TYPE_ARRAY,
        .call = call_extract_all,
        .prepare = prepare_extract,
    },
    {0},
};
