// SPDX-License-Identifier: MIT
// Pipelines and their canonical text, each read back; mistakes and what is said about them.
#include "tests/unit/check.h"

#include "lang/parse.h"
#include "lang/unparse.h"
#include "tests/unit/capture.h"
#include "tests/unit/same_tree.h"
#include "tests/unit/stages.h"

static struct arena arena;
static struct buf text;

// Read a text (a file's if `file`) into *out; the number of mistakes.
static unsigned read_text(const char *file, const char *s, struct pipeline *out)
{
    struct diag d = {0};
    struct parse p = {&arena, &d, &stage_table};
    struct source_text *source = ARENA_NEW(&arena, struct source_text);
    *source = (struct source_text){file, {arena_strndup(&arena, s, strlen(s)), strlen(s)}};
    parse_pipeline(&p, source, 1, out);
    return d.errors;
}

// The canonical text, after a look at the law: it reads back as the same tree, and as the same
// text.
static const char *canonical(const struct pipeline *p)
{
    buf_clear(&text);
    unparse_pipeline(&text, p);
    const char *once = arena_strndup(&arena, text.p ? text.p : "", text.n);
    struct pipeline again;
    bool holds = read_text(NULL, once, &again) == 0 && same_pipeline(p, &again);
    buf_clear(&text);
    unparse_pipeline(&text, &again);
    if (!holds || strcmp(buf_cstr(&text), once) != 0)
        printf("not read back as it was: %s\n", once);
    CHECK(holds && strcmp(buf_cstr(&text), once) == 0);
    return once;
}

static void check_reads(const char *file, const char *in, const char *out)
{
    struct pipeline p;
    if (read_text(file, in, &p))
        printf("refused: %s\n", in);
    const char *got = canonical(&p);
    if (strcmp(got, out) != 0)
        printf("of: %s\n", in);
    CHECK_STR(got, out);
}

static void test_expressions(void)
{
    static const char *const cases[][2] = {
        {"filter a or b and c", "filter a or b and c"},
        {"filter (a or b) and c", "filter (a or b) and c"},
        {"filter not a == b and c", "filter not a == b and c"},
        {"filter not (a and b)", "filter not (a and b)"},
        {"filter (not a) == b", "filter (not a) == b"},
        {"filter a and (b and c)", "filter a and (b and c)"},
        {"filter a ?? 0 > 5", "filter a ?? 0 > 5"},
        {"filter a ?? (0 > 5)", "filter a ?? (0 > 5)"},
        {"filter a - (b - c) - d", "filter a - (b - c) - d"},
        {"filter (a + b) * c % d / e", "filter (a + b) * c % d / e"},
        {"filter -a * -(b + c)", "filter -a * -(b + c)"},
        {"filter -5 < - 5", "filter -5 < -5"},
        {"filter --5 == -(5)", "filter --5 == -5"},
        {"filter a-1 > 1e3-2", "filter a - 1 > 1e3 - 2"},
        {"filter (a == b) == c", "filter (a == b) == c"},
        {"filter a in (500, 503)", "filter a in [500, 503]"},
        {"filter a in (500) and b", "filter a in [500] and b"},
        {"filter a not in ['x', \"y\"]", "filter a not in [\"x\", \"y\"]"},
        {"filter a in tags ?? []", "filter a in tags ?? []"},
        {"filter m =~ /a\\/b|c[\\d]\\\\/i", "filter m =~ /a\\/b|c[\\d]\\\\/i"},
        {"filter m !~ 'x'", "filter m !~ \"x\""},
        {"filter a / b / c", "filter a / b / c"},
        {"filter 'it\\'s' == \"\\u00e9\\n\\ud83d\\ude00\"", "filter \"it's\" == \"é\\n😀\""},
        {"filter \"\\ud800\" == x", "filter \"\\ud800\" == x"},
        {"filter true != false or null == $x1", "filter true != false or null == $x1"},
        {"filter d > 90s and e < 1mo", "filter d > 1m30s and e < 1mo"},
        {"filter lower (a) == f( ) and if(a, [1,2], [])",
         "filter lower(a) == f() and if(a, [1, 2], [])"},
        {"set a = prev(x, 2)by k > 5, b = prev (y) by [k, lower(j)]",
         "set a = prev(x, 2) by k > 5, b = prev(y) by [k, lower(j)]"},
        {"set a = delta(prev(x) by [k]) by ['a', .\"b c\"] + rate(x) by .by",
         "set a = delta(prev(x) by k) by [\"a\", .\"b c\"] + rate(x) by .by"},
        {"prev(x) by k > 1", "filter prev(x) by k > 1"},
        {"prev(x) by k == y and row_number() by k in [1]",
         "filter prev(x) by k == y and row_number() by k in [1]"},
        {"filter 123456789012345678901234567890 < 1.50E+3",
         "filter 123456789012345678901234567890 < 1.50E+3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_reads(NULL, cases[i][0], cases[i][1]);
}

static void test_paths(void)
{
    static const char *const cases[][2] = {
        {"drop status, user.id, tags[0].x, tags[-1]", "drop status, user.id, tags[0].x, tags[-1]"},
        {"drop `odd key`, @timestamp, .status, x[\"a b\"], .\"a b\"",
         "drop `odd key`, @timestamp, .status, x.\"a b\", .\"a b\""},
        {"drop `ok`, x.`a b`, x['y'], `not`, .not, x.in",
         "drop ok, x.\"a b\", x.y, `not`, .not, x.in"},
        {"drop größe, x.日本, .\"a`b\"", "drop größe, x.日本, .\"a`b\""},
        {"drop x['\\udc18'], .\"\\ud800a\"", "drop x.\"\\udc18\", .\"\\ud800a\""},
        {"drop `5xx`, ``", "drop `5xx`, .\"\""},
        {"sort desc desc, by, .count", "sort desc desc, by, .count"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_reads(NULL, cases[i][0], cases[i][1]);
}

static void test_stages(void)
{
    static const char *const cases[][2] = {
        {"where a|select b , * , c=d", "filter a | project b, *, c = d"},
        {"project *", "project *"},
        {"project * | head 1", "project * | head 1"},
        {"set user.tier = 'gold', `a b` = 1", "set user.tier = \"gold\", `a b` = 1"},
        {"rename a.b = c, x = y[\"z\"]", "rename a.b = c, x = y.z"},
        {"head 3 per a, b", "head 3 per a, b"},
        {"tail per x | tail | tail 2", "tail per x | tail | tail 2"},
        {"top 3 by count", "top 3 by count"},
        {"top 3 by a desc", "top 3 by a desc"},
        {"window 1m", "window 1m"},
        {"window lateness 5s", NULL},
        {"window hopping 90s by a, b lateness 5s every 30s",
         "window hopping 1m30s every 30s by a, b lateness 5s"},
        {"window 1d offset -1h tz Europe/Berlin fill for 1h",
         "window 1d offset -1h tz \"Europe/Berlin\" fill for 1h"},
        {"aggregate count, n = count() where x > 1, sum(a.b) by c, d = lower(e)",
         "aggregate count, n = count where x > 1, sum(a.b) by c, d = lower(e)"},
        {"agg by = count by by", "aggregate by = count by by"},
        {"parse a.b /x|(?<y>\\/)/i or drop | head 1", "parse a.b /x|(?<y>\\/)/i or drop | head 1"},
        {"parse a as json", "parse a as json"},
        {"parse a or bad as csv (b, `c d`, 'e')", "parse a as csv(b, `c d`, \"e\") or bad"},
        {"parse as as kv(',', '=')", "parse as as kv(\",\", \"=\")"},
        {"time time(when, '%Y')", "time time(when, \"%Y\")"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cases[i][1])
            check_reads(NULL, cases[i][0], cases[i][1]);
}

static void test_implied(void)
{
    static const char *const cases[][2] = {
        {"level == 'error'", "filter level == \"error\""},
        {"active", "filter active"},
        {"/timeout|refused/", "filter /timeout|refused/"},
        {"not a", "filter not a"},
        {"count", "aggregate count"},
        {"count by service", "aggregate count by service"},
        {"count (), avg(x) where y by z", "aggregate count, avg(x) where y by z"},
        {"count where a > 1", "aggregate count where a > 1"},
        {"max(a, b) > 5", "filter max(a, b) > 5"},
        {"max(a)", "aggregate max(a)"},
        {"count > 5", "filter count > 5"},
        {".count", "filter .count"},
        {"count.x", "filter count.x"},
        {"n = count()", "aggregate n = count"},
        {"head = sum(x) by y", "aggregate head = sum(x) by y"},
        {"time > 5", "filter time > 5"},
        {"time * 5 > x", "filter time * 5 > x"},
        {"time not in [1]", "filter time not in [1]"},
        {"time and x", "filter time and x"},
        {"time.x", "filter time.x"},
        {"time[0]", "filter time[0]"},
        {"time -5", "time -5"},
        {"time .x", "time .x"},
        {"filter /a/", "filter /a/"},
        {"join(a, ',') == x", "filter join(a, \",\") == x"},
        {"join == 1", "filter join == 1"},
        {"filter (a)", "filter a"},
        {"filter", NULL},
        {"sort == 1 | top == 2", "filter sort == 1 | filter top == 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cases[i][1])
            check_reads(NULL, cases[i][0], cases[i][1]);
}

static void test_files(void)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"# nothing\n\n   # at all", ""},
        {"#!/usr/bin/env -S weir -f\nfilter a\nhead 1\n", "filter a | head 1"},
        {"\xef\xbb\xbf" "filter a\r\n\r\nhead 1\r\n", "filter a | head 1"},
        {"filter a\n| head 1", "filter a | head 1"},
        {"filter a |\n\n# next\nhead 1", "filter a | head 1"},
        {"filter a and # why\n b\n  or c", "filter a and b or c"},
        {"filter f(a,\n b\n) ==\n 1", "filter f(a, b) == 1"},
        {"count\n  by a\n  , b\nhead 1\n\n  per x", "aggregate count by a, b | head 1 per x"},
        {"set a =\n 1,\n b = 2\nhead 1", "set a = 1, b = 2 | head 1"},
        {"project a, *\nhead 1", "project a, * | head 1"},
        {"project *\nhead 1", "project * | head 1"},
        {"filter /a/\nhead 1", "filter /a/ | head 1"},
        {"filter .and\nhead 1", "filter .and | head 1"},
        {"filter a == '#x' # y", "filter a == \"#x\""},
        {"window 1d tz Europe/Berlin#x\nhead 1", "window 1d tz \"Europe/Berlin#x\" | head 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_reads("p.weir", cases[i][0], cases[i][1]);
    check_reads(NULL, "filter a\n and\n\nb", "filter a and b");
    check_reads(NULL, "  ", "");
}

static void test_sources(void)
{
    struct source_text sources[] = {{NULL, STR("filter a | head 2")}, {NULL, STR("count by")},
                                    {NULL, STR("")}, {NULL, STR("tail 1")}};
    struct diag d = {.quiet = true};
    struct parse p = {&arena, &d, &stage_table};
    struct pipeline out;
    parse_pipeline(&p, sources, 4, &out);
    CHECK_INT(d.errors, 1);
    CHECK_INT(out.nstages, 4);
    CHECK(out.first->next->next->syntax == &stage_tail);
    CHECK_INT(out.first->next->next->number, 4);
    CHECK(str_is(span_text(out.first->next->span), "head 2"));
}

static void test_expression_alone(void)
{
    struct diag d = {.quiet = true};
    struct parse p = {&arena, &d, &stage_table};
    struct source_text good = {NULL, STR("time(at) ?? .ts")}, bad = {NULL, STR("a | b")};
    struct node *node = parse_expression(&p, &good);
    CHECK(node && node->kind == NODE_BINARY && node->op == OP_COALESCE);
    CHECK(node && str_is(span_text(node->name_span), "??"));
    CHECK(node && str_is(span_text(node->args[0]->name_span), "time"));
    CHECK(!parse_expression(&p, &bad));
    CHECK_INT(d.errors, 1);
}

// ---- mistakes ----

// What is said: message, place and hint as printed, but without "weir: " and the line itself:
// "MESSAGE @FROM+LENGTH HINT".
static const char *complaint(const char *in)
{
    struct pipeline p;
    capture_begin();
    read_text(NULL, in, &p);
    const char *printed = capture_end();
    char *said = arena_strndup(&arena, printed, strlen(printed));
    if (strncmp(said, "weir: ", 6) != 0)
        return "nothing";
    char *message = said + 6, *line = strchr(message, '\n');
    char *carets = strchr(line + 1, '\n') + 1, *hint = strchr(carets, '\n');
    size_t from = strspn(carets, " ") - 2, length = strspn(carets + from + 2, "^~");
    *line = '\0';
    *hint++ = '\0';
    return arena_printf(&arena, "%s @%zu+%zu %s", message, from, length, hint);
}

struct mistake {
    const char *in, *out;
};

static void check_mistakes(const struct mistake *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = complaint(cases[i].in);
        if (strcmp(got, cases[i].out) != 0)
            printf("of: %s\n", cases[i].in);
        CHECK_STR(got, cases[i].out);
    }
}

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static void test_traps(void)
{
    static const struct mistake cases[] = {
        {"a && b", "'&&' is no operator @2+2 write 'and'\n"},
        {"a || b", "'||' is no operator @2+2 write 'or'\n"},
        {"filter !a", "'!' is no operator @7+1 write 'not'\n"},
        {"a <> b", "'<>' is no operator @2+2 write '!='\n"},
        {"a & b", "'&' is no operator @2+1 write 'and'\n"},
        {"status = 500",
         "a lone '=' does not compare @7+1 write '==', or 'set NAME = EXPR' to set a field\n"},
        {"filter status = 500", "a lone '=' does not compare @14+1 write '=='\n"},
        {"filter f(a = 5)", "a lone '=' does not compare @11+1 write '=='\n"},
        {"filter \"abc", "this '\"' is not closed @7+4 "},
        {"filter 'a | head 3", "this \"'\" is not closed @7+11 "},
        {"filter (a or b", "this '(' is not closed @7+1 "},
        {"filter f(a | head 1", "this '(' is not closed @8+1 "},
        {"filter a in [1, 2", "this '[' is not closed @12+1 "},
        {"filter a[1", "this '[' is not closed @8+1 "},
        {"filter a =~ /b", "this regex is not closed @12+2 write '/' at its end\n"},
        {"filter a == \xe2\x80\x9c" "b\xe2\x80\x9d",
         "a typographic quote @12+1 write a plain quote, \" or '\n"},
        {"filter a \xe2\x89\xa0 b", "'\xe2\x89\xa0' is no operator @9+1 write '!='\n"},
        {"filter 5xx > 3",
         "'5xx' is neither a number nor a duration @7+3 durations are written 250ms, 1h30m, "
         "7d; a field of this name is written `5xx`, in backticks\n"},
        {"filter d > 1.5h",
         "'1.5h' is neither a number nor a duration @11+4 durations are whole numbers of ns "
         "us ms s m h d w mo y: 1h30m\n"},
        {"filter a == 007",
         "a number does not begin with 0 @12+3 digits that are a text stand in quotes\n"},
        {"filter a == 'x\\d'",
         "'\\d' is no escape @14+2 JSON's escapes are: \\\" \\\\ \\/ \\b \\f \\n \\r \\t "
         "\\uXXXX; a backslash itself is \\\\\n"},
        {"filter a < b < c", "comparisons do not chain @13+1 write 'a < b and b < c'\n"},
        {"filter a == not b",
         "'not' binds looser than the operator before it @12+3 put it in parentheses: (not "
         "...)\n"},
        {"filter f(x).y",
         "a path begins with a field @11+1 'get(value, key)' looks into any other value\n"},
        {"filter a.2xx",
         "a key that begins with a digit needs quotes @9+3 write .\"2xx\", or [2xx] for an "
         "element of an array\n"},
        {"filter count(*) > 5", "'*' is no expression @13+1 write 'count()'\n"},
        {"a ; b", "';' does not end a stage @2+1 write '|' between two stages\n"},
        {"filter (a, b)", "unexpected ',' @9+1 a list is written [a, b]; the keys of 'by', "
                          "without brackets\n"},
        {"filter a\xff", "this byte is not UTF-8 @8+1 "},
        {"a == and",
         "expected an expression, not 'and' @5+3 a field of this name is written .and\n"},
        {"filter x is null", "unexpected 'is' @9+2 write '== null' or '!= null'\n"},
    };
    check_mistakes(cases, LENGTH(cases));
}

static void test_mistakes(void)
{
    static const struct mistake cases[] = {
        {"fliter a > 3",
         "unknown stage 'fliter' @0+6 did you mean 'filter'? 'weir -h stages' lists them\n"},
        {"fliter (a > 3)",
         "unknown stage 'fliter' @0+6 did you mean 'filter'? 'weir -h stages' lists them\n"},
        {"grep /x/",
         "unknown stage 'grep' @0+4 write filter FIELD =~ /regex/, or /regex/ alone for the whole "
         "line\n"},
        {"cuont by x",
         "unknown stage 'cuont' @0+5 did you mean 'count'? 'weir -h stages' lists them\n"},
        {"cuont() by x",
         "unknown aggregate 'cuont' @0+5 did you mean 'count'? 'weir -h aggregates' lists "
         "them\n"},
        {"count by a where b",
         "'where' of an aggregate stands before 'by' @11+5 to keep some events only, use a "
         "stage before this one: filter EXPR | ...\n"},
        {"aggregate smu(x) by y",
         "unknown aggregate 'smu' @10+3 did you mean 'sum'? 'weir -h aggregates' lists them\n"},
        {"aggregate 5",
         "only an aggregate may stand here @10+1 such as count or avg(x); 'weir -h "
         "aggregates' lists them\n"},
        {"aggregate sum(a) / count",
         "only an aggregate may stand here, no calculation @17+1 give it a name and calculate "
         "in a stage below: ... | set NAME = EXPR\n"},
        {"join x on y", "'join' is not in this version @0+4 to add the columns of a table by a "
                        "key: enrich FILE on KEY\n"},
        {"head", "head needs a number of rows @4+1 usage: head N [per EXPR, ...]\n"},
        {"head x", "head needs a number of rows @5+1 usage: head N [per EXPR, ...]\n"},
        {"head -5", "head needs a number of rows @5+1 usage: head N [per EXPR, ...]\n"},
        {"head 0", "a whole number from 1 up belongs here @5+1 usage: head N [per EXPR, ...]\n"},
        {"head 1 per", "'per' needs an expression @10+1 usage: head N [per EXPR, ...]\n"},
        {"head 1 per a per b", "'per' is given twice @13+3 "},
        {"head 1 pre a",
         "unexpected 'pre' @7+3 did you mean 'per'? usage: head N [per EXPR, ...]\n"},
        {"top 3", "top needs 'by' and an expression @5+1 usage: top N by EXPR [asc|desc]\n"},
        {"filter", "filter needs a condition @6+1 usage: filter EXPR\n"},
        {"filter a b", "unexpected 'b' @9+1 usage: filter EXPR\n"},
        {"window 5",
         "a duration needs a unit @7+1 such as 5s or 5m; there are ns us ms s m h d w mo y\n"},
        {"set a", "set needs a field's name and '=' here @4+1 usage: set NAME = EXPR, ...\n"},
        {"set a[0] = 1", "an element of an array cannot stand before '=' @4+4 "},
        {"project a as b", "unexpected 'as' @10+2 a name stands first: NAME = EXPR\n"},
        {"project a.b = 1", "a plain name belongs before '=' here, not a path @8+3 "},
        {"count status",
         "unexpected 'status' @6+6 usage: aggregate [NAME =] AGG(...) ... [by EXPR, ...]\n"},
        {"a |", "a stage is missing after '|' @3+1 "},
        {"| a", "a stage is missing before '|' @0+1 "},
        {"a | | b", "a stage is missing after '|' @3+1 "},
        {"filter a +", "expected an expression here @10+1 "},
        {"filter a)", "unexpected ')' @8+1 usage: filter EXPR\n"},
    };
    check_mistakes(cases, LENGTH(cases));
}

// One mistake a stage, and the stages after it are looked at.
static void test_recovery(void)
{
    static const struct {
        const char *in;
        unsigned errors;
        int stages;
    } cases[] = {
        {"filter a b | head x | head 1", 2, 3},
        {"fliter (a | b) | head 1", 1, 2},
        {"filter ! m =~ /a|b/ | head", 2, 2},
        {"filter a b \"c | d\" | head 1", 1, 2},
        {"fliter f(a, b | head 1", 1, 1},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct pipeline p;
        capture_begin();
        unsigned errors = read_text(NULL, cases[i].in, &p);
        capture_end();
        CHECK_INT(errors, cases[i].errors);
        CHECK_INT(p.nstages, cases[i].stages);
    }
}

static void test_bounds(void)
{
    static char big[60000];
    struct pipeline p;
    struct diag d = {.quiet = true};
    struct parse in = {&arena, &d, &stage_table};
    static const char *const units[] = {"(", "[", "-", "not ", "f(", "a+", "a and ", "a??", "a."};
    for (size_t i = 0; i < LENGTH(units); i++) {
        size_t n = strlen(units[i]), at = 0;
        while (at + n + 1 < sizeof big) {
            memcpy(big + at, units[i], n);
            at += n;
        }
        big[at++] = 'a';
        struct source_text source = {NULL, {big, at}};
        unsigned before = d.errors;
        parse_pipeline(&in, &source, 1, &p);
        bool is_flat = units[i][0] == 'a' && units[i][1] != '+' && units[i][1] != '?';
        CHECK_INT(d.errors - before, is_flat ? 0 : 1);
        if (d.errors == before) {
            buf_clear(&text);
            unparse_pipeline(&text, &p);
        }
    }
}

int main(void)
{
    arena_init(&arena);
    buf_init(&text);
    test_expressions();
    test_paths();
    test_stages();
    test_implied();
    test_files();
    test_sources();
    test_expression_alone();
    test_traps();
    test_mistakes();
    test_recovery();
    test_bounds();
    buf_release(&text);
    arena_release(&arena);
    return check_done("parse");
}
