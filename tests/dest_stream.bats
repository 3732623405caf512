# SPDX-License-Identifier: MIT
# Destinations: tcp:// and unix://, with a real other end that is slow, goes away, or is not there.
load helpers
load peer

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "destinations: tcp:// hands over all rows, and waits at the end until they have arrived" {
    numbered 300000 >in
    start_peer tcp all
    check_output weir -i in -o "tcp://127.0.0.1:$at" 3</dev/null
    check_stderr 3</dev/null
    wait "$peer"
    cmp in got.1
}

@test "destinations: unix:// and tcp:// by name, several at once, as --bad, and of tee" {
    printf '{"a":1}\nbad\n{"a":2}\n' >in
    start_peer "unix:$PWD/s" all all
    check_output -s 0 weir -q -i in --bad "unix://$PWD/s" 'tee unix://s | count' 3<<<'{"count":2}'
    wait "$peer"
    [ "$(cat got.1 got.2 | grep -c '"error":"not a JSON object","text":"bad"')" = 1 ]
    [ "$(cat got.1 got.2 | grep -v error)" = $'{"a":1}\n{"a":2}' ]
    start_peer tcp all all
    check_output weir -i in --bad bad -o "tcp://localhost:$at" -o out -o "tcp://127.0.0.1:$at?buffer=1k" 3</dev/null
    wait "$peer"
    cmp got.1 out && cmp got.2 out && [ "$(wc -l <out)" = 2 ]
}

@test "destinations: tcp:// a slow reader holds the input back, with no more in memory than 'buffer'" {
    mkfifo in
    start_peer tcp hold go
    "$WEIR" -o "tcp://127.0.0.1:$at?buffer=64k" <in 2>err &
    local pid=$!
    numbered 2000000 >all
    # Not a byte is read at the other end: weir must stop reading, far from the 27 MB.
    cat all >in &
    local feeder=$!
    wait_until grep -q '^State:.S' "/proc/$feeder/status"
    for _ in $(seq 20); do
        before=$(awk '/^rchar/ { print $2 }' "/proc/$pid/io")
        sleep 0.05
        [ "$(awk '/^rchar/ { print $2 }' "/proc/$pid/io")" != "$before" ] || break
    done
    [ "$before" -lt 20000000 ] || failed "read $before bytes"
    # The memory of a usual build is what counts: sanitizers want more.
    [ "$WEIR" != "$PROJECT/weir" ] || [ "$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status")" -lt 60000 ]
    touch go
    wait "$pid"
    wait "$peer"
    cmp all got.1
    [ ! -s err ]
}

@test "destinations: tcp:// connects when somebody comes to listen, and says so" {
    start_peer tcp gone until go all
    numbered 1000 >in
    "$WEIR" -i in -o "tcp://127.0.0.1:$at?linger=30s" 2>err &
    local pid=$!
    wait_until [ -s err ]
    touch go
    wait "$pid"
    wait "$peer"
    cmp in got.1
    [ "$(head -n 1 err)" = "weir: tcp://127.0.0.1:$at: Connection refused; trying again" ]
}

was_closed() { # N   so many times
    [ "$(grep -c 'closed the connection' err)" = "$1" ]
}

@test "destinations: tcp:// a peer that closes between rows: nothing is lost, nothing doubled" {
    mkfifo in
    start_peer tcp 8 8 all
    "$WEIR" -o "tcp://127.0.0.1:$at" <in 2>err &
    local pid=$!
    exec 8>in
    for n in 1 2 3; do
        echo "{\"a\":$n}" >&8
        wait_until [ -s got.$n ]
        [ $n = 3 ] || wait_until was_closed $n
    done
    exec 8>&-
    wait "$pid" "$peer"
    [ "$(cat got.1 got.2 got.3)" = $'{"a":1}\n{"a":2}\n{"a":3}' ]
}

@test "destinations: tcp:// a reset in the middle: the line cut in two comes again whole, the input goes on" {
    numbered 1000000 >in
    start_peer tcp reset 100000 all
    run_kept weir -i in -o "tcp://127.0.0.1:$at?buffer=64k"
    [ "$exit_status" = 0 ]
    wait "$peer"
    grep -q "^weir: tcp://127.0.0.1:$at: .*; trying again$" "$stderr"
    # The second connection begins with a whole line, behind the first one's, and has all to the end.
    head -n 1 got.2 | grep -qx '{"n":[0-9]*}'
    local first
    first=$(head -n 1 got.2 | tr -dc 0-9)
    [ "$first" -gt "$(head -c 90000 got.1 | wc -l)" ]
    tail -n "+$first" in | cmp - got.2
}

@test "destinations: what is not delivered in time is counted, and the exit status is 1" {
    start_peer tcp gone
    numbered 1000 >in
    run_kept weir -i in -o "tcp://127.0.0.1:$at?linger=200ms" -o out
    [ "$exit_status" = 1 ]
    same_as_fd3 "$stderr" 3<<ERR
weir: tcp://127.0.0.1:$at: Connection refused; trying again
weir: tcp://127.0.0.1:$at: 1000 rows could not be delivered: Connection refused
ERR
    cmp in out
    run_kept weir -q -i in -o "unix://$PWD/nobody?linger=1ms" 'head 1'
    [ "$exit_status" = 1 ]
    same_as_fd3 "$stderr" 3<<ERR
weir: unix://$PWD/nobody: 1 row could not be delivered: No such file or directory
ERR
    touch in.empty
    run_kept weir -q -i in.empty -o "unix://$PWD/nobody?linger=1ms"
    [ "$exit_status" = 0 ]
}

@test "destinations: tcp:// SIGTERM ends a run that is held back, in the time that linger gives" {
    start_peer tcp gone
    numbered 200000 >in
    "$WEIR" -i in -o "tcp://127.0.0.1:$at?buffer=10k&linger=50ms" 2>err &
    local pid=$! status=0
    wait_until [ -s err ]
    kill -TERM "$pid"
    wait "$pid" || status=$?
    [ "$status" = 1 ] || failed "status $status"
    # How many rows there were until the signal came nobody knows, but all that came are lost.
    grep -Eqx "weir: tcp://127.0.0.1:$at: [0-9]+ rows could not be delivered: Connection refused" err
}

@test "destinations: a name that does not resolve, and what is wrong before" {
    run_kept weir -o 'tcp://no.such.host.invalid:1?linger=1ms' <<<'{"a":1}'
    [ "$exit_status" = 1 ]
    grep -q '^weir: tcp://no.such.host.invalid:1: .*; trying again$' "$stderr"
    grep -q '^weir: tcp://no.such.host.invalid:1: 1 row could not be delivered: ' "$stderr"
    check_error 2 weir -o tcp://localhost 3<<'ERR'
weir: 'tcp://localhost': the port is missing: it is written HOST:PORT
ERR
    check_error 2 weir -o tpc://localhost:1 3<<'ERR'
weir: 'tpc://localhost:1': unknown kind of destination 'tpc'; did you mean 'tcp'? 'weir -h destinations' lists them
ERR
    check_error 2 weir 'tee tcp://localhost:1?bufer=1k' 3<<'ERR'
weir: unknown option 'bufer' of tcp://
  tee tcp://localhost:1?bufer=1k
      ^~~~~~~~~~~~~~~~~~~~~~~~~~
did you mean 'buffer'?
ERR
    check_error 2 weir --late 'unix://x?linger=long' 3<<'ERR'
weir: 'unix://x?linger=long': 'linger' wants a duration such as 30s or 1h30m
ERR
}
