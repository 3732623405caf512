# SPDX-License-Identifier: MIT
# The wall clock's part in event time, with a clock that the test sets: each time it is read it goes on by a
# second, and nothing is waited for.
load helpers
load fifos

# 2026-01-01T00:00:00Z, a second with each reading
clock=1767225600000000000+1000000000

@test "idle: a window closes when nothing comes any more, while the input is open" {
    WEIR_TEST_NOW=$clock start 'window 10s' 'count by k'
    say '{"ts":1767225601,"k":"a"}'
    hear '{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","k":"a","count":1}'
    exec 7>&-
    hear_end
    wait "$pid"
}

@test "idle: what comes after it is judged by the time that has gone on" {
    WEIR_TEST_NOW=$clock start -l 0s --late late 'window 10s' 'count by k'
    say '{"ts":1767225601,"k":"a"}'
    hear '{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","k":"a","count":1}'
    say '{"ts":1767225602,"k":"late"}'
    exec 7>&-
    hear_end
    wait "$pid"
    [ "$(cat late)" = '{"ts":1767225602,"k":"late"}' ]
}

@test "idle: arrival time goes on by itself" {
    WEIR_TEST_NOW=$clock start -l 0s 'window 1m on arrival' 'count | project count'
    say '{"a":1}'
    hear '{"count":1}'
    exec 7>&-
    hear_end
    wait "$pid"
}

@test "idle: a key falls silent by the wall clock" {
    WEIR_TEST_NOW=$clock start -l 0s 'silent 30s by k' 'project k, state'
    say '{"ts":1767225601,"k":"a"}'
    hear '{"k":"a","state":"silent"}'
    exec 7>&-
    hear_end
    wait "$pid"
}

@test "idle: early rows come, too" {
    WEIR_TEST_NOW=$clock start 'window 1h emit every 10s' 'count | project pane, count'
    say '{"ts":1767225601}'
    hear '{"pane":"early","count":1}'
    exec 7>&-
    hear '{"pane":"on-time","count":1}'
    hear_end
    wait "$pid"
}

@test "idle: a recorded stream that pauses is left alone, as is all with --idle never" {
    # Were time to go on, the second event would be late, for the clock has run far when it comes.
    WEIR_TEST_NOW=$clock start -l 0s 'window 10s' 'count | project count'
    say '{"ts":1000000001}'
    say '{"ts":1000000002}'
    exec 7>&-
    hear '{"count":2}'
    hear_end
    wait "$pid"
    rm -f in out
    WEIR_TEST_NOW=$clock start --idle never -l 0s 'window 10s' 'count | project count'
    say '{"ts":1767225601}'
    say '{"ts":1767225602}'
    exec 7>&-
    hear '{"count":2}'
    hear_end
    wait "$pid"
}

@test "idle: an input that is silent holds the others back no longer" {
    cd "$BATS_TEST_TMPDIR"
    mkfifo silent
    exec 6<>silent
    WEIR_TEST_NOW=$clock start -i - -i silent -l 0s 'window 10s' 'count | project count'
    say '{"ts":1767225601}'
    hear '{"count":1}'
    kill "$pid"                   # it holds the silent fifo open itself: that has no end
}

@test "skew: an event from the future is counted in its window and does not move the watermark" {
    WEIR_TEST_NOW=1767225600000000000 check_output weir -l 0s 'window 10s' 'count' < <(printf '{"ts":%s}\n' \
        1767225601 1767229600 1767225602 1767225605 1767229601) 3<<'OUT'
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:00:10Z","count":3}
{"window_start":"2026-01-01T01:06:40Z","window_end":"2026-01-01T01:06:50Z","count":2}
OUT
    check_stderr 3<<'ERR'
weir: line 2 of standard input is 1h7m ahead of the clock here, so it does not move the watermark (--skew)
weir: 2 events were too far ahead of the clock to move the watermark (--skew)
ERR
}

@test "skew: regular files are exempt, and the limit can be set" {
    printf '{"ts":%s}\n' 1767225601 1767229600 1767225602 >"$BATS_TEST_TMPDIR/f"
    WEIR_TEST_NOW=1767225600000000000 check_output weir -q -i "$BATS_TEST_TMPDIR/f" -l 0s 'window 10s' 'count' \
        'project count' 3<<<$'{"count":1}\n{"count":1}'
    WEIR_TEST_NOW=1767225600000000000 check_output weir -q --skew 2h -l 0s 'window 10s' 'count' 'project count' \
        < <(printf '{"ts":%s}\n' 1767225601 1767229600 1767225602) 3<<<$'{"count":1}\n{"count":1}'
}
