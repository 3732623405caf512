// SPDX-License-Identifier: MIT
// logfmt: key=value, a space between. There is no standard but the use of it: values with a space,
// a quote, an equals sign or a control stand in quotes, with the escapes of JSON in them.
#include "data/format.h"

#include "data/row_members.h"
#include "data/text.h"

static bool is_bare_byte(unsigned char c)
{
    return c > ' ' && c != '"' && c != '=' && c != 0x7f;
}

static bool is_bare(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_bare_byte((unsigned char)p[i]))
            return false;
    return n > 0;
}

// There are no quotes for keys: what would end one becomes an underscore.
static void put_key(struct buf *out, struct str key)
{
    for (size_t i = 0; i < key.n; i++)
        buf_putc(out, is_bare_byte((unsigned char)key.p[i]) ? key.p[i] : '_');
    if (key.n == 0)
        buf_putc(out, '_');
}

// Quote what stands in the buffer from there on, if it needs it.
static void quote(struct buf *out, struct arena *a, size_t from)
{
    size_t n = out->n - from;
    if (is_bare(out->p + from, n))
        return;
    struct str text = {arena_strndup(a, out->p + from, n), n};
    out->n = from;
    buf_putc(out, '"');
    text_escape(out, text);
    buf_putc(out, '"');
}

static void put_pair(struct formatter *f, struct buf *out, struct arena *a, struct value v)
{
    buf_putc(out, '=');
    if (value_is_null(v))
        return;
    size_t from = out->n;
    write_bare(out, a, v, f->style);
    quote(out, a, from);
}

static bool logfmt_row(struct formatter *f, struct buf *out, struct arena *a,
                       const struct row *row)
{
    struct row_members list = row_members_of(a, f->shape, row);
    struct str *names = row_members_unite(&list, a);
    for (size_t i = 0; i < list.n; i++) {
        if (i > 0)
            buf_putc(out, ' ');
        put_key(out, names[i]);
        put_pair(f, out, a, list.at[i].v);
    }
    if (list.n)
        buf_putc(out, '\n');
    return true;
}

const struct output_format format_logfmt = {
    .name = "logfmt",
    .summary = "key=value pairs; values in quotes where they need them",
    .suffix = "log",
    .example = "--to logfmt",
    .input = "{\"level\":\"info\",\"msg\":\"all is well\",\"took\":1.5,\"user\":null}\n",
    .output = "level=info msg=\"all is well\" took=1.5 user=\n",
    .is_by_row = true,
    .row = logfmt_row,
};
