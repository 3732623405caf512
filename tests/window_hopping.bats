# SPDX-License-Identifier: MIT
load helpers

@test "hopping: a window is the merge of its tumbling slices" {
    awk 'BEGIN { srand(7); for (i = 0; i < 5000; i++) printf "{\"t\":%.3f,\"k\":\"%s\",\"x\":%.3f}\n", i / 10 + 20 * rand(),
        substr("abcdef", 1 + int(6 * rand()), 1), 1000 * rand() }' >"$BATS_TEST_TMPDIR/in"
    weir -l 1h -t t 'window 60s every 10s' 'n = count, s = sum(x), m = max(x) by k' <"$BATS_TEST_TMPDIR/in" |
        sort >"$BATS_TEST_TMPDIR/direct"
    # An expression that looks at the bounds is computed for each window by itself.
    weir -l 1h -t t 'window 60s every 10s' 'filter window_end > window_start' 'n = count, s = sum(x), m = max(x) by k' \
        <"$BATS_TEST_TMPDIR/in" | sort | diff "$BATS_TEST_TMPDIR/direct" - >&2
    [ "$(wc -l <"$BATS_TEST_TMPDIR/direct")" -gt 300 ]
}

@test "hopping: the ends of time" {
    printf '%s\n' '{"t":"1677-09-21T00:12:43.145224194Z"}' '{"t":"2262-04-11T23:47:16.854775807Z"}' >"$BATS_TEST_TMPDIR/in"
    check_output weir -t t -l 0s 'window 1h every 20m' 'count' <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"window_start":"1677-09-21T00:12:43.145224193Z","window_end":"1677-09-21T00:20:00Z","count":1}
{"window_start":"1677-09-21T00:12:43.145224193Z","window_end":"1677-09-21T00:40:00Z","count":1}
{"window_start":"1677-09-21T00:12:43.145224193Z","window_end":"1677-09-21T01:00:00Z","count":1}
{"window_start":"2262-04-11T23:00:00Z","window_end":"2262-04-11T23:47:16.854775807Z","count":1}
OUT
    check_output weir -t t -l 0s 'window cumulative 2h every 1h' 'count' <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"window_start":"1677-09-21T00:12:43.145224193Z","window_end":"1677-09-21T01:00:00Z","count":1}
{"window_start":"1677-09-21T00:12:43.145224193Z","window_end":"1677-09-21T02:00:00Z","count":1}
{"window_start":"2262-04-11T22:00:00Z","window_end":"2262-04-11T23:47:16.854775807Z","count":1}
OUT
    timeout 5 "$WEIR" -t t -l 0s 'window 3ns every 1ns' 'count' <"$BATS_TEST_TMPDIR/in" | grep -q 2262
    timeout 5 "$WEIR" -t t -l 0s 'window 1w every 1d tz "Europe/Berlin"' 'count' <"$BATS_TEST_TMPDIR/in" | grep -q 2262
}

@test "hopping: refusals" {
    check_error 2 weir 'window 5m every 10m' 'count' 3<<'ERR'
weir: a step longer than the window leaves events out
  window 5m every 10m
                  ^~~
filter them, or make the window as long as the step
ERR
    check_error 2 weir 'window 12d every 1s' 'count' 3<<'ERR'
weir: each event would be in more than a million windows
  window 12d every 1s
                   ^~
make the step longer
ERR
    check_error 2 weir 'window 1d every 1s tz "Europe/Berlin"' 'count' 3<<'ERR'
weir: each event would be in more than ten thousand windows of a calendar
  window 1d every 1s tz "Europe/Berlin"
                  ^~
make the step longer
ERR
    check_error 2 weir 'window cumulative 1mo every 1s' 'count' 3<<'ERR'
weir: each event would be in more than ten thousand windows of a calendar
  window cumulative 1mo every 1s
                              ^~
make the step longer
ERR
    check_error 2 weir 'window cumulative 1d every 1s emit every 5 rows' 'count' 3<<'ERR'
weir: rows would be counted in more than ten thousand windows for each event
  window cumulative 1d every 1s emit every 5 rows
                                           ^~~~~~
make the window's step longer, or emit by time: emit every 10s
ERR
    check_error 2 weir 'window cumulative 1h every 7m' 'count' 3<<'ERR'
weir: the window has to be a whole number of its steps
  window cumulative 1h every 7m
                             ^~
ERR
    check_error 2 weir 'window 1mo every 1d' 'count' 3<<'ERR'
weir: a calendar window has to be a whole number of its steps
  window 1mo every 1d
                   ^~
ERR
}
