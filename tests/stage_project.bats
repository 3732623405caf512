# SPDX-License-Identifier: MIT
load helpers

in='{"a":1,"b":{"c":2,"d":3},"e":[1,2]}'

@test "project: only these fields, in this order" {
    check_output weir 'project e, a' <<<"$in" 3<<<'{"e":[1,2],"a":1}'
    check_output weir 'select a' <<<"$in" 3<<<'{"a":1}'
}

@test "project: a bare path is named by its last key" {
    check_output weir 'project b.c' <<<"$in" 3<<<'{"c":2}'
    check_output weir 'project b["d"], e[-1]' <<<"$in" 3<<<'{"d":3,"e":2}'
    check_output weir 'project (a)' <<<"$in" 3<<<'{"a":1}'
}

@test "project: expressions have a name" {
    check_output weir 'project x = a + 1, y = b.c, a' <<<"$in" 3<<<'{"x":2,"y":2,"a":1}'
    check_output weir 'project `odd name` = 1' <<<"$in" 3<<<'{"odd name":1}'
    check_output weir 'project b, b2 = b.c' <<<"$in" 3<<<'{"b":{"c":2,"d":3},"b2":2}'
}

@test "project: values are not respelled" {
    check_output weir 'project b, a' <<<'{"a":1.50,"b":[ 1,"\u0061" ],"c":0}' 3<<<'{"b":[ 1,"\u0061" ],"a":1.50}'
}

@test "project: a missing field is null" {
    check_output weir 'project a, zz, b.zz.y' <<<"$in" 3<<<'{"a":1,"zz":null,"y":null}'
}

@test "project: it sees only the input" {
    check_output weir 'project a = 5, x = a' <<<"$in" 3<<<'{"a":5,"x":1}'
    check_output weir 'project a = e, e = a' <<<"$in" 3<<<'{"a":[1,2],"e":1}'
}

@test "project: * stands for the rest" {
    check_output weir 'project *' <<<"$in" 3<<<"$in"
    check_output weir 'project e, *' <<<"$in" 3<<<'{"e":[1,2],"a":1,"b":{"c":2,"d":3}}'
    check_output weir 'project *, a' <<<"$in" 3<<<'{"b":{"c":2,"d":3},"e":[1,2],"a":1}'
    check_output weir 'project e, *, a' <<<"$in" 3<<<'{"e":[1,2],"b":{"c":2,"d":3},"a":1}'
    check_output weir 'project *, a = 5' <<<"$in" 3<<<'{"b":{"c":2,"d":3},"e":[1,2],"a":5}'
    check_output weir 'project x = a, *' <<<"$in" 3<<<'{"x":1,"a":1,"b":{"c":2,"d":3},"e":[1,2]}'
    check_output weir 'project b.c, *' <<<"$in" 3<<<'{"c":2,"a":1,"b":{"c":2,"d":3},"e":[1,2]}'
}

@test "project: * over events of different shapes" {
    check_output weir 'project z, *' <<'IN' 3<<'OUT'
{"a":1,"z":2}
{"b":1}
{}
{"z":null,"y":[]}
IN
{"z":2,"a":1}
{"z":null,"b":1}
{"z":null}
{"z":null,"y":[]}
OUT
}

@test "project: * with repeated keys" {
    check_output weir 'project b, *' <<<'{"a":1,"b":2,"b":3}' 3<<<'{"b":3,"a":1}'
}

@test "project: below project, set and rename" {
    check_output weir 'project a, x = b.c | project *, y = x + a' <<<"$in" 3<<<'{"a":1,"x":2,"y":3}'
    check_output weir 'set x = 1 | project x, *' <<<'{"a":1,"b":2}' 3<<<'{"x":1,"a":1,"b":2}'
    check_output weir 'rename x = a | project *, a' <<<'{"a":1,"b":2}' 3<<<'{"x":1,"b":2,"a":null}'
    check_output weir 'drop a | project b, a' <<<'{"a":1,"b":2}' 3<<<'{"b":2,"a":null}'
}

@test "project: rows of an aggregate" {
    check_output weir 'count, n = sum(a) by b | project n, *' <<<'{"a":1,"b":2}' 3<<<'{"n":1,"b":2,"count":1}'
}

@test "project: the window's names, if it names them" {
    check_output weir 'window 1m | project a, window_end' <<<'{"ts":"2026-01-01","a":1}' 3<<'OUT'
{"a":1,"window_end":"2026-01-01T00:01:00Z"}
OUT
    check_output weir 'window 1m | project a' <<<'{"ts":"2026-01-01","a":1}' 3<<<'{"a":1}'
}

@test "project: an error makes a null, and is counted" {
    check_output weir 'project x = a + 1, a' <<<'{"a":"x"}' 3<<<'{"x":null,"a":"x"}'
    check_stderr 3<<'ERR'
weir: stage 1, line 1 of standard input: a + 1: "x" is of a wrong type here
ERR
}

@test "project: the event time stays known" {
    check_output weir 'project a | window 1m | sum(a)' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:00Z","a":1}
{"ts":"2026-01-01T00:01:00Z","a":2}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","sum_a":1}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","sum_a":2}
OUT
}

@test "project: the rest alone leaves an event byte for byte as it came" {
    check_output weir 'project *' <<'IN' 3<<'OUT'
{ "a" : 1.50, "b":[ 1 ] }
IN
{ "a" : 1.50, "b":[ 1 ] }
OUT
}
