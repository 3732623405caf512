# SPDX-License-Identifier: MIT
load helpers

events() {
    printf '%s\n' '{"k":"a","n":1}' '{"k":"b","n":2}' '{"k":"a","n":3}' '{"k":null,"n":4}' '{"n":5}' '{"k":"a","n":6}'
}

@test "head: the first N, as they came" {
    check_output weir 'head 2' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
OUT
    check_output weir 'head 100 | count' < <(events) 3<<<'{"count":6}'
    check_output weir 'head 3' </dev/null 3</dev/null
}

@test "head: then it stops reading" {
    endless() { yes '{"n":1}' | timeout 10 "$WEIR" "$@"; }
    check_output endless 'head 2' 3<<'OUT'
{"n":1}
{"n":1}
OUT
    check_output endless 'filter n == 1' 'set m = 2' 'head 1' 'drop n' 3<<<'{"m":2}'
    check_output endless 'head 3 | count' 3<<<'{"count":3}'
}

@test "head: bad lines behind the last one do not count" {
    check_output weir 'head 1' <<'IN' 3<<'OUT'
{"a":1}
nonsense
IN
{"a":1}
OUT
    check_stderr 3</dev/null
}

@test "head: per, the first N of each key; null and missing are one" {
    check_output weir 'head 1 per k' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
{"k":null,"n":4}
OUT
    check_output weir 'head 2 per k' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
{"k":"a","n":3}
{"k":null,"n":4}
{"n":5}
OUT
}

@test "head: per several keys and expressions" {
    check_output weir 'head 1 per k, n % 2 == 0' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
{"k":null,"n":4}
{"n":5}
{"k":"a","n":6}
OUT
    check_output weir 'head 1 per upper(k)' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
{"k":null,"n":4}
OUT
}

@test "head: per takes numbers for equal that are" {
    check_output weir 'head 1 per a' <<'IN' 3<<'OUT'
{"a":1.0}
{"a":1}
{"a":"1"}
{"a":"\u0031"}
{"a":[1]}
{"a":[1.0]}
IN
{"a":1.0}
{"a":"1"}
{"a":[1]}
OUT
}

@test "head: one below another, and below other stages" {
    check_output weir 'head 4 | head 2 | head 3' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
OUT
    check_output weir 'filter n > 2 | head 1 | set m = n' < <(events) 3<<<'{"k":"a","n":3,"m":3}'
    check_output weir 'count by k | head 1' < <(events) 3<<<'{"k":"a","count":3}'
}

@test "head: in a window, the first N of each" {
    check_output weir -l 1m 'window 1m | head 1' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","n":1}
{"ts":"2026-01-01T00:00:20Z","n":2}
{"ts":"2026-01-01T00:01:10Z","n":3}
{"ts":"2026-01-01T00:00:30Z","n":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","ts":"2026-01-01T00:00:10Z","n":1}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","ts":"2026-01-01T00:01:10Z","n":3}
OUT
    check_output weir 'window 1m | count by k | head 1 | project k, count' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","k":"a"}
{"ts":"2026-01-01T00:00:20Z","k":"b"}
{"ts":"2026-01-01T00:01:10Z","k":"b"}
IN
{"k":"a","count":1}
{"k":"b","count":1}
OUT
}
