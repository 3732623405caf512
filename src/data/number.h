// SPDX-License-Identifier: MIT
// Numbers: text to double and back, exact comparison of integers and doubles.
// Reading: Clinger's fast path, then Eisel-Lemire (D. Lemire, Number Parsing at a Gigabyte per
// Second, 2021), then exact big arithmetic for the few it cannot decide.
// Printing: the shortest text that reads back the same (R. Giulietti, The Schubfach Way to Render
// Doubles, 2020).
#ifndef DATA_NUMBER_H
#define DATA_NUMBER_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_kind {
    NUMBER_INT,                   // an integer that fits 64 bits
    NUMBER_BIG,                   // an integer that does not
    NUMBER_DOUBLE,                // has a fraction or an exponent
};

struct number {
    enum number_kind kind;
    int64_t i;                    // for NUMBER_INT
    double d;                     // for NUMBER_DOUBLE, infinite when out of range
};

// The length of the JSON number (RFC 8259) that begins at p and ends at or before `end`; 0 if none
// does. What follows it is not looked at.
size_t number_length(const char *p, const char *end);

// Read a JSON number known to be one, of n bytes. "-0" is the integer 0.
struct number number_read(const char *p, size_t n);

// The same where it is an integer of 1 to 8 digits without a sign; -1 for any other number.
int64_t number_read_few_digits(const char *p, size_t n);

// Read a JSON number as a double, rounded to nearest even; infinite when out of range.
double number_read_double(const char *p, size_t n);

// Does the text, as a whole, read as a JSON number? (For numbers in text formats and --arg.)
bool number_is(const char *p, size_t n);

// Write into `out`, which must have room for NUMBER_MAX bytes; returns the length. Not NUL-ended.
enum { NUMBER_MAX = 48 };
size_t number_write_int(char *out, int64_t i);
size_t number_write_int128(char *out, __int128 i);
// A finite double. Integers up to 1e21 without a point, as JavaScript writes numbers: 3, 0.1,
// 1e+21, 1e-7; only minus zero is written as -0.0, to read back the same.
size_t number_write_double(char *out, double d);

// The double nearest to the finite d that needs at most 15 digits, which every double can hold:
// what calculating left behind them is gone (84.86799999999998 is 84.868).
double number_round_15(double d);

// Exact comparisons: negative, 0, positive. The double must not be NaN.
int number_compare_int_double(int64_t i, double d);
// Two decimal integers of any length ("-" allowed, leading zeros not).
int number_compare_big(struct str a, struct str b);
// A decimal integer beyond 64 bits with a double.
int number_compare_big_double(struct str a, double d);

#endif
