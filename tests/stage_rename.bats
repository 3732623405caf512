# SPDX-License-Identifier: MIT
load helpers

@test "rename: in place, order kept" {
    check_output weir 'rename x = a' <<<'{"a":1,"b":2}' 3<<<'{"x":1,"b":2}'
    check_output weir 'rename x = b, y = a' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"y":1,"x":2,"c":3}'
    check_output weir 'rename `x y` = `a b`' <<<'{"a b":1}' 3<<<'{"x y":1}'
    check_output weir 'rename .x = .a' <<<'{"a":1}' 3<<<'{"x":1}'
}

@test "rename: an existing NEW is replaced" {
    check_output weir 'rename b = a' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"b":1,"c":3}'
    check_output weir 'rename a = c' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"b":2,"a":3}'
}

@test "rename: it sees only the input, so two can change places" {
    check_output weir 'rename a = b, b = a' <<<'{"a":1,"b":2}' 3<<<'{"b":1,"a":2}'
    check_output weir 'rename b = a, c = b' <<<'{"a":1,"b":2}' 3<<<'{"b":1,"c":2}'
}

@test "rename: to its own name changes nothing" {
    check_output weir 'rename a = a' <<<'{"a":1.0,"b":2}' 3<<<'{"a":1.0,"b":2}'
}

@test "rename: what is not there is not made" {
    check_output weir 'rename x = zz' <<<'{"a":1}' 3<<<'{"a":1}'
    check_output weir 'rename x = a' <<'IN' 3<<'OUT'
{"a":1}
{"b":1}
{"b":2,"a":null}
IN
{"x":1}
{"b":1}
{"b":2,"x":null}
OUT
}

@test "rename: values are not respelled" {
    check_output weir 'rename x = a' <<<'{"a":[ 1.50,"\u0061" ],"b":1e2}' 3<<<'{"x":[ 1.50,"\u0061" ],"b":1e2}'
}

@test "rename: the new name is there below, the old one is not" {
    check_output weir 'rename x = a | filter x == 1 and a == null | set y = x + 1' <<<'{"a":1}' 3<<<'{"x":1,"y":2}'
    check_output weir 'rename x = a | rename y = x' <<<'{"a":1,"b":2}' 3<<<'{"y":1,"b":2}'
    check_output weir 'rename x = a | set a = 5' <<<'{"a":1,"b":2}' 3<<<'{"x":1,"b":2,"a":5}'
}

@test "rename: rows of an aggregate and bounds of a window" {
    check_output weir 'count by a | rename n = count' <<<'{"a":1}' 3<<<'{"a":1,"n":1}'
    check_output weir 'window 1m | count | rename since = window_start | drop window_end' <<<'{"ts":"2026-01-01"}' 3<<'OUT'
{"since":"2026-01-01T00:00:00Z","count":1}
OUT
}

@test "rename: of repeated keys the last one counts" {
    check_output weir 'rename x = a' <<<'{"a":1,"b":2,"a":3}' 3<<<'{"b":2,"x":3}'
}

@test "rename: an event it does not change is written as it came" {
    check_output weir 'rename x = zz' <<<'{"a" : 1.0 , "b":[ ] }' 3<<<'{"a" : 1.0 , "b":[ ] }'
}
