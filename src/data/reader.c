// SPDX-License-Identifier: MIT
#include "data/reader.h"

#include "data/extract.h"
#include "data/logfmt.h"
#include "data/records.h"

struct reader {
    struct input_format format;
    struct extract *extract;      // of JSON lines
    struct records records;       // of the other formats
    struct buf kept;              // the beginning of a record
};

// ---- formats of one line a record ----

static bool is_blank(struct str line)
{
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] != ' ' && line.p[i] != '\t' && line.p[i] != '\r' && line.p[i] != '\n')
            return false;
    return true;
}

// Cut each line that is not blank by `cut`, which is false where the line is none of the format's.
static size_t read_lines(struct records *r, struct str text,
                         bool (*cut)(struct str line, struct cuts *out))
{
    size_t at = 0;
    while (at < text.n && !r->stop) {
        const char *p = text.p + at, *newline = memchr(p, '\n', text.n - at);
        struct str bytes = {p, newline ? (size_t)(newline - p) + 1 : text.n - at};
        at += bytes.n;
        r->cuts.n = 0;
        if (is_blank(bytes)) {
            records_skip(r);
        } else if (!records_check(r, bytes)) {
            continue;
        } else if (!cut(records_trim(bytes), &r->cuts)) {
            records_reject(r, bytes, r->cuts.fault, r->cuts.reason);
        } else {
            records_add(r, bytes);
        }
    }
    return at;
}

static bool cut_text(struct str line, struct cuts *out)
{
    cuts_add_value(out, STR("line"), value_str(line));
    return true;
}

static size_t read_text(struct records *r, struct str text, bool is_end ATTR_UNUSED)
{
    return read_lines(r, text, cut_text);
}

static size_t read_logfmt(struct records *r, struct str text, bool is_end ATTR_UNUSED)
{
    return read_lines(r, text, logfmt_read);
}

// ---- the table ----

static const struct format formats[] = {
    {"json", NULL, false},
    {"text", read_text, false},
    {"logfmt", read_logfmt, false},
    {"csv", read_csv, true},
    {"tsv", read_tsv, true},
};

const struct format *format_at(int i)
{
    return (size_t)i < sizeof formats / sizeof *formats ? &formats[i] : NULL;
}

const char *format_name(const struct format *format)
{
    return format->name;
}

bool format_is_json(const struct format *format)
{
    return !format || !format->read;
}

bool format_takes_names(const struct format *format)
{
    return format->takes_names;
}

// ---- the reader ----

struct reader *reader_new(const struct input_format *format, const struct fields *fields)
{
    struct reader *r = mem_zalloc(sizeof *r);
    r->format = *format;
    r->records.format = &r->format;
    r->records.cuts.keeps_text = format->keeps_text;
    arena_init(&r->records.columns_arena);
    buf_init(&r->kept);
    reader_want(r, fields);
    return r;
}

void reader_free(struct reader *r)
{
    if (!r)
        return;
    extract_free(r->extract);
    records_release(&r->records);
    buf_release(&r->kept);
    mem_free(r);
}

void reader_want(struct reader *r, const struct fields *fields)
{
    if (!format_is_json(r->format.format)) {
        records_ask(&r->records, fields);
        return;
    }
    extract_free(r->extract);
    r->extract = extract_new(fields);
}

bool reader_is_waiting(const struct reader *r)
{
    return r->kept.n > 0;
}

// What was kept and the text behind it, in the arena.
static struct str take_kept(struct reader *r, struct arena *a, struct str text)
{
    if (r->kept.n == 0)
        return text;
    struct str all = {NULL, r->kept.n + text.n};
    char *p = arena_alloc(a, all.n);
    memcpy(p, r->kept.p, r->kept.n);
    if (text.n)
        memcpy(p + r->kept.n, text.p, text.n);
    r->kept.n = 0;
    all.p = p;
    return all;
}

void reader_read(struct reader *r, struct str text, bool is_end, struct batch *out)
{
    if (format_is_json(r->format.format)) {
        extract_read(r->extract, text, out->strict, out);
        return;
    }
    struct records *records = &r->records;
    // A text without a quote cannot close one: it is not looked at again and again.
    bool is_hopeless = r->kept.n && !is_end && r->kept.n + text.n <= r->format.max_line &&
                       !memchr(text.p, '"', text.n);
    if (is_hopeless) {
        buf_puts_str(&r->kept, text);
        return;
    }
    text = take_kept(r, out->arena, text);
    records_begin(records, text, out);
    size_t used = r->format.format->read(records, text, is_end);
    if (records->stop)
        out->stop = true;
    else
        buf_put(&r->kept, text.p + used, text.n - used);
}
