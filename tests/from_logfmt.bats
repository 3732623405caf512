# SPDX-License-Identifier: MIT
load helpers

@test "logfmt: pairs, quotes, keys alone, empty values" {
    check_output weir --from logfmt <<'IN' 3<<'OUT'
at=info method=GET path=/a?b=c ms=2.5 code=007
	msg="say \"hi\"\n\u00e9" ok  empty= quoted="5" q=a"b
IN
{"at":"info","method":"GET","path":"/a?b=c","ms":2.5,"code":"007"}
{"msg":"say \"hi\"\né","ok":null,"empty":"","quoted":5,"q":"a\"b"}
OUT
}

@test "logfmt: --text keeps numbers as text" {
    check_output weir --from logfmt --text <<<'a=1' 3<<<'{"a":"1"}'
}

@test "logfmt: what is none is a bad line, with its place" {
    check_output weir --from logfmt --bad "$BATS_TEST_TMPDIR/bad" 3<<<$'{"a":1}\n{"b":2}' <<'IN'
a=1
x =2
x="open
x="a"b
x="\q"
k"y=1
b=2
IN
    diff "$BATS_TEST_TMPDIR/bad" - <<'OUT'
{"source":"standard input","line":2,"column":3,"error":"a '=' without a key","text":"x =2"}
{"source":"standard input","line":3,"column":3,"error":"this quote is not closed","text":"x=\"open"}
{"source":"standard input","line":4,"column":6,"error":"text behind a closing quote","text":"x=\"a\"b"}
{"source":"standard input","line":5,"column":4,"error":"a backslash that begins no escape","text":"x=\"\\q\""}
{"source":"standard input","line":6,"column":2,"error":"a quote in a key","text":"k\"y=1"}
OUT
}

@test "logfmt: lone surrogates and NUL come through, the last of repeated keys counts" {
    check_output weir --from logfmt 'set n = len(a)' <<<'a="\ud800\u0000"' 3<<<'{"a":"\ud800\u0000","n":2}'
    check_output weir --from logfmt 'project a' <<<'a=1 a=2' 3<<<'{"a":2}'
}

@test "logfmt: event time comes from a field with a usual name" {
    check_output weir --from logfmt 'window 1m | sum(n)' 3<<'OUT' <<'IN'
{"window_start":"2025-01-01T00:00:00Z","window_end":"2025-01-01T00:01:00Z","sum_n":3}
OUT
ts=2025-01-01T00:00:01Z n=1
ts=2025-01-01T00:00:59Z n=2
IN
}

@test "logfmt: the same for every size of the reads" {
    awk 'BEGIN { for (i = 0; i < 3000; i++) print (i % 7 ? "n=" i " m=\"a \\\"b\\\"\"" : "=" i) }' >"$BATS_TEST_TMPDIR/in"
    local size
    for size in 1 7 4096 262144; do
        WEIR_TEST_READ_SIZE=$size weir --from logfmt -i "$BATS_TEST_TMPDIR/in" --bad "$BATS_TEST_TMPDIR/bad.$size" \
            'set k = n' >"$BATS_TEST_TMPDIR/out.$size"
        cmp "$BATS_TEST_TMPDIR/out.$size" "$BATS_TEST_TMPDIR/out.1"
        cmp "$BATS_TEST_TMPDIR/bad.$size" "$BATS_TEST_TMPDIR/bad.1"
    done
}
