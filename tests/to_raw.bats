# SPDX-License-Identifier: MIT
load helpers

@test "raw: the line as it came, whatever stages set" {
    check_output weir --to raw 'filter a > 1' <<<$'{"a":1}\n  { "a":2.0 }  ' 3<<<'  { "a":2.0 }  '
    check_output weir --to raw 'set b = a | drop a' <<<'{"a": 1}' 3<<<'{"a": 1}'
    check_output weir --to raw 'tail 1' <<<$'{"a":1}\n{"a": 2}' 3<<<'{"a": 2}'
}

@test "raw: a row of one column is its bare value" {
    check_output weir --to raw 'project msg' <<'IN' 3<<'OUT'
{"msg":"say \"hi\"\tnow"}
{"msg":"two\nlines"}
{"msg":1.50}
{"msg":null}
{"msg":[1, "x"]}
{"msg":""}
IN
say "hi"	now
two
lines
1.50
null
[1, "x"]

OUT
}

@test "raw: several columns have tabs between" {
    check_output weir --to raw 'count, max(t) by a' <<<'{"a":"x y","t":true}' 3<<<$'x y\t1\ttrue'
    check_output weir --to raw 'project a, b, t = time("2026-01-01")' <<<'{"a":"p"}' 3<<<$'p\tnull\t2026-01-01T00:00:00Z'
}

@test "raw: NUL and lone surrogates" {
    weir --to raw 'project a' <<<'{"a":"x\u0000y\ud800\udc00\ud800"}' >"$BATS_TEST_TMPDIR/got"
    printf 'x\0y\xf0\x90\x80\x80\xef\xbf\xbd\n' | cmp - "$BATS_TEST_TMPDIR/got"
}

@test "raw: an event of a text format is its line as it came, also when it was held" {
    check_output weir --from csv --to raw 'tail 1' <<'IN' 3<<'OUT'
a,b
1,x
2,"y ""z"
IN
2,"y ""z"
OUT
}
