# SPDX-License-Identifier: MIT
# Latency and signals: a result is out before the next line is written. Nothing here sleeps: each step waits
# for what the one before must bring, and gives up after a time that a sound run never needs.
load helpers
load fifos

@test "live: a line in, its row out, before the next is written" {
    start 'filter a > 0' 'set b = a + 1'
    say '{"a":1}'
    hear '{"a":1,"b":2}'
    say '{"a":0}'
    say '{"a":3}'
    hear '{"a":3,"b":4}'
    exec 7>&-
    hear_end
    wait "$pid"
}

@test "live: a window fires when the event comes that closes it" {
    start -t t -l 5s 'window 10s' 'count by k'
    say '{"t":1,"k":"a"}'
    say '{"t":12,"k":"b"}'
    say '{"t":15,"k":"b"}'
    hear '{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","k":"a","count":1}'
    say '{"t":26,"k":"b"}'
    hear '{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","k":"b","count":2}'
    exec 7>&-
    hear '{"window_start":"1970-01-01T00:00:20Z","window_end":"1970-01-01T00:00:30Z","k":"b","count":1}'
    hear_end
    wait "$pid"
}

@test "live: a half line waits for its end, which may be the end of input" {
    start
    printf '{"a":' >&7
    printf '1}\n{"b"' >&7
    hear '{"a":1}'
    printf ':2}' >&7
    exec 7>&-
    hear '{"b":2}'
    hear_end
    wait "$pid"
}

@test "live: head ends weir at its last row, without the next line" {
    start 'head 2'
    say '{"a":1}'
    hear '{"a":1}'
    say '{"a":2}'
    hear '{"a":2}'
    hear_end
    wait "$pid"
    exec 7>&-
}

@test "live: bad and late lines are out at once, too" {
    cd "$BATS_TEST_TMPDIR"
    mkfifo bad late
    exec 5<>bad 6<>late
    start -t t -l 0s --bad bad --late late 'window 10s' 'project t'
    say '{"t":100}'
    hear '{"t":100}'
    say 'oops'
    read -r -t 30 line <&5
    [ "$line" = '{"source":"standard input","line":2,"column":1,"error":"not a JSON object","text":"oops"}' ]
    say '{"t":1}'
    read -r -t 30 line <&6
    [ "$line" = '{"t":1}' ]
    exec 7>&-
    hear_end
    wait "$pid"
}

@test "live: SIGINT and SIGTERM close what is open, in order, and weir dies by the signal" {
    local signal status
    for signal in INT TERM; do
        mkdir "$BATS_TEST_TMPDIR/$signal"
        BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR/$signal start_interactive -t t 'window 10s' 'count'
        say '{"t":1}'
        say '{"t":16}'
        hear '{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}'
        kill -$signal "$pid"
        hear '{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":1}'
        hear_end
        status=0
        wait "$pid" || status=$?
        [ $status = $((128 + $(kill -l $signal))) ]
        exec 7>&- 8<&-
    done
}

# The shell lets what it starts in the background ignore SIGINT; weir then rightly ignores it, too.
start_interactive() {
    cd "$BATS_TEST_TMPDIR" || return
    mkfifo in out
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$WEIR" "$@" <in >out 2>err 3>&- &
    pid=$!
    exec 7>in 8<out
}

@test "live: a signal ends an input that never waits, between two rows" {
    local last status=0
    cd "$BATS_TEST_TMPDIR"
    mkfifo out
    yes '{"a":1}' | "$WEIR" >out 2>err 3>&- &
    pid=$!                        # of the last in the pipe
    exec 8<out
    hear '{"a":1}'
    kill -TERM $pid
    last=$(tail -n 1 <&8)
    [ "$last" = '{"a":1}' ]
    wait "$pid" || status=$?
    [ $status = 143 ]
}

@test "live: a second input may speak while the first is silent" {
    cd "$BATS_TEST_TMPDIR"
    mkfifo one two out
    "$WEIR" -i one -i two >out 2>err 3>&- &
    exec 8<out 5<>one 7<>two
    say '{"from":"two"}'
    hear '{"from":"two"}'
    printf '{"from":"one"}\n' >&5
    hear '{"from":"one"}'
    exec 7>&-
    printf '{"from":"one again"}\n' >&5
    hear '{"from":"one again"}'
    exec 5>&-
    hear_end
    wait
}

@test "live: with two inputs, time stands until both have spoken, and goes on when one ends" {
    cd "$BATS_TEST_TMPDIR"
    mkfifo one two out
    "$WEIR" -t t -l 0s -i one -i two 'window 10s' 'count' >out 2>err 3>&- &
    exec 8<out 5<>one 7<>two
    say '{"t":1}'
    say '{"t":50}'
    printf '{"t":2}\n{"t":11}\n' >&5
    hear '{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":2}'
    exec 5>&-
    hear '{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":1}'
    exec 7>&-
    hear '{"window_start":"1970-01-01T00:00:50Z","window_end":"1970-01-01T00:01:00Z","count":1}'
    hear_end
    wait
}

@test "live: a signal kills while a fifo is being opened" {
    [ -r /proc/self/status ] || skip "no /proc here"
    cd "$BATS_TEST_TMPDIR"
    mkfifo fifo
    "$WEIR" -i fifo >out 2>err 3>&- &
    pid=$!
    wait_asleep "$pid"
    kill -TERM "$pid"
    ends_with "$pid" 143
    "$WEIR" -o fifo </dev/null 2>err 3>&- &
    pid=$!
    wait_asleep "$pid"
    kill -TERM "$pid"
    ends_with "$pid" 143
}

# Until weir (no longer the shell that becomes it) sleeps in a system call, as /proc tells.
wait_asleep() { # PID
    local limit=$((SECONDS + 30)) state=
    until [ "$(cat "/proc/$1/comm")" = weir ] && [ "$state" = S ]; do
        [ $SECONDS -lt $limit ] || { echo "not asleep: $state" >&2; return 1; }
        read -r _ _ state _ <"/proc/$1/stat"
    done
}

# The process ends by itself, with that status.
ends_with() { # PID STATUS
    local limit=$((SECONDS + 30)) state='' status=0
    while [ "$state" != Z ] && read -r _ _ state _ <"/proc/$1/stat"; do
        [ $SECONDS -lt $limit ] || kill -KILL "$1"
    done 2>/dev/null
    wait "$1" || status=$?
    [ $status = "$2" ]
}

# is_in SET PID NUMBER   is that signal in the set (SigCgt: it is caught, ShdPnd: it waits) of weir, not of the shell
# that becomes it?
is_in() {
    local mask
    [ "$(cat "/proc/$2/comm")" = weir ] || return
    mask=$(sed -n "s/^$1:\t*//p" "/proc/$2/status")
    [ $((0x$mask >> ($3 - 1) & 1)) = 1 ]
}

@test "live: a second signal kills while a write waits for its reader, also at the end" {
    local row pipeline first second limit
    [ -r /proc/self/status ] || skip "no /proc here"
    cd "$BATS_TEST_TMPDIR"
    row=$(printf '{"a":"%0990d"}' 1)
    yes "$row" | head -n 20000 >in
    mkfifo out
    exec 8<>out                   # nobody reads
    for pipeline in 'filter true' 'tail 20000'; do
        for first in 15 2; do
            for second in 15 2; do
                python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$WEIR" -i in "$pipeline" >out 2>err 3>&- 8>&- &
                pid=$!
                limit=$((SECONDS + 30))
                until is_in SigCgt "$pid" $first; do [ $SECONDS -lt $limit ]; done
                wait_asleep "$pid"
                kill -$first "$pid"
                while is_in ShdPnd "$pid" $first; do [ $SECONDS -lt $limit ]; done
                wait_asleep "$pid"
                kill -$second "$pid"
                ends_with "$pid" $((128 + second))
            done
        done
    done
}

@test "live: a signal ends inputs that are always ready" {
    local limit
    [ -r /proc/self/status ] || skip "no /proc here"
    cd "$BATS_TEST_TMPDIR"
    mkfifo one two
    yes '{"a":1}' >one 3>&- &
    yes '{"a":1}' >two 3>&- &
    "$WEIR" -i one -i two 'filter false' >out 2>err 3>&- &
    pid=$!
    limit=$((SECONDS + 30))
    until is_in SigCgt "$pid" 15; do [ $SECONDS -lt $limit ]; done
    kill -TERM "$pid"
    ends_with "$pid" 143
    wait
}
