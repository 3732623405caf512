// SPDX-License-Identifier: MIT
// Walks over valid JSON text: values, members, paths, and setting what is under a path.
#include "base/mem.h"
#include "data/json.h"
#include "data/walk.h"
#include "tests/unit/check.h"

static struct arena arena;

static struct value parse(const char *text)
{
    struct value v = value_missing();
    CHECK(json_parse(str_of(text), &v));
    return v;
}

static const char *show(struct value v)
{
    static const char *const names[] = {"missing", "null", "bool", "int", "double"};
    if (v.type == VALUE_BOOL)
        return v.i ? "true" : "false";
    if (!value_has_bytes(v))
        return names[v.type];
    return arena_printf(&arena, "%.*s%s", (int)v.len, v.p, v.flags & STR_ESCAPED ? " esc" : "");
}

static void test_values(void)
{
    static const char *const texts[][2] = {
        {"1", "1"}, {" -1.5e+3 ", "-1.5e+3"}, {"true", "true"}, {"\tfalse\n", "false"},
        {"null", "null"}, {"\"a b\"", "a b"}, {"\"a\\\"b\"", "a\\\"b esc"}, {"\"\"", ""},
        {" [ 1, \"]\" ] ", "[ 1, \"]\" ]"}, {"{\n\"a\":\n{}}", "{\n\"a\":\n{}}"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_STR(show(parse(texts[i][0])), texts[i][1]);
    static const char *const bad[] = {"", " ", "1 2", "[1", "{\"a\":1}}", "\"\\x\"", "\"\n\"", "01",
                                      "nul", "[1,]", "{\"a\"}", "\"\xff\"", "{,}", "\"a", "\"\\"};
    struct value v;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!json_parse(str_of(bad[i]), &v));
}

static void test_members(void)
{
    struct value k, v;
    struct walk w = walk_begin(parse("{ \"a\" : 1 , \"b\\n\":[ ],\n\"c\":\"}\"}"));
    CHECK(walk_member(&w, &k, &v));
    CHECK_STR(show(k), "a");
    CHECK_STR(show(v), "1");
    CHECK(walk_member(&w, &k, &v));
    CHECK(walk_key_is(k, STR("b\n")) && !walk_key_is(k, STR("b\\n")));
    CHECK_STR(show(v), "[ ]");
    CHECK(walk_member(&w, &k, &v));
    CHECK_STR(show(v), "}");
    CHECK(!walk_member(&w, &k, &v));
    w = walk_begin(parse("{ }"));
    CHECK(!walk_member(&w, &k, &v));
    w = walk_begin(parse("[1,[2,3], 4]"));
    CHECK(walk_element(&w, &v) && v.len == 1);
    CHECK(walk_element(&w, &v));
    CHECK_STR(show(v), "[2,3]");
    CHECK(walk_element(&w, &v));
    CHECK_STR(show(v), "4");
    CHECK(!walk_element(&w, &v));
}

// "a.b.0" as steps; a part that begins with a digit or a minus is an index.
static size_t path(const char *text, struct step *steps)
{
    size_t n = 0;
    while (*text) {
        size_t len = strcspn(text, ".");
        struct step *s = &steps[n++];
        *s = (struct step){.key = {text, len}};
        s->is_index = *text == '-' || (*text >= '0' && *text <= '9');
        if (s->is_index)
            sscanf(text, "%lld", (long long *)&s->index);
        text += len + (text[len] == '.');
    }
    return n;
}

static void test_paths(void)
{
    struct value v = parse("{\"a\":{\"b\":[1,{\"c\":\"x\"},3]},\"d\":1,\"d\":2,\"\\u0065\":5}");
    static const char *const paths[][2] = {
        {"a.b.0", "1"}, {"a.b.1.c", "x"}, {"a.b.-1", "3"}, {"a.b.-3", "1"}, {"a.b.-4", "missing"},
        {"a.b.3", "missing"}, {"d", "2"}, {"d.x", "missing"}, {"e", "5"}, {"a.0", "missing"},
        {"a.b.c", "missing"}, {"z", "missing"}, {"a.b", "[1,{\"c\":\"x\"},3]"},
    };
    struct step steps[8];
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        size_t n = path(paths[i][0], steps);
        CHECK_STR(show(walk_path(v, steps, n)), paths[i][1]);
    }
}

static const char *set(struct value object, const char *at, struct value v)
{
    struct step steps[8];
    struct value out = value_int(0);
    if (!walk_set(&arena, object, (struct path){steps, path(at, steps)}, v, &out))
        return "blocked";
    return show(out);
}

static void test_set(void)
{
    struct value one = value_int(1), gone = value_missing();
    CHECK_STR(set(parse("{\"a\": 2, \"b\":3}"), "a", one), "{\"a\":1,\"b\":3}");
    CHECK_STR(set(parse("{}"), "a", one), "{\"a\":1}");
    CHECK_STR(set(parse("{\"b\":{\"c\":1.50}}"), "b.d", value_str(STR("x\n"))),
              "{\"b\":{\"c\":1.50,\"d\":\"x\\n\"}}");
    CHECK_STR(set(parse("{\"b\":null}"), "b.d.e", one), "{\"b\":{\"d\":{\"e\":1}}}");
    CHECK_STR(set(value_missing(), "b.d", one), "{\"b\":{\"d\":1}}");
    CHECK_STR(set(value_null(), "b", one), "{\"b\":1}");
    CHECK_STR(set(parse("{\"a\":1,\"b\":2,\"a\":3}"), "a", value_null()), "{\"b\":2,\"a\":null}");
    CHECK_STR(set(parse("{\"a\":1,\"b\":2,\"\\u0061\":3}"), "a", gone), "{\"b\":2}");
    CHECK_STR(set(parse("{\"a\":{\"b\":1}}"), "a.b", gone), "{\"a\":{}}");
    CHECK_STR(set(parse("{\"a\": {}}"), "a.b", gone), "{\"a\": {}}");
    CHECK_STR(set(parse("{\"a\":1}"), "b.c", gone), "{\"a\":1}");
    CHECK_STR(set(value_missing(), "b.c", gone), "missing");
    CHECK_STR(set(parse("{\"a\":1}"), "a.b", one), "blocked");
    CHECK_STR(set(parse("{\"a\":[]}"), "a.b.c", gone), "blocked");
    CHECK_STR(set(parse("[]"), "a", one), "blocked");
    CHECK_STR(set(parse("{\"q\\\"\":\"\\u00e9\"}"), "k\"", one),
              "{\"q\\\"\":\"\\u00e9\",\"k\\\"\":1}");
}

int main(void)
{
    test_values();
    test_members();
    test_paths();
    test_set();
    arena_release(&arena);
    return check_done("walk");
}
