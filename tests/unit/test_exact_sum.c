// SPDX-License-Identifier: MIT
// The judge is a sum done the long way: positive and negative values added up as two fixed-point
// numbers of 2600 bits, subtracted, printed in hexadecimal and rounded by strtod.
#include "aggs/exact_sum.h"
#include "data/number.h"
#include "tests/unit/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 84, LOWEST = -1088 };

struct judge {
    uint32_t side[2][WORDS];
};

static void judge_add(struct judge *j, double d)
{
    int exponent;
    uint64_t m = (uint64_t)ldexp(frexp(fabs(d), &exponent), 53);
    exponent -= 53;
    for (; m && exponent < -1074; exponent++)
        m >>= 1;
    for (int bit = 0; bit < 53; bit++) {
        uint64_t carry = m >> bit & 1;
        int at = exponent + bit - LOWEST;
        carry <<= at & 31;
        for (int i = at >> 5; carry; i++) {
            carry += j->side[d < 0][i];
            j->side[d < 0][i] = (uint32_t)carry;
            carry >>= 32;
        }
    }
}

static double judge_total(const struct judge *j)
{
    int order = 0;
    for (int i = WORDS - 1; i >= 0 && !order; i--)
        order = (j->side[0][i] > j->side[1][i]) - (j->side[0][i] < j->side[1][i]);
    const uint32_t *more = j->side[order < 0], *less = j->side[order >= 0];
    char text[WORDS * 8 + 32], *p = text;
    uint32_t words[WORDS];
    int64_t borrow = 0;
    for (int i = 0; i < WORDS; i++) {
        int64_t x = (int64_t)more[i] - less[i] - borrow;
        borrow = x < 0;
        words[i] = (uint32_t)x;
    }
    p += sprintf(p, "%s0x", order < 0 ? "-" : "");
    for (int i = WORDS - 1; i >= 0; i--)
        p += sprintf(p, "%08x", words[i]);
    sprintf(p, "p%d", LOWEST);
    return strtod(text, NULL);
}

static uint64_t seed = 1;

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed * 0x2545f4914f6cdd1du;
}

// Doubles of many kinds: decimals as in logs, all exponents, the edges, pairs that cancel.
static double draw_double(int kind)
{
    double d;
    uint64_t bits = draw();
    switch (kind) {
    case 0:
        return (double)(draw() % 1000000) / 1000;
    case 1:
        return ldexp((double)(int64_t)draw(), (int)(draw() % 200) - 100);
    case 2:
        return ldexp(1 + (double)(draw() % 8) * 0x1p-52, (int)(draw() % 40) - 1074) *
               (draw() % 2 ? 1 : -1);
    case 3:
        return (draw() % 2 ? 1 : -1) * (draw() % 3 ? 1e308 : 0x1.fffffffffffffp1023);
    default:
        memcpy(&d, &bits, sizeof d);
        return isfinite(d) ? d : 0;
    }
}

static bool same(struct value v, double want)
{
    if (!isfinite(want))
        return v.type == VALUE_NULL;
    return v.type == VALUE_DOUBLE && v.d == want;
}

static void sum_and_judge(int kind, size_t n)
{
    struct arena a;
    arena_init(&a);
    struct exact_sum parts[3] = {0}, whole = {0};
    struct judge judge = {0};
    double last = 0;
    for (size_t i = 0; i < n; i++) {
        double d = i % 3 == 2 && draw() % 2 ? -last : draw_double(kind);
        last = d;
        judge_add(&judge, d);
        exact_sum_add(&whole, &a, value_double(d));
        exact_sum_add(&parts[draw() % 3], &a, value_double(d));
    }
    double want = judge_total(&judge);
    CHECK(same(exact_sum_total(&whole, &a), want));
    exact_sum_merge(&parts[0], &a, &parts[2]);
    exact_sum_merge(&parts[1], &a, &parts[0]);
    CHECK(same(exact_sum_total(&parts[1], &a), want));
    CHECK_INT(parts[1].n, n);
    arena_release(&a);
}

static struct value number(const char *text)
{
    return value_resolve(value_slice(VALUE_NUMBER, text, strlen(text)));
}

// The total of numbers given as text, separated by spaces, as text.
static const char *total(const char *texts)
{
    static char out[1000];
    struct arena a;
    arena_init(&a);
    struct exact_sum s = {0};
    char *copy = arena_strndup(&a, texts, strlen(texts)), *state;
    for (char *t = strtok_r(copy, " ", &state); t; t = strtok_r(NULL, " ", &state))
        exact_sum_add(&s, &a, number(t));
    struct value v = exact_sum_total(&s, &a);
    size_t length = 0;
    if (v.type == VALUE_INT)
        length = number_write_int(out, v.i);
    else if (v.type == VALUE_DOUBLE)
        length = number_write_double(out, v.d);
    else if (v.type == VALUE_NUMBER)
        memcpy(out, v.p, length = v.len);
    else
        memcpy(out, "null", length = 4);
    out[length] = 0;
    arena_release(&a);
    return out;
}

static void test_integers(void)
{
    CHECK_STR(total(""), "null");
    CHECK_STR(total("0"), "0");
    CHECK_STR(total("9223372036854775807 1"), "9223372036854775808");
    CHECK_STR(total("9223372036854775807 9223372036854775807 -9223372036854775807"),
              "9223372036854775807");
    CHECK_STR(total("-9223372036854775808 -1"), "-9223372036854775809");
    CHECK_STR(total("100000000000000000000000000000000000000000 -1"),
              "99999999999999999999999999999999999999999");
    CHECK_STR(total("-100000000000000000000000000000000000000000 1"),
              "-99999999999999999999999999999999999999999");
    CHECK_STR(total("100000000000000000000 -100000000000000000000"), "0");
    CHECK_STR(total("100000000000000000000 -99999999999999999999"), "1");
    CHECK_STR(total("999999999999999999999999999999999999999 1"),
              "1000000000000000000000000000000000000000");
    CHECK_STR(total("18446744073709551616 -9223372036854775809 5"), "9223372036854775812");
}

static void test_mixed(void)
{
    CHECK_STR(total("0.1 0.2 0.3"), "0.6");
    CHECK_STR(total("0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1"), "1");
    CHECK_STR(total("1 0.5"), "1.5");
    CHECK_STR(total("0 0.0"), "0");
    CHECK_STR(total("-0.0 -0.0"), "0");
    CHECK_STR(total("1e100 1 -1e100"), "1");
    CHECK_STR(total("9007199254740993 0.5"), "9007199254740994");
    CHECK_STR(total("9007199254740993 -0.5"), "9007199254740992");
    CHECK_STR(total("123456789012345678901234567890 0.5 -123456789012345678901234567890"), "0.5");
    CHECK_STR(total("1e308 1e308 -1e308"), "1e+308");
    CHECK_STR(total("1e308 1e308"), "null");
    CHECK_STR(total("1e400 1"), "null");
    CHECK_STR(total("5e-324 5e-324"), "1e-323");
    CHECK_STR(total("1e-300 1 -1e-300 2"), "3");
    CHECK_STR(total("1e16 1 1e-16"), "10000000000000002");
    CHECK_STR(total("1e16 1"), "10000000000000000");
}

// Integers of many digits, one with a double: past the range of doubles there is no total, unless
// they cancel.
static void test_long(void)
{
    char text[1000];
    memset(text, '7', 500);
    memcpy(text + 500, " 0.5", 5);
    CHECK_STR(total(text), "null");
    text[504] = ' ';
    text[505] = '-';
    memset(text + 506, '7', 490);
    text[996] = 0;
    CHECK_STR(total(text), "null");
    memset(text, '7', 300);
    memcpy(text + 300, " 0.5", 5);
    CHECK_STR(total(text), "7.777777777777778e+299");
    memset(text, '7', 400);
    text[400] = ' ';
    text[401] = '-';
    memset(text + 402, '7', 399);
    memcpy(text + 801, "5 0.25", 7);
    CHECK_STR(total(text), "2.25");
}

static void test_means(void)
{
    struct arena a;
    arena_init(&a);
    struct exact_sum s = {0};
    CHECK_INT(exact_sum_mean(&s, &a).type, VALUE_NULL);
    exact_sum_add(&s, &a, value_int(1));
    exact_sum_add(&s, &a, value_int(2));
    CHECK(same(exact_sum_mean(&s, &a), 1.5));
    exact_sum_add(&s, &a, value_double(0));
    CHECK(same(exact_sum_mean(&s, &a), 1));
    CHECK(same(exact_sum_total(&s, &a), 3));
    struct exact_sum d = {0};
    exact_sum_add(&d, &a, value_duration(-1));
    exact_sum_add(&d, &a, value_duration(-2));
    CHECK_INT(exact_sum_total(&d, &a).type, VALUE_DURATION);
    CHECK_INT(exact_sum_total(&d, &a).i, -3);
    CHECK_INT(exact_sum_mean(&d, &a).i, -2);
    exact_sum_merge(&s, &a, &d);
    CHECK_INT(exact_sum_total(&s, &a).type, VALUE_NULL);
    CHECK_INT(exact_sum_mean(&s, &a).type, VALUE_NULL);
    arena_release(&a);
}

// What a damaged save holds is refused or at least harmless.
static void test_damage(void)
{
    struct arena a;
    arena_init(&a);
    struct exact_sum s = {0};
    for (int i = 0; i < 100; i++)
        exact_sum_add(&s, &a, value_double(draw_double(4)));
    exact_sum_add(&s, &a, number("123456789012345678901234567890"));
    struct buf saved = {0};
    exact_sum_save(&s, &saved);
    for (size_t n = 0; n <= saved.n; n++) {
        struct exact_sum back;
        struct unpack in = unpack_from(saved.p, n);
        exact_sum_load(&back, &a, &in);
        CHECK(in.failed == (n < saved.n));
    }
    for (int i = 0; i < 3000; i++) {
        struct buf damaged = {0};
        buf_put(&damaged, saved.p, saved.n);
        damaged.p[draw() % 60] = (char)draw();
        struct exact_sum back;
        struct unpack in = unpack_from(damaged.p, damaged.n);
        exact_sum_load(&back, &a, &in);
        if (!in.failed)
            exact_sum_total(&back, &a);
        buf_release(&damaged);
    }
    buf_release(&saved);
    arena_release(&a);
}

int main(void)
{
    test_integers();
    test_mixed();
    test_long();
    test_means();
    test_damage();
    for (int i = 0; i < 2000; i++)
        sum_and_judge(i % 5, 1 + draw() % 100);
    for (int i = 0; i < 10; i++)
        sum_and_judge(i % 5, 20000);
    return check_done("exact_sum");
}
