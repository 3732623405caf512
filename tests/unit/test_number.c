// SPDX-License-Identifier: MIT
// Numbers: reading to the exact bits, printing the shortest text, exact comparisons.
// `test_number FILE` also runs a file of vectors, a line each: 16 hex digits of the bits of the
// double, a tab, the text of the number.
#include "base/mem.h"
#include "data/number.h"
#include "tests/unit/check.h"

#include <inttypes.h>
#include <stdlib.h>

static uint64_t bits_of(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, 8);
    return bits;
}

static double double_of(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, 8);
    return d;
}

static double read_text(const char *s)
{
    return number_read_double(s, strlen(s));
}

static const char *print_double(double d)
{
    static char out[NUMBER_MAX + 1];
    out[number_write_double(out, d)] = '\0';
    return out;
}

static const char *print_int(int64_t i)
{
    static char out[NUMBER_MAX + 1];
    out[number_write_int(out, i)] = '\0';
    return out;
}

static const char *print_int128(__int128 i)
{
    static char out[NUMBER_MAX + 1];
    out[number_write_int128(out, i)] = '\0';
    return out;
}

static size_t length_of(const char *s)
{
    return number_length(s, s + strlen(s));
}

static void test_grammar(void)
{
    CHECK_INT(length_of("0"), 1);
    CHECK_INT(length_of("-0"), 2);
    CHECK_INT(length_of("01"), 1);
    CHECK_INT(length_of("-"), 0);
    CHECK_INT(length_of(""), 0);
    CHECK_INT(length_of("+1"), 0);
    CHECK_INT(length_of(".5"), 0);
    CHECK_INT(length_of("1."), 1);
    CHECK_INT(length_of("1.5e"), 3);
    CHECK_INT(length_of("1.5e+"), 3);
    CHECK_INT(length_of("1.5e+7,"), 6);
    CHECK_INT(length_of("-12.50E-07]"), 10);
    CHECK_INT(length_of("0e0"), 3);
    CHECK_INT(length_of("0.0"), 3);
    CHECK_INT(length_of("infinity"), 0);
    CHECK(number_is("12", 2));
    CHECK(number_is("-1.5e300", 8));
    CHECK(!number_is("007", 3));
    CHECK(!number_is("1 ", 2));
    CHECK(!number_is("", 0));
    CHECK(!number_is("0x10", 4));
}

static void check_int(const char *s, int64_t want)
{
    struct number x = number_read(s, strlen(s));
    CHECK_INT(x.kind, NUMBER_INT);
    CHECK_INT(x.i, want);
}

static void check_kind(const char *s, enum number_kind kind)
{
    CHECK_INT(number_read(s, strlen(s)).kind, kind);
}

static void test_integers(void)
{
    check_int("0", 0);
    check_int("-0", 0);
    check_int("7", 7);
    check_int("-12", -12);
    check_int("12345678", 12345678);
    check_int("-1234567890123456", -1234567890123456);
    check_int("999999999999999999", 999999999999999999);
    check_int("9223372036854775807", INT64_MAX);
    check_int("-9223372036854775808", INT64_MIN);
    check_kind("9223372036854775808", NUMBER_BIG);
    check_kind("-9223372036854775809", NUMBER_BIG);
    check_kind("18446744073709551617", NUMBER_BIG);
    check_kind("100000000000000000000", NUMBER_BIG);
    check_kind("1.0", NUMBER_DOUBLE);
    check_kind("1e2", NUMBER_DOUBLE);
    check_kind("1E400", NUMBER_DOUBLE);
    CHECK(number_read("1.25", 4).d == 1.25);
    CHECK(number_read("-1e400", 6).d == -__builtin_inf());
}

// Short numbers are read another way: with the point at each place, of both signs, in memory that
// ends with them.
static void test_short(void)
{
    for (int digits = 1; digits <= 10; digits++)
        for (int whole = 1; whole <= digits; whole++)
            for (int i = 0; i < 50; i++) {
                char all[16], text[24];
                snprintf(all, sizeof all, "%010d", rand() % 1000000000);
                int n = snprintf(text, sizeof text, "%s%.*s%s%.*s", i % 2 ? "-" : "", whole, all,
                                 whole < digits ? "." : "", digits - whole, all + whole);
                char *exact = malloc((size_t)n);
                memcpy(exact, text, (size_t)n);
                struct number got = number_read(exact, (size_t)n);
                int64_t few = number_read_few_digits(exact, (size_t)n);
                free(exact);
                bool is_few = whole == digits && digits <= 8 && text[0] != '-';
                CHECK_INT(few, is_few ? strtoll(text, NULL, 10) : -1);
                if (whole == digits)
                    CHECK(got.kind == NUMBER_INT && got.i == strtoll(text, NULL, 10));
                else
                    CHECK(got.kind == NUMBER_DOUBLE &&
                          bits_of(got.d) == bits_of(strtod(text, NULL)));
            }
    check_kind("1e5", NUMBER_DOUBLE);
    check_kind("-2.5E-1", NUMBER_DOUBLE);
    CHECK(number_read("-2.5E-1", 7).d == -0.25);
}

static void check_read(const char *s, uint64_t want)
{
    uint64_t got = bits_of(read_text(s));
    CHECK(got == want);
    if (got != want)
        printf("  %.60s... is %016" PRIx64 ", expected %016" PRIx64 "\n", s, got, want);
}

static void test_rounding(void)
{
    check_read("0.1", 0x3fb999999999999a);
    check_read("-0", 0x8000000000000000);
    check_read("-0.0e5", 0x8000000000000000);
    check_read("1e22", 0x4480f0cf064dd592);
    check_read("1e23", 0x44b52d02c7e14af6);
    // between two doubles: to the even one
    check_read("9007199254740993", 0x4340000000000000);
    check_read("9007199254740995", 0x4340000000000002);
    check_read("9007199254740993.0", 0x4340000000000000);
    check_read("9007199254740993.00000000000000000000000000001", 0x4340000000000001);
    check_read("9007199254740992.99999999999999999999999999999", 0x4340000000000000);
    check_read("900719925474099300000000000000000000000000000000e-32", 0x4340000000000000);
    // the ends of the range
    check_read("1.7976931348623157e308", 0x7fefffffffffffff);
    check_read("1.7976931348623158e308", 0x7fefffffffffffff);
    check_read("1.7976931348623159e308", 0x7ff0000000000000);
    check_read("1e309", 0x7ff0000000000000);
    check_read("-1e99999999999999999999999999", 0xfff0000000000000);
    check_read("0e99999999999999999999999999", 0);
    check_read("1e-99999999999999999999999999", 0);
    check_read("2.2250738585072011e-308", 0x000fffffffffffff);
    check_read("2.2250738585072012e-308", 0x0010000000000000);
    check_read("5e-324", 1);
    check_read("3e-324", 1);
    check_read("2e-324", 0);
    check_read("2.4703282292062327e-324", 0);
    check_read("2.4703282292062328e-324", 1);
    check_read("7.4109846876186981e-324", 1);
    check_read("7.4109846876186982e-324", 2);
}

// A long text: `left`, then n zeros, then `right`.
static void check_read_long(const char *left, int n, const char *right, uint64_t want)
{
    size_t size = strlen(left) + (size_t)n + strlen(right) + 1;
    char *s = mem_alloc(size);
    snprintf(s, size, "%s%0*d%s", left, n, 0, right);
    check_read(s, want);
    mem_free(s);
}

// Write all digits of half of a small double.
static void halve(char *out, size_t size, double d)
{
    snprintf(out, size, "%.755e", d);
    int carry = 0;
    for (char *p = out; *p != 'e'; p++) {
        if (*p == '.')
            continue;
        int digit = carry * 10 + *p - '0';
        *p = (char)('0' + digit / 2);
        carry = digit % 2;
    }
    CHECK(carry == 0);
}

static void test_long_texts(void)
{
    check_read_long("1", 308, "", 0x7fe1ccf385ebc8a0);
    check_read_long("1", 309, "", 0x7ff0000000000000);
    check_read_long("1", 5000, "e-5000", 0x3ff0000000000000);
    check_read_long("0.", 5000, "1e5001", 0x3ff0000000000000);
    check_read_long("9007199254740993.", 1000, "", 0x4340000000000000);
    check_read_long("9007199254740993.", 1000, "1", 0x4340000000000001);
    check_read_long("2.", 2000, "", 0x4000000000000000);
    // 2^-1075, the middle of 0 and the least double, exactly, and a little more or less
    char text[800];
    halve(text, sizeof text, 0x1p-1074);
    check_read(text, 0);
    char *digit = strrchr(text, '5');
    *digit = '6';
    check_read(text, 1);
    *digit = '4';
    check_read(text, 0);
    halve(text, sizeof text, 0x1.8p-1073);
    check_read(text, 2);
    halve(text, sizeof text, 0x1.4p-1072);
    check_read(text, 2);
}

static void check_print(double d, const char *want)
{
    CHECK_STR(print_double(d), want);
}

static void test_print_double(void)
{
    check_print(0.0, "0");
    check_print(-0.0, "-0.0");
    check_print(3.0, "3");
    check_print(-3.0, "-3");
    check_print(0.1, "0.1");
    check_print(0.3, "0.3");
    check_print(0.1 + 0.2, "0.30000000000000004");
    check_print(1.5, "1.5");
    check_print(-123.456, "-123.456");
    check_print(1e15, "1000000000000000");
    check_print(9007199254740991.0, "9007199254740991");
    check_print(9007199254740992.0, "9007199254740992");
    check_print(9007199254740994.0, "9007199254740994");
    check_print(1e20, "100000000000000000000");
    check_print(123456789012345680000.0, "123456789012345680000");
    check_print(1e21, "1e+21");
    check_print(-1.5e21, "-1.5e+21");
    check_print(1e23, "1e+23");
    check_print(9.5367431640625e-7, "9.5367431640625e-7");
    check_print(1e-6, "0.000001");
    check_print(0.00000123, "0.00000123");
    check_print(1e-7, "1e-7");
    check_print(5e-324, "5e-324");
    check_print(double_of(0x000fffffffffffff), "2.225073858507201e-308");
    check_print(double_of(0x0010000000000000), "2.2250738585072014e-308");
    check_print(double_of(0x7fefffffffffffff), "1.7976931348623157e+308");
    check_print(9.80909012345e-5, "0.0000980909012345");
    check_print(2.0e-3, "0.002");
    check_print(4.35, "4.35");
    check_print(0x1p-1073, "1e-323");
    check_print(0x1p70, "1.1805916207174113e+21");
    check_print(0x1p60, "1152921504606847000");
}

static void test_print_integers(void)
{
    CHECK_STR(print_int(0), "0");
    CHECK_STR(print_int(-1), "-1");
    CHECK_STR(print_int(INT64_MAX), "9223372036854775807");
    CHECK_STR(print_int(INT64_MIN), "-9223372036854775808");
    for (int64_t power = 1; power < INT64_MAX / 10; power *= 10) {
        char want[32];
        for (int64_t i = power - 1; i <= power + 1; i++) {
            snprintf(want, sizeof want, "%" PRId64, i);
            CHECK_STR(print_int(i), want);
            CHECK_STR(print_int128(i), want);
        }
    }
    const __int128 most = (__int128)(~(unsigned __int128)0 >> 1);
    CHECK_STR(print_int128(most), "170141183460469231731687303715884105727");
    CHECK_STR(print_int128(-most - 1), "-170141183460469231731687303715884105728");
    const __int128 ten19 = (__int128)10000000000000000000u;
    CHECK_STR(print_int128(ten19), "10000000000000000000");
    CHECK_STR(print_int128(-(ten19 + 5)), "-10000000000000000005");
    CHECK_STR(print_int128(ten19 * ten19), "1" "0000000000000000000" "0000000000000000000");
    CHECK_STR(print_int128(ten19 * ten19 - 1), "9999999999999999999" "9999999999999999999");
}

static void check_big(const char *a, const char *b, int want)
{
    int got = number_compare_big(str_of(a), str_of(b));
    CHECK_INT((got > 0) - (got < 0), want);
    got = number_compare_big(str_of(b), str_of(a));
    CHECK_INT((got > 0) - (got < 0), -want);
}

static void check_big_double(const char *a, double d, int want)
{
    char minus[400];
    snprintf(minus, sizeof minus, "-%s", a);
    int got = number_compare_big_double(str_of(a), d);
    CHECK_INT((got > 0) - (got < 0), want);
    got = number_compare_big_double(str_of(minus), -d);
    CHECK_INT((got > 0) - (got < 0), -want);
}

static void test_comparisons(void)
{
    CHECK_INT(number_compare_int_double(3, 3.0), 0);
    CHECK_INT(number_compare_int_double(3, 3.5), -1);
    CHECK_INT(number_compare_int_double(-3, -3.5), 1);
    CHECK_INT(number_compare_int_double(0, -0.0), 0);
    CHECK_INT(number_compare_int_double(0, 5e-324), -1);
    CHECK_INT(number_compare_int_double(0, -5e-324), 1);
    CHECK_INT(number_compare_int_double(9007199254740993, 9007199254740992.0), 1);
    CHECK_INT(number_compare_int_double(INT64_MAX, 0x1p63), -1);
    CHECK_INT(number_compare_int_double(INT64_MIN, -0x1p63), 0);
    CHECK_INT(number_compare_int_double(INT64_MIN, -__builtin_inf()), 1);
    CHECK_INT(number_compare_int_double(INT64_MAX, __builtin_inf()), -1);
    check_big("99999999999999999999", "100000000000000000000", -1);
    check_big("100000000000000000001", "100000000000000000000", 1);
    check_big("-100000000000000000001", "-100000000000000000000", -1);
    check_big("-100000000000000000001", "5", -1);
    check_big("-7", "-7", 0);
    check_big("-0", "0", 0);
    check_big_double("18446744073709551616", 0x1p64, 0);
    check_big_double("18446744073709551617", 0x1p64, 1);
    check_big_double("18446744073709551615", 0x1p64, -1);
    check_big_double("18446744073709551615", -1.5, 1);
    check_big_double("18446744073709551615", 0.5, 1);
    check_big_double("100000000000000000000000", 1e23, 1);
    check_big_double("99999999999999991611392", 1e23, 0);
    check_big_double("100000000000000000000000", __builtin_inf(), -1);
    char big[400];
    memset(big, '9', sizeof big);
    big[309] = '\0';
    check_big_double(big, 1.7976931348623157e308, 1);
    big[308] = '\0';
    check_big_double(big, 1.7976931348623157e308, -1);
    memset(big, '1', 350);
    big[350] = '\0';
    check_big_double(big, 1.7976931348623157e308, 1);
}

// What is printed reads back the same, and one digit less does not.
static void check_round_trip(double d)
{
    char out[NUMBER_MAX], rough[40];
    size_t n = number_write_double(out, d);
    CHECK(n <= NUMBER_MAX && number_is(out, n));
    CHECK(bits_of(number_read_double(out, n)) == bits_of(d));
    int digits = 0;
    bool leading = true;
    int zeros = 0;
    for (size_t i = 0; i < n && out[i] != 'e'; i++) {
        if (out[i] < '0' || out[i] > '9' || (leading && out[i] == '0'))
            continue;
        leading = false;
        zeros = out[i] == '0' ? zeros + 1 : 0;
        digits++;
    }
    digits -= zeros;
    if (digits > 1) {             // the nearest of one digit less
        snprintf(rough, sizeof rough, "%.*e", digits - 2, d);
        CHECK(bits_of(read_text(rough)) != bits_of(d));
    }
}

static void test_round_trips(void)
{
    uint64_t state = 1;
    for (int i = 0; i < 100000; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint64_t bits = state ^ state >> 29;
        if (i % 4 == 0)
            bits &= 0xfffc000000000000u | (1u << (i % 31));
        if ((bits >> 52 & 0x7ff) != 0x7ff)
            check_round_trip(double_of(bits));
    }
    for (int e = -1074; e < 1024; e++)
        check_round_trip(__builtin_ldexp(1.0, e));
}

static void run_vectors(const char *path)
{
    FILE *f = fopen(path, "r");
    CHECK(f != NULL);
    if (!f)
        return;
    char *line = NULL;
    size_t cap = 0;
    long n = 0;
    for (ssize_t got; (got = getline(&line, &cap, f)) > 0; n++) {
        if (line[got - 1] == '\n')
            line[--got] = '\0';
        const char *text = line + 17;
        CHECK(got > 17 && line[16] == '\t' && number_is(text, (size_t)got - 17));
        uint64_t want = strtoull(line, NULL, 16);
        check_read(text, want);
        if ((want >> 52 & 0x7ff) != 0x7ff)
            check_round_trip(double_of(want));
    }
    CHECK(n > 0);
    free(line);
    fclose(f);
}

int main(int argc, char **argv)
{
    test_grammar();
    test_integers();
    test_short();
    test_rounding();
    test_long_texts();
    test_print_double();
    test_print_integers();
    test_comparisons();
    test_round_trips();
    if (argc > 1)
        run_vectors(argv[1]);
    return check_done("number");
}
