// SPDX-License-Identifier: MIT
#include "data/members.h"
#include "data/walk.h"
#include "tests/unit/check.h"

static struct arena arena;

static struct value object(const char *json)
{
    const char *end;
    return walk_value(json, &end);
}

static const char *text(struct members *m)
{
    static const struct write_style style = {.time = TIME_RFC3339};
    struct value v = members_object(m, &style);
    CHECK_INT(v.type, VALUE_OBJECT);
    return arena_strndup(&arena, v.p, v.len);
}

static void test_few(void)
{
    struct members m;
    members_init(&m, &arena);
    CHECK_STR(text(&m), "{}");
    CHECK(members_find(&m, STR("a")) == NULL);
    members_put_all(&m, object("{\"a\": 1,\"b\":[ 1 ],\"\\u0061\":2.50}"));
    CHECK_STR(text(&m), "{\"a\":2.50,\"b\":[1]}");
    members_put(&m, value_str(STR("q\"")), value_missing());
    members_put(&m, value_str(STR("")), value_bool(true));
    CHECK_STR(text(&m), "{\"a\":2.50,\"b\":[1],\"q\\\"\":null,\"\":true}");
    CHECK(members_find(&m, STR("")) == &m.at[3]);
    CHECK(members_find(&m, STR("b")) == &m.at[1]);
}

// Over every size at which the table grows.
static void test_many(void)
{
    struct members m;
    members_init(&m, &arena);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 3000; i++) {
            char *key = arena_printf(&arena, "k%d", i);
            members_put(&m, value_str(str_of(key)), value_int(i + round));
            CHECK_INT(m.n, round ? 3000 : i + 1);
            struct member_entry *found = members_find(&m, str_of(key));
            CHECK(found && found->v.i == i + round && found == &m.at[i]);
        }
    CHECK(members_find(&m, STR("k3000")) == NULL);
    CHECK(members_find(&m, STR("k")) == NULL);
}

int main(void)
{
    arena_init(&arena);
    test_few();
    test_many();
    arena_release(&arena);
    return check_done("members");
}
