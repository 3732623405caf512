// SPDX-License-Identifier: MIT
// The splitters of text formats: what they cut, what is a slice of the text and what is not,
// records that end anywhere.
#include "data/clf.h"
#include "data/csv.h"
#include "data/kv.h"
#include "data/logfmt.h"
#include "tests/unit/check.h"

#include <stdio.h>

static struct arena arena;
static struct cuts cuts;

// The cuts as JSON, names left out where there are none.
static const char *shown(void)
{
    static struct buf b;
    buf_clear(&b);
    cuts_write(&b, &cuts);
    return buf_cstr(&b);
}

static enum csv_result csv(const char *text, bool is_end, size_t *used)
{
    cuts.n = 0;
    return csv_read(&(struct csv){',', true, 20}, str_of(text), is_end, &cuts, used);
}

static void test_csv(void)
{
    size_t used;
    CHECK_INT(csv("a,\"b\"\"\",-1\r\nnext", false, &used), CSV_RECORD);
    CHECK_INT(used, 12);
    CHECK_STR(shown(), "{\"\":\"a\",\"\":\"b\\\"\",\"\":-1}");
    CHECK_INT(csv(",\n", false, &used), CSV_RECORD);
    CHECK_INT(cuts.n, 2);
    CHECK_INT(csv("a\"b,c", true, &used), CSV_RECORD);
    CHECK_INT(used, 5);
    CHECK_STR(shown(), "{\"\":\"a\\\"b\",\"\":\"c\"}");
    CHECK_INT(csv("\"a\nb\"", true, &used), CSV_RECORD);
    CHECK_INT(csv("\"a\nb\"x\n", false, &used), CSV_BAD);
    CHECK_INT(used, 3);
    CHECK_INT(cuts.fault, 5);
    CHECK_INT(csv("", true, &used), CSV_RECORD);
    CHECK_INT(cuts.n, 1);
}

// The result is the same for every end of what has come so far, or that there is more to come.
static void test_csv_cut(const char *text)
{
    size_t whole, used, n = strlen(text);
    enum csv_result want = csv(text, true, &whole);
    char *part = mem_alloc(n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (text[i - 1] != '\n')
            continue;
        memcpy(part, text, i);
        part[i] = '\0';
        enum csv_result got = csv(part, false, &used);
        CHECK(got == CSV_MORE || (got == want && used == whole));
    }
    mem_free(part);
}

static void test_slices(void)
{
    struct str line = STR("k=plain q=\"plain\" e=\"\\n\"");
    cuts.n = 0;
    CHECK(logfmt_read(line, &cuts));
    CHECK(cuts.at[0].value.p == line.p + 2);
    CHECK(cuts.at[1].value.p == line.p + 11);
    CHECK(cuts.at[2].value.p < line.p || cuts.at[2].value.p >= line.p + line.n);
    line = STR("\"plain\",x");
    size_t used;
    cuts.n = 0;
    csv_read(&(struct csv){',', true, 20}, line, true, &cuts, &used);
    CHECK(cuts.at[0].value.p == line.p + 1);
}

static const char *kv(const char *pair, const char *key, const char *text)
{
    cuts.n = 0;
    struct kv kv = {str_of(pair), str_of(key)};
    return kv_read(&kv, str_of(text), &cuts) ? shown() : cuts.reason;
}

static void test_kv(void)
{
    CHECK_STR(kv(",", "=", "a=1,b = x y ,c="), "{\"a\":1,\"b\":\"x y\",\"c\":\"\"}");
    CHECK_STR(kv(" ", "=", "a=1  b=\"x y\""), "{\"a\":1,\"b\":\"x y\"}");
    CHECK_STR(kv("&", "=", "a=1&&b==&"), "{\"a\":1,\"b\":\"=\"}");
    CHECK_STR(kv(", ", ": ", "a: 1,2, b: 3"), "{\"a\":\"1,2\",\"b\":3}");
    CHECK_STR(kv("\t", "\t", "a\tb"), "a key without a value");
    CHECK_STR(kv(",", "=", "=1"), "a value without a key");
    CHECK_STR(kv(",", "=", ""), "{}");
}

static void test_numbers(void)
{
    CHECK_STR(kv(",", "=", "a=-0,b=1e5,c=1.,d=.5"),
              "{\"a\":-0,\"b\":1e5,\"c\":\"1.\",\"d\":\".5\"}");
    CHECK_STR(kv(",", "=", "e=-,f=0x1,g=01"), "{\"e\":\"-\",\"f\":\"0x1\",\"g\":\"01\"}");
    cuts.keeps_text = true;
    CHECK_STR(kv(",", "=", "a=1"), "{\"a\":\"1\"}");
    cuts.keeps_text = false;
}

static void test_clf(void)
{
    cuts.n = 0;
    CHECK(clf_read(STR("h - - [29/Feb/2024:00:00:00 +0530] \"GET / HTTP/2\" 200 7"), &cuts));
    CHECK_INT(cuts.n, CLF_FIELDS);
    CHECK(str_is(value_bytes(cuts.at[3].value), "2024-02-29T00:00:00+05:30"));
    CHECK(str_is(value_bytes(cuts.at[5].value), "/"));
    // A prefix of a line is none.
    struct str line = STR("h - - [29/Feb/2024:00:00:00 +0530] \"GET / HTTP/2\" 200 7 \"r\" \"a\"");
    for (size_t n = 0; n < line.n; n++) {
        cuts.n = 0;
        bool is_whole = n == 55 || n == 56 || n >= 59;
        if (clf_read((struct str){line.p, n}, &cuts))
            CHECK(is_whole);
    }
}

int main(void)
{
    arena_init(&arena);
    cuts.arena = &arena;
    test_csv();
    test_csv_cut("a,b\nc");
    test_csv_cut("\"a\n\"\"\n\",b\nc\n");
    test_csv_cut("\"a\nb\"c\n\"\n");
    test_csv_cut("\"a\nb\n123456789012345678901234\n\"\n");
    test_csv_cut("1234567890123456789\"\n\n");
    test_slices();
    test_kv();
    test_numbers();
    test_clf();
    cuts_release(&cuts);
    arena_release(&arena);
    return check_done("split");
}
