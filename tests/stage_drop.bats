# SPDX-License-Identifier: MIT
load helpers

@test "drop: fields" {
    check_output weir 'drop a' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"b":2,"c":3}'
    check_output weir 'drop b, c' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"a":1}'
    check_output weir 'drop c, a' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"b":2}'
    check_output weir 'drop a, b, c' <<<'{"a":1,"b":2,"c":3}' 3<<<'{}'
    check_output weir 'drop a, a' <<<'{"a":1,"b":2}' 3<<<'{"b":2}'
}

@test "drop: paths" {
    check_output weir 'drop b.c' <<<'{"a":1,"b":{"c":2,"d":3}}' 3<<<'{"a":1,"b":{"d":3}}'
    check_output weir 'drop b.c, b.d' <<<'{"a":1,"b":{"c":2,"d":3}}' 3<<<'{"a":1,"b":{}}'
    check_output weir 'drop b, b.c' <<<'{"a":1,"b":{"c":2}}' 3<<<'{"a":1}'
    check_output weir 'drop b.c.d' <<<'{"b":{"c":{"d":1,"e":2}}}' 3<<<'{"b":{"c":{"e":2}}}'
    check_output weir 'drop b["x y"], `p q`' <<<'{"b":{"x y":1},"p q":2}' 3<<<'{"b":{}}'
}

@test "drop: what is not there changes nothing" {
    check_output weir 'drop zz, a.b, b.zz, c.d' <<<'{"a" : 1.0,"b":{ "c":2},"c":[{"d":1}]}' 3<<<'{"a" : 1.0,"b":{ "c":2},"c":[{"d":1}]}'
    check_stderr 3</dev/null
}

@test "drop: the rest is not respelled" {
    check_output weir 'drop b' <<<'{"a":1.50,"b":1,"c":"\u0061"}' 3<<<'{"a":1.50,"c":"\u0061"}'
}

@test "drop: white space of any kind around the object and in it" {
    check_output weir 'drop k' <<<$'\r{\r}\n \r\t{\r"k":1\r,"a":2 }\t' 3<<<$'\r{\r}\n{"a":2}'
}

@test "drop: all of a repeated key" {
    check_output weir 'drop a' <<<'{"a":1,"b":2,"a":3,"\u0061":4}' 3<<<'{"b":2}'
}

@test "drop: over events of different shapes" {
    check_output weir 'drop a' <<'IN' 3<<'OUT'
{"a":1}
{"b":1}
{"b":1,"a":1,"c":2}
IN
{}
{"b":1}
{"b":1,"c":2}
OUT
}

@test "drop: what was set, renamed and counted" {
    check_output weir 'set x = 1 | drop x' <<<'{"a":1}' 3<<<'{"a":1}'
    check_output weir 'rename x = a | drop x' <<<'{"a":1,"b":2}' 3<<<'{"b":2}'
    check_output weir 'count by a | drop count' <<<'{"a":1}' 3<<<'{"a":1}'
    check_output weir 'drop a | set a = 2' <<<'{"a":1,"b":2}' 3<<<'{"b":2,"a":2}'
}

@test "drop: the window's bounds" {
    check_output weir 'window 1m | count | drop window_start, window_end' <<<'{"ts":"2026-01-01"}' 3<<<'{"count":1}'
}
