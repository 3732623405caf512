# SPDX-License-Identifier: MIT
# Events nobody changed are written byte for byte; changed ones keep their other bytes and the order of keys.
load helpers

strange() {
    cat <<'IN'
{ "a" : 1.50 , "b":[ 1,2 ] }
{"a":1e2,"\u0061":-0,"c":"\/\u00e9\ud83d\ude00"}
{"a":123456789012345678901234567890.000,"b":{"x": {"y" :[]}}	}
{}
	{"a":null}  
{"a":1,"a":2,"b":3}
IN
}

@test "bytes: no stage, a filter, head, tail, a window without fields of its own" {
    strange >"$BATS_TEST_TMPDIR/in"
    check_output weir <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/in"
    check_output weir 'filter true' <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/in"
    check_output weir 'head 100' <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/in"
    check_output weir 'tail 100' <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/in"
    check_output weir 'window global' <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/in"
    check_output weir 'head 9 per a' 'tail 9 per b' <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/in"
}

@test "bytes: the last of repeated keys counts, and a filter passes the line as it came" {
    check_output weir 'filter a == 2' <<'IN' 3<<'OUT'
{"a":1,"a":2}
{"a":2,"a":1}
{"a":1,"\u0061":2.0}
IN
{"a":1,"a":2}
{"a":1,"\u0061":2.0}
OUT
}

@test "bytes: values that are passed on keep their digits and escapes" {
    check_output weir 'set z = a, n = 1' <<'IN' 3<<'OUT'
{"a":1.50,"b":"\u00e9\/","c":1E+2,"d":-0.0}
{"a":"\u0041\ud800","b":12345678901234567890123}
{"a":{"k" : [1.0]},"b":true}
IN
{"a":1.50,"b":"\u00e9\/","c":1E+2,"d":-0.0,"z":1.50,"n":1}
{"a":"\u0041\ud800","b":12345678901234567890123,"z":"\u0041\ud800","n":1}
{"a":{"k" : [1.0]},"b":true,"z":{"k" : [1.0]},"n":1}
OUT
}

@test "bytes: a replaced field stays in its place, a new one goes to the end, rename keeps the order" {
    check_output weir 'set b = 7, z = 8' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"a":1,"b":7,"c":3,"z":8}'
    check_output weir 'rename x = b' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"a":1,"x":2,"c":3}'
    check_output weir 'drop b' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"a":1,"c":3}'
    check_output weir 'project c, *' <<<'{"a":1,"b":2,"c":3}' 3<<<'{"c":3,"a":1,"b":2}'
}

@test "bytes: also for an empty object, and one that becomes empty" {
    check_output weir 'set a = 1' <<<'{}' 3<<<'{"a":1}'
    check_output weir 'drop a' <<<'{"a":1}' 3<<<'{}'
}

@test "bytes: doubles shortest, integers whole, infinities null" {
    check_output weir 'project a = x * 1.0, b = x + 1, c = x / 3' <<'IN' 3<<'OUT'
{"x":0.1}
{"x":100}
{"x":1e22}
{"x":9223372036854775807}
{"x":5e-324}
IN
{"a":0.1,"b":1.1,"c":0.03333333333333333}
{"a":100,"b":101,"c":33.333333333333336}
{"a":1e+22,"b":1e+22,"c":3.3333333333333335e+21}
{"a":9223372036854776000,"b":9223372036854776000,"c":3074457345618258400}
{"a":5e-324,"b":1,"c":0}
OUT
    check_output weir 'project a = x * 1e300' <<<'{"x":1e300}' 3<<<'{"a":null}'
}

@test "bytes: made texts are escaped as little as JSON allows" {
    check_output weir 'project a = str(s) + ""' <<'IN' 3<<'OUT'
{"s":"\u0041\u00e9\ud83d\ude00\/\u0022\\\u0000\u001f\n\t"}
IN
{"a":"Aé😀/\"\\\u0000\u001f\n\t"}
OUT
}

@test "bytes: what is not there to be dropped leaves the line as it came, also beside a literal" {
    check_output weir 'drop a.b' <<'IN' 3<<'OUT'
{"a": null , "x":1}
{"a": true , "x":1}
{"a": 5 , "x":1}
IN
{"a": null , "x":1}
{"a": true , "x":1}
{"a": 5 , "x":1}
OUT
}

@test "bytes: rows held twice keep the texts that were made for them" {
    check_output weir 'window 1m | set x = lower(a) | head 5 | tail 5 | project x' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:01Z","a":"HELLO WORLD"}
{"ts":"2026-01-01T00:00:02Z","a":"XYZ"}
IN
{"x":"hello world"}
{"x":"xyz"}
OUT
}
