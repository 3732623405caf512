# SPDX-License-Identifier: MIT
# A bad line is counted, kept aside with its place and reason, and costs nothing else.
load helpers

@test "bad lines: counted, the first three shown, status 3; the good ones pass" {
    check_output -s 3 weir <<'IN' 3<<'OUT'
{"a":1}
{"a":1
{"a":2}
[3]
"text"
{"a":4,}

{"a":5}
IN
{"a":1}
{"a":2}
{"a":5}
OUT
    check_stderr 3<<'ERR'
weir: bad line, line 2 of standard input: column 7: an object that does not end on this line; jq -c . puts each object on one line
weir: bad line, line 4 of standard input: column 1: an array where an object was expected; jq -c '.[]' puts each element on one line
weir: bad line, line 5 of standard input: column 1: a string where an object was expected
weir: 4 bad lines (--bad FILE keeps them)
ERR
}

@test "bad lines: --bad keeps them with source, line, column, error and text; then the status is 0" {
    check_output weir --bad "$BATS_TEST_TMPDIR/bad" <<'IN' 3<<'OUT'
{"a":1}

{"a":nul, "b":"\u00e9\\"}
42
{"a":2}
IN
{"a":1}
{"a":2}
OUT
    same_as_fd3 "$BATS_TEST_TMPDIR/bad" 3<<'BAD'
{"source":"standard input","line":3,"column":6,"error":"invalid token near 'nul'","text":"{\"a\":nul, \"b\":\"\\u00e9\\\\\"}"}
{"source":"standard input","line":4,"column":1,"error":"a number where an object was expected","text":"42"}
BAD
    check_stderr 3<<'ERR'
weir: 2 bad lines
ERR
}

@test "bad lines: the source is the name of the file" {
    printf '{"a":1}\n' >"$BATS_TEST_TMPDIR/good"
    printf 'x\n' >"$BATS_TEST_TMPDIR/odd \"name\""
    cd "$BATS_TEST_TMPDIR"
    check_output weir -i good -i 'odd "name"' --bad bad 3<<<'{"a":1}'
    same_as_fd3 bad 3<<'BAD'
{"source":"odd \"name\"","line":1,"column":1,"error":"not a JSON object","text":"x"}
BAD
}

@test "bad lines: --bad to standard output keeps the order of the lines" {
    check_output weir -q --bad - 'filter false' <<'IN' 3<<'OUT'
1
{"a":1}
[]
IN
{"source":"standard input","line":1,"column":1,"error":"a number where an object was expected","text":"1"}
{"source":"standard input","line":3,"column":1,"error":"an array where an object was expected; jq -c '.[]' puts each element on one line","text":"[]"}
OUT
}

@test "bad lines: invalid UTF-8 is shown with U+FFFD beside base64" {
    printf '{"a":"x\xff\xfey"}\n{"a":"\xc0\xaf"}\n{"a":"\xed\xa0\x80"}\n{"a":"\xf4\x90\x80\x80"}\n{"a":"\xe2\x82"}\n{"a":"\xe2\x82\xac"}\n' >"$BATS_TEST_TMPDIR/in"
    check_output weir -q --bad "$BATS_TEST_TMPDIR/bad" <"$BATS_TEST_TMPDIR/in" 3<<<'{"a":"€"}'
    [ "$(wc -l <"$BATS_TEST_TMPDIR/bad")" = 5 ]
    head -n 1 "$BATS_TEST_TMPDIR/bad" >"$BATS_TEST_TMPDIR/first"
    same_as_fd3 "$BATS_TEST_TMPDIR/first" 3<<'BAD'
{"source":"standard input","line":1,"column":8,"error":"not valid UTF-8","text":"{\"a\":\"x��y\"}","base64":"eyJhIjoieP/+eSJ9"}
BAD
}

@test "bad lines: a control character in a string; DEL and the others are fine" {
    printf '{"a":"x\ty"}\n{"a":"\x7f"}\n{"a":"\x00"}\n{"a":"\\u0000"}\n' >"$BATS_TEST_TMPDIR/in"
    printf '{"a":"\x7f"}\n{"a":"\\u0000"}\n' >"$BATS_TEST_TMPDIR/want"
    check_output -s 3 weir <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/want"
}

@test "bad lines: depth 1024 is the limit" {
    nested() { # DEPTH, the outermost object counted
        printf '{"a":%s%s}\n' "$(printf '[%.0s' $(seq 2 "$1"))" "$(printf ']%.0s' $(seq 2 "$1"))"
    }
    nested 1024 >"$BATS_TEST_TMPDIR/deep"
    check_output weir <"$BATS_TEST_TMPDIR/deep" 3<"$BATS_TEST_TMPDIR/deep"
    nested 1025 >"$BATS_TEST_TMPDIR/deeper"
    check_output -s 3 weir <"$BATS_TEST_TMPDIR/deeper" 3</dev/null
}

@test "bad lines: what may look bad and is not" {
    check_output weir <<'IN' 3<<'OUT'
{}
{"a":1,"a":2}
{"":""}
{"a":"\ud800","b":"\udc00\ud800","c":"\ud83d\ude00"}
{"a":1e999,"b":-0,"c":-0.0e-0,"d":123456789012345678901234567890}
  	{ "a" : [ ] , "b" : { } }  	
IN
{}
{"a":1,"a":2}
{"":""}
{"a":"\ud800","b":"\udc00\ud800","c":"\ud83d\ude00"}
{"a":1e999,"b":-0,"c":-0.0e-0,"d":123456789012345678901234567890}
  	{ "a" : [ ] , "b" : { } }  	
OUT
    check_stderr 3</dev/null
}

@test "bad lines: none damages the next, whatever it left open" {
    local bad="$BATS_TEST_TMPDIR/bad-lines" line n=0
    cat >"$bad" <<'END'
{"a":"open
{"a":"open\
{"a":"open\"
{"a":["
{"a":{"b":[[[
"
\
'
{"a":1}}}}}
]]]]
{"a":tru
{"a":"\u12
{"a":"\ud83d
END
    printf '{"a":"\xe2\x82\n{"a":"\xf0\x9f\x98\n' >>"$bad"
    while IFS= read -r line || [ -n "$line" ]; do
        n=$((n + 1))
        printf '{"n":%d}\n%s\n{"n":%d,"t":"}{,:[]"}\n' $n "$line" $n
    done <"$bad" >"$BATS_TEST_TMPDIR/in"
    for ((i = 1; i <= n; i++)); do printf '{"n":%d}\n{"n":%d,"t":"}{,:[]"}\n' $i $i; done >"$BATS_TEST_TMPDIR/want"
    check_output -s 3 weir <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/want"
    check_output weir -q --bad "$BATS_TEST_TMPDIR/kept" 'count' <"$BATS_TEST_TMPDIR/in" 3<<<"{\"count\":$((2 * n))}"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/kept")" = $n ]
}

@test "bad lines: pretty-printed and array input are named, with the jq that splits them" {
    check_error 3 weir <<'IN' 3<<'ERR'
{
  "a": 1
}
IN
weir: bad line, line 1 of standard input: column 2: an object that does not end on this line; jq -c . puts each object on one line
weir: bad line, line 2 of standard input: column 3: a piece of a pretty-printed object; jq -c . puts each object on one line
weir: bad line, line 3 of standard input: column 1: a piece of a pretty-printed object; jq -c . puts each object on one line
weir: 3 bad lines (--bad FILE keeps them)
ERR
    check_error 3 weir <<'IN' 3<<'ERR'
[{"a":1},{"a":2}]
IN
weir: bad line, line 1 of standard input: column 1: an array where an object was expected; jq -c '.[]' puts each element on one line
weir: 1 bad line (--bad FILE keeps them)
ERR
}

@test "bad events: no usable time where one is needed; counted apart, kept in --bad, status 3" {
    check_output -s 3 weir -t t 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1}
{"t":"soon"}
{"a":1}
{"t":true}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
OUT
    check_stderr 3<<'ERR'
weir: bad event, line 2 of standard input: no event time: t is "soon"
weir: bad event, line 3 of standard input: no event time: t is missing
weir: bad event, line 4 of standard input: no event time: t is true
weir: 3 bad events (--bad FILE keeps them)
ERR
    check_output weir -q -t t --bad "$BATS_TEST_TMPDIR/bad" 'window 10s' 'count' <<<'{"t":"soon"}' 3</dev/null
    same_as_fd3 "$BATS_TEST_TMPDIR/bad" 3<<'BAD'
{"source":"standard input","line":1,"column":0,"error":"no event time: t is \"soon\"","text":"{\"t\":\"soon\"}"}
BAD
}

@test "bad events: only what reaches the stage that needs the time" {
    check_output weir -t t 'filter ok' 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1,"ok":true}
{"t":"soon","ok":false}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
OUT
    check_stderr 3</dev/null
}

@test "bad lines: expression errors do not change the status" {
    check_output weir 'set b = a * 2' <<'IN' 3<<'OUT'
{"a":1}
{"a":"x"}
IN
{"a":1,"b":2}
{"a":"x","b":null}
OUT
    [[ $(<"$stderr") == "weir: stage 1, line 2 of standard input: a * 2:"* ]]
}

@test "bad lines: --bad cuts at 64 KiB" {
    { printf '['; head -c 100000 /dev/zero | tr '\0' x; echo; } >"$BATS_TEST_TMPDIR/in"
    check_output weir -q --bad "$BATS_TEST_TMPDIR/bad" <"$BATS_TEST_TMPDIR/in" 3</dev/null
    python3 - "$BATS_TEST_TMPDIR/bad" <<'END'
import json, sys
row = json.loads(open(sys.argv[1]).read())
assert row['text'] == '[' + 'x' * 65535, len(row['text'])
END
}

@test "bad lines: the cut at 64 KiB does not go through a character" {
    local option
    cd "$BATS_TEST_TMPDIR"
    python3 - <<'END'
fill = b'x' * 65534               # two bytes are left
ends = [b'\xe2\x82\xac', b'\xc3\xa9y', b'x\xc3\xa9', b'\xf0\x9f\x98\x80', b'\xe2\x82']
open('in', 'wb').writelines(fill + end + b'\n' for end in ends)
END
    for option in 16M 1k; do
        check_output weir -q --max-line=$option --bad bad-$option <in 3</dev/null
        python3 - bad-$option <<'END'
import base64, json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]
ends = [row['text'][65534:] for row in rows]
assert ends == ['', 'é', 'x', '', '\ufffd\ufffd'], ends
bytes = [base64.b64decode(row['base64'])[65534:] for row in rows if 'base64' in row]
assert bytes == [b'\xe2\x82'], bytes
END
    done
}

@test "bad lines: the name of an input that is no UTF-8" {
    cd "$BATS_TEST_TMPDIR"
    local name=$'in-\xff-put'
    echo oops >"$name" || skip "no such names here"
    check_output weir -q -i "$name" --bad - 3<<'OUT'
{"source":"in-�-put","line":1,"column":1,"error":"not a JSON object","text":"oops"}
OUT
}

@test "bad lines: what is compressed, behind lines that are not, is named as such" {
    printf '{}\n\x1f\x8b\x08\x00' >"$BATS_TEST_TMPDIR/x.gz"
    check_error 3 weir -i "$BATS_TEST_TMPDIR/x.gz" 3<<ERR
weir: bad line, line 2 of $BATS_TEST_TMPDIR/x.gz: column 1: compressed by gzip; read it with: gzip -dc FILE | weir ...
weir: 1 bad line (--bad FILE keeps them)
ERR
}

@test "bad lines: where no line is JSON, how others are read; where one is, or it is nearly JSON, not" {
    closing() { printf '%b' "$1" | weir ${2:+"$2"} count 2>&1 >/dev/null | tail -n 1; }
    [ "$(closing 'a=1\nb=2\n')" = "weir: 2 bad lines (--bad FILE keeps them); for lines that are not JSON: --from text, logfmt, csv or tsv" ]
    [ "$(closing 'a=1\n{"b":2}\n')" = "weir: 1 bad line (--bad FILE keeps them)" ]
    [ "$(closing '{"b":\n')" = "weir: 1 bad line (--bad FILE keeps them)" ]
    [ "$(closing '[{"b":1}]\n')" = "weir: 1 bad line (--bad FILE keeps them)" ]
    [ "$(closing 'a,b\n1\n' '--from=csv')" = "weir: 1 bad line (--bad FILE keeps them)" ]
}

@test "bad events: where none had a time, the time may come from a stage" {
    closing() { printf '{"t":"2026-01-01T00:00:00Z,1"}\n%s' "$3" | weir ${1:+"$1"} "$2" 'window 1h' count 2>&1 >/dev/null | grep 'bad event'; }
    local advice="; if a stage makes the time, write behind it: time EXPR"
    closing '' 'parse t as csv(ts, n)' | grep -qF "weir: 1 bad event (--bad FILE keeps them)$advice"
    closing '-tts' 'parse t as csv(ts, n)' | grep -qF "weir: 1 bad event (--bad FILE keeps them)$advice"
    closing '-tts' 'filter true' '{"ts":"2026-01-01T00:00:00Z"}' | grep -qx "weir: 1 bad event (--bad FILE keeps them)"
}
