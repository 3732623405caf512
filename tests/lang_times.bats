# SPDX-License-Identifier: MIT
# Times and durations in expressions. What is event time, and the vectors, are tested elsewhere.
load helpers
load exprs

@test "times: RFC 3339 and ISO 8601" {
    gives 'time(a)' '"2026-01-01T00:00:00Z"' '{"a":"2026-01-01T00:00:00Z"}'
    gives 'time(a)' '"2026-01-01T00:00:00Z"' '{"a":"2026-01-01 00:00:00"}'
    gives 'time(a)' '"2025-12-31T22:00:00Z"' '{"a":"2026-01-01T00:00:00+02:00"}'
    gives 'time(a)' '"2026-01-01T00:00:00Z"' '{"a":"2026-01-01"}'
    gives 'time(a)' '"2026-01-01T01:02:03Z"' '{"a":"20260101T010203Z"}'
    gives 'time(a)' '"2026-01-01T00:00:00Z"' '{"a":"20260101"}'
}

@test "times: fractions print with 3, 6 or 9 digits, or none when zero" {
    gives 'time(a)' '"2026-01-01T00:00:00Z"' '{"a":"2026-01-01T00:00:00.000Z"}'
    gives 'time(a)' '"2026-01-01T00:00:00.500Z"' '{"a":"2026-01-01T00:00:00.5Z"}'
    gives 'time(a)' '"2026-01-01T00:00:00.123400Z"' '{"a":"2026-01-01T00:00:00.1234Z"}'
    gives 'time(a)' '"2026-01-01T00:00:00.123456700Z"' '{"a":"2026-01-01T00:00:00.1234567Z"}'
    gives 'time(a)' '"1969-12-31T23:59:59.999Z"' '{"a":"1969-12-31T23:59:59.999Z"}'
}

@test "times: a leap second reads as :59.999…" {
    gives 'time(a)' '"2016-12-31T23:59:59.999999999Z"' '{"a":"2016-12-31T23:59:60Z"}'
}

@test "times: epoch, each number by itself" {
    gives 'time(a)' '"2023-11-14T22:13:20Z"' '{"a":1700000000}'
    gives 'time(a)' '"2023-11-14T22:13:20.123Z"' '{"a":1700000000123}'
    gives 'time(a)' '"2023-11-14T22:13:20.123456Z"' '{"a":1700000000123456}'
    gives 'time(a)' '"2023-11-14T22:13:20.123456789Z"' '{"a":1700000000123456789}'
    gives 'time(a)' '"2023-11-14T22:13:20.500Z"' '{"a":1700000000.5}'
    gives 'time(a)' '"2023-11-14T22:13:20Z"' '{"a":"1700000000"}'
    gives 'time(a)' '"1969-12-31T23:59:59Z"' '{"a":-1}'
    gives 'time(a)' '"1973-03-03T09:46:40Z"' '{"a":100000000000}'
    gives 'time(a, "ms")' '"1970-01-01T00:00:05Z"' '{"a":5000}'
    gives 'time(a, "s")' '"5138-11-16T09:46:40Z"' '{"a":100000000000}'
}

@test "times: epoch, the unit changes at 1e11, 1e14 and 1e17, on both sides of 1970" {
    gives 'time(a)' '"5138-11-16T09:46:39Z"' '{"a":99999999999}'
    gives 'time(a)' '"1973-03-03T09:46:40Z"' '{"a":100000000000}'
    gives 'time(a)' '"5138-11-16T09:46:39.999Z"' '{"a":99999999999999}'
    gives 'time(a)' '"1973-03-03T09:46:40Z"' '{"a":100000000000000}'
    gives 'time(a)' '"5138-11-16T09:46:39.999999Z"' '{"a":99999999999999999}'
    gives 'time(a)' '"1973-03-03T09:46:40Z"' '{"a":"100000000000000000"}'
    gives 'time(a)' '"1966-10-31T14:13:20Z"' '{"a":-100000000000}'
    gives 'time(a)' '"1970-08-23T12:01:41Z"' '{"a":20260901}'
    gives 'time(a)' '"2026-09-01T00:00:00Z"' '{"a":"20260901"}'
    gives 'time(a)' '"2023-11-14T22:13:20.123456789Z"' '{"a":1700000000.123456789}'
    gives 'time(a)' '"2023-11-14T22:13:20Z"' '{"a":1.7e9}'
    errs 'time(a)' '"20260931" is not a time' '{"a":"20260931"}'
    errs 'time(a)' '1e40 is not a time' '{"a":1e40}'
}

@test "times: years 0001 to 9999" {
    gives 'time(a)' '"0001-01-01T00:00:00Z"' '{"a":"0001-01-01"}'
    gives 'time(a)' '"9999-12-31T23:59:59.999Z"' '{"a":"9999-12-31T23:59:59.999Z"}'
    gives 'time(a) < time(b)' true '{"a":"0001-01-01","b":"9999-12-31"}'
    errs 'time(a)' '"0000-12-31" is not a time' '{"a":"0000-12-31"}'
}

@test "times: what is none is null and counted" {
    errs 'time(a)' '"soon" is not a time' '{"a":"soon"}'
    errs 'time(a)' '"2026-02-30" is not a time' '{"a":"2026-02-30"}'
    errs 'time(a)' '"2026-01-01T24:30:00Z" is not a time' '{"a":"2026-01-01T24:30:00Z"}'
    errs 'time(a)' '"" is not a time' '{"a":""}'
    errs 'time(a)' 'true is of a wrong type here' '{"a":true}'
}

@test "times: the difference of two is a duration, which prints as seconds" {
    gives 'time(a) - time(b)' 90 '{"a":"2026-01-01T00:01:30Z","b":"2026-01-01"}'
    gives 'time(a) - time(b)' -0.5 '{"a":"2026-01-01","b":"2026-01-01T00:00:00.5Z"}'
    gives 'time(a) - time(b) > 1m' true '{"a":"2026-01-01T00:01:30Z","b":"2026-01-01"}'
    gives 'type(time(a) - time(b))' '"duration"' '{"a":"2026-01-02","b":"2026-01-01"}'
    gives 'time(a) - time(b) == 1d' true '{"a":"2026-01-02","b":"2026-01-01"}'
}

@test "times: a duration moves a time" {
    gives 'time(a) + 1h' '"2026-01-01T01:00:00Z"' '{"a":"2026-01-01"}'
    gives '1h + time(a)' '"2026-01-01T01:00:00Z"' '{"a":"2026-01-01"}'
    gives 'time(a) - 1d' '"2025-12-31T00:00:00Z"' '{"a":"2026-01-01"}'
    gives 'time(a) + 1ns' '"2026-01-01T00:00:00.000000001Z"' '{"a":"2026-01-01"}'
}

@test "times: compared with a text, in all six comparisons" {
    gives 'time(a) == "2026-01-01T01:00:00+01:00"' true '{"a":"2026-01-01"}'
    gives 'time(a) != b' false '{"a":"2026-01-01","b":"2026-01-01 00:00:00"}'
    gives 'time(a) < "2026-01-02"' true '{"a":"2026-01-01"}'
    gives 'time(a) <= "2026-01-01"' true '{"a":"2026-01-01"}'
    gives '"2026-01-02" > time(a)' true '{"a":"2026-01-01"}'
    gives 'time(a) >= "2026-01-02"' false '{"a":"2026-01-01"}'
    gives 'time(a) in ["2026-01-01T00:00:00Z"]' true '{"a":"2026-01-01"}'
}

@test "times: compared with a text that is no time" {
    gives 'time(a) == b' false '{"a":"2026-01-01","b":"soon"}'
    gives 'time(a) != b' true '{"a":"2026-01-01","b":"soon"}'
    gives 'time(a) < b' null '{"a":"2026-01-01","b":"soon"}'
}

@test "times: a text is no time unless time() says so" {
    gives 'a == b' false '{"a":"2026-01-01","b":"2026-01-01T00:00:00Z"}'
    gives 'type(a)' '"str"' '{"a":"2026-01-01"}'
    gives 'type(time(a))' '"time"' '{"a":"2026-01-01"}'
    gives 'str(time(a))' '"2026-01-01T00:00:00Z"' '{"a":"2026-01-01"}'
}

@test "durations: they print as seconds" {
    gives '1h30m' 5400
    gives '250ms' 0.25
    gives '1us' 0.000001
    gives '1d' 86400
    gives '1w' 604800
    gives '-1h' -3600
    gives '0s' 0
}

@test "durations: arithmetic" {
    gives '1h + 30m' 5400
    gives '1h - 2h' -3600
    gives '1h / 1m' 60
    gives '2 * 30s' 60
    gives '30s * 1.5' 45
    gives '1m / 8' 7.5
    gives '1h % 25m' 600
    gives 'abs(-1m)' 60
    gives '1m / 0' null
    gives '1m / 0s' null
}

@test "durations: comparisons" {
    gives '1h == 60m' true
    gives '1h > 59m' true
    gives '1h == 3600' false
    gives '1d < 25h' true
}

@test "times: truncate" {
    gives 'truncate(a, 5m)' '"2026-05-17T10:05:00Z"' '{"a":"2026-05-17T10:07:30Z"}'
    gives 'truncate(a, 1h)' '"1969-12-31T23:00:00Z"' '{"a":"1969-12-31T23:59:59Z"}'
    gives 'truncate(a, 1mo)' '"2026-05-01T00:00:00Z"' '{"a":"2026-05-17T10:07:30Z"}'
    gives 'truncate(a, 3mo)' '"2026-04-01T00:00:00Z"' '{"a":"2026-05-17T10:07:30Z"}'
    gives 'truncate(a, 1y)' '"2026-01-01T00:00:00Z"' '{"a":"2026-05-17T10:07:30Z"}'
    gives 'truncate(a, 1d, "Europe/Berlin")' '"2026-05-16T22:00:00Z"' '{"a":"2026-05-17T10:07:30Z"}'
    gives 'truncate(a, 1w, "Europe/Berlin")' '"2026-05-10T22:00:00Z"' '{"a":"2026-05-17T10:07:30Z"}'
    gives 'truncate(a, 1d, "Europe/Berlin")' '"2026-03-28T23:00:00Z"' '{"a":"2026-03-29T20:00:00Z"}'
}

@test "times: --tz is for times without an offset" {
    check_output weir --tz Europe/Berlin 'project t = time(a)' <<'IN' 3<<'OUT'
{"a":"2026-01-01 01:00:00"}
{"a":"2026-07-01 02:00:00"}
{"a":"2026-01-01 01:00:00Z"}
{"a":1767225600}
IN
{"t":"2026-01-01T00:00:00Z"}
{"t":"2026-07-01T00:00:00Z"}
{"t":"2026-01-01T01:00:00Z"}
{"t":"2026-01-01T00:00:00Z"}
OUT
}

@test "times: --tz and a local time that does not exist, or exists twice" {
    check_output weir --tz Europe/Berlin 'project t = time(a)' <<'IN' 3<<'OUT'
{"a":"2026-03-29 02:30:00"}
{"a":"2026-10-25 02:30:00"}
IN
{"t":"2026-03-29T01:00:00Z"}
{"t":"2026-10-25T00:30:00Z"}
OUT
}

@test "times: --time-format is how they are written" {
    for pair in s:1767225600 ms:1767225600500 us:1767225600500000 ns:1767225600500000000; do
        check_output weir --time-format "${pair%:*}" 'project t = time(a), a' 3<<OUT <<'IN'
{"t":${pair#*:},"a":"2026-01-01T00:00:00.5Z"}
OUT
{"a":"2026-01-01T00:00:00.5Z"}
IN
    done
}

@test "times: in groups and comparisons of rows" {
    check_output weir 'count by t = time(a) | filter t > "2026-01-01"' <<'IN' 3<<'OUT'
{"a":"2026-01-01"}
{"a":"2026-01-02T01:00:00+01:00"}
{"a":1767312000}
IN
{"t":"2026-01-02T00:00:00Z","count":2}
OUT
}
