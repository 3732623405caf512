# SPDX-License-Identifier: MIT
# Operators: which binds tighter, in, ??, lists; what never compares.
load helpers
load exprs

@test "operators: * / % before + -, from left to right" {
    gives '2 + 3 * 4' 14
    gives '(2 + 3) * 4' 20
    gives '10 - 4 - 3' 3
    gives '100 / 5 / 2' 10
    gives '7 % 4 * 2' 6
    gives '2 * 7 % 4' 2
    gives '-2 * 3' -6
    gives '-a.b + 1' -4 '{"a":{"b":5}}'
}

@test "operators: arithmetic before ??, ?? before comparisons" {
    gives 'a ?? 1 + 1' 2 '{}'
    gives 'a ?? 1 + 1' 5 '{"a":5}'
    gives 'a ?? 0 == 0' true '{}'
    gives '1 < a ?? 5' true '{}'
    gives 'a ?? b ?? 3' 3 '{}'
}

@test "operators: comparisons before not, not before and, and before or" {
    gives '1 + 1 == 2' true
    gives 'not a == 1' true '{"a":2}'
    gives 'not a in [1]' true '{"a":2}'
    gives 'not false and false' false
    gives 'not true or true' true
    gives 'true or true and false' true
    gives '(true or true) and false' false
    gives 'false and false or true' true
    gives 'not not true' true
    gives 'not a =~ /x/' true '{"a":"y"}'
}

@test "operators: what is decided is not looked into" {
    gives 'a == 0 or b / a > 1' true '{"a":0,"b":1}'
    gives 'false and lower(a) == "x"' false '{"a":5}'
    gives 'true or lower(a) == "x"' true '{"a":5}'
    gives 'if(type(a) == "str", lower(a), a)' 5 '{"a":5}'
    gives 'coalesce(a, lower(b))' 1 '{"a":1,"b":5}'
    gives 'a ?? lower(b)' 1 '{"a":1,"b":5}'
}

@test "operators: in, with a list in either brackets" {
    gives 'a in (500, 503)' true '{"a":503}'
    gives 'a in [500, 503]' true '{"a":503}'
    gives 'a in (500)' true '{"a":500}'
    gives 'a in [500, 503]' false '{"a":"503"}'
    gives 'a in [500, 503.0]' true '{"a":503}'
    gives 'a in ()' false '{"a":503}'
    gives 'a in []' false '{"a":503}'
    gives 'a in [b, c + 1]' true '{"a":3,"b":1,"c":2}'
    gives 'a in (500, 503) and true' true '{"a":503}'
    gives '1 + a in [3]' true '{"a":2}'
}

@test "operators: not in" {
    gives 'a not in (500, 503)' false '{"a":503}'
    gives 'a not in [500]' true '{"a":503}'
    gives 'not a not in [503]' true '{"a":503}'
}

@test "operators: in an array of the event" {
    gives '"x" in tags' true '{"tags":["y","x"]}'
    gives '"x" not in tags' true '{"tags":["y"]}'
    gives '2 in a.b' true '{"a":{"b":[1,2.0]}}'
    errs 'a in b' '5 is not an array' '{"a":1,"b":5}'
    errs 'a in b' '"xyz" is not an array' '{"a":"x","b":"xyz"}'
}

@test "operators: lists" {
    gives '[1, a, [b], "x"]' '[1,2,[{"c":3}],"x"]' '{"a":2,"b":{"c":3}}'
    gives '[]' '[]'
    gives '[a]' '[null]'
    gives '[1, 2] == [1.0, 2]' true
    gives 'len([1, 2, 3])' 3
}

@test "operators: and, or and not want true or false" {
    errs 'a and true' '1 is not true or false' '{"a":1}'
    errs 'not a' '"x" is not true or false' '{"a":"x"}'
    gives 'if(true, a, 0)' 1 '{"a":1}'
}

@test "operators: a condition that is no truth value is counted, and the event dropped" {
    check_output weir 'filter a' <<'IN' 3<<'OUT'
{"a":true}
{"a":1}
{"a":"true"}
{"a":null}
IN
{"a":true}
OUT
    check_stderr 3<<'ERR'
weir: stage 1, line 2 of standard input: a: 1 is not true or false
weir: stage 1, line 3 of standard input: a: "true" is not true or false
ERR
}

@test "operators: comparing over all types" {
    gives 'a < b' true '{"a":false,"b":true}'
    gives 'a >= b' true '{"a":"b","b":"b"}'
    gives 'a > b' true '{"a":[2],"b":[1,9]}'
    gives 'a <= b' true '{"a":-1.5,"b":-1}'
}

@test "operators: mixed types sort as in jq: null, false, true, numbers, texts, arrays, objects" {
    gives 'min(a, b)' true '{"a":0,"b":true}'
    gives 'min(a, b)' false '{"a":true,"b":false}'
    gives 'max(a, b)' '""' '{"a":"","b":999}'
    gives 'max(a, b)' '[]' '{"a":"z","b":[]}'
    gives 'max(a, b)' '{}' '{"a":{},"b":[9]}'
}

@test "operators: spaces hardly matter" {
    gives '1+2*3' 7
    gives 'a>=5 and b<3' true '{"a":5,"b":2}'
    gives 'a-1' 4 '{"a":5}'
    gives 'a -1' 4 '{"a":5}'
    gives 'lower (a)' '"x"' '{"a":"X"}'
    gives '( ( a ) )' 5 '{"a":5}'
}

@test "operators: comparisons do not chain" {
    check_error 2 weir 'filter 1 < a < 3' 3<<'ERR'
weir: comparisons do not chain
  filter 1 < a < 3
               ^
write 'a < b and b < c'
ERR
    check_error 2 weir 'filter a == b == true' 3<<'ERR'
weir: comparisons do not chain
  filter a == b == true
                ^~
write 'a < b and b < c'
ERR
    gives '(a == b) == true' true '{"a":1,"b":1}'
}
