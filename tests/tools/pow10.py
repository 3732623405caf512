#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print src/data/pow10.inc: the leading 128 bits of 10^q, rounded down, for q from FIRST to LAST.

With --check, prove instead what the C code rests on: that the integer formulas for logarithms are
right over their ranges, and that 128 bits are enough for printing (see src/data/number_print.c).
"""
import sys
from fractions import Fraction

FIRST, LAST = -342, 324


def log2_floor(x):
    """floor(log2(x)) of a positive fraction."""
    guess = x.numerator.bit_length() - x.denominator.bit_length()
    return guess if Fraction(2) ** guess <= x else guess - 1


def leading_bits(q):
    """floor(10^q / 2^(e - 127)), where 2^e <= 10^q < 2^(e+1)."""
    power = Fraction(10) ** q
    return int(power / Fraction(2) ** (log2_floor(power) - 127))


def print_table():
    print("// SPDX-License-Identifier: MIT")
    print("// The leading 128 bits of 10^q, rounded down: {high, low}, q from %d to %d."
          % (FIRST, LAST))
    print("// Printed by tests/tools/pow10.py; not edited by hand.")
    words = [divmod(leading_bits(q), 1 << 64) for q in range(FIRST, LAST + 1)]
    cells = ["{0x%016x, 0x%016x}," % word for word in words]
    for i in range(0, len(cells), 2):
        print(" ".join(cells[i:i + 2]))


def nearest_miss(alpha, most):
    """The least distance of n*alpha from an integer it does not meet, 1 <= n <= most, or less."""
    # The best approximations of a number are the convergents of its continued fraction.
    h0, h1, k0, k1 = 0, 1, 1, 0
    x, best = alpha, None
    while True:
        a = x.numerator // x.denominator
        h0, h1, k0, k1 = h1, a * h1 + h0, k1, a * k1 + k0
        if k1 > most:
            return best
        miss = abs(k1 * alpha - h1)
        if miss == 0:                       # alpha is h1/k1: all misses are multiples of 1/k1
            return Fraction(1, k1)
        best = miss
        x = 1 / (x - a)


def scaled(q, offset):
    """2^q / 10^k for the power of ten under 2^q, or under 3/4 * 2^q where there is an offset."""
    k = (q * 315653 - offset) >> 20
    width = Fraction(2) ** q * (Fraction(3, 4) if offset else 1)
    assert Fraction(10) ** k <= width < Fraction(10) ** (k + 1), (q, offset)
    assert 1 <= q + ((-k * 217706) >> 16) + 1 <= 4, (q, offset)
    return Fraction(2) ** q / Fraction(10) ** k


def check_printing(q):
    """n * 2^q / 10^k is an even integer, or 2^-63 away from one, for n = 4c-2, 4c, 4c+2."""
    near = Fraction(1, 1 << 64)             # in units of two
    miss = nearest_miss(scaled(q, 0), (1 << 54) - 1)
    assert miss is None or miss > near, (q, float(miss))
    alpha, c = scaled(q, 131009), 1 << 52   # powers of two: their lower neighbour is nearer
    for n in (4 * c - 1, 4 * c, 4 * c + 2):
        x = n * alpha / 2
        assert x == round(x) or abs(x - round(x)) > near, (q, n)


def check():
    for q in range(FIRST, LAST + 1):
        assert (q * 217706) >> 16 == log2_floor(Fraction(10) ** q), q
        assert leading_bits(q) % (1 << 64) != (1 << 64) - 1, q
        rebuilt = leading_bits(q) * Fraction(2) ** (((q * 217706) >> 16) - 127)
        exact = rebuilt == Fraction(10) ** q
        assert exact == (0 <= q <= 55), q
    for q in range(-1074, 972):
        check_printing(q)
    print("all proved")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    else:
        print_table()
