# SPDX-License-Identifier: MIT
load helpers

@test "fill: a group that was away and comes back is a new one" {
    check_output weir -l 0s -t t 'window 10s fill for 10s' 'count by k' <<'IN' 3<<'OUT'
{"t":0,"k":"a"}
{"t":10,"k":"b"}
{"t":20,"k":"b"}
{"t":30,"k":"b"}
{"t":40,"k":"a"}
{"t":60,"k":"b"}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","k":"a","count":1}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","k":"b","count":1}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","k":"a","count":0}
{"window_start":"1970-01-01T00:00:20Z","window_end":"1970-01-01T00:00:30Z","k":"b","count":1}
{"window_start":"1970-01-01T00:00:30Z","window_end":"1970-01-01T00:00:40Z","k":"b","count":1}
{"window_start":"1970-01-01T00:00:40Z","window_end":"1970-01-01T00:00:50Z","k":"a","count":1}
{"window_start":"1970-01-01T00:00:40Z","window_end":"1970-01-01T00:00:50Z","k":"b","count":0}
{"window_start":"1970-01-01T00:00:50Z","window_end":"1970-01-01T00:01:00Z","k":"a","count":0}
{"window_start":"1970-01-01T00:01:00Z","window_end":"1970-01-01T00:01:10Z","k":"b","count":1}
OUT
}

@test "fill: refusals" {
    check_error 2 weir 'window 1m emit updates fill for 1h' 'count' 3<<'ERR'
weir: 'fill for' goes with 'emit final'
  window 1m emit updates fill for 1h
                                  ^~
ERR
    check_error 2 weir 'window session 1s fill for 1h' 'count' 3<<'ERR'
weir: a session window has no use for this
  window session 1s fill for 1h
                             ^~
ERR
}

@test "fill: groups of overlapping windows are known in the order of their rows" {
    printf '%s\n' '{"t":6,"k":"a"}' '{"t":3,"k":"b"}' '{"t":28,"k":"c"}' |
        weir -t t -l 0s 'window 10s every 2s fill for 8s' 'count by k' | grep '"count":0' >"$BATS_TEST_TMPDIR/empty"
    check_output sed -n 's/.*00:00:\([0-9]*\)Z","k"/\1/p' "$BATS_TEST_TMPDIR/empty" 3<<'OUT'
14:"b","count":0}
16:"b","count":0}
18:"a","count":0}
18:"b","count":0}
20:"a","count":0}
20:"b","count":0}
22:"a","count":0}
24:"a","count":0}
OUT
}
