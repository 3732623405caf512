// SPDX-License-Identifier: MIT
// Functions with a regex, which is a constant and compiled before the run.
#include "data/regex.h"
#include "funcs/func.h"

extern const struct func_row func_regex[];

// The flags of a regex literal as letters, in `out` (room for all of them).
static struct str flags_of(struct value pattern, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof FUNC_REGEX_FLAGS - 1; i++)
        if (pattern.unused >> i & 1)
            out[n++] = FUNC_REGEX_FLAGS[i];
    return (struct str){out, n};
}

static bool prepare_regex(struct prepare *p, void **out)
{
    p->error_arg = 1;
    if (!p->is_const[1] || p->args[1].type != VALUE_STR) {
        p->error = "a regex or a constant text is wanted here";
        return false;
    }
    char flags[sizeof FUNC_REGEX_FLAGS];
    *out = regex_new(p->arena, value_bytes(p->args[1]), flags_of(p->args[1], flags), &p->error,
                     &p->error_offset);
    return *out != NULL;
}

static struct value call_matches(struct call *call, const struct value *args,
                                 int nargs ATTR_UNUSED)
{
    enum regex_result result = regex_match(call->prepared, value_bytes(args[0]));
    if (UNLIKELY(result == REGEX_GAVE_UP)) {
        call->error = "made the regex give up";
        return value_null();
    }
    return value_bool(result == REGEX_YES);
}

const struct func_row func_regex[] = {
    {
        .name = "matches",
        .usage = "matches(text, /regex/)",
        .summary = "does the regex (PCRE2) match anywhere in the text? The same as =~",
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
    {0},
};
