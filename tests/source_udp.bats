# SPDX-License-Identifier: MIT
# udp-listen://
load helpers
load sources

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# datagrams PYTHON   send what the expression makes a list of
datagrams() {
    python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", int(sys.argv[1])))
for d in eval(sys.argv[2]):
    s.send(d)' "$port" "$1"
}

@test "udp-listen: datagrams of whole lines, whose last newline may be missing" {
    local size
    for size in 0 1 3; do
        : >err
        WEIR_TEST_READ_SIZE=$size listen -i udp-listen://:0 'set from = source()'
        datagrams '[b"{\"a\":1}\n{\"a\":2}\n", b"", b"{\"a\":3}", b"\n", b"{\"a\":4}\n{\"a\":5}"]'
        wait_until has_rows 5
        end
        same_as_fd3 out 3<<'OUT'
{"a":1,"from":"udp-listen://:0"}
{"a":2,"from":"udp-listen://:0"}
{"a":3,"from":"udp-listen://:0"}
{"a":4,"from":"udp-listen://:0"}
{"a":5,"from":"udp-listen://:0"}
OUT
    done
}

@test "udp-listen: the largest datagram" {
    listen -i udp-listen://:0 'set n = len(a) | project n'
    datagrams '[b"{\"a\":\"" + b"x" * 65499 + b"\"}"]'
    wait_until has_rows 1
    end
    same_as_fd3 out 3<<<'{"n":65499}'
}

@test "udp-listen: what the system drops is counted: read and dropped are what was sent" {
    [ -e /proc/self/net/udp ] || skip "no such counters here"
    local read dropped
    listen -i 'udp-listen://:0?rcvbuf=64k' --stats
    kill -STOP "$pid"
    datagrams '[b"{\"a\":1}"] * 20000'
    kill -CONT "$pid"
    wait_until has_rows 10
    datagrams '[b"{\"a\":\"last\"}"]'
    wait_until grep -q last out
    end
    read=$(sed -nE 's/^read +([0-9]+) lines.*/\1/p' err)
    dropped=$(sed -nE 's/.*the system dropped ([0-9]+) datagrams that came faster.*/\1/p' err)
    [ "$((read + dropped))" = 20001 ] || { cat err; false; }
    [ "$(wc -l <out)" = "$read" ]
}
