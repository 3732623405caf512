# SPDX-License-Identifier: MIT
# --replay: files at the pace of their event time. The clock is the test's, each reading is a step later and
# nothing is waited for; now() shows when an event went.
load helpers

# 2026-01-01T00:00:00Z
epoch=1767225600

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    for t in 0 1 10 10 5 60; do echo "{\"ts\":$((epoch + t))}"; done >in
}

# Seconds, from the first on, at which the rows went.
went() {
    sed 's/.*"at":"\([^"]*\)".*/\1/' "$stdout" | while read -r t; do date -d "$t" +%s; done |
        awk 'NR == 1 { first = $1 } { printf "%s%d", sep, $1 - first; sep = " " } END { print "" }'
}

@test "replay: events go when as much time has passed as lies between them; one that is behind, at once" {
    WEIR_TEST_NOW=${epoch}000000000+100000000 run_kept weir --replay 1x -i in 'set at = now()'
    [ "$exit_status" = 0 ] && [ ! -s "$stderr" ]
    [ "$(went)" = "0 1 10 10 10 60" ] || { went; false; }
    [ "$(weir -i "$stdout" 'drop at')" = "$(cat in)" ]
}

@test "replay: so many times as fast" {
    local speed
    for speed in 10 10x 10.0x; do
        WEIR_TEST_NOW=${epoch}000000000+10000000 run_kept weir --replay $speed -i in 'set at = now()'
        [ "$(went)" = "0 0 1 1 1 6" ] || { went; false; }
    done
    WEIR_TEST_NOW=${epoch}000000000+50000000 run_kept weir --replay 0.1x -i in 'set at = now()'
    [ "$(went)" = "0 10 100 100 100 600" ] || { went; false; }
}

@test "replay: the rows are those without it, however the input is cut, of several files, too" {
    local size
    seq $epoch 7 $((epoch + 2000)) | sed 's/.*/{"ts":&,"n":1}/' >a
    seq $epoch 3 $((epoch + 2000)) | sed 's/.*/{"ts":&,"n":2}/' >b
    echo '{"n":3}' >>b
    for size in 1 100 4096; do
        export WEIR_TEST_READ_SIZE=$size WEIR_TEST_NOW=0+1000000000
        weir -q -i a -i b -t ts --bad /dev/null --replay 1x 'window 1m | count by n' >got
        weir -q -i a -i b -t ts --bad /dev/null 'window 1m | count by n' | cmp - got
        # Nobody else asks for time: without --replay one file comes after the other.
        weir -q -i a -i b -t ts --replay 1x 'n > 1' >got
        weir -q -i a -i b 'n > 1' | sort | cmp - <(sort got)
    done
}

@test "replay: without a stage that needs time, too; of events without one nothing is paced" {
    printf '{"a":%s}\n' 1 2 3 >in
    check_output weir --replay 1x -i in 'filter a > 1' 3<<<$'{"a":2}\n{"a":3}'
    check_stderr 3<<'ERR'
weir: --replay: no event had a time, so nothing was paced
ERR
    check_output weir --replay 1x -i /dev/null -i /dev/null 3</dev/null || true
}

@test "replay: counters are told meanwhile, and count what has gone" {
    WEIR_TEST_NOW=${epoch}000000000+1000000000 run_kept weir --replay 1x --stats=20s -i in
    grep -q '^read       5 lines, [0-9]* bytes: 5 events, 0 bad lines$' "$stderr"
    grep -q '^read       6 lines, [0-9]* bytes: 6 events, 0 bad lines, 0 blank lines$' "$stderr"
    [ "$(grep -c ^took "$stderr")" -gt 2 ]
}

@test "replay: rows are out before it waits, and SIGTERM ends it in order" {
    mkfifo out
    "$WEIR" --replay 1x --stats -t ts -i in 'window 10s' 'count | project count' >out 2>err 3>&- &
    local pid=$! status=0
    exec 8<out
    # At the real clock: after the first event it waits for a second; the signal comes before or after that.
    until [ "$(sed -n 's/^SigCgt:\t*//p' /proc/$pid/status | tail -c 5 | head -c 1)" != 0 ]; do :; done
    kill -TERM $pid
    read -r -t 30 row <&8
    case $row in '{"count":1}' | '{"count":2}') ;; *) false ;; esac
    wait $pid || status=$?
    [ $status = 143 ]
    grep -Eq '^read       [12] lines?, [0-9]* bytes: [12] events?, 0 bad lines$' err
}

@test "replay: what cannot be paced is refused, with the reason" {
    check_error 2 weir --replay 1x -i in -t arrival 3<<'ERR'
weir: --replay goes by the time in the events; 'arrival' is that of the clock here
ERR
    check_error 2 weir --replay 1x -i in 'set b = time(a)' 'time b' 3<<'ERR'
weir: --replay goes by the time with which events come; here stage 2 makes it: -t EXPR tells it before
ERR
    weir --explain --replay 2.50x -i in | grep -qx '  replay       2.5x'
    weir --replay 1000000x -i in -t ts 'set b = ts' 'time b' >/dev/null
    check_error 1 weir --replay 1x < <(cat in) 3<<'ERR'
weir: --replay paces files that are recorded; standard input comes at a pace of its own
ERR
    local value
    for value in 0 x -1 1y 1xx 0x10 1e3 '' nan . 1..2; do
        check_error 2 weir --replay "$value" -i in 3<<ERR
weir: --replay wants how many times as fast as recorded, such as 1x or 60x, not '$value'
ERR
    done
}
