# SPDX-License-Identifier: MIT
load helpers

@test "table: aligned, numbers on the right, no blanks at the ends" {
    check_output weir --to table 'count, avg(ms) by path' <<'IN' 3<<'OUT'
{"path":"/","ms":2}
{"path":"/health","ms":11.5}
{"path":"/"}
IN
path     count  avg_ms
/            2       2
/health      1    11.5
OUT
    check_output weir --to table 'project n, x, s | tail 9' <<'IN' 3<<'OUT'
{"n":1,"x":true,"s":"long text"}
{"n":1000,"s":""}
{"x":[1,{"a":null}]}
IN
   n  x               s
   1  true            long text
1000  -               ""
   -  [1,{"a":null}]  -
OUT
}

@test "table: calculated numbers to 15 digits, others as they came" {
    check_output weir --to table 'set c = a + b, d = big * 1, e = -a / 3 | tail 9' <<'IN' 3<<'OUT'
{"a":0.1,"b":0.2,"big":1e300,"n":0.30000000000000004}
{"a":84.86799999999998,"b":0,"big":-1.7976931348623157e308,"n":12345678901234567890}
IN
                a    b                      big                     n       c                         d                    e
              0.1  0.2                    1e300   0.30000000000000004     0.3                    1e+300  -0.0333333333333333
84.86799999999998    0  -1.7976931348623157e308  12345678901234567890  84.868  -1.7976931348623157e+308    -28.2893333333333
OUT
}

@test "table: events one by one; what does not fit widens the columns under a new header" {
    check_output weir --to table <<'IN' 3<<'OUT'
{"a":"x","b":1,"c":"anything"}
{"a":"xy","b":2,"c":"may be as long as it likes here"}
{"a":"y","b":10,"c":"z"}
IN
a  b  c
x  1  anything

a     b  c
xy    2  may be as long as it likes here

a        b  c
y       10  z
OUT
}

@test "table: a header stays for the windows below it" {
    check_output weir -l 0s --to table 'window 1m | count by h | project h, count' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:05Z","h":"abc"}
{"ts":"2026-01-01T00:01:05Z","h":"x"}
{"ts":"2026-01-01T00:01:06Z","h":"yy"}
{"ts":"2026-01-01T00:02:06Z","h":"longer"}
IN
h    count
abc      1
x        1
yy       1

h         count
longer        1
OUT
}

@test "table: other columns make another table" {
    check_output weir --to table <<<$'{"a":1}\n{"b":"x"}\n{}\n{"b":"y"}' 3<<'OUT'
a
1

b
x
y
OUT
}

@test "table: wide and combining characters" {
    check_output weir --to table 'project a, b | tail 9' <<'IN' 3<<'OUT'
{"a":"日本","b":1}
{"a":"e\u0301te\u0301","b":2}
{"a":"한글","b":3}
{"a":"\ud83d\ude00","b":4}
{"a":"abcd","b":5}
{"a":"\ud800","b":6}
IN
a     b
日本  1
été   2
한글  3
😀    4
abcd  5
�     6
OUT
}

@test "table: what a terminal would act on is shown" {
    check_output weir --to table 'project a, b | tail 9' <<'IN' 3<<'OUT'
{"a":"x\ny\t\u0000","b":1}
{"a":"\u001b[31m","b":2}
{"a":"\u202eabc","b":3}
{"a":"plain","b":4}
IN
a             b
x\ny\t\u0000  1
\u001b[31m    2
\u202eabc     3
plain         4
OUT
}

@test "table: a long value pushes its row aside, and nothing is cut" {
    local long
    long=$(printf '%070d' 0)
    check_output weir --to table 'project a, b | tail 9' <<<"{\"a\":\"$long\",\"b\":1}"$'\n{"a":"x","b":22}' 3<<OUT
$(printf 'a%59s  %2s' '' b)
$(printf '%s  %2d' "$long" 1)
$(printf 'x%59s  %2d' '' 22)
OUT
}

@test "table: the cutting of the input and the outbox do not show" {
    cd "$BATS_TEST_TMPDIR"
    python3 - >in <<'PY'
import random
random.seed(3)
for i in range(3000):
    print('{"ts":%d,"h":"%s","v":%d}' % (1767225600 + i // 3, 'h' * random.randrange(1, 6 + i // 300), random.randrange(10 ** random.randrange(1, 7))))
PY
    for stages in 'set x = 1' 'window 1m | count, sum(v) by h' 'count by h' 'window 10s | head 3' 'tail 50' 'window 1m | filter v > 5'; do
        weir -t ts -l 0s --to table "$stages" <in >whole
        for size in 1 13 4096; do
            WEIR_TEST_READ_SIZE=$size weir -t ts -l 0s --to table "$stages" <in | cmp - whole
        done
    done
}

@test "table: many rows of one window" {
    cd "$BATS_TEST_TMPDIR"
    seq 1 5000 | sed 's/.*/{"n":&}/' | weir --to table 'count by n' >out
    [ "$(wc -l <out)" = 5001 ]
    [ "$(tail -n 1 out)" = '5000      1' ]
}

@test "table: colour only on a terminal, or when asked for" {
    check_output weir --to table --color always <<<'{"a":1}' 3<<<$'\e[1ma\e[0m\n1'
    check_output weir --to table --color never <<<'{"a":1}' 3<<<$'a\n1'
    check_output weir --to table <<<'{"a":1}' 3<<<$'a\n1'
    check_output env NO_COLOR=1 "$WEIR" --to table --color always <<<'{"a":1}' 3<<<$'\e[1ma\e[0m\n1'
}

@test "table: a row is there before the next one comes" {
    cd "$BATS_TEST_TMPDIR"
    mkfifo in out
    "$WEIR" --to table <in >out &
    exec 8>in 9<out
    echo '{"a":1}' >&8
    read -r -t 20 line <&9 && [ "$line" = a ]
    read -r -t 20 line <&9 && [ "$line" = 1 ]
    exec 8>&- 9<&-
    wait
}

@test "table: repeated keys, names with controls, 100,000 columns" {
    check_output weir --to table <<<'{"a\n":1,"b":2,"a\n":33}' 3<<<$'a\\n  b\n 33  2'
    python3 -c 'print("{" + ",".join("\"k%d\":%d" % (i, i) for i in range(100000)) + "}")' | weir --to table | tail -n 1 | grep -q ' 99999$'
}

@test "table: rows that may be replaced are written one by one, every chunk size" {
    cd "$BATS_TEST_TMPDIR"
    seq 0 200 | awk '{ printf "{\"ts\":%d,\"h\":\"%s\",\"v\":%d}\n", 1767225600 + $1 % 7 * 20 + $1 / 3, substr($1, 1, 1), $1 * $1 }' >in
    weir -t ts -l 30s --to table 'window 1m emit updates | count, sum(v) by h' <in >whole 2>err
    [ -s whole ] || { cat err; false; }
    for size in 1 13 4096; do
        WEIR_TEST_READ_SIZE=$size weir -t ts -l 30s --to table 'window 1m emit updates | count, sum(v) by h' <in 2>err | cmp - whole
    done
}
