// SPDX-License-Identifier: MIT
// The reader of JSON lines: what it takes and refuses, what it finds, what it says about bad lines.
// An argument names a folder of JSONTestSuite (test_parsing); without it that part is left out.
#include "base/mem.h"
#include "data/extract.h"
#include "data/json.h"
#include "data/scan.h"
#include "tests/unit/check.h"

#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>

// A reader with its fields and the rows of the last text it read.
struct rig {
    struct arena plan, arena;
    struct fields fields;
    struct extract *x;
    struct chunk chunk;
    struct batch out;
    char *text;
};

static void rig_init(struct rig *r)
{
    *r = (struct rig){0};
    fields_init(&r->fields, &r->plan);
}

static int rig_want(struct rig *r, const char *a, const char *b, const char *c)
{
    const char *all[] = {a, b, c};
    struct str keys[3];
    size_t n = 0;
    for (; n < 3 && all[n]; n++)
        keys[n] = str_of(all[n]);
    return fields_want(&r->fields, keys, n);
}

static void rig_read(struct rig *r, const char *text, size_t n, bool strict)
{
    if (!r->x)
        r->x = extract_new(&r->fields);
    arena_reset(&r->arena);
    free(r->text);
    r->text = malloc(n + SCAN_PADDING);
    memcpy(r->text, text, n);
    memset(r->text + n, '"', SCAN_PADDING);
    r->chunk = (struct chunk){0};
    r->out = (struct batch){.arena = &r->arena, .chunk = &r->chunk};
    extract_read(r->x, (struct str){r->text, n}, strict, &r->out);
}

static void rig_release(struct rig *r)
{
    extract_free(r->x);
    arena_release(&r->plan);
    arena_release(&r->arena);
    free(r->text);
}

static const char *show(struct rig *r, struct value v)
{
    switch (v.type) {
    case VALUE_MISSING:
        return "-";
    case VALUE_NULL:
        return "null";
    case VALUE_BOOL:
        return v.i ? "true" : "false";
    case VALUE_STR:
        return arena_printf(&r->arena, "%s'%.*s'", v.flags & STR_ESCAPED ? "esc " : "", (int)v.len,
                            v.p);
    default:
        return arena_printf(&r->arena, "%.*s", (int)v.len, v.p);
    }
}

// The cells of a row as one text.
static const char *row_text(struct rig *r, size_t i)
{
    const char *all = "";
    for (int c = 0; c < r->fields.ncells; c++)
        all = arena_printf(&r->arena, "%s%s%s", all, c ? " " : "",
                           show(r, r->out.rows[i].cells[c]));
    return all;
}

// --- cells ---

// The line, and the cells a, a.b, a.b.c, x, long_key_of_more, d\n that it must give; NULL: bad.
static const struct {
    const char *line, *cells;
} found[] = {
    {"{}", "- - - - - -"},
    {"{\"a\":1}", "1 - - - - -"},
    {" { \"a\" : 1 , \"x\" : \"y\" } ", "1 - - 'y' - -"},
    {"{\"a\":{\"b\":1}}", "{\"b\":1} 1 - - - -"},
    {"{\"a\":{\"b\":1},\"a\":{}}", "{} - - - - -"},
    {"{\"a\":{\"b\":1},\"a\":5}", "5 - - - - -"},
    {"{\"a\":{\"b\":{\"c\":[1,{}]}}}", "{\"b\":{\"c\":[1,{}]}} {\"c\":[1,{}]} [1,{}] - - -"},
    {"{\"a\":{\"b\":{\"c\":1},\"b\":{}}}", "{\"b\":{\"c\":1},\"b\":{}} {} - - - -"},
    {"{\"a\":{\"b\":{\"c\":1}},\"a\":{\"b\":{\"c\":2}}}", "{\"b\":{\"c\":2}} {\"c\":2} 2 - - -"},
    {"{\"a\":[{\"b\":1}]}", "[{\"b\":1}] - - - - -"},
    {"{\"x\":1,\"x\":2,\"x\":null}", "- - - null - -"},
    {"{\"x\":\"a\\\"b\"}", "- - - esc 'a\\\"b' - -"},
    {"{\"x\" :\t\"\" \t}", "- - - '' - -"},
    {"{\"x\":\"\\\\\" }\r", "- - - esc '\\\\' - -"},
    {"{\"\\u0061\":1,\"\\u0078\":\"y\"}", "1 - - 'y' - -"},
    {"{\"x\":1,\"\\u0078\":2}", "- - - 2 - -"},
    {"{\"d\\n\":true}", "- - - - - true"},
    {"{\"dn\":true,\"d\\\\n\":1}", "- - - - - -"},
    {"{\"long_key_of_more\":-1.5e3,\"long_key_of_mora\":1}", "- - - - -1.5e3 -"},
    {"{\"long_key\":1,\"long_key_of_mor\":2,\"xx\":3}", "- - - - - -"},
    {"{\"b\":1,\"q\":{\"x\":1,\"a\":{\"b\":1}}}", "- - - - - -"},
    {"{\"x\":0}", "- - - 0 - -"},
    {"{\"x\":-0.0}", "- - - -0.0 - -"},
    {"{\"x\":12345678}", "- - - 12345678 - -"},
    {"{\"x\":1234.678}", "- - - 1234.678 - -"},
    {"{\"x\":123456789012345678901234567890}", "- - - 123456789012345678901234567890 - -"},
    {"{\"x\":1e400 }", "- - - 1e400 - -"},
    {"{\"x\":\"\\ud800\"}", "- - - esc '\\ud800' - -"},
    {"{\"x\":\"\\u0000\"}", "- - - esc '\\u0000' - -"},
    {"{\"x\":true,\"a\":{\"b\":null,\"q\":1},\"x\":false}",
     "{\"b\":null,\"q\":1} null - false - -"},
    {"{\"a\":1,\"q\":{\"a\":2,\"x\":\"y\"},\"x\":3,\"q\":{}}", "1 - - 3 - -"},
    {"{\"a\":1,\"a\":{\"b\":2},\"x\":\"y\"}", "{\"b\":2} 2 - 'y' - -"},
    {"{\"a\":{\"b\":2},\"x\":\"y\",\"a\":true}", "true - - 'y' - -"},
    {"{\"q\":\"\\t\",\"x\":\"y\",\"a\":1,\"q\":\"\"}", "1 - - 'y' - -"},
    {"{\"a\":1,\"\\u0061\":{\"\\u0062\":2},\"\\u0078\":[3]}", "{\"\\u0062\":2} 2 - [3] - -"},
    {"{\"q\":[1,\"x\"],\"x\":[],\"a\":[[],\"x\",1],\"q\":{}}", "[[],\"x\",1] - - [] - -"},
    {"{\"\":1,\"x\":\"\",\"\":\"y\"}", "- - - '' - -"},
    {"{\"x\":\t\"y\",\"a\":1\t}", "1 - - 'y' - -"},
    {"{\"x\":\"y\" ,\"a\":1 ,\"q\":2}", "1 - - 'y' - -"},
    {"{\"q\":1,\"x\":\"y\"z,\"a\":1}", NULL},
    {"{\"q\":1,\"x\":\"y\"\t\"z\",\"a\":1}", NULL},
    {"{\"q\":1,\"x\":\"y\tz\",\"a\":1}", NULL},
    {"{\"q\":1,\"x\":\"y\"2\",\"a\":1}", NULL},
    {"{\"q\":1,\"x\"\"y\",\"a\":1}", NULL},
    {"{\"q\":1,\"x\":,\"a\":1}", NULL},
    {"{\"q\":1,\"x\":\",\"a\":1}", NULL},
    {"{\"q\":1,\"x\t\":1,\"a\":1}", NULL},
    {"{\"x\":\"y\",\"a\":1}}", NULL},
    {"{\"x\":1 2}", NULL},
    {"{\"x\":01}", NULL},
    {"{\"x\":-}", NULL},
    {"{\"x\":1.}", NULL},
    {"{\"x\":.5}", NULL},
    {"{\"x\":00.5}", NULL},
    {"{\"x\":1.2.3}", NULL},
    {"{\"x\":1.2345678.3}", NULL},
    {"{\"x\":1a}", NULL},
    {"{\"x\":nul}", NULL},
    {"{\"x\":tru}", NULL},
    {"{\"x\":truee}", NULL},
    {"{\"x\":true\"\"}", NULL},
    {"{\"x\":[1,]}", NULL},
    {"{\"x\":[,1]}", NULL},
    {"{\"x\":[1}}", NULL},
    {"{\"x\":{\"a\":1]}", NULL},
    {"{\"x\":[1 1]}", NULL},
    {"{\"x\":{\"a\"}}", NULL},
    {"{\"x\":{\"a\":}}", NULL},
    {"{\"x\":{,}}", NULL},
    {"{\"a\":{\"b\":1,}}", NULL},
    {"{\"x\"}", NULL},
    {"{\"x\":}", NULL},
    {"{\"x\":1,}", NULL},
    {"{,}", NULL},
    {"{x:1}", NULL},
    {"{\"x\":1}{}", NULL},
    {"{\"x\":1} x", NULL},
    {"{\"x\":1},", NULL},
    {"{\"x\":\"\t\"}", NULL},
    {"{\"x\":\"\\x\"}", NULL},
    {"{\"x\":\"\\u12\"}", NULL},
    {"{\"\\u12\":1}", NULL},
    {"{\"x\":\"y}", NULL},
    {"{\"x\":\"y\\\"}", NULL},
    {"{\"x\":\"y\\", NULL},
    {"{\"x\":\"\xff\"}", NULL},
    {"{\"x\":\"\xed\xa0\x80\"}", NULL},
    {"{\"x\":\"\xe2\x82\"}", NULL},
    {"{\"x\":1}\f", NULL},
    {"{\"x\"\f:1}", NULL},
    {"{\"x\"\x1a" "1}", NULL},
    {"{\\\"x\":1}", NULL},
    {"{", NULL},
    {"[]", NULL},
    {"1", NULL},
    {"\"", NULL},
    {"\\", NULL},
    {"}", NULL},
};

enum { NFOUND = sizeof found / sizeof *found };

static void want_all(struct rig *r)
{
    rig_want(r, "a", NULL, NULL);
    rig_want(r, "a", "b", NULL);
    rig_want(r, "a", "b", "c");
    rig_want(r, "x", NULL, NULL);
    rig_want(r, "long_key_of_more", NULL, NULL);
    rig_want(r, "d\n", NULL, NULL);
}

static void test_lines_alone(void)
{
    struct rig r;
    rig_init(&r);
    want_all(&r);
    for (size_t i = 0; i < NFOUND; i++) {
        char line[200];
        int n = snprintf(line, sizeof line, "%s\n", found[i].line);
        rig_read(&r, line, (size_t)n, false);
        const char *got = r.out.nrows ? row_text(&r, 0) : "bad";
        if (strcmp(got, found[i].cells ? found[i].cells : "bad") != 0)
            printf("in the line %s", line);
        CHECK_STR(got, found[i].cells ? found[i].cells : "bad");
        CHECK_INT(r.chunk.lines, 1);
        CHECK_INT(r.chunk.first != NULL, found[i].cells == NULL);
    }
    rig_release(&r);
}

// All lines together, blank ones between: no line touches another.
static void test_lines_together(void)
{
    struct rig r;
    struct buf b;
    buf_init(&b);
    rig_init(&r);
    want_all(&r);
    for (size_t i = 0; i < NFOUND; i++)
        buf_printf(&b, "%s\n \t\r\n", found[i].line);
    rig_read(&r, b.p, b.n, false);
    CHECK_INT(r.chunk.lines, 2 * NFOUND);
    size_t row = 0;
    struct finding *f = r.chunk.first;
    for (size_t i = 0; i < NFOUND; i++) {
        if (found[i].cells) {
            CHECK_STR(row_text(&r, row), found[i].cells);
            CHECK_INT(r.out.rows[row++].line, 2 * i);
        } else {
            CHECK(f && f->line == 2 * i && f->kind == FINDING_BAD_LINE);
            CHECK(f && f->column > 0 && f->column <= f->text.n + 1);
            f = f ? f->next : NULL;
        }
    }
    CHECK_INT(r.out.nrows, row);
    CHECK(f == NULL);
    buf_release(&b);
    rig_release(&r);
}

// The empty key is like no other where keys are told apart by their bytes.
static void test_empty_key(void)
{
    struct rig r;
    rig_init(&r);
    rig_want(&r, "", NULL, NULL);
    rig_want(&r, "x", NULL, NULL);
    rig_want(&r, "q", "", NULL);
    struct str text = STR("{\"x\":1,\"\":2}\n"
                          "{\"\":\"3\",\"y\":4}\n"
                          "{\"q\":{\"a\":5,\"\":6},\"\":7}\n");
    rig_read(&r, text.p, text.n, false);
    CHECK_INT(r.out.nrows, 3);
    CHECK_STR(row_text(&r, 0), "2 1 -");
    CHECK_STR(row_text(&r, 1), "'3' - -");
    CHECK_STR(row_text(&r, 2), "7 - 6");
    rig_release(&r);
}

// An object of a thousand numbers, with `word` as the one numbered `odd`.
static char *many_numbers(int odd, const char *word)
{
    struct buf b;
    buf_init(&b);
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%s\"%s\":%s", i ? "," : "{", i % 10 ? "y" : "x", i == odd ? word : "12.5");
    buf_puts(&b, "}\n");
    return buf_cstr(&b);
}

// Of so many some are checked while the others are still to come.
static void test_many_numbers(void)
{
    static const struct {
        int odd;
        const char *word, *cells;
    } cases[] = {
        {0, "0", "12.5"},        {980, "true", "12.5"}, {990, "true", "true"},
        {999, "null", "12.5"},   {5, "1.2.3", NULL},    {500, "01", NULL},
        {990, "-", NULL},        {999, "tru", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig r;
        rig_init(&r);
        rig_want(&r, "x", NULL, NULL);
        char *line = many_numbers(cases[i].odd, cases[i].word);
        rig_read(&r, line, strlen(line), false);
        CHECK_INT(r.out.nrows, cases[i].cells != NULL);
        if (r.out.nrows && cases[i].cells)
            CHECK_STR(row_text(&r, 0), cases[i].cells);
        mem_free(line);
        rig_release(&r);
    }
}

static void test_raw_and_strict(void)
{
    struct rig r;
    rig_init(&r);
    int cell = fields_add_cell(&r.fields);
    struct str text = STR(" {\"a\":1} \r\n{}\nx\n{}\n");
    rig_read(&r, text.p, text.n, true);
    CHECK_INT(r.out.nrows, 2);
    CHECK_INT(r.out.rows[0].raw_len, 9);
    CHECK(r.out.rows[0].raw == r.text);
    CHECK_INT(r.out.rows[0].cells[cell].type, VALUE_MISSING);
    CHECK(r.out.stop);
    CHECK_INT(r.chunk.lines, 3);
    rig_read(&r, "", 0, false);
    CHECK_INT(r.out.nrows, 0);
    rig_release(&r);
}

static char *nested(const char *open, const char *close, int depth)
{
    struct buf b;
    buf_init(&b);
    buf_puts(&b, "{\"x\":");
    for (int i = 1; i < depth; i++)
        buf_puts(&b, open);
    buf_puts(&b, "1");
    for (int i = 1; i < depth; i++)
        buf_puts(&b, close);
    buf_puts(&b, "}\n");
    return buf_cstr(&b);
}

static void test_depth(void)
{
    static const char *const pairs[][2] = {{"[", "]"}, {"{\"x\":", "}"}};
    for (int wanted = 0; wanted < 2; wanted++)
        for (int i = 0; i < 2; i++)
            for (int depth = JSON_MAX_DEPTH - 1; depth <= JSON_MAX_DEPTH + 1; depth++) {
                struct rig r;
                rig_init(&r);
                struct str keys[JSON_MAX_DEPTH + 8];
                for (size_t k = 0; k < JSON_MAX_DEPTH + 8; k++)
                    keys[k] = STR("x");
                if (wanted)
                    fields_want(&r.fields, keys, JSON_MAX_DEPTH + 8);
                char *line = nested(pairs[i][0], pairs[i][1], depth);
                rig_read(&r, line, strlen(line), false);
                CHECK_INT(r.out.nrows, depth <= JSON_MAX_DEPTH);
                if (depth > JSON_MAX_DEPTH)
                    CHECK_STR(r.chunk.first->reason, "nested deeper than 1024");
                struct value v;
                bool sound = json_parse(str_of(line), &v);
                CHECK_INT(sound, depth <= JSON_MAX_DEPTH);
                mem_free(line);
                rig_release(&r);
            }
}

// --- sentences ---

static const struct {
    const char *line;
    unsigned column;
    const char *says;             // a part of the sentence
} sentences[] = {
    {"[1,2]", 1, "jq -c '.[]'"},
    {"  [", 3, "jq -c '.[]'"},
    {"{", 2, "jq -c ."},
    {"{ \"a\": 1,", 10, "jq -c ."},
    {"  \"a\": [", 3, "jq -c ."},
    {"},", 1, "jq -c ."},
    {"{\"a\":1},", 8, "jq -c '.[]'"},
    {"{\"a\":1} {\"b\":2}", 9, "two objects on one line"},
    {"{\"a\":1} x", 9, "more text after the object"},
    {"12", 1, "a number where an object was expected"},
    {"\"a\"", 1, "a string where an object was expected"},
    {"null", 1, "null where an object was expected"},
    {"true", 1, "a boolean where an object was expected"},
    {"hello", 1, "not a JSON object"},
    {"{\"a\":NaN}", 6, "NaN is not JSON"},
    {"{\"a\":\"b", 6, "a string that does not end"},
    {"{\"a\":\"\xff\"}", 7, "not valid UTF-8"},
    {"{\"a\":\"b\tc\"}", 8, "control character 0x09"},
    {"{\"a\":\"\\q\"}", 7, "not a valid escape"},
    {"{\"a\":1 2}", 8, "'}' expected near '2'"},
    {"{\"a\" 1}", 6, "':' expected"},
    {"{\"a\":1,}", 8, "string or '}' expected"},
    {"{\"a\":1e999,\"b\":\"\\ud800\",\"c\":+}", 29, "not JSON from here on"},
};

static void test_sentences(void)
{
    struct rig r;
    rig_init(&r);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        char line[200];
        int n = snprintf(line, sizeof line, "%s\n", sentences[i].line);
        rig_read(&r, line, (size_t)n, false);
        const struct finding *f = r.chunk.first;
        CHECK(f != NULL);
        if (!f)
            continue;
        if (!strstr(f->reason, sentences[i].says))
            printf("%s says %s\n", sentences[i].line, f->reason);
        CHECK(strstr(f->reason, sentences[i].says));
        CHECK_INT(f->column, sentences[i].column);
    }
    rig_release(&r);
}

// --- against jansson ---

static uint64_t seed = 42;

static unsigned below(unsigned n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % n;
}

static const char *const samples[] = {
    "{\"ts\":\"2025-12-31T23:59:59Z\",\"a\":{\"b\":1,\"c\":[1,2,{\"d\":null}]},"
    "\"x\":\"\\u00e9\\n\"}",
    "{\"a\":-1.5e+3,\"b\":[true,false,null,\"\"],\"c\":{},\"d\":[] , "
    "\"e\" : \"\xc3\xa9\xe2\x82\xac\"}",
    "{\"x\":[[[]],{\"y\":{\"z\":\"\\\\\"}}],\"n\":0.25,\"m\":12345678901,"
    "\"msg\":\"a \\\"q\\\" b\"}",
    "{\"x\":\"\xf0\x9f\x98\x80 text\",\"a\":10,"
    "\"long_key_of_more\":\"abcdefghijklmnopqrstuvwxyz\"}",
};

static const char alphabet[] =
    "{}[]:,\"\\ \t01.-+eE/abfnrtu\x01\x7f\x80\xc3\xa9\xed\xa0\xf4\xffxl";

static size_t mutate(char *line)
{
    strcpy(line, samples[below(sizeof samples / sizeof *samples)]);
    size_t n = strlen(line);
    for (unsigned k = below(4); k > 0; k--) {
        size_t at = below((unsigned)n);
        char c = alphabet[below(sizeof alphabet - 1)];
        switch (below(3)) {
        case 0:
            line[at] = c;
            break;
        case 1:
            memmove(line + at + 1, line + at, n - at);
            line[at] = c;
            n++;
            break;
        default:
            memmove(line + at, line + at + 1, n - at - 1);
            n--;
        }
    }
    line[n++] = '\n';
    return n;
}

// jansson's verdict on an event: 1 good, 0 bad, -1 not to be relied on.
static int verdict(const char *line, size_t n)
{
    json_error_t error;
    json_t *json = json_loadb(line, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    int good = json ? json_is_object(json) : 0;
    if (!json && (json_error_code(&error) == json_error_numeric_overflow ||
                  strstr(error.text, "invalid Unicode")))
        good = -1;
    json_decref(json);
    return good;
}

static bool is_blank(const char *line, size_t n)
{
    return strspn(line, " \t\r\n") == n;
}

static void test_against_jansson(void)
{
    struct rig r;
    int good = 0;
    rig_init(&r);
    want_all(&r);
    for (int i = 0; i < 30000; i++) {
        char line[400];
        size_t n = mutate(line);
        int want = verdict(line, n);
        if (want < 0 || is_blank(line, n))
            continue;
        rig_read(&r, line, n, false);
        if ((int)r.out.nrows != want)
            printf("jansson says %d: %.*s", want, (int)n, line);
        CHECK_INT(r.out.nrows, want);
        struct value v;
        if (want)
            CHECK(json_parse((struct str){line, n}, &v));
        else if (r.chunk.first && r.chunk.first->text.p[0] == '{')
            CHECK(!json_parse((struct str){line, n}, &v));
        good += want;
    }
    CHECK(good > 5000);
    rig_release(&r);
}

// Cut a text into chunks of whole lines at random; the rows must be those of the text at once.
static void cut_and_compare(struct rig *whole, const char *text, size_t n)
{
    struct rig part;
    rig_init(&part);
    want_all(&part);
    uint32_t lines = 0;
    size_t row = 0;
    struct finding *f = whole->chunk.first;
    for (size_t at = 0, end; at < n; at = end) {
        end = at;
        for (unsigned k = 1 + below(5); k > 0 && end < n; k--)
            end = (size_t)((const char *)memchr(text + end, '\n', n - end) - text) + 1;
        rig_read(&part, text + at, end - at, false);
        for (size_t i = 0; i < part.out.nrows; i++, row++) {
            CHECK_INT(part.out.rows[i].line + lines, whole->out.rows[row].line);
            CHECK_STR(row_text(&part, i), row_text(whole, row));
        }
        for (struct finding *g = part.chunk.first; g; g = g->next, f = f->next) {
            CHECK(f && g->line + lines == f->line && g->column == f->column);
            CHECK_STR(g->reason, f->reason);
        }
        lines += part.chunk.lines;
    }
    CHECK_INT(row, whole->out.nrows);
    CHECK_INT(lines, whole->chunk.lines);
    CHECK(f == NULL);
    rig_release(&part);
}

static void test_any_cutting(void)
{
    for (int round = 0; round < 20; round++) {
        struct rig whole;
        struct buf b;
        buf_init(&b);
        rig_init(&whole);
        want_all(&whole);
        for (int i = 0; i < 200; i++) {
            char line[400];
            buf_put(&b, line, mutate(line));
        }
        rig_read(&whole, b.p, b.n, false);
        cut_and_compare(&whole, b.p, b.n);
        rig_release(&whole);
        buf_release(&b);
    }
}

// --- JSONTestSuite ---

static void suite_text(struct rig *r, const char *name, const char *text, size_t n)
{
    struct buf b;
    struct value v;
    buf_init(&b);
    while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    if (name[0] != 'i')
        CHECK_INT(json_parse((struct str){text, n}, &v), name[0] == 'y');
    if (!memchr(text, '\n', n)) {
        const char *first = text + strspn(text, " \t");
        bool object = first < text + n && *first == '{';
        buf_puts(&b, object ? "" : "{\"v\":");
        buf_put(&b, text, n);
        buf_puts(&b, object ? "\n" : "}\n");
        rig_read(r, b.p, b.n, false);
        if (name[0] != 'i' && (r->out.nrows == 1) != (name[0] == 'y'))
            printf("JSONTestSuite %s: %zu\n", name, r->out.nrows);
        if (name[0] != 'i')
            CHECK_INT(r->out.nrows, name[0] == 'y');
    }
    buf_release(&b);
}

static void test_suite(const char *folder)
{
    struct rig r;
    rig_init(&r);
    rig_want(&r, "v", NULL, NULL);
    DIR *dir = opendir(folder);
    CHECK(dir != NULL);
    int files = 0;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char path[1000];
        static char text[300000];
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        FILE *f = e->d_name[0] == '.' ? NULL : fopen(path, "rb");
        if (!f)
            continue;
        size_t n = fread(text, 1, sizeof text - 1, f);
        text[n] = '\0';
        fclose(f);
        suite_text(&r, e->d_name, text, n);
        files++;
    }
    CHECK(files > 300);
    if (dir)
        closedir(dir);
    rig_release(&r);
}

int main(int argc, char **argv)
{
    test_lines_alone();
    test_lines_together();
    test_empty_key();
    test_many_numbers();
    test_raw_and_strict();
    test_depth();
    test_sentences();
    test_against_jansson();
    test_any_cutting();
    if (argc > 1)
        test_suite(argv[1]);
    else
        printf("JSONTestSuite left out: no folder given\n");
    return check_done("extract");
}
