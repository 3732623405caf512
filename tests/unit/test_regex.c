// SPDX-License-Identifier: MIT
#include "data/regex.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

static struct regex *regex(const char *pattern, const char *flags)
{
    const char *error = NULL;
    size_t fault = 0;
    struct regex *r = regex_new(&arena, str_of(pattern), str_of(flags), &error, &fault);
    CHECK(r != NULL);
    return r;
}

static enum regex_result match(const char *pattern, const char *flags, const char *text)
{
    struct regex *r = regex(pattern, flags);
    enum regex_result result = regex_match(r, str_of(text));
    regex_free(r);
    return result;
}

static void test_flags(void)
{
    CHECK_INT(match("time", "", "read timed out"), REGEX_YES);
    CHECK_INT(match("time", "", "Time"), REGEX_NO);
    CHECK_INT(match("time", "i", "Time"), REGEX_YES);
    CHECK_INT(match("\xc3\xab", "i", "\xc3\x8b"), REGEX_YES);
    CHECK_INT(match("^b$", "", "a\nb"), REGEX_NO);
    CHECK_INT(match("^b$", "m", "a\nb"), REGEX_YES);
    CHECK_INT(match("a.b", "", "a\nb"), REGEX_NO);
    CHECK_INT(match("a.b", "s", "a\nb"), REGEX_YES);
    CHECK_INT(match("a # one\n b", "x", "ab"), REGEX_YES);
    CHECK_INT(match("A . b", "sxi", "a\nb"), REGEX_YES);
    CHECK_INT(match("^$", "", ""), REGEX_YES);
    CHECK_INT(match("^.$", "", "\xe2\x82\xac"), REGEX_YES);
}

// Lone surrogates (their three bytes) and other bytes that are no UTF-8 match nothing, and do no
// harm to what is around them.
static void test_invalid(void)
{
    CHECK_INT(match("^.$", "", "\xed\xa0\x80"), REGEX_NO);
    CHECK_INT(match("b+", "", "\xed\xa0\x80" "bb"), REGEX_YES);
    CHECK_INT(match("x", "", "\xff\xfe"), REGEX_NO);
    CHECK_INT(match("a", "", "\xff" "a"), REGEX_YES);
    struct regex *r = regex("a", "");
    CHECK_INT(regex_match(r, (struct str){NULL, 0}), REGEX_NO);
    CHECK_INT(regex_match(r, (struct str){"b\0a", 3}), REGEX_YES);
    regex_free(r);
}

static void test_groups(void)
{
    struct regex *r = regex("(?<year>\\d{4})-(\\d\\d)?|(z)", "");
    size_t from = 9, to = 9;
    CHECK_INT(regex_match(r, STR("on 2024-05")), REGEX_YES);
    CHECK(regex_group(r, 0, &from, &to) && from == 3 && to == 10);
    CHECK(regex_group(r, 1, &from, &to) && from == 3 && to == 7);
    CHECK(regex_group(r, 2, &from, &to) && from == 8 && to == 10);
    CHECK(!regex_group(r, 3, &from, &to));
    CHECK(!regex_group(r, 4, &from, &to));
    CHECK_INT(regex_match(r, STR("2024-x")), REGEX_YES);
    CHECK(!regex_group(r, 2, &from, &to));
    CHECK_INT(regex_match(r, STR("yz")), REGEX_YES);
    CHECK(!regex_group(r, 1, &from, &to));
    CHECK(regex_group(r, 3, &from, &to) && from == 1 && to == 2);
    regex_free(r);
}

static void test_errors(void)
{
    const char *error = NULL;
    size_t fault = 99;
    CHECK(regex_new(&arena, STR("a(b"), STR(""), &error, &fault) == NULL);
    CHECK_STR(error ? error : "", "missing closing parenthesis");
    CHECK_INT(fault, 3);
    CHECK(regex_new(&arena, STR("a**+"), STR(""), &error, &fault) == NULL);
    CHECK(regex_new(&arena, STR("\\C"), STR(""), &error, &fault) == NULL);
    CHECK(regex_new(&arena, STR("\xff"), STR(""), &error, &fault) == NULL);
    CHECK_INT(fault, 0);
    regex_free(NULL);
}

// A pattern that explodes is given up, and works on the next text.
static void test_limit(void)
{
    char text[64];
    memset(text, 'a', sizeof text);
    text[63] = '!';
    struct regex *r = regex("^(a+)+$", "");
    CHECK_INT(regex_match(r, (struct str){text, sizeof text}), REGEX_GAVE_UP);
    CHECK_INT(regex_match(r, (struct str){text, 20}), REGEX_YES);
    regex_free(r);
    static char deep[200000];
    memset(deep, 'a', sizeof deep);
    r = regex("^(?:(a)|b)*$", "");
    CHECK(regex_match(r, (struct str){deep, sizeof deep}) != REGEX_NO);
    regex_free(r);
}

// The matches of the text as "from-to ", one after the other.
static const char *all(const char *pattern, struct str text)
{
    struct regex *r = regex(pattern, "");
    struct regex_place place = {0};
    const char *found = "";
    for (int n = 0; n < 20 && regex_next(r, text, &place) == REGEX_YES; n++)
        found = arena_printf(&arena, "%s%zu-%zu ", found, place.from, place.to);
    regex_free(r);
    return found;
}

static void test_next(void)
{
    CHECK_STR(all("x*", STR("axxb")), "0-0 1-3 3-3 4-4 ");
    CHECK_STR(all("a", STR("banana")), "1-2 3-4 5-6 ");
    CHECK_STR(all("^a", STR("aaa")), "0-1 ");
    CHECK_STR(all("", STR("\xc3\xab.")), "0-0 2-2 3-3 ");
    CHECK_STR(all("$", STR("ab")), "2-2 ");
    CHECK_STR(all("x*", (struct str){NULL, 0}), "0-0 ");
    CHECK_STR(all("a\\K", STR("aa")), "1-1 2-2 ");
    CHECK_STR(all("(?<=b)|a", STR("ab")), "0-1 2-2 ");
    CHECK_STR(all("[^x]+", STR("a\xed\xa0\x80" "b")), "0-1 4-5 ");
    struct regex *r = regex("(a+)+$", "");
    static char text[5000];
    memset(text, 'a', sizeof text - 1);
    struct regex_place place = {0};
    CHECK_INT(regex_next(r, (struct str){text, sizeof text}, &place), REGEX_GAVE_UP);
    regex_free(r);
}

static void test_names(void)
{
    struct regex *r = regex("(?<year>\\d+)-(\\d+)(?:x)", "");
    CHECK_INT(regex_groups(r), 2);
    CHECK_INT(regex_group_named(r, STR("year")), 1);
    CHECK_INT(regex_group_named(r, STR("yea")), -1);
    CHECK_INT(regex_group_named(r, STR("")), -1);
    CHECK_INT(regex_group_named(r, STR("year\0x")), -1);
    CHECK_INT(regex_group_named(r, STR("a_name_of_more_than_thirty_two_bytes")), -1);
    regex_free(r);
}

static void test_all_names(void)
{
    struct regex *r = regex("(?J)(?<z>a)(b)(?<a>c)?|(?<z>d)", "");
    struct str name;
    unsigned group;
    CHECK(regex_name(r, 0, &name, &group) && str_is(name, "z") && group == 1);
    CHECK(regex_name(r, 1, &name, &group) && str_is(name, "a") && group == 3);
    CHECK(regex_name(r, 2, &name, &group) && str_is(name, "z") && group == 4);
    CHECK(!regex_name(r, 3, &name, &group));
    CHECK_INT(regex_match(r, STR("xab")), REGEX_YES);
    CHECK_INT(regex_bounds()[2], 1);
    CHECK_INT(regex_bounds()[3], 2);
    CHECK(regex_bounds()[6] == SIZE_MAX && regex_bounds()[8] == SIZE_MAX);
    regex_free(r);
}

int main(void)
{
    arena_init(&arena);
    test_flags();
    test_invalid();
    test_groups();
    test_errors();
    test_limit();
    test_next();
    test_names();
    test_all_names();
    arena_release(&arena);
    return check_done("regex");
}
