# SPDX-License-Identifier: MIT
# tcp-listen:// and tcp://, with real peers at the other end.
load helpers
load sources

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "tcp-listen: clients are streams of their own, a line that is cut off is a bad line" {
    listen -i tcp-listen://:0 --stats --bad bad 'set n = 1'
    exec 5<>"/dev/tcp/127.0.0.1/$port" 6<>"/dev/tcp/127.0.0.1/$port"
    printf '{"a":1}\n{"a"' >&5
    wait_until has_rows 1
    printf '{"b":1}\n{"b":2}\noops\n{"ha' >&6
    wait_until has_rows 3
    printf ':2}\n' >&5
    wait_until has_rows 4
    exec 5>&- 6>&-
    send '{"c":1}\n'
    wait_until has_rows 5
    wait_until grep -q cut bad
    end
    same_as_fd3 out 3<<'OUT'
{"a":1,"n":1}
{"b":1,"n":1}
{"b":2,"n":1}
{"a":2,"n":1}
{"c":1,"n":1}
OUT
    sed -E 's/127.0.0.1:[0-9]+/PEER/' bad >bad.plain
    same_as_fd3 bad.plain 3<<'BAD'
{"source":"PEER","line":3,"column":1,"error":"not a JSON object","text":"oops"}
{"source":"PEER","line":4,"column":0,"error":"cut off by a closing socket","text":"{\"ha"}
BAD
    counts 7 5 2
}

@test "tcp-listen: source() is the client, and each has a header of its own" {
    listen -i tcp-listen://:0 --from csv 'set from = source()'
    send 'x,y\n1,2\n'
    wait_until has_rows 1
    send 'y,z\n3,4\n'
    wait_until has_rows 2
    end
    sed -E 's/127.0.0.1:[0-9]+/PEER/' out >plain
    same_as_fd3 plain 3<<'OUT'
{"x":1,"y":2,"from":"PEER"}
{"y":3,"z":4,"from":"PEER"}
OUT
}

@test "tcp-listen: a peer that resets costs its half line, and nothing else" {
    mkfifo gone
    listen -i tcp-listen://:0 --stats
    python3 -c '
import socket, struct, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
s.sendall(b"{\"a\":1}\n{\"a\"")
open("gone").read()
s.close()' "$port" 3>&- &
    wait_until has_rows 1
    : >gone
    wait_until says 'Connection reset by peer'
    send '{"a":2}\n'
    wait_until has_rows 2
    end
    # The connection is told about when it breaks, the line when it is read.
    sed -E '/^weir:.*(bad line|reset)/!d; s/127.0.0.1:[0-9]+/PEER/' err | sort >plain
    same_as_fd3 plain 3<<'ERR'
weir: 1 bad line (--bad FILE keeps them)
weir: bad line, line 2 of PEER: cut off by a closing socket
weir: tcp-listen://:0: client PEER was lost: Connection reset by peer
ERR
    counts 3 2 1
}

@test "tcp-listen: much without a newline takes no more memory than --max-line wants" {
    [ "${WEIR%asan/weir}" = "$WEIR" ] || skip "sanitizers need more"
    (ulimit -v 200000 && exec "$WEIR" -i tcp-listen://:0 --max-line 1M --stats >out 2>err 3>&-) &
    pid=$!
    wait_until listens
    { head -c 64M /dev/zero | tr '\0' x; printf '\n{"a":1}\n'; } >"/dev/tcp/127.0.0.1/$port"
    wait_until has_rows 1
    end
    grep -q 'bad line, line 1 of 127.0.0.1:[0-9]*: longer than --max-line (1048576 bytes)' err
    counts 2 1 1
}

@test "tcp-listen: 500 clients at once, one of which says nothing" {
    ulimit -n 1100 2>/dev/null || skip "too few descriptors here"
    listen -i tcp-listen://:0 --stats 'count'
    python3 - "$port" <<'PY'
import socket, sys
at = ("127.0.0.1", int(sys.argv[1]))
silent = socket.create_connection(at)
clients = [socket.create_connection(at) for _ in range(499)]
for turn in range(4):                    # lines in pieces, clients in turn
    for i, c in enumerate(clients):
        c.sendall(b'{"client":%d,' % i)
    for c in clients:
        c.sendall(b'"turn":%d}\n' % turn)
for c in clients:
    c.shutdown(socket.SHUT_WR)
for c in clients:                        # until it has been read to the end
    assert c.recv(1) == b""
PY
    end
    same_as_fd3 out 3<<<'{"count":1996}'
    counts 1996 1996 0
}

@test "tcp-listen: clients=N, more wait until one goes" {
    listen -i 'tcp-listen://:0?clients=2'
    exec 5<>"/dev/tcp/127.0.0.1/$port" 6<>"/dev/tcp/127.0.0.1/$port" 7<>"/dev/tcp/127.0.0.1/$port"
    printf '{"c":7}\n' >&7
    printf '{"c":5}\n' >&5
    printf '{"c":6}\n' >&6
    wait_until has_rows 2
    wait_until says 'there are 2 clients, no more are let in until one goes (clients=N)'
    run ! grep -q 7 out
    exec 5>&-
    wait_until has_rows 3
    exec 6>&- 7>&-
    end
}

@test "tcp-listen: no descriptor left: clients wait, nothing is lost, nothing spins" {
    (ulimit -n 14 && exec "$WEIR" -i tcp-listen://:0 count >out 2>err 3>&-) &
    pid=$!
    wait_until listens
    python3 - "$port" <<'PY'
import socket, sys
at = ("127.0.0.1", int(sys.argv[1]))
clients = [socket.create_connection(at) for _ in range(40)]
for c in clients:
    c.sendall(b'{"a":1}\n')
    c.shutdown(socket.SHUT_WR)
for c in clients:
    assert c.recv(1) == b""
PY
    end
    same_as_fd3 out 3<<<'{"count":40}'
    says 'clients can be let in for now: Too many open files'
    [ "$(wc -l <err)" = 2 ]
}

@test "tcp-listen: idle=D hangs up on who is silent" {
    listen -i 'tcp-listen://:0?idle=200ms' --bad bad
    exec 5<>"/dev/tcp/127.0.0.1/$port"
    printf '{"a":1}\n{"half' >&5
    read -r -t 60 _ <&5 || [ $? = 1 ]        # the end, not the time limit
    wait_until grep -q 'cut off' bad
    end
}

@test "tcp-listen: one that floods does not keep another waiting" {
    listen -i tcp-listen://:0 --stats 'filter quiet'
    python3 - "$port" <<'PY' 3>&- &
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
try:
    while True:
        s.sendall(b'{"quiet":false}\n' * 10000)
except OSError:
    pass
PY
    wait_until has_read "[0-9]{5,}"
    send '{"quiet":true}\n'
    wait_until has_rows 1
    end
    wait
}

@test "tcp-listen: SIGTERM in the middle closes the windows, and counts add up" {
    listen -i tcp-listen://:0 --stats 'count'
    yes '{"a":1}' 2>/dev/null >"/dev/tcp/127.0.0.1/$port" &
    wait_until has_read "[0-9]{5,}"
    end
    wait
    [ "$(tail -n +1 out)" = "{\"count\":$(tac err | sed -n 's/^read .* bytes: \([0-9]*\) events.*/\1/p;T;q')}" ]
    tac err | sed -n '/^read /{p;q}' | grep -Eq 'read +([0-9]+) lines, [0-9]+ bytes: \1 events, 0 bad lines'
}

@test "tcp-listen: a port that is taken" {
    listen -i tcp-listen://:0
    check_error 1 weir -i "tcp-listen://127.0.0.1:$port" 3<<ERR
weir: cannot listen on tcp-listen://127.0.0.1:$port: Address already in use
ERR
    end
}

# serve TEXT...   a server that gives each client in turn one of the texts and hangs up; $port is where
serve() {
    python3 - "$@" 3>&- >served <<'PY' &
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
for text in sys.argv[1:]:
    client = server.accept()[0]
    client.sendall(text.encode())
    client.close()
PY
    server=$!
    : >out
    : >err
    wait_until test -s served
    port=$(cat served)
}

@test "tcp: once: the end of the connection is that of the input" {
    serve $'{"a":1}\n{"a":2}\n{"a'
    check_output -s 3 weir -i "tcp://127.0.0.1:$port?once" 3<<'OUT'
{"a":1}
{"a":2}
OUT
    check_stderr 3<<ERR
weir: bad line, line 3 of tcp://127.0.0.1:$port?once: cut off by a closing socket
weir: 1 bad line (--bad FILE keeps them)
ERR
    wait $server
    check_error 1 weir -i "tcp://127.0.0.1:$port?once" 3<<ERR
weir: cannot read tcp://127.0.0.1:$port?once: Connection refused
ERR
}

@test "tcp: a connection that ends is made again" {
    serve $'{"a":1}\n' $'{"a":2}\n' $'{"a":3}\n'
    go -i "tcp://127.0.0.1:$port" 'head 3'
    wait "$pid"
    wait $server
    same_as_fd3 out 3<<'OUT'
{"a":1}
{"a":2}
{"a":3}
OUT
    head -n 2 err >begin
    same_as_fd3 begin 3<<ERR
weir: tcp://127.0.0.1:$port: the other side closed the connection; trying to connect again
weir: tcp://127.0.0.1:$port: connected
ERR
}

@test "tcp: who does not answer yet is tried again, said once" {
    serve one
    exec 5<>"/dev/tcp/127.0.0.1/$port"
    exec 5>&-
    wait $server                             # its port is free now
    go -i "tcp://localhost:$port" 'head 1'
    wait_until says 'Connection refused; trying to connect again'
    python3 - "$port" 3>&- <<'PY' &
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
peer = server.accept()[0]
peer.sendall(b'{"a":1}\n')
peer.recv(1)                                # until weir has gone
PY
    wait "$pid"
    wait
    same_as_fd3 out 3<<<'{"a":1}'
    [ "$(grep -c 'trying to connect' err)" = 1 ]
}

@test "tcp: a name that is not known" {
    check_error 1 weir -i tcp://no.such.invalid:1 3<<'ERR' || check_error 1 weir -i tcp://no.such.invalid:1 3<<'ERR2'
weir: cannot connect to tcp://no.such.invalid:1: Name or service not known
ERR
weir: cannot connect to tcp://no.such.invalid:1: Temporary failure in name resolution
ERR2
}

@test "sources: mistakes are told before the run" {
    check_error 2 weir -i tpc://x:1 -i udp://:1 -i file:///x -i tcp://x -i tcp://x:0 -i 'tcp://x:1?onec' -i 'tcp-listen://:70000' 3<<'ERR'
weir: 'tpc://x:1': unknown kind of source 'tpc'; did you mean 'tcp'? 'weir -h sources' lists them
weir: 'udp://:1': unknown kind of source 'udp'; to take datagrams write udp-listen://[HOST]:PORT
weir: 'file:///x': unknown kind of source 'file'; write the path alone
weir: 'tcp://x': the port is missing: it is written HOST:PORT
weir: 'tcp://x:0': the port is a number from 1 to 65535
weir: 'tcp://x:1?onec': unknown option 'onec' of tcp://; did you mean 'once'?
weir: 'tcp-listen://:70000': the port is a number up to 65535 (0: one that is free)
ERR
    check_error 2 weir -i 'tcp-listen://:1?clients=0' -i 'tcp-listen://:1?idle=1' -i 'unix-listen://?mode=9' \
        -i 'unix-listen://x?mode=9' -i 'udp-listen://:1?rcvbuf=x' -i tcp-listen://::1:4 -i kafka://b/t 3<<'ERR'
weir: 'tcp-listen://:1?clients=0': clients wants a number above 0, not '0'
weir: 'tcp-listen://:1?idle=1': idle wants a duration such as 30s or 1h30m, not '1'
weir: 'unix-listen://?mode=9': the path is missing
weir: 'unix-listen://x?mode=9': mode wants an octal number such as 0660, not '9'
weir: 'udp-listen://:1?rcvbuf=x': rcvbuf wants a size below 1G such as 64M, not 'x'
weir: 'tcp-listen://::1:4': an IPv6 address stands in brackets: [::1]:PORT
weir: 'kafka://b/t': kafka:// is not in this version
ERR
    check_error 2 weir -F -i tcp://x:1 3<<'ERR'
weir: -F follows files, and none is read: name one by -i FILE
ERR
}
