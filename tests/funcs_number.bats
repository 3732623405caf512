# SPDX-License-Identifier: MIT
# Functions of numbers: results at the edges, and what is null and counted.
load helpers
load exprs

# fails EXPR COMPLAINT [EVENT]   errs, over {} unless told
fails() {
    errs "$1" "$2" "${3:-"{}"}"
}

# of_text FUNCTION...   of null they are null, of other types that and counted
of_text() {
    local f
    for f in "$@"; do
        gives "$f(x)" null '{"x":null}'
        gives "$f(x)" null
        errs "$f(x)" '"" is not a number' '{"x":""}'
        errs "$f(x)" '"12" is not a number' '{"x":"12"}'
        errs "$f(x)" '"\ud800" is not a number' '{"x":"\ud800"}'
        errs "$f(x)" '"\u0000" is not a number' '{"x":"\u0000"}'
        errs "$f(x)" '[1] is not a number' '{"x":[1]}'
        errs "$f(x)" 'true is not a number' '{"x":true}'
    done
}

@test "numbers: null and wrong types" {
    of_text floor ceil round sqrt exp ln log10 log2
    for f in 'pow(x, 2)' 'pow(2, x)'; do
        gives "$f" null '{"x":null}'
    done
    errs 'pow(2, x)' '"3" is not a number' '{"x":"3"}'
    errs 'abs(x)' '"" is of a wrong type here' '{"x":""}'
    errs 'sign(x)' '{} is of a wrong type here' '{"x":{}}'
    errs 'div(x, 2)' '"" is of a wrong type here' '{"x":""}'
    errs 'clamp(x, 1, 2)' '"" is of a wrong type here' '{"x":""}'
    errs 'bucket(x, 2)' '"" is of a wrong type here' '{"x":""}'
}

@test "numbers: 1,000 levels deep, and 100,000 keys, are no numbers" {
    awk 'BEGIN { for (i = 0; i < 1000; i++) { a = a "["; b = b "]" } print "{\"x\":" a 1 b "}" }' |
        weir 'project o = sqrt(x), h = hash_hex(x) == hash_hex(x)' 2>"$BATS_TEST_TMPDIR/err" | grep -qx '{"o":null,"h":true}'
    grep -q 'is not a number' "$BATS_TEST_TMPDIR/err"
    seq 100000 | awk '{ printf "%s\"k%d\":%d", NR == 1 ? "{\"x\":{" : ",", $1, $1 } END { print "}}" }' |
        weir 'project o = log2(x), h = hash_hex(x) == hash_hex(x)' 2>/dev/null | grep -qx '{"o":null,"h":true}'
}

@test "abs, sign" {
    gives 'abs(x)' 9223372036854775808 '{"x":-9223372036854775808}'
    gives 'abs(x)' 123456789012345678901 '{"x":-123456789012345678901}'
    gives 'abs(x)' 0 '{"x":-0}'
    gives 'sign(x)' -1 '{"x":-123456789012345678901}'
    gives 'sign(x)' 1 '{"x":123456789012345678901}'
    gives 'sign(x)' 0 '{"x":-0.0}'
    gives 'sign(x)' 1 '{"x":1e-300}'
    gives 'sign(-1h)' -1
    gives 'sign(0s)' 0
}

@test "floor, ceil, round" {
    gives '[floor(x), ceil(x), round(x)]' '[-3,-2,-3]' '{"x":-2.5}'
    gives '[floor(x), ceil(x), round(x)]' '[123456789012345678901,123456789012345678901,123456789012345678901]' '{"x":123456789012345678901}'
    gives '[floor(x), ceil(x), round(x)]' '[1e+300,1e+300,1e+300]' '{"x":1e300}'
    gives '[floor(x), ceil(x), round(x)]' '[-1,0,0]' '{"x":-0.4}'
    gives 'round(x, 2)' 1.01 '{"x":1.005}'
    gives 'round(x, -2)' 123456789012345678900 '{"x":123456789012345678901}'
    gives 'round(x, 1)' null '{"x":null}'
    fails 'round(x, y)' '1.5 cannot be rounded to so many digits' '{"x":1.5,"y":500}'
    fails 'round(x, y)' '0.5 is not a whole number' '{"x":1.5,"y":0.5}'
}

@test "sqrt" {
    gives 'sqrt(x)' 3 '{"x":9}'
    gives 'sqrt(x)' 0 '{"x":0}'
    gives 'sqrt(x)' 0.1 '{"x":0.010000000000000002}'
    gives 'sqrt(x)' 1e+150 '{"x":1e300}'
    gives 'sqrt(x)' 11111111061.11111 '{"x":123456789012345678901}'
    fails 'sqrt(x)' '-1 has no square root' '{"x":-1}'
    fails 'sqrt(x)' '-123456789012345678901 has no square root' '{"x":-123456789012345678901}'
}

@test "pow" {
    gives 'pow(2, x)' 4611686018427387904 '{"x":62}'
    gives 'pow(-2, x)' -9223372036854775808 '{"x":63}'
    gives 'pow(2, x)' 9223372036854776000 '{"x":63}'
    gives 'pow(3, x)' 4052555153018976267 '{"x":39}'
    gives 'pow(3, x)' 12157665459056929000 '{"x":40}'
    gives 'pow(x, 0)' 1 '{"x":0}'
    gives 'pow(x, 9223372036854775807)' -1 '{"x":-1}'
    gives 'pow(2, x)' 0.5 '{"x":-1}'
    gives 'pow(x, 0.5)' 1.5 '{"x":2.25}'
    gives 'pow(x, 2.0)' 9 '{"x":-3}'
    fails 'pow(x, 0.5)' '-8 is below zero and has only whole powers' '{"x":-8}'
    fails 'pow(x, -1)' '0 has no power below zero' '{"x":0}'
    fails 'pow(x, 2)' 'the result is beyond the range of numbers' '{"x":1e200}'
}

@test "exp, ln, log10, log2" {
    gives 'exp(x)' 1 '{"x":0}'
    gives 'exp(x)' 0 '{"x":-1000}'
    fails 'exp(x)' 'the result is beyond the range of numbers' '{"x":710}'
    gives 'ln(exp(x))' 1 '{"x":1}'
    gives 'log10(x)' 3 '{"x":1000}'
    gives 'log10(x)' -5 '{"x":1e-5}'
    gives 'log2(x)' 63 '{"x":9223372036854775808}'
    gives 'log2(x)' -1074 '{"x":5e-324}'
    for f in ln log10 log2; do
        fails "$f(x)" '0 is not above zero: it has no logarithm' '{"x":0}'
        fails "$f(x)" '-1.5 is not above zero: it has no logarithm' '{"x":-1.5}'
    done
}

@test "div: cut towards zero" {
    gives '[div(x, 2), div(-x, 2), div(x, -2), div(-x, -2)]' '[3,-3,-3,3]' '{"x":7}'
    gives 'div(x, 2)' 3 '{"x":7.9}'
    gives 'div(x, 0.5)' 15 '{"x":7.9}'
    gives 'div(x, 0)' null '{"x":7}'
    gives 'div(x, 0.0)' null '{"x":7}'
    gives 'div(x, -1)' 9223372036854775808 '{"x":-9223372036854775808}'
    gives 'div(x, 3)' 3074457345618258602 '{"x":9223372036854775807}'
    gives 'div(x, 1)' 123456789012345680000 '{"x":123456789012345678901}'
    gives 'div(x, 2) * 2 + x % 2 == x' true '{"x":-9007199254740993}'
    gives 'div(1h, 25m)' 2
    gives 'div(1h, 7) == 514285714285ns' true
    gives 'div(1h, 0s)' null
    gives 'div(x, 2)' null '{"x":null}'
    fails 'div(x, 1e-300)' 'the result is beyond the range of numbers' '{"x":1e300}'
    fails 'div(x, 1h)' '3600 is a duration, which divides only durations' '{"x":1}'
}

@test "clamp" {
    gives '[clamp(x, 0, 10), clamp(x, 6, 10), clamp(x, 0, 4)]' '[5,6,4]' '{"x":5}'
    gives 'clamp(x, 0, 1.5)' 1.5 '{"x":123456789012345678901}'
    gives 'clamp(x, null, 3)' 3 '{"x":5}'
    gives 'clamp(x, 7, y)' 7 '{"x":5,"y":null}'
    gives 'clamp(x, 1, 2)' null '{"x":null}'
    gives 'clamp(90s, 1m, 2m)' 90
    gives 'clamp(duration(x), 1m, 2m)' 60 '{"x":5}'
    gives 'clamp(time(x), time("2026-01-01"), time("2026-12-31"))' '"2026-01-01T00:00:00Z"' '{"x":"2025-05-05"}'
    fails 'clamp(x, y, 2)' '3 is a lower limit above the upper one' '{"x":1,"y":3}'
    fails 'clamp(x, 1h, 2h)' '3600 is a limit of another type than the value' '{"x":1}'
}

@test "bucket: by a size" {
    gives '[bucket(x, 5), bucket(-x, 5), bucket(x, 7)]' '[5,-10,7]' '{"x":7}'
    gives 'bucket(x, 0.1)' 0.3 '{"x":0.3}'
    gives 'bucket(x, 0.1)' 0.3 '{"x":0.39}'
    gives 'bucket(x, 0.05)' 1.15 '{"x":1.15}'
    gives 'bucket(x, y)' 1.15 '{"x":1.15,"y":0.05}'
    gives 'bucket(x, 100)' 100 '{"x":123.4}'
    gives 'bucket(x, 0.25)' -0.25 '{"x":-0.1}'
    gives 'bucket(x, 2.5)' 0 '{"x":-0.0}'
    gives 'bucket(x, 2.5)' 7.5 '{"x":9}'
    gives 'bucket(x, 3)' -9223372036854775809 '{"x":-9223372036854775808}'
    gives 'bucket(x, 1000)' 9223372036854775000 '{"x":9223372036854775807}'
    gives 'bucket(x, 0.1)' 1e+300 '{"x":1e300}'
    gives 'bucket(90s, 1m)' 60
    gives 'bucket(-90s, 1m)' -120
    gives 'bucket(x, 5)' null '{"x":null}'
    gives 'bucket(x, y)' null '{"x":1}'
    fails 'bucket(x, y)' '0 is not a size above zero' '{"x":1,"y":0}'
    fails 'bucket(x, y)' '-0.5 is not a size above zero' '{"x":1,"y":-0.5}'
    fails 'bucket(x, 1m)' '60 is a size of another type than the value' '{"x":1}'
    check_error 2 weir 'set b = bucket(x, 0)' 3<<'ERR'
weir: the size must be above zero
  set b = bucket(x, 0)
                    ^
ERR
    check_error 2 weir 'set b = bucket(x, 1mo)' 3<<'ERR'
weir: a month or a year has no fixed length
  set b = bucket(x, 1mo)
                    ^~~
times are put into calendar steps by truncate(t, 1mo)
ERR
}

@test "bucket: every bound is in its own interval, and what lies below is not" {
    seq 0 3000 | awk '{ printf "{\"x\":%d.%02d}\n", $1 / 100, $1 % 100 }' >"$BATS_TEST_TMPDIR/in"
    run -0 weir 'filter bucket(x, 0.01) != x or round(bucket(x, 0.05) * 100) % 5 != 0 or bucket(x, 0.05) > x' \
        <"$BATS_TEST_TMPDIR/in"
    [ -z "$output" ]
}

@test "bucket: by bounds" {
    gives '[bucket(x, [0, 100]), bucket(x - 100, [0, 100]), bucket(x + 0.5, [0, 100])]' '[100,0,100]' '{"x":100}'
    gives 'bucket(x, [0, 100])' null '{"x":-1}'
    gives 'bucket(x, [1.50, 1e2])' 1.5 '{"x":99}'
    gives 'bucket(x, b)' 2 '{"x":3,"b":[1,2,4]}'
    gives 'bucket(x, [1])' null '{"x":null}'
    gives 'bucket(x, [0, 123456789012345678900])' 123456789012345678900 '{"x":123456789012345678901}'
    fails 'bucket(x, b)' '[2,1] has bounds that do not ascend' '{"x":3,"b":[2,1]}'
    fails 'bucket(x, b)' '[1,1] has bounds that do not ascend' '{"x":3,"b":[1,1]}'
    fails 'bucket(x, b)' '[1,"2"] has bounds that are not numbers' '{"x":3,"b":[1,"2"]}'
    fails 'bucket(x, b)' '[] has no bounds' '{"x":3,"b":[]}'
    check_error 2 weir 'set b = bucket(x, [1, 3, 2])' 3<<'ERR'
weir: this has bounds that do not ascend
  set b = bucket(x, [1, 3, 2])
                    ^~~~~~~~~
ERR
}

@test "min and max are functions and aggregates" {
    gives '[min(x, 2, y), max(x, 2, y)]' '[1.5,3]' '{"x":1.5,"y":3}'
    gives 'min(x, y)' 9007199254740992 '{"x":9007199254740993,"y":9007199254740992.0}'
    gives '[min(x, y), max(x, y)]' '[null,null]'
    gives '[min(x, y), max(x, y)]' '[5,"a"]' '{"x":5,"y":"a"}'
    check_output weir 'aggregate min(x), most = max(x)' 3<<'OUT' <<'IN'
{"min_x":1,"most":3}
OUT
{"x":1}
{"x":3}
IN
}

@test "int, float" {
    gives '[int(x), int(-x)]' '[2,-2]' '{"x":2.9}'
    gives 'int(x)' 123456789012345678901 '{"x":"123456789012345678901"}'
    gives 'float(x)' 123456789012345680000 '{"x":123456789012345678901}'
    gives '[int(true), int(90s), int(time("1970-01-01T00:00:01.9Z"))]' '[1,90,1]'
    fails 'int(x)' '"007" is not a number' '{"x":"007"}'
    fails 'int(x)' '"" is not a number' '{"x":""}'
    fails 'int(x)' '1e+300 is out of range' '{"x":1e300}'
    fails 'float(x)' '"1e999" is out of range' '{"x":"1e999"}'
}

@test "bool" {
    gives '[bool("true"), bool("false"), bool(x), bool(not x)]' '[true,false,true,false]' '{"x":true}'
    gives '[bool(0), bool(-0.0), bool(0.1), bool(x)]' '[false,false,true,true]' '{"x":123456789012345678901}'
    gives '[bool(null), bool(y)]' '[null,null]' '{"x":1}'
    fails 'bool(x)' '"yes" is neither true nor false' '{"x":"yes"}'
    fails 'bool(x)' '"" is neither true nor false' '{"x":""}'
}
