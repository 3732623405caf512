// SPDX-License-Identifier: MIT
// Functions that lay texts out: format, pad, repeat.
#include "base/str.h"
#include "data/number.h"
#include "data/text.h"
#include "data/time.h"
#include "funcs/func.h"

#include <math.h>
#include <stdio.h>

extern const struct func_row func_format[];

enum { WIDTH_MOST = 10000, PRECISION_MOST = 100 };

// ---- padding ----

struct padding {
    struct str fill;              // one character
    uint64_t width;               // code points
    char align;                   // '<' '>' '^'
};

static void put_fill(struct buf *b, struct str fill, uint64_t n)
{
    char *out = buf_room(b, fill.n * n);
    if (fill.n == 1)
        memset(out, fill.p[0], n);
    else
        for (uint64_t i = 0; i < n; i++)
            memcpy(out + i * fill.n, fill.p, fill.n);
    b->n += fill.n * n;
}

// Append the text, filled up to the width. False, with the call failed, where that is too much.
static bool put_padded(struct call *call, struct buf *b, struct str text, struct padding pad)
{
    uint64_t length = pad.width ? text_length(text) : 0;
    uint64_t missing = pad.width > length ? pad.width - length : 0;
    if (missing > RESULT_MOST || is_too_long(call, b, text.n + missing * pad.fill.n)) {
        call->error = RESULT_TOO_LONG;
        return false;
    }
    uint64_t before = pad.align == '>' ? missing : pad.align == '^' ? missing / 2 : 0;
    if (before)
        put_fill(b, pad.fill, before);
    buf_puts_str(b, text);
    if (missing - before)
        put_fill(b, pad.fill, missing - before);
    return true;
}

static struct value call_pad(struct call *call, const struct value *args, int nargs)
{
    struct value text = value_to_text(call, args[0]);
    if (text.type != VALUE_STR)
        return value_null();
    struct padding pad = {.fill = STR(" ")};
    if (nargs > 2)
        pad.fill = value_bytes(args[2]);
    call->error_arg = 2;
    if (pad.fill.n == 0 || text_offset(pad.fill, 1) != pad.fill.n)
        return call_fail(call, "is not one character");
    call->error_arg = 1;
    if (args[1].type != VALUE_INT || args[1].i == INT64_MIN)
        return call_fail(call, RESULT_TOO_LONG);
    pad.width = (uint64_t)(args[1].i < 0 ? -args[1].i : args[1].i);
    pad.align = args[1].i < 0 ? '<' : '>';
    struct buf b;
    buf_init_in(&b, call->arena);
    if (!put_padded(call, &b, value_bytes(text), pad))
        return value_null();
    return value_str(buf_take(&b));
}

static struct value call_repeat(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    struct value text = args[0], n = args[1];
    bool is_negative = n.type == VALUE_INT ? n.i <= 0 : n.p[0] == '-';
    if (is_negative || text.len == 0)
        return text_part(text, 0, 0);
    call->error_arg = 1;
    if (n.type != VALUE_INT || n.i > RESULT_MOST / (int64_t)text.len)
        return call_fail(call, RESULT_TOO_LONG);
    char *out = arena_alloc(call->arena, text.len * (size_t)n.i);
    for (int64_t i = 0; i < n.i; i++)
        memcpy(out + (size_t)i * text.len, text.p, text.len);
    text.p = out;
    text.len *= (uint32_t)n.i;
    return text;
}

// ---- format(template, ...) ----

// A literal piece of the template and the placeholder behind it.
struct piece {
    struct str text;
    bool has_field;
    bool has_zeros;               // fill with zeros behind the sign
    char type;                    // 'f', 'e', 'x', or 0
    int precision;                // -1: none
    struct padding pad;           // align 0: right for numbers, left for others
};

struct format {
    struct piece *pieces;
    size_t n;
};

static bool is_align(char c)
{
    return c == '<' || c == '>' || c == '^';
}

// A number of at most `most` at *p.
static bool read_count(const char **p, const char *end, int most, int *out)
{
    int n = 0;
    for (; *p < end && **p >= '0' && **p <= '9'; (*p)++) {
        n = n * 10 + (**p - '0');
        if (n > most)
            return false;
    }
    *out = n;
    return true;
}

// Read what stands between the colon and the closing brace.
static const char *read_spec(struct piece *piece, const char *p, const char *end)
{
    size_t first = p < end ? text_offset((struct str){p, (size_t)(end - p)}, 1) : 0;
    if (first && p + first < end && is_align(p[first])) {
        piece->pad.fill = (struct str){p, first};
        piece->pad.align = p[first];
        p += first + 1;
    } else if (first && is_align(*p)) {
        piece->pad.align = *p++;
    } else if (first && *p == '0') {
        piece->has_zeros = true;
    }
    int width = 0;
    if (!read_count(&p, end, WIDTH_MOST, &width))
        return "the width is more than 10000";
    piece->pad.width = (uint64_t)width;
    if (p < end && *p == '.') {
        const char *digits = ++p;
        if (!read_count(&p, end, PRECISION_MOST, &piece->precision) || p == digits)
            return "behind the point a number up to 100 is wanted";
    }
    if (p < end && (*p == 'f' || *p == 'e' || *p == 'x'))
        piece->type = *p++;
    if (p < end)
        return "a placeholder is {} or {:[[FILL]ALIGN][WIDTH][.DIGITS][f|e|x]}";
    return NULL;
}

static bool fault(struct prepare *p, const char *at, size_t n, const char *error)
{
    p->error_offset = (size_t)(at - p->args[0].p);
    p->error_length = n;
    return prepare_fail(p, 0, error);
}

// The placeholder whose opening brace is at `open`; *at goes behind it.
static bool read_field(struct prepare *p, struct piece *piece, const char *open, const char **at)
{
    const char *end = p->args[0].p + p->args[0].len;
    const char *close = memchr(open, '}', (size_t)(end - open));
    if (!close)
        return fault(p, open, 1, "this { is not closed; a brace itself is written {{");
    piece->has_field = true;
    *at = close + 1;
    if (close == open + 1)
        return true;
    const char *error = open[1] == ':' ? read_spec(piece, open + 2, close)
                                       : "between the braces nothing or a colon is wanted";
    return !error || fault(p, open, (size_t)(close + 1 - open), error);
}

// One piece from *at on: text up to and with a doubled brace, or up to a placeholder, and that.
static bool read_piece(struct prepare *p, struct piece *piece, const char **at)
{
    const char *end = p->args[0].p + p->args[0].len, *brace = *at;
    while (brace < end && *brace != '{' && *brace != '}')
        brace++;
    *piece = (struct piece){.text = {*at, (size_t)(brace - *at)}, .precision = -1};
    piece->pad.fill = STR(" ");
    *at = brace;
    if (brace == end)
        return true;
    if (brace + 1 < end && brace[1] == *brace) {
        piece->text.n++;
        *at = brace + 2;
        return true;
    }
    if (*brace == '}')
        return fault(p, brace, 1, "this } closes nothing; a brace itself is written }}");
    return read_field(p, piece, brace, at);
}

static bool prepare_format(struct prepare *p, void **out)
{
    if (!p->is_const[0] || p->args[0].type != VALUE_STR)
        return prepare_fail(p, 0, "the format must be a constant text");
    struct format *f = *out = ARENA_NEW(p->arena, struct format);
    f->pieces = ARENA_ARRAY(p->arena, struct piece, (size_t)p->args[0].len + 1);
    int fields = 0;
    const char *end = p->args[0].p + p->args[0].len;
    for (const char *at = p->args[0].p; at < end; f->n++) {
        const char *start = at;
        if (!read_piece(p, &f->pieces[f->n], &at))
            return false;
        fields += f->pieces[f->n].has_field;
        if (fields >= p->nargs) {
            start += f->pieces[f->n].text.n;
            return fault(p, start, (size_t)(at - start), "there is no value for this placeholder");
        }
    }
    if (fields + 1 < p->nargs)
        return prepare_fail(p, fields + 1, "there is no placeholder for this value");
    for (int i = 1; i < p->nargs; i++)
        if (p->args[i].type == VALUE_DURATION && p->args[i].len)
            return prepare_fail(p, i, "a month or a year has no fixed length");
    return true;
}

static bool is_number(struct value v)
{
    return v.type == VALUE_INT || v.type == VALUE_DOUBLE || v.type == VALUE_NUMBER;
}

// A whole number with that many zeros behind its point, in the arena.
static struct str whole_fixed(struct call *call, struct str digits, int zeros)
{
    char *out = arena_alloc(call->arena, digits.n + 1 + (size_t)zeros);
    memcpy(out, digits.p, digits.n);
    if (zeros == 0)
        return (struct str){out, digits.n};
    out[digits.n] = '.';
    memset(out + digits.n + 1, '0', (size_t)zeros);
    return (struct str){out, digits.n + 1 + (size_t)zeros};
}

static struct str hex_text(struct call *call, int64_t i)
{
    uint64_t magnitude = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    char *out = arena_alloc(call->arena, 32);
    int n = snprintf(out, 32, "%s%llx", i < 0 ? "-" : "", (unsigned long long)magnitude);
    return (struct str){out, (size_t)n};
}

// A number as the placeholder wants it.
static struct str number_text(struct call *call, const struct piece *piece, struct value v)
{
    enum { ROOM = 512 };          // 309 digits, a sign, a point, 100 digits
    int precision = piece->precision < 0 ? 6 : piece->precision;
    if (piece->type == 'x') {
        if (v.type == VALUE_INT)
            return hex_text(call, v.i);
        call->error = "is not a whole number of 64 bits";
        return STR("");
    }
    if (piece->type != 'e' && v.type != VALUE_DOUBLE)
        return whole_fixed(call, value_bytes(value_to_text(call, v)), precision);
    double d = value_as_double(v);
    if (!isfinite(d)) {
        call->error = "is out of range";
        return STR("");
    }
    char *out = arena_alloc(call->arena, ROOM);
    int n = piece->type == 'e' ? snprintf(out, ROOM, "%.*e", precision, d)
                               : snprintf(out, ROOM, "%.*f", precision, d);
    arena_resize(call->arena, out, ROOM, (size_t)n);
    return (struct str){out, (size_t)n};
}

static struct str field_text(struct call *call, const struct piece *piece, struct value v)
{
    if (value_is_null(v))
        return STR("null");
    if (v.type == VALUE_DURATION && (piece->type || piece->precision >= 0))
        v = value_double((double)v.i / (double)NS_SECOND);
    if (is_number(v) && (piece->type || piece->precision >= 0))
        return number_text(call, piece, v);
    if (piece->type) {
        call->error = "is not a number";
        return STR("");
    }
    struct str text = value_bytes(value_to_text(call, v));
    if (piece->precision >= 0)
        text.n = text_offset(text, (size_t)piece->precision);
    return text;
}

static bool put_field(struct call *call, struct buf *b, const struct piece *piece, struct value v)
{
    struct str text = field_text(call, piece, v);
    if (call->error)
        return false;
    struct padding pad = piece->pad;
    bool is_right = is_number(v) || v.type == VALUE_DURATION;
    if (!pad.align)
        pad.align = is_right ? '>' : '<';
    if (piece->has_zeros && is_right) {
        pad.fill = STR("0");
        if (text.p[0] == '-') {
            buf_putc(b, '-');
            text = (struct str){text.p + 1, text.n - 1};
            pad.width -= pad.width > 0;
        }
    }
    return put_padded(call, b, text, pad);
}

static struct value call_format(struct call *call, const struct value *args, int nargs ATTR_UNUSED)
{
    const struct format *f = call->prepared;
    struct buf b;
    buf_init_in(&b, call->arena);
    for (size_t i = 0; i < f->n; i++) {
        const struct piece *piece = &f->pieces[i];
        buf_puts_str(&b, piece->text);
        if (!piece->has_field)
            continue;
        call->error_arg++;
        if (!put_field(call, &b, piece, args[call->error_arg]))
            return value_null();
    }
    return value_str(buf_take(&b));
}

const struct func_row func_format[] = {
    {
        .name = "format",
        .usage = "format(template, value, ...)",
        .summary = "the template, a constant text, with the values in place of its {}",
        .note =
            "A placeholder is {} or {:SPEC}, SPEC being [[FILL]ALIGN][WIDTH][.DIGITS][f|e|x] with "
            "ALIGN < (left, as texts are), > (right, as numbers are) or ^ (middle): {:>8}, "
            "{:*^20}, {:.2f}, {:05}, {:x}. DIGITS are those behind a number's point, rounded "
            "as printf does, or the most characters of a text; a width that begins with 0 puts "
            "zeros before a number. Braces themselves are {{ and }}. Values are written as by "
            "str(), null as null; durations count in seconds. Templates are checked before the "
            "run. A result of more than 16 MiB is null, and counted.",
        .example = "format(\"{} took {:.1f} ms ({:>5})\", path, ms, status)",
        .input = "{\"path\":\"/a\",\"ms\":12.25,\"status\":200}",
        .output = "\"/a took 12.2 ms (  200)\"",
        .min_args = 1,
        .max_args = FUNC_ANY_NUMBER,
        .args = {TYPE_STR, TYPE_ANY},
        .result = TYPE_STR,
        .call = call_format,
        .prepare = prepare_format,
    },
    {
        .name = "pad",
        .usage = "pad(x, width[, fill])",
        .summary = "a text or number filled up to a width: on its left, with a negative width on "
                   "its right",
        .note = "As in printf a positive width aligns to the right. Width counts code points, not "
                "columns of a terminal; fill is one character, a space if not given. What is wide "
                "enough stays as it is. A result of more than 16 MiB is null, and counted.",
        .example = "pad(n, 4, \"0\") + \"|\" + pad(host, -6) + \"|\"",
        .input = "{\"n\":7,\"host\":\"db1\"}",
        .output = "\"0007|db1   |\"",
        .min_args = 2,
        .max_args = 3,
        .args = {TYPE_STR | TYPE_NUM, TYPE_INT, TYPE_STR},
        .result = TYPE_STR,
        .call = call_pad,
    },
    {
        .name = "repeat",
        .usage = "repeat(text, n)",
        .summary = "the text n times",
        .note = "Empty for n below 1. A result of more than 16 MiB is null, and counted.",
        .example = "repeat(\"ab\", n)",
        .input = "{\"n\":3}",
        .output = "\"ababab\"",
        .min_args = 2,
        .max_args = 2,
        .args = {TYPE_STR, TYPE_INT},
        .result = TYPE_STR,
        .call = call_repeat,
    },
    {0},
};
