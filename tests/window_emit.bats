# SPDX-License-Identifier: MIT
load helpers

@test "emit: what comes out does not depend on events that a filter dropped" {
    local size first='' got
    printf '%s\n' '{"t":14,"j":1}' '{"t":15.9,"j":0}' '{"t":17,"j":0}' >"$BATS_TEST_TMPDIR/in"
    for size in 1 7 4096; do
        got=$(WEIR_TEST_READ_SIZE=$size weir -l 1s -t t 'window 5s' 'filter j == 1' 'head 2' 'count' \
            'window 20s emit every 6s' 'sum(count)' <"$BATS_TEST_TMPDIR/in")
        [ "${first:=$got}" = "$got" ]
    done
    [ "$first" = '{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:20Z","pane":"on-time","sum_count":1}' ]
}

@test "emit: ticks of the global window begin with its first event, also before 1970" {
    check_output weir -t t 'window global emit every 3s' 'count' <<'IN' 3<<'OUT'
{"t":-100}
{"t":-98}
{"t":-95}
IN
{"pane":"early","count":2}
{"pane":"early","count":3}
{"pane":"on-time","count":3}
OUT
    check_output weir -t t 'window global emit every 3s' 'count' <<'IN' 3<<'OUT'
{"t":100}
{"t":101}
IN
{"pane":"on-time","count":2}
OUT
    check_output weir -t t 'window global emit updates' 'n = count' </dev/null 3<<<'{"pane":"on-time","n":0}'
}

@test "emit: years without events cost nothing" {
    local stages
    for stages in 'window 1y emit every 1s' 'window global emit every 1s' 'window 1h every 1s emit updates' \
        'window 1h every 1s emit every 1ms' 'window cumulative 1h every 1s emit every 1ms' \
        'window 1s fill for 1h' 'window 1h every 1s fill for 1m' 'window cumulative 1d every 1s'; do
        printf '%s\n' '{"t":0}' '{"t":"2200-01-01T00:00:00Z"}' '{"t":"1700-01-01T00:00:00Z"}' |
            timeout 5 "$WEIR" -q -t t -l 0s "$stages" 'count' >"$BATS_TEST_TMPDIR/out"
        [ -s "$BATS_TEST_TMPDIR/out" ]
    done
}

@test "emit: ten thousand windows fire at once" {
    awk 'BEGIN { for (i = 0; i < 10000; i++) print "{\"t\":" i "}"; print "{\"t\":9000000}" }' |
        weir -t t -l 30d 'window 1s' 'count' >"$BATS_TEST_TMPDIR/out"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/out")" = 10001 ]
}

@test "emit: refusals" {
    check_error 2 weir 'window 1m emit updates' 'count' 'head 1' 3<<'ERR'
weir: the rows here may be replaced by later ones, and head cannot take back what it has made of them
  head 1
  ^~~~
let the window above 'emit final'
ERR
    check_error 2 weir 'window 1m emit updates' 'head 1' 3<<'ERR'
weir: head speaks when its window closes: only an aggregate can emit before that
  head 1
  ^~~~
ERR
    check_error 2 weir 'window 1m emit every 5' 'count' 3<<'ERR'
weir: is this a number of rows, or a duration?
  window 1m emit every 5
                       ^
write: emit every 100 rows, or: emit every 10s
ERR
    check_error 2 weir 'window 1m emit updates emit every 5s' 'count' 3<<'ERR'
weir: 'emit' is given twice
  window 1m emit updates emit every 5s
                                    ^~
ERR
}

@test "emit: ticks of windows that overlap, in the order of time, then of windows" {
    check_output weir -t t -l 0s 'window 4s every 2s emit every 1s' 'count by k' <<'IN' 3<<'OUT'
{"t":0,"k":"a"}
{"t":1,"k":"b"}
{"t":2.5,"k":"a"}
{"t":3,"k":"a"}
{"t":4}
IN
{"window_start":"1969-12-31T23:59:58Z","window_end":"1970-01-01T00:00:02Z","pane":"early","k":"a","count":1}
{"window_start":"1969-12-31T23:59:58Z","window_end":"1970-01-01T00:00:02Z","pane":"early","k":"b","count":1}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:04Z","pane":"early","k":"a","count":1}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:04Z","pane":"early","k":"b","count":1}
{"window_start":"1969-12-31T23:59:58Z","window_end":"1970-01-01T00:00:02Z","pane":"on-time","k":"a","count":1}
{"window_start":"1969-12-31T23:59:58Z","window_end":"1970-01-01T00:00:02Z","pane":"on-time","k":"b","count":1}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:04Z","pane":"early","k":"a","count":2}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:04Z","pane":"early","k":"a","count":3}
{"window_start":"1970-01-01T00:00:02Z","window_end":"1970-01-01T00:00:06Z","pane":"early","k":"a","count":2}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:04Z","pane":"on-time","k":"a","count":3}
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:04Z","pane":"on-time","k":"b","count":1}
{"window_start":"1970-01-01T00:00:02Z","window_end":"1970-01-01T00:00:06Z","pane":"early","k":null,"count":1}
{"window_start":"1970-01-01T00:00:02Z","window_end":"1970-01-01T00:00:06Z","pane":"on-time","k":"a","count":2}
{"window_start":"1970-01-01T00:00:02Z","window_end":"1970-01-01T00:00:06Z","pane":"on-time","k":null,"count":1}
{"window_start":"1970-01-01T00:00:04Z","window_end":"1970-01-01T00:00:08Z","pane":"on-time","k":null,"count":1}
OUT
}

@test "emit: an hour every second with ticks costs what it says, not what it is in" {
    seq 1700000000 1700100000 | sed 's/.*/{"t":&}/' >"$BATS_TEST_TMPDIR/in"
    timeout 20 "$WEIR" -i "$BATS_TEST_TMPDIR/in" -t t 'window 1h every 1s emit every 30m' 'count' >"$BATS_TEST_TMPDIR/out"
    [ "$(grep -c '"early"' "$BATS_TEST_TMPDIR/out")" = 101800 ]
    [ "$(grep -c '"on-time"' "$BATS_TEST_TMPDIR/out")" = 103600 ]
}
