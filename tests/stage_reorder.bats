# SPDX-License-Identifier: MIT
load helpers

times() {
    printf '{"t":%s,"n":%s}\n' "$@"
}

@test "reorder: by event time, those of one time as they came" {
    check_output weir -t t -l 10s reorder < <(times 5 1 3 2 9 3 5 4 3 5 7 6) 3< <(times 3 2 3 5 5 1 5 4 7 6 9 3)
    check_output weir -t t reorder </dev/null 3</dev/null
}

@test "reorder: an event is released when time has passed it by the lateness, and by the delay" {
    released() {
        "$WEIR" -t t "$@" 'reorder | window global | head 2' < <(
            times 100 1 102 2 101 3 104 4
            hold_open
        )
    }
    check_output released -l 2s 3< <(times 100 1 101 3)
    check_output released -l 1s --delay 1s 3< <(times 100 1 101 3)
    check_output released -l 0s --delay 2s 3< <(times 100 1 101 3)
}

@test "reorder: what is older than what may have been released is late" {
    check_output weir -t t -l 2s --late "$BATS_TEST_TMPDIR/late" reorder < <(times 100 1 110 2 107.9 3 108 4 120 5 50 6) \
        3< <(times 100 1 108 4 110 2 120 5)
    [ "$(<"$BATS_TEST_TMPDIR/late")" = "$(times 107.9 3 50 6)" ]
    check_stderr 3<<'ERR'
weir: 2 events came too late; --lateness 1m10s would have kept them all
ERR
    check_output weir -t t -l 70s reorder < <(times 100 1 110 2 107.9 3 108 4 120 5 50 6) \
        3< <(times 50 6 100 1 107.9 3 108 4 110 2 120 5)
    check_stderr 3</dev/null
}

@test "reorder: an event without a time is bad" {
    check_output -s 3 weir -t t reorder < <(times 2 1 '"x"' 2 1 3; echo '{}') 3< <(times 1 3 2 1)
    check_stderr 3<<'ERR'
weir: bad event, line 2 of standard input: no event time: t is "x"
weir: bad event, line 4 of standard input: no event time: t is missing
weir: 2 bad events (--bad FILE keeps them)
ERR
}

@test "reorder: what comes out is in order, so windows below close without more lateness" {
    check_output weir -t t -l 5s 'reorder | window 10s | aggregate count(), last(n) | window global | head 1 | project count, last_n' < <(
        times 1 1 9 2 8 3 15 4
        hold_open
    ) 3<<<'{"count":3,"last_n":2}'
    check_output weir -t t -l 1h 'reorder | changed n' < <(times 3 1 1 1 2 2) 3<<'OUT'
{"t":1,"n":1,"was":null}
{"t":2,"n":2,"was":1}
{"t":3,"n":1,"was":2}
OUT
}

@test "reorder: rows of windows keep their window" {
    check_output weir -t t -l 5s 'window 10s | reorder | head 1 | project n' < <(times 9 1 8 2 15 3 12 4 18 5) 3< <(printf '{"n":%s}\n' 2 4)
}

@test "reorder: 100,000 events in any order; times at both ends" {
    many() { awk 'BEGIN { for (i = 0; i < 100000; i++) print "{\"t\":" (i * 7919) % 100003 ",\"pad\":\"" substr("xxxxxxxxxxxxxxxxxxxx", 1, i % 20) "\"}" }'; }
    many | python3 -c '
import json, sys
for l in sorted(sys.stdin, key=lambda l: json.loads(l)["t"]): print(l, end="")' >"$BATS_TEST_TMPDIR/want"
    check_output weir -t t -l 100000000s reorder < <(many) 3<"$BATS_TEST_TMPDIR/want"
    check_output weir -t t -l 106751d reorder < <(times '"2262-04-11T00:00:00Z"' 1 '"1980-09-22T00:00:00Z"' 2) \
        3< <(times '"1980-09-22T00:00:00Z"' 2 '"2262-04-11T00:00:00Z"' 1)
}

@test "reorder: odd texts, deep nesting, huge lines" {
    lines() { python3 -c '
print("{\"t\":3,\"v\":\"\\ud800\\u0000\"}")
print(" {\"t\" : 2,\"v\":" + "[" * 1000 + "]" * 1000 + "} ")
print("{\"t\":1,\"v\":\"" + "x" * 3000000 + "\"}")'; }
    lines | tac >"$BATS_TEST_TMPDIR/want"
    check_output weir -t t reorder < <(lines) 3<"$BATS_TEST_TMPDIR/want"
}

@test "reorder: --strict" {
    check_output -s 1 weir --strict -t t -l 1s 'reorder | project n' < <(times 1 1 9 2 3 3 20 4) 3<<<'{"n":1}'
    check_stderr 3<<'ERR'
weir: stopped by --strict: late event, line 3 of standard input: too late: events younger than this one have been released
ERR
}

@test "reorder: mistakes" {
    check_error 2 weir 'reorder by t' 3<<'ERR'
weir: unexpected 'by'
  reorder by t
          ^~
'by' goes with aggregates, and with functions that remember rows: prev(x) by KEY
ERR
    check_error 2 weir 'count by k | reorder' 3<<'ERR'
weir: the rows here have no event time
  count by k | reorder
               ^~~~~~~
they were made without a window; say what their time is: time EXPR | reorder ...
ERR
}

@test "reorder: on the rows of sessions; not on windows by count" {
    check_output weir -t t -l 0s 'window session 30s | reorder | project n' < <(times 0 1 20 3 30 2 90 4) 3< <(printf '{"n":%s}\n' 1 3 2 4)
    check_error 2 weir -t t 'window count 2 | reorder' 3<<'ERR'
weir: reorder needs event time, and the windows above are made by number, not by time
  window count 2 | reorder
                   ^~~~~~~
ERR
}
