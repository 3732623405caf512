// SPDX-License-Identifier: MIT
// csv by RFC 4180, but for the line ends (LF), and tsv, with \t \n \r \\ for what would break a
// line. The header is made of the first row's names. A row of other names gets a header of its own,
// after an empty line (Miller's csvlite reads it); the same names in another order are put in the
// header's.
#include "data/format.h"

#include "data/header.h"

struct separated {
    struct header header;
    struct buf text;              // of the header
    void (*put)(struct buf *out, struct arena *a, size_t from);
    char separator;
};

// ---- csv ----

static bool needs_quotes(const char *p, size_t n)
{
    if (n == 0 || p[0] == ' ' || p[n - 1] == ' ')
        return true;
    for (size_t i = 0; i < n; i++)
        if (p[i] == ',' || p[i] == '"' || p[i] == '\n' || p[i] == '\r')
            return true;
    return false;
}

// Quote what stands in the buffer from there on, if it needs it.
static void quote(struct buf *out, struct arena *a, size_t from)
{
    size_t n = out->n - from;
    if (!needs_quotes(out->p + from, n))
        return;
    const char *text = arena_strndup(a, out->p + from, n);
    out->n = from;
    buf_putc(out, '"');
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, text[i]);
    }
    buf_putc(out, '"');
}

// ---- tsv ----

static char tsv_escape(char c)
{
    switch (c) {
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\\':
        return '\\';
    default:
        return 0;
    }
}

static void escape(struct buf *out, struct arena *a, size_t from)
{
    size_t n = out->n - from, clean = 0;
    while (clean < n && !tsv_escape(out->p[from + clean]))
        clean++;
    if (clean == n)
        return;
    const char *text = arena_strndup(a, out->p + from, n);
    out->n = from + clean;
    for (size_t i = clean; i < n; i++) {
        char c = tsv_escape(text[i]);
        if (c)
            buf_putc(out, '\\');
        buf_putc(out, c ? c : text[i]);
    }
}

// ---- both ----

static void put_header(struct formatter *f, struct buf *out, struct arena *a)
{
    struct separated *s = f->state;
    size_t start = out->n;
    for (size_t i = 0; i < s->header.n; i++) {
        if (i > 0)
            buf_putc(out, s->separator);
        size_t from = out->n;
        write_bare(out, a, value_str(s->header.names[i]), NULL);
        s->put(out, a, from);
    }
    buf_putc(out, '\n');
    buf_clear(&s->text);
    buf_put(&s->text, out->p + start, out->n - start);
    f->header = (struct str){s->text.p, s->text.n};
    f->headers++;
}

// A line of nothing would not be read as a row: in csv a lone null is written like an empty text.
static void put_values(const struct formatter *f, struct buf *out, struct arena *a,
                       const struct headed *r)
{
    const struct separated *s = f->state;
    for (size_t i = 0; i < r->n; i++) {
        if (i > 0)
            buf_putc(out, s->separator);
        size_t from = out->n;
        bool is_null = value_is_null(r->values[i]);
        if (!is_null)
            write_bare(out, a, r->values[i], f->style);
        if (!is_null || r->n == 1)
            s->put(out, a, from);
    }
    buf_putc(out, '\n');
}

static bool separated_row(struct formatter *f, struct buf *out, struct arena *a,
                          const struct row *row)
{
    struct separated *s = f->state;
    struct headed r;
    bool fits = header_fits(&s->header, a, f->shape, row, &r);
    if (r.n == 0)
        return true;              // there is nothing to be put under a header
    if (!fits) {
        bool is_first = s->header.n == 0;
        if (!is_first && f->strict)
            return false;
        if (!is_first)
            buf_putc(out, '\n');
        header_replace(&s->header, &r);
        put_header(f, out, a);
    }
    put_values(f, out, a, &r);
    return true;
}

// Readers want a header also where there are no rows, if the names are known.
static void separated_end(struct formatter *f, struct buf *out)
{
    struct separated *s = f->state;
    const struct shape *shape = f->shape;
    if (shape->is_open || s->header.n)
        return;
    struct arena a;
    arena_init(&a);
    struct headed r = {.n = shape->ncolumns, .shape = shape};
    r.names = ARENA_ARRAY(&a, struct str, r.n);
    r.spelled = ARENA_ARRAY(&a, struct str, r.n);
    for (size_t i = 0; i < r.n; i++)
        r.names[i] = shape->columns[i].name;
    header_replace(&s->header, &r);
    if (r.n)
        put_header(f, out, &a);
    arena_release(&a);
}

static struct separated *separated_new(void)
{
    struct separated *s = mem_zalloc(sizeof *s);
    header_init(&s->header);
    buf_init(&s->text);
    return s;
}

static void csv_begin(struct formatter *f)
{
    struct separated *s = f->state = separated_new();
    s->put = quote;
    s->separator = ',';
}

static void tsv_begin(struct formatter *f)
{
    struct separated *s = f->state = separated_new();
    s->put = escape;
    s->separator = '\t';
}

static void separated_free(struct formatter *f)
{
    struct separated *s = f->state;
    header_release(&s->header);
    buf_release(&s->text);
    mem_free(s);
}

const struct output_format format_csv = {
    .name = "csv",
    .summary = "comma-separated values (RFC 4180) under a header",
    .example = "--to csv",
    .input = "{\"id\":1,\"name\":\"Smith, Ann\",\"tags\":[\"a\",\"b\"]}\n"
             "{\"id\":2,\"name\":\"\",\"tags\":null}\n",
    .output = "id,name,tags\n1,\"Smith, Ann\",\"[\"\"a\"\",\"\"b\"\"]\"\n2,\"\",\n",
    .begin = csv_begin,
    .row = separated_row,
    .end = separated_end,
    .free = separated_free,
};

const struct output_format format_tsv = {
    .name = "tsv",
    .summary = "tab-separated values under a header, with \\t \\n \\r \\\\ in texts",
    .example = "--to tsv 'count by msg'",
    .input = "{\"msg\":\"two\\nlines\"}\n",
    .output = "msg\tcount\ntwo\\nlines\t1\n",
    .begin = tsv_begin,
    .row = separated_row,
    .end = separated_end,
    .free = separated_free,
};
