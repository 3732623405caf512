# SPDX-License-Identifier: MIT
# Destinations: udp://.
load helpers
load peer

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "destinations: udp:// a datagram holds whole rows up to a size, a longer row has one of its own" {
    start_peer udp 4
    printf '{"a":%s}\n' 1 2 3 4 '"a long one, longer than the size"' 5 >in
    check_output weir -i in -o "udp://127.0.0.1:$at?size=24" 3</dev/null
    check_stderr 3</dev/null
    wait "$peer"
    [ "$(cat got.1)" = $'{"a":1}\n{"a":2}\n{"a":3}' ]
    [ "$(cat got.2)" = '{"a":4}' ]
    [ "$(cat got.3)" = '{"a":"a long one, longer than the size"}' ]
    [ "$(cat got.4)" = '{"a":5}' ]
}

@test "destinations: udp:// a row that fits no datagram is counted, the others are sent" {
    start_peer udp 2
    { echo '{"a":1}'; printf '{"a":"%070000d"}\n' 1; echo '{"a":2}'; } >in
    run_kept weir -i in -o "udp://127.0.0.1:$at"
    [ "$exit_status" = 1 ]
    same_as_fd3 "$stderr" 3<<ERR
weir: udp://127.0.0.1:$at: 1 row could not be sent: Message too long
ERR
    wait "$peer"
    [ "$(cat got.1)" = '{"a":1}' ] && [ "$(cat got.2)" = '{"a":2}' ]
}

@test "destinations: udp:// nobody listens: told once, and no failure" {
    start_peer udp 0
    wait "$peer"
    numbered 100 >in
    run_kept weir -i in -o "udp://127.0.0.1:$at?size=10"
    [ "$exit_status" = 0 ]
    [ "$(head -n 1 "$stderr")" = "weir: udp://127.0.0.1:$at: nobody listens there" ]
    [ "$(wc -l <"$stderr")" -le 2 ]
    run_kept weir -i in -o udp://no.such.host.invalid:1
    [ "$exit_status" = 1 ]
    grep -q '^weir: cannot send to udp://no.such.host.invalid:1: ' "$stderr"
    check_error 2 weir -o 'udp://a:1?size=66000' 3<<'ERR'
weir: 'udp://a:1?size=66000': a datagram has at most 65507 bytes
ERR
}
