# SPDX-License-Identifier: MIT
load helpers

@test "set: a new field comes last, an old one keeps its place" {
    check_output weir 'set x = 1' <<<'{"a":1,"b":2}' 3<<<'{"a":1,"b":2,"x":1}'
    check_output weir 'set a = 5' <<<'{"a":1,"b":2}' 3<<<'{"a":5,"b":2}'
    check_output weir 'set x = 1' <<<'{}' 3<<<'{"x":1}'
    check_output weir 'set x = 1, y = 2, a = 3' <<<'{"a":1}' 3<<<'{"a":3,"x":1,"y":2}'
}

@test "set: the rest is not respelled" {
    check_output weir 'set b = 2' <<<'{"a":1.50,"b":1,"c":[ "\u0061" ]}' 3<<<'{"a":1.50,"b":2,"c":[ "\u0061" ]}'
}

@test "set: white space of any kind around the object and in it" {
    check_output weir 'set a = 1' <<<$'\r{\r}\r\n \r\t{"k":1\r}\t' 3<<<$'\r{\r"a":1}\n \r\t{"k":1\r,"a":1}'
}

@test "set: from left to right, a later item sees an earlier one" {
    check_output weir 'set x = a + 1, y = x * 2, a = y' <<<'{"a":1}' 3<<<'{"a":4,"x":2,"y":4}'
    check_output weir 'set x = 1, x = x + 1' <<<'{}' 3<<<'{"x":2}'
    check_output weir 'set a = b, b = a' <<<'{"a":1,"b":2}' 3<<<'{"a":2,"b":2}'
}

@test "set: a path" {
    check_output weir 'set b.c = 9' <<<'{"b":{"c":2,"d":3}}' 3<<<'{"b":{"c":9,"d":3}}'
    check_output weir 'set b.x = 9' <<<'{"b":{"c":2}}' 3<<<'{"b":{"c":2,"x":9}}'
    check_output weir 'set q.r.s = 1' <<<'{"a":1}' 3<<<'{"a":1,"q":{"r":{"s":1}}}'
    check_output weir 'set b.c = 1, b.d = b.c + 1' <<<'{"b":null}' 3<<<'{"b":{"c":1,"d":2}}'
    check_output weir 'set b.c.d = 1' <<<'{"b":{"c":null,"e":2}}' 3<<<'{"b":{"c":{"d":1},"e":2}}'
    check_output weir 'set b = c, b.x = 7' <<<'{"c":{"x":1}}' 3<<<'{"c":{"x":1},"b":{"x":7}}'
}

@test "set: a path into what is no object leaves the event, and is counted" {
    check_output weir 'set a.b = 1' <<<'{"a":5}' 3<<<'{"a":5}'
    check_stderr 3<<'ERR'
weir: stage 1, line 1 of standard input: a.b: 5 is not an object, so nothing can be set in it
ERR
    check_output weir 'set a.b.c = 1' <<<'{"a":{"b":[1]}}' 3<<<'{"a":{"b":[1]}}'
    check_stderr 3<<'ERR'
weir: stage 1, line 1 of standard input: a.b.c: [1] is not an object, so nothing can be set in it
ERR
}

@test "set: null is a value, missing becomes null" {
    check_output weir 'set a = null, b = zz' <<<'{"a":1}' 3<<<'{"a":null,"b":null}'
    check_output weir 'set a = 1 / 0' <<<'{"a":1}' 3<<<'{"a":null}'
}

@test "set: odd names" {
    check_output weir 'set `x y` = 1, ."a.b" = 2, c."d\n" = 3' <<<'{}' 3<<<'{"x y":1,"a.b":2,"c":{"d\n":3}}'
    check_output weir 'set `"` = 1' <<<'{}' 3<<<'{"\"":1}'
}

@test "set: of repeated keys the last one counts" {
    check_output weir 'set c = a | project c' <<<'{"a":1,"a":2}' 3<<<'{"c":2}'
    check_output weir 'set a = a + 1 | project a' <<<'{"a":1,"a":2}' 3<<<'{"a":3}'
}

@test "set: values of every kind" {
    check_output weir 'set a = [1, b], c = b.x, d = true, e = 1h, f = "t", g = time("2026-01-01")' <<<'{"b":{"x":{"y":1}}}' 3<<'OUT'
{"b":{"x":{"y":1}},"a":[1,{"x":{"y":1}}],"c":{"y":1},"d":true,"e":3600,"f":"t","g":"2026-01-01T00:00:00Z"}
OUT
}

@test "set: below itself" {
    check_output weir 'set x = a | set x.c = 5 | set y = x.c + x.d' <<<'{"a":{"c":1,"d":2}}' 3<<<'{"a":{"c":1,"d":2},"x":{"c":5,"d":2},"y":7}'
}

@test "set: over events of different shapes" {
    check_output weir 'set a = 0, z = b' <<'IN' 3<<'OUT'
{"b":1}
{"a":1,"b":2}
{"z":9,"a":1}
{}
IN
{"b":1,"a":0,"z":1}
{"a":0,"b":2,"z":2}
{"z":null,"a":0}
{"a":0,"z":null}
OUT
}

@test "set: rows of an aggregate" {
    check_output weir 'count by a | set b = count * 2, count = 0' <<<'{"a":1}' 3<<<'{"a":1,"count":0,"b":2}'
}
