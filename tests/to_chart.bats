# SPDX-License-Identifier: MIT
load helpers
load terminal

teardown() {
    close_terminal
}

@test "chart: a bar behind each row, its scale in the header" {
    check_output weir --to chart 'count by path' <<<$'{"path":"/"}\n{"path":"/a"}\n{"path":"/a"}' 3<<'OUT'
path  count  0                                      2
/         1  ████████████████████
/a        2  ████████████████████████████████████████
OUT
}

@test "chart: the first number that is no key is drawn, which the scale names where other columns stand between" {
    check_output weir --to chart 'count, max(ms) by status' <<'IN' 3<<'OUT'
{"status":200,"ms":1}
{"status":404,"ms":9}
{"status":200,"ms":5}
IN
status  count  max_ms  0                count                 2
   200      2       5  ████████████████████████████████████████
   404      1       9  ████████████████████
OUT
    check_output weir --to chart 'count, max(ms) by status | project status, max_ms' <<'IN' 3<<'OUT'
{"status":200,"ms":1}
{"status":404,"ms":9}
{"status":200,"ms":5}
IN
status  max_ms  0                                     10
   200       5  ████████████████████
   404       9  ████████████████████████████████████
OUT
    check_output weir --to chart 'count by status | project status' <<<'{"status":200}' 3<<'OUT'
status  0                                    200
   200  ████████████████████████████████████████
OUT
}

@test "chart: the scale grows under a new header and never shrinks" {
    check_output weir --to chart -l 0s 'window 1m | sum(n) | drop window_end' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:00Z","n":3}
{"ts":"2026-01-01T00:01:00Z","n":12}
{"ts":"2026-01-01T00:02:00Z","n":1}
IN
window_start          sum_n  0                                      5
2026-01-01T00:00:00Z      3  ████████████████████████

window_start          sum_n  0                                     20
2026-01-01T00:01:00Z     12  ████████████████████████
2026-01-01T00:02:00Z      1  ██
OUT
}

@test "chart: negative, null, other types, fractions, durations; the largest number; none at all" {
    check_output weir --to chart 'tail 9' <<'IN' 3<<'OUT'
{"n":"a","v":0}
{"n":"b","v":-3}
{"n":"c","v":null}
{"n":"d","v":"text"}
{"n":"e","v":0.001}
{"n":"f","v":7.05}
IN
n  v      0                                     10
a  0
b  -3     ▒▒▒▒▒▒▒▒▒▒▒▒
c  -
d  text
e  0.001  ▏
f  7.05   ████████████████████████████▎
OUT
    check_output weir --to chart 'set d = duration(d)' <<<'{"d":"1m"}' 3<<'OUT'
 d  0                                    100
60  ████████████████████████
OUT
    check_output weir --to chart <<<'{"v":1.7976931348623157e308}' 3<<'OUT'
                     v  0                1.7976931348623157e+308
1.7976931348623157e308  ████████████████████████████████████████
OUT
    check_output weir --to chart <<<'{"v":5e-324}' 3<<'OUT'
     v  0                                 5e-324
5e-324  ████████████████████████████████████████
OUT
    check_output weir --to chart <<<'{"v":"x"}' 3<<<$'v\nx'
}

@test "chart: the scale is the first of 1, 2 and 5 times a power of ten that is large enough" {
    local v want
    while read -r v want; do
        [ "$(echo "{\"v\":$v}" | weir --to chart | head -n 1 | awk '{ print $3 }')" = "$want" ] || {
            echo "$v: not $want"
            return 1
        }
    done <<'CASES'
1 1
1.0000000000000002 2
2 2
2.5 5
5 5
5.1 10
10 10
0.1 0.1
0.3 0.5
0.000001 0.000001
3e-7 5e-7
999999 1000000
1e21 1e+21
1e22 1e+22
6e99 1e+100
CASES
}

@test "chart: live on a terminal" {
    cd "$BATS_TEST_TMPDIR"
    mkfifo in
    open_terminal 40 8 "weir -i in --to chart 'count by h'"
    exec 7>in
    printf '%s\n' '{"h":"a"}' '{"h":"b"}' '{"h":"b"}' >&7
    see 3<<'SCREEN'
---- so far ----
h  count  0                            …
a      1  ████████████████████
b      2  █████████████████████████████…
SCREEN
}
