// SPDX-License-Identifier: MIT
#include "data/csv.h"

// Where the reading stands.
struct place {
    const char *p, *end;          // `end`: of the text, or of the longest record
    bool may_grow;                // the text may go on behind `end`
};

// A field that holds doubled quotes, from behind its first quote to its last one.
static struct str undouble(struct arena *a, const char *from, const char *to)
{
    char *out = arena_alloc(a, (size_t)(to - from));
    size_t n = 0;
    for (const char *p = from; p < to; p++) {
        out[n++] = *p;
        p += *p == '"';
    }
    return (struct str){out, n};
}

// What the escapes of TSV mean; others are as they stand.
static struct str unescape(struct arena *a, struct str s)
{
    if (s.n == 0 || !memchr(s.p, '\\', s.n))
        return s;
    static const char codes[] = "tnr\\", meanings[] = "\t\n\r\\";
    char *out = arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        out[n++] = s.p[i];
        const char *code = s.p[i] == '\\' && i + 1 < s.n ? memchr(codes, s.p[i + 1], 4) : NULL;
        if (code) {
            out[n - 1] = meanings[code - codes];
            i++;
        }
    }
    return (struct str){out, n};
}

// Does a field end here, at a separator, a line's end or the end of the text?
static bool at_field_end(const struct csv *csv, const struct place *at)
{
    const char *p = at->p;
    if (p == at->end || *p == csv->separator || *p == '\n')
        return true;
    return *p == '\r' && (p + 1 == at->end || p[1] == '\n');
}

// The field in quotes that begins here.
static enum csv_result read_quoted(const struct csv *csv, struct place *at, struct cuts *out)
{
    const char *from = at->p + 1, *p = from;
    bool is_doubled = false;
    for (;; p += 2) {
        p = p < at->end ? memchr(p, '"', (size_t)(at->end - p)) : NULL;
        if (!p || (p + 1 == at->end && at->may_grow))
            return CSV_MORE;
        if (p + 1 == at->end || p[1] != '"')
            break;
        is_doubled = true;
    }
    at->p = p + 1;
    if (!at_field_end(csv, at))
        return CSV_BAD;
    struct str text = {from, (size_t)(p - from)};
    if (is_doubled)
        text = undouble(out->arena, from, p);
    cuts_add_value(out, (struct str){"", 0}, cuts_value(out, text));
    return CSV_RECORD;
}

static void read_plain(const struct csv *csv, struct place *at, struct cuts *out)
{
    const char *from = at->p, *p = from, separator = csv->separator;
    while (p < at->end && *p != separator && *p != '\n')
        p++;
    at->p = p;
    bool is_last = p == at->end || *p == '\n';
    if (is_last && p > from && p[-1] == '\r')
        p--;
    struct str text = {from, (size_t)(p - from)};
    if (!csv->has_quotes)
        text = unescape(out->arena, text);
    cuts_add_value(out, (struct str){"", 0}, cuts_value(out, text));
}

static enum csv_result read_field(const struct csv *csv, struct place *at, struct cuts *out)
{
    if (csv->has_quotes && at->p < at->end && *at->p == '"') {
        enum csv_result result = read_quoted(csv, at, out);
        if (result != CSV_RECORD)
            return result;
    } else {
        read_plain(csv, at, out);
    }
    // The newline is still to come.
    bool is_open = at->p == at->end || (*at->p == '\r' && at->p + 1 == at->end);
    return is_open && at->may_grow ? CSV_MORE : CSV_RECORD;
}

// To the next field of the record. False where there is none.
static bool next_field(const struct csv *csv, struct place *at)
{
    if (at->p < at->end && *at->p == csv->separator) {
        at->p++;
        return true;
    }
    at->p += at->p < at->end && *at->p == '\r';
    return false;
}

// Keep why the record is none.
static void explain(struct cuts *out, enum csv_result result, bool is_cut, size_t fault)
{
    cuts_fail(out, fault,
              result == CSV_BAD ? "text behind a closing quote"
              : is_cut          ? "this quote is not closed within --max-line"
                                : "this quote is not closed");
}

static size_t first_line(struct str text)
{
    const char *newline = text.n ? memchr(text.p, '\n', text.n) : NULL;
    return newline ? (size_t)(newline - text.p) + 1 : text.n;
}

enum csv_result csv_read(const struct csv *csv, struct str text, bool is_end, struct cuts *out,
                         size_t *used)
{
    bool is_cut = text.n > csv->max_record + 1;
    struct place at = {text.p, text.p + (is_cut ? csv->max_record + 1 : text.n),
                       is_cut || !is_end};
    do {
        const char *field = at.p;
        enum csv_result result = read_field(csv, &at, out);
        if (result == CSV_MORE && !is_cut && !is_end)
            return CSV_MORE;
        if (result != CSV_RECORD) {
            explain(out, result, is_cut, (size_t)((result == CSV_BAD ? at.p : field) - text.p));
            *used = first_line(text);
            return CSV_BAD;
        }
    } while (next_field(csv, &at));
    *used = (size_t)(at.p - text.p) + (at.p < at.end);
    return CSV_RECORD;
}
