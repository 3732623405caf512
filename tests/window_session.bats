# SPDX-License-Identifier: MIT
load helpers

@test "session: the gap is half open, keys have sessions of their own, a bridge merges" {
    check_output weir -l 10s -t t 'window session 5s' 'n = count, first(v), last(v) by k' <<'IN' 3<<'OUT'
{"t":0,"k":"a","v":1}
{"t":5,"k":"a","v":2}
{"t":6,"k":"b","v":3}
{"t":9,"k":"b","v":4}
{"t":4.999,"k":"a","v":5}
{"t":12,"k":"b","v":6}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","k":"a","n":3,"first_v":1,"last_v":2}
{"window_start":"1970-01-01T00:00:06Z","window_end":"1970-01-01T00:00:17Z","k":"b","n":3,"first_v":3,"last_v":6}
OUT
}

@test "session: an event late by itself is not where an open session reaches it" {
    check_output weir -l 0s -t t --late "$BATS_TEST_TMPDIR/late" 'window session 5s' 'count' <<'IN' 3<<'OUT'
{"t":20}
{"t":16}
{"t":3}
IN
{"window_start":"1970-01-01T00:00:16Z","window_end":"1970-01-01T00:00:25Z","count":2}
OUT
}

@test "session: of merged sessions the first spelling is kept, whatever the order" {
    check_output weir -l 1h -t t 'window session 5s' 'count by k' <<'IN' 3<<'OUT'
{"t":0,"k":1.0}
{"t":20,"k":1}
{"t":8,"k":1.00}
{"t":12,"k":1}
{"t":16,"k":1}
{"t":4,"k":1}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:25Z","k":1.0,"count":6}
OUT
}

@test "session: max cuts, in order of arrival" {
    check_output weir -l 1h -t t 'window session 5s max 8s' 'count' <<'IN' 3<<'OUT'
{"t":0}
{"t":4}
{"t":7}
{"t":8}
{"t":7.5}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:08Z","count":4}
{"window_start":"1970-01-01T00:00:08Z","window_end":"1970-01-01T00:00:13Z","count":1}
OUT
}

@test "session: those that end together are told apart below" {
    printf '%s\n' '{"t":0,"k":"a"}' '{"t":0,"k":"b"}' '{"t":0,"k":"a"}' '{"t":0,"k":"b"}' >"$BATS_TEST_TMPDIR/in"
    # Two sessions with the same bounds: head takes one event of each.
    check_output weir -t t 'window session 5s by k' 'head 1' <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:05Z","t":0,"k":"a"}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:05Z","t":0,"k":"b"}
OUT
    check_output weir -t t 'window session 5s' 'tail 1 per k' 'count by k' <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:05Z","k":"a","count":1}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:05Z","k":"b","count":1}
OUT
    check_output weir -t t 'window session 5s by k' 'count' <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:05Z","count":2}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:05Z","count":2}
OUT
    check_output weir -t t 'window session 5s' 'count by k' 'head 1' <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:05Z","k":"a","count":2}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:05Z","k":"b","count":2}
OUT
}

@test "session: rows that were held are not late for the next window" {
    check_output weir -l 0s -t t 'window session 5s by k' 'head 2' 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":0,"k":"a"}
{"t":1,"k":"b"}
{"t":5,"k":"a"}
{"t":5,"k":"b"}
{"t":100,"k":"a"}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":4}
{"window_start":"1970-01-01T00:01:40Z","window_end":"1970-01-01T00:01:50Z","count":1}
OUT
    check_stderr 3</dev/null
}

@test "session: first and last go by the events' own time also where rows were held" {
    check_output weir -l 1h -t t 'window session 5s' 'filter v > 0' 'first(v), last(v) by k' <<'IN' 3<<'OUT'
{"t":4,"k":"a","v":1}
{"t":2,"k":"a","v":2}
{"t":3,"k":"a","v":3}
IN
{"window_start":"1970-01-01T00:00:02Z","window_end":"1970-01-01T00:00:09Z","k":"a","first_v":2,"last_v":1}
OUT
}

@test "session: a million open at once" {
    # The memory of a usual build is what counts: sanitizers want terabytes of addresses, and each
    # thread some of its own.
    local limit=600000
    [ "$WEIR" = "$PROJECT/weir" ] || limit=unlimited
    awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "{\"t\":%.3f,\"k\":\"user%07d\"}\n", i / 1000, i }' |
        (ulimit -v "$limit"; "$WEIR" -j 1 -t t 'window session 1h' 'count by k' 'window global' 'aggregate n = count(), sum(count)') \
            >"$BATS_TEST_TMPDIR/out"
    [ "$(cat "$BATS_TEST_TMPDIR/out")" = '{"n":1000000,"sum_count":1000000}' ]
}

@test "session: refusals" {
    check_error 2 weir 'window session' 'count' 3<<'ERR'
weir: a session window needs a length
  window session
  ^~~~~~~~~~~~~~
for example: window session 30s
ERR
    check_error 2 weir 'window session 5s max 0s' 'count' 3<<'ERR'
weir: a window needs a length above zero
  window session 5s max 0s
                        ^~
ERR
    check_error 2 weir 'window session 5s emit updates' 'count' 3<<'ERR'
weir: this window has no bounds before it closes, so nothing can be emitted early
  window session 5s emit updates
                         ^~~~~~~
ERR
    check_error 2 weir 'window 1m emit updates' 'count' 'window session 5s' 3<<'ERR'
weir: the rows here may be replaced by later ones, and window cannot take back what it has made of them
  window session 5s
  ^~~~~~
let the window above 'emit final'
ERR
    check_error 2 weir 'window session 30s' 'set k = 1' 'head 1 per k' 3<<'ERR'
weir: the window above has no keys, and fields were changed since
  head 1 per k
             ^
say what its keys are: window ... by KEY
ERR
}
