// SPDX-License-Identifier: MIT
#include "data/reader.h"

#include "data/extract.h"
#include "data/logfmt.h"
#include "data/records.h"
#include "data/time.h"

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

#define NUMBERS_NOTE                                                                               \
    "Text that reads as a JSON number is a number (007 and +1 are not), unless --text is given."

static const struct format formats[] = {
    {"json", NULL, false,
     {
         .usage = "json",
         .summary = "JSON, one object a line (the default)",
         .note = "Blank lines, CR before LF and a byte order mark at the start are all right. A "
                 "line that is no object is a bad line.",
         .example = "--from json 'set c = a + b'",
         .input = "{\"a\":1,\"b\":2}\n",
         .output = "{\"a\":1,\"b\":2,\"c\":3}\n",
     }},
    {"text", read_text, false,
     {
         .usage = "text",
         .summary = "lines as they are: one field, line",
         .note = "For parse, which makes fields of it: parse line as clf for access logs, or a "
                 "/regex/.",
         .example = "--from text 'parse line /^(?<level>\\w+): (?<what>.*)/'",
         .input = "warning: disk almost full\n",
         .output = "{\"line\":\"warning: disk almost full\",\"level\":\"warning\",\"what\":\"disk "
                   "almost full\"}\n",
     }},
    {"logfmt", read_logfmt, false,
     {
         .usage = "logfmt",
         .summary = "key=value pairs with blanks between them",
         .note = "A value may stand in double quotes, with JSON's escapes. key= is an empty text, "
                 "a key alone is null. " NUMBERS_NOTE,
         .example = "--from logfmt 'ms > 10'",
         .input = "level=info ms=7\nlevel=warn ms=12 msg=\"slow query\"\n",
         .output = "{\"level\":\"warn\",\"ms\":12,\"msg\":\"slow query\"}\n",
     }},
    {"csv", read_csv, true,
     {
         .usage = "csv, csv(NAME, ...)",
         .summary = "comma-separated values (RFC 4180) under a header, or with these names",
         .note = "The first record names the columns, in each input anew; a column without a name "
                 "gets its number, a further one of the same name _2, _3 and so on behind it. An "
                 "empty field is an empty text. A record with more or fewer fields than there are "
                 "columns is a bad line, and a quote that is not closed costs the line in which "
                 "the record begins. " NUMBERS_NOTE,
         .example = "--from 'csv(day, city, degrees)' 'degrees < 0'",
         .input = "mon,Oslo,-3\ntue,\"Rome, centre\",9\n",
         .output = "{\"day\":\"mon\",\"city\":\"Oslo\",\"degrees\":-3}\n",
     }},
    {"tsv", read_tsv, true,
     {
         .usage = "tsv, tsv(NAME, ...)",
         .summary = "tab-separated values, with \\t \\n \\r \\\\ in texts",
         .note = "For the rest as csv.",
         .example = "--from tsv 'sum(n) by host'",
         .input = "host\tn\na\t1\nb\t5\na\t2\n",
         .output = "{\"host\":\"a\",\"sum_n\":3}\n{\"host\":\"b\",\"sum_n\":5}\n",
     }},
};

const struct format *format_at(int i)
{
    return (size_t)i < sizeof formats / sizeof *formats ? &formats[i] : NULL;
}

const struct format_doc *format_doc(const struct format *format)
{
    return &format->doc;
}

const char *format_name(const struct format *format)
{
    return format->name;
}

bool format_is_json(const struct format *format)
{
    return !format || !format->read;
}

bool format_may_have_time(const struct input_format *input)
{
    if (input->format && input->format->read == read_text)
        return false;
    for (size_t i = 0; i < input->nnames; i++)
        for (int k = 0; k < TIME_FIELDS; k++)
            if (str_is(input->names[i], time_fields[k]))
                return true;
    return input->nnames == 0;
}

bool format_spans_lines(const struct format *format)
{
    return format && format->takes_names;
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
    out->text = text;
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
