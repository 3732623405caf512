# SPDX-License-Identifier: MIT
load helpers

@test "time: the event time from here on" {
    check_output weir 'time when | window 1m | count' <<'IN' 3<<'OUT'
{"ts":"2020-01-01T00:00:00Z","when":"2026-01-01T00:00:10Z"}
{"ts":"2020-01-01T00:00:00Z","when":"2026-01-01T00:01:10Z"}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":1}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","count":1}
OUT
}

@test "time: of what a stage made" {
    check_output weir 'set at = time(day + "T" + hour) | time at | window 1h | count' <<'IN' 3<<'OUT'
{"day":"2026-01-01","hour":"10:00"}
{"day":"2026-01-01","hour":"10:59"}
IN
{"window_start":"2026-01-01T10:00:00Z","window_end":"2026-01-01T11:00:00Z","count":2}
OUT
}

@test "time: an expression" {
    check_output weir 'time time(ts) + 1h | window 1m | count' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z"}
IN
{"window_start":"2026-01-01T01:00:00Z","window_end":"2026-01-01T01:01:00Z","count":1}
OUT
    check_output weir 'time s * 1000 | window 1m | count' <<<'{"s":1700000000}' 3<<'OUT'
{"window_start":"2023-11-14T22:13:00Z","window_end":"2023-11-14T22:14:00Z","count":1}
OUT
}

@test "time: it changes nothing of the event, and drops none" {
    check_output weir 'time when | filter a == 1' <<'IN' 3<<'OUT'
{"a" : 1,"when":"2026-01-01"}
{"a" : 1,"when":"soon"}
{"a" : 1}
IN
{"a" : 1,"when":"2026-01-01"}
{"a" : 1,"when":"soon"}
{"a" : 1}
OUT
    check_stderr 3</dev/null
}

@test "time: an event without it is a bad event where time is needed" {
    check_output -s 3 weir 'time when | window 1m | count' <<'IN' 3<<'OUT'
{"when":"2026-01-01T00:00:10Z"}
{"when":"soon"}
{}
{"when":null}
{"when":true}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":1}
OUT
    tail -n 1 "$stderr" | grep -q '^weir: 4 bad events'
}

@test "time: what is dropped above it does not move the clock" {
    check_output weir -l 0s 'set t = when | filter keep | time t | window 1m | count' <<'IN' 3<<'OUT'
{"when":"2026-01-01T00:00:10Z","keep":true}
{"when":"2026-01-01T05:00:00Z","keep":false}
{"when":"2026-01-01T00:00:20Z","keep":true}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":2}
OUT
    check_stderr 3</dev/null
}

@test "time: over fields of the event as it came it is taken at entry all the same" {
    check_output weir -q -l 0s 'filter keep | time when | window 1m | count' <<'IN' 3<<'OUT'
{"when":"2026-01-01T00:00:10Z","keep":true}
{"when":"2026-01-01T05:00:00Z","keep":false}
{"when":"2026-01-01T00:00:20Z","keep":true}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":1}
OUT
}

@test "time: window ... on is short for it" {
    for stages in 'time when | window 1m | count' 'window 1m on when | count'; do
        check_output weir "$stages" <<'IN' 3<<'OUT'
{"when":"2026-01-01T00:00:10Z","ts":"2020-01-01"}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":1}
OUT
    done
}

@test "time: first and last go by it" {
    check_output weir 'time when | first(n), last(n)' <<'IN' 3<<'OUT'
{"when":3,"n":"c"}
{"when":1,"n":"a"}
{"when":4,"n":"d"}
{"when":2,"n":"b"}
IN
{"first_n":"a","last_n":"d"}
OUT
}
