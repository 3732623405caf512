// SPDX-License-Identifier: MIT
// Numbers: any bytes as a text, judged by a small machine of the grammar and by strtod(); and their
// first bytes as a double and two integers, printed, read back and compared.
#include "base/mem.h"
#include "data/number.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok, const char *what, const char *text, size_t n)
{
    if (ok)
        return;
    fprintf(stderr, "%s: %.*s\n", what, (int)n, text);
    abort();
}

// ---- reading ----

// The states of RFC 8259's number; those in which it may end come last.
enum state { NONE, SIGN, POINT, E, E_SIGN, ZERO, INTEGER, FRACTION, EXPONENT };

static enum state step(enum state s, char c)
{
    bool digit = c >= '0' && c <= '9', integer = s == ZERO || s == INTEGER;
    if ((s == NONE || s == SIGN) && digit)
        return c == '0' ? ZERO : INTEGER;
    if (s == NONE && c == '-')
        return SIGN;
    if (integer && c == '.')
        return POINT;
    if ((integer || s == FRACTION) && (c == 'e' || c == 'E'))
        return E;
    if (s == E && (c == '+' || c == '-'))
        return E_SIGN;
    if (!digit || s == ZERO)
        return NONE;
    if (s == POINT)
        return FRACTION;
    return s == E || s == E_SIGN ? EXPONENT : s;
}

// The longest number at the begin of the text.
static size_t longest(const char *p, size_t n)
{
    size_t best = 0;
    enum state s = NONE;
    for (size_t i = 0; i < n; i++) {
        s = step(s, p[i]);
        if (s == NONE)
            break;
        if (s >= ZERO)
            best = i + 1;
    }
    return best;
}

static bool same_double(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

// A number of the text, n bytes with a NUL behind them.
static void check_value(const char *text, size_t n)
{
    struct number number = number_read(text, n);
    double want = strtod(text, NULL), got = number_read_double(text, n);
    check(same_double(want, got) || (want == 0 && got == 0), "another double", text, n);
    bool is_integer = !memchr(text, '.', n) && !memchr(text, 'e', n) && !memchr(text, 'E', n);
    check(same_double(want, got) || is_integer, "another zero", text, n);
    errno = 0;
    long long whole = strtoll(text, NULL, 10);
    if (!is_integer)
        check(number.kind == NUMBER_DOUBLE && same_double(number.d, want), "no double", text, n);
    else if (errno == ERANGE)
        check(number.kind == NUMBER_BIG, "not big", text, n);
    else
        check(number.kind == NUMBER_INT && number.i == whole, "another integer", text, n);
}

static void check_text(const uint8_t *data, size_t size)
{
    char *text = mem_alloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    size_t n = longest(text, size);
    check(number_length(text, text + size) == n, "another length", text, size);
    check(number_is(text, size) == (size > 0 && n == size), "is it a number?", text, size);
    if (n) {
        char *alone = mem_alloc(n);          // with nothing behind it
        memcpy(alone, text, n);
        check(number_length(alone, alone + n) == n, "another length alone", text, n);
        check(same_double(number_read_double(alone, n), number_read_double(text, n)),
              "another double alone", text, n);
        mem_free(alone);
        text[n] = '\0';
        check_value(text, n);
    }
    mem_free(text);
}

// ---- printing ----

// The digits of a text of a double that count.
static int digits_in(const char *text)
{
    int n = 0, zeros = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text == '0' && n)
            zeros++;
        if (*text >= '1' && *text <= '9') {
            n += zeros + 1;
            zeros = 0;
        }
    }
    return n;
}

static void check_double(double d)
{
    char text[NUMBER_MAX + 1], other[64];
    if (!isfinite(d))
        return;
    size_t n = number_write_double(text, d);
    check(n <= NUMBER_MAX, "too long", text, NUMBER_MAX);
    text[n] = '\0';
    check(number_is(text, n), "no JSON", text, n);
    check(same_double(strtod(text, NULL), d), "strtod reads another", text, n);
    // A negative zero would be lost in an integer; others are the same read as one.
    check(same_double(number_read_double(text, n), d), "reads back as another", text, n);
    snprintf(other, sizeof other, "%.17g", d);
    check(same_double(number_read_double(other, strlen(other)), d) || d == 0, "%.17g", other, 30);
    int digits = digits_in(text);
    if (digits > 1) {
        snprintf(other, sizeof other, "%.*e", digits - 2, d);
        check(!same_double(strtod(other, NULL), d), "not the shortest", text, n);
    }
}

static int sign_of(__int128 x)
{
    return (x > 0) - (x < 0);
}

// By whole parts, which are exact.
static int compare_exactly(int64_t i, double d)
{
    if (d >= 0x1p63 || d < -0x1p63)
        return d > 0 ? -1 : 1;
    double whole = trunc(d);
    int by_whole = sign_of((__int128)i - (int64_t)whole);
    return by_whole ? by_whole : (d < whole) - (d > whole);
}

static struct str write_big(char *out, __int128 i)
{
    return (struct str){out, number_write_int128(out, i)};
}

static void check_integers(double d, int64_t i, int64_t k)
{
    char a[NUMBER_MAX], b[NUMBER_MAX], want[32];
    size_t n = number_write_int(a, i);
    check((int)n == snprintf(want, sizeof want, "%lld", (long long)i) && memcmp(a, want, n) == 0,
          "another integer", a, n);
    if (!isnan(d))
        check(sign_of(number_compare_int_double(i, d)) == compare_exactly(i, d), "order", a, n);
    __int128 big = (__int128)i * k;
    struct str x = write_big(a, big), y = write_big(b, (__int128)k);
    check(sign_of(number_compare_big(x, y)) == sign_of(big - k), "order of big ones", a, x.n);
    struct number number = number_read(x.p, x.n);
    check(number.kind == (big == (int64_t)big ? NUMBER_INT : NUMBER_BIG), "kind", a, x.n);
    if (number.kind == NUMBER_INT)
        check(number.i == (int64_t)big, "read back", a, x.n);
    else if (!isnan(d))
        check(sign_of(number_compare_big_double(x, (double)big)) ==
                  sign_of(big - (__int128)(double)big), "order of big and double", a, x.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double d;
    int64_t i, k;
    check_text(data, size);
    if (size >= 24) {
        memcpy(&d, data, 8);
        memcpy(&i, data + 8, 8);
        memcpy(&k, data + 16, 8);
        check_double(d);
        check_integers(d, i, k);
        check_double((double)i);
        check_double((double)i / (double)(k ? k : 1));
    } else if (size >= 8) {
        memcpy(&d, data, 8);
        check_double(d);
    }
    return 0;
}
