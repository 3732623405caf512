# SPDX-License-Identifier: MIT
load helpers
load exprs

@test "filter: what is true is kept, byte for byte as it came" {
    check_output weir 'filter a > 1' <<'IN' 3<<'OUT'
{"a":1}
 { "a" : 2.50 , "b":"\u0061" }  
{"a":3}
IN
 { "a" : 2.50 , "b":"\u0061" }  
{"a":3}
OUT
}

@test "filter: false, null and missing are dropped without a word" {
    check_output weir 'filter a' <<'IN' 3<<'OUT'
{"a":false}
{"a":null}
{}
{"a":true}
IN
{"a":true}
OUT
    check_stderr 3</dev/null
}

@test "filter: what is no truth value is dropped and counted" {
    check_output weir 'filter a' <<<'{"a":"true"}' 3</dev/null
    check_stderr 3<<'ERR'
weir: stage 1, line 1 of standard input: a: "true" is not true or false
ERR
}

@test "filter: errors beyond the first three are only counted" {
    check_output weir 'filter lower(a) == "x"' <<'IN' 3<<'OUT'
{"a":1}
{"a":2}
{"a":"X"}
{"a":4}
{"a":5}
{"a":6}
IN
{"a":"X"}
OUT
    check_stderr 3<<'ERR'
weir: stage 1, line 1 of standard input: lower(a): 1 is not a text
weir: stage 1, line 2 of standard input: lower(a): 2 is not a text
weir: stage 1, line 4 of standard input: lower(a): 4 is not a text
weir: stage 1: 5 values did not fit and became null
ERR
}

@test "filter: --strict ends the run at the first error" {
    check_output -s 1 weir --strict 'filter a + 1 > 1' <<'IN' 3<<'OUT'
{"a":1}
{"a":"x"}
{"a":2}
IN
{"a":1}
OUT
    check_stderr 3<<'ERR'
weir: stopped by --strict: stage 1, line 2 of standard input: a + 1: "x" is of a wrong type here
ERR
}

@test "filter: filters one after the other" {
    check_output weir 'a > 1' 'filter b == "x" | where c' <<'IN' 3<<'OUT'
{"a":2,"b":"x","c":true}
{"a":1,"b":"x","c":true}
{"a":2,"b":"y","c":true}
{"a":2,"b":"x","c":false}
IN
{"a":2,"b":"x","c":true}
OUT
}

@test "filter: a constant condition" {
    check_output weir 'filter true' <<<'{"a":1}' 3<<<'{"a":1}'
    check_output weir 'filter false' <<<'{"a":1}' 3</dev/null
    check_output weir 'filter null' <<<'{"a":1}' 3</dev/null
    check_output weir 'filter 1 == 1.0' <<<'{"a":1}' 3<<<'{"a":1}'
}

@test "filter: below a stage that changes events" {
    check_output weir 'set b = a * 2 | filter b > 3 | drop a | filter a == null' <<'IN' 3<<'OUT'
{"a":1}
{"a":2,"c":0}
IN
{"c":0,"b":4}
OUT
}

@test "filter: a field that project took away is a mistake, one that was renamed reads as null" {
    check_error 2 weir 'project name, a | filter b == null' 3<<'ERR'
weir: the rows here have no field 'b'
  project name, a | filter b == null
                           ^
they have: name, a
ERR
    check_output weir 'project *, a | filter b == 2' <<<'{"a":1,"b":2}' 3<<<'{"b":2,"a":1}'
    check_output weir 'rename c = b | filter b == null and c == 2' <<<'{"a":1,"b":2}' 3<<<'{"a":1,"c":2}'
}

@test "filter: names that events give to fields do not matter" {
    keeps '`a.b` == 1 and `` == 2' '{"a.b":1,"":2}'
    keeps '`__proto__` == 1' '{"__proto__":1}'
}
