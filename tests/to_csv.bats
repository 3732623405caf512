# SPDX-License-Identifier: MIT
# --to csv and tsv: every byte, and read back by other programs.
load helpers

@test "csv: a header from the first row, values in its order" {
    check_output weir --to csv <<'IN' 3<<'OUT'
{"a":1,"b":"x"}
{"b":"y","a":1.50}
{"\u0061":true,"b":12345678901234567890}
IN
a,b
1,x
1.50,y
true,12345678901234567890
OUT
}

@test "csv: what is quoted" {
    check_output weir --to csv <<<'{"a":"x,y","b":"say \"hi\"","c":" lead","d":"trail ","e":"two\nlines","f":"cr\rcr"}' \
        3<<<$'a,b,c,d,e,f\n"x,y","say ""hi"""," lead","trail ","two\nlines","cr\rcr"'
    check_output weir --to csv <<<'{"a,b":1,"q\"":2,"":3}' 3<<'OUT'
"a,b","q""",""
1,2,3
OUT
}

@test "csv: null and missing are nothing, an empty text is two quotes" {
    check_output weir --to csv 'project a, b, c' <<<'{"a":null,"c":""}' 3<<<$'a,b,c\n,,""'
    check_output weir --to csv 'project a' <<<'{"a":null}' 3<<<$'a\n""'
}

@test "csv: arrays and objects are JSON, times bare" {
    check_output weir --to csv 'set t = time("2026-01-01"), d = 90s' <<<'{"a":[1, "x"],"o":{"k":null}}' 3<<'OUT'
a,o,t,d
"[1, ""x""]","{""k"":null}",2026-01-01T00:00:00Z,90
OUT
    check_output weir --to csv --time-format ms 'project t = time("2026-01-01")' <<<'{}' 3<<<$'t\n1767225600000'
    check_output weir --to csv --time-format '%d, %H' 'project t = time("2026-01-01")' <<<'{}' 3<<<$'t\n"01, 00"'
}

@test "csv: other columns get a header of their own, or end the run under --strict" {
    check_output weir --to csv <<'IN' 3<<'OUT'
{"a":1}
{"b":2}
{"b":3}
{"b":4,"c":5}
IN
a
1

b
2
3

b,c
4,5
OUT
    check_error 1 weir --to csv --strict <<<$'{"a":1}\n{"a":2}\n{"a":2,"b":3}' 3<<'ERR'
weir: stopped by --strict: bad event, line 3 of standard input: its columns are not those of the header
ERR
    same_as_fd3 "$stdout" 3<<<$'a\n1\n2'
    check_output weir --to csv --strict <<<$'{"a":1,"b":2}\n{"b":2,"a":1}' 3<<<$'a,b\n1,2\n1,2'
}

@test "csv: an event without fields is not written" {
    check_output weir --to csv <<<$'{}\n{"a":1}\n{}\n{"a":2}' 3<<<$'a\n1\n2'
}

@test "csv: a header without rows where the columns are known" {
    check_output weir --to csv 'count by a, b' </dev/null 3<<<'a,b,count'
    check_output weir --to csv 'project a, `x,y`' </dev/null 3<<<'a,"x,y"'
    check_output weir --to csv </dev/null 3</dev/null
    check_output -s 1 weir --to csv --fail-empty 'project a' </dev/null 3<<<'a'
}

@test "csv: repeated keys, escaped keys, edits" {
    check_output weir --to csv <<<'{"a":1,"b":2,"a":3}' 3<<<$'a,b\n3,2'
    check_output weir --to csv 'set c = 1 | rename x = a | drop b' <<<'{"\u0061":1,"b":2}' 3<<<$'x,c\n1,1'
    check_output weir --to csv 'project z = 1, *' <<<'{"a":1}' 3<<<$'z,a\n1,1'
}

@test "csv: windows first, then keys, then aggregates" {
    check_output weir -l 0s --to csv 'window 1m | count by h' <<<$'{"ts":"2026-01-01T00:00:05Z","h":"x"}' 3<<'OUT'
window_start,window_end,h,count
2026-01-01T00:00:00Z,2026-01-01T00:01:00Z,x,1
OUT
}

@test "csv: lone surrogates, NUL, other controls" {
    printf 'a\n\xef\xbf\xbd|\0|\x1b|\xed\x9f\xbf\n' >"$BATS_TEST_TMPDIR/want"
    weir --to csv <<<'{"a":"\ud800|\u0000|\u001b|\ud7ff"}' >"$BATS_TEST_TMPDIR/got"
    cmp "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
}

@test "csv: 100,000 columns, a key 100,000 times, 1,000 levels" {
    local n
    n=$(python3 -c 'print("{" + ",".join("\"k%d\":%d" % (i, i) for i in range(100000)) + "}")' | weir --to csv | tail -n 1 | tr , '\n' | tail -n 1)
    [ "$n" = 99999 ]
    check_output weir --to csv < <(python3 -c 'print("{" + ",".join("\"k\":%d" % i for i in range(100000)) + "}")') 3<<<$'k\n99999'
    deep=$(python3 -c 'print("[" * 1000 + "]" * 1000)')
    check_output weir --to csv <<<"{\"a\":$deep}" 3<<<$'a\n'"$deep"
}

@test "csv: several outputs get the same, a full buffer too" {
    cd "$BATS_TEST_TMPDIR"
    seq 1 30000 | sed 's/.*/{"n":&,"text":"a,b"}/' >in
    weir --to csv -o one -o two <in
    cmp one two
    [ "$(wc -l <one)" = 30001 ]
    [ "$(tail -n 1 one)" = '30000,"a,b"' ]
}

# Random texts of all kinds in three columns, on standard output as events.
random_events() {
    python3 - <<'PY'
import json, random
random.seed(7)
alphabet = ['a', 'b', ' ', ',', '"', '\n', '\t', '\r', '\\', "'", ';', 'é', '日', '😀', '=', '1']
for _ in range(2000):
    row = {k: ''.join(random.choice(alphabet) for _ in range(random.randrange(8))) for k in ('x', 'y y', 'z"')}
    print(json.dumps(row, ensure_ascii=random.random() < .5))
PY
}

@test "csv: python reads back what was written" {
    cd "$BATS_TEST_TMPDIR"
    random_events >in
    weir --to csv <in >out
    python3 - <<'PY'
import csv, json
want = [json.loads(line) for line in open('in', encoding='utf-8')]
got = list(csv.DictReader(open('out', newline='', encoding='utf-8'), strict=True))
assert got == want, next((g, w) for g, w in zip(got, want) if g != w)
PY
}

@test "csv: Miller reads back what was written" {
    command -v mlr >/dev/null || skip "no mlr here"
    cd "$BATS_TEST_TMPDIR"
    random_events | grep -v '\\r' >in
    weir --to csv <in >out
    mlr --icsv --ojson -S cat out | python3 -c '
import json, sys
want = [json.loads(line) for line in open("in", encoding="utf-8")]
got = json.load(sys.stdin)
assert [{k: str(v) for k, v in row.items()} for row in got] == want'
}

@test "tsv: escapes, null, header" {
    check_output weir --to tsv <<'IN' 3<<'OUT'
{"a\tb":"x\ty","c":"n\nr\r\\ \"q\" ,","d":null}
{"a\tb":"","c":" s ","d":[1]}
IN
a\tb	c	d
x\ty	n\nr\r\\ "q" ,	
	 s 	[1]
OUT
    check_output weir --to tsv <<<$'{"a":1}\n{"b":1}' 3<<<$'a\n1\n\nb\n1'
    check_output weir --to tsv 'count by a' </dev/null 3<<<$'a\tcount'
}

@test "tsv: every value stays in its place" {
    cd "$BATS_TEST_TMPDIR"
    random_events >in
    weir --to tsv <in >out
    python3 - <<'PY'
import json, re
want = [json.loads(line) for line in open('in', encoding='utf-8')]
lines = open('out', encoding='utf-8', newline='').read().split('\n')
assert lines.pop() == ''
back = {'t': '\t', 'n': '\n', 'r': '\r', '\\': '\\'}
split = lambda line: [re.sub(r'\\(.)', lambda m: back[m[1]], f) for f in line.split('\t')]
names = split(lines[0])
assert [dict(zip(names, split(line))) for line in lines[1:]] == want
PY
}

@test "csv: the cutting of the input does not show" {
    random_events >"$BATS_TEST_TMPDIR/in"
    for format in csv tsv logfmt; do
        weir --to $format <"$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/whole"
        WEIR_TEST_READ_SIZE=7 weir --to $format <"$BATS_TEST_TMPDIR/in" | cmp "$BATS_TEST_TMPDIR/whole"
    done
}

@test "csv: unknown formats" {
    check_error 2 weir --to xml </dev/null 3<<'ERR'
weir: --to wants json, csv, tsv, table, chart, logfmt or raw, not 'xml'
ERR
    check_error 2 weir --color blue </dev/null 3<<'ERR'
weir: --color wants auto, always or never, not 'blue'
ERR
}
