// SPDX-License-Identifier: MIT
// Any bytes as lines: the reader at every level of vector instructions, with templates and without,
// once and over and over, gives each line what a reader that has never seen another gives it
// when it is read alone, in plain C. What that is, is judged by jansson.
#include "base/cpu.h"
#include "data/extract.h"
#include "data/number.h"
#include "data/scan.h"
#include "data/text.h"
#include "tests/fuzz/mutate_lines.h"

#include <jansson.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_LINES = 256, LONG_CHUNK = 9000 };

static const char *const wanted[][3] = {
    {"a"}, {"b"}, {"a", "b"}, {"a", "b", "c"}, {"n"}, {"a", "n"}, {"ts"}, {"status"}, {"msg"},
    {"a key of more than eight"}, {"b", ""}, {"\n"},
};
enum { WANTED = sizeof wanted / sizeof *wanted };

static struct arena plan;
static struct fields fields;
static int cell_of[WANTED];

// A line, and what the reader says of it; places in it counted from its begin.
struct line {
    struct str text;              // with its newline
    bool is_event, is_bad;
    struct value *cells;          // of an event; slices have their place in .i
    size_t raw_len;               // of an event or a bad line
    uint32_t column;              // of a bad line
    const char *reason;
};

struct subject {
    struct arena arena;
    struct str text;
    struct line lines[MOST_LINES];
    size_t nlines;
    char filler;                  // of the padding
};

static void want_fields(void)
{
    fields_init(&fields, &plan);
    for (size_t i = 0; i < WANTED; i++) {
        struct str keys[3];
        size_t n = 0;
        for (; n < 3 && wanted[i][n]; n++)
            keys[n] = str_of(wanted[i][n]);
        cell_of[i] = fields_want(&fields, keys, n);
    }
}

static void broken(const char *what, struct str line)
{
    fprintf(stderr, "%s (level %d): ", what, (int)cpu_level());
    fwrite(line.p, 1, line.n, stderr);
    fputc('\n', stderr);
    abort();
}

// ---- what the reader says ----

// What has been read, on the heap with nothing behind its padding.
struct reading {
    struct arena arena;
    struct chunk chunk;
    struct batch out;
    char *text;
};

static void read_text(struct reading *r, struct extract *x, struct str text, char filler,
                      bool strict)
{
    *r = (struct reading){.text = malloc(text.n + SCAN_PADDING)};
    if (!r->text)
        abort();
    memcpy(r->text, text.p, text.n);
    memset(r->text + text.n, filler, SCAN_PADDING);
    arena_init(&r->arena);
    r->chunk = (struct chunk){.arena = &r->arena, .end_line = LINE_NONE, .moved_line = LINE_NONE};
    r->out = (struct batch){.arena = &r->arena, .chunk = &r->chunk};
    extract_read(x, (struct str){r->text, text.n}, strict, &r->out);
}

static void reading_release(struct reading *r)
{
    arena_release(&r->arena);
    free(r->text);
}

// A value with its place in the line instead of its address.
static struct value placed(struct value v, const char *line)
{
    if (value_has_bytes(v))
        v.i = v.p - line;
    return v;
}

// What is said of a line that begins at `begin`: by a row, by a finding, or nothing.
static struct line describe(struct arena *a, const struct row *row, const struct finding *f,
                            const char *begin)
{
    struct line says = {.is_event = row != NULL, .is_bad = f != NULL};
    if (row) {
        says.raw_len = row->raw == begin ? row->raw_len : SIZE_MAX;
        says.cells = ARENA_ARRAY(a, struct value, (size_t)fields.ncells);
        for (int i = 0; i < fields.ncells; i++)
            says.cells[i] = placed(row->cells[i], begin);
    }
    if (f) {
        says.raw_len = f->text.p == begin ? f->text.n : SIZE_MAX;
        says.column = f->column;
        says.reason = arena_strndup(a, f->reason, strlen(f->reason));
    }
    return says;
}

static bool same_cells(const struct row *row, const struct line *line, const char *begin)
{
    for (int i = 0; i < fields.ncells; i++) {
        struct value v = placed(row->cells[i], begin), w = line->cells[i];
        if (v.type != w.type || v.flags != w.flags || v.len != w.len || v.i != w.i)
            return false;
    }
    return true;
}

// Is the same said of the line, now that it begins at `begin`?
static bool same_line(const struct row *row, const struct finding *f, const struct line *line,
                      const char *begin)
{
    if ((row != NULL) != line->is_event || (f != NULL) != line->is_bad)
        return false;
    if (row && (row->raw != begin || row->raw_len != line->raw_len))
        return false;
    if (row && !same_cells(row, line, begin))
        return false;
    return !f || (f->text.p == begin && f->text.n == line->raw_len && f->column == line->column &&
                  strcmp(f->reason, line->reason) == 0 && f->kind == FINDING_BAD_LINE);
}

// Compare what was read of the lines, over and over, with what each says alone. Strict reading ends
// with the first bad line.
static void compare(struct subject *s, struct reading *r, size_t n, bool strict)
{
    const struct finding *f = r->chunk.first;
    size_t row = 0, at = 0;
    uint32_t number = 0;
    bool stopped = false;
    for (; at < n && !stopped; number++) {
        const struct line *line = &s->lines[number % s->nlines];
        const struct row *mine = NULL;
        if (row < r->out.nrows && r->out.rows[row].line == number)
            mine = &r->out.rows[row++];
        const struct finding *found = f && f->line == number ? f : NULL;
        if (found)
            f = f->next;
        if (!same_line(mine, found, line, r->text + at))
            broken("not read as alone", line->text);
        stopped = strict && found;
        at += line->text.n;
    }
    if (row != r->out.nrows || f || r->chunk.lines != number || r->out.stop != stopped)
        broken("rows, findings or lines too many, or an end too soon", s->text);
}

// ---- jansson as judge ----

// jansson's verdict on a line: 1 an event, 0 none, -1 not to be relied on. It refuses, where weir
// does not: numbers beyond doubles, escapes of lone surrogates, \u0000 in keys. It takes, where
// weir does not: nesting deeper than 1024 (up to 2048), and a bare NUL behind a literal or a
// number. A byte order mark is an error to both: the one at the head of an input is gone before
// lines are read. Integers of any length are read as doubles.
static int verdict(struct str line, json_t **json)
{
    const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL;
    json_error_t error;
    *json = json_loadb(line.p, line.n, flags, &error);
    if (*json)
        return json_is_object(*json) && !memchr(line.p, '\0', line.n);
    enum json_error_code code = json_error_code(&error);
    if (code == json_error_numeric_overflow || code == json_error_null_byte_in_key ||
        strstr(error.text, "invalid Unicode"))
        return -1;
    return 0;
}

// How deep the brackets of sound JSON go. (Not asked of jansson's value, in which the first ones of
// repeated keys are gone.)
static size_t depth_of(struct str text)
{
    size_t depth = 0, deepest = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string)
            depth += (size_t)(c == '{' || c == '[') - (size_t)(c == '}' || c == ']');
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest;
}

static bool same_text(struct arena *a, struct value v, const json_t *json)
{
    struct str text = value_bytes(v.flags & STR_ESCAPED ? value_decode(a, v) : v);
    return json_is_string(json) &&
           str_eq(text, (struct str){json_string_value(json), json_string_length(json)});
}

static bool same_container(struct value v, const json_t *json)
{
    json_t *mine;
    bool same = verdict(value_bytes(v), &mine) >= 0 && json_equal(mine, json);
    json_decref(mine);
    return same;
}

// Is the cell the value that jansson has read?
static bool same_value(struct arena *a, struct value v, const json_t *json)
{
    switch (v.type) {
    case VALUE_MISSING:
        return !json;
    case VALUE_NULL:
        return json_is_null(json);
    case VALUE_BOOL:
        return v.i ? json_is_true(json) : json_is_false(json);
    case VALUE_NUMBER:
        return json_is_real(json) && number_read_double(v.p, v.len) == json_real_value(json);
    case VALUE_STR:
        return same_text(a, v, json);
    default:
        return same_container(v, json);
    }
}

static void compare_cells(struct reading *r, const json_t *json, struct str line)
{
    for (size_t i = 0; i < WANTED; i++) {
        const json_t *v = json;
        for (size_t k = 0; k < 3 && wanted[i][k]; k++)
            v = json_object_get(v, wanted[i][k]);
        if (!same_value(&r->arena, r->out.rows[0].cells[cell_of[i]], v))
            broken(wanted[i][0], line);
    }
}

static bool is_blank(struct str line)
{
    for (size_t i = 0; i < line.n; i++)
        if (!line.p[i] || !strchr(" \t\r\n", line.p[i]))
            return false;
    return true;
}

static void judge(struct reading *r, struct str line)
{
    json_t *json;
    int want = verdict(line, &json);
    bool good = r->out.nrows == 1;
    if (is_blank(line)) {
        if (good || r->chunk.first)
            broken("a blank line", line);
    } else if (good == (r->chunk.first != NULL)) {
        broken("both or neither of row and finding", line);
    } else if (want == 1 && depth_of(line) > JSON_MAX_DEPTH) {
        if (good)
            broken("too deep", line);
    } else if (want >= 0 && want != good) {
        broken(want ? "jansson takes it" : "jansson refuses it", line);
    } else if (want == 1) {
        compare_cells(r, json, line);
    }
    json_decref(json);
}

// ---- the subject ----

// Cut the bytes into lines; false if there are too many.
static bool cut_lines(struct subject *s, const uint8_t *data, size_t size)
{
    char *text = arena_alloc(&s->arena, size + 1);
    memcpy(text, data, size);
    text[size] = '\n';
    s->text = (struct str){text, size + (size == 0 || text[size - 1] != '\n')};
    for (size_t at = 0; at < s->text.n;) {
        const char *newline = memchr(text + at, '\n', s->text.n - at);
        size_t n = (size_t)(newline + 1 - (text + at));
        if (s->nlines == MOST_LINES)
            return false;
        s->lines[s->nlines++].text = (struct str){text + at, n};
        at += n;
    }
    return true;
}

// Each line alone, by a new reader, judged; that is what all others are compared with.
static void read_alone(struct subject *s)
{
    cpu_force_level(CPU_PLAIN);
    for (size_t i = 0; i < s->nlines; i++) {
        struct line *line = &s->lines[i];
        struct extract *x = extract_new(&fields);
        struct reading r;
        read_text(&r, x, line->text, s->filler, false);
        judge(&r, line->text);
        struct str text = line->text;
        *line = describe(&s->arena, r.out.nrows ? r.out.rows : NULL, r.chunk.first, r.text);
        line->text = text;
        reading_release(&r);
        extract_free(x);
    }
}

static void read_once(struct subject *s, struct extract *x, struct str text, bool strict)
{
    struct reading r;
    read_text(&r, x, text, s->filler, strict);
    compare(s, &r, text.n, strict);
    reading_release(&r);
}

// One reader: the lines, again by what it has learned, over and over, and up to a bad line.
static void read_together(struct subject *s, struct str long_text)
{
    struct extract *x = extract_new(&fields);
    read_once(s, x, s->text, false);
    read_once(s, x, s->text, false);
    read_once(s, x, long_text, false);
    read_once(s, x, s->text, true);
    extract_free(x);
}

// The lines over and over, so that there are more of them than cells are made for at once.
static struct str repeat(struct subject *s)
{
    size_t times = LONG_CHUNK / s->text.n + 1;
    char *text = arena_alloc(&s->arena, times * s->text.n);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * s->text.n, s->text.p, s->text.n);
    return (struct str){text, times * s->text.n};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (fields.ncells == 0)
        want_fields();
    struct subject *s = mem_zalloc(sizeof *s);
    arena_init(&s->arena);
    s->filler = "\"x}\\1 \n\x80"[size % 8];
    if (cut_lines(s, data, size)) {
        read_alone(s);
        struct str long_text = repeat(s);
        for (int level = CPU_PLAIN; level <= CPU_NEON; level++) {
            if (!cpu_has((enum cpu_level)level))
                continue;
            cpu_force_level((enum cpu_level)level);
            read_together(s, long_text);
        }
    }
    arena_release(&s->arena);
    mem_free(s);
    return 0;
}
