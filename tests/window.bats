# SPDX-License-Identifier: MIT
# window: [start, end) aligned to the epoch plus offset; rows when a window closes, by end; chained.
load helpers

@test "window: half open, aligned to the epoch, also before 1970" {
    check_output weir -t t 'window 1m' 'count' <<'IN' 3<<'OUT'
{"t":"1969-12-31T23:58:59.999999999Z"}
{"t":"1969-12-31T23:59:00Z"}
{"t":"1969-12-31T23:59:59.999999999Z"}
{"t":"1970-01-01T00:00:00Z"}
{"t":"1970-01-01T00:00:59.999Z"}
{"t":"1970-01-01T00:01:00Z"}
IN
{"window_start":"1969-12-31T23:58:00Z","window_end":"1969-12-31T23:59:00Z","count":1}
{"window_start":"1969-12-31T23:59:00Z","window_end":"1970-01-01T00:00:00Z","count":2}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:01:00Z","count":2}
{"window_start":"1970-01-01T00:01:00Z","window_end":"1970-01-01T00:02:00Z","count":1}
OUT
}

@test "window: offset, also negative" {
    check_output weir -t t 'window tumbling 1h offset 15m' 'count' <<'IN' 3<<'OUT'
{"t":"2026-01-01T00:14:59Z"}
{"t":"2026-01-01T00:15:00Z"}
IN
{"window_start":"2025-12-31T23:15:00Z","window_end":"2026-01-01T00:15:00Z","count":1}
{"window_start":"2026-01-01T00:15:00Z","window_end":"2026-01-01T01:15:00Z","count":1}
OUT
    check_output weir -t t 'window 1h offset -10m' 'count' <<'IN' 3<<'OUT'
{"t":"2026-01-01T00:49:59Z"}
{"t":"2026-01-01T00:50:00Z"}
IN
{"window_start":"2025-12-31T23:50:00Z","window_end":"2026-01-01T00:50:00Z","count":1}
{"window_start":"2026-01-01T00:50:00Z","window_end":"2026-01-01T01:50:00Z","count":1}
OUT
}

@test "window: groups in the order in which they first came, windows by end; empty windows say nothing" {
    check_output weir -t t -l 1m 'window 10s' 'count by k' <<'IN' 3<<'OUT'
{"t":15,"k":"b"}
{"t":3,"k":"z"}
{"t":16,"k":"a"}
{"t":4,"k":"a"}
{"t":47,"k":"b"}
{"t":17,"k":"b"}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","k":"z","count":1}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","k":"a","count":1}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","k":"b","count":2}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","k":"a","count":1}
{"window_start":"1970-01-01T00:00:40Z","window_end":"1970-01-01T00:00:50Z","k":"b","count":1}
OUT
}

@test "window: with only stateless stages below, events pass at once with their window before their fields" {
    check_output weir -t t -l 1m 'window 10s' 'filter n > 1' <<'IN' 3<<'OUT'
{"t":15,"n":2}
{"t":3,"n":3}
{"t":16,"n":1}
IN
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","t":15,"n":2}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","t":3,"n":3}
OUT
}

@test "window: window_start and window_end are names for the expressions below" {
    check_output weir -t t 'window 10s' 'filter time(t) - window_start > 5s' 'count by until = window_end' <<'IN' 3<<'OUT'
{"t":1}
{"t":7}
{"t":18}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","until":"1970-01-01T00:00:10Z","count":1}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","until":"1970-01-01T00:00:20Z","count":1}
OUT
    check_error 2 weir -t t 'window 10s' 'count by window_end' 3<<'ERR'
weir: 'window_end' is a name of the window's
  count by window_end
           ^~~~~~~~~~
ERR
}

@test "window: an own window_start of the events loses, with one warning" {
    check_output weir -t t 'window 10s' <<'IN' 3<<'OUT'
{"t":1,"window_start":"mine","a":1}
{"t":2,"window_start":"mine","a":2}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","t":1,"a":1}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","t":2,"a":2}
OUT
    check_stderr 3<<'ERR'
weir: events have a field 'window_start' of their own; below 'window' it is the window's
ERR
}

@test "window: a coarser window may follow, and no row of the finer is late for it" {
    check_output weir -t t -l 0s 'window 10s | count by k | window 1m | aggregate n = sum(count), busiest = max(count)' <<'IN' 3<<'OUT'
{"t":1,"k":"a"}
{"t":2,"k":"a"}
{"t":59,"k":"a"}
{"t":61,"k":"b"}
{"t":300,"k":"b"}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:01:00Z","n":3,"busiest":2}
{"window_start":"1970-01-01T00:01:00Z","window_end":"1970-01-01T00:02:00Z","n":1,"busiest":1}
{"window_start":"1970-01-01T00:05:00Z","window_end":"1970-01-01T00:06:00Z","n":1,"busiest":1}
OUT
}

@test "window: an aggregate below an aggregate stays in the window" {
    check_output weir -t t 'window 10s | count by k | aggregate keys = count(), most = max(count)' <<'IN' 3<<'OUT'
{"t":1,"k":"a"}
{"t":2,"k":"b"}
{"t":3,"k":"b"}
{"t":12,"k":"c"}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","keys":2,"most":2}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","keys":1,"most":1}
OUT
}

@test "window: head and tail work inside it and speak when it closes" {
    check_output weir -t t -l 10s 'window 10s | head 1 per k' <<'IN' 3<<'OUT'
{"t":11,"k":"a"}
{"t":1,"k":"a"}
{"t":12,"k":"b"}
{"t":13,"k":"a"}
{"t":2,"k":"a"}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","t":1,"k":"a"}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","t":11,"k":"a"}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","t":12,"k":"b"}
OUT
    check_output weir -t t -l 10s 'window 10s | tail 2' <<'IN' 3<<'OUT'
{"t":11}
{"t":1}
{"t":12}
{"t":10}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","t":1}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","t":12}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","t":10}
OUT
}

@test "window global: everything; ends the window above for head" {
    check_output weir 'window global' 'count by k' <<'IN' 3<<'OUT'
{"k":1}
{"k":2}
{"k":1}
IN
{"k":1,"count":2}
{"k":2,"count":1}
OUT
}

@test "window: on EXPR over fields as they came, and over made fields" {
    check_output weir 'window 10s on at' 'count' <<'IN' 3<<'OUT'
{"at":3,"ts":99}
{"at":12}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":1}
OUT
    check_output weir 'set at = day + "T" + hour' 'window 1h on at' 'count' <<'IN' 3<<'OUT'
{"day":"2026-01-01","hour":"10:05:00Z"}
{"day":"2026-01-01","hour":"10:59:59Z"}
IN
{"window_start":"2026-01-01T10:00:00Z","window_end":"2026-01-01T11:00:00Z","count":2}
OUT
}

@test "window: rows without event time cannot be put into windows" {
    check_error 2 weir 'count by k' 'window 1m' 'count' 3<<'ERR'
weir: the rows here have no event time
  window 1m
  ^~~~~~~~~
they were made without a window; say what their time is: window ... on EXPR
ERR
}

@test "window: lengths that are none" {
    check_error 2 weir 'window 0s' 'count' 3<<'ERR'
weir: a window needs a length above zero
  window 0s
         ^~
ERR
    check_error 2 weir 'window tumbling' 'count' 3<<'ERR'
weir: a tumbling window needs a length
  window tumbling
  ^~~~~~~~~~~~~~~
for example: window 1m
ERR
    check_error 2 weir 'window 1mo2d' 'count' 3<<'ERR'
weir: months and days cannot be one length
  window 1mo2d
         ^~~~~
use one of them: 1mo, or 30d
ERR
    check_error 2 weir 'window 5x' 'count' 3<<'ERR'
weir: '5x' is neither a number nor a duration
  window 5x
         ^~
durations are written 250ms, 1h30m, 7d; a field of this name is written `5x`, in backticks
ERR
}

@test "window: hopping, every event once" {
    check_output weir -l 5s 'window 10s every 5s' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2025-12-31T23:59:55Z","window_end":"2026-01-01T00:00:05Z","k":"a","n":2,"sum_v":4}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","k":"a","n":3,"sum_v":9}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:05Z","window_end":"2026-01-01T00:00:15Z","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:05Z","window_end":"2026-01-01T00:00:15Z","k":"a","n":2,"sum_v":9}
{"window_start":"2026-01-01T00:00:10Z","window_end":"2026-01-01T00:00:20Z","k":"a","n":1,"sum_v":4}
{"window_start":"2026-01-01T00:00:50Z","window_end":"2026-01-01T00:01:00Z","k":"b","n":1,"sum_v":4}
{"window_start":"2026-01-01T00:00:55Z","window_end":"2026-01-01T00:01:05Z","k":"b","n":1,"sum_v":4}
OUT
}

@test "window: sessions merge" {
    check_output weir -l 5s 'window session 5s' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:08Z","k":"a","n":2,"sum_v":4}
{"window_start":"2026-01-01T00:00:07Z","window_end":"2026-01-01T00:00:12Z","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:08Z","window_end":"2026-01-01T00:00:17Z","k":"a","n":2,"sum_v":9}
{"window_start":"2026-01-01T00:00:55Z","window_end":"2026-01-01T00:01:00Z","k":"b","n":1,"sum_v":4}
OUT
}

@test "window: count windows and what is left" {
    check_output weir -l 5s 'window count 2' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:03Z","k":"a","n":2,"sum_v":4}
{"window_start":"2026-01-01T00:00:08Z","window_end":"2026-01-01T00:00:12Z","k":"a","n":2,"sum_v":9}
{"window_start":"2026-01-01T00:00:07Z","window_end":"2026-01-01T00:00:55Z","k":"b","n":2,"sum_v":6}
OUT
}

@test "window: count windows that overlap" {
    check_output weir -l 5s 'window count 2 every 1' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:03Z","k":"a","n":2,"sum_v":4}
{"window_start":"2026-01-01T00:00:03Z","window_end":"2026-01-01T00:00:12Z","k":"a","n":2,"sum_v":7}
{"window_start":"2026-01-01T00:00:08Z","window_end":"2026-01-01T00:00:12Z","k":"a","n":2,"sum_v":9}
{"window_start":"2026-01-01T00:00:07Z","window_end":"2026-01-01T00:00:55Z","k":"b","n":2,"sum_v":6}
OUT
}

@test "window: sliding, a row for each event" {
    check_output weir -l 5s 'window sliding 10s' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2025-12-31T23:59:50Z","window_end":"2026-01-01T00:00:00Z","ts":1767225600,"k":"a","v":1,"n":1,"sum_v":1}
{"window_start":"2025-12-31T23:59:53Z","window_end":"2026-01-01T00:00:03Z","ts":1767225603,"k":"a","v":3,"n":2,"sum_v":4}
{"window_start":"2025-12-31T23:59:57Z","window_end":"2026-01-01T00:00:07Z","ts":1767225607,"k":"b","v":2,"n":1,"sum_v":2}
{"window_start":"2025-12-31T23:59:58Z","window_end":"2026-01-01T00:00:08Z","ts":1767225608,"k":"a","v":5,"n":3,"sum_v":9}
{"window_start":"2026-01-01T00:00:02Z","window_end":"2026-01-01T00:00:12Z","ts":1767225612,"k":"a","v":4,"n":3,"sum_v":12}
{"window_start":"2026-01-01T00:00:45Z","window_end":"2026-01-01T00:00:55Z","ts":1767225655,"k":"b","v":4,"n":1,"sum_v":4}
OUT
}

@test "window: cumulative" {
    check_output weir -l 5s 'window cumulative 20s every 10s' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","k":"a","n":3,"sum_v":9}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:20Z","k":"a","n":4,"sum_v":13}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:20Z","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:40Z","window_end":"2026-01-01T00:01:00Z","k":"b","n":1,"sum_v":4}
OUT
}

@test "window: emit updates" {
    check_output weir -l 5s 'window 10s emit updates' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","pane":"on-time","k":"a","n":2,"sum_v":4}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","pane":"on-time","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","pane":"late","k":"a","n":3,"sum_v":9}
{"window_start":"2026-01-01T00:00:10Z","window_end":"2026-01-01T00:00:20Z","pane":"on-time","k":"a","n":1,"sum_v":4}
{"window_start":"2026-01-01T00:00:50Z","window_end":"2026-01-01T00:01:00Z","pane":"on-time","k":"b","n":1,"sum_v":4}
OUT
}

@test "window: emit updates of windows that overlap" {
    check_output weir -l 5s 'window 10s every 5s emit updates' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2025-12-31T23:59:55Z","window_end":"2026-01-01T00:00:05Z","pane":"on-time","k":"a","n":1,"sum_v":1}
{"window_start":"2025-12-31T23:59:55Z","window_end":"2026-01-01T00:00:05Z","pane":"late","k":"a","n":2,"sum_v":4}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","pane":"on-time","k":"a","n":2,"sum_v":4}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","pane":"on-time","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","pane":"late","k":"a","n":3,"sum_v":9}
{"window_start":"2026-01-01T00:00:05Z","window_end":"2026-01-01T00:00:15Z","pane":"on-time","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:05Z","window_end":"2026-01-01T00:00:15Z","pane":"on-time","k":"a","n":2,"sum_v":9}
{"window_start":"2026-01-01T00:00:10Z","window_end":"2026-01-01T00:00:20Z","pane":"on-time","k":"a","n":1,"sum_v":4}
{"window_start":"2026-01-01T00:00:50Z","window_end":"2026-01-01T00:01:00Z","pane":"on-time","k":"b","n":1,"sum_v":4}
{"window_start":"2026-01-01T00:00:55Z","window_end":"2026-01-01T00:01:05Z","pane":"on-time","k":"b","n":1,"sum_v":4}
OUT
}

@test "window: emit every tick of event time" {
    check_output weir -l 5s 'window 1h emit every 5s' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","pane":"early","k":"a","n":1,"sum_v":1}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","pane":"early","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","pane":"early","k":"a","n":3,"sum_v":8}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","pane":"early","k":"a","n":4,"sum_v":13}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","pane":"early","k":"b","n":2,"sum_v":6}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","pane":"on-time","k":"a","n":4,"sum_v":13}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","pane":"on-time","k":"b","n":2,"sum_v":6}
OUT
}

@test "window: emit every so many rows" {
    check_output weir -l 5s 'window global emit every 2 rows' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"pane":"early","k":"a","n":2,"sum_v":4}
{"pane":"early","k":"a","n":4,"sum_v":13}
{"pane":"early","k":"b","n":2,"sum_v":6}
{"pane":"on-time","k":"a","n":4,"sum_v":13}
{"pane":"on-time","k":"b","n":2,"sum_v":6}
OUT
}

@test "window: fill for" {
    check_output weir -l 5s 'window 10s fill for 30s' 'n = count, sum(v) by k' <<'IN' 3<<'OUT'
{"ts":1767225600,"k":"a","v":1}
{"ts":1767225607,"k":"b","v":2}
{"ts":1767225603,"k":"a","v":3}
{"ts":1767225612,"k":"a","v":4}
{"ts":1767225608,"k":"a","v":5}
{"ts":1767225655,"k":"b","v":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","k":"a","n":3,"sum_v":9}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","k":"b","n":1,"sum_v":2}
{"window_start":"2026-01-01T00:00:10Z","window_end":"2026-01-01T00:00:20Z","k":"a","n":1,"sum_v":4}
{"window_start":"2026-01-01T00:00:10Z","window_end":"2026-01-01T00:00:20Z","k":"b","n":0,"sum_v":null}
{"window_start":"2026-01-01T00:00:20Z","window_end":"2026-01-01T00:00:30Z","k":"a","n":0,"sum_v":null}
{"window_start":"2026-01-01T00:00:20Z","window_end":"2026-01-01T00:00:30Z","k":"b","n":0,"sum_v":null}
{"window_start":"2026-01-01T00:00:30Z","window_end":"2026-01-01T00:00:40Z","k":"a","n":0,"sum_v":null}
{"window_start":"2026-01-01T00:00:30Z","window_end":"2026-01-01T00:00:40Z","k":"b","n":0,"sum_v":null}
{"window_start":"2026-01-01T00:00:40Z","window_end":"2026-01-01T00:00:50Z","k":"a","n":0,"sum_v":null}
{"window_start":"2026-01-01T00:00:50Z","window_end":"2026-01-01T00:01:00Z","k":"b","n":1,"sum_v":4}
OUT
}

@test "window: emit final is the default; d and w are fixed lengths without a time zone" {
    check_output weir -t t 'window 1d emit final' 'count' <<'IN' 3<<'OUT'
{"t":"2026-03-29T23:59:59Z"}
IN
{"window_start":"2026-03-29T00:00:00Z","window_end":"2026-03-30T00:00:00Z","count":1}
OUT
    check_output weir -t t 'window 1w' 'count' <<'IN' 3<<'OUT'
{"t":0}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-08T00:00:00Z","count":1}
OUT
}

@test "window: times at the ends of what nanoseconds can say" {
    check_output weir -t t 'window 1h' 'count' <<'IN' 3<<'OUT'
{"t":"1677-09-21T00:12:44Z"}
{"t":"2262-04-11T23:47:16.854775807Z"}
IN
{"window_start":"1677-09-21T00:12:43.145224193Z","window_end":"1677-09-21T01:00:00Z","count":1}
{"window_start":"2262-04-11T23:00:00Z","window_end":"2262-04-11T23:47:16.854775807Z","count":1}
OUT
    check_output -s 3 weir -t t 'window 1h' 'count' <<'IN' 3</dev/null
{"t":"1677-09-21T00:12:43Z"}
{"t":"2262-04-12T00:00:00Z"}
IN
}
