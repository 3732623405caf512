# SPDX-License-Identifier: MIT
load helpers

@test "sliding: without an aggregate each event passes with its window" {
    check_output weir -l 1s -t t --late /dev/null 'window sliding 5s' 'filter v > 0' <<'IN' 3<<'OUT'
{"t":10,"v":1}
{"t":9,"v":2}
{"t":8,"v":3}
{"t":11,"v":0}
IN
{"window_start":"1970-01-01T00:00:05Z","window_end":"1970-01-01T00:00:10Z","t":10,"v":1}
{"window_start":"1970-01-01T00:00:04Z","window_end":"1970-01-01T00:00:09Z","t":9,"v":2}
OUT
}

@test "sliding: refusals" {
    check_error 2 weir 'window sliding 5s' 'head 1' 3<<'ERR'
weir: a sliding window is for an aggregate: each event has a window of its own
  head 1
  ^~~~
ERR
    check_error 2 weir 'window sliding 5s' 'filter a' 'count' 3<<'ERR'
weir: a sliding window and its aggregate stand side by side
  count
  ^~~~~
filter before the window
ERR
    check_error 2 weir 'window count 5 every 6' 'count' 3<<'ERR'
weir: a step longer than the window leaves events out
  window count 5 every 6
                       ^
ERR
    check_error 2 weir 'window count 5 lateness 1s' 'count' 3<<'ERR'
weir: a count window has no use for this
  window count 5 lateness 1s
                          ^~
ERR
}
