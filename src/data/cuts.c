// SPDX-License-Identifier: MIT
#include "data/cuts.h"

#include "data/number.h"
#include "data/text.h"
#include "data/write.h"

void cuts_release(struct cuts *c)
{
    mem_free(c->at);
    c->at = NULL;
    c->n = c->cap = 0;
}

void cuts_grow(struct cuts *c)
{
    c->cap = c->cap ? 2 * c->cap : 16;
    c->at = mem_realloc(c->at, c->cap * sizeof *c->at);
}

struct value cuts_number(const struct cuts *c, struct str text)
{
    bool is_number = !c->keeps_text && number_is(text.p, text.n);
    return is_number ? value_slice(VALUE_NUMBER, text.p, text.n) : value_str(text);
}

bool cuts_fail(struct cuts *c, size_t fault, const char *reason)
{
    c->fault = fault;
    c->reason = reason;
    return false;
}

static bool is_escape(const char *p, size_t n)
{
    if (n < 2 || !memchr("\"\\/bfnrtu", p[1], 9))
        return false;
    for (size_t i = 2; p[1] == 'u' && i < 6; i++)
        if (i >= n || !((p[i] >= '0' && p[i] <= '9') || ((p[i] | 32) >= 'a' && (p[i] | 32) <= 'f')))
            return false;
    return true;
}

bool cuts_quoted(struct cuts *c, struct str text, size_t at, struct str *out, size_t *to)
{
    const char *p = text.p + at + 1, *end = text.p + text.n;
    for (; p < end && *p != '"'; p++)
        if (*p == '\\') {
            if (!is_escape(p, (size_t)(end - p)))
                return cuts_fail(c, (size_t)(p - text.p), "a backslash that begins no escape");
            p++;
        }
    if (p >= end)
        return cuts_fail(c, at, "this quote is not closed");
    const char *start = text.p + at + 1;
    *out = text_unescape(c->arena, (struct str){start, (size_t)(p - start)});
    *to = (size_t)(p - text.p) + 1;
    return true;
}

void cuts_write(struct buf *b, const struct cuts *c)
{
    static const struct write_style style = {.time = TIME_RFC3339};
    for (size_t i = 0; i < c->n; i++) {
        buf_put(b, i ? ",\"" : "{\"", 2);
        text_escape(b, c->at[i].name);
        buf_put(b, "\":", 2);
        write_value(b, c->at[i].value, &style);
    }
    buf_puts_str(b, c->n ? STR("}") : STR("{}"));
}
