# SPDX-License-Identifier: MIT
# Sources and destinations with the programs that are really at the other end: socat, nc, logrotate.
load helpers
load sources

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    PATH=$PATH:/usr/sbin
    printf '{"n":%d}\n' {1..3000} >in
}

need() {
    command -v "$1" >/dev/null || skip "no $1 here"
}

# serve ADDRESS HOW...   a socat that listens and says where in the file said; $port is where
serve() {
    local at=$1
    shift
    rm -f said
    socat -d -d "$@" 2>said 3>&- &
    wait_until grep -q "listening on $at" said
    port=$(sed -n 's/.*listening on .*:\([0-9]*\)$/\1/p' said)
}

@test "socat, nc: they send to tcp-listen and unix-listen" {
    need socat
    listen -i tcp-listen://:0 -i unix-listen://s count
    socat -u OPEN:in "TCP:127.0.0.1:$port"
    socat -u OPEN:in UNIX-CONNECT:s
    if command -v nc >/dev/null && nc -h 2>&1 | grep -q 'OpenBSD'; then
        nc -N 127.0.0.1 "$port" <in
        nc -N -U s <in
        wait_until has_read 12000
    else
        wait_until has_read 6000
    fi
    end
    same_as_fd3 out 3<<<"{\"count\":$(sed -n 's/^read *\([0-9]*\) .*/\1/p' err | tail -n 1)}"
}

@test "socat: it sends to udp-listen" {
    need socat
    # 16 bytes a line, 32 lines a datagram.
    printf '{"n":%9d}\n' {1..320} >even
    listen -i udp-listen://:0 --stats 'count, max(n)'
    socat -u -b 512 OPEN:even "UDP:127.0.0.1:$port"
    wait_until has_read 320
    end
    same_as_fd3 out 3<<<'{"count":320,"max_n":320}'
    counts 320 320 0
}

@test "socat: weir connects to it over tcp and unix, and sends to both" {
    need socat
    serve AF=2 -U TCP-LISTEN:0,bind=127.0.0.1 OPEN:in
    check_output weir -i "tcp://127.0.0.1:$port?once" 3<in
    serve AF=1 -U UNIX-LISTEN:s OPEN:in
    check_output weir -i 'unix://s?once' 3<in
    rm -f s
    serve AF=2 -u TCP-LISTEN:0,bind=127.0.0.1 CREATE:got.tcp
    serve_tcp=$port
    serve AF=1 -u UNIX-LISTEN:s CREATE:got.unix
    check_output weir -i in -o "tcp://127.0.0.1:$serve_tcp" -o unix://s 3</dev/null
    check_stderr 3</dev/null
    wait
    cmp in got.tcp && cmp in got.unix
}

@test "logrotate: of what is followed, by copytruncate and by create, and of what is written, by SIGHUP" {
    need logrotate
    : >one.log
    : >two.log
    go -F -i one.log -i two.log -o rows.log
    cat >conf <<CONF
$PWD/one.log { rotate 9
copytruncate
}
$PWD/two.log { rotate 9
create
}
$PWD/rows.log { rotate 9
create
postrotate
kill -HUP $pid
endscript
}
CONF
    chmod 600 conf
    written() { [ "$(cat rows.log* | wc -l)" = "$1" ]; }
    is_new() { [ -e rows.log ] && [ "$(readlink "/proc/$pid/fd/"* | grep -c "^$PWD/rows.log$")" = 1 ]; }
    local n=0
    for _ in 1 2 3; do
        printf '{"n":%d}\n' $((++n)) $((++n)) >>one.log
        printf '{"n":%d}\n' $((++n)) $((++n)) >>two.log
        wait_until written $n
        logrotate -f -s state conf
        wait_until is_new
    done
    printf '{"n":%d}\n' $((++n)) >>one.log
    printf '{"n":%d}\n' $((++n)) >>two.log
    wait_until written $n
    end
    [ "$(cat rows.log* | tr -dc '0-9\n' | sort -n)" = "$(seq $n)" ]
    [ "$(wc -l <rows.log)" = 2 ] && [ -e rows.log.3 ]
    same_as_fd3 err 3<<ERR
$(printf 'weir: one.log: it was cut back or written anew, and is read from its start\n%.0s' 1 2 3)
ERR
}
