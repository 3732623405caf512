# SPDX-License-Identifier: MIT
# Lateness: which events are late, where they go, and the advice at the end.
load helpers

@test "lateness: 5 s by default" {
    check_output weir -t t --late "$BATS_TEST_TMPDIR/late" 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1}
{"t":14}
{"t":2}
{"t":15}
{ "t" : 3, "u":"\u00e9" }
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":2}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":2}
OUT
    same_as_fd3 "$BATS_TEST_TMPDIR/late" 3<<'LATE'
{ "t" : 3, "u":"\u00e9" }
LATE
}

@test "lateness: of a window beats -l; 0 closes at the end" {
    check_output weir -t t -l 1h 'window 10s lateness 0s' 'count' <<'IN' 3<<'OUT'
{"t":1}
{"t":10}
{"t":2}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":1}
OUT
    check_stderr 3<<'ERR'
weir: 1 event came too late; --lateness 1ms would have kept it
ERR
}

@test "lateness: with only stateless stages below, late events are in no row either" {
    check_output weir -t t -l 0s --late "$BATS_TEST_TMPDIR/late" 'window 10s' 'project t' <<'IN' 3<<'OUT'
{"t":1}
{"t":10}
{"t":2}
IN
{"t":1}
{"t":10}
OUT
    same_as_fd3 "$BATS_TEST_TMPDIR/late" 3<<<'{"t":2}'
}

@test "lateness: late events do not change the exit status, also without --late" {
    check_output weir -q -t t -l 0s 'window 10s' 'project t' <<'IN' 3<<'OUT'
{"t":10}
{"t":2}
IN
{"t":10}
OUT
    check_stderr 3</dev/null
}

@test "lateness: the events go to --late as they came, whatever stages did to them before" {
    check_output weir -t t -l 0s --late "$BATS_TEST_TMPDIR/late" 'set a = 1 | project t, a | window 10s | count' <<'IN' 3<<'OUT'
{"t":10, "x":0}
{"t":2 , "x":1}
IN
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":1}
OUT
    same_as_fd3 "$BATS_TEST_TMPDIR/late" 3<<<'{"t":2 , "x":1}'
}

@test "lateness: --late to standard output, in the order of arrival" {
    check_output weir -q -t t -l 0s --late - 'filter false' 'window 10s' <<'IN' 3</dev/null
{"t":10}
{"t":2}
IN
    check_output weir -q -t t -l 0s --late - 'window 10s' 'filter false' <<'IN' 3<<'OUT'
{"t":10}
{"t":2,"n":1}
{"t":100}
{"t":5,"n":2}
{"t":99,"n":3}
IN
{"t":2,"n":1}
{"t":5,"n":2}
{"t":99,"n":3}
OUT
}

@test "lateness: the advice names what would have kept 99 % and all" {
    {
        echo '{"t":1000000}'
        printf '{"t":999990}%.0s\n' {1..199}
        echo '{"t":1}'
    } >"$BATS_TEST_TMPDIR/in"
    check_output weir -t t -l 0s 'window 10s' 'count' <"$BATS_TEST_TMPDIR/in" \
        3<<<'{"window_start":"1970-01-12T13:46:40Z","window_end":"1970-01-12T13:46:50Z","count":1}'
    check_stderr 3<<'ERR'
weir: 200 events came too late; --lateness 1ms would have kept 99 % of them, 11d14h all
ERR
}

@test "lateness: what the advice says is true" {
    local input='{"t":100}
{"t":42}
{"t":77.25}
{"t":13}'
    check_output weir -q -t t -l 0s --late "$BATS_TEST_TMPDIR/late" 'window 10s | count | window global | sum(count)' \
        <<<"$input" 3<<<'{"sum_count":1}'
    run_kept weir -t t -l 0s 'window 10s' 'count' <<<"$input"
    [ "$(cat "$stderr")" = "weir: 3 events came too late; --lateness 1m21s would have kept them all" ]
    check_output weir -t t -l 81s 'window 10s | count | window global | sum(count)' <<<"$input" 3<<<'{"sum_count":4}'
    check_stderr 3</dev/null
    check_output weir -t t -l 80s 'window 10s | count | window global | sum(count)' <<<"$input" 3<<<'{"sum_count":3}'
}

@test "lateness: a second window judges the rows of the first by its own clock, and writes them as rows" {
    check_output weir -t t -l 10s --late "$BATS_TEST_TMPDIR/late" 'window 10s | sum(n) by at | window 10s on at lateness 0s | count' <<'IN' 3<<'OUT'
{"t":1,"at":50,"n":1}
{"t":2,"at":3,"n":2}
IN
{"window_start":"1970-01-01T00:00:50Z","window_end":"1970-01-01T00:01:00Z","count":1}
OUT
    same_as_fd3 "$BATS_TEST_TMPDIR/late" 3<<'LATE'
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","at":3,"sum_n":2}
LATE
}
