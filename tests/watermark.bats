# SPDX-License-Identifier: MIT
# Event time where events enter: which field, which forms, and the watermark that every event is judged by.
load helpers

@test "watermark: an event is judged by the events before it, not by itself" {
    check_output weir -t t -l 0s 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1}
{"t":35}
{"t":30}
{"t":9}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
{"window_start":"1970-01-01T00:00:30Z","window_end":"1970-01-01T00:00:40Z","count":2}
OUT
    check_stderr 3<<'ERR'
weir: 1 event came too late; --lateness 26s would have kept it
ERR
}

@test "watermark: a window closes when the watermark reaches its end plus the lateness, not before" {
    check_output weir -t t -l 5s 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":"1970-01-01T00:00:01Z"}
{"t":"1970-01-01T00:00:14.999999999Z"}
{"t":"1970-01-01T00:00:02Z"}
{"t":"1970-01-01T00:00:15Z"}
{"t":"1970-01-01T00:00:03Z"}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":2}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":2}
OUT
    check_stderr 3<<'ERR'
weir: 1 event came too late; --lateness 6s would have kept it
ERR
}

@test "watermark: --delay holds it back" {
    check_output weir -t t -l 0s --delay 20s 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1}
{"t":29}
{"t":9}
{"t":30}
{"t":8}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":2}
{"window_start":"1970-01-01T00:00:20Z","window_end":"1970-01-01T00:00:30Z","count":1}
{"window_start":"1970-01-01T00:00:30Z","window_end":"1970-01-01T00:00:40Z","count":1}
OUT
}

@test "watermark: it is taken at entry: a filter that drops everything does not stop time" {
    check_output weir -t t -l 0s 'filter keep' 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1,"keep":true}
{"t":50,"keep":false}
{"t":2,"keep":true}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
OUT
    check_stderr 3<<'ERR'
weir: 1 event came too late; --lateness 41s would have kept it
ERR
}

@test "watermark: also with window on a field of the event as it came, below a filter" {
    check_output weir -l 0s 'filter keep' 'window 10s on at' 'count' <<'IN' 3<<'OUT'
{"at":1,"keep":true}
{"at":50,"keep":false}
{"at":2,"keep":true}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
OUT
}

@test "watermark: over made fields the clock sits at the stage, and what is dropped before does not move it" {
    check_output weir -l 0s 'filter keep' 'set at = t + 0' 'time at' 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1,"keep":true}
{"t":50,"keep":false}
{"t":2,"keep":true}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":2}
OUT
    check_stderr 3</dev/null
}

@test "watermark: an unreadable time does not move the clock" {
    check_output -s 3 weir -q -t t -l 0s 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1}
{"t":"9999-01-01T00:00:00Z"}
{"t":"soon"}
{"t":2}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":2}
OUT
}

@test "time: nothing is said about it where no stage needs it" {
    check_output weir -t t 'filter n > 0' <<'IN' 3<<'OUT'
{"n":1}
{"t":"soon","n":2}
IN
{"n":1}
{"t":"soon","n":2}
OUT
    check_stderr 3</dev/null
}

@test "time: the first default field that holds a time in the first event that has any; -v says which" {
    check_output -s 3 weir -v 'window 10s' 'count' <<'IN' 3<<'OUT'
{"a":1}
{"time":17,"ts":"1970-01-01T00:00:01Z","timestamp":"no time"}
{"timestamp":"1970-01-01T00:00:59Z","ts":"1970-01-01T00:00:02Z"}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":2}
OUT
    check_stderr 3<<'ERR'
weir: reading standard input
weir: writing to standard output
weir: standard input: event time is the field 'ts'
weir: bad event, line 1 of standard input: no event time: none of @timestamp timestamp time ts datetime date is a time (-t names another)
weir: 1 bad event (--bad FILE keeps them)
ERR
}

@test "time: all default fields, in their order" {
    local i names=(@timestamp timestamp time ts datetime date) line="" at
    for i in 5 4 3 2 1 0; do
        line="\"${names[i]}\":\"2026-01-01T00:0$i:00Z\"${line:+,$line}"
        check_output weir 'window 1m' 'project window_start' <<<"{$line}" 3<<<"{\"window_start\":\"2026-01-01T00:0$i:00Z\"}"
    done
    for at in '"2026-01-01T00:00:00Z"' 1767225600 1767225600000 1767225600000000 1767225600000000000; do
        check_output weir 'window 1m' 'project window_start' <<<"{\"date\":$at}" \
            3<<<'{"window_start":"2026-01-01T00:00:00Z"}'
    done
}

@test "time: numbers below 10^8 are no default time" {
    check_output -s 3 weir -q 'window 1m' 'count' <<<'{"ts":99999999}' 3</dev/null
    check_output weir 'window 1m' 'count' <<<'{"ts":100000000}' \
        3<<<'{"window_start":"1973-03-03T09:46:00Z","window_end":"1973-03-03T09:47:00Z","count":1}'
}

@test "time: forms of -t" {
    local at
    while read -r at want; do
        check_output weir -t when 'window 1s' 'project window_start' <<<"{\"when\":$at}" 3<<<"{\"window_start\":\"$want\"}"
    done <<'END'
"2026-03-01T12:30:05Z" 2026-03-01T12:30:05Z
"2026-03-01t12:30:05z" 2026-03-01T12:30:05Z
"2026-03-01T14:30:05.123456789+02:00" 2026-03-01T12:30:05Z
"2026-03-01T07:00:05-0530" 2026-03-01T12:30:05Z
"20260301T123005Z" 2026-03-01T12:30:05Z
"2026-03-01T12:30:05" 2026-03-01T12:30:05Z
"2026-03-01" 2026-03-01T00:00:00Z
"20260301" 2026-03-01T00:00:00Z
"2016-12-31T23:59:60Z" 2016-12-31T23:59:59Z
1772368205 2026-03-01T12:30:05Z
1772368205.75 2026-03-01T12:30:05Z
1772368205999 2026-03-01T12:30:05Z
1772368205999999 2026-03-01T12:30:05Z
1772368205999999999 2026-03-01T12:30:05Z
"1772368205" 2026-03-01T12:30:05Z
-1 1969-12-31T23:59:59Z
-0.5 1969-12-31T23:59:59Z
9223372036 2262-04-11T23:47:16Z
100000000000 1973-03-03T09:46:40Z
END
}

@test "time: an expression, a nested path and a text with a space" {
    check_output weir -t 'time(log.at, "ms")' 'window 1s' 'project window_start' <<<'{"log":{"at":1000}}' \
        3<<<'{"window_start":"1970-01-01T00:00:01Z"}'
    check_output weir -t 'log.at' 'window 1s' 'project window_start' <<<'{"log":{"at":"2026-03-01 12:30:05Z"}}' \
        3<<<'{"window_start":"2026-03-01T12:30:05Z"}'
}

@test "time: --tz for times without an offset" {
    check_output weir --tz Europe/Berlin -t t 'window 1h' 'project window_start' <<'IN' 3<<'OUT'
{"t":"2026-01-01T12:00:00"}
{"t":"2026-07-01T12:00:00"}
{"t":"2026-07-01T12:00:00Z"}
IN
{"window_start":"2026-01-01T11:00:00Z"}
{"window_start":"2026-07-01T10:00:00Z"}
{"window_start":"2026-07-01T12:00:00Z"}
OUT
}

@test "time: arrival is the wall clock" {
    WEIR_TEST_NOW=1767225605000000000 check_output weir -t arrival 'window 1m' 'count' <<'IN' 3<<'OUT'
{"ts":1}
{"a":1}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":2}
OUT
    WEIR_TEST_NOW=1767225605000000000 check_output weir 'window 1m on arrival' 'count' <<<'{"ts":1}' \
        3<<<'{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":1}'
}

@test "time: a mistake in -t is shown with carets" {
    check_error 2 weir -t 'tme(x)' 'window 1m' 'count' 3<<'ERR'
weir: unknown function 'tme'
  tme(x)
  ^~~
did you mean 'time'? 'weir -h functions' lists them
ERR
    check_error 2 weir -t 'a > 1' 'window 1m' 'count' 3<<'ERR'
weir: -t wants a number or a text or a time, this is true or false
  a > 1
  ^~~~~
ERR
}

@test "watermark: -t is not looked at where no stage needs time" {
    check_error 0 weir -t 'a + 1' 'filter true' <<<'{"a":"x"}' 3</dev/null
}

@test "watermark: what goes wrong in -t is told once" {
    check_error 3 weir -t 'a + 1' 'window 1m' <<<'{"a":"x"}' 3<<'ERR'
weir: -t, line 1 of standard input: a + 1: "x" is of a wrong type here
weir: bad event, line 1 of standard input: no event time: a + 1 is null
weir: 1 bad event (--bad FILE keeps them)
ERR
}

@test "watermark: a long value is cut in the reason of a bad event" {
    long=$(printf 'x%.0s' {1..500})
    check_error 3 weir -t a 'window 1m' <<<"{\"a\":\"$long\"}" 3<<ERR
weir: bad event, line 1 of standard input: no event time: a is "${long:0:79}...
weir: 1 bad event (--bad FILE keeps them)
ERR
}
