// SPDX-License-Identifier: MIT
#include "tests/unit/check.h"

#include "base/diag.h"
#include "base/suggest.h"
#include "tests/unit/capture.h"

// What is printed for a mistake in [from, to) of a text.
static const char *shown(const char *file, const char *text, uint32_t from, uint32_t to)
{
    struct source_text source = {file, str_of(text)};
    struct diag d = {0};
    capture_begin();
    diag_error(&d, (struct span){&source, from, to}, "no such thing");
    return capture_end();
}

static void test_places(void)
{
    CHECK_STR(shown(NULL, "head x", 5, 6), "weir: no such thing\n  head x\n       ^\n");
    CHECK_STR(shown(NULL, "head xyz", 5, 8), "weir: no such thing\n  head xyz\n       ^~~\n");
    CHECK_STR(shown(NULL, "head", 4, 4), "weir: no such thing\n  head\n      ^\n");
    CHECK_STR(shown(NULL, "", 0, 0), "weir: no such thing\n  \n  ^\n");
    CHECK_STR(shown(NULL, "ab", 7, 9), "weir: no such thing\n  ab\n    ^\n");
    CHECK_STR(shown("p.weir", "one\ntwo three\nfour", 8, 13),
              "weir: p.weir:2: no such thing\n  two three\n      ^~~~~\n");
    CHECK_STR(shown("p.weir", "one\r\ntwo\r\n", 5, 9),
              "weir: p.weir:2: no such thing\n  two\n  ^~~\n");
    CHECK_STR(shown(NULL, "a (b\nc", 2, 6), "weir: no such thing\n  a (b\n    ^~\n");
}

static void test_cells(void)
{
    CHECK_STR(shown(NULL, "\t\tx\x01y", 2, 5), "weir: no such thing\n    x y\n    ^~~\n");
    CHECK_STR(shown(NULL, "日本 x", 7, 8), "weir: no such thing\n  日本 x\n       ^\n");
    CHECK_STR(shown(NULL, "日本", 0, 6), "weir: no such thing\n  日本\n  ^~~~\n");
    CHECK_STR(shown(NULL, "e\xcc\x81 x", 4, 5), "weir: no such thing\n  e\xcc\x81 x\n    ^\n");
    CHECK_STR(shown(NULL, "\xff x", 0, 1), "weir: no such thing\n  ? x\n  ^\n");
    CHECK_STR(shown(NULL, "a\xe2\x80\xae" "b", 4, 5), "weir: no such thing\n  a b\n    ^\n");
}

static void test_long_lines(void)
{
    char text[1001];
    memset(text, 'a', 1000);
    text[1000] = '\0';
    memcpy(text + 500, "bcd", 3);
    const char *said = shown(NULL, text, 500, 503);
    const char *line = strstr(said, "\n  ...a");
    const char *carets = strstr(said, "^~~\n");
    CHECK(line && carets);
    if (line && carets) {
        const char *mark = strstr(line, "bcd"), *end = strchr(line + 1, '\n');
        CHECK_INT(carets - end, mark - line);
        CHECK(end - line <= 163);
    }
    said = shown(NULL, text, 2, 900);
    CHECK(strstr(said, "aaa...\n    ^~~~") != NULL);
}

static void test_limit(void)
{
    struct source_text source = {NULL, STR("x")};
    struct diag d = {.limit = 1};
    struct span span = {&source, 0, 1};
    capture_begin();
    diag_error(&d, span, "first");
    diag_hint(&d, "do '%s'", "this");
    diag_error(&d, span, "second");
    diag_hint(&d, "that");
    CHECK_STR(capture_end(), "weir: first\n  x\n  ^\ndo 'this'\n");
    CHECK_INT(d.errors, 2);
    struct diag quiet = {.quiet = true};
    capture_begin();
    diag_error(&quiet, span, "first");
    CHECK_STR(capture_end(), "");
    CHECK_INT(quiet.errors, 1);
}

static void test_spans(void)
{
    struct source_text source = {NULL, STR("hello")};
    struct span joined = span_join((struct span){&source, 1, 2}, (struct span){&source, 3, 4});
    CHECK(str_is(span_text(joined), "ell"));
}

static const char *nearest(const char *word)
{
    static const char *const names[] = {"filter", "p90", "p95", "p99", "project", "head", "count"};
    struct suggest s = suggest_begin(str_of(word));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        suggest_offer(&s, names[i]);
    const char *best = suggest_best(&s);
    return best ? best : "-";
}

static void test_suggest(void)
{
    CHECK_STR(nearest("fliter"), "filter");
    CHECK_STR(nearest("FILTER"), "filter");
    CHECK_STR(nearest("p9"), "p99");
    CHECK_STR(nearest("p98"), "p90");
    CHECK_STR(nearest("coutn"), "count");
    CHECK_STR(nearest("hed"), "head");
    CHECK_STR(nearest("projection"), "project");
    CHECK_STR(nearest("xyz"), "-");
    CHECK_STR(nearest(""), "-");
    char text[200] = {0};
    memset(text, 'x', sizeof text - 1);
    CHECK_STR(nearest(text), "-");
}

int main(void)
{
    test_places();
    test_cells();
    test_long_lines();
    test_limit();
    test_spans();
    test_suggest();
    return check_done("diag");
}
