# SPDX-License-Identifier: MIT
load helpers

events() {
    printf '%s\n' '{"k":"a","n":1}' '{"k":"b","n":2}' '{"k":"a","n":3}' '{"k":null,"n":4}' '{"n":5}' '{"k":"b","n":6}'
}

@test "tail: the last N, as they came, at the end of input" {
    check_output weir 'tail 2' < <(events) 3<<'OUT'
{"n":5}
{"k":"b","n":6}
OUT
    check_output weir 'tail 1' <<<' {"a" : 1.50} ' 3<<<' {"a" : 1.50} '
    check_output weir 'tail 100 | count' < <(events) 3<<<'{"count":6}'
    check_output weir 'tail 3' </dev/null 3</dev/null
}

@test "tail: per, the last N of each key, in order of arrival" {
    check_output weir 'tail 1 per k' < <(events) 3<<'OUT'
{"k":"a","n":3}
{"n":5}
{"k":"b","n":6}
OUT
    check_output weir 'tail 2 per k' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
{"k":"a","n":3}
{"k":null,"n":4}
{"n":5}
{"k":"b","n":6}
OUT
}

@test "tail: per an expression" {
    check_output weir 'tail 1 per n % 2' < <(events) 3<<'OUT'
{"n":5}
{"k":"b","n":6}
OUT
}

@test "tail: of many" {
    many() { seq 1 20000 | sed 's/.*/{"n":&}/' | "$WEIR" "$@"; }
    check_output many 'tail 2' 3<<'OUT'
{"n":19999}
{"n":20000}
OUT
    check_output many 'tail 5000 | min(n), max(n), count' 3<<<'{"min_n":15001,"max_n":20000,"count":5000}'
    check_output many 'set k = n % 3 | tail 1 per k' 3<<'OUT'
{"n":19998,"k":0}
{"n":19999,"k":1}
{"n":20000,"k":2}
OUT
}

@test "tail: below and above other stages" {
    check_output weir 'set m = n * 2 | tail 1 | drop k' < <(events) 3<<<'{"n":6,"m":12}'
    check_output weir 'count by k | tail 1' < <(events) 3<<<'{"k":null,"count":2}'
    check_output weir 'tail 3 | head 1' < <(events) 3<<<'{"k":null,"n":4}'
    check_output weir 'head 3 | tail 1' < <(events) 3<<<'{"k":"a","n":3}'
    check_output weir 'tail 2 | /"n":6/' < <(events) 3<<<'{"k":"b","n":6}'
}

@test "tail: in a window, the last N of each" {
    check_output weir 'window 1m | tail 1' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","n":1}
{"ts":"2026-01-01T00:00:20Z","n":2}
{"ts":"2026-01-01T00:01:10Z","n":3}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","ts":"2026-01-01T00:00:20Z","n":2}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","ts":"2026-01-01T00:01:10Z","n":3}
OUT
}

@test "tail: what is left is events with their time, so a window may follow" {
    check_output weir 'tail 2' 'window 1m' 'count' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z"}
{"ts":"2026-01-01T00:01:10Z"}
{"ts":"2026-01-01T00:01:20Z"}
IN
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","count":2}
OUT
}
